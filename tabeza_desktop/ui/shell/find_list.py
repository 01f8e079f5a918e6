"""Find anything: answers of the history under the search box, as one types. Ctrl+K leads there, Esc back.

Each answer belongs to the text it was asked for; an answer that comes after the text has changed is dropped.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.history import Hit
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.shell.find_actions import find_actions
from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.paint import draw_box, draw_elided, draw_icon_mid, smooth
from tabeza_desktop.ui.widgets.search import SearchBox

tr = words("FindList")

_ROW, _WIDTH, _PAUSE_MS, _MOST = 52, 420, 120, 8


class FindList(Translated, QWidget):
    """``chosen(kind, id)`` when an answer is taken; ``left()`` when the search was left with nothing.

    Private state: the answers shown, which of them is marked, the text they answer, and whether Enter was pressed
    before they came.
    """

    chosen = Signal(str, str)
    left = Signal()

    def __init__(self, console: Console, search: SearchBox, host: QWidget) -> None:
        super().__init__(host)
        self._console, self._search, self._host = console, search, host
        self._hits: tuple[Hit, ...] = ()
        self._marked, self._asked = 0, ""
        self._take_first = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        self.hide()
        search.text_changed.connect(self._typed)
        search.submitted.connect(self._submitted)
        search.moved.connect(self._move)
        search.left.connect(self._leave)
        search.edit.installEventFilter(self)
        self.setAccessibleName(tr("Found"))

    def _typed(self, text: str) -> None:
        self._take_first = False
        self._timer.start()
        if not text.strip():
            self._timer.stop()
            self._show(())

    def _ask(self) -> None:
        self._asked = self._search.text().strip()
        if self._asked:
            text = self._asked
            self._console.services.history.find(
                text, owner=self, done=lambda hits: self._answered(text, hits), failed=lambda _: self._show(())
            )

    def _answered(self, text: str, hits: tuple[Hit, ...]) -> None:
        if text != self._search.text().strip():
            return
        owner = self._console.state.session.value.role == "owner"
        actions = find_actions(text, owner=owner)
        self._show((*tuple(hits)[: _MOST - len(actions)], *actions))
        if self._take_first and self._hits:
            self._take(self._hits[0])

    def _show(self, hits: tuple[Hit, ...]) -> None:
        self._hits, self._marked = hits, 0
        searching = bool(self._search.text().strip()) and self._search.edit.hasFocus()
        self.setVisible(searching)
        if searching:
            rows = max(1, len(hits))
            at = self._search.mapTo(self._host, QPoint(0, self._search.height() + px(4)))
            self.setGeometry(at.x(), at.y(), max(self._search.width(), px(_WIDTH)), rows * px(_ROW) + px(8))
            self.raise_()
            self.update()

    def hits(self) -> tuple[Hit, ...]:
        return self._hits

    def _move(self, step: int) -> None:
        if self._hits:
            self._marked = (self._marked + step) % len(self._hits)
            self.setAccessibleDescription(self._hits[self._marked].title)
            self.update()

    def _submitted(self, text: str) -> None:
        if self._hits:
            self._take(self._hits[self._marked])
        elif text.strip():
            self._take_first = True  # Enter came before the answer: the first one is meant
            self._timer.start(0)

    def _take(self, hit: Hit) -> None:
        self._take_first = False
        self._search.edit.clear()
        self.hide()
        self.left.emit()
        self.chosen.emit(hit.kind, hit.id)

    def _leave(self) -> None:
        self.hide()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y() - px(4)) // px(_ROW)
        if 0 <= row < len(self._hits):
            self._take(self._hits[row])

    def sizeHint(self) -> QSize:
        return QSize(px(_WIDTH), px(_ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        tokens = theme().tokens
        draw_box(painter, QRectF(self.rect()), radius=8, fill=tokens.surface, border=tokens.line2)
        if not self._hits:
            box = QRectF(px(16), px(4), self.width() - px(32), px(_ROW))
            text = tr("Nothing matches “{text}”. Esc clears.", text=self._search.text().strip())
            draw_elided(painter, box, text, theme().font(Role.BODY), tokens.t2)
        for at, hit in enumerate(self._hits):
            self._paint_hit(painter, QRectF(px(4), px(4) + at * px(_ROW), self.width() - px(8), px(_ROW)), hit,
                            at == self._marked)
        painter.end()

    def _paint_hit(self, painter: QPainter, box: QRectF, hit: Hit, marked: bool) -> None:
        tokens = theme().tokens
        if marked:
            draw_box(painter, box, fill=tokens.selected)
        icon = {"tab": "tabs", "payment": "payments"}.get(hit.kind, "right")
        draw_icon_mid(painter, box.left() + px(12), box.center().y(), icon, tokens.t2, 20)
        words_box = box.adjusted(px(44), 0, -px(12), 0)
        upper = QRectF(words_box.left(), box.top() + px(5), words_box.width(), px(22))
        lower = QRectF(words_box.left(), box.top() + px(27), words_box.width(), px(18))
        draw_elided(painter, upper, hit.title, theme().font(Role.BODY, weight=600), tokens.t1)
        draw_elided(painter, lower, hit.detail, theme().font(Role.FINE, tnum=True), tokens.t2)



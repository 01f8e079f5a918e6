"""Dialogs inside the window: a flat scrim and a centred frame, both children of the page's host.

The frame traps Tab, keeps every key and shortcut that is not its own from the page behind, gives the focus back when it
closes, and ignores Enter for 300 ms after opening and on key repeat: no key pressed for something else can send.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.ui.tab_order import move_focus, stops
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.button import IconButton
from tabeza_desktop.ui.widgets.label import Label, Line
from tabeza_desktop.ui.widgets.paint import RADIUS_CARD, Tone, draw_box

ENTER_QUIET_MS = 300
_PASSED_ON = ("Ctrl+L", "Ctrl+Shift+D", "F11", "F8")
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Scrim(QWidget):
    """One flat colour over the host; swallows the pointer."""

    pressed = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setGeometry(host.rect())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().tokens.scrim)
        painter.end()


class DialogFrame(Themed, QFrame):
    """Head, ``body`` and ``footer``. Nothing happens until ``open_frame``; ``closed`` follows every close."""

    closed = Signal()

    def __init__(
        self,
        host: QWidget,
        title: str,
        sub: str = "",
        *,
        width: int = 520,
        closable: bool = True,
        close_name: str = "",
    ) -> None:
        super().__init__(host)
        self._host, self._width, self._closable = host, width, closable
        self._before: QWidget | None = None
        self._primary: QAbstractButton | None = None
        self._since_open = QElapsedTimer()
        self._scrim = Scrim(host)
        self._scrim.hide()
        self.hide()
        self._title = Label(title, Role.DIALOG_TITLE, wrap=True)
        self._sub = Label(sub, Role.BODY, Tone.T2, wrap=True)
        self.close_button = IconButton("x", close_name or title)
        if not closable:  # never show what has no parent yet: it would be a window for a moment, and take the focus
            self.close_button.hide()
        self.close_button.clicked.connect(self.close_frame)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._head_box: QWidget = self._make_head()
        self._line = Line()
        self.body = QVBoxLayout()
        self.footer = QHBoxLayout()
        self._column.addWidget(self._head_box)
        self._column.addWidget(self._line)
        self._column.addLayout(self.body)
        self._column.addLayout(self.footer)
        self.set_title(title, sub)
        self.init_theme()

    def _make_head(self) -> QWidget:
        box = QWidget()
        self._head = QHBoxLayout(box)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._sub)
        words.addStretch(1)
        self._head.addLayout(words, 1)
        self._head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)
        return box

    def set_title(self, title: str, sub: str = "") -> None:
        self._title.set_text(title)
        self._sub.set_text(sub)
        self._sub.setVisible(bool(sub))
        self.setAccessibleName(f"{title}. {sub}" if sub else title)

    def set_head(self, head: QWidget) -> None:
        """Another head altogether, such as the green one of a paid payment; it runs to the edges."""
        self._column.replaceWidget(self._head_box, head)
        self._head_box.hide()
        self._head_box.deleteLater()
        self._head_box = head
        self._line.hide()

    def set_primary(self, button: QAbstractButton | None) -> None:
        """What Enter presses."""
        self._primary = button

    def retheme(self) -> None:
        self.setFixedWidth(px(self._width))
        self._head.setContentsMargins(px(24), px(16), px(12), px(16))
        self.body.setContentsMargins(px(24), px(16), px(24), px(16))
        self.body.setSpacing(px(12))
        self.footer.setContentsMargins(px(24), 0, px(24), px(24))
        self.footer.setSpacing(px(12))
        margin = px(1)
        self._column.setContentsMargins(margin, margin, margin, margin)

    # opening and closing

    def is_open(self) -> bool:
        return self.isVisibleTo(self._host)

    def open_frame(self, focus: QWidget | None = None) -> None:
        """Show over the host and put the focus inside."""
        self._before = QApplication.focusWidget()
        self._host.installEventFilter(self)
        self._scrim.setGeometry(self._host.rect())
        self._scrim.show()
        self._scrim.raise_()
        self.show()
        self.raise_()
        self._place()
        self._since_open.start()
        target = focus or next((stop for stop in stops(self) if stop is not self), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_frame(self) -> None:
        if not self.is_open():
            return
        self._host.removeEventFilter(self)
        self._scrim.hide()
        self.hide()
        if self._before is not None and _alive(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.closed.emit()

    def enter_is_early(self) -> bool:
        """Whether Enter may still belong to what came before this dialog."""
        return self._since_open.isValid() and self._since_open.elapsed() < ENTER_QUIET_MS

    def _place(self) -> None:
        # adjustSize() asks a child widget's layout for no height at its width: wrapped words would lose lines
        width = self.maximumWidth()
        wraps = self._column.hasHeightForWidth()
        self.resize(width, self._column.totalHeightForWidth(width) if wraps else self.sizeHint().height())
        room = self._host.rect()
        self.move((room.width() - self.width()) // 2, max(px(8), (room.height() - self.height()) // 2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._scrim.setGeometry(self._host.rect())
            self._place()
        return False

    # keys

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside, in reading order."""
        move_focus(self, forward=forward)
        return True

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not self._is_own(QKeySequence(event.keyCombination())):
                event.accept()
                return True
        elif event.type() == QEvent.Type.LayoutRequest and self.is_open():
            self._place()
        return super().event(event)

    def _is_own(self, keys: QKeySequence) -> bool:
        own = [shortcut.key() for shortcut in self.findChildren(QShortcut)]
        return keys in own or keys.toString() in _PASSED_ON

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter is the primary action, and nothing goes through to the page behind."""
        event.accept()
        if event.key() == Qt.Key.Key_Escape and self._closable:
            self.close_frame()
        elif event.key() in _ENTERS and self._primary is not None:
            early = event.isAutoRepeat() or self.enter_is_early()
            if not early and self._primary.isEnabled() and self._primary.isVisibleTo(self):
                self._primary.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        draw_box(painter, QRectF(self.rect()), radius=RADIUS_CARD, fill=tokens.surface, border=tokens.line)
        painter.end()


def _alive(widget: QWidget) -> bool:
    """Whether the C++ side still exists and can take the focus."""
    try:
        return widget.isVisible()
    except RuntimeError:
        return False

"""The desk: the code on top, the bars this person opened below, one of them live at the right. Read-only."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTableView, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.support import STEP_OF_FIELD, Desk
from tabeza_desktop.core.support_lines import TIPS, TIPS_OF_STEP, field_name
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.support.bars_delegate import BarsDelegate
from tabeza_desktop.ui.support.bars_model import BarsModel
from tabeza_desktop.ui.support.choose_dialog import ChooseDialog
from tabeza_desktop.ui.support.code_bar import CodeBar
from tabeza_desktop.ui.support.side_panel import SidePanel
from tabeza_desktop.ui.theme import px
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.empty import EmptyState
from tabeza_desktop.ui.widgets.keyhints import KeyHint, KeyHintBar
from tabeza_desktop.ui.widgets.table import style_table
from tabeza_protocol.wire.support import SupportBar, SupportField, SupportTip

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Support")
TICK_MS = 1_000
NARROW_BELOW = 1200
NOTHING = ""
_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End})


class BarsTable(QTableView):
    """Moves by keys and leaves every other key to the page: letters are actions here, never a search."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()


class DeskPage(Translated, QWidget):
    """Renders ``state.support_desk``; asks ``services.support_desk``. Private state: the ticking of ages.

    ``help_asked`` is for the window round it.
    """

    help_asked = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self.code = CodeBar()
        self.model = BarsModel()
        self.table = BarsTable()
        self.table.setModel(self.model)
        self.empty = EmptyState("lock", "", "")
        self.more = EmptyState("lock", "", "")
        self.panel = SidePanel()
        self.hints = KeyHintBar()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._lay_out()
        self._join()
        self.retranslate()
        self._show(console.state.support_desk.value)

    def _lay_out(self) -> None:
        listed = Panel()
        rows = Column()
        rows.addWidget(self.table)
        rows.addWidget(self.more, 1)
        listed.setLayout(rows)
        self.stack = QStackedWidget()
        bare = Panel()
        alone = Column()
        alone.addWidget(self.empty)
        bare.setLayout(alone)
        self.stack.addWidget(bare)
        self.stack.addWidget(listed)
        left = Column()
        left.addWidget(self.code)
        left.addWidget(self.stack, 1)
        left.addWidget(self.hints)
        across = Row()
        across.addLayout(left, 1)
        across.addWidget(self.panel)
        self.setLayout(across)

    def _join(self) -> None:
        self.code.entered.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.panel.point_asked.connect(self.ask_point)
        self.panel.tip_asked.connect(self.ask_tip)
        self.hints.triggered.connect(self.do)
        self._tick.timeout.connect(self._count_up)
        self._console.state.support_desk.changed.connect(self._show)

    # following

    @property
    def _desk(self) -> Desk:
        return self._console.state.support_desk.value

    def retranslate(self) -> None:
        style_table(self.table, BarsDelegate())
        self.table.setAccessibleName(tr("Bars you opened"))
        title = tr("You see only bars whose code you typed")
        text = tr("Each one closes when its time ends or the owner stops sharing. Every look is logged.")
        self.empty.set_words(title, text)
        self.more.set_words(title, text)
        self.hints.set_hints(
            (
                KeyHint("find", ("Ctrl K",), tr("Type a code")),
                KeyHint("move", ("↑", "↓"), tr("Move")),
                KeyHint("copy", ("C",), tr("Copy words")),
                KeyHint("next", ("N",), tr("Next line")),
                KeyHint("done", ("Del",), tr("Done")),
                KeyHint("help", ("F1",), tr("Help")),
            )
        )
        self._show(self._desk)

    def _show(self, desk: Desk) -> None:
        now = desk.at(time.monotonic())
        self.model.show_bars(desk.bars, now)
        self.stack.setCurrentIndex(1 if desk.bars else 0)
        self._fit_table()
        self._select(desk.chosen)
        self.code.set_opening(desk.opening)
        self.panel.setVisible(desk.view is not None)
        if desk.view is not None and now is not None:
            self.panel.show_view(desk.view, now)
        count = len(desk.bars)
        self.hints.set_note(_note(count))

    def _fit_table(self) -> None:
        """As tall as its rows, so that the sentence stands below them."""
        rows = self.model.rowCount()
        wanted = px(34) + rows * px(56) + 2
        self.table.setFixedHeight(min(wanted, max(px(90), self.stack.height() - px(120))))

    def _select(self, bar_id: str | None) -> None:
        row = self.model.row_of(bar_id)
        if row >= 0 and self.table.currentIndex().row() != row:
            self.table.selectionModel().blockSignals(True)
            self.table.selectRow(row)
            self.table.selectionModel().blockSignals(False)
            self.table.viewport().update()

    def _count_up(self) -> None:
        now = self._desk.at(time.monotonic())
        self.model.tick(now)
        if now is not None and self._desk.view is not None:
            self.panel.tick(now)

    # acting

    def arrive(self) -> None:
        self.code.arrive()

    def _open(self, code: str) -> None:
        self._console.services.support_desk.open(code, owner=self, done=self._opened, failed=self._refused)

    def _opened(self, _bar: SupportBar) -> None:
        self.code.opened()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, problem: Problem) -> None:
        self.code.show_problem(problem)
        self.code.arrive()

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        bar = self.model.bar_at(current.row())
        if bar is not None:
            self._console.services.support_desk.choose(bar.bar_id)

    def ask_point(self) -> None:
        """What of this step can be pointed at."""
        view = self._desk.view
        if view is None:
            return
        lang = current_language()
        fields = [key for key, step in STEP_OF_FIELD.items() if step == view.bar.step]
        choices = [(key, field_name(key, lang)) for key in fields]
        if view.pointed_at is not None:
            choices.append((NOTHING, tr("Stop pointing")))
        sub = tr("It is framed on the owner’s screen. You can click nothing there.")
        ChooseDialog(self.window(), tr("Point at"), sub, choices, self._point).open_choices()

    def _point(self, key: str) -> None:
        self._console.services.support_desk.point(cast(SupportField, key) if key != NOTHING else None)

    def ask_tip(self) -> None:
        """Which tips fit this step."""
        view = self._desk.view
        if view is None:
            return
        lang = current_language()
        choices = [(key, TIPS[key].text(lang)) for key in TIPS_OF_STEP.get(view.bar.step, ())]
        sub = tr("It shows on the owner’s screen in their own language.")
        ChooseDialog(self.window(), tr("Send a tip"), sub, choices, self._tip).open_choices()

    def _tip(self, key: str) -> None:
        self._console.services.support_desk.tip(cast(SupportTip, key))

    def do(self, action: str) -> None:
        """An action by its key."""
        acts = {
            "find": self.code.arrive,
            "copy": self.panel.say.copy,
            "next": self.panel.say.next_line,
            "point": self.ask_point,
            "tip": self.ask_tip,
            "done": self._console.services.support_desk.close,
            "help": self.help_asked.emit,
            "panel_down": lambda: self.panel.turn(1),
            "panel_up": lambda: self.panel.turn(-1),
        }
        if action in acts:
            acts[action]()
        elif action == "move":
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters reach their action wherever no field took them."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        action = _KEYS.get(Qt.Key(event.key())) if plain else None
        if event.key() == Qt.Key.Key_K and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            action = "find"
        if action is None:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.do(action)

    def showEvent(self, event: QShowEvent) -> None:
        self._tick.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._tick.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panel.set_narrow(self.window().width() < px(NARROW_BELOW))
        self._fit_table()


_KEYS = {
    Qt.Key.Key_C: "copy",
    Qt.Key.Key_N: "next",
    Qt.Key.Key_P: "point",
    Qt.Key.Key_T: "tip",
    Qt.Key.Key_Delete: "done",
    Qt.Key.Key_PageDown: "panel_down",
    Qt.Key.Key_PageUp: "panel_up",
}


def _note(count: int) -> str:
    if count == 0:
        return ""
    return tr("1 bar") if count == 1 else tr("{count} bars, longest on a step first", count=count)

"""The card of a verdict: coloured head, the facts in two columns, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.verify_words import Said
from tabeza_desktop.ui.theme import Role, Status, Themed, px
from tabeza_desktop.ui.widgets.card import StatusCard
from tabeza_desktop.ui.widgets.label import Label, Line, Tone
from tabeza_desktop.ui.widgets.numbered import NumberedList

tr = words("Verify")
MOST_ROWS = 6


class VerifyCard(Themed, QWidget):
    """``show_said`` puts a verdict on it; ``show_steps`` the way to look on the statement instead of the facts."""

    def __init__(self) -> None:
        super().__init__()
        self._card = StatusCard(Status.MUTE, "search", "", "")
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._names = [Label("", Role.BODY, Tone.T2) for _ in range(MOST_ROWS)]
        self._plain = [Label("", weight=600, tnum=True, wrap=True) for _ in range(MOST_ROWS)]
        self._codes = [Label("", weight=600, codes=True) for _ in range(MOST_ROWS)]
        for at in range(MOST_ROWS):
            self._grid.addWidget(self._names[at], at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(self._plain[at], at, 1)
            self._grid.addWidget(self._codes[at], at, 1)
        self._line = Line()
        self._do = Label("", wrap=True)
        self._steps = NumberedList([])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._card)
        for widget in (self._facts, self._steps, self._line, self._do):
            self._card.body.addWidget(widget)
        self._steps.hide()
        self.init_theme()

    def retheme(self) -> None:
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(8))
        self._grid.setColumnMinimumWidth(0, px(120))

    def show_said(self, said: Said) -> None:
        """Put the words of a verdict on the card."""
        self._card.set_status(said.status, said.icon)
        self._card.set_words(said.title, said.text)
        for at in range(MOST_ROWS):
            row = said.rows[at] if at < len(said.rows) else None
            self._names[at].setVisible(row is not None)
            self._plain[at].setVisible(row is not None and not row.codes)
            self._codes[at].setVisible(row is not None and row.codes)
            if row is not None:
                value = self._codes[at] if row.codes else self._plain[at]
                self._names[at].set_text(row.name)
                value.set_text(row.value)
                value.set_tone(row.tone)
                value.setAccessibleName(f"{row.name}: {row.value}")
        self._do.set_text(tr("<b>What to do:</b> {do}", do=said.do))
        self.show_steps(())
        self.setAccessibleName(f"{said.title}. {said.text}")

    def show_steps(self, steps: tuple[str, ...]) -> None:
        """The steps in place of the facts, or the facts again."""
        self._steps.set_items(list(steps))
        for widget in (self._facts, self._line, self._do):
            widget.setVisible(not steps)
        self._steps.setVisible(bool(steps))

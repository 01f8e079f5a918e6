"""A reason: one line, with the usual ones a press away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.widgets.field import MessageAt, TextField
from tabeza_desktop.ui.widgets.filters import Filter, FilterChips
from tabeza_protocol.wire.tab_actions import MOST_REASON

tr = words("ReasonRow")


class ReasonRow(QWidget):
    """``changed()`` on every keystroke. The usual reasons are in the language in use when they are chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = TextField("", message_at=MessageAt.NONE)
        self.field.set_max_length(MOST_REASON)
        self._usual: tuple[str, ...] = ()
        self._chips = FilterChips([Filter("0", "")], tr("Usual reasons"), height=40)
        column = QVBoxLayout(self)
        scaled(column, spacing=8)
        column.addWidget(self.field)
        row = QHBoxLayout()
        row.addWidget(self._chips)
        row.addStretch(1)
        column.addLayout(row)
        self.field.text_changed.connect(self._typed)
        self._chips.changed.connect(self._choose)
        self.setFocusProxy(self.field.edit)

    def text(self) -> str:
        return " ".join(self.field.text().split())

    def _choose(self, key: str) -> None:
        self.field.set_text(self._usual[int(key)])
        self.field.edit.setFocus()

    def _typed(self) -> None:
        if self.text() not in self._usual:
            self._chips.clear_choice()
        self.changed.emit()

    def reword(self, label: str, usual: Sequence[str]) -> None:
        self._usual = tuple(usual)
        self.field.set_label(label)
        self._chips.set_filters([Filter(str(at), text) for at, text in enumerate(usual)])
        self._chips.setAccessibleName(tr("Usual reasons"))
        if self.text() in self._usual:
            self._chips.choose(str(self._usual.index(self.text())))
        else:
            self._chips.clear_choice()

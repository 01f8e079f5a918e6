"""One line of the people's page: who or which PC, what is to be said of it, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.label import Icon, Label, Line, Tone


@dataclass(frozen=True)
class Act:
    """A button: its key, words and look."""

    key: str
    text: str
    danger: bool = False


@dataclass(frozen=True)
class Entry:
    """``gone`` is shown in grey and offers nothing."""

    key: str
    icon: str
    name: str
    said: str
    acts: tuple[Act, ...] = ()
    gone: bool = False


class EntryList(QWidget):
    """Private state: what is shown; the same entries again change nothing, so the focus stays."""

    def __init__(self, act: Callable[[str, str], None]) -> None:
        super().__init__()
        self._act = act
        self._entries: tuple[Entry, ...] | None = None
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        scaled(self._column)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        if tuple(entries) == self._entries:
            return
        self._entries = tuple(entries)
        focus = self._focused()
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for at, entry in enumerate(self._entries):
            if at:
                self._add(Line())
            self._add(self._row(entry))
        held = next((b for row in self._rows for b in row.findChildren(Button) if b.objectName() == focus), None)
        if focus and held is not None:
            held.setFocus()

    def _add(self, widget: QWidget) -> None:
        self._rows.append(widget)
        self._column.addWidget(widget)

    def _focused(self) -> str:
        """Which button has the focus, by its name: entry and act."""
        return next((b.objectName() for row in self._rows for b in row.findChildren(Button) if b.hasFocus()), "")

    def _row(self, entry: Entry) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        scaled(box, (0, 10, 0, 10), 12)
        texts = QVBoxLayout()
        scaled(texts, spacing=1)
        texts.addWidget(Label(entry.name, Role.NAME, Tone.T2 if entry.gone else Tone.T1, weight=600, elide=True))
        texts.addWidget(Label(entry.said, Role.LABEL, Tone.T2, weight=400, elide=True))
        box.addWidget(Icon(entry.icon, 22, Tone.T2))
        box.addLayout(texts, 1)
        for act in entry.acts:
            box.addWidget(self._button(entry, act))
        return row

    def _button(self, entry: Entry, act: Act) -> Button:
        button = Button(act.text, ButtonKind.DANGER if act.danger else ButtonKind.SECONDARY, height=40)
        button.setObjectName(f"{entry.key}/{act.key}")
        button.setAccessibleName(f"{act.text}, {entry.name}")
        button.clicked.connect(lambda: self._act(entry.key, act.key))
        return button

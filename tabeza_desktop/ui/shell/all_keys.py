"""All keys, on F1 or ``?``: short lists in three columns over the page."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.shell.key_list import KeyGroup, KeyLine, key_groups
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.keycap import KeyCap
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.overlay import DialogFrame

tr = words("AllKeys")

_WIDTH = 1180
_COLUMNS = ((0, 5), (1, 4), (2, 3))
"""Which groups stand under one another: columns of about one height."""


class AllKeys(DialogFrame):
    """Made anew each time it opens, so its words are always those of the language in use."""

    def __init__(self, host: QWidget, *, owner: bool, practice: bool) -> None:
        room = (host.width() - 2 * px(16)) * 100 // max(1, px(100))
        super().__init__(host, tr("All keys"), width=min(_WIDTH, room), close_name=tr("Close"))
        groups = key_groups(owner=owner, practice=practice)
        across = QHBoxLayout()
        scaled(across, spacing=36)
        for places in _COLUMNS:
            column = QVBoxLayout()
            scaled(column, spacing=20)
            for place in places:
                column.addLayout(_group(groups[place]))
            column.addStretch(1)
            across.addLayout(column, 1)
        self.body.addLayout(across)
        self._done = Button(tr("Close"), ButtonKind.PRIMARY, key="Enter")
        self._done.clicked.connect(self.close_frame)
        self.footer.addStretch(1)
        self.footer.addWidget(self._done)
        self.set_primary(self._done)
        dispose_when_closed(self)

    def open_keys(self) -> None:
        self.open_frame(self._done)


def _group(group: KeyGroup) -> QVBoxLayout:
    column = QVBoxLayout()
    scaled(column, spacing=6)
    column.addWidget(Label(group.title, Role.LABEL, Tone.T2))
    for line in group.lines:
        column.addLayout(_line(line))
    return column


def _line(line: KeyLine) -> QHBoxLayout:
    row = QHBoxLayout()
    scaled(row, spacing=6)
    row.addWidget(Label(line.text, Role.BODY, wrap=True), 1)
    for key in line.keys:
        row.addWidget(KeyCap(key))
    return row

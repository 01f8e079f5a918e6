"""A short list to choose from, by digit: what to point at, which tip to send. There is nothing to type."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.overlay import DialogFrame

tr = words("Support")
MOST = 9


class ChooseDialog(DialogFrame):
    """``chosen`` gets the key of what was picked, once; Esc picks nothing."""

    def __init__(
        self,
        host: QWidget,
        title: str,
        sub: str,
        choices: Sequence[tuple[str, str]],
        chosen: Callable[[str], None],
    ) -> None:
        super().__init__(host, title, sub, width=560, close_name=tr("Close"))
        self._chosen = chosen
        self.buttons: list[Button] = []
        self._keys = [key for key, _ in choices][:MOST]
        for n, (_, text) in enumerate(choices[:MOST]):
            button = Button(text, key=str(n + 1), spread=True)
            button.clicked.connect(self._clicked)
            self.buttons.append(button)
            self.body.addWidget(button)
        dispose_when_closed(self)

    def open_choices(self) -> None:
        self.open_frame(self.buttons[0] if self.buttons else None)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            self._pick(self.buttons.index(sender))

    def _pick(self, at: int) -> None:
        if 0 <= at < len(self._keys) and self.is_open():
            self.close_frame()
            self._chosen(self._keys[at])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            event.accept()
            self._pick(key - Qt.Key.Key_1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            event.accept()
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

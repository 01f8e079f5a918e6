"""A question before something that can't be undone: what will happen, and one button that does it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.widgets.label import Label


class AskDialog(TabDialog):
    """Made in the language in use"""

    def __init__(
        self, host: QWidget, *, title: str, sub: str, text: str, do: str, doing: str, icon: str, danger: bool = True
    ) -> None:
        self._words = (title, sub, do, doing)
        super().__init__(host, None, icon=icon, danger=danger)
        self.body.addWidget(Label(text, wrap=True))
        self.finish()

    def open_form(self) -> None:
        self.open_frame(self._do)

    def asked_for(self) -> object:
        return True

    def do_words(self) -> tuple[str, str]:
        return self._words[2], self._words[3]

    def reword(self) -> None:
        self.set_title(self._words[0], self._words[1])

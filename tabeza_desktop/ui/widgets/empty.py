"""Nothing here, said kindly: one icon, one line, one sentence, at most one button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.label import Icon, Label
from tabeza_desktop.ui.widgets.paint import Tone


class EmptyState(Themed, QWidget):
    """Stands in the middle of the list it replaces."""

    def __init__(self, icon: str, title: str, text: str, button: Button | None = None) -> None:
        super().__init__()
        centre = Qt.AlignmentFlag.AlignHCenter
        self._icon = Icon(icon, 40, Tone.T3)
        self._title = Label(title, Role.HEADING, align=centre, wrap=True)
        self._text = Label(text, Role.BODY, Tone.T2, align=centre, wrap=True)
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        self._column.addWidget(self._icon, 0, centre)
        self._column.addWidget(self._title)
        self._column.addWidget(self._text)
        if button is not None:
            self._column.addWidget(button, 0, centre)
        self._column.addStretch(1)
        self.set_words(title, text)
        self.init_theme()

    def set_words(self, title: str, text: str, icon: str | None = None) -> None:
        self._title.set_text(title)
        self._text.set_text(text)
        if icon is not None:
            self._icon.set_icon(icon)
        self.setAccessibleName(f"{title}. {text}")

    def retheme(self) -> None:
        self._column.setContentsMargins(px(16), px(24), px(16), px(24))
        self._column.setSpacing(px(4))

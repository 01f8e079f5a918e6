"""The pinned footer: at the left a quiet action or a note, at the right why not, the other way, and the one primary."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tabeza_desktop.ui.layouts import Row
from tabeza_desktop.ui.setup.step_page import Action, Footer, Words
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.label import Icon, Label
from tabeza_desktop.ui.widgets.paint import Tone

_HEIGHT = 76


class Aside(QWidget):
    """A note that shortens itself rather than push the buttons out; the whole text stays as its name and tip."""

    def __init__(self, weight: int) -> None:
        super().__init__()
        self.icon = Icon("info", 18, Tone.T2)
        self.label = Label("", Role.LABEL, Tone.T2, weight=weight, elide=True)
        row = Row(spacing=8)
        row.addWidget(self.icon)
        row.addWidget(self.label, 1)
        self.setLayout(row)

    def text(self) -> str:
        return self.label.text()

    def show_words(self, shown: Words) -> None:
        self.setVisible(bool(shown.text))
        self.label.set_text(shown.text)
        self.label.set_tone(shown.tone)
        self.icon.set_icon(shown.icon)
        self.icon.set_tone(shown.tone)
        self.setAccessibleName(shown.text)
        self.setToolTip(shown.text)


class FooterBar(Panel):
    """Buttons never move: what is not needed now is hidden."""

    primary = Signal()
    secondary = Signal()
    quiet = Signal()

    def __init__(self) -> None:
        super().__init__(edges="t")
        self._row = Row(spacing=12, margins=(32, 0, 40, 0))
        self.quiet_button = Button("", ButtonKind.QUIET)
        self.note, self.reason = Aside(400), Aside(500)
        self.secondary_button = Button("")
        self.primary_button = Button("", ButtonKind.PRIMARY)
        self._row.addWidget(self.quiet_button)
        self._row.addWidget(self.note, 1)
        self._row.addStretch()
        for widget in (self.reason, self.secondary_button, self.primary_button):
            self._row.addWidget(widget)
        self.setLayout(self._row)
        self.quiet_button.clicked.connect(self.quiet)
        self.secondary_button.clicked.connect(self.secondary)
        self.primary_button.clicked.connect(self.primary)
        self._size()

    def retheme(self) -> None:
        self._size()

    def _size(self) -> None:
        self.setFixedHeight(px(_HEIGHT))

    def show_footer(self, footer: Footer) -> None:
        self._show_action(self.primary_button, footer.primary)
        if not footer.primary.on:
            self.primary_button.setAccessibleDescription(footer.reason.text)
        self._show_action(self.secondary_button, footer.secondary)
        self._show_action(self.quiet_button, footer.quiet)
        self.note.show_words(footer.note)
        self.reason.show_words(footer.reason)

    def _show_action(self, button: Button, action: Action | None) -> None:
        button.setVisible(action is not None)
        if action is None:
            return
        if button.text() != action.text:
            button.set_text(action.text)
        button.set_icon(action.icon)
        button.set_key(action.key)
        if button.is_busy != bool(action.busy):
            button.set_busy(bool(action.busy), action.busy)
        if button.isEnabled() != action.on:
            button.setEnabled(action.on)


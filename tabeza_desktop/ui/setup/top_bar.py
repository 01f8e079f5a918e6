"""The bar over set-up: what this is, for which bar, what is saved, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from tabeza_desktop.core.setup_flow import SetupView, StepKey
from tabeza_desktop.i18n.dates import clock_time
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.pairing.corner import Corner
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.badge import Badge, BadgeKind
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Line
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.topbar import BrandTile, TopBar
from tabeza_protocol.environment import Environment

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Setup")


class SetupTopBar(Translated, TopBar):
    """``leave_asked`` fires for the way out. Narrow, the saved note and the bar's name give way."""

    leave_asked = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self.title = Label("", Role.HEADING)
        self.bar = IconLabel("store", "", Role.BODY, Tone.T2, weight=400)
        self.practice, self.sandbox = Badge(BadgeKind.PRACTICE), Badge(BadgeKind.SANDBOX)
        self.saved = IconLabel("check", "", Role.LABEL, Tone.T2, weight=400)
        self.leave_button = Button("")
        self._line = Line(vertical=True, length=28)
        for widget in (BrandTile(56), self.title, self._line, self.bar, self.practice, self.sandbox):
            self.add_left(widget)
        self.add_right(self.saved)
        self.add_right(Corner(console))
        self.add_right(self.leave_button, divider=False)
        self.leave_button.clicked.connect(self.leave_asked)
        self.retranslate()

    def retheme(self) -> None:
        super().retheme()
        margins = self.layout().contentsMargins()
        margins.setLeft(0)
        margins.setRight(margins.right() * 2)
        self.layout().setContentsMargins(margins)

    def set_narrow(self, narrow: bool) -> None:
        self.saved.setVisible(not narrow)
        self.bar.setVisible(not narrow)
        self._line.setVisible(not narrow)

    def retranslate(self) -> None:
        self.title.set_text(tr("Set up M‑Pesa payments"))
        self.leave_button.set_text(tr("Leave setup"))
        self.show_view(self._console.state.setup.value)

    def show_view(self, view: SetupView) -> None:
        bar = self._console.state.session.value.bar
        self.bar.set_text(bar.name if bar is not None else "")
        practising = self._console.state.practice.value.info is not None
        sandbox = view.draft.environment is Environment.SANDBOX and not practising
        self.practice.setVisible(practising)
        self.sandbox.setVisible(sandbox)
        self.set_practice_line(practising or sandbox)
        self.saved.set_text(saved_words(view))


def saved_words(view: SetupView) -> str:
    """What is safe now, and since when."""
    draft = view.draft
    if view.current is StepKey.TEST and view.test is not None and view.test.finished_at is not None:
        return tr("Result saved {time}", time=clock_time(view.test.finished_at))
    if view.current is StepKey.TEST and draft.sent_at is not None:
        return tr("Keys sent {time}", time=clock_time(draft.sent_at))
    if view.saved_at is None:
        return ""
    return tr("Saved on this PC {time}", time=clock_time(view.saved_at))

"""What the set-up window knows of a page: its footer and help as data, and what its keys do.

A page never talks to the footer's buttons: it says ``changed`` and the window asks again. So every step offers its
actions in the same places, with the same keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.setup_flow import SetupView, StepKey
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.ui.layouts import Column
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import Tone

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console
    from tabeza_desktop.services.setup import SetupService


@dataclass(frozen=True)
class Words:
    """An icon, a text and its tone. Empty text: nothing is shown."""

    text: str = ""
    icon: str = "info"
    tone: Tone = Tone.T2


@dataclass(frozen=True)
class Action:
    """One button of the footer. ``busy`` is the -ing word while it is under way; ``on`` False greys it out."""

    text: str
    key: str | None = None
    icon: str | None = None
    on: bool = True
    busy: str = ""


@dataclass(frozen=True)
class Footer:
    """Left: a quiet action or a note. Right: why the primary is off, the other action, the primary."""

    primary: Action
    secondary: Action | None = None
    quiet: Action | None = None
    note: Words = field(default_factory=Words)
    reason: Words = field(default_factory=Words)


@dataclass(frozen=True)
class Help:
    """One card of the help column. ``style``: numbered, bullets, text or warn; ``figure``: poster, phone or nothing."""

    title: str
    items: tuple[str, ...] = ()
    style: str = "bullets"
    figure: str = ""
    icon: str = ""
    lines: tuple[str, ...] = ()
    """What stands in the figure: name, number, and so on."""


class StepPage(Translated, QWidget):
    """``changed``: the footer or the help must be asked for again. ``leave_asked``: out of set-up."""

    changed = Signal()
    leave_asked = Signal()
    key: StepKey

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.title = Label("", Role.TITLE, wrap=True)
        self.lead = Label("", Role.BODY, Tone.T2, wrap=True)
        self.column = Column()
        self.setLayout(self.column)

    def add_heading(self, gap: int = 22) -> None:
        """Title and lead at the top, as most pages have it."""
        self.column.addWidget(self.title)
        self.column.gap(6)
        self.column.addWidget(self.lead)
        self.column.gap(gap)

    @property
    def view(self) -> SetupView:
        return self.console.state.setup.value

    @property
    def service(self) -> SetupService:
        return self.console.services.setup

    @property
    def practising(self) -> bool:
        return self.console.state.practice.value.info is not None

    @property
    def registered_name(self) -> str:
        """The name Safaricom has for the PayBill, as far as it is known; else empty."""
        view = self.view
        lookup, settings = view.lookup, view.settings
        if lookup is not None and lookup.state == "found" and lookup.paybill_name:
            return lookup.paybill_name
        if settings is not None and settings.candidate is not None:
            return settings.candidate.registered_name or ""
        known = settings is not None and settings.business_shortcode == view.draft.shortcode
        return (settings.registered_name or "") if settings is not None and known else ""

    # what a page may override

    def refresh(self) -> None:
        """Show what the set-up view says now."""

    def footer(self) -> Footer:
        """The footer as it should be now."""
        raise NotImplementedError

    def help(self) -> tuple[Help, ...]:
        """What the help column says now."""
        return ()

    def first_focus(self) -> QWidget | None:
        """Where work starts; None for the primary button."""
        return None

    def set_narrow(self, narrow: bool) -> None:
        """The window is under 1200 px wide."""

    def primary(self) -> None:
        """The primary button, or Enter."""

    def secondary(self) -> None:
        """The second button."""

    def quiet(self) -> None:
        """The quiet action at the left; mostly back."""
        self.service.back()

    def escape(self) -> bool:
        """Esc; returns whether it meant something here."""
        return False

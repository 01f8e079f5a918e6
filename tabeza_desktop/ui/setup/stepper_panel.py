"""The left side of set-up: where we are, the six steps, and who can see them."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal

from tabeza_desktop.core.setup_flow import STEPS, SetupView
from tabeza_desktop.core.support import Sharing
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.setup.step_words import stepper_steps, time_left
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.card import Card, Panel
from tabeza_desktop.ui.widgets.label import IconLabel, Label
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.stepper import Stepper

tr = words("Stepper")
_WIDTH, _RAIL = 276, 64


class StepperPanel(Translated, Panel):
    """``opened`` gives the key of a done step. Narrow, it is a rail of dots."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__(fill="bg", edges="r")
        self._view: SetupView | None = None
        self._now: datetime | None = None
        self._rail = False
        self._sharing = Sharing()
        self.where = Label("", Role.LABEL)
        self.left = Label("", Role.FINE, Tone.T2, elide=True)
        self.stepper = Stepper("")
        self.stepper.opened.connect(self.opened)
        self._nobody = Card(pad=13)
        self._nobody_text = IconLabel("eye-off", "", Role.FINE, Tone.T2, weight=400, wrap=True, gap=10)
        self._nobody.body.addWidget(self._nobody_text)
        self._column = Column(margins=(12, 20, 12, 16))
        head = Row(spacing=8, margins=(10, 0, 10, 0))
        head.addWidget(self.where)
        head.addStretch(1)
        head.addWidget(self.left)
        self._column.addLayout(head)
        self._column.gap(10)
        self._column.addWidget(self.stepper)
        self._column.addStretch(1)
        self._column.addWidget(self._nobody)
        self.setLayout(self._column)
        self.set_rail(False)
        self.retranslate()

    def set_rail(self, rail: bool) -> None:
        self._rail = rail
        self.stepper.set_compact(rail)
        for widget in (self.where, self.left, self._nobody):
            widget.setVisible(not rail)
        self._column.set_margins((5, 20, 5, 16) if rail else (12, 20, 12, 16))
        self.setFixedWidth(px(_RAIL if rail else _WIDTH))

    def retheme(self) -> None:
        if hasattr(self, "_column"):
            self.setFixedWidth(px(_RAIL if self._rail else _WIDTH))

    def show_view(self, view: SetupView, now: datetime) -> None:
        self._view, self._now = view, now
        self.where.set_text(tr("Step {n} of {total}", n=view.step_number, total=len(STEPS)))
        self.left.set_text(time_left(view))
        self.stepper.set_steps(stepper_steps(view, now))

    def show_sharing(self, sharing: Sharing) -> None:
        """The corner card: who can see this, or that nobody can."""
        self._sharing = sharing
        if sharing.open and sharing.opened_by is not None:
            text = tr(
                "<b>{name} at Tabeza can see</b> your step and the last error. Never your keys or PIN.",
                name=sharing.opened_by,
            )
            self._nobody_text.set_all("eye", text, Tone.T2)
            return
        self._nobody_text.set_all("eye-off", tr("<b>Nobody is looking.</b> Support cannot see this screen."), Tone.T2)

    def retranslate(self) -> None:
        self.stepper.setAccessibleName(tr("Steps of set-up"))
        self.show_sharing(self._sharing)
        if self._view is not None and self._now is not None:
            self.show_view(self._view, self._now)

"""The one big place of the panel: the primary action with its key, or what is going on instead and why."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.core.times import elapsed, seconds_between
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.pages.panel_parts import WatchBox
from tabeza_desktop.ui.pages.panel_state import Offer, PanelState
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role, Status, px
from tabeza_desktop.ui.widgets.button import Button, ButtonKind, LinkButton
from tabeza_desktop.ui.widgets.label import IconLabel, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.wire.trade import TabView

tr = words("PanelAction")

_WATCHING = frozenset({Offer.SENDING, Offer.WAITING, Offer.CHECKING, Offer.REVIEW})


class PanelAction(QWidget):
    """``asked(action)``: request, request_other, close_tab or again. Off buttons say why in the line below."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._main = Button("", ButtonKind.PRIMARY, icon="send", key="F2", large=True, spread=True)
        self._box_shown = WatchBox()
        self._line = IconLabel("phone", "", Role.LABEL, Tone.T2, weight=400, size=16, wrap=True)
        self._change = LinkButton("", key="Shift F2")
        self._check = LinkButton("", key="F5")
        self._action = "request"
        self._box = QVBoxLayout(self)
        scaled(self._box, spacing=5)
        self._box.addWidget(self._main)
        self._box.addWidget(self._box_shown)
        row = QHBoxLayout()
        scaled(row, spacing=8)
        row.addWidget(self._line, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._change)
        row.addWidget(self._check)
        foot = QWidget()
        foot.setLayout(row)
        self._foot = foot
        self._box.addWidget(foot)
        self._main.clicked.connect(lambda: self.asked.emit(self._action))
        self._change.clicked.connect(lambda: self.asked.emit("request_other"))
        self._check.clicked.connect(lambda: self.asked.emit("again"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_line()

    def _fit_line(self) -> None:
        """The reason is never cut: it takes a second line where the panel is narrow."""
        words = self._line.label
        height = words.heightForWidth(words.width()) if words.text() and words.width() > px(40) else 0
        self._foot.setMinimumHeight(max(px(34), height))

    def show_state(self, state: PanelState, tab: TabView, now: datetime, until: str) -> None:
        """``until`` is when a pause is expected to end, or empty."""
        watching = state.offer in _WATCHING
        self._main.setVisible(not watching)
        self._box_shown.setVisible(watching)
        self._change.setVisible(False)
        self._check.setVisible(False)
        self._line.set_icon("")
        if watching:
            self._show_watching(state, now)
        elif state.offer is Offer.REQUEST:
            self._show_request(tab)
        elif state.offer is Offer.CLOSE:
            self._show_close(tab)
        else:
            self._show_off(state.offer, until)
        self._fit_line()

    def _show_request(self, tab: TabView) -> None:
        self._action = "request"
        self._dress(ButtonKind.PRIMARY, "send", "F2", tr("Request payment"))
        self._main.set_on()
        self._line.set_icon("phone")
        if tab.phone_masked:
            self._line.set_text(tr("To {phone}", phone=tab.phone_masked))
            self._change.set_text(tr("Change"))
            self._change.setVisible(True)
        else:
            self._line.set_text(tr("No phone on this tab yet"))

    def _show_close(self, tab: TabView) -> None:
        self._action = "close_tab"
        self._dress(ButtonKind.SECONDARY, "check", "F4", tr("Close tab"))
        self._main.set_on()
        credit = -tab.balance_cents
        if credit > 0:
            self._line.set_text(tr("The customer has KES {amount} of credit", amount=format_amount(credit)))
        else:
            self._line.set_text(tr("Nothing left to pay"))

    def _show_off(self, offer: Offer, until: str) -> None:
        reasons = {
            Offer.OFFLINE: tr("Needs internet. It turns on again by itself."),
            Offer.PAUSED: tr("Until about {until}. It turns on again by itself.", until=until)
            if until else tr("It turns on again by itself."),
            Offer.NOT_READY: tr("M‑Pesa is not turned on yet. The owner finishes Setup."),
            Offer.READ_ONLY: tr("Unlocked without internet: you can look only."),
        }
        paused = offer in (Offer.OFFLINE, Offer.PAUSED)
        text = tr("Request payment paused") if paused else tr("Request payment")
        self._dress(ButtonKind.PRIMARY, "pause" if paused else "send", "F2", text)
        self._main.set_off(reasons[offer])
        self._line.set_text(reasons[offer])

    def _dress(self, kind: ButtonKind, icon: str, key: str, text: str) -> None:
        self._main.set_kind(kind)
        self._main.set_icon(icon)
        self._main.set_key(key)
        self._main.set_text(text)

    def _show_watching(self, state: PanelState, now: datetime) -> None:
        texts = {
            Offer.SENDING: (Status.WAIT, "send", tr("Sending")),
            Offer.WAITING: (Status.WAIT, "phone-ring", tr("Waiting for PIN")),
            Offer.CHECKING: (Status.WAIT, "refresh", tr("Checking")),
            Offer.REVIEW: (Status.WARN, "user", tr("Needs review")),
        }
        status, icon, text = texts[state.offer]
        seconds = seconds_between(state.since, now) if state.since is not None else 0
        shown = "" if state.offer is Offer.REVIEW else elapsed(seconds, current_language())
        self._box_shown.show_state(status, icon, text, shown)
        if state.offer is Offer.CHECKING:
            self._line.set_text(tr("Don’t ask them to pay again yet."))
            self._check.set_text(tr("Check again"))
            self._check.setVisible(True)
        elif state.offer is Offer.REVIEW:
            self._line.set_text(tr("The owner decides. Don’t ask again before."))
        else:
            self._line.set_text(
                tr("Asked {phone} for KES {amount}", phone=state.phone or "–", amount=format_amount(state.asked_cents))
            )

    def primary(self) -> Button:
        return self._main

"""The side panel of the selected tab: balance, one action, ledger, totals. It follows the state and asks for actions.

Old figures say their age here too: the balance is "Balance at 21:42" with "4 min old" beside it.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from tabeza_desktop.core.times import age, clock_text, day_clock_text, seconds_between
from tabeza_desktop.core.trade import is_waiting
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.a11y import announce
from tabeza_desktop.ui.pages.ledger_view import LedgerView
from tabeza_desktop.ui.pages.panel_action import PanelAction
from tabeza_desktop.ui.pages.panel_help import OpenPayments, OtherWays, StillWorks
from tabeza_desktop.ui.pages.panel_parts import PanelHead, Totals
from tabeza_desktop.ui.pages.panel_state import Offer, PanelState, panel_state
from tabeza_desktop.ui.scaled import gap, scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.chip import Chip, ChipKind
from tabeza_desktop.ui.widgets.empty import EmptyState
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Line, Tone
from tabeza_desktop.ui.widgets.money import HeroMoney, format_amount
from tabeza_desktop.ui.widgets.scroll import scrolled
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import TabLine, TabView

tr = words("TabPanel")

WIDTH, NARROW_WIDTH, WIDE_WIDTH = 396, 344, 420
"""At 1366, under 1200, and from 1600 on; unscaled."""


class TabPanel(Translated, Panel):
    """Private state: the tab shown (or None), narrow layout, and the last offer, so tests and the page can ask."""

    asked = Signal(str)

    def __init__(self, console: Console) -> None:
        super().__init__(edges="l")
        self._console = console
        self._tab: TabView | None = None
        self._narrow = self._ways_asked = False
        self._state: PanelState | None = None
        self._stack = QStackedWidget()
        self._empty = EmptyState("tabs", "", "")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._build())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self._stack)
        state = console.state
        for holder in (state.connection, state.session, state.mpesa, state.requests, state.clock, state.trade):
            holder.changed.connect(self._refresh)
        self.retranslate()

    def _build(self) -> QWidget:
        body = QWidget()
        self._head = PanelHead()
        self._balance_name = Label("", Role.LABEL, Tone.T2)
        self._last = IconLabel("check-circle", "", Role.BODY, Tone.PAID, weight=600, gap=6)
        self._age = Chip(ChipKind.AGE, "", small=True)
        self._hero = HeroMoney(0)
        self._action = PanelAction()
        self._action.asked.connect(self.asked)
        box = QVBoxLayout(body)
        scaled(box)
        box.addWidget(self._head)
        box.addLayout(self._build_balance())
        box.addWidget(Line())
        self._middle = QStackedWidget()
        self._still_works, self._ways = StillWorks(), OtherWays()
        for page in (self._build_ledger(), scrolled(self._still_works), scrolled(self._ways)):
            self._middle.addWidget(page)
        self._middle.setMinimumHeight(1)  # what is above and below keeps its height; the ledger scrolls
        box.addWidget(self._middle, 1)
        self._totals, self._open = Totals(), OpenPayments()
        box.addWidget(self._totals)
        box.addWidget(self._open)
        return body

    def _build_balance(self) -> QVBoxLayout:
        column = QVBoxLayout()
        scaled(column, (20, 14, 20, 10), 5)
        row = QHBoxLayout()
        row.addWidget(self._balance_name)
        row.addStretch(1)
        row.addWidget(self._last)
        row.addWidget(self._age)
        column.addLayout(row)
        column.addWidget(self._hero)
        gap(column, 3)
        column.addWidget(self._action)
        return column

    def _build_ledger(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        scaled(column, (0, 10, 0, 0), 4)
        row = QHBoxLayout()
        scaled(row, (20, 0, 20, 0), 8)
        self._ledger_name = Label("", Role.LABEL)
        self._ledger_count = Label("", Role.FINE, Tone.T2)
        row.addWidget(self._ledger_name)
        row.addStretch(1)
        row.addWidget(self._ledger_count)
        column.addLayout(row)
        self._ledger = LedgerView(self._console.models.lines)
        self._ledger.take_back.connect(lambda: self.asked.emit("void"))
        column.addWidget(self._ledger, 1)
        return page

    # what is shown

    def show_tab(self, tab: TabView | None) -> None:
        """Show another tab, or none; its ledger is fetched by itself."""
        changed = (tab.id if tab else None) != (self._tab.id if self._tab else None)
        self._ways_asked = self._ways_asked and not changed
        self._tab = tab
        if tab is not None and changed:
            self._console.services.tabs.detail(tab.id, owner=self)
        self._refresh()

    def tab(self) -> TabView | None:
        return self._tab

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self._refresh()

    def offer(self) -> Offer | None:
        """What the panel offers now; None without a tab."""
        return self._state.offer if self._state is not None else None

    def show_ways(self) -> None:
        """How this customer can still pay, in place of the ledger; once more brings the ledger back."""
        if self._tab is not None:
            self._ways_asked = not self._ways_asked
            self._refresh()
            announce(self._ways, self._ways.spoken() if self._ways_asked else "")

    def focus_ledger(self) -> None:
        self._ledger.arrive()

    def line(self) -> TabLine | None:
        """The ledger line in hand: only while the ledger has the focus."""
        return self._ledger.line()

    def _refresh(self) -> None:
        if self._tab is not None:
            self._tab = self._console.state.trade.value.tabs.get(self._tab.id, self._tab)
        self._stack.setCurrentIndex(0 if self._tab is None else 1)
        if self._tab is None:
            self._state = None
            return
        state, tab = self._console.state, self._tab
        now = state.clock.value
        self._state = panel_state(
            tab, state.requests.value.of_tab(tab.id), state.connection.value, state.session.value,
            state.mpesa.value, now.utc,
        )
        pause = state.connection.value.pause
        until = clock_text(pause.until) if pause is not None and pause.until is not None else ""
        self._action.show_state(self._state, tab, now.utc, until)
        self._show_head(tab)
        self._show_balance(tab)
        self._show_middle(tab, self._state.offer)

    def _show_head(self, tab: TabView) -> None:
        now, lang = self._console.state.clock.value, current_language()
        opened = day_clock_text(tab.opened_at, now, lang)
        parts = [opened if self._narrow else tr("Opened {at}", at=opened)]
        if not self._is_stale() and opened == clock_text(tab.opened_at):
            parts.append(age(seconds_between(tab.opened_at, now.utc), lang))
        if tab.phone_masked:
            parts.append(tab.phone_masked)
        self._head.show_tab(tab.number, tab.customer_name, " · ".join(parts))

    def _is_stale(self) -> bool:
        return self._console.state.connection.value.is_stale

    def _show_balance(self, tab: TabView) -> None:
        connection = self._console.state.connection.value
        stale = connection.is_stale and connection.last_good_at is not None
        self._hero.set_amount(tab.balance_cents)
        self._age.setVisible(stale)
        if stale and connection.last_good_at is not None:
            self._balance_name.set_text(tr("Balance at {at}", at=clock_text(connection.last_good_at)))
            old = age(connection.age_seconds or 0, current_language())
            self._age.set(ChipKind.AGE, tr("{age} old", age=old))
        else:
            self._balance_name.set_text(tr("Balance"))
        self._show_last(tab, stale)

    def _show_last(self, tab: TabView, stale: bool) -> None:
        payment = tab.last_payment
        paid = payment is not None and payment.state is PaymentState.SUCCEEDED and not stale
        self._last.setVisible(paid)
        if payment is None or not paid:
            return
        at = day_clock_text(payment.at, self._console.state.clock.value, current_language())
        if tab.balance_cents <= 0:
            self._last.set_text(tr("Paid in full at {at}", at=at))
        elif self._narrow:
            self._last.set_text(tr("Paid {at}", at=at))
        else:
            self._last.set_text(tr("Paid {amount} at {at}", amount=format_amount(payment.amount_cents), at=at))

    def _show_middle(self, tab: TabView, offer: Offer) -> None:
        middle = {Offer.OFFLINE: 1, Offer.PAUSED: 2}.get(offer, 0)
        self._middle.setCurrentIndex(2 if self._ways_asked else middle)
        self._totals.setVisible(middle == 0)
        self._open.setVisible(middle != 0)
        self._totals.show_amounts(tab.charged_cents, tab.paid_cents, tab.balance_cents)
        self._ledger_count.set_text(self._counted(tab))
        waiting = sorted(row.number for row in self._console.state.trade.value.tabs.values() if is_waiting(row))
        if offer is Offer.OFFLINE:
            good = self._console.state.connection.value.last_good_at
            self._open.show_offline(waiting, clock_text(good) if good is not None else "–")
        elif offer is Offer.PAUSED:
            self._open.show_paused(waiting)
        mpesa = self._console.state.mpesa.value
        self._ways.show_ways((mpesa.business_shortcode if mpesa else None) or "–", tab.account)

    def _counted(self, tab: TabView) -> str:
        if self._narrow:
            lines = tab.charge_count + tab.payment_count
            return tr("1 line") if lines == 1 else tr("{count} lines", count=lines)
        charges = tr("1 charge") if tab.charge_count == 1 else tr("{count} charges", count=tab.charge_count)
        paid = tr("1 payment") if tab.payment_count == 1 else tr("{count} payments", count=tab.payment_count)
        return tr("{charges}, {payments}", charges=charges, payments=paid)

    def retranslate(self) -> None:
        self._empty.set_words(tr("No tab chosen"), tr("Type a tab number or choose a row."))
        self._ledger_name.set_text(tr("Ledger"))
        self._ledger.setAccessibleName(tr("Ledger"))
        for part in (self._totals, self._still_works, self._ways):
            part.reword()
        self._refresh()

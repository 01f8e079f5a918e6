"""News of payments: a toast when one is paid, fails or needs a person, a word aloud, a sound and, when the window is
not in front, the system's own notification. A burst is told in one breath.

Only a payment this window saw open can bring news, so a first load or a reconnection does not rain toasts. What
waits for a person stays on screen until somebody took note at any console. Nothing here ever takes the focus.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.alerts import BURST_SECONDS, AlertKind, Group, Reminders, grouped, kind_of
from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.display import advice
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.a11y import announce
from tabeza_desktop.ui.alerts.outside import Outside, SilentOutside
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.toast import Toast, ToastKind, ToastStack
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.wire.trade import PaymentView

tr = words("PaymentNews")

_TOASTS = {
    AlertKind.PAID: ToastKind.PAID,
    AlertKind.FAILED: ToastKind.FAILED,
    AlertKind.REVIEW: ToastKind.CHECKING,
}
FAILED_LIST = "payments:failed"
MOST_TABS_NAMED = 6
TOLD_SINGLY = 2
"""Of a burst; the rest is told in one breath."""


class PaymentNews(QObject):
    """``ended(payment)`` for what is to be heard: sounds listen to it, and hear nothing while quiet.

    Private state: the payments seen open, by id; what a burst has gathered; what was sounded again and when.
    """

    ended = Signal(object)

    def __init__(
        self, console: Console, toasts: ToastStack, speaker: QWidget, watched_tab: Callable[[], str | None]
    ) -> None:
        super().__init__(speaker)
        self._console, self._toasts, self._speaker = console, toasts, speaker
        self._watched_tab = watched_tab
        self._outside: Outside = SilentOutside()
        self._reminders = Reminders()
        self._gathered: list[PaymentView] = []
        self._in_burst = 0
        self._burst = QTimer(self)
        self._burst.setSingleShot(True)
        self._burst.setInterval(round(BURST_SECONDS * 1000))
        self._burst.timeout.connect(self._tell_gathered)
        self._open = {
            tab.last_payment.payment_id
            for tab in console.state.trade.value.tabs.values()
            if tab.last_payment is not None and tab.last_payment.state in UNRESOLVED_STATES
        }
        self._alerts = console.services.alerts
        console.state.trade.applied.connect(self._news)
        console.state.clock.changed.connect(self._tick)
        self._alerts.unseen.changed.connect(self._seen_changed)
        toasts.opened.connect(self._toast_opened)

    def speak_outside(self, outside: Outside) -> None:
        """Where to tell news while the window is not in front; nowhere until this is given."""
        self._outside = outside

    # news

    def _news(self, changes: ChangeSet) -> None:
        if changes.fresh:
            self._open.clear()
            self._gathered.clear()
        for payment in changes.payments:
            if payment.state in UNRESOLVED_STATES:
                self._open.add(payment.id)
            elif payment.id in self._open:
                self._open.discard(payment.id)
                self._gather(payment)

    def _gather(self, payment: PaymentView) -> None:
        """The first two are told at once; those on their heels together, when it has been quiet for a moment."""
        self._in_burst = self._in_burst + 1 if self._burst.isActive() else 1
        if self._in_burst > TOLD_SINGLY:
            self._gathered.append(payment)
        else:
            self._tell(Group(kind_of(payment) or AlertKind.REVIEW, (payment,)))
        self._burst.start()

    def _tell_gathered(self) -> None:
        told, self._gathered = self._gathered, []
        for group in grouped(told):
            self._tell(group)

    def _tell(self, group: Group) -> None:
        payments = tuple(row for row in group.payments if self._still_news(row))
        if not payments:
            return
        group = Group(group.kind, payments)
        title, text = self._words(group)
        announce(self._speaker, f"{title}. {text}", urgent=group.kind is AlertKind.FAILED)
        if not self._alerts.is_quiet:
            self.ended.emit(payments[-1])
            if not self._in_front():
                self._outside.tell(title, text, urgent=group.kind is not AlertKind.PAID)
        self._toast(group, title, text)

    def _still_news(self, payment: PaymentView) -> bool:
        """A failure that was noted elsewhere while it was gathered is no news any more."""
        return kind_of(payment) is AlertKind.PAID or payment.id in {
            row.id for row in self._alerts.unseen.value
        }

    def _toast(self, group: Group, title: str, text: str) -> None:
        rows = tuple(
            row for row in group.payments if row.tab_id is not None and row.tab_id != self._watched_tab()
        )
        if not rows:
            return
        about = frozenset() if group.kind is AlertKind.PAID else frozenset(row.id for row in rows)
        key = (rows[0].tab_id or "") if len(rows) == 1 else FAILED_LIST
        self._toasts.push(Toast(_TOASTS[group.kind], title, text, tr("Open"), key, about))

    # taking note

    def _toast_opened(self, key: str) -> None:
        unseen = self._alerts.unseen.value
        wanted = unseen if key == FAILED_LIST else tuple(row for row in unseen if row.tab_id == key)
        self._alerts.note(row.id for row in wanted)

    def _seen_changed(self, unseen: tuple[PaymentView, ...]) -> None:
        self._toasts.drop_seen(frozenset(row.id for row in unseen))

    def _tick(self, _now: object) -> None:
        """What stands open in front of somebody is seen; what nobody has seen for a minute sounds again."""
        watched = self._watched_tab() if self._in_front() else None
        if watched is not None:
            self._alerts.note(row.id for row in self._alerts.unseen.value if row.tab_id == watched)
        if not self._console.state.session.value.is_open:
            return
        unseen = {row.id: row for row in self._alerts.unseen.value}
        due = self._reminders.due(unseen, self._console.state.clock.value.monotonic)
        if due and not self._alerts.is_quiet:
            self.ended.emit(unseen[due[-1]])

    def _in_front(self) -> bool:
        window = self._speaker.window()
        return window.isActiveWindow() and not window.isMinimized()

    # words

    def _words(self, group: Group) -> tuple[str, str]:
        return self._one(group.payments[0]) if len(group.payments) == 1 else self._many(group)

    def _many(self, group: Group) -> tuple[str, str]:
        count, amount = len(group.payments), format_amount(group.total_cents)
        numbers = [str(number) for number in group.tab_numbers]
        named = ", ".join(numbers[:MOST_TABS_NAMED]) + (" …" if len(numbers) > MOST_TABS_NAMED else "")
        tabs = tr("Tabs {numbers}", numbers=named)
        if group.kind is AlertKind.PAID:
            return tr("{count} payments in · KES {amount}", count=count, amount=amount), tabs
        if group.kind is AlertKind.FAILED:
            return tr("{count} payments were not paid", count=count), tabs
        return tr("{count} payments need review", count=count), tabs

    def _one(self, payment: PaymentView) -> tuple[str, str]:
        amount, number = format_amount(payment.amount_cents), payment.tab_number or "–"
        if payment.state is PaymentState.SUCCEEDED:
            title = tr("Paid KES {amount} · tab {number}", amount=amount, number=number)
            return title, f"{payment.customer_name} · {payment.receipt or '–'}"
        if kind_of(payment) is AlertKind.FAILED:
            found = advice(payment, self._console.state.clock.value, current_language())
            word, do = (found.title, found.do) if found is not None else (tr("Not paid"), "")
            title = tr("{word} · tab {number}", word=word, number=number)
            return title, f"{payment.customer_name}. {do}".strip()
        title = tr("Needs review · tab {number}", number=number)
        return title, tr("{name}. The owner decides.", name=payment.customer_name)

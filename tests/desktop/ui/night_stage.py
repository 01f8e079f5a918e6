"""A console showing the night of the pictures: real state, real models, and services that answer from the
sample at once.

The services stand at the one seam the screens have. What was asked is noted in ``calls``; a request for
payment is answered by the test, which so plays the service and the customer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import msgspec

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.history import STATES_OF, HistoryPage, HistoryQuery, Hit, TabLedger
from tabeza_desktop.core.requests import PendingRequest, RequestStage
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.core.takings import takings_today
from tabeza_desktop.core.times import Now
from tabeza_desktop.models.lines import LinesModel
from tabeza_desktop.models.payments import PaymentsModel
from tabeza_desktop.models.tabs import TabsModel
from tabeza_desktop.services.alerts import AlertsService
from tabeza_desktop.services.console import Console, Models
from tabeza_desktop.services.reports import ReportsService
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.business_day import business_day_of
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.access import PersonView
from tabeza_protocol.wire.setup import PauseNotice
from tabeza_protocol.wire.trade import LastPayment, PaymentView, TabView
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_reports import night_service
from tests.desktop.ui.night_verify import NightVerify
from tests.desktop.ui.setup_stage import Call, Recorder


class NightTabs(Recorder):
    """Ledgers at once; closing is noted only."""

    stage: NightStage

    def detail(self, tab_id: str, owner: object = None, done: Any = None, failed: Any = None) -> None:
        tab = self.stage.state.trade.value.tabs[tab_id]
        self.stage.models.lines.show_ledger(TabLedger(tab, self.stage.ledger(tab_id)))

    def closed(self, owner: object = None, done: Any = None, failed: Any = None) -> None:
        if done is not None:
            done(self.stage.closed)


class NightPayments(Recorder):
    """Details at once; requests wait for the test."""

    stage: NightStage

    def detail(self, payment_id: str, owner: object = None, done: Any = None, failed: Any = None) -> None:
        payment = self.stage.payments.get(payment_id)
        if payment is not None and done is not None:
            done(night.detail(payment))


class NightHistory(Recorder):
    """Filters the sample as the SQL would."""

    stage: NightStage

    def show(self, query: HistoryQuery, owner: object = None, done: Any = None, failed: Any = None) -> None:
        self.calls.append(Call("history.show", (query,), done, failed))
        self.stage.models.payments.show_page(self.stage.page(query))

    def in_review(self, owner: object = None, done: Any = None, failed: Any = None) -> None:
        rows = [row for row in self.stage.payments.values() if row.state is PaymentState.NEEDS_REVIEW]
        if done is not None:
            done(tuple(sorted(rows, key=lambda row: row.requested_at)))

    def find(self, text: str, owner: object = None, done: Any = None, failed: Any = None) -> None:
        low = text.casefold()
        tabs = self.stage.state.trade.value.tabs.values()
        hits = [Hit("tab", tab.id, f"{tab.number} {tab.customer_name}", "KES")
                for tab in tabs if low in f"{tab.number} {tab.customer_name}".casefold()]
        hits += [Hit("payment", row.id, row.receipt, "Paid") for row in self.stage.payments.values()
                 if row.receipt and low in row.receipt.casefold()]
        if done is not None:
            done(tuple(hits))


class NightDoctor:
    """Finds what it is told to find, at once."""

    version = "0.1.0"

    def __init__(self) -> None:
        self.found = night.CHECKUP

    def run(self, owner: object, told: Any) -> bool:
        told(self.found)
        return True


@dataclass
class NightLanes:
    """Notes what would be sent to the service."""

    calls: list[Call]

    def run(self, lane: object, work: object, *, apply: Any = None, undo: Any = None, **_: object) -> None:
        self.calls.append(Call("sent", (work,), apply, undo))


class NightSession(Recorder):
    def lock(self) -> None:
        self.calls.append(Call("session.lock", (), None, None))


class NightPreferences(Recorder):
    stage: NightStage

    def set(self, **fields: Any) -> None:
        state = self.stage.state
        state.preferences.set(replace(state.preferences.value, **fields))


@dataclass
class NightServices:
    pairing: Recorder
    session: Recorder
    tabs: Recorder
    payments: Recorder
    history: Recorder
    setup: Recorder
    preferences: Recorder
    practice: Recorder
    verify: Recorder
    doctor: NightDoctor
    alerts: AlertsService
    ratings: Recorder
    reports: ReportsService
    people: Recorder


@dataclass
class NightEngine:
    tried: int = 0

    def start(self) -> None: ...
    def stop(self) -> None: ...

    def try_now(self) -> None:
        self.tried += 1


@dataclass
class NightStage:
    """``console`` is what windows are given; the methods play the service, the clock and the customers."""

    state: AppState = field(default_factory=AppState)
    calls: list[Call] = field(default_factory=list)
    engine: NightEngine = field(default_factory=NightEngine)
    person: PersonView = night.MERCY

    def __post_init__(self) -> None:
        state, now = self.state, Now(night.NOW, 1000.0)
        self.models = Models(TabsModel(now), PaymentsModel(now), LinesModel(now))
        self.closed: tuple[TabView, ...] = ()
        self.payments: dict[str, PaymentView] = {row.id: row for row in night.payments()}
        self._requests = 0
        services = NightServices(
            *(Recorder(self.calls, name) for name in ("pairing",)), NightSession(self.calls, "session"),
            NightTabs(self.calls, "tabs"), NightPayments(self.calls, "payments"),
            NightHistory(self.calls, "history"), Recorder(self.calls, "setup"),
            NightPreferences(self.calls, "preferences"), Recorder(self.calls, "practice"),
            NightVerify(self.calls, "verify"), reports=night_service(self), people=Recorder(self.calls, "people"),
            doctor=NightDoctor(), ratings=Recorder(self.calls, "ratings"),
            alerts=AlertsService(NightLanes(self.calls), None, state),  # type: ignore[arg-type]
        )
        for service in (services.tabs, services.payments, services.history, services.preferences, services.verify):
            service.stage = self
        self.console = Console(state, services, self.models, self.engine)  # type: ignore[arg-type]
        self._wire()
        state.clock.set(now)
        state.session.set(
            Session(phase=Phase.SIGNED_IN, bar=night.BAR, person=self.person, people=(night.MERCY, night.JOYCE))
        )
        state.mpesa.set(night.MPESA)
        self.online(2)
        self.apply(ChangeSet(tabs=night.tabs(), payments=tuple(self.payments.values()), fresh=True))

    def _wire(self) -> None:
        state, models = self.state, self.models
        for model in (models.tabs, models.payments, models.lines):
            state.trade.applied.connect(model.apply)
            state.clock.changed.connect(model.set_now)
            state.connection.changed.connect(lambda value, model=model: model.set_stale(value.is_stale))
            state.preferences.changed.connect(lambda value, model=model: model.set_lang(value.lang))

    # playing the service

    def apply(self, changes: ChangeSet) -> None:
        """News from the feed."""
        for payment in changes.payments:
            self.payments[payment.id] = payment
        now = self.state.clock.value
        self.state.trade.apply(changes, now)
        self.state.takings.set(takings_today(self.payments.values(), now))

    def ledger(self, tab_id: str) -> tuple:
        return night.ledger(tab_id)

    def page(self, query: HistoryQuery) -> HistoryPage:
        turn = self.state.clock.value.day_turn
        rows = [row for row in self.payments.values()
                if (query.day_from is None or business_day_of(row.requested_at, turn) >= query.day_from)
                and (query.day_to is None or business_day_of(row.requested_at, turn) <= query.day_to)
                and query.text.casefold() in f"{row.customer_name} {row.receipt or ''} {row.tab_number}".casefold()]
        rows.sort(key=lambda row: row.requested_at, reverse=True)
        counts = {key: sum(row.state in states for row in rows) for key, states in STATES_OF.items()}
        counts["all"] = len(rows)
        shown = tuple(row for row in rows if query.status == "all" or row.state in STATES_OF[query.status])
        received = sum(row.amount_cents for row in shown if row.state is PaymentState.SUCCEEDED)
        return HistoryPage(query, shown, 0, len(shown), received, counts)

    def online(self, age_seconds: int = 2) -> None:
        now = self.state.clock.value.utc
        good = now - timedelta(seconds=age_seconds)
        self.state.connection.set(Connection(ConnectionKind.LIVE, last_good_at=good, age_seconds=age_seconds))

    def offline(self) -> None:
        """Four minutes without the service, as in the picture."""
        self.tick(236)
        self.state.connection.set(
            Connection(ConnectionKind.OFFLINE, problem="no_network", last_good_at=night.at("21:42:08"),
                       age_seconds=244, retry_in_seconds=12, attempt=4)
        )

    def pause(self) -> None:
        notice = PauseNotice(scope="everyone", reason="Safaricom is doing maintenance.", since=night.at("21:30"),
                             until=night.at("22:30"))
        self.state.connection.set(
            Connection(ConnectionKind.PAUSED, last_good_at=night.at("21:42:08"), age_seconds=2, pause=notice)
        )

    def tick(self, seconds: float = 1) -> None:
        now = self.state.clock.value
        self.state.clock.set(
            replace(now, utc=now.utc + timedelta(seconds=seconds), monotonic=now.monotonic + seconds)
        )

    # playing a customer

    def sent(self) -> Call:
        """The last request for payment asked of the service."""
        return next(call for call in reversed(self.calls) if call.name == "payments.request")

    def requests_sent(self) -> int:
        return sum(call.name == "payments.request" for call in self.calls)

    def accept(self, state: PaymentState = PaymentState.PROMPTED) -> PaymentView:
        """The service takes the last request and Safaricom accepts it."""
        call = self.sent()
        tab_id, cents = call.args[0], call.args[1]
        tab = self.state.trade.value.tabs[tab_id]
        self._requests += 1
        now = self.state.clock.value.utc
        payment = PaymentView(
            id=night.hex_id("6", self._requests), kind="tab", environment=night.MPESA.environment, tab_id=tab_id,
            tab_number=tab.number, customer_name=tab.customer_name, phone_masked=tab.phone_masked or "0700 *** 000",
            amount_cents=cents, state=state, result_code=None, problem=None, receipt=None, confirmed_by=None,
            requested_by=self.person.name, requested_at=now, prompted_at=now, finished_at=None, retry_of=None,
            support_reference="ws_CO_21112024214231_8841", credential_version=1, version=5000 + self._requests,
        )
        pending = PendingRequest(f"key{self._requests}", "tab", tab_id, cents, None, RequestStage.ACCEPTED, now,
                                 payment.id)
        self.state.requests.set(self.state.requests.value.put(pending))
        call.answer(pending)
        self.news(payment)
        return payment

    def news(self, payment: PaymentView) -> None:
        """A payment and its tab as the feed would tell them, in one change set."""
        tab = self.state.trade.value.tabs.get(payment.tab_id or "")
        tabs = ()
        if tab is not None:
            paid = payment.amount_cents if payment.state is PaymentState.SUCCEEDED else 0
            last = LastPayment(
                payment_id=payment.id, state=payment.state, result_code=payment.result_code,
                amount_cents=payment.amount_cents, at=payment.finished_at or payment.requested_at,
                started_at=payment.requested_at, receipt=payment.receipt,
            )
            tabs = (
                msgspec.structs.replace(
                    tab, last_payment=last, paid_cents=tab.paid_cents + paid, balance_cents=tab.balance_cents - paid,
                    payment_count=tab.payment_count + bool(paid), version=tab.version + 1000,
                ),
            )
        self.apply(ChangeSet(tabs=tabs, payments=(payment,)))

    def end(self, payment: PaymentView, state: PaymentState, code: str, receipt: str | None = None) -> PaymentView:
        """M-Pesa's answer."""
        ended = msgspec.structs.replace(
            payment, state=state, result_code=code, receipt=receipt, finished_at=self.state.clock.value.utc,
            version=payment.version + 100, confirmed_by="callback",
        )
        self.news(ended)
        return ended

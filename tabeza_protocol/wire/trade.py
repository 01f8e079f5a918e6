"""Tabs, their ledger lines, payments and the changes feed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.access import BarSummary
from tabeza_protocol.wire.base import Reply, Request
from tabeza_protocol.wire.setup import MpesaSettings

LineKind = Literal[
    "charge", "charge_void", "mpesa", "cash", "cash_void", "adjustment", "overage", "credit", "by_hand",
    "by_hand_void", "transfer",
]
"""``by_hand``: somebody says the PayBill was paid by hand; unconfirmed until a statement matches. ``by_hand_void``:
that receipt turned out to belong to a request, so it counts there."""
PaymentKind = Literal["tab", "test"]


class LastPayment(Reply, kw_only=True, frozen=True):
    """The newest payment of a tab, as its row shows it."""

    payment_id: str
    state: PaymentState
    result_code: str | None
    amount_cents: int
    at: datetime
    """When it reached this state."""
    started_at: datetime
    receipt: str | None = None


class TabView(Reply, kw_only=True, frozen=True):
    """One tab. ``balance = charged - paid``; below zero the customer has credit. ``version`` grows with each change."""

    id: str
    number: int
    account: str
    """The short human reference on the wire to Safaricom, at most 12 characters, e.g. ``TAB124``."""
    customer_name: str
    phone_masked: str | None
    status: Literal["open", "closed"]
    opened_at: datetime
    closed_at: datetime | None
    charged_cents: int
    paid_cents: int
    balance_cents: int
    charge_count: int
    payment_count: int
    last_payment: LastPayment | None
    version: int


class TabLine(Reply, kw_only=True, frozen=True):
    """One line of a tab's ledger, oldest first. Charges are positive, money received negative."""

    id: str
    tab_id: str
    at: datetime
    kind: LineKind
    text: str
    quantity: int = 1
    unit_price_cents: int | None = None
    amount_cents: int
    receipt: str | None = None
    payment_id: str | None = None
    person: str | None = None
    undoes: str | None = None
    """The entry that this line takes back: the id of its lines without their last part."""
    reason: str | None = None
    """Why, in the words of ``person``; only where a reason is asked for."""
    other_tab_number: int | None = None
    """A transfer: the tab at its other end."""
    version: int = 0


class PaymentView(Reply, kw_only=True, frozen=True):
    """One M-Pesa request. Test payments (KES 1) have no tab and never count in takings."""

    id: str
    kind: PaymentKind
    environment: Environment
    tab_id: str | None
    tab_number: int | None
    customer_name: str
    phone_masked: str
    amount_cents: int
    state: PaymentState
    result_code: str | None
    problem: str | None
    """A problem code when refused before any prompt."""
    receipt: str | None
    confirmed_by: Literal["callback", "query", "person"] | None
    requested_by: str
    requested_at: datetime
    prompted_at: datetime | None
    finished_at: datetime | None
    retry_of: str | None
    support_reference: str | None
    """The CheckoutRequestID with the phone digits masked."""
    credential_version: int
    exception: str | None = None
    """``late``, ``overpaid``, ``tab_closed``, ``amount_mismatch``, ``duplicate_receipt`` or None."""
    seen_at: datetime | None = None
    """When somebody at one of the bar's consoles took note of how it ended; the others fall silent about it."""
    version: int = 0


class TimelineEvent(Reply, kw_only=True, frozen=True):
    """One entry of a payment's append-only history."""

    seq: int
    at: datetime
    kind: Literal[
        "requested", "dispatched", "accepted", "refused", "no_answer", "callback", "query", "settled", "failed",
        "expired", "review", "decided", "late_success", "note",
    ]
    from_state: PaymentState | None
    to_state: PaymentState
    result_code: str | None = None
    actor: str | None = None
    detail: str | None = None


class PaymentDetail(Reply, kw_only=True, frozen=True):
    payment: PaymentView
    timeline: tuple[TimelineEvent, ...]


class PaymentPage(Reply, kw_only=True, frozen=True):
    payments: tuple[PaymentView, ...]
    next_cursor: str | None = None


class RequestPaymentRequest(Request, kw_only=True, frozen=True):
    """``POST /api/payments/mpesa``, with an ``Idempotency-Key`` the console stored before sending.

    ``phone`` may be omitted to use the number saved on the tab. ``retry_of`` names the payment this one replaces.
    """

    bar_id: str
    tab_id: str
    amount_cents: int
    phone: str | None = None
    retry_of: str | None = None


class TestPaymentRequest(Request, kw_only=True, frozen=True):
    """``POST /api/payments/mpesa/test``: with ``phone`` the KES 1 push, without it a check of the keys only."""

    __test__ = False

    bar_id: str
    phone: str | None = None


class CredentialsProbe(Reply, kw_only=True, frozen=True):
    """The checklist's health check: what the cached token and an invented status query tell. Turns nothing on."""

    bar_id: str
    ok: bool
    checks: tuple[str, ...]
    problem: str | None = None


class TabDetail(Reply, kw_only=True, frozen=True):
    tab: TabView
    lines: tuple[TabLine, ...]


class TabPage(Reply, kw_only=True, frozen=True):
    tabs: tuple[TabView, ...]
    next_cursor: str | None = None


class OpenTabRequest(Request, kw_only=True, frozen=True):
    bar_id: str
    customer_name: str
    phone: str | None = None


class AddChargeRequest(Request, kw_only=True, frozen=True):
    bar_id: str
    text: str
    quantity: int
    unit_price_cents: int


class CloseTabRequest(Request, kw_only=True, frozen=True):
    bar_id: str


class PaymentActionRequest(Request, kw_only=True, frozen=True):
    """Check again, or a person's decision on a payment in review (``decision`` and ``reason`` together)."""

    bar_id: str
    decision: Literal["paid", "not_paid"] | None = None
    reason: str | None = None
    receipt: str | None = None


class VerifyPaymentRequest(Request, kw_only=True, frozen=True):
    """``POST /api/payments/verify``: look a receipt up, or the phone that paid; one of the two. Changes nothing."""

    bar_id: str
    receipt: str | None = None
    phone: str | None = None


class HandRecord(Reply, kw_only=True, frozen=True):
    """A payment that somebody says was made to the PayBill by hand. Never confirmed by M-Pesa here."""

    receipt: str
    tab_id: str
    tab_number: int
    customer_name: str
    amount_cents: int
    recorded_by: str
    at: datetime
    voided: bool = False
    """The receipt came in for a request after all, and counts there instead."""


class Verification(Reply, kw_only=True, frozen=True):
    """What is known of a receipt or a phone. Whether it fits the tab in hand is the console's judgement.

    ``found``: payments with this receipt (at most one), or of this phone, newest first, at most 10. ``pending``:
    payments that may still get a receipt (unresolved, in review, or paid with the receipt not told yet) of the last
    24 hours, newest first, at most 50; only for a receipt. ``tabs``: those that any of these name, as they are now.
    """

    as_of: datetime
    found: tuple[PaymentView, ...] = ()
    pending: tuple[PaymentView, ...] = ()
    by_hand: HandRecord | None = None
    tabs: tuple[TabView, ...] = ()


class RecordByHandRequest(Request, kw_only=True, frozen=True):
    """``POST /api/payments/by-hand``, with an ``Idempotency-Key``: the customer typed the PayBill by hand.

    Puts an unconfirmed line on the tab under the name of who recorded it. A receipt counts once, however it comes.
    """

    bar_id: str
    tab_id: str
    receipt: str
    amount_cents: int


class Notice(Reply, kw_only=True, frozen=True):
    """Something every console of a bar is told: an alert or a word from the operator."""

    id: str
    kind: str
    severity: Literal["info", "warn", "fail"]
    text: str
    payment_id: str | None = None
    tab_id: str | None = None
    at: datetime
    seen_at: datetime | None = None
    resolved_at: datetime | None = None
    """What it said is over; None while it stands, and for what is told once."""
    version: int = 0


class Changes(Reply, kw_only=True, frozen=True):
    """``GET /api/changes?barId=&since=&wait=``: everything of this bar that changed after ``since``.

    At most 200 rows; ``more`` says to ask again at once. Without ``since`` it starts from the beginning (a fresh
    load). Rows are compacted: the last state of each, applied by id if ``version`` is greater. ``epoch`` changes when
    the past was rewritten (a restore): drop the cache and load afresh. An empty answer after ``wait`` is normal.
    """

    epoch: int
    cursor: str
    more: bool
    server_time: datetime
    bar: BarSummary | None = None
    settings: MpesaSettings | None = None
    tabs: tuple[TabView, ...] = ()
    lines: tuple[TabLine, ...] = ()
    payments: tuple[PaymentView, ...] = ()
    notices: tuple[Notice, ...] = ()
    people_changed: bool = False
    setup_changed: bool = False

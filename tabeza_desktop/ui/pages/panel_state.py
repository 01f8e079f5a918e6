"""What the side panel of a tab offers: one primary action, or the plain reason why there is none. Pure.

The order matters: what stops every request (no connection, a pause, no set-up, a read-only unlock)
outranks the tab's own
state, except that an open payment is always shown, because nobody must ask that customer again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.requests import PendingRequest, RequestStage
from tabeza_desktop.core.session import Capability, Session
from tabeza_desktop.ui.dialogs.watch_state import PROMPT_CLOSES_AFTER
from tabeza_protocol.payment_states import OPEN_STATES, PaymentState
from tabeza_protocol.wire.setup import MpesaSettings
from tabeza_protocol.wire.trade import LastPayment, TabView


class Offer(StrEnum):
    """What the panel's one big place holds."""

    REQUEST = "request"
    CLOSE = "close"
    SENDING = "sending"
    WAITING = "waiting"
    CHECKING = "checking"
    REVIEW = "review"
    OFFLINE = "offline"
    PAUSED = "paused"
    NOT_READY = "not_ready"
    READ_ONLY = "read_only"


@dataclass(frozen=True)
class PanelState:
    """``since`` is when the open payment began; ``asked_cents`` what it asks; ``phone`` whom, masked."""

    offer: Offer
    since: datetime | None = None
    asked_cents: int = 0
    phone: str | None = None


OFFLINE_KINDS = frozenset(
    {
        ConnectionKind.OFFLINE, ConnectionKind.SIGNED_OUT, ConnectionKind.WRONG_CLOCK, ConnectionKind.STARTING,
        ConnectionKind.IDENTITY_MISMATCH, ConnectionKind.UPGRADE_NEEDED, ConnectionKind.MAINTENANCE,
    }
)


def panel_state(
    tab: TabView, pending: PendingRequest | None, connection: Connection, session: Session,
    mpesa: MpesaSettings | None, now: datetime,
) -> PanelState:
    """The one thing this panel offers now."""
    if connection.kind in OFFLINE_KINDS:
        return PanelState(Offer.OFFLINE)
    payment = tab.last_payment
    if payment is not None and _is_open(payment):
        return _watching(tab, payment, pending, now)
    if pending is not None and pending.stage in (RequestStage.SENDING, RequestStage.UNSURE):
        offer = Offer.SENDING if pending.stage is RequestStage.SENDING else Offer.CHECKING
        return PanelState(offer, pending.created_at, pending.amount_cents, pending.phone_masked or tab.phone_masked)
    if tab.balance_cents <= 0:
        return PanelState(Offer.CLOSE)
    if connection.kind is ConnectionKind.PAUSED:
        return PanelState(Offer.PAUSED)
    if mpesa is None or not mpesa.enabled:
        return PanelState(Offer.NOT_READY)
    if not session.may(Capability.REQUEST_PAYMENT):
        return PanelState(Offer.READ_ONLY)
    return PanelState(Offer.REQUEST)


def _is_open(payment: LastPayment) -> bool:
    return payment.state in OPEN_STATES or payment.state in (PaymentState.UNKNOWN, PaymentState.NEEDS_REVIEW)


def _watching(tab: TabView, payment: LastPayment, pending: PendingRequest | None, now: datetime) -> PanelState:
    phone = tab.phone_masked
    if pending is not None and pending.payment_id == payment.payment_id and pending.phone_masked:
        phone = pending.phone_masked
    if payment.state is PaymentState.NEEDS_REVIEW:
        offer = Offer.REVIEW
    elif payment.state is PaymentState.UNKNOWN or now - payment.started_at > PROMPT_CLOSES_AFTER:
        offer = Offer.CHECKING
    else:
        offer = Offer.WAITING if payment.state is PaymentState.PROMPTED else Offer.SENDING
    return PanelState(offer, payment.started_at, payment.amount_cents, phone)

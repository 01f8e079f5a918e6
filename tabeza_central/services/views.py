"""Stored rows as the wire shows them: phones masked, Safaricom's ids masked, times as datetimes."""

from __future__ import annotations

from typing import Any, cast

from tabeza_central.domain.instants import instant, instant_or_none
from tabeza_central.domain.ledger import tab_of
from tabeza_central.observe.logs import mask_checkout
from tabeza_central.store.bars import Bar
from tabeza_central.store.ledger import line_id
from tabeza_central.store.payments import Payment
from tabeza_central.store.tabs import TabRow
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.access import BarSummary
from tabeza_protocol.wire.trade import LastPayment, Notice, PaymentView, TabLine, TabView, TimelineEvent


def bar_summary(bar: Bar) -> BarSummary:
    return BarSummary(
        id=bar.id, name=bar.name, place=bar.place, day_turn=bar.day_turn, is_test_bar=bar.is_test_bar
    )


def bar_or_desk(bar: Bar | None) -> BarSummary:
    """The bar of a device; without one it is a support desk, which belongs to none."""
    return BarSummary(id="", name="Tabeza Support", place="") if bar is None else bar_summary(bar)


def payment_view(payment: Payment, seq: int) -> PaymentView:
    """``seq`` is the feed counter of the payment's last change."""
    return PaymentView(
        id=payment.id,
        kind=cast(Any, payment.kind),
        environment=Environment(payment.environment),
        tab_id=payment.tab_id,
        tab_number=payment.tab_number,
        customer_name=payment.customer_name,
        phone_masked=payment.phone_masked,
        amount_cents=payment.amount_cents,
        state=payment.state,
        result_code=payment.result_code,
        problem=payment.problem,
        receipt=payment.mpesa_receipt_number,
        confirmed_by=cast(Any, payment.confirmed_by),
        requested_by=payment.requested_by,
        requested_at=instant(payment.initiated_at),
        prompted_at=instant_or_none(payment.prompted_at),
        finished_at=instant_or_none(payment.finished_at),
        retry_of=payment.retry_of,
        support_reference=mask_checkout(payment.checkout_request_id) or None,
        credential_version=payment.credential_version,
        exception=payment.exception,
        seen_at=instant_or_none(payment.seen_at),
        version=seq,
    )


def timeline_event(row: Any) -> TimelineEvent:
    return TimelineEvent(
        seq=row.seq,
        at=instant(row.at),
        kind=row.kind,
        from_state=None if row.from_state is None else PaymentState(row.from_state),
        to_state=PaymentState(row.to_state),
        result_code=row.result_code,
        actor=row.actor,
        detail=row.detail,
    )


def tab_view(row: TabRow) -> TabView:
    tab = row.tab
    return TabView(
        id=tab.id,
        number=tab.number,
        account=tab.account,
        customer_name=tab.customer_name,
        phone_masked=tab.phone_masked,
        status=cast(Any, tab.status),
        opened_at=instant(tab.opened_at),
        closed_at=instant_or_none(tab.closed_at),
        charged_cents=tab.charged_cents,
        paid_cents=tab.paid_cents,
        balance_cents=tab.balance_cents,
        charge_count=tab.charge_count,
        payment_count=tab.payment_count,
        last_payment=_last_payment(row.payment),
        version=row.seq,
    )


def _last_payment(columns: dict[str, Any] | None) -> LastPayment | None:
    if columns is None:
        return None
    return LastPayment(
        payment_id=columns["id"],
        state=PaymentState(columns["state"]),
        result_code=columns["result_code"],
        amount_cents=columns["amount_cents"],
        at=instant(columns["state_at"]),
        started_at=instant(columns["initiated_at"]),
        receipt=columns["mpesa_receipt_number"],
    )


def tab_line(row: Any) -> TabLine:
    return TabLine(
        id=line_id(row.journal_id, row.n),
        tab_id=tab_of(row.account) or "",
        at=instant(row.at),
        kind=row.kind,
        text=row.text,
        quantity=row.quantity,
        unit_price_cents=row.unit_price_cents,
        amount_cents=row.amount_cents,
        receipt=row.receipt,
        payment_id=row.payment_id,
        person=row.person,
        undoes=row.undoes,
        reason=row.reason,
        other_tab_number=row.other_tab_number,
        version=int(row.feed_seq),
    )


def notice(row: Any) -> Notice:
    return Notice(
        id=row.id,
        kind=row.kind,
        severity=row.severity,
        text=row.text,
        payment_id=row.payment_id,
        tab_id=row.tab_id,
        at=instant(row.at),
        seen_at=instant_or_none(row.seen_at),
        resolved_at=instant_or_none(row.resolved_at),
        version=int(row.feed_seq),
    )

"""Requests a payment and sends its one push.

``queued`` commits with its dispatch job; ``dispatched`` commits before the first byte leaves; the answer is recorded
after. Whatever dies in between, no second push is ever sent for an intent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from tabeza_central.app_context import Context
from tabeza_central.domain import limits
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services import promotion
from tabeza_central.services.guard import OWNER, checked_id, checked_key, require
from tabeza_central.services.switchboard import pause_of
from tabeza_central.services.views import payment_view
from tabeza_central.store import bars, jobs, payments, tabs
from tabeza_central.store import credentials as versions
from tabeza_central.store.bars import Bar
from tabeza_central.store.tabs import Tab
from tabeza_central.store.uow import Duplicate, Tx
from tabeza_protocol.environment import Environment
from tabeza_protocol.money import AmountError, Kes, check_stk_amount, round_up_to_shilling, shillings
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.phones import Msisdn, PhoneError, mask_phone, parse_phone
from tabeza_protocol.wire.trade import PaymentView, RequestPaymentRequest, TestPaymentRequest

TEST_AMOUNT = shillings(1)
TEST_REFERENCE = "TEST"


@dataclass(frozen=True, slots=True)
class _Intent:
    """What will be asked of whom, once everything allows it."""

    kind: str
    amount: Kes
    phone: Msisdn
    phone_encrypted: str
    phone_hmac: str
    version: int
    environment: str
    shortcode: str
    tab: Tab | None = None
    retry_of: str | None = None


def request_payment(
    ctx: Context, principal: Principal, request: RequestPaymentRequest, client_key: str | None
) -> PaymentView:
    """Queues an STK push for a tab. The same key and request again give the same payment.

    Raises ``idempotency_mismatch``, ``not_found``, ``paused``, ``mpesa_not_ready``, ``amount_invalid``,
    ``amount_over_balance``, ``phone_invalid``, ``tab_closed``, ``tab_busy``, ``phone_busy``, ``limit_*``.
    """
    require(principal, request.bar_id)
    tab_id = checked_id(request.tab_id)

    def intend(tx: Tx, bar: Bar, _now: int) -> _Intent:
        _refuse_if_not_ready(tx, bar)
        tab = tabs.find(tx, bar.id, tab_id, lock=True)
        if tab is None:
            raise Problem("not_found")
        amount = _checked_amount(request.amount_cents, tab)
        phone = _phone(ctx, bar.id, request.phone, tab)
        if request.retry_of is not None and payments.find(tx, bar.id, request.retry_of) is None:
            raise Problem("not_found")
        assert bar.mpesa_credential_version is not None
        return _Intent(
            "tab", amount, phone, *_sealed_phone(ctx, bar.id, phone), bar.mpesa_credential_version,
            bar.mpesa_environment or "", bar.mpesa_business_shortcode or "", tab, request.retry_of,
        )  # fmt: skip

    return _queue(ctx, principal, request.bar_id, checked_key(client_key), _hash("tab", request), intend)


def request_test(
    ctx: Context, principal: Principal, request: TestPaymentRequest, client_key: str | None
) -> PaymentView:
    """Queues the KES 1 push that proves the newest credential version. Needs no ``enabled``; limits count it.

    Raises what :func:`request_payment` raises, and ``no_candidate`` and ``sandbox_not_allowed``.
    """
    require(principal, request.bar_id, OWNER)

    def intend(tx: Tx, bar: Bar, _now: int) -> _Intent:
        version = versions.candidate(tx, bar.id)
        if version is None and bar.mpesa_credential_version is not None:
            version = versions.find(tx, bar.id, bar.mpesa_credential_version)
        if version is None:
            raise Problem("no_candidate")
        if version.environment == Environment.SANDBOX and not bar.is_test_bar:
            raise Problem("sandbox_not_allowed")
        _refuse_if_paused(tx, bar)
        phone = _phone(ctx, bar.id, request.phone, None)
        return _Intent(
            "test", TEST_AMOUNT, phone, *_sealed_phone(ctx, bar.id, phone), version.version,
            version.environment, version.business_shortcode,
        )  # fmt: skip

    return _queue(ctx, principal, request.bar_id, checked_key(client_key), _hash("test", request), intend)


def _queue(
    ctx: Context,
    principal: Principal,
    bar_id: str,
    client_key: str,
    request_hash: str,
    intend: Callable[[Tx, Bar, int], _Intent],
) -> PaymentView:
    """The accepting transaction: one bar at a time, so that every count in it is exact."""
    payment_id = ctx.ids.new_id()
    try:
        with ctx.store.write("accept", bar=bar_id) as tx:
            now = ctx.now()
            if not bars.lock_gate(tx, bar_id, now):
                raise Problem("not_found")
            same = payments.by_client_key(tx, bar_id, client_key)
            if same is not None:
                if same.request_hash != request_hash:
                    raise Problem("idempotency_mismatch")
                payment_id = same.id
            else:
                bar = bars.find(tx, bar_id)
                assert bar is not None
                intent = intend(tx, bar, now)
                _refuse_if_too_soon(ctx, tx, bar, intent, now)
                _record(ctx, tx, principal, bar_id, payment_id, client_key, request_hash, intent, now)
    except Duplicate as problem:
        raise Problem("conflict") from problem  # the gate makes this unreachable but for a hand-made row
    with ctx.store.read(bar=bar_id) as tx:
        ((payment, seq),) = payments.some(tx, bar_id, [payment_id])
    return payment_view(payment, seq)


def _record(
    ctx: Context, tx: Tx, principal: Principal, bar_id: str, payment_id: str, client_key: str, request_hash: str,
    intent: _Intent, now: int,
) -> None:  # fmt: skip
    tab = intent.tab
    values = {
        "bar_id": bar_id,
        "id": payment_id,
        "kind": intent.kind,
        "tab_id": tab.id if tab else None,
        "client_key": client_key,
        "request_hash": request_hash,
        "amount_cents": intent.amount,
        "phone_number_encrypted": intent.phone_encrypted,
        "phone_hmac": intent.phone_hmac,
        "phone_masked": mask_phone(intent.phone),
        "account_reference": f"{bar_id}|{tab.id if tab else 'test'}",
        "wire_reference": tab.account if tab else TEST_REFERENCE,
        "customer_name": tab.customer_name if tab else "",
        "tab_number": tab.number if tab else None,
        "environment": intent.environment,
        "business_shortcode": intent.shortcode,
        "credential_version": intent.version,
        "retry_of": intent.retry_of,
        "requested_by": principal.name,
        "person_id": principal.person_id,
        "device_id": principal.device_id,
        "initiated_at": now,
    }
    payments.create(tx, values, actor=principal.name)
    if tab is not None:
        tabs.change(tx, bar_id, tab.id, {"last_payment_id": payment_id})
    else:
        promotion.test_started(tx, bar_id, intent.version, payment_id, now)
    jobs.put(tx, job_id=ctx.ids.new_id(), kind="dispatch", key=payment_id, bar_id=bar_id, run_at=now, now=now)


def _refuse_if_paused(tx: Tx, bar: Bar) -> None:
    pause = pause_of(tx, bar.id)
    if pause is not None:
        raise Problem("paused", pause.reason or None)


def _refuse_if_not_ready(tx: Tx, bar: Bar) -> None:
    """Paused comes first: it says more. Then only a tested, live, enabled version may ask for money."""
    _refuse_if_paused(tx, bar)
    tested = bar.mpesa_setup_completed and bar.mpesa_test_status == "passed"
    if not (bar.mpesa_enabled and tested and bar.mpesa_credential_version):
        raise Problem("mpesa_not_ready")
    if bar.mpesa_environment == Environment.SANDBOX and not bar.is_test_bar:
        raise Problem("sandbox_not_allowed")


def _checked_amount(amount_cents: int, tab: Tab) -> Kes:
    if tab.status == "closed":
        raise Problem("tab_closed")
    amount = check_stk_amount(Kes(amount_cents))
    if isinstance(amount, AmountError):
        raise Problem("amount_invalid", fields={"amountCents": amount.problem})
    if amount > round_up_to_shilling(Kes(max(tab.balance_cents, 0))):
        raise Problem("amount_over_balance", fields={"amountCents": "amount_over_balance"})
    return amount


def _phone(ctx: Context, bar_id: str, typed: str | None, tab: Tab | None) -> Msisdn:
    """The number typed, or the one saved on the tab."""
    if typed is None and tab is not None and tab.phone_number_encrypted is not None:
        return Msisdn(ctx.vault.open(bar_id, "phone", tab.phone_number_encrypted).decode())
    phone = parse_phone(typed or "")
    if isinstance(phone, PhoneError):
        raise Problem("phone_invalid", fields={"phone": phone.problem})
    return phone


def _sealed_phone(ctx: Context, bar_id: str, phone: Msisdn) -> tuple[str, str]:
    return ctx.vault.seal(bar_id, "phone", phone.encode()), ctx.vault.digest("phone", phone)


def _refuse_if_too_soon(ctx: Context, tx: Tx, bar: Bar, intent: _Intent, now: int) -> None:
    """The tab first (it names the payment in the way), then phone and bar; the cap over all bars last."""
    policy = ctx.policy
    if intent.tab is not None:
        busy = payments.busy_on_tab(tx, bar.id, intent.tab.id, now - policy.tab_unknown_us)
        if busy is not None:
            raise Problem("tab_busy", payment_id=busy.id)
    widest = max(policy.bar_window_us, policy.phone_window_us, policy.same_amount_us, policy.phone_open_us)
    rows = payments.attempts_since(tx, bar.id, now - widest)
    attempts = [
        limits.Attempt(
            row.id,
            row.initiated_at,
            row.amount_cents,
            PaymentState(row.state),
            row.phone_hmac == intent.phone_hmac,
        )
        for row in rows
    ]
    refusal = limits.check(
        attempts, now=now, amount_cents=intent.amount, bar_limit=bar.push_limit, policy=policy
    )
    if refusal is not None:
        raise Problem(
            refusal.problem, retry_after_seconds=refusal.retry_after_seconds, payment_id=refusal.payment_id
        )
    _refuse_if_capped(ctx, tx, intent, now)


def _refuse_if_capped(ctx: Context, tx: Tx, intent: _Intent, now: int) -> None:
    """The cap over all bars answers like the bar's own limit: bars learn nothing of each other."""
    policy = ctx.policy
    until = bars.count_phone(
        tx,
        intent.phone_hmac,
        now=now,
        window_us=policy.phone_global_window_us,
        limit=policy.phone_global_limit,
    )
    if until is not None:
        wait = min(until, now + policy.phone_window_us)
        raise Problem("limit_phone", retry_after_seconds=limits.seconds_until(wait, now))


def _hash(kind: str, request: msgspec.Struct) -> str:
    return hashlib.sha256(kind.encode() + b"\0" + msgspec.json.encode(request, order="sorted")).hexdigest()

"""M-Pesa intents and their append-only history.

A transition is one conditional UPDATE (the state it comes from is part of its WHERE, one row must change) and one
event, in the same transaction. There is no other way to change a state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars
from tabeza_protocol.payment_states import OPEN_STATES, UNRESOLVED_STATES, PaymentState, may_move

_T = schema.mpesa_transactions
_E = schema.payment_events


class Moved(Exception):
    """The payment was no longer in the state it was read in: somebody else moved it. Nothing was changed."""


class IllegalMove(AssertionError):
    """A transition that the table of transitions does not have was attempted: a defect."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One row of ``mpesa_transactions``. Money in cents, times in microseconds UTC."""

    bar_id: str
    id: str
    kind: str
    tab_id: str | None
    client_key: str
    request_hash: str
    amount_cents: int
    phone_number_encrypted: str
    phone_hmac: str
    phone_masked: str
    account_reference: str
    wire_reference: str
    customer_name: str
    tab_number: int | None
    environment: str
    business_shortcode: str
    credential_version: int
    retry_of: str | None
    requested_by: str
    person_id: str | None
    device_id: str | None
    state: PaymentState
    state_at: int
    event_count: int
    result_code: str | None
    problem: str | None
    exception: str | None
    merchant_request_id: str | None
    checkout_request_id: str | None
    checkout_adopted: bool
    mpesa_receipt_number: str | None
    confirmed_by: str | None
    queried_paid_at: int | None
    checks: int
    initiated_at: int
    dispatched_at: int | None
    prompted_at: int | None
    finished_at: int | None
    seen_at: int | None
    seen_by: str | None


def _payment(row: Any) -> Payment | None:
    if row is None:
        return None
    return Payment(**{**row._mapping, "state": PaymentState(row.state)})


def create(tx: Tx, values: Mapping[str, Any], *, actor: str) -> None:
    """A new intent in ``queued``, with its first event. Raises ``Duplicate`` at flush if its key or tab is taken."""
    tx.execute(
        _T.insert().values(
            **values, state=PaymentState.QUEUED, state_at=values["initiated_at"], event_count=1
        )
    )
    tx.execute(
        _E.insert().values(
            bar_id=values["bar_id"], payment_id=values["id"], seq=1, at=values["initiated_at"], kind="requested",
            from_state=None, to_state=PaymentState.QUEUED, actor=actor,
        )
    )  # fmt: skip
    _touch(tx, values["bar_id"], values["id"], values["tab_id"])


def find(tx: Tx, bar_id: str, payment_id: str, *, lock: bool = False) -> Payment | None:
    """The payment; with ``lock`` its row stays locked to the end of the transaction."""
    statement = select(_T).where(_T.c.bar_id == bar_id, _T.c.id == payment_id)
    return _payment(tx.one_or_none(statement.with_for_update() if lock else statement))


def by_client_key(tx: Tx, bar_id: str, client_key: str) -> Payment | None:
    return _payment(tx.one_or_none(select(_T).where(_T.c.bar_id == bar_id, _T.c.client_key == client_key)))


def by_receipt(tx: Tx, bar_id: str, receipt: str) -> Payment | None:
    return _payment(
        tx.one_or_none(select(_T).where(_T.c.bar_id == bar_id, _T.c.mpesa_receipt_number == receipt))
    )


def by_checkout(tx: Tx, bar_id: str, checkout_request_id: str) -> Payment | None:
    where = and_(_T.c.bar_id == bar_id, _T.c.checkout_request_id == checkout_request_id)
    return _payment(tx.one_or_none(select(_T).where(where)))


@all_bars("a callback's token names a payment, not a bar; ids are unique over all bars")
def anywhere(tx: Tx, payment_id: str) -> Payment | None:
    return _payment(tx.one_or_none(select(_T).where(_T.c.id == payment_id)))


@all_bars("a callback without a token names only Safaricom's id; it is used as a hint and never credits")
def anywhere_by_checkout(tx: Tx, checkout_request_id: str) -> Sequence[Payment]:
    rows = tx.all(select(_T).where(_T.c.checkout_request_id == checkout_request_id).limit(2))
    return [payment for row in rows if (payment := _payment(row)) is not None]


@all_bars("after a restart every push that may have been cut short is unknown, whichever bar's it is")
def dispatched_without_answer(tx: Tx) -> Sequence[Payment]:
    rows = tx.all(select(_T).where(_T.c.state == PaymentState.DISPATCHED))
    return [payment for row in rows if (payment := _payment(row)) is not None]


def busy_on_tab(tx: Tx, bar_id: str, tab_id: str, unknown_since: int) -> Payment | None:
    """The payment that keeps a tab busy: an open one, or an unknown one sent after ``unknown_since``."""
    still_unknown = and_(_T.c.state == PaymentState.UNKNOWN, _T.c.initiated_at > unknown_since)
    where = and_(
        _T.c.bar_id == bar_id, _T.c.tab_id == tab_id, or_(_T.c.state.in_(OPEN_STATES), still_unknown)
    )
    return _payment(tx.execute(select(_T).where(where).order_by(_T.c.initiated_at).limit(1)).one_or_none())


def unresolved_on_tab(tx: Tx, bar_id: str, tab_id: str) -> Payment | None:
    states = [*UNRESOLVED_STATES, PaymentState.NEEDS_REVIEW]
    where = and_(_T.c.bar_id == bar_id, _T.c.tab_id == tab_id, _T.c.state.in_(states))
    return _payment(tx.execute(select(_T).where(where).limit(1)).one_or_none())


def attempts_since(tx: Tx, bar_id: str, since: int) -> list[Any]:
    """The bar's requests after ``since``, newest first: what the limits count."""
    columns = (_T.c.id, _T.c.initiated_at, _T.c.amount_cents, _T.c.state, _T.c.phone_hmac)
    where = and_(_T.c.bar_id == bar_id, _T.c.initiated_at > since)
    return tx.all(select(*columns).where(where).order_by(_T.c.initiated_at.desc(), _T.c.id))


def names_version(tx: Tx, bar_id: str, version: int, confirm_since: int) -> bool:
    """Whether a payment may still need this credential version: unresolved, in review, or paid but unconfirmed."""
    unsettled = _T.c.state.in_([*UNRESOLVED_STATES, PaymentState.NEEDS_REVIEW])
    unconfirmed = and_(
        _T.c.state == PaymentState.SUCCEEDED,
        _T.c.queried_paid_at.is_(None),
        _T.c.initiated_at > confirm_since,
    )
    where = and_(_T.c.bar_id == bar_id, _T.c.credential_version == version, or_(unsettled, unconfirmed))
    return tx.execute(select(_T.c.id).where(where).limit(1)).one_or_none() is not None


def move(
    tx: Tx,
    payment: Payment,
    to: PaymentState,
    *,
    at: int,
    event: str,
    actor: str | None = None,
    detail: str | None = None,
    result_code: str | None = None,
    values: Mapping[str, Any] | None = None,
) -> Payment:
    """Moves the payment and writes the event. Raises :class:`Moved` if it is no longer as read."""
    if not may_move(payment.state, to):
        raise IllegalMove(f"{payment.state} -> {to}")
    changes = {"state": to, "state_at": at, **(values or {})}
    return _write(tx, payment, changes, to, at, event, actor, detail, result_code)


def note(
    tx: Tx,
    payment: Payment,
    *,
    at: int,
    event: str,
    actor: str | None = None,
    detail: str | None = None,
    result_code: str | None = None,
    values: Mapping[str, Any] | None = None,
) -> Payment:
    """Writes an event without a move (a query that told nothing, a receipt that came later)."""
    return _write(tx, payment, dict(values or {}), payment.state, at, event, actor, detail, result_code)


def count_check(tx: Tx, bar_id: str, payment_id: str) -> None:
    """One more status query was made or due; no event, no move."""
    where = and_(_T.c.bar_id == bar_id, _T.c.id == payment_id)
    tx.execute(update(_T).where(where).values(checks=_T.c.checks + 1))


def _write(
    tx: Tx, payment: Payment, changes: dict[str, Any], to: PaymentState, at: int, event: str,
    actor: str | None, detail: str | None, result_code: str | None,
) -> Payment:  # fmt: skip
    seq = payment.event_count + 1
    statement = (
        update(_T)
        .where(
            _T.c.bar_id == payment.bar_id, _T.c.id == payment.id,
            _T.c.state == payment.state, _T.c.event_count == payment.event_count,
        )
        .values(**changes, event_count=seq)
    )  # fmt: skip
    if tx.changed(statement) != 1:
        raise Moved(payment.id)
    tx.execute(
        _E.insert().values(
            bar_id=payment.bar_id, payment_id=payment.id, seq=seq, at=at, kind=event, from_state=payment.state,
            to_state=to, result_code=result_code, actor=actor, detail=(detail or None) and detail[:200],
        )
    )  # fmt: skip
    _touch(tx, payment.bar_id, payment.id, payment.tab_id)
    written = find(tx, payment.bar_id, payment.id)
    assert written is not None
    return written


def _touch(tx: Tx, bar_id: str, payment_id: str, tab_id: str | None) -> None:
    tx.touch(bar_id, "payment", payment_id)
    if tab_id is not None:
        tx.touch(bar_id, "tab", tab_id)  # its row shows the newest payment


def events(tx: Tx, bar_id: str, payment_id: str) -> list[Any]:
    where = and_(_E.c.bar_id == bar_id, _E.c.payment_id == payment_id)
    return tx.all(select(_E).where(where).order_by(_E.c.seq))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which payments a history page shows. ``before`` is the (initiated_at, id) of the last row of the page before."""

    states: tuple[PaymentState, ...] = ()
    text: str = ""
    tab_id: str | None = None
    since: int | None = None
    until: int | None = None
    before: tuple[int, str] | None = None


def page(tx: Tx, bar_id: str, wanted: Filter, limit: int) -> list[tuple[Payment, int]]:
    """Newest first, each with its feed counter; at most ``limit``."""
    where = [_T.c.bar_id == bar_id, *_conditions(wanted)]
    statement = (
        _with_seq(bar_id).where(*where).order_by(_T.c.initiated_at.desc(), _T.c.id.desc()).limit(limit)
    )
    return [_split(row) for row in tx.all(statement)]


def mark_seen(tx: Tx, bar_id: str, ids: Sequence[str], *, at: int, by: str) -> int:
    """Somebody of the bar has taken note of how these ended; those noted before keep their first. Returns how many."""
    marked = 0
    for payment_id in sorted(set(ids)):
        where = and_(_T.c.bar_id == bar_id, _T.c.id == payment_id, _T.c.seen_at.is_(None))
        if tx.changed(update(_T).where(where).values(seen_at=at, seen_by=by)):
            tx.touch(bar_id, "payment", payment_id)
            marked += 1
    return marked


def some(tx: Tx, bar_id: str, ids: Sequence[str]) -> list[tuple[Payment, int]]:
    """These payments, each with its feed counter."""
    if not ids:
        return []
    return [_split(row) for row in tx.all(_with_seq(bar_id).where(_T.c.bar_id == bar_id, _T.c.id.in_(ids)))]


def _with_seq(bar_id: str) -> Select[Any]:
    items = schema.feed_items
    on = and_(items.c.bar_id == bar_id, items.c.kind == "payment", items.c.id == _T.c.id)
    return select(_T, func.coalesce(items.c.seq, 0).label("feed_seq")).select_from(_T.outerjoin(items, on))


def _split(row: Any) -> tuple[Payment, int]:
    mapping = dict(row._mapping)
    seq = int(mapping.pop("feed_seq"))
    return Payment(**{**mapping, "state": PaymentState(mapping["state"])}), seq


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(_T.c.state.in_(wanted.states))
    if wanted.tab_id is not None:
        found.append(_T.c.tab_id == wanted.tab_id)
    if wanted.since is not None:
        found.append(_T.c.initiated_at >= wanted.since)
    if wanted.until is not None:
        found.append(_T.c.initiated_at < wanted.until)
    if wanted.before is not None:
        at, last = wanted.before
        found.append(or_(_T.c.initiated_at < at, and_(_T.c.initiated_at == at, _T.c.id < last)))
    if wanted.text:
        pattern = "%" + wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        columns = (_T.c.customer_name, _T.c.mpesa_receipt_number, _T.c.wire_reference, _T.c.phone_masked)
        found.append(or_(*(column.ilike(pattern, escape="\\") for column in columns)))
    return found

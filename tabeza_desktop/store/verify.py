"""What this PC itself knows of a receipt or a phone, as of the last changes that arrived. Read only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, and_, func, or_, select

from tabeza_desktop.core.search import fold
from tabeza_desktop.core.times import micros
from tabeza_desktop.core.verify import Evidence, Query
from tabeza_desktop.store import cache_schema as schema
from tabeza_desktop.store.cache import Cache
from tabeza_desktop.store.database import disk_errors
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.phones import Msisdn, mask_phone
from tabeza_protocol.wire.trade import HandRecord, PaymentView, TabLine, TabView, Verification

_P = schema.payments
_OPEN_END: Final = [state.value for state in (*UNRESOLVED_STATES, PaymentState.NEEDS_REVIEW)]
OF_PHONE: Final = 10
PENDING: Final = 50
PENDING_HOURS: Final = 24


class VerifyReader:
    """Answers from the cache. A phone is known here only by its mask, so two phones may look the same."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def ask(self, query: Query, now: datetime) -> Evidence:
        """Everything that :class:`~tabeza_protocol.wire.trade.Verification` holds, as this PC last heard it."""
        heard = self._cache.snapshot().server_time
        with disk_errors(), self._cache.engine.connect() as connection:
            if query.phone is not None:
                found, pending, record = _of_phone(connection, query.phone), (), None
            else:
                receipt = query.receipt or ""
                found = _payments(connection, _P.c.receipt == receipt, 1)
                pending = () if found else _awaiting(connection, now)
                record = _by_hand(connection, receipt)
            named = {row.tab_id for row in (*found, *pending)} | ({record.tab_id} if record is not None else set())
            tabs = _tabs(connection, [tab_id for tab_id in named if tab_id is not None])
        known = Verification(as_of=heard or now, found=found, pending=pending, by_hand=record, tabs=tabs)
        return Evidence(known, from_cache=True, as_of=heard)


def _payments(connection: Connection, where: object, limit: int) -> tuple[PaymentView, ...]:
    statement = select(_P.c.body).where(where).order_by(_P.c.requested_at.desc()).limit(limit)  # type: ignore[arg-type]
    return tuple(msgspec.json.decode(row.body, type=PaymentView) for row in connection.execute(statement))


def _awaiting(connection: Connection, now: datetime) -> tuple[PaymentView, ...]:
    told_nothing = and_(_P.c.state == PaymentState.SUCCEEDED.value, _P.c.receipt.is_(None))
    since = micros(now - timedelta(hours=PENDING_HOURS))
    open_end = or_(told_nothing, _P.c.state.in_(_OPEN_END))
    return _payments(connection, and_(_P.c.requested_at > since, open_end), PENDING)


def _of_phone(connection: Connection, phone: Msisdn) -> tuple[PaymentView, ...]:
    mask = mask_phone(phone)
    states = [PaymentState.SUCCEEDED.value, *_OPEN_END]
    like = _P.c.search.contains(fold(mask.replace("*", " ")), autoescape=True)
    found = _payments(connection, and_(like, _P.c.state.in_(states)), OF_PHONE * 5)
    return tuple(row for row in found if row.phone_masked == mask)[:OF_PHONE]


def _by_hand(connection: Connection, receipt: str) -> HandRecord | None:
    holds = func.instr(schema.lines.c.body, receipt.encode()) > 0
    rows = connection.execute(select(schema.lines.c.body).where(holds))
    lines = [msgspec.json.decode(row.body, type=TabLine) for row in rows]
    own = [line for line in lines if line.receipt == receipt and line.kind in ("by_hand", "by_hand_void")]
    made = next((line for line in own if line.kind == "by_hand"), None)
    if made is None:
        return None
    tab = next(iter(_tabs(connection, [made.tab_id])), None)
    return HandRecord(
        receipt=receipt, tab_id=made.tab_id, tab_number=tab.number if tab is not None else 0,
        customer_name=tab.customer_name if tab is not None else "", amount_cents=-made.amount_cents,
        recorded_by=made.person or "", at=made.at, voided=any(line.kind == "by_hand_void" for line in own),
    )  # fmt: skip


def _tabs(connection: Connection, ids: list[str]) -> tuple[TabView, ...]:
    if not ids:
        return ()
    rows = connection.execute(select(schema.tabs.c.body).where(schema.tabs.c.id.in_(ids)))
    return tuple(msgspec.json.decode(row.body, type=TabView) for row in rows)

"""What every change to a tab's ledger shares: the key that makes it once, the lock, and the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec

from tabeza_central.app_context import Context
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services.guard import checked_key
from tabeza_central.services.views import tab_line, tab_view
from tabeza_central.store import idempotency, ledger, tabs
from tabeza_central.store.tabs import Tab
from tabeza_central.store.uow import Tx
from tabeza_protocol.wire.trade import TabDetail


def request_hash(kind: str, request: msgspec.Struct) -> str:
    """What a key stands for: the kind of thing and every field of it."""
    return hashlib.sha256(kind.encode() + b"\0" + msgspec.json.encode(request, order="sorted")).hexdigest()


def once(
    ctx: Context, principal: Principal, kind: str, request: msgspec.Struct, client_key: str | None,
    act: Callable[[Tx], str],
) -> None:  # fmt: skip
    """Runs ``act`` in one transaction the first time this key is seen; it gives the id of what it made.

    ``kind`` names the thing and what it is done to. Raises ``idempotency_missing`` and ``idempotency_mismatch``.
    """
    key, hashed = checked_key(client_key), request_hash(kind, request)
    with ctx.store.write(kind.partition(":")[0], bar=principal.bar_id) as tx:
        if idempotency.seen(tx, principal.bar_id, key, hashed) is None:
            idempotency.keep(tx, principal.bar_id, key, hashed, act(tx), ctx.now())


def locked(tx: Tx, bar_id: str, tab_id: str) -> Tab:
    """An open tab, its row held to the end of the transaction. Raises ``not_found``, ``tab_closed``."""
    tab = tabs.find(tx, bar_id, tab_id, lock=True)
    if tab is None:
        raise Problem("not_found")
    if tab.status == "closed":
        raise Problem("tab_closed")
    return tab


def detail(ctx: Context, bar_id: str, tab_id: str) -> TabDetail:
    """One tab with its ledger lines, oldest first."""
    with ctx.store.read(bar=bar_id) as tx:
        found = tabs.rows(tx, bar_id, [tab_id])
        if not found:
            raise Problem("not_found")
        lines = ledger.tab_lines(tx, bar_id, tab_id)
    return TabDetail(tab=tab_view(found[0]), lines=tuple(tab_line(line) for line in lines))

"""The kill switch: a global switch and one per bar, above each bar's own choice. Off stops new pushes only.

Read under a shared lock in the very transaction that dispatches, so that after "off" has committed no dispatch
commits. Callbacks, queries and settlement go on, and nothing about a bar is changed: switching on restores all.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import instant, instant_or_none, micros
from tabeza_central.store import alerts, bars, switches
from tabeza_central.store.switches import GLOBAL, Switch, bar_scope
from tabeza_central.store.uow import ALL_BARS, Tx
from tabeza_protocol.wire.setup import PauseNotice


def pause_of(tx: Tx, bar_id: str, *, lock: bool = False) -> PauseNotice | None:
    """Why this bar may not push now, or None if it may."""
    found = switches.find(tx, GLOBAL, bar_scope(bar_id), lock=lock)
    everyone = found.get(GLOBAL)
    if everyone is not None and not (everyone.enabled and _chosen(bar_id, everyone.percent)):
        return _notice("everyone", everyone)
    own = found.get(bar_scope(bar_id))
    return _notice("bar", own) if own is not None and not own.enabled else None


def _chosen(bar_id: str, percent: int) -> bool:
    """A stable choice: a bar that is in at 10 % is in at every higher share."""
    return int.from_bytes(hashlib.sha256(bar_id.encode()).digest()[:4], "big") % 100 < percent


def _notice(scope: str, switch: Switch) -> PauseNotice:
    return PauseNotice(
        scope="everyone" if scope == "everyone" else "bar",
        reason=switch.reason,
        since=instant(switch.set_at),
        until=instant_or_none(switch.expected_end_at),
        other_ways=switch.other_ways,
    )


def set_switch(
    ctx: Context,
    *,
    bar_id: str | None,
    enabled: bool,
    by: str,
    reason: str = "",
    percent: int = 100,
    other_ways: tuple[str, ...] = (),
    until: datetime | None = None,
) -> None:
    """Turns pushes off or on, for everyone (``bar_id`` None) or one bar, and tells the consoles. Audited."""
    now = ctx.now()
    scope = GLOBAL if bar_id is None else bar_scope(bar_id)
    switch = Switch(
        scope, enabled, percent, reason, other_ways, None if until is None else micros(until), by, now
    )
    with ctx.store.write("switch", bar=bar_id or ALL_BARS) as tx:
        switches.put(tx, switch)
        detail = {"enabled": enabled, "percent": percent, "reason": reason}
        alerts.audit(tx, bar_id=bar_id, at=now, actor=by, action="switch", obj=scope, detail=detail)
        told = [bar.id for bar in bars.listed(tx)] if bar_id is None else [bar_id]
        for one in told:
            tx.touch(one, "settings")
    ctx.log.emit("switch_set", scope=scope, enabled=enabled, by=by)

"""After the past was rewritten (a backup restored, books imported): every console drops its copy and loads afresh."""

from __future__ import annotations

from tabeza_central.app_context import Context
from tabeza_central.store import alerts, feed, rollouts
from tabeza_central.store.uow import ALL_BARS


def reload_consoles(ctx: Context, *, by: str) -> int:
    """Raises every bar's epoch and wakes those who wait, so that it works within one waiting request. Audited.

    Returns how many bars were told.
    """
    now = ctx.now()
    with ctx.store.write("reload", bar=ALL_BARS) as tx:
        feed.raise_epochs(tx)
        told = rollouts.all_with_state(tx)
        for bar_id, _uses_mpesa in told:
            tx.touch(bar_id, "bar")
        alerts.audit(
            tx, bar_id=None, at=now, actor=by, action="consoles_reloaded", detail={"bars": len(told)}
        )
    return len(told)

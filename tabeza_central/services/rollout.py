"""Coming back step by step: a share of bars, a hold when Safaricom stops taking their requests, a person to resume.

The service looks each minute (and before every step) at what was pushed since the last one. It may stop letting bars
in, and switch off those that are in when most of their requests fail; it never lets anyone in by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from tabeza_central.app_context import Context
from tabeza_central.domain.alarms import ALARMS, MIN_PUSHES, WINDOW_US, PushCount
from tabeza_central.domain.instants import HOUR
from tabeza_central.domain.rollout import AUDIT_HOLD, Hold, hold_for, is_in
from tabeza_central.problems import Problem
from tabeza_central.services import switchboard
from tabeza_central.services.switchboard import SERVICE, RolloutHeld, Told, put_in
from tabeza_central.store import alerts, pulse, rollouts, switches, watch
from tabeza_central.store.rollouts import Held
from tabeza_central.store.switches import GLOBAL, Switch
from tabeza_central.store.uow import ALL_BARS, Tx

COMING_BACK = "Coming back step by step"
STOPPED = "Safaricom is not taking requests reliably; Tabeza is looking into it"
LONGEST_LOOK_US = HOUR


@dataclass(frozen=True, slots=True)
class Status:
    """Where the switch stands. ``pushes`` were sent since it was set, in the last hour at most."""

    switch: Switch
    bars: int
    bars_in: int
    in_flight: int
    pushes: PushCount
    held: Held | None


def status(ctx: Context) -> Status:
    with ctx.store.read(bar=ALL_BARS) as tx:
        switch = _global(tx)
        using = [bar_id for bar_id, uses in rollouts.all_with_state(tx) if uses]
        inside = [bar_id for bar_id in using if switch.enabled and is_in(bar_id, switch.percent)]
        counts = watch.pushes_by_bar(tx, _since(ctx, switch, LONGEST_LOOK_US), ctx.policy.queue_timeout_us)
        return Status(
            switch, len(using), len(inside), rollouts.sends_in_flight(tx), PushCount.total(counts.values()),
            rollouts.open_hold(tx),
        )  # fmt: skip


def _global(tx: Tx) -> Switch:
    """The switch for everyone; one that was never set is on."""
    return switches.find(tx, GLOBAL).get(GLOBAL) or Switch(GLOBAL, True, 100, "", (), None, SERVICE, 0)


def _since(ctx: Context, switch: Switch, window_us: int) -> int:
    return max(switch.set_at, ctx.now() - window_us)


def let_in(ctx: Context, percent: int, *, by: str, until: datetime | None = None) -> Told:
    """Lets this share of bars send requests again; the same bars stay in as it grows. Looks first.

    Raises :class:`RolloutHeld` while it holds (a smaller share than now is always possible).
    """
    look(ctx)
    with ctx.store.read(bar=ALL_BARS) as tx:
        before = _global(tx)
    return switchboard.set_switch(
        ctx, bar_id=None, enabled=True, by=by, percent=percent, reason=COMING_BACK, other_ways=before.other_ways,
        until=until,
    )  # fmt: skip


def look(ctx: Context) -> Held | None:
    """Holds the rollout if what was pushed since the last step says so. None: nothing to hold, or nothing new."""
    with ctx.store.read(bar=ALL_BARS) as tx:
        switch = _global(tx)
        if not _under_way(switch) or rollouts.open_hold(tx) is not None:
            return None
        hold = _judge(ctx, tx, switch)
    return None if hold is None else _hold(ctx, switch, hold)


def _under_way(switch: Switch) -> bool:
    return switch.enabled and 0 < switch.percent < 100


def _judge(ctx: Context, tx: Tx, switch: Switch) -> Hold | None:
    """The last five minutes if enough was pushed in them, else all since the step; then the books."""
    slack = ctx.policy.queue_timeout_us
    lately = watch.pushes_by_bar(tx, _since(ctx, switch, WINDOW_US), slack)
    if PushCount.total(lately.values()).attempted < MIN_PUSHES:
        lately = watch.pushes_by_bar(tx, _since(ctx, switch, LONGEST_LOOK_US), slack)
    audit = pulse.last_audit(tx)
    if audit is not None and audit.findings and (audit.finished_at or 0) >= switch.set_at:
        return AUDIT_HOLD
    return hold_for(lately)


def _hold(ctx: Context, seen: Switch, hold: Hold) -> Held | None:
    """Writes the hold down, with its alert, and switches off if it stops. None if somebody was quicker."""
    now = ctx.now()
    held = Held(ctx.ids.new_id(), now, seen.percent, hold.stops, hold.reason[:200])
    with ctx.store.write("rollout.hold", bar=ALL_BARS) as tx:
        switch = switches.take(tx, GLOBAL)
        if switch != seen or rollouts.open_hold(tx) is not None:
            return None
        rollouts.add_hold(tx, held)
        detail = {"percent": held.percent, "stopped": held.stopped, "reason": held.reason}
        alerts.audit(
            tx, bar_id=None, at=now, actor=SERVICE, action="rollout_held", obj=held.id, detail=detail
        )
        alarm = ALARMS["rollout_held"]
        text = f"The rollout holds at {held.percent} %: {held.reason}"
        watch.open_alert(
            tx,
            alert_id=ctx.ids.new_id(),
            bar_id=None,
            kind=alarm.kind,
            severity=alarm.severity,
            text=text,
            at=now,
        )
        if hold.stops:
            off = replace(
                switch, enabled=False, reason=STOPPED, expected_end_at=None, set_by=SERVICE, set_at=now
            )
            put_in(ctx, tx, switch, off)
        tx.after_commit(
            lambda: ctx.log.emit("rollout_held", level="error", percent=held.percent, stopped=held.stopped)
        )
    return held


def resume(ctx: Context, *, by: str, why: str) -> Told:
    """A person lets a held rollout go on, at the share it held at. Raises ``not_found`` if nothing holds, and
    ``bad_request`` without a person and a reason.

    Bars that the hold switched off come back; what a person switched off meanwhile stays off.
    """
    by, why = " ".join(by.split())[:80], " ".join(why.split())[:200]
    if not by or by == SERVICE or not why:
        raise Problem("bad_request")
    now = ctx.now()
    with ctx.store.write("rollout.resume", bar=ALL_BARS) as tx:
        switch = switches.take(tx, GLOBAL)
        held = rollouts.open_hold(tx, lock=True)
        if held is None:
            raise Problem("not_found")
        rollouts.resume(tx, held.id, at=now, by=by, why=why)
        detail = {"percent": held.percent, "why": why}
        alerts.audit(tx, bar_id=None, at=now, actor=by, action="rollout_resumed", obj=held.id, detail=detail)
        for alert in watch.open_alerts(tx, ["rollout_held"]):
            watch.close_alert(tx, alert.id, None, now)
        switched_off = held.stopped and not switch.enabled and switch.set_by == SERVICE
        again = replace(switch, set_by=by, set_at=now)
        if switched_off:
            again = replace(again, enabled=True, percent=held.percent, reason=COMING_BACK)
        told = put_in(ctx, tx, switch, again) if switch.enabled or switched_off else Told(0, 0)
        tx.after_commit(lambda: ctx.log.emit("rollout_resumed", percent=held.percent, by=by))
    return told


__all__ = ["RolloutHeld", "Status", "let_in", "look", "resume", "status"]

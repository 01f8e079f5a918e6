"""The kill switch: a global switch and one per bar, above each bar's own choice. Off stops new pushes only.

Read under a shared lock in the very transaction that dispatches, so that after "off" has committed no dispatch
commits. Callbacks, queries and settlement go on, and nothing about a bar is changed: switching on restores all. Bars
that a switch puts out or lets in again are told by a notice, all whose pause changed by their settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import instant, instant_or_none, micros
from tabeza_central.domain.rollout import is_in
from tabeza_central.store import alerts, bars, rollouts, switches
from tabeza_central.store.switches import GLOBAL, Switch, bar_scope
from tabeza_central.store.uow import ALL_BARS, Tx
from tabeza_protocol.wire.notices import MPESA_BACK, MPESA_PAUSED, NOTICES
from tabeza_protocol.wire.setup import PauseNotice

SERVICE = "service"
"""Who sets a switch by itself: a rollout that holds."""


class RolloutHeld(Exception):
    """The rollout holds: a person must resume it first. The text says why and how."""

    def __init__(self, held: rollouts.Held) -> None:
        super().__init__(
            f"The rollout holds at {held.percent} %: {held.reason}. When the reason is mended:"
            " tabeza-central mpesa resume --by NAME --why TEXT"
        )
        self.held = held


@dataclass(frozen=True, slots=True)
class Told:
    """How many bars a switch put out and let in again (of those that use M-Pesa)."""

    paused: int
    back: int


def pause_of(tx: Tx, bar_id: str, *, lock: bool = False) -> PauseNotice | None:
    """Why this bar may not push now, or None if it may."""
    found = switches.find(tx, GLOBAL, bar_scope(bar_id), lock=lock)
    for_everyone = _pause_by(found.get(GLOBAL), bar_id)
    return for_everyone if for_everyone is not None else _pause_by(found.get(bar_scope(bar_id)), bar_id)


def _pause_by(switch: Switch | None, bar_id: str) -> PauseNotice | None:
    """What this one switch says to the bar."""
    if switch is None or (switch.enabled and (switch.scope != GLOBAL or is_in(bar_id, switch.percent))):
        return None
    return PauseNotice(
        scope="everyone" if switch.scope == GLOBAL else "bar",
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
) -> Told:
    """Turns pushes off or on, for everyone (``bar_id`` None) or one bar, and tells the consoles. Audited.

    Off is always possible. Raises :class:`RolloutHeld` if it would let more bars in while a rollout holds.
    """
    scope = GLOBAL if bar_id is None else bar_scope(bar_id)
    ends = None if until is None else micros(until)
    switch = Switch(scope, enabled, percent, reason, other_ways, ends, by, ctx.now())
    with ctx.store.write("switch", bar=bar_id or ALL_BARS) as tx:
        before = switches.take(tx, scope)
        held = rollouts.open_hold(tx) if bar_id is None and enabled else None
        if held is not None and percent > (before.percent if before.enabled else 0):
            raise RolloutHeld(held)
        return put_in(ctx, tx, before, switch)


def put_in(ctx: Context, tx: Tx, before: Switch, switch: Switch) -> Told:
    """Sets a switch that this transaction took, writes it down and tells the bars it is about."""
    switches.put(tx, switch)
    bar_id = None if switch.scope == GLOBAL else switch.scope.removeprefix("bar:")
    detail = {"enabled": switch.enabled, "percent": switch.percent, "reason": switch.reason}
    alerts.audit(
        tx,
        bar_id=bar_id,
        at=switch.set_at,
        actor=switch.set_by,
        action="switch",
        obj=switch.scope,
        detail=detail,
    )
    told = _tell(ctx, tx, before, switch, bar_id)
    tx.after_commit(
        lambda: ctx.log.emit(
            "switch_set", scope=switch.scope, enabled=switch.enabled, percent=switch.percent, by=switch.set_by
        )
    )
    return told


def _tell(ctx: Context, tx: Tx, before: Switch, after: Switch, bar_id: str | None) -> Told:
    """Settings to every bar whose pause is another now; a notice to those put out or let in that use M-Pesa."""
    if bar_id is None:
        about, otherwise_off = rollouts.all_with_state(tx), switches.paused_by_themselves(tx)
    else:
        bar = bars.find(tx, bar_id)
        about, otherwise_off = (
            [(bar_id, bar is not None and bar.mpesa_enabled)],
            _put_out_with_everyone(tx, bar_id),
        )
    paused: list[str] = []
    back: list[str] = []
    for one, uses_mpesa in about:
        was, now = _pause_by(before, one), _pause_by(after, one)
        if was != now:
            tx.touch(one, "settings")
        if uses_mpesa and one not in otherwise_off and (was is None) != (now is None):
            (back if now is None else paused).append(one)
    _notify(ctx, tx, MPESA_PAUSED, paused, after)
    _notify(ctx, tx, MPESA_BACK, back, after)
    return Told(len(paused), len(back))


def _put_out_with_everyone(tx: Tx, bar_id: str) -> set[str]:
    """The bar, if the switch for everyone keeps it out whatever its own says."""
    everyone = switches.find(tx, GLOBAL).get(GLOBAL)
    return {bar_id} if _pause_by(everyone, bar_id) is not None else set()


def _notify(ctx: Context, tx: Tx, kind: str, bar_ids: list[str], switch: Switch) -> None:
    words = NOTICES[kind]
    text = words.en.text
    if kind == MPESA_PAUSED and switch.reason:
        text = f"{text} Reason: {switch.reason}"
    notices = [(ctx.ids.new_id(), bar_id) for bar_id in bar_ids]
    rollouts.tell(tx, notices, kind=kind, severity=words.severity, text=text, at=switch.set_at)


def sends_in_flight(ctx: Context) -> int:
    """Pushes that left before the switch and whose answer is not in: they end within Safaricom's deadline."""
    with ctx.store.read(bar=ALL_BARS) as tx:
        return rollouts.sends_in_flight(tx)

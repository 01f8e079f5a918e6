"""Whether a restored copy is worth having: it opens with today's key, is whole, and its books prove to the cent."""

from __future__ import annotations

from dataclasses import dataclass

from tabeza_central.app_context import Context
from tabeza_central.observe.audit import audit
from tabeza_central.services import keys, operator


@dataclass(frozen=True, slots=True)
class Drilled:
    """What the copy holds. ``problems`` is empty if it can be served from."""

    bars: int
    problems: tuple[str, ...]


def prove(ctx: Context) -> Drilled:
    """Looks at everything; changes nothing."""
    problems = [
        f"key {use.key_id} is not in MPESA_ENCRYPTION_KEY or MPESA_ENCRYPTION_KEYS_OLD: "
        f"{sum(use.values.values())} sealed values can't be opened"
        for use in keys.status(ctx)
        if use.values and not use.is_held
    ]
    problems += [f"bar {found.bar_id}: {found.invariant} {found.detail}" for found in audit(ctx)]
    return Drilled(len(operator.list_bars(ctx)), tuple(problems))

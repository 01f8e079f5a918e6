"""Kill switches. They sit above each bar's own choice and change nothing of it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import select

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx

_S = schema.switches
GLOBAL = "global"


@dataclass(frozen=True, slots=True)
class Switch:
    """One row of ``switches``. ``percent`` is the share of bars that may push while enabled."""

    scope: str
    enabled: bool
    percent: int
    reason: str
    other_ways: tuple[str, ...]
    expected_end_at: int | None
    set_by: str
    set_at: int


def bar_scope(bar_id: str) -> str:
    return f"bar:{bar_id}"


def find(tx: Tx, *scopes: str, lock: bool = False) -> dict[str, Switch]:
    """The switches by scope; with ``lock`` they can't change before this transaction ends.

    A shared lock: requests do not wait for one another, and whoever turns a switch off waits for those before it. A
    switch that was never set is set to on first: a row that is not there can't be locked.
    """
    statement = select(_S).where(_S.c.scope.in_(scopes))
    rows = tx.all(statement.with_for_update(read=True) if lock else statement)
    if lock and len(rows) < len(scopes):
        _set_those_never_set(tx, scopes)
        rows = tx.all(statement.with_for_update(read=True))
    return {
        row.scope: Switch(**{**row._mapping, "other_ways": tuple(json.loads(row.other_ways))}) for row in rows
    }


def _set_those_never_set(tx: Tx, scopes: tuple[str, ...]) -> None:
    """Waits for whoever is setting one of them right now, and then leaves it as they set it."""
    values = [{"scope": scope, "enabled": True, "set_by": "service", "set_at": 0} for scope in sorted(scopes)]
    tx.execute(tx.insert(_S).values(values).on_conflict_do_nothing(index_elements=["scope"]))


def take(tx: Tx, scope: str) -> Switch:
    """The switch, held by this transaction alone until it ends: for whoever is about to set it."""
    _set_those_never_set(tx, (scope,))
    row = tx.execute(select(_S).where(_S.c.scope == scope).with_for_update()).one()
    return Switch(**{**row._mapping, "other_ways": tuple(json.loads(row.other_ways))})


def paused_by_themselves(tx: Tx) -> set[str]:
    """The ids of bars whose own switch is off."""
    rows = tx.all(select(_S.c.scope).where(_S.c.scope.like("bar:%"), _S.c.enabled.is_(False)))
    return {row.scope.removeprefix("bar:") for row in rows}


def put(tx: Tx, switch: Switch) -> None:
    """Sets a switch. Requests already past it end first; none that starts later passes."""
    values = {
        "scope": switch.scope, "enabled": switch.enabled, "percent": switch.percent, "reason": switch.reason,
        "other_ways": json.dumps(switch.other_ways), "expected_end_at": switch.expected_end_at,
        "set_by": switch.set_by, "set_at": switch.set_at,
    }  # fmt: skip
    made = tx.insert(_S).values(**values)
    tx.execute(made.on_conflict_do_update(index_elements=["scope"], set_=values))

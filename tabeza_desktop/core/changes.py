"""Change sets: the one way in which anything the service told reaches a table.

Rows are the wire's own immutable structs. A row counts only if its ``version`` is greater than the one held, so a
change set may be applied twice or late without harm, and a console that applied deltas equals one that loaded afresh.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from tabeza_protocol.wire.access import BarSummary
from tabeza_protocol.wire.setup import MpesaSettings
from tabeza_protocol.wire.trade import Changes, Notice, PaymentView, TabLine, TabView


class Versioned(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...


RowT = TypeVar("RowT", bound=Versioned)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What changed, in the last state of each row. ``fresh``: forget every row held before applying this one."""

    tabs: tuple[TabView, ...] = ()
    lines: tuple[TabLine, ...] = ()
    payments: tuple[PaymentView, ...] = ()
    notices: tuple[Notice, ...] = ()
    settings: MpesaSettings | None = None
    bar: BarSummary | None = None
    server_time: datetime | None = None
    fresh: bool = False
    more: bool = False
    people_changed: bool = False
    setup_changed: bool = False

    @property
    def row_count(self) -> int:
        return len(self.tabs) + len(self.lines) + len(self.payments) + len(self.notices)

    @property
    def is_empty(self) -> bool:
        return not (
            self.row_count
            or self.settings
            or self.bar
            or self.fresh
            or self.people_changed
            or self.setup_changed
        )


def change_set(changes: Changes, *, fresh: bool = False) -> ChangeSet:
    """The wire's answer as a change set; of several versions of one row only the last is kept."""
    return ChangeSet(
        tabs=_last(changes.tabs),
        lines=_last(changes.lines),
        payments=_last(changes.payments),
        notices=_last(changes.notices),
        settings=changes.settings,
        bar=changes.bar,
        server_time=changes.server_time,
        fresh=fresh,
        more=changes.more,
        people_changed=changes.people_changed,
        setup_changed=changes.setup_changed,
    )


def is_newer(held: Versioned | None, arrived: Versioned) -> bool:
    """Whether the arrived row replaces the held one. Never true for the same or an older version."""
    return held is None or arrived.version > held.version


def merge(held: Mapping[str, RowT], arrived: Iterable[RowT], *, fresh: bool = False) -> dict[str, RowT]:
    """The rows after applying some, as a new mapping. The rule every table and cache follows."""
    rows: dict[str, RowT] = {} if fresh else dict(held)
    for row in arrived:
        if is_newer(rows.get(row.id), row):
            rows[row.id] = row
    return rows


def _last(rows: tuple[RowT, ...]) -> tuple[RowT, ...]:
    return tuple(merge({}, rows).values())

"""What changed in a bar since a counter: compacted, one row per thing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars

_F = schema.bar_feeds
_I = schema.feed_items
Position = tuple[int, str, str]
"""(counter, kind, id) of the last item handed out: where to go on."""
START: Position = (0, "", "")


def head(tx: Tx, bar_id: str) -> tuple[int, int] | None:
    """(epoch, counter) of the bar's feed, or None if there is no such bar."""
    row = tx.one_or_none(select(_F.c.epoch, _F.c.seq).where(_F.c.bar_id == bar_id))
    return None if row is None else (row.epoch, row.seq)


def after(tx: Tx, bar_id: str, position: Position, limit: int) -> list[Any]:
    """Items past ``position``, oldest change first, at most ``limit``."""
    seq, kind, item_id = position
    past = or_(
        _I.c.seq > seq,
        and_(_I.c.seq == seq, or_(_I.c.kind > kind, and_(_I.c.kind == kind, _I.c.id > item_id))),
    )
    where = and_(_I.c.bar_id == bar_id, _I.c.seq >= seq, past)
    return tx.all(select(_I).where(where).order_by(_I.c.seq, _I.c.kind, _I.c.id).limit(limit))


@all_bars("a restore or an import rewrote the past of every bar")
def raise_epochs(tx: Tx) -> None:
    """Every console drops its copy and loads afresh."""
    tx.execute(update(_F).values(epoch=_F.c.epoch + 1))

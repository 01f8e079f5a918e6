"""What people think of the service: one number of each person each month."""

from __future__ import annotations

from sqlalchemy import func, select

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars

_R = schema.ratings


def find(tx: Tx, bar_id: str, person_id: str, month: str) -> int | None:
    """The score given in that month (``2026-11``), or None."""
    where = (_R.c.bar_id == bar_id, _R.c.person_id == person_id, _R.c.month == month)
    row = tx.one_or_none(select(_R.c.score).where(*where))
    return None if row is None else int(row.score)


def add(tx: Tx, bar_id: str, person_id: str, month: str, *, score: int, at: int) -> bool:
    """False if this person has answered in this month already: that answer stays."""
    made = tx.insert(_R).values(bar_id=bar_id, person_id=person_id, month=month, score=score, at=at)
    return tx.changed(made.on_conflict_do_nothing(index_elements=["bar_id", "person_id", "month"])) == 1


@all_bars("satisfaction is a figure of the whole service")
def between(tx: Tx, since: int, until: int) -> dict[int, int]:
    """How many gave each score from ``since`` to ``until``. Ratings from test bars do not count."""
    bars = schema.bars
    joined = _R.join(bars, bars.c.id == _R.c.bar_id)
    where = (_R.c.at >= since, _R.c.at < until, bars.c.is_test_bar.is_(False))
    rows = tx.all(
        select(_R.c.score, func.count().label("n")).select_from(joined).where(*where).group_by(_R.c.score)
    )
    return {int(row.score): int(row.n) for row in rows}

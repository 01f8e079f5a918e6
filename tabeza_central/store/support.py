"""Support sessions, what was seen and said in them, and how long set-up stands on each step.

A session is what one owner's code stands for: open until it ends or runs out, and anybody's to open until one support
person typed its code; from then on it is that person's alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, func, or_, select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx, all_bars

_S = schema.support_sessions
_L = schema.support_looks
_T = schema.setup_step_times
_P = schema.mpesa_transactions
_A = schema.audit_log
_D = schema.devices
LOG_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class Session:
    """One row of ``support_sessions`` with its row of ``support_looks``, if a support person opened it."""

    bar_id: str
    id: str
    expires_at: int
    opened_by: str | None
    opened_at: int | None
    person_name: str | None
    last_look_at: int | None
    pointed_at: str | None
    tip: str | None
    told_at: int | None


_COLUMNS: Final = (
    _S.c.bar_id, _S.c.id, _S.c.expires_at, _S.c.opened_by, _S.c.opened_at, _L.c.person_name, _L.c.last_look_at,
    _L.c.pointed_at, _L.c.tip, _L.c.told_at,
)  # fmt: skip
_JOINED: Final = _S.outerjoin(_L, and_(_L.c.bar_id == _S.c.bar_id, _L.c.session_id == _S.c.id))


@all_bars("a reader for the functions below: each of them names the bar, or is marked itself")
def _sessions(tx: Tx, where: Any) -> list[Session]:
    rows = tx.all(select(*_COLUMNS).select_from(_JOINED).where(where).order_by(_S.c.created_at, _S.c.id))
    return [Session(**row._mapping) for row in rows]


def _open_at(now: int) -> Any:
    return and_(_S.c.ended_at.is_(None), _S.c.expires_at > now)


# --- the owner's side -----------------------------------------------------------------------------------------------


def add(tx: Tx, bar_id: str, session_id: str, *, code_hash: str, by: str, at: int, expires_at: int) -> None:
    tx.execute(
        _S.insert().values(
            bar_id=bar_id,
            id=session_id,
            code_hash=code_hash,
            made_by=by,
            created_at=at,
            expires_at=expires_at,
        )
    )
    tx.touch(bar_id, "setup")


def open_of_bar(tx: Tx, bar_id: str, now: int) -> Session | None:
    """The bar's open session; the newest, should there be two."""
    found = _sessions(tx, and_(_S.c.bar_id == bar_id, _open_at(now)))
    return found[-1] if found else None


def prolong(tx: Tx, bar_id: str, session_id: str, expires_at: int) -> None:
    tx.execute(update(_S).where(_S.c.bar_id == bar_id, _S.c.id == session_id).values(expires_at=expires_at))
    tx.touch(bar_id, "setup")


def end_all(tx: Tx, bar_id: str, now: int) -> int:
    """Ends whatever the bar has open; how many that were."""
    ended = tx.changed(update(_S).where(_S.c.bar_id == bar_id, _open_at(now)).values(ended_at=now))
    if ended:
        tx.touch(bar_id, "setup")
    return ended


def log_of(tx: Tx, bar_id: str, acts: Collection[str]) -> list[Any]:
    """The newest lines of the bar's audit log that tell of support."""
    statement = select(_A).where(_A.c.bar_id == bar_id, _A.c.action.in_(sorted(acts)))
    return tx.all(statement.order_by(_A.c.id.desc()).limit(LOG_LINES))


# --- the support person's side --------------------------------------------------------------------------------------


@all_bars("whoever types a code does not know its bar yet")
def open_by_code(tx: Tx, code_hash: str, now: int) -> list[Session]:
    """The open sessions of this code: one, or none."""
    return _sessions(tx, and_(_S.c.code_hash == code_hash, _open_at(now)))


def take(tx: Tx, session: Session, *, person_id: str, name: str, at: int) -> bool:
    """Makes the session this person's. False if somebody was first."""
    mine = _S.c.bar_id == session.bar_id, _S.c.id == session.id, _S.c.opened_by.is_(None)
    if tx.changed(update(_S).where(*mine).values(opened_by=person_id, opened_at=at)) != 1:
        return False
    tx.execute(_L.insert().values(bar_id=session.bar_id, session_id=session.id, person_name=name))
    tx.touch(session.bar_id, "setup")
    return True


@all_bars("a support person's desk: the bars whose owners read this person their code")
def opened_by(tx: Tx, person_id: str, now: int) -> list[Session]:
    return _sessions(tx, and_(_S.c.opened_by == person_id, _open_at(now)))


def opened_in(tx: Tx, bar_id: str, person_id: str, now: int) -> Session | None:
    """This person's open session of this bar."""
    found = _sessions(tx, and_(_S.c.bar_id == bar_id, _S.c.opened_by == person_id, _open_at(now)))
    return found[-1] if found else None


def end(tx: Tx, session: Session, now: int) -> None:
    tx.execute(update(_S).where(_S.c.bar_id == session.bar_id, _S.c.id == session.id).values(ended_at=now))
    tx.touch(session.bar_id, "setup")


def note_look(tx: Tx, session: Session, now: int) -> None:
    where = _L.c.bar_id == session.bar_id, _L.c.session_id == session.id
    tx.execute(update(_L).where(*where).values(last_look_at=now))


def tell(tx: Tx, session: Session, values: Mapping[str, Any]) -> None:
    """Points at a field or sends a tip: the owner's console is told at once."""
    where = _L.c.bar_id == session.bar_id, _L.c.session_id == session.id
    tx.execute(update(_L).where(*where).values(**values))
    tx.touch(session.bar_id, "setup")


# --- steps ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One row of ``setup_step_times``. ``spent_us`` leaves out the visit that is not over."""

    step: str
    spent_us: int
    entered_at: int | None
    problem: str | None
    problem_at: int | None


def steps_of(tx: Tx, bar_id: str) -> dict[str, Step]:
    columns = _T.c.step, _T.c.spent_us, _T.c.entered_at, _T.c.problem, _T.c.problem_at
    return {row.step: Step(**row._mapping) for row in tx.all(select(*columns).where(_T.c.bar_id == bar_id))}


def put_step(tx: Tx, bar_id: str, step: Step) -> None:
    values = {
        "spent_us": step.spent_us, "entered_at": step.entered_at, "problem": step.problem,
        "problem_at": step.problem_at,
    }  # fmt: skip
    upsert = tx.insert(_T).values(bar_id=bar_id, step=step.step, **values)
    tx.execute(upsert.on_conflict_do_update(index_elements=["bar_id", "step"], set_=values))


def stop_pointing(tx: Tx, bar_id: str) -> None:
    """The owner moved on: what support pointed at is no longer on the screen."""
    where = _L.c.bar_id == bar_id, or_(_L.c.pointed_at.is_not(None), _L.c.tip.is_not(None))
    tx.execute(update(_L).where(*where).values(pointed_at=None, tip=None))


def last_test_id(tx: Tx, bar_id: str) -> str | None:
    """The newest KES 1 test."""
    tests = select(_P.c.id).where(_P.c.bar_id == bar_id, _P.c.kind == "test")
    return tx.execute(tests.order_by(_P.c.initiated_at.desc(), _P.c.id).limit(1)).scalar_one_or_none()


def newest_device(tx: Tx, bar_id: str) -> Any | None:
    """The console of the bar that was heard of last (``name``, ``last_seen_at``)."""
    here = select(_D.c.name, _D.c.last_seen_at).where(_D.c.bar_id == bar_id, _D.c.revoked_at.is_(None))
    return tx.one_or_none(here.order_by(func.coalesce(_D.c.last_seen_at, 0).desc(), _D.c.id).limit(1))

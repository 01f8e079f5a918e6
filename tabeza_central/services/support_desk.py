"""The support person's side: open a bar by the code its owner read out, look at its set-up, point, send a tip.

Every request looks the session up anew: the bar's code must be open and must have been typed by this very person.
Otherwise the bar does not exist, in the same words as one that never was. Every look counts as one: the owner's screen
says who is looking, and the bar's log has a line for each time somebody began to.

Six digits are few, so wrong ones are: five a person and fifty over all in a quarter of an hour.
"""

from __future__ import annotations

import re
from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import MINUTE, SECOND, instant
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services import support_view
from tabeza_central.services.support import code_digest
from tabeza_central.store import access, alerts
from tabeza_central.store import support as store
from tabeza_central.store.support import Session
from tabeza_central.store.uow import ALL_BARS, Tx
from tabeza_protocol.support_codes import normalise_support_code
from tabeza_protocol.wire.support import SupportBar, SupportBars, SupportField, SupportTip, SupportView

PERSON_TRIES: Final = 5
ALL_TRIES: Final = 50
TRY_WINDOW_US: Final = 15 * MINUTE
LOOK_GAP_US: Final = 30 * SECOND
"""Away for this long, the next look is a new one: it has a line of its own in the bar's log."""
_NOTE_EVERY_US: Final = 3 * SECOND
_ID: Final = re.compile(r"[0-9a-f]{32}\Z")


def open_bar(context: Context, who: Principal, text: str) -> SupportBar:
    """The bar whose owner read this code out. Typing it again changes nothing.

    Raises ``support_code_wrong`` for a code that is wrong, over, stopped or somebody else's (which of them is not
    told), and ``too_many_tries`` with ``retry_after_seconds``.
    """
    person_id = _person(who)
    now = context.now()
    with context.store.write("support.open", bar=ALL_BARS) as tx:
        session = _by_code(context, tx, text, person_id, who.name, now)
    if isinstance(session, Problem):
        context.log.emit("support_refused", person_id=person_id, code=session.code)
        raise session
    context.log.emit("support_look", bar_id=session.bar_id, person_id=person_id, what="opened")
    _note_looks(context, who, [session], now)
    with context.store.read(bar=session.bar_id) as tx:
        return support_view.row(tx, session, now)


def _by_code(context: Context, tx: Tx, text: str, person_id: str, name: str, now: int) -> Session | Problem:
    """The session, taken; or why not, raised only once the try is committed."""
    keys = ((f"support:{person_id}", PERSON_TRIES), ("support:all", ALL_TRIES))
    for key, limit in keys:
        count, until = access.tries(tx, key, now, TRY_WINDOW_US)
        if count >= limit:
            return Problem("too_many_tries", retry_after_seconds=int(-(-(until - now) // SECOND)))
    code = normalise_support_code(text)
    found = store.open_by_code(tx, code_digest(context, code), now) if code is not None else []
    session = found[0] if len(found) == 1 else None
    if session is not None and session.opened_by == person_id:
        return session
    if session is not None and store.take(tx, session, person_id=person_id, name=name, at=now):
        alerts.audit(tx, bar_id=session.bar_id, at=now, actor=name, action="support_opened")
        taken = store.opened_in(tx, session.bar_id, person_id, now)
        assert taken is not None  # this transaction took it
        return taken
    for key, limit in keys:
        count, _ = access.count_try(tx, key, now, TRY_WINDOW_US)
        if count == limit:
            alerts.audit(
                tx, bar_id=None, at=now, actor=name, action="support_locked", obj=key.partition(":")[2]
            )
    return Problem("support_code_wrong")


def desk(context: Context, who: Principal) -> SupportBars:
    """The bars this person has open, the longest on its step first."""
    person_id = _person(who)
    now = context.now()
    with context.store.read(bar=ALL_BARS) as tx:
        sessions = store.opened_by(tx, person_id, now)
    _note_looks(context, who, sessions, now)
    rows = []
    for session in sessions:
        with context.store.read(bar=session.bar_id) as tx:
            rows.append(support_view.row(tx, session, now))
    rows.sort(key=lambda row: row.on_step_since or instant(now))
    return SupportBars(bars=tuple(rows), server_time=context.clock.now())


def look(context: Context, who: Principal, bar_id: str) -> SupportView:
    """One bar's set-up. Raises ``not_found`` unless this person has its code open."""
    now = context.now()
    session = _opened(context, who, bar_id, now)
    _note_looks(context, who, [session], now)
    return _look(context, session, now)


def point(context: Context, who: Principal, bar_id: str, field: SupportField | None) -> SupportView:
    """Marks a field on the owner's screen, or nothing any more."""
    return _tell(context, who, bar_id, "support_pointed", {"pointed_at": field}, field)


def send_tip(context: Context, who: Principal, bar_id: str, tip: SupportTip) -> SupportView:
    """Shows one of the canned tips on the owner's screen."""
    return _tell(context, who, bar_id, "support_tip", {"tip": tip}, tip)


def close(context: Context, who: Principal, bar_id: str) -> None:
    """Done with this bar: its code ends. Raises ``not_found``."""
    now = context.now()
    session = _opened(context, who, bar_id, now)
    with context.store.write("support.close", bar=bar_id) as tx:
        store.end(tx, session, now)
        alerts.audit(tx, bar_id=bar_id, at=now, actor=who.name, action="support_closed")


def _tell(
    context: Context,
    who: Principal,
    bar_id: str,
    action: str,
    values: dict[str, str | None],
    what: str | None,
) -> SupportView:
    now = context.now()
    session = _opened(context, who, bar_id, now)
    with context.store.write("support.tell", bar=bar_id) as tx:
        store.tell(tx, session, {**values, "told_at": now})
        if what is not None:
            alerts.audit(tx, bar_id=bar_id, at=now, actor=who.name, action=action, detail={"what": what})
    return _look(context, _opened(context, who, bar_id, now), now)


def _look(context: Context, session: Session, now: int) -> SupportView:
    with context.store.read(bar=session.bar_id) as tx:
        return support_view.view(context, tx, session, now)


def _person(who: Principal) -> str:
    """The support person's id. Raises ``not_allowed`` for anybody else (the door refused them already)."""
    if who.role != "support" or who.bar_id or who.person_id is None:
        raise Problem("not_allowed")
    return who.person_id


def _opened(context: Context, who: Principal, bar_id: str, now: int) -> Session:
    """This person's open session of this bar; a bar without one does not exist."""
    person_id = _person(who)
    if not _ID.match(bar_id):
        raise Problem("not_found")
    with context.store.read(bar=bar_id) as tx:
        session = store.opened_in(tx, bar_id, person_id, now)
    if session is None:
        raise Problem("not_found")
    return session


def _note_looks(context: Context, who: Principal, sessions: list[Session], now: int) -> None:
    """Each look is noted; whoever begins to look anew is written into the bar's log and shown on its screens."""
    for session in sessions:
        away = None if session.last_look_at is None else now - session.last_look_at
        if away is not None and away < _NOTE_EVERY_US:
            continue
        with context.store.write("support.look", bar=session.bar_id) as tx:
            store.note_look(tx, session, now)
            if away is None or away > LOOK_GAP_US:
                alerts.audit(tx, bar_id=session.bar_id, at=now, actor=who.name, action="support_looked")
                tx.touch(session.bar_id, "setup")

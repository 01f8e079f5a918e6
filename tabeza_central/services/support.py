"""Get help: the owner's support code, who looks, and the bar's own log of every look.

A code is six digits for fifteen minutes. It is told once and kept as a keyed digest; making a new one ends the old;
stopping ends it at once, for whoever has it open too: support's every request looks the session up anew.
"""

from __future__ import annotations

import json
from typing import Any, Final, cast, get_args

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import MINUTE, SECOND, instant, instant_or_none
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services.guard import OWNER, require
from tabeza_central.store import alerts
from tabeza_central.store import support as store
from tabeza_central.store.support import Session
from tabeza_central.store.uow import ALL_BARS, Tx
from tabeza_protocol.support_codes import LENGTH, LIFE_MINUTES
from tabeza_protocol.wire.support import SupportAct, SupportLog, SupportLogLine, SupportShare

CODE_LIFE_US: Final = LIFE_MINUTES * MINUTE
LOOKING_US: Final = 15 * SECOND
"""A desk that has not read a bar for this long is no longer looking at it."""
ACTS: Final[frozenset[str]] = frozenset(get_args(SupportAct))
_DRAWS: Final = 20


def code_digest(context: Context, code: str) -> str:
    """What is kept of a code."""
    return context.vault.digest("support-code", code)


def share(context: Context, who: Principal, bar_id: str) -> SupportShare:
    """A new code; one that was open before ends. Raises ``unavailable`` if no free code can be drawn."""
    require(who, bar_id, OWNER)
    now = context.now()
    with context.store.write("support.share", bar=ALL_BARS) as tx:
        store.end_all(tx, bar_id, now)
        code = _free_code(context, tx, now)
        store.add(
            tx,
            bar_id,
            context.ids.new_id(),
            code_hash=code_digest(context, code),
            by=who.name,
            at=now,
            expires_at=now + CODE_LIFE_US,
        )
        alerts.audit(tx, bar_id=bar_id, at=now, actor=who.name, action="support_code")
    return SupportShare(open=True, code=code, expires_at=instant(now + CODE_LIFE_US))


def _free_code(context: Context, tx: Tx, now: int) -> str:
    """Six digits that no open session has: two bars must never answer to one code."""
    for _ in range(_DRAWS):
        code = f"{int(context.ids.new_id(), 16) % 10**LENGTH:0{LENGTH}}"
        if not store.open_by_code(tx, code_digest(context, code), now):
            return code
    raise Problem("unavailable")


def shared(context: Context, who: Principal, bar_id: str) -> SupportShare:
    """What is open now. The code itself is not told again."""
    require(who, bar_id, OWNER)
    now = context.now()
    with context.store.read(bar=bar_id) as tx:
        return _view(store.open_of_bar(tx, bar_id, now), now)


def renew(context: Context, who: Principal, bar_id: str) -> SupportShare:
    """Fifteen minutes from now for the code that is open. Raises ``not_found`` without one."""
    require(who, bar_id, OWNER)
    now = context.now()
    with context.store.write("support.renew", bar=bar_id) as tx:
        session = store.open_of_bar(tx, bar_id, now)
        if session is None:
            raise Problem("not_found")
        store.prolong(tx, bar_id, session.id, now + CODE_LIFE_US)
        alerts.audit(tx, bar_id=bar_id, at=now, actor=who.name, action="support_renewed")
        return _view(store.open_of_bar(tx, bar_id, now), now)


def stop(context: Context, who: Principal, bar_id: str) -> None:
    """Ends sharing at once. Stopping again changes nothing."""
    require(who, bar_id, OWNER)
    now = context.now()
    with context.store.write("support.stop", bar=bar_id) as tx:
        if store.end_all(tx, bar_id, now):
            alerts.audit(tx, bar_id=bar_id, at=now, actor=who.name, action="support_stopped")


def log(context: Context, who: Principal, bar_id: str) -> SupportLog:
    """Every code, look, pointer and tip, newest first."""
    require(who, bar_id, OWNER)
    with context.store.read(bar=bar_id) as tx:
        rows = store.log_of(tx, bar_id, ACTS)
    return SupportLog(lines=tuple(_line(row) for row in rows))


def _line(row: Any) -> SupportLogLine:
    return SupportLogLine(
        at=instant(row.at),
        who=row.actor,
        act=cast(SupportAct, row.action),
        what=json.loads(row.detail).get("what"),
    )


def _view(session: Session | None, now: int) -> SupportShare:
    if session is None:
        return SupportShare(open=False)
    return SupportShare(
        open=True,
        expires_at=instant(session.expires_at),
        opened_by=session.person_name,
        opened_at=instant_or_none(session.opened_at),
        looking=session.last_look_at is not None and now - session.last_look_at < LOOKING_US,
        last_look_at=instant_or_none(session.last_look_at),
        pointed_at=cast(Any, session.pointed_at),
        tip=cast(Any, session.tip),
        told_at=instant_or_none(session.told_at),
    )

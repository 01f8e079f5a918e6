"""The incident log of the operator: opened when something goes wrong, closed with what was learned."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import micros
from tabeza_central.problems import Problem
from tabeza_central.store import alerts, incidents
from tabeza_central.store.incidents import Incident
from tabeza_central.store.uow import ALL_BARS

KINDS: Final = ("outage", "payments", "security", "other")
TEXT_MAX: Final = 300


def open_incident(ctx: Context, *, kind: str, text: str, by: str, began: datetime | None = None) -> Incident:
    """Writes an incident down. ``began`` is when it really began (now if not said).

    Raises ``bad_request`` for an unknown kind, an empty text, or a beginning that lies ahead.
    """
    now = ctx.now()
    began_at = now if began is None else micros(began)
    if kind not in KINDS or began_at > now:
        raise Problem("bad_request")
    with ctx.store.write("incident", bar=ALL_BARS) as tx:
        number = incidents.next_number(tx)
        made = Incident(ctx.ids.new_id(), number, kind, _tidy(text, TEXT_MAX), began_at, _tidy(by, 80), now)
        incidents.add(tx, made)
        detail = {"number": number, "kind": kind}
        alerts.audit(
            tx,
            bar_id=None,
            at=now,
            actor=made.opened_by,
            action="incident_opened",
            obj=made.id,
            detail=detail,
        )
    return made


def close_incident(
    ctx: Context, number: int, *, lesson: str, by: str, ended: datetime | None = None
) -> Incident:
    """Closes it with what was learned. Raises ``not_found``, ``conflict`` if it is closed, ``bad_request``."""
    now = ctx.now()
    ended_at = now if ended is None else micros(ended)
    lesson, by = _tidy(lesson, TEXT_MAX), _tidy(by, 80)
    with ctx.store.write("incident", bar=ALL_BARS) as tx:
        found = incidents.find(tx, number, lock=True)
        if found is None:
            raise Problem("not_found")
        if found.ended_at is not None:
            raise Problem("conflict")
        if not found.began_at <= ended_at <= now:
            raise Problem("bad_request")
        incidents.close(tx, number, ended_at=ended_at, by=by, lesson=lesson)
        detail = {"number": number}
        alerts.audit(tx, bar_id=None, at=now, actor=by, action="incident_closed", obj=found.id, detail=detail)
    return replace(found, ended_at=ended_at, closed_by=by, lesson=lesson)


def list_incidents(ctx: Context) -> list[Incident]:
    """Newest first."""
    with ctx.store.read(bar=ALL_BARS) as tx:
        return incidents.listed(tx)


def _tidy(text: str, most: int) -> str:
    tidied = " ".join(text.split())
    if not tidied or len(tidied) > most or not tidied.isprintable():
        raise Problem("bad_request")
    return tidied

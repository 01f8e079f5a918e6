"""One question a month to each person: what they answered is the month's satisfaction. No words, no names."""

from __future__ import annotations

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import instant
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services.guard import require
from tabeza_central.store import bars, ratings
from tabeza_protocol.business_day import NAIROBI
from tabeza_protocol.wire.ratings import SCORES, RatingRequest, RatingView


def month_of(at: int) -> str:
    """``2026-11``, by the calendar of Nairobi."""
    return instant(at).astimezone(NAIROBI).strftime("%Y-%m")


def view(ctx: Context, principal: Principal, bar_id: str) -> RatingView:
    """Whether this person may be asked now."""
    require(principal, bar_id)
    month = month_of(ctx.now())
    with ctx.store.read(bar=bar_id) as tx:
        score = ratings.find(tx, bar_id, principal.person_id or "", month)
        bar = bars.find(tx, bar_id)
    used = bar is not None and bar.mpesa_setup_completed
    return RatingView(month=month, score=score, ask=used and score is None)


def rate(ctx: Context, principal: Principal, request: RatingRequest) -> RatingView:
    """Keeps the answer. The same answer again changes nothing.

    Raises ``bad_request`` for a score that is not 1 to 5 and ``rated_already`` for another one in the same month.
    """
    require(principal, request.bar_id)
    if request.score not in SCORES or principal.person_id is None:
        raise Problem("bad_request", fields={"score": "bad_request"})
    now = ctx.now()
    month = month_of(now)
    with ctx.store.write("rating", bar=request.bar_id) as tx:
        added = ratings.add(tx, request.bar_id, principal.person_id, month, score=request.score, at=now)
        kept = ratings.find(tx, request.bar_id, principal.person_id, month)
    if not added and kept != request.score:
        raise Problem("rated_already")
    return RatingView(month=month, score=kept)

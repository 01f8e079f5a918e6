"""The one question: how people like working with Tabeza, once a month each. A number and nothing else."""

from __future__ import annotations

from typing import Final

from tabeza_protocol.wire.base import Reply, Request

SCORES: Final = (1, 2, 3, 4, 5)


class RatingRequest(Request, kw_only=True, frozen=True):
    """``POST /api/ratings``: 1 (poor) to 5 (very good)."""

    bar_id: str
    score: int


class RatingView(Reply, kw_only=True, frozen=True):
    """``GET /api/ratings?barId=``: whether the person signed in may still be asked this month.

    ``month`` is ``YYYY-MM`` in Nairobi. ``score`` is what they answered in it, if they did. ``ask`` is False while
    the bar has not used M-Pesa yet: there is nothing to judge.
    """

    month: str
    score: int | None = None
    ask: bool = False

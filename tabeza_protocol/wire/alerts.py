"""Taking note of an alert: once for the whole bar, so that its other consoles fall silent about it."""

from __future__ import annotations

from tabeza_protocol.wire.base import Reply, Request

MOST_AT_ONCE = 100


class SeenRequest(Request, kw_only=True, frozen=True):
    """``POST /api/alerts/seen``: somebody took note of how these payments ended, and of these notices.

    At most 100 of each. What is noted already, and ids that are not the bar's, change nothing.
    """

    bar_id: str
    payment_ids: tuple[str, ...] = ()
    notice_ids: tuple[str, ...] = ()


class Seen(Reply, kw_only=True, frozen=True):
    """How many of them nobody had noted before."""

    count: int

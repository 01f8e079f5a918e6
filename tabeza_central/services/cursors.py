"""Opaque cursors, bound to the bar they were made for: another bar's, or a made-up one, is refused."""

from __future__ import annotations

import hmac
import re
from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.problems import Problem
from tabeza_central.store.feed import Position

_MAC: Final = 16
_PAGE: Final = re.compile(r"p\.(-?[0-9]{1,18})\.([0-9a-f]{32})\.([0-9a-f]{16})\Z")
_FEED: Final = re.compile(
    r"f\.([0-9]{1,9})\.([0-9]{1,18})\.([a-z]{0,10})\.([0-9a-f\-]{0,40})\.([0-9a-f]{16})\Z"
)


def _mac(ctx: Context, bar_id: str, text: str) -> str:
    return ctx.vault.digest("cursor", f"{bar_id}|{text}")[:_MAC]


def page_cursor(ctx: Context, bar_id: str, at: int, last_id: str) -> str:
    """Where the next page of a list goes on: after the row of time ``at`` with id ``last_id``."""
    text = f"p.{at}.{last_id}"
    return f"{text}.{_mac(ctx, bar_id, text)}"


def read_page(ctx: Context, bar_id: str, cursor: str | None) -> tuple[int, str] | None:
    """Raises ``bad_request`` for a cursor that is not this bar's."""
    if not cursor:
        return None
    found = _PAGE.match(cursor)
    if not found or not hmac.compare_digest(found[3], _mac(ctx, bar_id, cursor.rpartition(".")[0])):
        raise Problem("bad_request")
    return int(found[1]), found[2]


def feed_cursor(ctx: Context, bar_id: str, epoch: int, position: Position) -> str:
    seq, kind, item_id = position
    text = f"f.{epoch}.{seq}.{kind}.{item_id}"
    return f"{text}.{_mac(ctx, bar_id, text)}"


def read_feed(ctx: Context, bar_id: str, cursor: str) -> tuple[int, Position]:
    """(epoch, position). Raises ``bad_request`` for a cursor that is not this bar's."""
    found = _FEED.match(cursor)
    if not found or not hmac.compare_digest(found[5], _mac(ctx, bar_id, cursor.rpartition(".")[0])):
        raise Problem("bad_request")
    return int(found[1]), (int(found[2]), found[3], found[4])

"""The changes feed: what a console must know since its cursor, compacted, at most a page at a time.

Reads items and rows in one snapshot, so a page never mixes two moments. Applying pages by id and version gives
exactly what a fresh load gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tabeza_central.app_context import Context
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services import cursors
from tabeza_central.services.guard import require
from tabeza_central.services.mpesa_view import settings_view
from tabeza_central.services.views import bar_summary, notice, payment_view, tab_line, tab_view
from tabeza_central.store import alerts, bars, feed, ledger, payments, tabs
from tabeza_central.store.feed import START, Position
from tabeza_central.store.uow import Tx
from tabeza_protocol.wire.trade import Changes

PAST_ALL_KINDS = "zzzzzzzzzz"
"""Sorts after every kind of item."""


def changes(ctx: Context, principal: Principal, bar_id: str, since: str | None) -> Changes:
    """One page of changes after ``since`` (None: from the beginning), without waiting.

    Raises ``bad_request`` for another bar's cursor and ``cursor_expired`` when the past was rewritten or the cursor
    lies ahead of the service (a restored backup): the console drops its copy and loads afresh.
    """
    require(principal, bar_id)
    with ctx.store.read(bar=bar_id) as tx:
        head = feed.head(tx, bar_id)
        if head is None:
            raise Problem("not_found")
        epoch, seq = head
        position = _start(ctx, bar_id, since, epoch, seq)
        items = feed.after(tx, bar_id, position, ctx.policy.feed_page + 1)
        page = items[: ctx.policy.feed_page]
        more = len(items) > len(page)
        after = _position_after(page, seq, more)
        return _filled(ctx, tx, bar_id, page, epoch, cursors.feed_cursor(ctx, bar_id, epoch, after), more)


def seen_counter(ctx: Context, bar_id: str, since: str | None) -> int:
    """The counter a cursor stands at: what to wait beyond in :class:`~tabeza_central.feed_versions.FeedVersions`."""
    return cursors.read_feed(ctx, bar_id, since)[1][0] if since else 0


def _start(ctx: Context, bar_id: str, since: str | None, epoch: int, seq: int) -> Position:
    if not since:
        return START
    of_epoch, position = cursors.read_feed(ctx, bar_id, since)
    if of_epoch != epoch or position[0] > seq:
        raise Problem("cursor_expired")
    return position


def _position_after(page: Sequence[Any], seq: int, more: bool) -> Position:
    """After the last page, past everything the counter stands for: later changes have a greater counter."""
    if not more:
        return seq, PAST_ALL_KINDS, ""
    last = page[-1]
    return last.seq, last.kind, last.id


def _filled(
    ctx: Context, tx: Tx, bar_id: str, page: Sequence[Any], epoch: int, cursor: str, more: bool
) -> Changes:
    ids: dict[str, list[str]] = {}
    seqs: dict[str, int] = {}
    for item in page:
        ids.setdefault(item.kind, []).append(item.id)
        seqs[item.kind] = item.seq
    bar = bars.find(tx, bar_id) if "bar" in ids else None
    return Changes(
        epoch=epoch,
        cursor=cursor,
        more=more,
        server_time=ctx.clock.now(),
        bar=None if bar is None else bar_summary(bar),
        settings=settings_view(ctx, tx, bar_id, seqs["settings"]) if "settings" in ids else None,
        tabs=tuple(tab_view(row) for row in tabs.rows(tx, bar_id, ids.get("tab", []))),
        lines=tuple(tab_line(row) for row in ledger.some_lines(tx, bar_id, ids.get("line", []))),
        payments=tuple(
            payment_view(payment, seq) for payment, seq in payments.some(tx, bar_id, ids.get("payment", []))
        ),
        notices=tuple(notice(row) for row in alerts.some(tx, bar_id, ids.get("notice", []))),
        people_changed="people" in ids,
        setup_changed="setup" in ids,
    )

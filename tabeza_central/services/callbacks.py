"""Takes callbacks in: bounded, durable, then "received". Judging is somebody else's work, later.

The answer to Safaricom says only that the bytes are safe: in the inbox, or, while the database is away, in the
fsynced spool. Nothing in a body is believed here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from tabeza_central.app_context import Context
from tabeza_central.problems import Problem
from tabeza_central.store import callbacks, jobs
from tabeza_central.store.callbacks import Arrived
from tabeza_central.store.group_commit import GroupCommit
from tabeza_central.store.spool import SpoolFull
from tabeza_central.store.uow import ALL_BARS, StoreDown
from tabeza_protocol.wire.base import Reply

CALLBACK_BAR = "-"
"""What callback bodies are sealed for: their bar is not known when they arrive."""


class CallbackReply(Reply, kw_only=True, frozen=True, rename=None):
    """What Safaricom expects to read, whatever we think of the body."""

    ResultCode: int = 0
    ResultDesc: str = "Accepted"


class Intake:
    """The door of one process: batches concurrent callbacks into shared commits."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._group = GroupCommit(self._commit)

    def receive(self, token: str | None, body: bytes, source_address: str | None) -> CallbackReply:
        """Makes the body durable, then returns. ``token`` is the end of the URL, if it had one.

        Raises ``body_too_large``, or ``unavailable`` when neither database nor spool can take it.
        """
        ctx = self._ctx
        if len(body) > ctx.policy.callback_body_bytes:
            ctx.log.emit(
                "callback_refused", reason="too_large", source_address=source_address, bytes=len(body)
            )
            raise Problem("body_too_large")
        payment_id = (ctx.callback_tokens.read(token) if token else None) or ""
        arrived = Arrived(
            id=ctx.ids.new_id(),
            payment_id=payment_id,
            body_sha256=hashlib.sha256(body).hexdigest(),
            body_encrypted=ctx.vault.seal(CALLBACK_BAR, "callback", body),
            source_address=source_address,
            received_at=ctx.now(),
        )
        try:
            self._group.submit(arrived)
        except StoreDown:
            self._spool(arrived)
        return CallbackReply()

    def _commit(self, batch: Sequence[Arrived]) -> None:
        store(self._ctx, batch)

    def _spool(self, arrived: Arrived) -> None:
        try:
            self._ctx.spool.put(arrived.id, msgspec.json.encode(arrived))
        except SpoolFull as problem:
            raise Problem("unavailable") from problem
        self._ctx.log.emit("callback_spooled", callback_id=arrived.id)


def store(ctx: Context, batch: Sequence[Arrived]) -> None:
    """Stores a batch with one ``judge`` job for each that is new, in one transaction."""
    now = ctx.now()
    with ctx.store.write("intake", bar=ALL_BARS) as tx:
        kept = _without_flood(ctx, batch, callbacks.waiting_untrusted(tx))
        for callback_id in callbacks.add(tx, kept) if kept else []:
            jobs.put(
                tx, job_id=ctx.ids.new_id(), kind="judge", key=callback_id, bar_id=None, run_at=now, now=now
            )


def _without_flood(ctx: Context, batch: Sequence[Arrived], waiting: int) -> list[Arrived]:
    """All with a valid token; of the others, which can never credit, only as many as may wait at once."""
    room = max(ctx.policy.untrusted_waiting - waiting, 0)
    kept: list[Arrived] = []
    for arrived in batch:
        if not arrived.payment_id:
            if room == 0:
                address = arrived.source_address
                ctx.log.emit("callback_refused", reason="flood", source_address=address, bytes=0)
                continue
            room -= 1
        kept.append(arrived)
    return kept


def drain_spool(ctx: Context) -> int:
    """Brings what waits in the spool into the inbox; returns how many. Stops quietly while the database is away."""
    drained = 0
    for entry_id, content in ctx.spool.entries():
        arrived = msgspec.json.decode(content, type=Arrived)
        try:
            store(ctx, [arrived])
        except StoreDown:
            break
        ctx.spool.drop(entry_id)
        drained += 1
    if drained:
        ctx.log.emit("spool_drained", count=drained)
    return drained

"""Alerts people have taken note of. The feed tells it to every console of the bar; nothing about money changes."""

from __future__ import annotations

from tabeza_central.app_context import Context
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services.guard import checked_id, require
from tabeza_central.store import alerts, payments
from tabeza_protocol.wire.alerts import MOST_AT_ONCE, Seen, SeenRequest


def take_note(ctx: Context, principal: Principal, request: SeenRequest) -> Seen:
    """Marks payments and notices of the bar as seen. Noting twice is noting once, under the first name.

    Raises ``bad_request`` for more than 100 of either and ``not_found`` for what can't be an id.
    """
    require(principal, request.bar_id)
    for field, ids in (("paymentIds", request.payment_ids), ("noticeIds", request.notice_ids)):
        if len(ids) > MOST_AT_ONCE:
            raise Problem("bad_request", fields={field: "bad_request"})
    noted = [checked_id(value) for value in request.payment_ids]
    told = [checked_id(value) for value in request.notice_ids]
    now = ctx.now()
    with ctx.store.write("alerts_seen", bar=principal.bar_id) as tx:
        count = payments.mark_seen(tx, principal.bar_id, noted, at=now, by=principal.name)
        count += sum(alerts.mark_seen(tx, principal.bar_id, notice_id, now) for notice_id in told)
    return Seen(count=count)

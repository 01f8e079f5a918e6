"""Cash, corrections, transfers and reopening: what people do to a tab besides selling on it and asking for payment."""

from __future__ import annotations

from typing import Final

from tabeza_central.services import cash, corrections, tabs, transfers
from tabeza_central.web.route import OWNER, TRADE, BarFrom, Call, Pool, Route
from tabeza_protocol import routes
from tabeza_protocol.wire.tab_actions import (
    AdjustTabRequest,
    ReceiveCashRequest,
    ReopenTabRequest,
    TransferTabRequest,
    VoidEntryRequest,
)
from tabeza_protocol.wire.trade import TabDetail

_TAB: Final = routes.TABS + "/{tab_id:str}"
_KEYED: Final = ("idempotency_missing", "idempotency_mismatch")


def _cash(call: Call) -> TabDetail:
    return cash.receive(call.context, call.who, call.path["tab_id"], call.body, call.idempotency_key)


def _void(call: Call) -> TabDetail:
    path = call.path
    return corrections.void(
        call.context, call.who, path["tab_id"], path["entry_id"], call.body, call.idempotency_key
    )


def _adjust(call: Call) -> TabDetail:
    return corrections.adjust(call.context, call.who, call.path["tab_id"], call.body, call.idempotency_key)


def _transfer(call: Call) -> TabDetail:
    return transfers.transfer(call.context, call.who, call.path["tab_id"], call.body, call.idempotency_key)


def _reopen(call: Call) -> TabDetail:
    return tabs.reopen_tab(call.context, call.who, call.path["tab_id"], call.body)


ROUTES: Final = (
    Route("POST", _TAB + "/cash", TRADE, _cash, "Put cash on a tab", TabDetail, ReceiveCashRequest, bar=BarFrom.BODY,
          pool=Pool.COMMANDS, status=201, needs_key=True, problems=("amount_invalid", "tab_closed", *_KEYED)),
    Route("POST", _TAB + "/entries/{entry_id:str}/void", TRADE, _void, "Take a charge or cash back, with a reason",
          TabDetail, VoidEntryRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, status=201, needs_key=True,
          problems=("reason_needed", "already_voided", "not_voidable", "tab_closed", *_KEYED)),
    Route("POST", _TAB + "/adjust", OWNER, _adjust, "Write something on a tab or off it, with a reason", TabDetail,
          AdjustTabRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, status=201, needs_key=True,
          problems=("amount_invalid", "amount_over_balance", "reason_needed", "tab_closed", *_KEYED)),
    Route("POST", _TAB + "/transfer", TRADE, _transfer, "Move a whole balance to another tab", TabDetail,
          TransferTabRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, status=201, needs_key=True,
          problems=("nothing_to_transfer", "payment_open", "tab_closed", *_KEYED)),
    Route("POST", _TAB + "/reopen", TRADE, _reopen, "Open a closed tab again", TabDetail, ReopenTabRequest,
          bar=BarFrom.BODY, pool=Pool.COMMANDS),
)  # fmt: skip

"""Guided set-up: what the owner opens, and what a support person may do with it."""

from __future__ import annotations

from typing import Final

from tabeza_central.services import support, support_desk
from tabeza_central.web.route import OWNER, SUPPORT, BarFrom, Call, Pool, Route
from tabeza_protocol import routes
from tabeza_protocol.wire.support import (
    OpenBarRequest,
    PointRequest,
    ShareRequest,
    SupportBar,
    SupportBars,
    SupportLog,
    SupportShare,
    SupportView,
    TipRequest,
)


def _share(call: Call) -> SupportShare:
    return support.share(call.context, call.who, call.who.bar_id)


def _shared(call: Call) -> SupportShare:
    return support.shared(call.context, call.who, call.who.bar_id)


def _renew(call: Call) -> SupportShare:
    return support.renew(call.context, call.who, call.who.bar_id)


def _stop(call: Call) -> None:
    support.stop(call.context, call.who, call.who.bar_id)


def _log(call: Call) -> SupportLog:
    return support.log(call.context, call.who, call.who.bar_id)


def _bars(call: Call) -> SupportBars:
    return support_desk.desk(call.context, call.who)


def _open(call: Call) -> SupportBar:
    return support_desk.open_bar(call.context, call.who, call.body.code)


def _look(call: Call) -> SupportView:
    return support_desk.look(call.context, call.who, call.path["opened_bar_id"])


def _close(call: Call) -> None:
    support_desk.close(call.context, call.who, call.path["opened_bar_id"])


def _point(call: Call) -> SupportView:
    return support_desk.point(call.context, call.who, call.path["opened_bar_id"], call.body.field)


def _tip(call: Call) -> SupportView:
    return support_desk.send_tip(call.context, call.who, call.path["opened_bar_id"], call.body.tip)


_ONE: Final = routes.SUPPORT_BARS + "/{opened_bar_id:str}"

ROUTES: Final = (
    Route("POST", routes.SUPPORT_SHARE, OWNER, _share, "A support code; an open one before it ends",
          SupportShare, ShareRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, status=201),
    Route("GET", routes.SUPPORT_SHARE, OWNER, _shared, "What is open to support now, and who looks",
          SupportShare, bar=BarFrom.QUERY),
    Route("POST", routes.SUPPORT_SHARE_RENEW, OWNER, _renew, "Fifteen more minutes for the open code",
          SupportShare, ShareRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, problems=("not_found",)),
    Route("DELETE", routes.SUPPORT_SHARE, OWNER, _stop, "Stop sharing at once", None,
          bar=BarFrom.QUERY, pool=Pool.COMMANDS, status=204),
    Route("GET", routes.SUPPORT_LOG, OWNER, _log, "Every code, look, pointer and tip, newest first",
          SupportLog, bar=BarFrom.QUERY),
    Route("GET", routes.SUPPORT_BARS, SUPPORT, _bars, "The bars whose code this person typed; each look is logged",
          SupportBars),
    Route("POST", routes.SUPPORT_BARS, SUPPORT, _open, "Open a bar by the code its owner reads out",
          SupportBar, OpenBarRequest, pool=Pool.COMMANDS, status=201,
          problems=("support_code_wrong", "too_many_tries")),
    Route("GET", _ONE, SUPPORT, _look, "One bar's set-up: states and times, never a value", SupportView,
          problems=("not_found",)),
    Route("DELETE", _ONE, SUPPORT, _close, "Done with this bar: its code ends", None, pool=Pool.COMMANDS,
          status=204, problems=("not_found",)),
    Route("POST", _ONE + "/point", SUPPORT, _point, "Mark a field on the owner's screen", SupportView,
          PointRequest, pool=Pool.COMMANDS, problems=("not_found",)),
    Route("POST", _ONE + "/tip", SUPPORT, _tip, "Show one of the canned tips on the owner's screen", SupportView,
          TipRequest, pool=Pool.COMMANDS, problems=("not_found",)),
)  # fmt: skip

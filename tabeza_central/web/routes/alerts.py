"""Taking note of alerts."""

from __future__ import annotations

from typing import Final

from tabeza_central.services import alerts
from tabeza_central.web.route import TRADE, BarFrom, Call, Pool, Route
from tabeza_protocol import routes
from tabeza_protocol.wire.alerts import Seen, SeenRequest


def _seen(call: Call) -> Seen:
    return alerts.take_note(call.context, call.who, call.body)


ROUTES: Final = (
    Route("POST", routes.ALERTS_SEEN, TRADE, _seen, "Somebody took note of these alerts; other consoles fall silent",
          Seen, SeenRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS),
)  # fmt: skip

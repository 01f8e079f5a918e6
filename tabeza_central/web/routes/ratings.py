"""The one question a month: may this person be asked, and what they answered."""

from __future__ import annotations

from typing import Final

from tabeza_central.services import ratings
from tabeza_central.web.route import TRADE, BarFrom, Call, Pool, Route
from tabeza_protocol import routes
from tabeza_protocol.wire.ratings import RatingRequest, RatingView


def _view(call: Call) -> RatingView:
    return ratings.view(call.context, call.who, call.who.bar_id)


def _rate(call: Call) -> RatingView:
    return ratings.rate(call.context, call.who, call.body)


ROUTES: Final = (
    Route("GET", routes.RATINGS, TRADE, _view, "Whether this person may be asked how Tabeza does, this month",
          RatingView, bar=BarFrom.QUERY),
    Route("POST", routes.RATINGS, TRADE, _rate, "What a person answered, 1 to 5, once a month", RatingView,
          RatingRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, problems=("rated_already",)),
)  # fmt: skip

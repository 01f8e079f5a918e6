"""Another role, a new PIN, taking a person away: the owner's."""

from __future__ import annotations

from typing import Final

from tabeza_central.services import people
from tabeza_central.web.route import OWNER, BarFrom, Call, Pool, Route
from tabeza_protocol import routes
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import PersonView
from tabeza_protocol.wire.people import ChangeRoleRequest, ResetPinRequest

_PERSON: Final = routes.PEOPLE + "/{person_id:str}"


def _role(call: Call) -> PersonView:
    return people.change_role(call.context, call.who, call.path["person_id"], call.body.role)


def _pin(call: Call) -> PersonView:
    return people.reset_pin(call.context, call.who, call.path["person_id"], Secret(call.body.pin))


def _remove(call: Call) -> None:
    people.remove(call.context, call.who, call.path["person_id"])


ROUTES: Final = (
    Route("POST", _PERSON + "/role", OWNER, _role, "Make a cashier an owner, or an owner a cashier", PersonView,
          ChangeRoleRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS),
    Route("POST", _PERSON + "/pin", OWNER, _pin, "A new PIN, typed by the person", PersonView, ResetPinRequest,
          bar=BarFrom.BODY, pool=Pool.COMMANDS, problems=("pin_weak",)),
    Route("DELETE", _PERSON, OWNER, _remove, "Take a person away for good", None, bar=BarFrom.QUERY,
          pool=Pool.COMMANDS, status=204),
)  # fmt: skip

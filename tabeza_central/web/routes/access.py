"""Pairing, tokens, people, sessions and devices."""

from __future__ import annotations

from typing import Final

from tabeza_central.services import access, identity, pairing
from tabeza_central.web.route import DEVICE, OWNER, PUBLIC, BarFrom, Call, Pool, Route
from tabeza_protocol import routes
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import (
    AddPersonRequest,
    Devices,
    NewPairingCodeRequest,
    Paired,
    PairingClaimRequest,
    PairingCode,
    PairingLook,
    PairingLookRequest,
    People,
    PersonView,
    RefreshRequest,
    ServiceIdentity,
    SetOwnerRequest,
    SignedIn,
    SignInRequest,
    Tokens,
)

_CODE_PROBLEMS: Final = (
    "pairing_code_wrong",
    "pairing_code_expired",
    "pairing_code_used",
    "pairing_code_locked",
    "too_many_tries",
)


def _identity(call: Call) -> ServiceIdentity:
    return identity.describe(call.context)


def _look(call: Call) -> PairingLook:
    return pairing.look(call.context, call.body.code, call.sender)


def _claim(call: Call) -> Paired:
    body: PairingClaimRequest = call.body
    return pairing.claim(call.context, body.code, body.claim_key, body.device_name, call.sender)


def _refresh(call: Call) -> Tokens:
    return access.refresh(call.context, call.body.device_id, Secret(call.body.refresh_token))


def _people(call: Call) -> People:
    return access.list_people(call.context, call.who)


def _add_person(call: Call) -> PersonView:
    return access.add_person(call.context, call.who, call.body.name, Secret(call.body.pin))


def _set_owner(call: Call) -> PersonView:
    body: SetOwnerRequest = call.body
    return pairing.set_owner(call.context, call.who, Secret(body.owner_ticket), body.name, Secret(body.pin))


def _sign_in(call: Call) -> SignedIn:
    return access.sign_in(call.context, call.who, call.body.person_id, Secret(call.body.pin))


def _current(call: Call) -> PersonView:
    return access.current_session(call.context, call.who)


def _sign_out(call: Call) -> None:
    assert call.token is not None  # the route is not public
    access.sign_out(call.context, call.token)


def _new_code(call: Call) -> PairingCode:
    return pairing.make_device_code(call.context, call.who)


def _devices(call: Call) -> Devices:
    return access.list_devices(call.context, call.who)


def _revoke(call: Call) -> None:
    access.revoke_device(call.context, call.who, call.path["device_id"])


ROUTES: Final = (
    Route("GET", routes.SERVICE_IDENTITY, PUBLIC, _identity, "Who this service is, and the keys to seal to",
          ServiceIdentity),
    Route("POST", routes.PAIRING_LOOK, PUBLIC, _look, "What a pairing code is for, without using it up",
          PairingLook, PairingLookRequest, pool=Pool.COMMANDS, problems=_CODE_PROBLEMS),
    Route("POST", routes.PAIRING_CLAIM, PUBLIC, _claim, "Turn a pairing code into a device",
          Paired, PairingClaimRequest, pool=Pool.COMMANDS, problems=(*_CODE_PROBLEMS, "name_invalid")),
    Route("POST", routes.TOKENS_REFRESH, PUBLIC, _refresh, "The next pair of tokens for a device",
          Tokens, RefreshRequest, pool=Pool.COMMANDS, problems=("signed_out", "device_revoked")),
    Route("GET", routes.PEOPLE, DEVICE, _people, "Who may sign in on this device", People, bar=BarFrom.QUERY),
    Route("POST", routes.PEOPLE, OWNER, _add_person, "Add a cashier", PersonView, AddPersonRequest,
          bar=BarFrom.BODY, pool=Pool.COMMANDS, status=201, problems=("name_invalid", "pin_weak")),
    Route("POST", routes.OWNER, DEVICE, _set_owner, "Set the owner's name and PIN, once per ticket",
          PersonView, SetOwnerRequest, pool=Pool.COMMANDS,
          problems=("name_invalid", "pin_weak", "person_exists", "pairing_code_expired")),
    Route("POST", routes.SESSIONS, DEVICE, _sign_in, "Sign a person in on this device by PIN",
          SignedIn, SignInRequest, pool=Pool.COMMANDS, status=201, problems=("pin_wrong", "pin_locked")),
    Route("GET", routes.SESSION_CURRENT, DEVICE, _current, "The person behind the token", PersonView),
    Route("DELETE", routes.SESSION_CURRENT, DEVICE, _sign_out, "Sign this person out", None,
          pool=Pool.COMMANDS, status=204),
    Route("POST", routes.PAIRING_CODES, OWNER, _new_code, "A code to add another PC", PairingCode,
          NewPairingCodeRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, status=201),
    Route("GET", routes.DEVICES, OWNER, _devices, "The bar's devices", Devices, bar=BarFrom.QUERY),
    Route("DELETE", routes.DEVICES + "/{device_id:str}", OWNER, _revoke, "Disconnect a device at once", None,
          bar=BarFrom.QUERY, pool=Pool.COMMANDS, status=204),
)  # fmt: skip

"""The endpoints about people and counter PCs, for the owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tabeza_protocol import routes
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import PersonView
from tabeza_protocol.wire.people import ChangeRoleRequest, ResetPinRequest

if TYPE_CHECKING:
    from tabeza_desktop.api.service import ServiceApi


class PeopleApi:
    def __init__(self, api: ServiceApi) -> None:
        self._api = api

    def change_role(self, bar_id: str, person_id: str, role: Literal["owner", "cashier"]) -> PersonView:
        body = ChangeRoleRequest(bar_id=bar_id, role=role)
        return self._api.call("POST", f"{routes.PEOPLE}/{person_id}/role", PersonView, body=body)

    def reset_pin(self, bar_id: str, person_id: str, pin: Secret) -> PersonView:
        body = ResetPinRequest(bar_id=bar_id, pin=pin.reveal())
        return self._api.call("POST", f"{routes.PEOPLE}/{person_id}/pin", PersonView, body=body)

    def remove(self, bar_id: str, person_id: str) -> None:
        self._api.call("DELETE", f"{routes.PEOPLE}/{person_id}", type(None), params={"barId": bar_id})

    def disconnect(self, bar_id: str, device_id: str) -> None:
        self._api.call("DELETE", f"{routes.DEVICES}/{device_id}", type(None), params={"barId": bar_id})

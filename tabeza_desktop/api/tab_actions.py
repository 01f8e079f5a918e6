"""The endpoints that change one tab's ledger besides charges and requests, and the list of closed tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tabeza_protocol import routes
from tabeza_protocol.wire.tab_actions import (
    AdjustTabRequest,
    ReceiveCashRequest,
    ReopenTabRequest,
    TransferTabRequest,
    VoidEntryRequest,
)
from tabeza_protocol.wire.trade import TabDetail, TabPage

if TYPE_CHECKING:
    from tabeza_desktop.api.service import ServiceApi

MOST_CLOSED = 50
Keyed = ReceiveCashRequest | AdjustTabRequest | TransferTabRequest | VoidEntryRequest


class TabActionsApi:
    """What a signed-in person does to a tab. Each write carries the key that makes it once."""

    def __init__(self, api: ServiceApi) -> None:
        self._api = api

    def receive_cash(self, tab_id: str, body: ReceiveCashRequest, key: str) -> TabDetail:
        return self._post(f"{tab_id}/cash", body, key)

    def void(self, tab_id: str, entry_id: str, body: VoidEntryRequest, key: str) -> TabDetail:
        return self._post(f"{tab_id}/entries/{entry_id}/void", body, key)

    def adjust(self, tab_id: str, body: AdjustTabRequest, key: str) -> TabDetail:
        return self._post(f"{tab_id}/adjust", body, key)

    def transfer(self, tab_id: str, body: TransferTabRequest, key: str) -> TabDetail:
        """The tab that the balance went to."""
        return self._post(f"{tab_id}/transfer", body, key)

    def reopen(self, tab_id: str, bar_id: str) -> TabDetail:
        path = f"{routes.TABS}/{tab_id}/reopen"
        return self._api.call("POST", path, TabDetail, body=ReopenTabRequest(bar_id=bar_id))

    def closed(self, bar_id: str) -> TabPage:
        """Those opened last come first."""
        params: dict[str, str | int] = {"barId": bar_id, "status": "closed", "limit": MOST_CLOSED}
        return self._api.call("GET", routes.TABS, TabPage, params=params)

    def _post(self, path: str, body: Keyed, key: str) -> TabDetail:
        return self._api.call("POST", f"{routes.TABS}/{path}", TabDetail, body=body, idempotency_key=key)

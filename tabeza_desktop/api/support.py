"""The endpoints of guided set-up: the owner's, and those of a support person's desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tabeza_protocol import routes
from tabeza_protocol.wire.support import (
    OpenBarRequest,
    PointRequest,
    ShareRequest,
    SupportBar,
    SupportBars,
    SupportField,
    SupportLog,
    SupportShare,
    SupportTip,
    SupportView,
    TipRequest,
)

if TYPE_CHECKING:
    from tabeza_desktop.api.service import ServiceApi


class SupportApi:
    """Over the one client: every call carries the session of the person who is signed in."""

    def __init__(self, api: ServiceApi) -> None:
        self._api = api

    # --- the owner

    def share(self, bar_id: str) -> SupportShare:
        return self._api.call("POST", routes.SUPPORT_SHARE, SupportShare, body=ShareRequest(bar_id=bar_id))

    def shared(self, bar_id: str) -> SupportShare:
        return self._api.call("GET", routes.SUPPORT_SHARE, SupportShare, params={"barId": bar_id})

    def renew(self, bar_id: str) -> SupportShare:
        return self._api.call(
            "POST", routes.SUPPORT_SHARE_RENEW, SupportShare, body=ShareRequest(bar_id=bar_id)
        )

    def stop(self, bar_id: str) -> None:
        self._api.call("DELETE", routes.SUPPORT_SHARE, type(None), params={"barId": bar_id})

    def log(self, bar_id: str) -> SupportLog:
        return self._api.call("GET", routes.SUPPORT_LOG, SupportLog, params={"barId": bar_id})

    # --- the desk

    def bars(self) -> SupportBars:
        return self._api.call("GET", routes.SUPPORT_BARS, SupportBars)

    def open(self, code: str) -> SupportBar:
        return self._api.call("POST", routes.SUPPORT_BARS, SupportBar, body=OpenBarRequest(code=code))

    def look(self, bar_id: str) -> SupportView:
        return self._api.call("GET", f"{routes.SUPPORT_BARS}/{bar_id}", SupportView)

    def close(self, bar_id: str) -> None:
        self._api.call("DELETE", f"{routes.SUPPORT_BARS}/{bar_id}", type(None))

    def point(self, bar_id: str, field: SupportField | None) -> SupportView:
        body = PointRequest(field=field)
        return self._api.call("POST", f"{routes.SUPPORT_BARS}/{bar_id}/point", SupportView, body=body)

    def tip(self, bar_id: str, tip: SupportTip) -> SupportView:
        return self._api.call(
            "POST", f"{routes.SUPPORT_BARS}/{bar_id}/tip", SupportView, body=TipRequest(tip=tip)
        )

"""What the owner does about the bar's people besides adding one (:mod:`tabeza_protocol.wire.access`)."""

from __future__ import annotations

from typing import Literal

from tabeza_protocol.wire.base import Request


class ChangeRoleRequest(Request, kw_only=True, frozen=True):
    """``POST /api/people/{id}/role``. Never oneself, never the owner who claimed the bar."""

    bar_id: str
    role: Literal["owner", "cashier"]


class ResetPinRequest(Request, kw_only=True, frozen=True):
    """``POST /api/people/{id}/pin``: the person types a new PIN at the owner's console. Ends his or her sessions."""

    bar_id: str
    pin: str

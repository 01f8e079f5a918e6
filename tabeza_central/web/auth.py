"""From the Authorization header to a checked principal: token, then bar, then role."""

from __future__ import annotations

import re
from typing import Any, Final

from litestar import Request

from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.web.route import Access
from tabeza_protocol.secret import Secret

_BEARER: Final = re.compile(r"Bearer ([0-9a-f]{64})\Z")
NOBODY: Final = Principal(bar_id="", device_id="", person_id=None, role=None, name="")


def bearer(request: Request[Any, Any, Any]) -> Secret:
    """The token of the request. Raises ``signed_out`` if there is none or it can't be one of ours."""
    found = _BEARER.match(request.headers.get("authorization", ""))
    if found is None:
        raise Problem("signed_out")
    return Secret(found[1])


def check(who: Principal, access: Access, named_bar: str | None) -> None:
    """The one rule: another bar's things do not exist (404); what this role may not do is 403.

    ``named_bar`` is the bar the request names, None if its route names none.
    """
    if named_bar is not None and named_bar != who.bar_id:
        raise Problem("not_found")
    if access.kind != "person":
        return
    if who.role is None:
        raise Problem("signed_out")
    if not access.allows(who.role):
        raise Problem("not_allowed")

"""``docs/api.md``: the table of endpoints with their roles, written from what is served.

``python -m tabeza_central.web.apidoc docs/api.md`` writes it; a test fails while the file differs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from tabeza_central.web.app import ALL_ROUTES
from tabeza_central.web.openapi import problems_of
from tabeza_central.web.route import BarFrom, Route
from tabeza_protocol.problems import problem_kind

_HEAD: Final = """# The central service over HTTP

Written from the table of routes by `python -m tabeza_central.web.apidoc docs/api.md`; a test fails while it differs.
The whole contract, with schemas and examples, is served at `/openapi.json`.

- JSON both ways, camelCase, times RFC 3339 UTC, money integer cents. At most 64 KiB a body.
- `Authorization: Bearer <token>`: a device's (10 minutes, renewed by its refresh token) or a person's (one shift).
- A bar named in query or body must be the token's bar: otherwise `404`, the same as for one that never was.
- What a role may not do is `403`; nobody signed in where a person is needed is `401`.
- Errors are RFC 9457 problem+json with a stable `code`. `429` and `503` say when to come back in `Retry-After`.
- Writes marked K need an `Idempotency-Key`; the same key and request again give the same thing.
- `/api/changes` waits up to `wait` seconds for the next change and holds no thread meanwhile.

| Method | Path | Who | K | What it does |
|---|---|---|---|---|
"""
_TAIL: Final = """
Besides these, without a token: `POST /api/payments/mpesa/callback`, the same with `/{token}`, `POST /pay/cb` and
`/pay/cb/{token}` (Safaricom's results; always answered `{"ResultCode":0,"ResultDesc":"Accepted"}` once the bytes are
safe, `503` only if neither database nor spool can take them), `GET /healthz`, `/readyz`, `/metrics`, `/openapi.json`.

## Problem codes by endpoint

Every endpoint may also answer `bad_request`, `too_busy`, `internal` and `unavailable`; those with a token
`signed_out`, `token_expired` and `device_revoked`.

"""


def text() -> str:
    """The whole file."""
    rows = "".join(_row(route) for route in ALL_ROUTES)
    problems = "".join(
        f"- `{route.method} {route.template}`: {', '.join(_named(code) for code in route.problems)}\n"
        for route in ALL_ROUTES
        if route.problems
    )
    return _HEAD + rows + _TAIL + problems


def _row(route: Route) -> str:
    key = "K" if route.needs_key else ""
    bar = {BarFrom.QUERY: " `?barId=`", BarFrom.BODY: "", BarFrom.TOKEN: ""}[route.bar]
    return f"| {route.method} | `{route.template}`{bar} | {_who(route)} | {key} | {route.summary} |\n"


def _who(route: Route) -> str:
    if route.access.kind == "public":
        return "anybody"
    return ", ".join(sorted(route.access.roles, reverse=True)) or "a paired device"


def _named(code: str) -> str:
    assert code in problems_of_all()
    return f"{code} ({problem_kind(code).status})"


def problems_of_all() -> frozenset[str]:
    """Every code any route may answer with."""
    return frozenset(code for route in ALL_ROUTES for code in problems_of(route))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")

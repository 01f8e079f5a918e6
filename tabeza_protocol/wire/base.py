"""The three base structs all messages derive from, and the error body."""

from __future__ import annotations

import msgspec


class Request(msgspec.Struct, rename="camel", forbid_unknown_fields=True, frozen=True):
    """Read by the service."""


class Reply(msgspec.Struct, rename="camel", frozen=True):
    """Read by the console; unknown fields are ignored."""


class ProblemBody(Reply, kw_only=True, frozen=True):
    """RFC 9457. ``code`` and ``ref`` come from :mod:`tabeza_protocol.problems`."""

    type: str = "about:blank"
    title: str = ""
    status: int = 500
    code: str = "internal"
    ref: str = "R08"
    detail: str | None = None
    request_id: str | None = None
    retry_after_seconds: int | None = None
    fields: dict[str, str] | None = None
    """Field name to problem key, for forms."""
    payment_id: str | None = None
    """The payment in the way, for ``phone_busy`` and ``tab_busy``."""

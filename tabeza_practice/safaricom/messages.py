"""What goes in and out of the engine: plain requests, replies, callbacks to deliver, and the error envelope."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

JSON_TYPE = "application/json;charset=UTF-8"
MAX_BODY_BYTES = 64 * 1024


@dataclass(frozen=True)
class Request:
    """One HTTP request. Header names are lower case; `path` has no environment prefix."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    environment: Literal["sandbox", "production"] | None = None  # None: the root, where both are answered


@dataclass
class Reply:
    """One HTTP answer, or the lack of one.

    `connection`: `answer`; `reset` (closed without a byte); `hang` (nothing for `delay_ms`, then closed).
    `after_delivery`: the id of a callback that must reach its receiver before this answer is sent.
    """

    status: int
    body: bytes = b""
    content_type: str = JSON_TYPE
    delay_ms: int = 0
    connection: Literal["answer", "reset", "hang"] = "answer"
    after_delivery: int | None = None

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Delivery:
    """One callback that is due: POST `body` to `url`, once, whatever comes back [O: no retry]."""

    delivery_id: int
    checkout_request_id: str
    url: str
    headers: dict[str, str]
    body: bytes
    due_ms: int


def json_reply(status: int, body: object) -> Reply:
    return Reply(status, msgspec.json.encode(body))


class Refused(Exception):
    """The request is answered with Safaricom's error envelope and nothing else happens."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.status = status
        self.code = code
        self.message = message

    def reply(self, request_id: str) -> Reply:
        body = {"requestId": request_id, "errorCode": self.code, "errorMessage": self.message}
        return json_reply(self.status, body)


class EmptyRefusal(Exception):
    """HTTP 400 with an empty body: production's answer to keys of the other environment [O]."""


def invalid(name: str) -> Refused:
    return Refused(400, "400.002.02", f"Bad Request - Invalid {name}")  # [C], one per field


def wrong_path() -> Refused:
    return Refused(404, "404.001.01", "Resource not found")  # [D]


def wrong_method() -> Refused:
    return Refused(405, "405.001", "Method Not Allowed")  # [D]


def invalid_token() -> Refused:
    return Refused(404, "404.001.03", "Invalid Access Token")  # [C] 404 as on the portal; some mocks say 401


def missing_token() -> Refused:
    return Refused(404, "404.001.04", "Invalid Authentication Header")  # [D]


def missing_product() -> Refused:
    detail = "Invalid API call as no apiproduct match found"
    return Refused(401, "401.003.01", f"Error Occurred - Invalid Access Token - {detail}")  # [C]


def merchant_missing() -> Refused:
    return Refused(500, "500.001.1001", "Merchant does not exist")  # [C]


def wrong_credentials() -> Refused:
    return Refused(500, "500.001.1001", "Wrong credentials")  # [C]


def subscriber_locked() -> Refused:
    text = "Unable to lock subscriber, a transaction is already in process for the current subscriber"
    return Refused(500, "500.001.1001", text)  # [C]


def decode_object(request: Request) -> dict[str, Any]:
    """The JSON object in the body. A form-encoded body reads as no BusinessShortCode at all [C]."""
    if "application/x-www-form-urlencoded" in request.headers.get("content-type", "").lower():
        raise invalid("BusinessShortCode")
    try:
        decoded = msgspec.json.decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(400, "400.002.05", "Invalid Request Payload") from None  # [D]
    if not isinstance(decoded, dict):
        raise Refused(400, "400.002.05", "Invalid Request Payload")
    return decoded

"""The log's catalogue is closed: what no event names can't be written, whatever a caller hands over."""

from __future__ import annotations

import io
import json

import pytest

from tabeza_central.observe.logs import EVENTS, EventLog
from tabeza_protocol.secret import REDACTED, Secret

CANARY = "CanaryConsumerSecret7aQ2mZ9xW4rT1yU8iO3pL6kJ5hG0fD"
PRIVATE = (
    "passkey",
    "consumer_key",
    "consumer_secret",
    "phone",
    "pin",
    "token",
    "body",
    "password",
    "url",
    "headers",
)


def test_an_event_carries_only_what_the_catalogue_names() -> None:
    sink = io.StringIO()
    log = EventLog(sink)
    for name in PRIVATE:
        with pytest.raises(ValueError, match="does not carry"):
            log.emit("request", **{name: CANARY})
    with pytest.raises(ValueError, match="not in the catalogue"):
        log.emit("what_nobody_foresaw", route=CANARY)
    assert CANARY not in sink.getvalue()


def test_no_event_has_a_field_made_for_something_private() -> None:
    assert [(event, field) for event, fields in EVENTS.items() for field in fields if field in PRIVATE] == []


@pytest.mark.parametrize(
    "value", [Secret(CANARY), [CANARY], {"a": CANARY}, CANARY.encode(), ValueError(CANARY)]
)
def test_what_is_no_plain_value_is_struck_out(value: object) -> None:
    sink = io.StringIO()
    EventLog(sink).emit("request_failed", route="/api/tabs", error=value, request_id="1")
    line = json.loads(sink.getvalue())
    assert line["error"] == REDACTED
    assert CANARY not in sink.getvalue()


@pytest.mark.parametrize("phone", ["254712345678", "0712345678", "0112345678", "called 254112345678 twice"])
def test_a_whole_phone_is_masked_wherever_it_stands(phone: str) -> None:
    sink = io.StringIO()
    EventLog(sink).emit("request_failed", route="/api/tabs", error=phone, request_id="1")
    assert "12345678" not in sink.getvalue()

"""The OpenAPI document held against the service that serves it: generated requests, good and bad, to every route.

No answer is a server's error, none has a status, type or shape that the document does not name. Requests carry a real
owner's token and, as often as not, the ids of things that are there, so that they get past the door.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator
from typing import Any, Final

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tabeza_central.web.app import ALL_ROUTES
from tabeza_central.web.openapi import document
from tabeza_protocol.routes import IDEMPOTENCY_HEADER
from tests.central.web.live import Live
from tests.central.web.test_role_matrix import Cast, cast

pytestmark = [pytest.mark.leaves_threads("the served house of this file ends them"), pytest.mark.slow]
CHECKS: Final[list[CheckFunction]] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip
SCHEMA: Final = schemathesis.openapi.from_dict(json.loads(document(ALL_ROUTES)))
OPERATIONS: Final = {
    f"{each.method.upper()} {each.path}": each
    for each in (found.ok() for found in SCHEMA.get_all_operations())
}
WAITS: Final = ("wait",)
"""Query parameters that make the service hold an answer back: the trial asks for none."""


class Caller:
    """An owner at a bar with a tab, a payment and people; signs in anew once a request has signed him out."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.cast: Cast = cast(live, "Schemata")
        self.http = requests.Session()

    def token(self, operation: str) -> str:
        if operation.startswith("DELETE") and "session" in operation:
            return self.cast.fresh["owner"]()
        return self.cast.tokens["device" if "/api/pairing" in operation else "owner"]

    def real(self, data: st.DataObject, case: schemathesis.Case) -> None:
        """Half of the time each id in the request is one that is there."""
        for name, value in self.cast.ids.items():
            if (
                case.path_parameters
                and name in case.path_parameters
                and data.draw(st.booleans(), label=f"real {name}")
            ):
                case.path_parameters[name] = value
        if case.query and "barId" in case.query and data.draw(st.booleans(), label="own bar"):
            case.query["barId"] = self.cast.bar_id
        for name in WAITS:
            if case.query:
                case.query.pop(name, None)
        if isinstance(case.body, dict):
            self._real_body(data, case.body)

    def _real_body(self, data: st.DataObject, body: dict[str, Any]) -> None:
        known = {
            "barId": self.cast.bar_id,
            "tabId": self.cast.ids["tab_id"],
            "personId": self.cast.ids["person_id"],
        }
        for name, value in known.items():
            if name in body and data.draw(st.booleans(), label=f"own {name}"):
                body[name] = value

    def send(self, operation: str, case: schemathesis.Case) -> schemathesis.Response:
        headers = {"Authorization": f"Bearer {self.token(operation)}"}
        if case.headers and IDEMPOTENCY_HEADER in case.headers:
            headers[IDEMPOTENCY_HEADER] = secrets.token_hex(8)
        return case.call(base_url=self.live.base_url, session=self.http, headers=headers, timeout=20)


@pytest.fixture(scope="module")
def caller(live: Live) -> Iterator[Caller]:
    made = Caller(live)
    yield made
    made.http.close()


def tried(caller: Caller, operation: str, examples: int) -> None:
    """Requests by the document, and requests that break it, to one operation."""
    found = OPERATIONS[operation]
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        cases = found.as_strategy(mode)

        @settings(
            max_examples=examples, deadline=None, database=None, derandomize=examples < 20, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=cases, data=st.data())
        def holds(case: schemathesis.Case, data: st.DataObject) -> None:
            caller.real(data, case)
            answer = caller.send(operation, case)
            case.validate_response(answer, checks=CHECKS)

        nothing_to_spoil = Unsatisfiable if mode is GenerationMode.NEGATIVE else ()
        with contextlib.suppress(nothing_to_spoil):
            holds()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_document_tells_the_truth(caller: Caller, operation: str) -> None:
    tried(caller, operation, 3)


@pytest.mark.prove
@pytest.mark.timeout(600)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_document_tells_the_truth_at_length(caller: Caller, operation: str) -> None:
    tried(caller, operation, 120)

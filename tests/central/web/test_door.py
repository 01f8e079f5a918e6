"""What arrives at the door in bad shape: answered in problem+json, quickly, with nothing echoed and nothing broken."""

from __future__ import annotations

import http.client
import json
import secrets
from urllib.parse import urlsplit

import pytest

from tabeza_central.web.shell import MAX_BODY_BYTES
from tabeza_protocol import routes
from tabeza_protocol.problems import PROBLEMS
from tests.central.web.live import METRICS_TOKEN, Live

pytestmark = pytest.mark.leaves_threads("the served house of this file ends them")
JSON = {"content-type": "application/json"}


def owner_headers(live: Live) -> tuple[str, dict[str, str]]:
    bar_id = live.house.bar(f"Bar {secrets.token_hex(4)}")
    paired, owner = live.house.owner(bar_id)
    del owner
    return bar_id, {"Authorization": f"Bearer {paired.tokens.access_token}"}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/api/tabs/../../etc/passwd", 404, "not_found"),
        ("GET", "/%00", 404, "not_found"),
        ("GET", "/" + "x" * 5_000, 404, "not_found"),
        ("PATCH", routes.TABS, 405, "method_not_allowed"),
        ("DELETE", routes.PAIRING_LOOK, 405, "method_not_allowed"),
        ("GET", routes.MPESA_CALLBACK, 405, "method_not_allowed"),
        ("PUT", routes.MPESA_CALLBACK + "/abc", 405, "method_not_allowed"),
    ],
)
def test_what_is_not_there_is_said_in_problem_json(
    live: Live, method: str, path: str, status: int, code: str
) -> None:
    answer = live.http.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["code"], body["ref"], body["status"]) == (code, PROBLEMS[code].ref, status)
    assert body["requestId"] == answer.headers["x-request-id"]
    if status == 405:
        assert answer.headers["allow"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"code":1}',
        b'{"code":null}',
        b'{"code":"A","extra":1}',
        b'{"Code":"ABCDEFGHJK"}',
        b"[" * 30_000,
        b'{"code":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        b'{"a":' * 8_000 + b"1" + b"}" * 8_000,
        b'{"code":"\\ud800"}',
        b'{"code":NaN}',
        b"<xml/>",
    ],
)
def test_a_body_that_is_not_the_message_is_a_bad_request(live: Live, raw: bytes) -> None:
    answer = live.http.post(routes.PAIRING_LOOK, content=raw, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_only_json_is_read(live: Live, kind: str) -> None:
    headers = {"content-type": kind} if kind else {}
    answer = live.http.post(routes.PAIRING_LOOK, content=b'{"code":"ABCDEFGHJK"}', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media")


def test_a_charset_is_no_reason_to_refuse(live: Live) -> None:
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    answer = live.http.post(routes.PAIRING_LOOK, content=b'{"code":"x"}', headers=headers)
    assert answer.json()["code"] == "pairing_code_wrong"


def test_an_oversize_body_is_refused_by_its_header_and_by_its_length(live: Live) -> None:
    declared = live.http.post(routes.PAIRING_LOOK, content=b"x" * (MAX_BODY_BYTES + 1), headers=JSON)
    assert (declared.status_code, declared.json()["code"]) == (413, "body_too_large")
    parts = urlsplit(live.base_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    connection.putrequest("POST", routes.PAIRING_LOOK)
    connection.putheader("content-type", "application/json")
    connection.putheader("transfer-encoding", "chunked")
    connection.endheaders()
    chunk = b"x" * 16_384
    for _ in range(5):
        connection.send(b"%x\r\n%s\r\n" % (len(chunk), chunk))
    connection.send(b"0\r\n\r\n")
    answer = connection.getresponse()
    assert answer.status == 413
    assert json.loads(answer.read())["code"] == "body_too_large"
    connection.close()


@pytest.mark.parametrize(
    "header", ["", "Bearer",  "Basic abc", "Bearer " + "g" * 64, "Bearer " + "a" * 63, "bearer " + "a" * 64,
                "Bearer " + "A" * 64, "Bearer " + "a" * 20_000]
)  # fmt: skip
def test_what_is_not_a_token_is_signed_out(live: Live, header: str) -> None:
    answer = live.http.get(routes.PEOPLE, params={"barId": "0" * 32}, headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_every_answer_has_its_headers(live: Live) -> None:
    for path in (routes.HEALTHZ, "/nowhere", routes.PEOPLE):
        answer = live.http.get(path)
        assert answer.headers["date"].endswith("GMT")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
        assert len(answer.headers["x-request-id"]) >= 8


def test_a_plain_request_id_is_kept_and_a_strange_one_replaced(live: Live) -> None:
    kept = live.http.get(routes.HEALTHZ, headers={"X-Request-Id": "console-12345678"})
    assert kept.headers["x-request-id"] == "console-12345678"
    for strange in ("short", "x" * 65, "a b c d e f g h", "<script>alert(1)</script>"):
        answer = live.http.get(routes.HEALTHZ, headers={"X-Request-Id": strange})
        assert answer.headers["x-request-id"] != strange


def test_the_access_log_names_templates_and_never_paths_or_queries(live: Live) -> None:
    bar_id, headers = owner_headers(live)
    token = "ab" * 36
    live.http.post(f"{routes.MPESA_CALLBACK}/{token}", content=b"{}", headers=JSON)
    live.http.get(routes.PEOPLE, params={"barId": bar_id, "canary": "canary-query"}, headers=headers)
    live.http.get("/canary-path")
    log = live.world.log.getvalue()
    assert f"{routes.MPESA_CALLBACK}/{{token}}" in log
    for secret in (token, "canary-query", "canary-path", headers["Authorization"].removeprefix("Bearer ")):
        assert secret not in log


def test_health_tells_no_tenants_data(live: Live) -> None:
    assert live.http.get(routes.HEALTHZ).json() == {"status": "ok"}
    ready = live.http.get(routes.READYZ)
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "database": True})
    figures = live.http.get(routes.METRICS, headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    assert figures.headers["content-type"].startswith("text/plain")
    assert 'tabeza_http_requests_total{route="/readyz",status="200"}' in figures.text


def test_the_openapi_document_names_every_route_with_its_problems(live: Live) -> None:
    document = live.http.get(routes.OPENAPI).json()
    assert document["openapi"].startswith("3.1")
    from tabeza_central.web.app import ALL_ROUTES

    for route in ALL_ROUTES:
        operation = document["paths"][route.template][route.method.lower()]
        codes = {
            code for answer in operation["responses"].values() for code in answer.get("x-problem-codes", [])
        }
        assert codes <= set(PROBLEMS)
        assert set(route.problems) <= codes
    text = json.dumps(document).lower()
    schemas = document["components"]["schemas"]
    for name in ("MpesaSettings", "CandidateView", "SealedField"):
        assert not {"value", "secret", "plain", "ciphertext"} & set(schemas[name]["properties"])
    assert "encrypted" not in text


# --- the callback's door --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [routes.MPESA_CALLBACK, routes.MPESA_CALLBACK + "/" + "ab" * 36, "/pay/cb", "/pay/cb/" + "cd" * 36,
     routes.MPESA_CALLBACK + "/not-a-token", "/pay/cb/%F0%9F%8D%BA"],
)  # fmt: skip
@pytest.mark.parametrize(
    "raw",
    [
        b'{"Body":{"stkCallback":{"ResultCode":0}}}',
        b"",
        b"not json",
        b"[" * 10_000,
        b"\xff" * 100,
        b"x" * 100_000,
    ],
    ids=["callback", "empty", "text", "deep", "bytes", "oversize"],
)
def test_safaricom_always_reads_accepted(live: Live, path: str, raw: bytes) -> None:
    answer = live.http.post(path, content=raw, headers={"content-type": "application/json;charset=UTF-8"})
    assert answer.status_code == 200
    assert answer.json() == {"ResultCode": 0, "ResultDesc": "Accepted"}


@pytest.mark.parametrize("kind", ["text/xml", "application/x-www-form-urlencoded", ""])
def test_a_callbacks_type_is_no_reason_to_lose_it(live: Live, kind: str) -> None:
    before = len(live.world.rows("mpesa_callbacks"))
    headers = {"content-type": kind} if kind else {}
    body = json.dumps({"n": secrets.token_hex(8)}).encode()
    assert live.http.post(routes.MPESA_CALLBACK, content=body, headers=headers).status_code == 200
    assert len(live.world.rows("mpesa_callbacks")) == before + 1


# --- the waiting feed -----------------------------------------------------------------------------------------------


def test_a_waiting_console_is_answered_by_the_change_it_waits_for(live: Live) -> None:
    import threading

    house, world = live.house, live.world
    bar_id = house.bar(f"Waiting {secrets.token_hex(3)}")
    paired, owner = house.owner(bar_id)
    from tabeza_central.services import access
    from tabeza_protocol.secret import Secret
    from tests.central.access.people import PIN

    device = house.who(paired.tokens.access_token)
    token = access.sign_in(house.ctx, device, owner.person_id or "", Secret(PIN)).session_token
    headers = {"Authorization": f"Bearer {token}"}
    first = live.http.get(routes.CHANGES, params={"barId": bar_id}, headers=headers).json()
    assert first["bar"]["id"] == bar_id

    told: list[dict[str, object]] = []
    query = {"barId": bar_id, "since": first["cursor"], "wait": "20"}

    def wait() -> None:
        told.append(live.http.get(routes.CHANGES, params=query, headers=headers).json())

    waiting = threading.Thread(target=wait)
    waiting.start()
    pause = threading.Event()
    while house.ctx.feed_versions.waiting() == 0:
        assert waiting.is_alive()
        pause.wait(0.005)
    world.bar_id = bar_id
    tab = world.open_tab("Achieng")
    waiting.join(10)
    assert not waiting.is_alive()
    assert [row["id"] for row in told[0]["tabs"]] == [tab.id]  # type: ignore[attr-defined]
    assert house.ctx.feed_versions.waiting() == 0


@pytest.mark.parametrize("wait", ["-1", "1.5", "x", "9999", "１"])
def test_a_strange_wait_is_a_bad_request(live: Live, wait: str) -> None:
    house = live.house
    bar_id = house.bar(f"W {secrets.token_hex(3)}")
    paired, owner = house.owner(bar_id)
    from tabeza_central.services import access
    from tabeza_protocol.secret import Secret
    from tests.central.access.people import PIN

    device = house.who(paired.tokens.access_token)
    token = access.sign_in(house.ctx, device, owner.person_id or "", Secret(PIN)).session_token
    answer = live.http.get(
        routes.CHANGES, params={"barId": bar_id, "wait": wait}, headers={"Authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")

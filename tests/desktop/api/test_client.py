"""Every way a network can fail becomes one problem code, and says whether the service may have acted."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tabeza_desktop.api.client import HttpClient
from tabeza_desktop.api.errors import ProblemError
from tabeza_desktop.api.service import ServiceApi
from tabeza_protocol import routes
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import People
from tests.desktop.fake_service import BAR, BASE, FakeService, ok, problem

JSON = {"Content-Type": "application/json"}


CASES: list[tuple[str, httpx.Response | Exception, str, bool]] = [
    ("dns", httpx.ConnectError("Name or service not known"), "no_network", False),
    ("refused", httpx.ConnectError("refused"), "no_network", False),
    ("connect-timeout", httpx.ConnectTimeout(""), "timed_out", False),
    ("read-timeout", httpx.ReadTimeout(""), "timed_out", True),
    ("write-timeout", httpx.WriteTimeout(""), "timed_out", True),
    ("reset", httpx.ReadError(""), "no_network", True),
    ("half", httpx.RemoteProtocolError(""), "bad_answer", True),
    ("portal-redirect", httpx.Response(302, headers={"Location": "http://wifi/"}), "captive_portal", True),
    ("portal-page", httpx.Response(200, html="<form>"), "captive_portal", True),
    ("portal-511", httpx.Response(511, html="<form>"), "captive_portal", True),
    ("bad-gateway", httpx.Response(502, html="<h1>"), "unavailable", True),
    ("truncated", httpx.Response(200, content=b'{"people": [{"id": "x', headers=JSON), "bad_answer", True),
    ("not-utf8", httpx.Response(200, content=b'{"people": ["\xff"]}', headers=JSON), "bad_answer", True),
    ("other-shape", httpx.Response(200, content=b"[1]", headers=JSON), "bad_answer", True),
    ("huge", httpx.Response(200, content=b" " * (9 * 1024 * 1024), headers=JSON), "bad_answer", True),
    ("stated", problem(409, "tab_busy"), "tab_busy", False),
    ("stated-paused", problem(503, "paused"), "paused", False),
    ("stated-internal", problem(500, "internal"), "internal", True),
]


def client(**extra: Any) -> HttpClient:
    return HttpClient(BASE, client_version="1", new_id=lambda: "id", **extra)


@pytest.mark.parametrize(("answer", "code", "acted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_failure_is_one_problem(answer: httpx.Response | Exception, code: str, acted: bool) -> None:
    http = client()
    with respx.mock() as router:
        router.post(BASE + "/x").mock(**{"side_effect" if isinstance(answer, Exception) else "return_value": answer})
        with pytest.raises(ProblemError) as caught:
            http.send("POST", "/x", People, token=Secret("canary"))
    assert (caught.value.code, caught.value.may_have_acted) == (code, acted)
    assert caught.value.__cause__ is None
    assert "canary" not in repr(caught.value)
    http.close()


def test_each_request_names_itself_and_carries_what_it_was_given() -> None:
    skews: list[int] = []
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    http = client(heard=skews.append, wall=lambda: now + timedelta(seconds=400))
    with respx.mock() as router:
        route = router.post(BASE + "/x").mock(
            return_value=ok(People(people=()))
        )  # fmt: skip
        route.return_value.headers["Date"] = "Sun, 22 Nov 2026 12:00:00 GMT"
        http.send("POST", "/x", People, token=Secret("t"), idempotency_key="k")
        sent = route.calls.last.request.headers
    assert sent["Authorization"] == "Bearer t"
    assert sent[routes.IDEMPOTENCY_HEADER] == "k"
    assert sent[routes.REQUEST_ID_HEADER] == "id"
    assert skews == [400]
    http.close()


@pytest.mark.parametrize("url", ["http://tabeza.example", "ftp://127.0.0.2", "http://10.0.0.1:80"])
def test_no_plain_http_beyond_this_machine(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        HttpClient(url, client_version="1", new_id=lambda: "id")


class Tokens:
    def __init__(self) -> None:
        self.held = Secret("refresh-1")

    def read(self) -> tuple[str, Secret]:
        return "d" * 32, self.held

    def replace(self, token: Secret) -> None:
        self.held = token


@pytest.fixture
def api(service: FakeService) -> ServiceApi:
    return ServiceApi(client(), Tokens())


def test_many_callers_make_one_refresh(service: FakeService, api: ServiceApi) -> None:
    together = threading.Barrier(6)

    def ask(_: int) -> int:
        together.wait()
        return len(api.people(BAR.id).people)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, range(6))) == [1] * 6
    assert service.refreshes == 1


def test_an_expired_access_token_is_refreshed_and_the_request_made_once_more(
    service: FakeService, api: ServiceApi
) -> None:
    api.people(BAR.id)
    service.access_token = "as if the one we hold had expired"
    assert len(api.people(BAR.id).people) == 1
    assert service.seen.count(f"GET {routes.PEOPLE}") == 3
    assert service.refreshes == 2


@pytest.mark.parametrize(("known", "code"), [(True, "clock_wrong"), (False, "tls_failed")], ids=["future", "stranger"])
def test_a_certificate_tells_a_wrong_clock_from_a_stranger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool, code: str
) -> None:
    """A certificate of someone we trust that is not valid yet: it is this PC that lives in the past."""
    path = self_signed(tmp_path, timedelta(days=2))
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        greeter = threading.Thread(target=greet, args=(server, context))
        greeter.start()
        http = HttpClient(f"https://127.0.0.1:{server.getsockname()[1]}", client_version="1", new_id=lambda: "id")
        with pytest.raises(ProblemError) as caught:
            http.send("GET", "/x", People)
        greeter.join(5)
    http.close()
    assert (caught.value.code, caught.value.may_have_acted) == (code, False)


def self_signed(folder: Path, starts_in: timedelta) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime.now(UTC) + starts_in
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(start).not_valid_after(start + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form) + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def greet(server: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = server.accept()
    with connection, contextlib.suppress(OSError):
        context.wrap_socket(connection, server_side=True).close()


def test_a_revoked_device_is_not_tried_again(service: FakeService, api: ServiceApi) -> None:
    service.raw[routes.TOKENS_REFRESH] = problem(401, "device_revoked")
    with pytest.raises(ProblemError) as caught:
        api.people(BAR.id)
    assert caught.value.code == "device_revoked"
    assert routes.PEOPLE not in " ".join(service.seen)

"""The only importer of httpx in the console: one request in, one typed answer or one :class:`ProblemError` out.

Synchronous, for worker lanes; never called on the GUI thread. Timeouts are explicit on every request and a body that
drips in is cut off by an overall deadline. Redirects are never followed: a redirect means some network is in the way.
Nothing here logs a header, a body or an address.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from tabeza_desktop.api.errors import ProblemError, from_body, problem_error
from tabeza_protocol.routes import (
    CLIENT_VERSION_HEADER,
    IDEMPOTENCY_HEADER,
    PROTOCOL_VERSION,
    REQUEST_ID_HEADER,
)
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.base import ProblemBody

CONNECT_SECONDS: Final = 4.0
READ_SECONDS: Final = 8.0
WAITING_READ_SECONDS: Final = 12.0
"""For the changes request, which the service holds for up to 8 s."""
FILE_READ_SECONDS: Final = 20.0
FILE_CHUNK_BYTES: Final = 64 * 1024
MAX_BODY_BYTES: Final = 8 * 1024 * 1024
JSON: Final = "application/json"
PROBLEM_JSON: Final = "application/problem+json"
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_CLOCK_CODES: Final = frozenset({9, 0x800B0101, 0x800B0101 - 2**32})
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID: this PC lives in the past. Windows has one code for "not yet" and "not any
more" (CERT_E_EXPIRED, signed or not); a dead clock battery is by far the likelier of the two.
"""
_NETWORK_AUTHENTICATION_REQUIRED: Final = 511
_PROXY_SIGN_IN: Final = "407"
"""httpx tells what a proxy answered to CONNECT as ``ProxyError("407 ...")``; plain answers carry the status."""

ReplyT = TypeVar("ReplyT")


class HttpClient:
    """One service address. Thread-safe: httpx keeps the pool.

    ``heard`` is told, after every answer of any kind that carries ``Date``, how many seconds this PC's clock is ahead
    of the service's. Raises ``ValueError`` for an address that is neither https nor on this machine.
    """

    def __init__(
        self,
        base_url: str,
        *,
        client_version: str,
        new_id: Callable[[], str],
        heard: Callable[[int], None] = lambda skew: None,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._new_id, self._heard, self._wall = new_id, heard, wall
        local = is_loopback(base_url)
        if not local and urlsplit(base_url).scheme != "https":
            raise ValueError("the service must be reached over https")
        self._http = httpx.Client(
            base_url=self.base_url,
            verify=tls_context() if urlsplit(base_url).scheme == "https" else False,
            follow_redirects=False,
            trust_env=not local,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=12, max_keepalive_connections=4),
            headers={
                "Accept": f"{JSON}, {PROBLEM_JSON}",
                CLIENT_VERSION_HEADER: f"{client_version}/{PROTOCOL_VERSION}",
            },
        )

    def close(self) -> None:
        self._http.close()

    def send(
        self,
        method: str,
        path: str,
        reply: type[ReplyT],
        *,
        params: Mapping[str, str | int] | None = None,
        body: msgspec.Struct | None = None,
        token: Secret | None = None,
        idempotency_key: str | None = None,
        read_seconds: float = READ_SECONDS,
    ) -> ReplyT:
        """One request. Raises :class:`ProblemError` for anything but a well-formed good answer."""
        headers = {REQUEST_ID_HEADER: self._new_id()}
        if token is not None:
            headers["Authorization"] = f"Bearer {token.reveal()}"
        if idempotency_key is not None:
            headers[IDEMPOTENCY_HEADER] = idempotency_key
        content = None
        if body is not None:
            headers["Content-Type"] = JSON
            content = msgspec.json.encode(body)
        timeout = httpx.Timeout(read_seconds, connect=CONNECT_SECONDS)
        deadline = time.monotonic() + CONNECT_SECONDS + 1.5 * read_seconds
        try:
            with self._http.stream(
                method, path, params=dict(params or {}), headers=headers, content=content, timeout=timeout
            ) as response:
                answer = b"".join(_limited(response, deadline))
        except ProblemError:
            raise
        except httpx.HTTPError as error:
            raise _transport_problem(error) from None
        except httpx.InvalidURL:
            raise problem_error("bad_request") from None
        self._note_clock(response)
        return _decoded(response, answer, reply)

    def _note_clock(self, response: httpx.Response) -> None:
        try:
            said = parsedate_to_datetime(response.headers["Date"])
        except (KeyError, ValueError, TypeError):
            return
        self._heard(round((self._wall() - said.astimezone(UTC)).total_seconds()))


class FileClient:
    """Plain files over https (or from this machine): an update's manifest and its package. Nothing of a bar goes out.

    Used in a worker thread; close it there.
    """

    def __init__(self, *, client_version: str) -> None:
        self._http = httpx.Client(
            verify=tls_context(),
            follow_redirects=False,
            timeout=httpx.Timeout(FILE_READ_SECONDS, connect=CONNECT_SECONDS),
            headers={"User-Agent": f"Tabeza/{client_version}", "Accept-Encoding": "identity"},
        )

    def close(self) -> None:
        self._http.close()

    def read(self, url: str, longest_bytes: int) -> bytes:
        """A small file, whole. Raises :class:`ProblemError`; one that is longer is a ``bad_answer``."""
        with self.open(url) as answer:
            content = b""
            for chunk in answer.chunks():
                content += chunk
                if len(content) > longest_bytes:
                    raise problem_error("bad_answer", detail="too long")
            return content

    @contextmanager
    def open(self, url: str, *, start: int = 0, validator: str = "") -> Iterator[FileAnswer]:
        """A file from byte ``start`` on, if it is still the one that ``validator`` marks; else from its beginning.

        Raises :class:`ProblemError`, also while its chunks are read.
        """
        if urlsplit(url).scheme != "https" and not is_loopback(url):
            raise problem_error("bad_answer", detail="not https")
        wanted = {"Range": f"bytes={start}-", "If-Range": validator} if start and validator else {}
        try:
            with self._http.stream("GET", url, headers=wanted) as response:
                if response.is_redirect or response.status_code == _NETWORK_AUTHENTICATION_REQUIRED:
                    raise problem_error("captive_portal")
                if response.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
                    raise _unstated_problem(response.status_code)
                yield FileAnswer(response, start)
        except httpx.HTTPError as error:
            raise _transport_problem(error) from None
        except httpx.InvalidURL:
            raise problem_error("bad_answer", detail="no address") from None


class FileAnswer:
    """``start``: where in the file the first byte belongs. ``validator``: the server's mark of exactly this file, or
    empty if it gives none that can be trusted byte for byte.
    """

    def __init__(self, response: httpx.Response, asked_from: int) -> None:
        continued = f"bytes {asked_from}-"
        is_part = response.status_code == httpx.codes.PARTIAL_CONTENT
        if is_part and not response.headers.get("Content-Range", "").startswith(continued):
            raise problem_error("bad_answer", detail="another part")
        self._response = response
        self.start = asked_from if is_part else 0
        mark = response.headers.get("ETag", "")
        self.validator = mark if mark.startswith('"') and mark.isascii() else ""

    def chunks(self) -> Iterator[bytes]:
        return self._response.iter_bytes(FILE_CHUNK_BYTES)


def is_loopback(base_url: str) -> bool:
    """Whether the address is on this machine, where http is allowed and proxies are not used."""
    return (urlsplit(base_url).hostname or "") in _LOOPBACK


def tls_context() -> ssl.SSLContext:
    """The operating system's own trust store, so that a bar's managed PC works as its browser does."""
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _limited(response: httpx.Response, deadline: float) -> Iterator[bytes]:
    """The body, up to 8 MiB and until the deadline: a read timeout alone lets one byte a second go on for ever."""
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise problem_error("bad_answer", may_have_acted=True, detail="too long")
        if time.monotonic() > deadline:
            raise problem_error("timed_out", may_have_acted=True, detail="too slow")
        yield chunk


def _decoded(response: httpx.Response, answer: bytes, reply: type[ReplyT]) -> ReplyT:
    kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind == PROBLEM_JSON:
        raise _stated_problem(response, answer)
    if response.is_redirect or response.status_code == _NETWORK_AUTHENTICATION_REQUIRED:
        raise problem_error("captive_portal", may_have_acted=True)
    if response.status_code == httpx.codes.PROXY_AUTHENTICATION_REQUIRED:
        raise problem_error("proxy_sign_in")
    if not response.is_success:
        raise _unstated_problem(response.status_code)
    if response.status_code == httpx.codes.NO_CONTENT:
        return _typed(b"null", reply)
    if kind != JSON:
        raise problem_error("captive_portal" if kind == "text/html" else "bad_answer", may_have_acted=True)
    return _typed(answer, reply)


def _typed(answer: bytes, reply: type[ReplyT]) -> ReplyT:
    try:
        return msgspec.json.decode(answer, type=reply)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # The service may well have acted: only its answer was lost on the way.
        raise problem_error("bad_answer", may_have_acted=True, detail="unreadable") from None


def _stated_problem(response: httpx.Response, answer: bytes) -> ProblemError:
    try:
        body = msgspec.json.decode(answer, type=ProblemBody)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _unstated_problem(response.status_code)
    return from_body(body, response.status_code, _retry_after(response))


def _unstated_problem(status: int) -> ProblemError:
    """An error page that is not ours: a proxy's, usually."""
    if status == httpx.codes.UNAUTHORIZED:
        return problem_error("signed_out")
    code = "unavailable" if status >= 500 else "bad_answer"
    return problem_error(code, may_have_acted=True, detail=f"HTTP {status}")


def _retry_after(response: httpx.Response) -> int | None:
    text = response.headers.get("Retry-After", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _transport_problem(error: httpx.HTTPError) -> ProblemError:
    """What the network did, as a problem. The original is dropped: its text holds the address."""
    certificate = _certificate_error(error)
    if certificate is not None:
        return problem_error(tls_problem_code(certificate))
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return problem_error("timed_out")
        case httpx.TimeoutException():
            return problem_error("timed_out", may_have_acted=True)
        case httpx.ProxyError() if str(error).startswith(_PROXY_SIGN_IN):
            return problem_error("proxy_sign_in")
        case httpx.ConnectError() | httpx.ProxyError() | httpx.UnsupportedProtocol():
            return problem_error("no_network")
        case httpx.NetworkError():
            return problem_error("no_network", may_have_acted=True)
        case _:
            return problem_error("bad_answer", may_have_acted=True)


def tls_problem_code(error: BaseException) -> str:
    """``clock_wrong`` if the certificate was refused for its date, else ``tls_failed``."""
    return "clock_wrong" if getattr(error, "verify_code", None) in _CLOCK_CODES else "tls_failed"


def _certificate_error(error: BaseException) -> BaseException | None:
    seen: Any = error
    for _ in range(8):
        if seen is None:
            return None
        if isinstance(seen, ssl.SSLError):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None

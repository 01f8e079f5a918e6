"""One request, step by step, so that what fails can be named: name, connection, certificate, answer.

Standard library on purpose: a client that does it all at once can't say which step failed, and what it retries or
follows would hide what Safaricom will meet.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

TIMEOUT_S: Final = 8.0
MOST_BYTES: Final = 64 * 1024
Where = Literal["name", "connection", "certificate", "answer"]


class Unreached(Exception):
    """No answer came. ``where`` is the step that failed, the text says why and the cure."""

    def __init__(self, where: Where, text: str) -> None:
        super().__init__(text)
        self.where = where


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``asked_at`` and ``answered_at`` are this machine's clock around it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    asked_at: datetime
    answered_at: datetime
    private: bool
    """The name leads to an address that the internet can't reach."""

    @property
    def clock_off_s(self) -> float | None:
        """How far this machine's clock is ahead of the other's, as far as its ``Date`` (whole seconds) can tell."""
        try:
            theirs = parsedate_to_datetime(self.headers.get("date", ""))
        except (TypeError, ValueError):
            return None
        if theirs.tzinfo is None:
            theirs = theirs.replace(tzinfo=UTC)
        early, late = (
            (self.asked_at - theirs).total_seconds() - 1,
            (self.answered_at - theirs).total_seconds(),
        )
        return 0.0 if early <= 0 <= late else min(early, late, key=abs)


def ask(
    url: str, *, method: str = "GET", body: bytes | None = None, trust: ssl.SSLContext | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Answer:  # fmt: skip
    """One request and its answer, whatever status it has. Follows nothing. Raises :class:`Unreached`."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    addresses = _resolve(host, port)
    asked_at = datetime.now(UTC)
    line = _connect(host, port, timeout_s)
    try:
        if parts.scheme == "https":
            line = _secure(line, host, trust or ssl.create_default_context())
        response, told = _exchange(line, parts, method, body)
    finally:
        line.close()
    headers = {name.lower(): value for name, value in response.getheaders()}
    private = not any(ipaddress.ip_address(address).is_global for address in addresses)
    return Answer(response.status, headers, told, asked_at, datetime.now(UTC), private)


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise Unreached(
            "name",
            f"{host} has no address. Add an A or AAAA record for it where its domain is kept, or mend the name.",
        ) from None
    return [str(address[0]).split("%")[0] for *_, address in found]


def _connect(host: str, port: int, timeout_s: float) -> socket.socket:
    try:
        return socket.create_connection((host, port), timeout=timeout_s)
    except TimeoutError:
        text = f"{host}:{port} does not answer. A firewall drops it: open port {port}."
    except ConnectionRefusedError:
        text = f"Nothing listens at {host}:{port}. Start the TLS proxy in front of the service."
    except OSError as problem:
        text = f"{host}:{port} can't be reached ({problem.strerror or 'no route'}). Check the network and the firewall."
    raise Unreached("connection", text)


def _secure(line: socket.socket, host: str, trust: ssl.SSLContext) -> socket.socket:
    try:
        return trust.wrap_socket(line, server_hostname=host)
    except ssl.SSLCertVerificationError as problem:
        text = f"{host}'s certificate is not accepted: {_reason(problem)}"
    except (ssl.SSLError, ConnectionError):
        text = f"{host} does not speak TLS there. Let the proxy serve https on that port, with a certificate."
    except TimeoutError:
        text = f"{host} begins TLS and then says nothing. Look at the proxy."
    raise Unreached("certificate", text)


def _reason(problem: ssl.SSLCertVerificationError) -> str:
    told = problem.verify_message
    cures = {
        "expired": "it has expired. Renew it, and see that renewing runs by itself.",
        "self": "it is self-signed. Safaricom trusts only public authorities: get one, for example with ACME.",
        "local issuer": "its chain is not whole. Serve the full chain, not the last certificate alone.",
        "mismatch": "it is for another name. Get one for this name.",
        "not valid for": "it is for another name. Get one for this name.",
        "not yet valid": "it is not valid yet. Check this machine's clock.",
    }
    return next((cure for sign, cure in cures.items() if sign in told.lower()), told + ".")


def _exchange(
    line: socket.socket, parts: SplitResult, method: str, body: bytes | None
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.sock = line
    headers = {"Host": parts.netloc, "User-Agent": "tabeza-preflight", "Accept": "*/*", "Connection": "close"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    try:
        connection.request(
            method, f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, headers
        )
        response = connection.getresponse()
        return response, response.read(MOST_BYTES)
    except TimeoutError:
        text = f"{parts.hostname} takes the connection and then says nothing. Is what is behind it up?"
    except (http.client.HTTPException, OSError):
        text = f"{parts.hostname} hangs up without an answer in HTTP. Look at what listens there."
    raise Unreached("answer", text)

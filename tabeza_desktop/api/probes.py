"""Single steps of reaching the service, one at a time, for the PC check: name, connection, sign-in page, privacy.

Everything goes to the service's own host and nowhere else; nothing is sent but a plain request for its health page.
Bounded by ``SECONDS`` each. For worker lanes only.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 4.0
HEALTH: Final = "/healthz"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class Host:
    """Where a service's address leads."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self.name = parts.hostname or ""
        self.is_private = parts.scheme == "https"
        self.port = parts.port or (443 if self.is_private else 80)


def milliseconds_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def name_ms(host: Host) -> int | None:
    """How long the name took to become an address; None if it does not."""
    started = time.monotonic()
    try:
        socket.getaddrinfo(host.name, host.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    return milliseconds_since(started)


def connection_ms(host: Host) -> int | None:
    """How long a bare connection took; None if nobody answers there."""
    started = time.monotonic()
    try:
        with socket.create_connection((host.name, host.port), timeout=SECONDS):
            return milliseconds_since(started)
    except OSError:
        return None


def portal_in_the_way(host: Host, port: int = 80) -> bool | None:
    """Whether a sign-in page answers instead of the service; None when nobody answers at all.

    Such pages can only take over a plain request. The service's own plain port sends people to https at the same
    name, or is closed: a redirect to another name, a page, or "authentication required" is somebody else's.
    """
    connection = http.client.HTTPConnection(host.name, port, timeout=SECONDS)
    try:
        connection.request("GET", HEALTH, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        if answer.status in _REDIRECTS:
            return (urlsplit(answer.getheader("Location", "")).hostname or host.name) != host.name
        kind = answer.getheader("Content-Type", "").split(";")[0].strip().lower()
        return answer.status == 511 or kind == "text/html"
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def certificate_problem(host: Host, context: ssl.SSLContext) -> str | None:
    """``tls_failed``, ``clock_wrong``, or None when the connection is private (or could not be tried)."""
    from tabeza_desktop.api.client import tls_problem_code

    try:
        with (
            socket.create_connection((host.name, host.port), timeout=SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host.name),
        ):
            return None
    except ssl.SSLError as error:
        return tls_problem_code(error)
    except OSError:
        return None

"""A real HTTP server on this machine that serves releases, and everything a bad line or a bad server can do."""

from __future__ import annotations

import base64
import hashlib
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tabeza_desktop.updates.manifest import Envelope, Package, Release, Signature, key_id, statement

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
PLATFORM = "windows-x86_64"
PROGRAM = bytes(range(256)) * 4096  # 1 MiB
FIRST_KEY, SECOND_KEY, STRANGE_KEY = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


PINNED = (public(FIRST_KEY), public(SECOND_KEY))


def package(url: str, content: bytes = PROGRAM) -> Package:
    return Package(url, len(content), hashlib.sha256(content).hexdigest())


def release(packages: dict[str, Package] | None = None, **told: Any) -> Release:
    good: dict[str, Any] = {
        "version": "0.2.0", "minimum_version": "0.1.0", "sequence": 1000, "rollout_percent": 100,
        "issued_at": int(NOW.timestamp()), "expires_at": int((NOW + timedelta(days=30)).timestamp()),
        "packages": packages or {PLATFORM: package("https://updates.example/Tabeza-Setup-0.2.0.exe")},
    }
    return Release(**{**good, **told})


def envelope(told: Release, key: Ed25519PrivateKey = FIRST_KEY, *, named: bytes | None = None) -> bytes:
    """Signed without asking whether it is sensible, as a thief would. ``named``: the key it claims to be signed by."""
    signed = msgspec.json.encode(told)
    signature = base64.b64encode(key.sign(statement(signed))).decode()
    name = key_id(named or public(key))
    return msgspec.json.encode(Envelope(base64.b64encode(signed).decode(), (Signature(name, signature),)))


@dataclass
class ReleaseServer:
    """``files`` by path. ``cut_after``: bytes of the next answers' bodies, each once, before the line breaks.

    ``ranges``: whether it can continue a file. ``asked``: (path, Range header) of each request.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    cut_after: list[int] = field(default_factory=list)
    ranges: bool = True
    redirect_to: str = ""
    mark: str = '"first"'
    asked: list[tuple[str, str]] = field(default_factory=list)

    def start(self) -> None:
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.answer(self)

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range", "")
        self.asked.append((request.path, wanted))
        if self.redirect_to:
            request.send_response(302)
            request.send_header("Location", self.redirect_to)
            request.end_headers()
            return
        if request.path not in self.files:
            request.send_error(404)
            return
        content, start = self.files[request.path], 0
        if self.ranges and wanted and request.headers.get("If-Range") == self.mark:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        body = content[start:]
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        request.send_header("Content-Length", str(len(body)))
        request.send_header("ETag", self.mark)
        request.end_headers()
        if self.cut_after:
            body = body[: self.cut_after.pop(0)]
            request.close_connection = True
        request.wfile.write(body)

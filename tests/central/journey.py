"""A real central service over HTTP and a real simulated Safaricom, and a console played by a test.

Both are programs of their own, started here and ended by closing their standard input. Nothing is faked: what the
console does is HTTP, what the customer does is the simulator's control API.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tabeza_protocol import routes
from tabeza_protocol.environment import Environment
from tabeza_protocol.sealing import seal_info, sealing_key_statement
from tabeza_protocol.wire.setup import CredentialsPlain

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 20.0
PIN = "482915"
PHONE = "254712345678"
PAYBILL = "4083917"


class Program:
    """A child that announces itself in one line of JSON and ends when its standard input closes."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *arguments, "--exit-with-stdin"],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._errors: list[bytes] = []
        self._reader = threading.Thread(target=self._read_errors, daemon=True)
        self._reader.start()
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.end()
            raise AssertionError(f"{arguments[0]} did not start:\n{self.log()}")
        self.ready: dict[str, Any] = json.loads(line)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._errors.append(line)

    def log(self) -> str:
        """What it wrote on standard error so far."""
        return b"".join(self._errors).decode("utf-8", "replace")

    def end(self) -> int:
        """Closes its standard input and waits. The exit code."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            code = self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self._reader.join(PATIENCE_S)
            self.process.stdout.close()
            assert self.process.stderr is not None
            self.process.stderr.close()
        return code


@contextmanager
def safaricom(*options: str) -> Iterator[Program]:
    program = Program(["tabeza_practice.safaricom", "--port", "0", "--calm", *options])
    try:
        yield program
    finally:
        program.end()


METRICS_TOKEN = "operator-of-the-tests-" + "5c" * 16


@contextmanager
def central(folder: Path, simulator: Program | None, **environment: str) -> Iterator[Central]:
    """A service on SQLite in ``folder``, talking to ``simulator``."""
    settings = {
        "TABEZA_SERVICE_KIND": "test",
        "DATABASE_URL": f"sqlite:///{folder / 'central.sqlite'}",
        "MPESA_ENCRYPTION_KEY": secrets.token_hex(32),
        "TABEZA_METRICS_TOKEN": METRICS_TOKEN,
    }
    if simulator is not None:
        settings |= {
            "DARAJA_SANDBOX_URL": simulator.ready["sandbox_url"],
            "DARAJA_PRODUCTION_URL": simulator.ready["production_url"],
        }
    settings |= environment
    program = Program(["tabeza_central", "serve", "--port", "0"], settings)
    service = Central(program, settings, folder)
    try:
        yield service
    finally:
        program.end()


@dataclass
class Central:
    """A running service, and the operator's command line beside it."""

    program: Program
    settings: dict[str, str]
    folder: Path

    @property
    def base_url(self) -> str:
        return str(self.program.ready["base_url"])

    def operator(self, *arguments: str) -> str:
        """Runs a command of the operator's and gives what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "tabeza_central", *arguments],
            cwd=ROOT,
            env={**os.environ, **self.settings},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout.strip()

    def new_bar(self, name: str = "Mlango Mmoja", *options: str) -> str:
        return self.operator("bars", "add", name, *options)

    def claim_code(self, bar_id: str) -> str:
        return self.operator("codes", "new", bar_id)


@dataclass
class Console:
    """One console: its tokens and what its person does. ``told`` keeps every answer's bytes."""

    http: httpx.Client
    fingerprint: str
    bar_id: str = ""
    device_id: str = ""
    device_token: str = ""
    refresh_token: str = ""
    owner_ticket: str | None = None
    session_token: str = ""
    told: list[bytes] = field(default_factory=list)

    # --- the wire -------------------------------------------------------------------------------------------------

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = "",
        key: str | None = None,
        headers: dict[str, str] | None = None,
        **query: str,
    ) -> httpx.Response:
        """One request as this console; ``token`` None sends none, empty sends the person's or the device's."""
        sent = dict(headers or {})
        token = (self.session_token or self.device_token) if token == "" else token
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if key:
            sent[routes.IDEMPOTENCY_HEADER] = key
        answer = self.http.request(method, path, json=body, params=query, headers=sent)
        self.told.append(answer.content + repr(answer.headers).encode())
        return answer

    def ok(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """The JSON of an answer that must be a success."""
        answer = self.call(method, path, body, **options)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    # --- access ---------------------------------------------------------------------------------------------------

    def pair(self, code: str, claim_key: str | None = None) -> dict[str, Any]:
        body = {"code": code, "claimKey": claim_key or secrets.token_hex(16), "deviceName": "Counter PC"}
        paired: dict[str, Any] = self.ok("POST", routes.PAIRING_CLAIM, body, token=None)
        self.bar_id, self.device_id = paired["bar"]["id"], paired["deviceId"]
        self.device_token = paired["tokens"]["accessToken"]
        self.refresh_token = paired["tokens"]["refreshToken"]
        self.owner_ticket = paired.get("ownerTicket")
        return paired

    def become_owner(self, name: str = "Wanjiru", pin: str = PIN) -> str:
        body = {"ownerTicket": self.owner_ticket, "name": name, "pin": pin}
        return str(self.ok("POST", routes.OWNER, body, token=self.device_token)["id"])

    def sign_in(self, person_id: str, pin: str = PIN) -> None:
        body = {"personId": person_id, "pin": pin}
        signed = self.ok("POST", routes.SESSIONS, body, token=self.device_token)
        self.session_token = signed["sessionToken"]

    # --- set-up ---------------------------------------------------------------------------------------------------

    def sealed(
        self, keys: Mapping[str, str], environment: str = "production", nonce: str | None = None
    ) -> dict[str, Any]:
        """A request with credentials sealed as the console seals them: to a key the pinned identity vouches for."""
        identity = self.ok("GET", routes.SERVICE_IDENTITY, token=None)
        key = identity["sealingKeys"][0]
        public = bytes.fromhex(key["publicKey"])
        statement = sealing_key_statement(key_id=key["keyId"], public_key=public, not_after=key["notAfter"])
        identity_key = bytes.fromhex(identity["identityPublicKey"])
        Ed25519PublicKey.from_public_bytes(identity_key).verify(bytes.fromhex(key["signature"]), statement)
        nonce = nonce or self.ok("POST", routes.SEAL_NONCE, {"barId": self.bar_id})["nonce"]
        plain = CredentialsPlain(
            consumer_key=keys["consumer_key"],
            consumer_secret=keys["consumer_secret"],
            passkey=keys["passkey"],
            environment=Environment(environment),
            business_shortcode=keys["shortcode"],
        )
        info = seal_info(bar_id=self.bar_id, device_id=self.device_id, key_id=key["keyId"], nonce=nonce)
        suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        box = suite.encrypt(msgspec.json.encode(plain), X25519PublicKey.from_public_bytes(public), info=info)
        return {
            "environment": environment,
            "businessShortcode": keys["shortcode"],
            "declaredKind": "paybill",
            "keyId": key["keyId"],
            "nonce": nonce,
            "sealed": base64.b64encode(box).decode(),
        }

    def send_keys(self, keys: Mapping[str, str], environment: str = "production") -> httpx.Response:
        return self.call("POST", routes.MPESA_SETTINGS, self.sealed(keys, environment), barId=self.bar_id)

    # --- trade ----------------------------------------------------------------------------------------------------

    def new_key(self) -> str:
        return secrets.token_hex(16)

    def test_payment(self, phone: str = PHONE) -> dict[str, Any]:
        body = {"barId": self.bar_id, "phone": phone}
        return dict(self.ok("POST", routes.MPESA_TEST, body, key=self.new_key()))

    def go_live(self) -> dict[str, Any]:
        settings = self.settings()
        body = {
            "barId": self.bar_id,
            "credentialVersion": settings["credentialVersion"],
            "seenOnPaybill": True,
            "word": "LIVE",
        }
        return dict(self.ok("POST", routes.GO_LIVE, body))

    def settings(self) -> dict[str, Any]:
        return dict(self.ok("GET", routes.MPESA_SETTINGS, barId=self.bar_id))

    def payment(self, payment_id: str) -> dict[str, Any]:
        found = self.ok("GET", f"{routes.PAYMENTS}/{payment_id}", barId=self.bar_id)
        return dict(found["payment"])

    def until_payment(self, payment_id: str, state: str) -> dict[str, Any]:
        """The payment once it is in ``state``, following the changes feed as a console does."""
        cursor: str | None = None
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            query = {"barId": self.bar_id, "wait": "5"} | ({"since": cursor} if cursor else {})
            changes = self.ok("GET", routes.CHANGES, **query)
            cursor = changes["cursor"]
            for payment in changes["payments"]:
                if payment["id"] == payment_id and payment["state"] == state:
                    return dict(payment)
        raise AssertionError(f"{payment_id} did not become {state}: {self.payment(payment_id)}")

    def open_tab(self, owes_cents: int, phone: str = PHONE) -> str:
        body = {"barId": self.bar_id, "customerName": "Kamau", "phone": phone}
        tab = self.ok("POST", routes.TABS, body, key=self.new_key())["tab"]
        charge = {"barId": self.bar_id, "text": "Tusker", "quantity": 1, "unitPriceCents": owes_cents}
        self.ok("POST", f"{routes.TABS}/{tab['id']}/charges", charge, key=self.new_key())
        return str(tab["id"])

    def request_payment(self, tab_id: str, cents: int) -> dict[str, Any]:
        body = {"barId": self.bar_id, "tabId": tab_id, "amountCents": cents}
        return dict(self.ok("POST", routes.MPESA_REQUEST, body, key=self.new_key()))


@contextmanager
def console(service: Central) -> Iterator[Console]:
    with httpx.Client(base_url=service.base_url, timeout=PATIENCE_S) as http:
        yield Console(http, service.program.ready["identity_fingerprint"])


def owner_console(service: Central, http: httpx.Client, bar_id: str) -> Console:
    """A console paired by a fresh owner's code, with the owner signed in."""
    owner = Console(http, service.program.ready["identity_fingerprint"])
    owner.pair(service.claim_code(bar_id))
    owner.sign_in(owner.become_owner())
    return owner


def keys_of(simulator: Program, shortcode: str = PAYBILL) -> dict[str, str]:
    """The Daraja keys of one of the simulator's tenants."""
    return next(tenant for tenant in simulator.ready["tenants"] if tenant["shortcode"] == shortcode)


def customer(simulator: Program, phone: str, mode: str = "enter_pin") -> None:
    """What this phone does from now on with every prompt."""
    answer = httpx.post(f"{simulator.ready['control_url']}/phones/{phone}", json={"policy": {"mode": mode}})
    assert answer.is_success, answer.text


def record_of(simulator: Program) -> list[dict[str, Any]]:
    """Everything the simulator saw."""
    answer = httpx.get(f"{simulator.ready['control_url']}/record")
    assert answer.is_success, answer.text
    found = answer.json()
    return list(found["entries"] if isinstance(found, dict) else found)


def wait_until(check: Callable[[], bool], what: str) -> None:
    """Asks until it is so: for what no feed tells."""
    pause = threading.Event()
    deadline = time.monotonic() + PATIENCE_S
    while not check():
        assert time.monotonic() < deadline, f"never happened: {what}"
        pause.wait(0.02)

"""A service for the console's tests: real keys, real tokens, real change feed rules; its state is plain Python.

It answers through respx, so the console's own HTTP client runs whole, in its own threads.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import respx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tabeza_protocol import routes
from tabeza_protocol.environment import Environment
from tabeza_protocol.pairing_codes import PairingPurpose
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.sealing import identity_fingerprint, seal_info, sealing_key_statement
from tabeza_protocol.wire.access import (
    BarSummary,
    Paired,
    PairingLook,
    People,
    PersonView,
    SealingKey,
    ServiceIdentity,
    SignedIn,
    Tokens,
)
from tabeza_protocol.wire.base import ProblemBody
from tabeza_protocol.wire.setup import (
    CandidateView,
    CredentialsAccepted,
    CredentialsPlain,
    MpesaSettings,
    SealedField,
    SealNonce,
    SetupProgress,
)
from tabeza_protocol.wire.trade import Changes, LastPayment, PaymentDetail, PaymentView, TabDetail, TabView

BASE = "http://127.0.0.1:9"
BAR = BarSummary(id="b" * 32, name="Kilimani Tavern", place="Nairobi")
START = datetime(2026, 11, 19, 18, 42, tzinfo=UTC)
PIN = "482913"
CODE = "ABCDE23456"


def tab(number: int, *, balance: int = 330_000, version: int = 1, status: Any = "open", **changed: Any) -> TabView:
    fields: dict[str, Any] = {
        "id": f"tab-{number}", "number": number, "account": f"TAB{number}", "customer_name": f"Customer {number}",
        "phone_masked": "0712 *** 678", "status": status, "opened_at": START - timedelta(hours=2), "closed_at": None,
        "charged_cents": max(balance, 0), "paid_cents": 0, "balance_cents": balance, "charge_count": 1,
        "payment_count": 0, "last_payment": None, "version": version,
    }  # fmt: skip
    return TabView(**{**fields, **changed})


def payment(n: int, *, state: PaymentState = PaymentState.PROMPTED, version: int = 1, **changed: Any) -> PaymentView:
    ended = state in (PaymentState.SUCCEEDED, PaymentState.FAILED, PaymentState.REFUSED)
    asked = START - timedelta(seconds=n)
    fields: dict[str, Any] = {
        "id": f"payment-{n}", "kind": "tab", "environment": Environment.PRODUCTION, "tab_id": f"tab-{100 + n % 50}",
        "tab_number": 100 + n % 50, "customer_name": f"Customer {n}", "phone_masked": "0712 *** 678",
        "amount_cents": 330_000, "state": state, "result_code": None, "problem": None, "receipt": None,
        "confirmed_by": None, "requested_by": "Mercy", "requested_at": asked, "prompted_at": asked,
        "finished_at": asked + timedelta(seconds=11) if ended else None, "retry_of": None, "support_reference": None,
        "credential_version": 1, "version": version,
    }  # fmt: skip
    return PaymentView(**{**fields, **changed})


def last_payment(state: PaymentState, *, started: datetime = START, code: str | None = None) -> LastPayment:
    return LastPayment(
        payment_id="payment-1", state=state, result_code=code, amount_cents=330_000, at=started, started_at=started
    )


@dataclass
class FakeService:
    """``on_request(body, key)`` answers a payment request; by default it accepts. ``posts`` counts them by key."""

    identity: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    sealing: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    payments: dict[str, PaymentView] = field(default_factory=dict)
    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    opened: list[CredentialsPlain] = field(default_factory=list)
    pages: list[Changes] = field(default_factory=list)
    down: Exception | None = None
    raw: dict[str, httpx.Response] = field(default_factory=dict)
    refreshes: int = 0
    access_token: str = "access-1"
    refresh_token: str = "refresh-1"
    session_token: str = "session-1"
    on_request: Callable[[dict[str, Any], str], httpx.Response | Exception | None] = lambda body, key: None
    threads: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        return identity_fingerprint(self.identity.public_key().public_bytes_raw())

    def identity_view(self) -> ServiceIdentity:
        public, until = self.sealing.public_key().public_bytes_raw(), 4_000_000_000
        statement = sealing_key_statement(key_id="key-1", public_key=public, not_after=until)
        return ServiceIdentity(
            kind="practice", identity_public_key=self.identity.public_key().public_bytes_raw().hex(),
            sealing_keys=(
                SealingKey(key_id="key-1", public_key=public.hex(), not_after=until,
                           signature=self.identity.sign(statement).hex()),
            ),
            protocol_version=1,
        )  # fmt: skip

    def settings(self, candidate: CandidateView | None = None) -> MpesaSettings:
        unset = SealedField(set=False)
        return MpesaSettings(
            bar_id=BAR.id, enabled=False, environment=None, business_shortcode=None, registered_name=None,
            consumer_key=unset, consumer_secret=unset, passkey=unset, setup_completed=False, test_status="pending",
            last_test_at=None, credential_version=None, candidate=candidate,
        )  # fmt: skip

    def page(self, *, cursor: str, epoch: int = 1, more: bool = False, **rows: Any) -> Changes:
        made = Changes(epoch=epoch, cursor=cursor, more=more, server_time=START, **rows)
        self.pages.append(made)
        return made

    # --- answering

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.threads.add(threading.current_thread().name)
        self.seen.append(f"{request.method} {request.url.path}")
        if self.down is not None:
            raise self.down
        path = request.url.path
        if path in self.raw:
            return self.raw[path]
        for known, answer in self._table(request).items():
            method, where = known
            if request.method == method and (path == where or (where.endswith("/") and path.startswith(where))):
                return answer(request)
        return problem(404, "not_found")

    def _table(self, request: httpx.Request) -> dict[tuple[str, str], Callable[[httpx.Request], httpx.Response]]:
        return {
            ("GET", routes.SERVICE_IDENTITY): lambda r: ok(self.identity_view()),
            ("POST", routes.PAIRING_LOOK): self._look,
            ("POST", routes.PAIRING_CLAIM): self._claim,
            ("POST", routes.TOKENS_REFRESH): self._refresh,
            ("GET", routes.PEOPLE): self._people,
            ("POST", routes.OWNER): lambda r: ok(OWNER),
            ("POST", routes.SESSIONS): self._sign_in,
            ("DELETE", routes.SESSION_CURRENT): lambda r: httpx.Response(204),
            ("GET", routes.MPESA_SETTINGS): lambda r: ok(self.settings()),
            ("POST", routes.SEAL_NONCE): lambda r: ok(SealNonce(nonce="nonce-1", expires_at=START)),
            ("POST", routes.MPESA_SETTINGS): self._sealed,
            ("PUT", routes.SETUP_PROGRESS): self._progress,
            ("POST", routes.MPESA_REQUEST): self._request,
            ("POST", routes.MPESA_TEST): self._request,
            ("GET", routes.PAYMENT_BY_KEY + "/"): self._by_key,
            ("GET", routes.PAYMENTS + "/"): self._payment,
            ("GET", routes.TABS + "/"): lambda r: ok(TabDetail(tab=tab(124), lines=())),
            ("GET", routes.CHANGES): self._changes,
        }

    def _look(self, request: httpx.Request) -> httpx.Response:
        if msgspec.json.decode(request.content)["code"] != CODE:
            return problem(404, "pairing_code_wrong")
        return ok(PairingLook(purpose=PairingPurpose.CLAIM_OWNER, bar_name=BAR.name, bar_place=BAR.place,
                              expires_at=START))  # fmt: skip

    def _claim(self, request: httpx.Request) -> httpx.Response:
        self.posts.append((msgspec.json.decode(request.content)["claimKey"], {"claim": True}))
        return ok(Paired(device_id="d" * 32, device_name="Counter", bar=BAR, purpose=PairingPurpose.CLAIM_OWNER,
                         tokens=self.tokens(), owner_ticket="ticket-1"))  # fmt: skip

    def tokens(self) -> Tokens:
        return Tokens(
            access_token=self.access_token, access_expires_at=datetime(2100, 1, 1, tzinfo=UTC),
            refresh_token=self.refresh_token,
        )  # fmt: skip

    def _refresh(self, request: httpx.Request) -> httpx.Response:
        self.refreshes += 1
        self.access_token, self.refresh_token = f"access-r{self.refreshes}", f"refresh-r{self.refreshes}"
        return ok(self.tokens())

    def _people(self, request: httpx.Request) -> httpx.Response:
        if request.headers["Authorization"] != f"Bearer {self.access_token}":
            return problem(401, "token_expired")
        return ok(People(people=(OWNER,)))

    def _sign_in(self, request: httpx.Request) -> httpx.Response:
        if request.headers["Authorization"] != f"Bearer {self.access_token}":
            return problem(401, "token_expired")
        if msgspec.json.decode(request.content)["pin"] != PIN:
            return problem(403, "pin_wrong")
        return ok(SignedIn(session_token=self.session_token, expires_at=datetime(2100, 1, 1, tzinfo=UTC), person=OWNER,
                           bar=BAR))  # fmt: skip

    def _sealed(self, request: httpx.Request) -> httpx.Response:
        body = msgspec.json.decode(request.content)
        suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        info = seal_info(bar_id=BAR.id, device_id="d" * 32, key_id=body["keyId"], nonce=body["nonce"])
        plain = suite.decrypt(base64.b64decode(body["sealed"]), self.sealing, info=info)
        self.opened.append(msgspec.json.decode(plain, type=CredentialsPlain))
        is_set = SealedField(set=True)
        return ok(CredentialsAccepted(candidate=CandidateView(
            version=1, environment=Environment.PRODUCTION, business_shortcode=body["businessShortcode"],
            consumer_key=is_set, consumer_secret=is_set, passkey=is_set, test_status="pending",
        )))  # fmt: skip

    def _progress(self, request: httpx.Request) -> httpx.Response:
        body = msgspec.json.decode(request.content)
        return ok(SetupProgress(bar_id=BAR.id, current=body["current"], steps=()))

    def _request(self, request: httpx.Request) -> httpx.Response:
        key, body = request.headers[routes.IDEMPOTENCY_HEADER], msgspec.json.decode(request.content)
        self.posts.append((key, body))
        told = self.on_request(body, key)
        if isinstance(told, Exception):
            raise told
        if told is not None:
            return told
        return httpx.Response(202, json=msgspec.to_builtins(self.accept(key, body)))

    def accept(self, key: str, body: dict[str, Any]) -> PaymentView:
        made = payment(len(self.payments) + 1, tab_id=body.get("tabId"), amount_cents=body.get("amountCents", 100))
        self.payments[key] = made
        return made

    def _by_key(self, request: httpx.Request) -> httpx.Response:
        key = request.url.path.rsplit("/", 1)[1]
        self.looked_up.append(key)
        return ok(self.payments[key]) if key in self.payments else problem(404, "not_found")

    def _payment(self, request: httpx.Request) -> httpx.Response:
        wanted = request.url.path.rsplit("/", 1)[1]
        found = next((p for p in self.payments.values() if p.id == wanted), None)
        return problem(404, "not_found") if found is None else ok(PaymentDetail(payment=found, timeline=()))

    def _changes(self, request: httpx.Request) -> httpx.Response:
        """The page after ``since``; when there is none, as if nothing had happened for a while."""
        if request.headers.get("Authorization") != f"Bearer {self.session_token}":
            return problem(401, "token_expired")
        since = request.url.params.get("since")
        places = {None: 0, "c0": 0} | {page.cursor: n + 1 for n, page in enumerate(self.pages)}
        at = places.get(since, len(self.pages))
        if at < len(self.pages):
            return ok(self.pages[at])
        epoch = self.pages[-1].epoch if self.pages else 1
        return ok(Changes(epoch=epoch, cursor=since or "c0", more=False, server_time=START))


OWNER = PersonView(id="p" * 32, name="Wanjiru", role="owner")


def ok(reply: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, content=msgspec.json.encode(reply), headers={"Content-Type": "application/json"})


def problem(status: int, code: str, **fields: Any) -> httpx.Response:
    body = ProblemBody(status=status, code=code, **fields)
    return httpx.Response(
        status, content=msgspec.json.encode(body), headers={"Content-Type": "application/problem+json"}
    )


def serve(router: respx.MockRouter, service: FakeService) -> None:
    router.route(host="127.0.0.1").mock(side_effect=service.handle)

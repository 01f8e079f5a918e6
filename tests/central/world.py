"""A whole central service in one thread, with a clock, ids and a Safaricom that the test owns. Nothing of ours is faked
but the ports: the services, the store and the database under them are the real ones.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tabeza_central.app_context import Context
from tabeza_central.domain.principal import Principal
from tabeza_central.observe.logs import EventLog
from tabeza_central.ports import (
    Accepted,
    DarajaCredentials,
    LookupAnswer,
    NoAnswer,
    NotYet,
    PushAnswer,
    PushRequest,
    QueryAnswer,
    Refused,
    Result,
    TokenAnswer,
    TokenReady,
    Unreadable,
)
from tabeza_central.problems import Problem
from tabeza_central.services import pushes, tabs
from tabeza_central.services.callbacks import Intake
from tabeza_central.store import append_only, bars, schema
from tabeza_central.store import credentials as versions
from tabeza_central.store.engine import is_sqlite, open_engine
from tabeza_central.store.payments import Payment, find
from tabeza_central.store.spool import Spool
from tabeza_central.store.uow import ALL_BARS, Store, in_unit_of_work
from tabeza_central.workers.loop import Workers
from tabeza_protocol.environment import Environment
from tabeza_protocol.wire.trade import (
    AddChargeRequest,
    OpenTabRequest,
    PaymentView,
    RequestPaymentRequest,
    TabView,
    TestPaymentRequest,
)

START = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
PHONE = "0712345678"


class TestClock:
    """Stands still until it is moved."""

    __test__ = False

    def __init__(self, start: datetime = START) -> None:
        self.at = start

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class CountingIds:
    """Ids that differ between processes by their prefix and are the same in every run."""

    def __init__(self, prefix: str = "0") -> None:
        self._prefix = prefix
        self._counter = itertools.count()  # its steps are atomic: threads get different numbers

    def new_id(self) -> str:
        return hashlib.sha256(f"{self._prefix}:{next(self._counter)}".encode()).hexdigest()[:32]


class PlainVault:
    """Binds values to bar and field without cipher, so that a test can see what leaks."""

    def seal(self, bar_id: str, field: str, plain: bytes) -> str:
        return f"sealed.{bar_id}.{field}.{plain.hex()[::-1]}"

    def open(self, bar_id: str, field: str, sealed: str) -> bytes:
        prefix = f"sealed.{bar_id}.{field}."
        if not sealed.startswith(prefix):
            raise Unreadable(field)
        return bytes.fromhex(sealed.removeprefix(prefix)[::-1])

    def digest(self, purpose: str, value: str) -> str:
        return hashlib.sha256(f"{purpose}|{value}".encode()).hexdigest()


class PlainTokens:
    """The payment id and a checksum."""

    def make(self, payment_id: str) -> str:
        return payment_id + hashlib.sha256(b"token" + payment_id.encode()).hexdigest()[:32]

    def read(self, token: str) -> str | None:
        return token[:32] if token == self.make(token[:32]) else None


@dataclass
class Push:
    """One push that reached the fake Safaricom."""

    credentials: DarajaCredentials
    request: PushRequest
    merchant_request_id: str
    checkout_request_id: str


@dataclass
class ScriptedDaraja:
    """Answers as told. ``on_push`` may look at the push and do things (send a callback) before it answers."""

    pushes: list[Push] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    results: dict[str, QueryAnswer] = field(default_factory=dict)
    """CheckoutRequestID to the answer of a status query; ``NotYet`` without one."""
    on_push: Callable[[Push], PushAnswer | None] = lambda _push: None

    def push(self, credentials: DarajaCredentials, request: PushRequest) -> PushAnswer:
        assert not in_unit_of_work(), "a network call inside a unit of work"
        n = len(self.pushes) + 1
        push = Push(credentials, request, f"mr-{n}", f"ws_CO_21112026200000{n:03d}{request.phone[3:]}")
        self.pushes.append(push)
        answer = self.on_push(push)
        return answer or Accepted(push.merchant_request_id, push.checkout_request_id)

    def query(self, credentials: DarajaCredentials, checkout_request_id: str) -> QueryAnswer:
        assert not in_unit_of_work(), "a network call inside a unit of work"
        self.queries.append(checkout_request_id)
        return self.results.get(checkout_request_id, NotYet("4999"))

    def lookup(self, credentials: DarajaCredentials | None, shortcode: str) -> LookupAnswer:
        return NoAnswer("timeout")

    def token(self, credentials: DarajaCredentials) -> TokenAnswer:
        return TokenReady()


@dataclass
class World:
    """The service and the people around it."""

    ctx: Context
    clock: TestClock
    daraja: ScriptedDaraja
    workers: Workers
    intake: Intake
    log: io.StringIO
    bar_id: str = ""
    keys: int = 0

    # --- people -------------------------------------------------------------------------------------------------

    def principal(self, role: str = "owner", bar_id: str | None = None) -> Principal:
        names = {"owner": "Wanjiru", "cashier": "Otieno", "support": "Asha"}
        role_or_none: Any = role
        return Principal(bar_id or self.bar_id, "d" * 32, "e" * 32, role_or_none, names[role])

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys:08d}"

    def open_tab(self, name: str = "Kamau", owes_cents: int = 0, phone: str | None = PHONE) -> TabView:
        request = OpenTabRequest(bar_id=self.bar_id, customer_name=name, phone=phone)
        tab = tabs.open_tab(self.ctx, self.principal("cashier"), request, self.key())
        return self.charge(tab.id, owes_cents) if owes_cents else tab

    def charge(self, tab_id: str, cents: int, text: str = "Tusker") -> TabView:
        request = AddChargeRequest(bar_id=self.bar_id, text=text, quantity=1, unit_price_cents=cents)
        return tabs.add_charge(self.ctx, self.principal("cashier"), tab_id, request, self.key())

    def ask(
        self,
        tab_id: str,
        cents: int,
        *,
        phone: str | None = None,
        key: str | None = None,
        retry_of: str | None = None,
    ) -> PaymentView:
        request = RequestPaymentRequest(
            bar_id=self.bar_id, tab_id=tab_id, amount_cents=cents, phone=phone, retry_of=retry_of
        )
        return pushes.request_payment(self.ctx, self.principal("cashier"), request, key or self.key())

    def ask_test(self, phone: str = PHONE, key: str | None = None) -> PaymentView:
        request = TestPaymentRequest(bar_id=self.bar_id, phone=phone)
        return pushes.request_test(self.ctx, self.principal("owner"), request, key or self.key())

    def sent(self, cents: int = 330_000, **options: Any) -> PaymentView:
        """A payment whose prompt is showing: a tab that owes, a request, a push that was accepted."""
        tab = self.open_tab(owes_cents=cents)
        payment = self.ask(tab.id, cents, **options)
        self.work()
        return payment

    # --- the service --------------------------------------------------------------------------------------------

    def work(self, rounds: int = 20) -> None:
        """Works everything that is due now."""
        for _ in range(rounds):
            if not self.workers.run_due():
                return
        raise AssertionError("jobs keep being due: something goes round in circles")

    def pass_time(self, seconds: float, step: float = 5.0) -> None:
        """Time passes in steps, and what falls due is worked as it does."""
        left = seconds
        while left > 0:
            self.clock.forward(min(step, left))
            left -= step
            self.work()

    def payment(self, payment_id: str, bar_id: str | None = None) -> Payment:
        with self.ctx.store.read(bar=bar_id or self.bar_id) as tx:
            found = find(tx, bar_id or self.bar_id, payment_id)
        assert found is not None
        return found

    def tab(self, tab_id: str) -> TabView:
        return tabs.get_tab(self.ctx, self.principal(), self.bar_id, tab_id).tab

    def rows(self, table: str) -> list[Any]:
        with self.ctx.store.read(bar=ALL_BARS) as tx:
            return tx.all(schema.metadata.tables[table].select())

    def lines(self) -> list[str]:
        """The log lines so far."""
        return self.log.getvalue().splitlines()

    # --- Safaricom ----------------------------------------------------------------------------------------------

    def push_of(self, payment_id: str) -> Push:
        token = self.ctx.callback_tokens.make(payment_id)
        return next(push for push in self.daraja.pushes if push.request.callback_url.endswith(token))

    def call_back(
        self, payment_id: str, code: Any = 0, *, token: str | None = "own", work: bool = True, **options: Any
    ) -> None:
        """A callback as Safaricom sends it to this payment's address (or ``token`` None: to the plain one)."""
        push = self.push_of(payment_id)
        body = callback_body(
            push.merchant_request_id, push.checkout_request_id, code,
            **{"amount": push.request.amount_shillings, "phone": push.request.phone} | options,
        )  # fmt: skip
        self.receive(body, self.ctx.callback_tokens.make(payment_id) if token == "own" else token)
        if work:
            self.work()

    def receive(self, body: bytes, token: str | None) -> None:
        self.intake.receive(token, body, "196.201.212.69")


def callback_body(
    merchant: str, checkout: str, code: Any = 0, *, amount: Any = 1, receipt: str | None = "UKL1AB2CD3",
    phone: str = "254712345678", description: str = "As the code says.", metadata: bool = True,
) -> bytes:  # fmt: skip
    """An STK callback's body, with its oddities: ``Balance`` has no value, a failure no metadata."""
    inner: dict[str, Any] = {
        "MerchantRequestID": merchant, "CheckoutRequestID": checkout, "ResultCode": code, "ResultDesc": description,
    }  # fmt: skip
    if code in (0, "0") and metadata:
        items: list[dict[str, Any]] = [{"Name": "Amount", "Value": amount}]
        if receipt is not None:
            items.append({"Name": "MpesaReceiptNumber", "Value": receipt})
        items += [
            {"Name": "Balance"},
            {"Name": "TransactionDate", "Value": 20261121200017},
            {"Name": "PhoneNumber", "Value": int(phone)},
        ]
        inner["CallbackMetadata"] = {"Item": items}
    return json.dumps({"Body": {"stkCallback": inner}}).encode()


def build(url: str = "sqlite://", spool: Path | None = None, *, durable: bool = False) -> World:
    """An empty service on a fresh schema (SQLite in memory unless told otherwise).

    A PostgreSQL database is used as it is: it was copied from one that the migrations made.
    """
    engine = open_engine(url, durable=durable)
    if is_sqlite(engine):
        with engine.begin() as connection:
            schema.metadata.create_all(connection)
            append_only.install(connection)
    return attach(url, spool, engine=engine)


def attach(
    url: str,
    spool: Path | None,
    *,
    engine: Any = None,
    ids: CountingIds | None = None,
    clock: TestClock | None = None,
) -> World:
    """A service process over a schema that is there: what a restart makes."""
    clock = clock or TestClock()
    daraja = ScriptedDaraja()
    log = io.StringIO()
    ctx = Context(
        store=Store(engine or open_engine(url)),
        clock=clock,
        ids=ids or CountingIds(),
        vault=PlainVault(),
        callback_tokens=PlainTokens(),
        daraja=daraja,
        callback_url_base="https://api.tabeza.example/pay/cb",
        spool=Spool(spool or Path("/nonexistent/spool")),
        log=EventLog(log),
    )
    return World(ctx, clock, daraja, Workers(ctx), Intake(ctx), log)


def add_bar(world: World, name: str = "Mlango Mmoja", *, live: bool = True, is_test_bar: bool = False) -> str:
    """A bar; ``live`` with a proved credential version in production."""
    bar_id = world.ctx.ids.new_id()
    with world.ctx.store.write(bar=bar_id) as tx:
        bars.create(tx, bar_id, name=name, place="Nakuru", now=world.ctx.now(), is_test_bar=is_test_bar)
    if live:
        version = add_version(world, bar_id, shortcode="522522")
        make_live(world, bar_id, version)
    return bar_id


def add_version(
    world: World, bar_id: str, *, shortcode: str = "522522", environment: Environment = Environment.PRODUCTION,
    salt: str = "1",
) -> int:  # fmt: skip
    """A candidate, as the set-up leaves it."""
    vault = world.ctx.vault
    values = {
        f"{name}_encrypted": vault.seal(bar_id, name, f"canary-{name}-{salt}".encode())
        for name in ("consumer_key", "consumer_secret", "passkey")
    }
    prints = {
        f"{name}_fingerprint": f"{name[:4]}{salt}" for name in ("consumer_key", "consumer_secret", "passkey")
    }
    with world.ctx.store.write(bar=bar_id) as tx:
        return versions.add(
            tx, bar_id,
            {
                **values, **prints, "environment": environment, "business_shortcode": shortcode,
                "declared_kind": "paybill", "registered_name": "MLANGO MMOJA LTD", "created_at": world.ctx.now(),
                "created_by": "Wanjiru",
            },
        )  # fmt: skip


def make_live(world: World, bar_id: str, version: int) -> None:
    """Puts a version into use, as a passed test and going live do."""
    with world.ctx.store.write(bar=bar_id) as tx:
        found = versions.find(tx, bar_id, version)
        assert found is not None
        versions.change(tx, bar_id, version, {"state": "promoted", "test_status": "passed"})
        bars.change(
            tx, bar_id,
            {
                "mpesa_enabled": True, "mpesa_setup_completed": True, "mpesa_test_status": "passed",
                "mpesa_environment": found.environment, "mpesa_business_shortcode": found.business_shortcode,
                "mpesa_credential_version": version,
                "mpesa_consumer_key_encrypted": found.consumer_key_encrypted,
                "mpesa_consumer_secret_encrypted": found.consumer_secret_encrypted,
                "mpesa_passkey_encrypted": found.passkey_encrypted,
                "mpesa_consumer_key_fingerprint": found.consumer_key_fingerprint,
                "mpesa_consumer_secret_fingerprint": found.consumer_secret_fingerprint,
                "mpesa_passkey_fingerprint": found.passkey_fingerprint,
            },
        )  # fmt: skip


def result(code: str) -> Result:
    return Result(code, "As the code says.")


__all__ = ["NoAnswer", "Problem", "Refused"]

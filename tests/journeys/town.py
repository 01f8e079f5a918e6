"""A town for a journey: a simulated Safaricom and the real central service, each in a process of its own, and bars.

Nothing here stands in for our code. Bars are made as an operator makes them, by the services themselves on the same
database; what customers do goes through the simulator's control API; what happened is read from the central database
(opened read-only) and from the simulator's own record. Children are ended by their process ids.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from tabeza_central import compose
from tabeza_central.domain.principal import Principal
from tabeza_central.observe.audit import audit
from tabeza_central.observe.logs import EventLog
from tabeza_central.services import operator, tabs
from tabeza_central.settings import settings_from_environment
from tabeza_central.store import bars
from tabeza_central.store import credentials as versions
from tabeza_protocol.pairing_codes import PairingPurpose
from tabeza_protocol.wire.trade import AddChargeRequest, OpenTabRequest

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE_S: Final = 30.0
LONG_S: Final = 60.0
FIRST_SHORTCODE: Final = 6100000
_KEYS: Final = ("consumer_key", "consumer_secret", "passkey")


def wait_for(condition: Callable[[], Any], what: str, seconds: float = PATIENCE_S) -> Any:
    """The first true value of ``condition``, asked again every 20 ms; fails after ``seconds``."""
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"never came: {what}"
        pause.wait(0.02)


class Child:
    """A child that announces itself in one line of JSON and ends when its standard input closes."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.end()
            raise AssertionError(f"{arguments[0]} did not start:\n{log.read_text()[-4000:]}")
        self.ready: dict[str, Any] = json.loads(line)

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """As a power cut would: no chance to tidy up."""
        self.process.send_signal(signal.SIGKILL)
        self.end()

    def end(self) -> None:
        """Closes its standard input and waits; by force after :data:`PATIENCE_S`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process.stdout.close()


@dataclass(frozen=True, slots=True)
class Tab:
    """An open tab of a bar that owes ``owes_cents``."""

    id: str
    number: int
    phone: str
    owes_cents: int


@dataclass
class Bar:
    """A bar with its own PayBill at the simulator. ``code`` lets its holder set the owner's PIN."""

    id: str
    name: str
    code: str
    tenant: dict[str, Any]
    tabs: list[Tab] = field(default_factory=list)


class Town:
    """``folder`` keeps database and logs; ``central`` can be killed and started again on the same port."""

    def __init__(self, folder: Path, **environment: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.database = folder / "central.sqlite"
        self.simulator = Child(
            ["tabeza_practice.safaricom", "--port", "0", "--calm", "--exit-with-stdin"], {}, folder / "safaricom.log"
        )
        self.central_port = free_port()
        self.settings = {
            "TABEZA_SERVICE_KIND": "practice",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MPESA_ENCRYPTION_KEY": secrets.token_hex(32),
            "DARAJA_SANDBOX_URL": self.simulator.ready["sandbox_url"],
            "DARAJA_PRODUCTION_URL": self.simulator.ready["production_url"],
            **environment,
        }
        self._http = httpx.Client(base_url=self.simulator.ready["control_url"], timeout=PATIENCE_S)
        self._made = 0
        try:
            self.central = self.start_central()
        except BaseException:
            self.simulator.end()
            raise
        self.fingerprint: str = self.central.ready["identity_fingerprint"]

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.central_port}"

    @property
    def central_log(self) -> Path:
        return self.folder / "central.log"

    def start_central(self, **environment: str) -> Child:
        """The service on its port; ``environment`` adds to its settings for this start only."""
        command = ["tabeza_central", "serve", "--port", str(self.central_port), "--exit-with-stdin"]
        self.central = Child(command, {**self.settings, **environment}, self.central_log)
        return self.central

    def end(self) -> None:
        self._http.close()
        for child in (self.central, self.simulator):
            if child.is_running:
                child.end()

    # --- the operator -------------------------------------------------------------------------------------------

    @contextmanager
    def services(self) -> Iterator[compose.Service]:
        """The service's own parts on the same database, as the operator's command line has them."""
        service = compose.compose(settings_from_environment(self.settings), log=EventLog(io.StringIO()))
        try:
            yield service
        finally:
            service.close()

    def new_bar(
        self, *owes_shillings: int, live: bool = True, push_limit: int = 10, keys: Mapping[str, str] | None = None
    ) -> Bar:
        """A bar with a PayBill of its own and one open tab for each amount, each with a phone of its own.

        ``live``: an earlier owner finished the set-up (its version is written as a passed test leaves it).
        ``keys``: the PayBill's Daraja keys, else made by the simulator.
        """
        self._made += 1
        name = f"Journey Bar {self._made}"
        shortcode = str(FIRST_SHORTCODE + self._made)
        spec = {"shortcode": shortcode, "name": f"{name.upper()} LTD", **(keys or {})}
        tenant = self.control("POST", "tenants", spec)
        with self.services() as service:
            bar_id = operator.add_bar(service.context, name=name, place="Nairobi")
            if push_limit != 10:
                operator.set_push_limit(service.context, bar_id, push_limit)
            if live:
                _make_live(service, bar_id, tenant)
            code = operator.new_code(service.context, bar_id, PairingPurpose.CLAIM_OWNER).code
            bar = Bar(bar_id, name, code, tenant)
            for place, owed in enumerate(owes_shillings):
                bar.tabs.append(_open_tab(service, bar_id, self._phone(place), owed))
        return bar

    def add_device_code(self, bar: Bar) -> str:
        with self.services() as service:
            return operator.new_code(service.context, bar.id, PairingPurpose.ADD_DEVICE).code

    def audit(self) -> list[str]:
        """What does not add up in anybody's books; empty is the proof."""
        with self.services() as service:
            return [f"{finding.invariant} {finding.detail}" for finding in audit(service.context)]

    def _phone(self, place: int) -> str:
        return f"2547{self._made:04d}{place:04d}"

    # --- the simulator ------------------------------------------------------------------------------------------

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the simulator's control API; its JSON."""
        answer = self._http.request(method, f"{self.simulator.ready['control_url']}/{path}", json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def record(self, what: str, *phones: str) -> list[dict[str, Any]]:
        """The simulator's own account of ``push``, ``transaction``, ``delivery`` or ``request``."""
        entries = self.control("GET", f"record?what={what}")["entries"]
        return [entry for entry in entries if not phones or entry.get("phone") in phones]

    def pushes(self, *phones: str) -> list[dict[str, Any]]:
        """Every push that reached Safaricom for these phones, taken or not."""
        return self.record("push", *phones)

    def customer(self, phone: str, mode: str, **policy: Any) -> None:
        """What this phone does by itself from now on."""
        self.control("POST", f"phones/{phone}", {"policy": {"mode": mode, **policy}})

    def answer(self, phone: str, action: str = "enter_pin") -> None:
        """The customer acts on the prompt that shows, as soon as it shows."""

        def showing() -> Any:
            return self.control("GET", f"prompts?phone={phone}")["prompts"]

        prompt = wait_for(showing, f"a prompt on {phone}")[0]
        self.control("POST", f"prompts/{prompt['id']}", {"action": action})

    def fault(self, kind: str, phone: str | None = None, **spec: Any) -> None:
        self.control("POST", "faults", {"kind": kind, "phone": phone, **spec})

    # --- the truth ----------------------------------------------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of the central database, read-only."""
        return read_rows(self.database, sql, *values)

    def payments(self, bar: Bar) -> list[dict[str, Any]]:
        return self.rows("SELECT * FROM mpesa_transactions WHERE bar_id = ? ORDER BY initiated_at", bar.id)

    def tab_row(self, bar: Bar, tab: Tab) -> dict[str, Any]:
        return self.rows("SELECT * FROM tabs WHERE bar_id = ? AND id = ?", bar.id, tab.id)[0]

    def credited_cents(self, bar: Bar) -> int:
        """What the ledger says this bar received by M-Pesa."""
        sums = "SELECT COALESCE(SUM(amount_cents), 0) AS cents FROM ledger_lines"
        sql = f"{sums} WHERE bar_id = ? AND account LIKE 'mpesa:%'"
        return int(self.rows(sql, bar.id)[0]["cents"])

    def post_callback(self, body: bytes, token: str | None = None) -> httpx.Response:
        """A callback as anybody on the internet could post it."""
        path = "/api/payments/mpesa/callback" + (f"/{token}" if token else "")
        return self._http.post(self.base_url + path, content=body, headers={"Content-Type": "application/json"})

    def token_of(self, payment_id: str) -> str:
        """The unguessable end of a payment's own callback URL."""
        with self.services() as service:
            return service.context.callback_tokens.make(payment_id)


def read_rows(database: Path, sql: str, *values: Any) -> list[dict[str, Any]]:
    """Rows of a SQLite file, opened read-only."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(sql, values)]
    finally:
        connection.close()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _make_live(service: compose.Service, bar_id: str, tenant: Mapping[str, Any]) -> None:
    """The columns as a passed KES 1 test and going live leave them."""
    context = service.context
    sealed = {f"{name}_encrypted": context.vault.seal(bar_id, name, tenant[name].encode()) for name in _KEYS}
    prints = {f"{name}_fingerprint": context.vault.digest(f"test|{bar_id}", tenant[name])[:32] for name in _KEYS}
    named = {"registered_name": tenant["name"], **sealed, **prints}
    now = context.now()
    with context.store.write("journey.live") as tx:
        version = versions.add(
            tx,
            bar_id,
            {
                "environment": "production", "business_shortcode": tenant["shortcode"], "declared_kind": "paybill",
                "created_at": now, "created_by": "Wanjiru", **named,
            },
        )  # fmt: skip
        versions.change(tx, bar_id, version, {"state": "promoted", "test_status": "passed"})
        bars.change(
            tx,
            bar_id,
            {
                "mpesa_enabled": True, "mpesa_setup_completed": True, "mpesa_test_status": "passed",
                "mpesa_environment": "production", "mpesa_business_shortcode": tenant["shortcode"],
                "mpesa_credential_version": version, "mpesa_live_at": now,
                **{f"mpesa_{name}": value for name, value in named.items()},
            },
        )  # fmt: skip


def _open_tab(service: compose.Service, bar_id: str, phone: str, owed: int) -> Tab:
    cashier = Principal(bar_id, "d" * 32, None, "cashier", "Otieno")
    request = OpenTabRequest(bar_id=bar_id, customer_name=f"Guest {phone[-4:]}", phone=phone)
    opened = tabs.open_tab(service.context, cashier, request, secrets.token_hex(16))
    charge = AddChargeRequest(bar_id=bar_id, text="Tusker Lager 500 ml", quantity=1, unit_price_cents=owed * 100)
    tabs.add_charge(service.context, cashier, opened.id, charge, secrets.token_hex(16))
    return Tab(opened.id, opened.number, phone, owed * 100)

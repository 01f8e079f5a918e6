"""Secrets of a whole evening, faults and crashes of our own code included, looked for wherever anything is written.

Plain, reversed, URL, hex and base64 at every alignment, in answers, log lines, figures, the document, tracebacks, the
spool and a dump of the whole database. The search itself is tried first.
"""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
import subprocess
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tabeza_central.problems import Problem
from tabeza_central.services import callbacks
from tabeza_central.vault.keyring import Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol import routes
from tests.central import world as worlds
from tests.central.access.people import KEY
from tests.central.web.live import METRICS_TOKEN, Live, served
from tests.central.world import World, callback_body
from tests.journeys.test_canary import shapes
from tests.support.postgres import PostgresServer

FIELDS = ("consumer_key", "consumer_secret", "passkey")
CUSTOMERS_PHONE = "254799000111"


class Evening:
    """What must not be found, and everything that was written."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.salt = secrets.token_hex(12)
        self.written: dict[str, bytes] = {}
        self.tokens: list[str] = []

    @property
    def canaries(self) -> dict[str, str]:
        """Name to secret: the Daraja keys, the master key, every callback's token, the customer's whole number."""
        keys = {name: f"canary-{name}-{self.salt}" for name in FIELDS}
        tokens = {f"token {n}": token for n, token in enumerate(self.tokens)}
        return {**keys, **tokens, "master key": KEY, "phone": CUSTOMERS_PHONE}

    def note(self, where: str, content: bytes | str) -> None:
        raw = content.encode() if isinstance(content, str) else content
        self.written[where] = self.written.get(where, b"") + b"\n" + raw

    def found(self) -> list[str]:
        return [
            f"{name} in {where}"
            for name, secret in self.canaries.items()
            for where, content in self.written.items()
            if any(shape in content for shape in shapes(secret))
        ]

    # --- the evening ----------------------------------------------------------------------------------------------

    def trade(self) -> None:
        """Keys proved by KES 1, then payments that are paid, cancelled, lost, forged, and kept in the spool."""
        world = self.world
        world.bar_id = worlds.add_bar(world, "Canary", live=False)
        version = worlds.add_version(world, world.bar_id, salt=self.salt)
        test = world.ask_test(CUSTOMERS_PHONE)
        world.work()
        world.call_back(test.id, receipt="UKM0CANARY", phone=CUSTOMERS_PHONE)
        worlds.make_live(world, world.bar_id, version)
        world.clock.forward(300)
        for n, code in enumerate((0, 1032, "SFC_IC0003", 7777)):
            payment = world.sent(100_000 + 100 * n, phone=CUSTOMERS_PHONE)
            world.call_back(payment.id, code, receipt=f"UKM{n}CANARY", phone=CUSTOMERS_PHONE)
            world.clock.forward(301)
        world.daraja.on_push = lambda _push: worlds.NoAnswer("timeout")
        lost = world.sent(200_000, phone=CUSTOMERS_PHONE)
        world.pass_time(301, step=60)
        world.call_back(lost.id, token="0" * 73, phone=CUSTOMERS_PHONE)
        world.intake._group.submit = self._away  # type: ignore[method-assign]
        world.call_back(lost.id, work=False, receipt="UKM9CANARY", phone=CUSTOMERS_PHONE)
        for name, content in world.ctx.spool.entries():
            self.note("the spool", name.encode() + content)

    def _away(self, _item: object) -> None:
        raise callbacks.StoreDown

    def break_down(self) -> None:
        """Our own code fails in the worst places; what it says then is looked at too, chained causes and all."""
        world = self.world

        def fail(push: worlds.Push) -> worlds.PushAnswer:
            raise RuntimeError(f"in the middle of {push.credentials} and {push.request!r}"[:4000])

        world.daraja.on_push = fail
        payment = world.ask(world.open_tab(owes_cents=300_000).id, 300_000, phone="0733000222")
        world.work()
        world.daraja.on_push = lambda _push: None
        for broken in ("not sealed", "sealed.elsewhere.passkey.00", "e30.AA.AA.AA.AA"):
            try:
                world.ctx.vault.open(world.bar_id, "passkey", broken)
            except Exception as problem:  # noqa: BLE001 - whatever it is, it must not speak
                self.note("a traceback", "".join(traceback.format_exception(problem)))
        self.tokens = [push.request.callback_url.rpartition("/")[2] for push in world.daraja.pushes]
        with contextlib.suppress(Problem):
            world.receive(callback_body("m", "c", phone=CUSTOMERS_PHONE) + b" " * 20_000, self.tokens[0])
        assert payment.id
        self.note("the log", world.log.getvalue())


def ask_everything(live: Live, evening: Evening) -> None:
    """Every answer that somebody may get, good and bad, by an owner of the bar itself."""
    paired, owner = live.house.owner(evening.world.bar_id)
    assert owner.role == "owner"
    device = live.house.who(paired.tokens.access_token)
    from tabeza_central.services import access
    from tabeza_protocol.secret import Secret
    from tests.central.access.people import PIN

    session = access.sign_in(live.house.ctx, device, owner.person_id or "", Secret(PIN)).session_token
    headers = {"Authorization": f"Bearer {session}"}
    bar = {"barId": evening.world.bar_id}
    answers: list[httpx.Response] = [
        live.http.get(path, params=bar, headers=headers)
        for path in (
            routes.MPESA_SETTINGS,
            routes.TABS,
            routes.PAYMENTS,
            routes.CHANGES,
            routes.SETUP_PROGRESS,
        )
    ]
    answers += [
        live.http.get(routes.METRICS, headers={"Authorization": f"Bearer {METRICS_TOKEN}"}),
        live.http.get(routes.OPENAPI),
        live.http.get(routes.READYZ),
        live.http.post(
            routes.MPESA_SETTINGS, params=bar, headers=headers, json={"passkey": evening.canaries["passkey"]}
        ),
        live.http.post(
            routes.MPESA_SETTINGS, params=bar, headers=headers, content=evening.canaries["passkey"].encode()
        ),
        live.http.post(routes.MPESA_TEST, headers=headers, json={**bar, "phone": f"{CUSTOMERS_PHONE}7"}),
    ]
    opened = evening.world.ctx.vault.open

    def explode(bar_id: str, field: str, sealed: str) -> bytes:
        raise RuntimeError(f"while {opened(bar_id, field, sealed)!r} lay open")

    evening.world.ctx.vault.open = explode
    for payment in live.http.get(routes.PAYMENTS, params=bar, headers=headers).json()["payments"][:2]:
        answers.append(live.http.get(f"{routes.PAYMENTS}/{payment['id']}", params=bar, headers=headers))
    answers.append(live.http.post(routes.MPESA_TEST, headers=headers, json=bar))
    evening.world.ctx.vault.open = opened
    assert sum(answer.status_code == 200 for answer in answers) >= 7
    assert any(answer.status_code >= 400 for answer in answers)
    for answer in answers:
        evening.note("an answer", answer.content + str(answer.headers).encode())


def dump_of(file: Path) -> str:
    connection = sqlite3.connect(file)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


@pytest.mark.leaves_threads("the served house ends them")
def test_nothing_written_anywhere_holds_a_secret(tmp_path: Path) -> None:
    with served(tmp_path) as live:
        evening = Evening(live.world)
        evening.trade()
        evening.break_down()
        ask_everything(live, evening)
        evening.note("the log", live.world.log.getvalue())
    evening.note("a dump", dump_of(tmp_path / "central.sqlite"))
    for path in tmp_path.rglob("*"):
        if path.is_file():
            evening.note("a file", path.read_bytes())
    assert set(evening.written) == {"the log", "the spool", "a traceback", "an answer", "a dump", "a file"}
    assert evening.world.bar_id.encode() in evening.written["a dump"], (
        "a search that finds nothing proves nothing"
    )
    assert len(evening.tokens) >= 6
    assert evening.found() == []


@pytest.fixture
def on_postgres(store_url_of_postgres: str, tmp_path: Path) -> Iterator[World]:
    made = worlds.build(store_url_of_postgres, tmp_path / "spool")
    made.ctx.vault = vault = Vault(Keyring.from_text(KEY))  # type: ignore[assignment]
    made.ctx.callback_tokens = vault.callback_tokens
    yield made
    made.ctx.store.engine.dispose()


@pytest.mark.postgres
def test_a_dump_of_postgresql_holds_no_secret(on_postgres: World, postgres_server: PostgresServer) -> None:
    evening = Evening(on_postgres)
    evening.trade()
    evening.break_down()
    url = on_postgres.ctx.store.engine.url
    command = [
        str(postgres_server.binaries / "pg_dump"),
        "-h",
        str(postgres_server.folder),
        "-U",
        "tabeza_tests",
    ]
    dumped = subprocess.run([*command, str(url.database)], capture_output=True, check=True, timeout=60).stdout
    evening.note("a dump", dumped)
    assert on_postgres.bar_id.encode() in dumped
    assert evening.found() == []


@pytest.mark.parametrize("where", ["plain", "hex", "reversed", "url"])
def test_the_search_would_find_one(where: str) -> None:
    evening: Any = Evening(worlds.build())
    secret = evening.canaries["passkey"]
    forms = {"plain": secret, "hex": secret.encode().hex(), "reversed": secret[::-1], "url": secret}
    evening.note("here", f"...{forms[where]}...")
    assert evening.found() == ["passkey in here"]
    evening.world.ctx.store.engine.dispose()

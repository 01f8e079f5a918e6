"""Preflight against real servers that go wrong on purpose: each failure is named, and so is its cure."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tabeza_central import preflight, preflight_outside
from tabeza_central.preflight_findings import Finding
from tabeza_central.preflight_network import Unreached, ask
from tabeza_central.preflight_outside import callback_reached, clock, daraja_reached
from tabeza_central.services import callback_probe
from tabeza_central.settings import Settings
from tabeza_central.store import facts, migrate
from tabeza_central.store.engine import open_engine
from tabeza_central.store.uow import Store
from tabeza_central.vault.keyring import Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol.environment import Environment
from tabeza_protocol.secret import Secret
from tests.central.access.people import KEY
from tests.central.outside import Outside, Reply, certificate, free_port, silent, trusting
from tests.central.web.live import Live, served
from tests.support.postgres import OWNER, PostgresServer

JSON = {"Content-Type": "application/json"}


def settings(base: str = "https://localhost", **changes: Any) -> Settings:
    made = Settings(
        kind="production", encryption_key=Secret(KEY), encryption_keys_old=Secret(""), database_url="sqlite://",
        public_base_url=base, callback_path="/pay/cb",
    )  # fmt: skip
    return replace(made, **changes)


@pytest.fixture
def vault() -> Vault:
    return Vault(Keyring.from_text(KEY))


# --- the callback address -------------------------------------------------------------------------------------------


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    with served(tmp_path) as made:
        yield made


def test_the_service_itself_is_recognised(live: Live) -> None:
    here = settings(live.base_url, kind="test")
    vault = live.world.ctx.vault
    assert isinstance(vault, Vault)
    found = callback_reached(here, vault)
    assert (found.level, "it is this service" in found.text) == ("pass", True), found.text
    assert live.world.rows("mpesa_callbacks") == [], "the question is no callback"


def test_from_outside_a_private_address_is_no_address(live: Live) -> None:
    vault = live.world.ctx.vault
    assert isinstance(vault, Vault)
    found = callback_reached(settings(live.base_url), vault)
    assert (found.level, "private address" in found.text) == ("fail", True)


def test_another_service_of_ours_is_not_taken_for_this_one(live: Live) -> None:
    other = Vault(Keyring.from_text("0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff1"))
    found = callback_reached(settings(live.base_url, kind="test"), other)
    assert found.level == "fail"
    assert "Another Tabeza service" in found.text


def test_a_question_that_is_not_ours_is_a_callback_like_any_other(live: Live) -> None:
    forged = "p" + "0" * 64
    answer = live.http.post(f"/pay/cb/{forged}", json={})
    assert answer.json() == {"ResultCode": 0, "ResultDesc": "Accepted"}


def test_only_a_whole_question_is_answered(vault: Vault) -> None:
    asked = callback_probe.question(vault, "ab" * 16)
    assert callback_probe.answer(vault, asked) == callback_probe.expected(vault, "ab" * 16)
    for wrong in (
        None,
        "",
        asked[:-1],
        asked[1:],
        asked.upper(),
        asked[:-1] + ("0" if asked[-1] != "0" else "1"),
    ):
        assert callback_probe.answer(vault, wrong) is None


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ((200, {"Content-Type": "text/html"}, b"<h1>It works!</h1>"), "Something else answers"),
        ((200, JSON, b'{"ResultCode":0,"ResultDesc":"Accepted"}'), "Another Tabeza service"),
        ((200, JSON, b'{"preflight":"0000"}'), "Another Tabeza service"),
        ((200, JSON, b"[1]"), "Something else answers"),
        ((404, {}, b"no such page"), "Let the proxy pass pay/cb on"),
        ((301, {"Location": "https://www.localhost/"}, b""), "sends callers on to https://www.localhost/"),
        ((502, {}, b""), "the service behind it does not. Start it: tabeza-central serve"),
        ((503, {}, b""), "the service behind it does not"),
        ((401, {"WWW-Authenticate": "Basic"}, b""), "turns the post away (401)"),
        ((403, {}, b"<html>blocked"), "turns the post away (403)"),
        ((500, {}, b""), "answers 500 to a post"),
        (None, "hangs up without an answer"),
    ],
    ids=["other page", "other Tabeza", "other key", "odd JSON", "404", "redirect", "502", "503", "401", "403", "500",
         "hangs up"],
)  # fmt: skip
def test_whatever_else_answers_is_named(reply: Reply | None, says: str, tmp_path: Path, vault: Vault) -> None:
    own = certificate(tmp_path)
    with Outside(reply).running(own) as outside:
        found = callback_reached(settings(f"https://localhost:{outside.port}"), vault, trust=trusting(own))
    assert found.level == "fail"
    assert says in found.text
    ((method, path),) = outside.asked
    assert method == "POST"
    assert path.startswith("/pay/cb/p")


@pytest.mark.parametrize(
    ("name", "days", "trusted", "says"),
    [
        ("localhost", (-1, 30), False, "self-signed"),
        ("localhost", (-30, -1), True, "expired"),
        ("localhost", (1, 30), True, "not valid yet"),
        ("elsewhere.example", (-1, 30), True, "for another name"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(
    name: str, days: tuple[int, int], trusted: bool, says: str, tmp_path: Path, vault: Vault
) -> None:
    own = certificate(tmp_path, name, days=days)
    with Outside((200, {}, b"")).running(own) as outside:
        trust = trusting(own) if trusted else None
        found = callback_reached(settings(f"https://localhost:{outside.port}"), vault, trust=trust)
    assert found.level == "fail"
    assert says in found.text
    assert outside.asked == []


def test_plain_http_where_tls_should_be(vault: Vault) -> None:
    with Outside((200, {}, b"")).running() as outside:
        found = callback_reached(settings(f"https://localhost:{outside.port}"), vault)
    assert "does not speak TLS" in found.text


def test_a_name_without_an_address(vault: Vault) -> None:
    found = callback_reached(settings("https://api.tabeza.invalid"), vault)
    assert (found.level, found.text.startswith("api.tabeza.invalid has no address. Add an A")) == (
        "fail",
        True,
    )


def test_a_port_where_nothing_listens(vault: Vault) -> None:
    found = callback_reached(settings(f"https://localhost:{free_port()}"), vault)
    assert "Nothing listens" in found.text


@pytest.mark.parametrize(("scheme", "where"), [("https", "certificate"), ("http", "answer")])
def test_what_takes_a_connection_and_says_nothing(scheme: str, where: str) -> None:
    with silent() as port, pytest.raises(Unreached) as unreached:
        ask(f"{scheme}://127.0.0.1:{port}/", timeout_s=0.2)
    assert unreached.value.where == where
    assert "says nothing" in str(unreached.value)


def test_a_rehearsal_has_no_public_address(vault: Vault) -> None:
    assert callback_reached(settings("http://127.0.0.1", kind="test"), vault).level == "pass"


# --- Safaricom and the clock ----------------------------------------------------------------------------------------

WAF = b"<html><body>Request unsuccessful. Incapsula incident ID: 1</body></html>"


@pytest.mark.parametrize(
    ("reply", "level", "says"),
    [
        ((400, JSON, b'{"errorCode":"400.008.01"}'), "pass", "answers (400 without keys"),
        ((401, {}, b""), "pass", "answers (401"),
        ((403, {"Content-Type": "text/html"}, WAF), "fail", "apisupport@safaricom.co.ke"),
        ((503, {"Content-Type": "text/html"}, WAF), "fail", "turns this server's address away"),
        ((500, JSON, b"{}"), "warn", "in trouble (500)"),
    ],
)
def test_safaricom_as_it_answers(reply: Reply, level: str, says: str, tmp_path: Path) -> None:
    own = certificate(tmp_path)
    with Outside(reply).running(own) as outside:
        here = settings(production_host=f"https://localhost:{outside.port}")
        found, answer = daraja_reached(here, Environment.PRODUCTION, trust=trusting(own))
    assert (found.level, says in found.text) == (level, True), found.text
    assert answer is not None
    ((method, path),) = outside.asked
    assert (method, path) == ("GET", "/oauth/v1/generate?grant_type=client_credentials")


def test_without_a_way_out_production_fails_and_the_sandbox_warns() -> None:
    here = f"https://127.0.0.1:{free_port()}"
    nowhere = settings(production_host=here, sandbox_host=here)
    found = {each: daraja_reached(nowhere, each)[0] for each in Environment}
    assert {each.value: finding.level for each, finding in found.items()} == {
        "production": "fail",
        "sandbox": "warn",
    }
    assert "out to it on port 443" in found[Environment.PRODUCTION].text


@pytest.mark.parametrize(
    ("ahead", "level", "says"),
    [(0, "pass", "within"), (200, "fail", "s behind Daraja"), (-200, "fail", "s ahead of Daraja")],
)  # fmt: skip
def test_the_clock_is_held_against_safaricoms(ahead: float, level: str, says: str) -> None:
    with Outside((400, {}, b""), ahead).running() as outside:
        answer = ask(f"http://127.0.0.1:{outside.port}/")
    found = clock([("Daraja production", answer)], None, lambda: datetime.now(UTC))
    assert (found.level, says in found.text) == (level, True), found.text
    if level == "fail":
        assert preflight_outside.CLOCK_CURE in found.text


def test_the_clock_is_held_against_the_databases_too() -> None:
    now = datetime.now(UTC)
    assert clock([], now - timedelta(hours=3), lambda: now).level == "fail"
    assert clock([], now, lambda: now).level == "pass"
    assert clock([], None, lambda: now).level == "warn"


# --- the database and the disk --------------------------------------------------------------------------------------


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def rehearsal(tmp_path: Path, url: str, **changes: Any) -> dict[str, Finding]:
    here = settings(
        "http://127.0.0.1", kind="test", database_url=url, spool_dir=tmp_path / "spool", **changes
    )
    return by_name(preflight.check(here))


def test_a_sound_database_passes_on_both_stores(store_url: str, tmp_path: Path) -> None:
    engine = open_engine(store_url)
    if migrate.current(engine) is None:
        migrate.upgrade(engine)
    engine.dispose()
    found = rehearsal(tmp_path, store_url)
    assert {name for name, finding in found.items() if not finding.passed} == set(), found
    assert found["schema"].text == f"at {migrate.newest()}"


def test_a_database_that_is_away(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none"
    found = rehearsal(tmp_path, url)
    assert (found["database"].level, "Check DATABASE_URL" in found["database"].text) == ("fail", True)
    assert found["callback reached"].text.startswith("not asked")


def test_a_database_without_a_schema(tmp_path: Path) -> None:
    found = rehearsal(tmp_path, f"sqlite:///{tmp_path / 'new.sqlite'}")
    assert "tabeza-central migrate" in found["schema"].text


@pytest.mark.postgres
def test_what_postgresql_says_of_itself_is_judged(
    postgres_server: PostgresServer, store_url_of_postgres: str, tmp_path: Path
) -> None:
    name = PostgresServer.name_of(store_url_of_postgres)
    postgres_server.say(f"ALTER DATABASE {name} SET synchronous_commit = off")
    found = rehearsal(tmp_path, store_url_of_postgres)
    assert (found["durable"].level, "synchronous_commit is off" in found["durable"].text) == ("fail", True)
    assert found["database"].text.startswith("PostgreSQL ")
    assert found["pooler"].text == "none: connected to the server itself"
    as_superuser = rehearsal(tmp_path, postgres_server.url(name, OWNER))
    assert "NOBYPASSRLS" in as_superuser["database role"].text


@pytest.mark.postgres
def test_the_way_past_a_pooler_must_lead_to_the_same_database(
    postgres_server: PostgresServer, store_url_of_postgres: str, tmp_path: Path
) -> None:
    right = rehearsal(tmp_path, store_url_of_postgres, listen_url=store_url_of_postgres)
    assert right["pooler"].level == "pass"
    other = postgres_server.new_database()
    wrong = rehearsal(tmp_path, store_url_of_postgres, listen_url=other)
    assert "another database" in wrong["pooler"].text
    gone = rehearsal(
        tmp_path, store_url_of_postgres, listen_url=f"postgresql+psycopg://x@127.0.0.1:{free_port()}/x"
    )
    assert "can't be reached" in gone["pooler"].text
    postgres_server.drop(other)


def test_a_file_that_is_not_kept_safe_is_a_risk(tmp_path: Path) -> None:
    store = Store(open_engine(f"sqlite:///{tmp_path / 'x.sqlite'}", durable=False))
    assert facts.facts(store).risks == ("synchronous is not FULL",)
    store.engine.dispose()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_spool_that_can_not_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    found = preflight.spool(settings(spool_dir=blocked / "spool"))
    assert (found.level, "TABEZA_SPOOL_DIR" in found.text) == ("fail", True)


def test_a_spool_leaves_nothing_behind_and_is_for_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    really = os.fsync

    def look(handle: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(handle).st_mode))
        really(handle)

    monkeypatch.setattr(os, "fsync", look)
    found = preflight.spool(settings(spool_dir=tmp_path / "spool", kind="test"))
    assert found.level == "pass", found.text
    assert modes == [0o600]
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_spool_in_the_temporary_folder_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = preflight.spool(settings(database_url="postgresql+psycopg://x@/x"))
    assert (found.level, "may not survive a restart" in found.text) == ("warn", True)


def test_all_of_it_says_everything_even_when_everything_fails(tmp_path: Path) -> None:
    nowhere = f"https://127.0.0.1:{free_port()}"
    here = settings(
        database_url=f"postgresql+psycopg://x@127.0.0.1:{free_port()}/x", encryption_key=Secret("short"),
        production_host=nowhere, sandbox_host=nowhere, spool_dir=tmp_path,
    )  # fmt: skip
    found = by_name(preflight.check(here))
    assert {name for name, finding in found.items() if finding.level == "fail"} == {
        "encryption key", "database", "callback reached", "Daraja production",
    }  # fmt: skip
    assert {"callback URL", "spool", "Daraja sandbox", "clock"} <= set(found), (
        "the rest was looked at all the same"
    )


def test_both_callback_paths_answer_the_question(live: Live) -> None:
    vault = live.world.ctx.vault
    assert isinstance(vault, Vault)
    asked = callback_probe.question(vault, "cd" * 16)
    answer = httpx.post(f"{live.base_url}/api/payments/mpesa/callback/{asked}", json={}, timeout=10)
    assert answer.json() == {"preflight": callback_probe.expected(vault, "cd" * 16)}

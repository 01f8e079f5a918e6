"""The service as a program: refusing a wrong key, faults of Safaricom's, dying quietly, and giving nothing away."""

from __future__ import annotations

import base64
import io
import json
import secrets
import subprocess
import sys
import threading
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tabeza_central import cli
from tabeza_protocol import routes
from tests.central import journey

PERSON_PIN = "482915"


@dataclass
class Done:
    """What a command of the operator's said and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def run(folder: Path, *arguments: str, **environment: str) -> Done:
    """The operator's command line, whole, in this process."""
    settings = {
        "TABEZA_SERVICE_KIND": "test",
        "DATABASE_URL": f"sqlite:///{folder / 'central.sqlite'}",
        "MPESA_ENCRYPTION_KEY": "6f1d3c2b9a8e47d0515c6b7a8d9e0f12233445566778899aabbccddeeff00113",
    } | environment
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in settings.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["tabeza-central", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("", "MPESA_ENCRYPTION_KEY is not set"),
        ("your-32-byte-production-encryption-key-here", "example text"),
        ("0" * 64, "repeats"),
        ("too-short-canary", "must be 32 bytes"),
    ],
)
def test_a_bad_key_does_not_start_and_the_cure_is_said(tmp_path: Path, key: str, says: str) -> None:
    refused = run(tmp_path, "serve", "--port", "0", MPESA_ENCRYPTION_KEY=key)
    assert refused.returncode == 78
    assert says in refused.stderr
    assert "token_hex(32)" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not refused.stdout
    if key:
        assert key not in refused.stderr


def test_another_key_than_the_datas_does_not_start_and_names_both(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate").stdout.strip() == "made"
    assert run(tmp_path, "bars", "add", "Mlango").returncode == 0
    other = secrets.token_hex(32)
    refused = run(tmp_path, "bars", "list", MPESA_ENCRYPTION_KEY=other)
    assert refused.returncode == 78
    assert "The data was sealed under key" in refused.stderr
    report = run(tmp_path, "preflight", MPESA_ENCRYPTION_KEY=other)
    assert report.returncode == 1
    assert "FAIL  key matches the data" in report.stdout
    assert other not in refused.stderr + report.stdout


def test_preflight_says_what_is_missing_and_then_passes(tmp_path: Path) -> None:
    before = run(tmp_path, "preflight")
    assert before.returncode == 1
    assert "tabeza-central migrate" in before.stdout
    run(tmp_path, "migrate")
    after = run(tmp_path, "preflight")
    assert after.returncode == 0, after.stdout
    assert "FAIL" not in after.stdout


def test_the_operator_hears_no_such_bar_in_a_sentence(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    refused = run(tmp_path, "codes", "new", "f" * 32)
    assert (refused.returncode, refused.stderr.strip()) == (1, "There is nothing here (R02).")


def test_without_a_schema_the_operator_is_told_to_migrate(tmp_path: Path) -> None:
    refused = run(tmp_path, "bars", "list")
    assert refused.returncode == 1
    assert "migrate" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.alone
def test_it_ends_with_its_parent_and_answers_those_who_wait(tmp_path: Path) -> None:
    with (
        journey.central(tmp_path, None) as service,
        httpx.Client(base_url=service.base_url, timeout=20) as http,
    ):
        owner = journey.owner_console(service, http, service.new_bar())
        cursor = owner.ok("GET", routes.CHANGES, barId=owner.bar_id)["cursor"]
        answers: list[int] = []

        def wait() -> None:
            answer = owner.call("GET", routes.CHANGES, barId=owner.bar_id, since=cursor, wait="30")
            answers.append(answer.status_code)

        waiting = threading.Thread(target=wait)
        waiting.start()
        journey.wait_until(lambda: _in_flight(service) >= 1, "the console waits")
        assert service.program.end() == 0
        waiting.join(20)
        assert answers == [200]


def _in_flight(service: journey.Central) -> int:
    """How many requests of consoles have been taken so far, by the socket table of the process."""
    found = subprocess.run(
        ["ss", "-Htn", "state", "established", f"( sport = :{service.program.ready['port']} )"],
        capture_output=True,
        text=True,
        check=False,
    )
    return len(found.stdout.splitlines()) if found.returncode == 0 else 1


@pytest.mark.alone
def test_no_secret_gets_out_of_a_whole_journey_with_faults(tmp_path: Path) -> None:
    """Plain, base64, hex and URL forms of every secret, in answers, logs and database files."""
    master = secrets.token_hex(32)
    with (
        journey.safaricom() as simulator,
        journey.central(tmp_path, simulator, MPESA_ENCRYPTION_KEY=master) as service,
        journey.console(service) as owner,
    ):
        bar_id = service.new_bar()
        code = service.claim_code(bar_id)
        owner.pair(code)
        device_token, first_refresh, ticket = (
            owner.device_token,
            owner.refresh_token,
            owner.owner_ticket or "",
        )
        paired_answers = len(owner.told)
        owner.sign_in(owner.become_owner(pin=PERSON_PIN), PERSON_PIN)
        session = owner.session_token
        given_on_purpose = [*owner.told[:paired_answers], owner.told[-1]]

        keys = journey.keys_of(simulator)
        wrong = {**keys, "consumer_secret": "canary" + keys["consumer_secret"][6:]}
        assert owner.send_keys(wrong).status_code == 422
        other = journey.keys_of(simulator, "174379")
        mixed = {**other, "passkey": keys["passkey"], "shortcode": keys["shortcode"]}
        refused = owner.send_keys(mixed)
        assert (refused.status_code, refused.json()["code"]) == (422, "keys_other_environment")
        bad_passkey = {**keys, "passkey": "ab" * 32}
        assert owner.send_keys(bad_passkey).json()["candidate"]["checks"][1]["problem"] == "passkey_rejected"
        assert owner.send_keys(keys).status_code == 201

        journey.customer(simulator, journey.PHONE)
        owner.until_payment(owner.test_payment()["id"], "succeeded")
        owner.go_live()
        journey.customer(simulator, "254733000111", "cancel")
        cancelled = owner.request_payment(owner.open_tab(100_000, "0733000111"), 100_000)
        owner.until_payment(cancelled["id"], "failed")
        probe = owner.ok("POST", routes.MPESA_TEST, {"barId": bar_id})
        assert probe["ok"] is True
        owner.call("POST", routes.PAIRING_LOOK, {"code": code}, token=None)
        owner.call("GET", routes.OPENAPI, token=None)
        figures = owner.call("GET", routes.METRICS, token=journey.METRICS_TOKEN)
        assert figures.status_code == 200
        assert bar_id not in figures.text

        told = b"".join(answer for answer in owner.told if answer not in given_on_purpose)
        log = service.program.log()
        callback_tokens = {
            entry["url"].rsplit("/", 1)[1]
            for entry in map(_flat, journey.record_of(simulator))
            if "/callback/" in entry.get("url", "")
        }
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    daraja = [keys[name] for name in ("consumer_key", "consumer_secret", "passkey")]
    daraja += [wrong["consumer_secret"], bad_passkey["passkey"]]
    access = [device_token, first_refresh, ticket, session]
    assert callback_tokens, "the simulator saw the callback URLs"
    for secret in [master, *daraja, *callback_tokens]:
        assert not found_in(told + log.encode() + files, secret), "a secret got out"
    for secret in access:
        assert not found_in(log.encode() + files, secret), "a token got out"
    assert f'"{PERSON_PIN}"' not in log
    assert "254712345678" not in log
    assert b"254712345678" not in told


def _flat(entry: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in entry.items()}


def found_in(haystack: bytes, secret: str) -> bool:
    """Whether a secret is there in any form it could take on its way."""
    raw = secret.encode()
    forms = {raw, raw.hex().encode(), quote(secret, safe="").encode(), base64.b64encode(raw).rstrip(b"=")}
    forms |= {base64.urlsafe_b64encode(raw).rstrip(b"="), json.dumps(secret)[1:-1].encode()}
    for shift in (1, 2):  # base64 of a longer text with the secret inside, at any alignment
        forms.add(base64.b64encode(b"\0" * shift + raw)[4:-4])
    return any(len(form) >= 6 and form in haystack for form in forms)

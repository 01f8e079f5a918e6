"""Canaries: secrets typed, sent and received by the console must turn up nowhere it writes or says."""

from __future__ import annotations

import copy
import logging
import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.setup_flow import redacted
from tabeza_desktop.diagnostics.crash import crash_report
from tabeza_desktop.diagnostics.logs import get_logger, start_logging, stop_logging
from tabeza_desktop.services.console import Console
from tabeza_protocol.credentials import CredentialField
from tabeza_protocol.secret import Secret
from tabeza_protocol.shortcodes import ShortcodeKind
from tests.desktop.fake_service import PIN, FakeService, problem

KEY = "CanaryConsumerKey7aQ2mZ9xW4rT1yU8iO3pL6kJ5hG0fD"
CODE_SECRET = "CanaryConsumerSecret7aQ2mZ9xW4rT1yU8iO3pL6kJ5hG0fDs2A1qW3eR5tY7u"
PASSKEY = "ca9a2ec0ffee5eedca9a2ec0ffee5eedca9a2ec0ffee5eedca9a2ec0ffee5eed"
TOKENS = ("session-canary-token", "refresh-canary-token", "access-canary-token")
CANARIES = (KEY, CODE_SECRET, PASSKEY, *TOKENS, "712345678")


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    path = start_logging(tmp_path / "data", logging.DEBUG)
    assert path is not None
    yield path
    stop_logging()


@pytest.fixture
def service(service: FakeService) -> FakeService:
    service.access_token, service.refresh_token = "access-canary-token", "refresh-canary-token"
    service.session_token = "session-canary-token"
    return service


def fill_in(console: Console) -> None:
    setup = console.services.setup
    setup.set_paybill("4083917", ShortcodeKind.PAYBILL)
    for field, text in zip(CredentialField, (KEY, CODE_SECRET, PASSKEY), strict=True):
        setup.inspect(field, text)


def everything_written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def everything_shown(console: Console) -> str:
    state = console.state
    holders = (state.session, state.pairing, state.setup, state.requests, state.mpesa, state.connection)
    values = [repr(holder.value) for holder in holders]
    return " ".join([*values, repr(console.services), repr(redacted(state.setup.value.draft))])


@pytest.mark.parametrize("refused", [False, True], ids=["taken", "refused"])
def test_keys_are_sealed_wiped_and_leave_no_trace(
    qtbot: QtBot, log_file: Path, service: FakeService, signed_in: Console, tmp_path: Path, refused: bool
) -> None:
    if refused:
        service.raw["/api/mpesa-settings"] = problem(422, "keys_rejected", detail="no")
    fill_in(signed_in)
    typed = (Secret(KEY), Secret(CODE_SECRET), Secret(PASSKEY))
    ends: list[object] = []
    signed_in.services.setup.send(*typed, done=ends.append, failed=ends.append)
    qtbot.waitUntil(lambda: bool(ends))
    assert all(len(secret) == 0 for secret in typed), "the typed keys were not wiped"
    if refused:
        assert isinstance(ends[0], Problem)
        assert ends[0].code == "keys_rejected"
    else:
        assert (service.opened[0].consumer_key, service.opened[0].passkey) == (KEY, PASSKEY)
    requests: list[object] = []
    signed_in.services.payments.request("tab-124", 100, "0712345678", done=requests.append, failed=requests.append)
    qtbot.waitUntil(lambda: bool(requests))
    shown = everything_shown(signed_in)
    signed_in.stop()
    stop_logging()
    written = everything_written(tmp_path)
    for canary in CANARIES:
        assert canary.encode() not in written, f"{canary[:8]} was written"
        assert canary not in shown, f"{canary[:8]} is in state"


def test_whoever_logs_a_secret_writes_none(log_file: Path) -> None:
    log = get_logger("test")
    try:
        raise RuntimeError(f"Authorization: Bearer session-canary-token for {KEY} from 0712345678")
    except RuntimeError as error:
        log.error("boom", exc_info=error, passkey=PASSKEY, nested={"pin": PIN, "text": f"x {CODE_SECRET} y"})
        logging.getLogger("some.library").warning("sent %s to %s", PASSKEY, "254712345678")
        report = crash_report(type(error), error, error.__traceback__)
    stop_logging()
    written = log_file.read_text()
    assert "boom" in written
    for canary in (*CANARIES, PIN):
        assert canary not in written
    for canary in CANARIES:
        assert canary not in report


def test_problems_carry_no_address_header_or_body(
    qtbot: QtBot, service: FakeService, signed_in: Console
) -> None:
    service.down = httpx.ConnectError(f"Bearer session-canary-token {KEY}")
    problems: list[Problem] = []
    signed_in.services.setup.set_paybill("4083917", ShortcodeKind.PAYBILL)
    signed_in.services.setup.lookup(failed=problems.append)
    qtbot.waitUntil(lambda: bool(problems))
    text = repr(problems[0])
    assert "canary" not in text.lower()


def test_a_secret_refuses_every_way_out() -> None:
    secret = Secret(PASSKEY)
    assert PASSKEY not in f"{secret} {secret!r} {[secret]} {({'a': secret})}"
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError) as caught:
            leave(secret)
        assert PASSKEY not in "".join(traceback.format_exception(caught.value))

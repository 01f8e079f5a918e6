"""The surroundings tests rely on are what they say: no network, no real keyring, real servers when asked for."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import keyring
import keyring.errors
import pytest
from PySide6.QtWidgets import QLabel
from pytest_socket import SocketConnectBlockedError
from pytestqt.qtbot import QtBot
from sqlalchemy import create_engine, text

from tests.project.sources import ROOT
from tests.support.postgres import PostgresServer

# the guard warns before it raises, and warnings are errors here
BLOCKED = (SocketConnectBlockedError, UserWarning)


def test_nothing_but_loopback_is_reached() -> None:
    with socket.socket() as client, pytest.raises(BLOCKED, match="tried to use socket"):
        client.connect(("192.0.2.1", 9))


def test_loopback_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_the_data_directory_is_this_tests_own(tmp_path: Path) -> None:
    assert Path(os.environ["TABEZA_DATA_DIR"]).is_relative_to(tmp_path)


@pytest.mark.skipif("TABEZA_SECRET_SERVICE" in os.environ, reason="this run has a keyring of its own")
def test_nobodys_keyring_is_touched() -> None:
    with pytest.raises(keyring.errors.NoKeyringError):
        keyring.get_password("tabeza-tests", "nobody")


def test_a_thread_left_behind_fails_its_test(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(
        """
        import threading
        def test_leaves(monkeypatch):
            stop = threading.Event()
            thread = threading.Thread(target=stop.wait, args=(3,), name="left-behind")
            thread.start()
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:randomly")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*threads still running after the test: left-behind*"])


def test_a_thread_that_ends_by_itself_is_no_leak() -> None:
    threading.Thread(target=lambda: None).start()


@pytest.mark.keyring
def test_the_secret_service_keeps_a_secret() -> None:
    assert type(keyring.get_keyring()).__module__ == "keyring.backends.SecretService"
    keyring.set_password("tabeza-tests", "someone", "mambo žluť")
    assert keyring.get_password("tabeza-tests", "someone") == "mambo žluť"
    keyring.delete_password("tabeza-tests", "someone")
    assert keyring.get_password("tabeza-tests", "someone") is None


@pytest.mark.xvfb
def test_a_real_window_is_shown(qtbot: QtBot) -> None:
    label = QLabel("Habari")
    qtbot.addWidget(label)
    with qtbot.waitExposed(label):
        label.show()
    assert label.screen().size().width() == 1366


@pytest.mark.postgres
def test_what_was_committed_survives_a_pulled_plug(postgres_server: PostgresServer, postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (receipt text)"))
        connection.execute(text("INSERT INTO kept VALUES ('SFF6XYZ123')"))
    engine.dispose()
    postgres_server.restart()
    with engine.begin() as connection:
        assert connection.execute(text("SELECT receipt FROM kept")).scalar_one() == "SFF6XYZ123"
    engine.dispose()

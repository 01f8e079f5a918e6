"""Starting the program again brings the first to the front; links find the pairing page; nothing else gets in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from tabeza_desktop import single_instance
from tabeza_desktop.front_door import FrontDoor
from tabeza_desktop.services.console import Console
from tabeza_desktop.single_instance import Instance, channel_name, claim
from tabeza_desktop.window import Window
from tests.desktop.fake_service import CODE
from tests.project.sources import ROOT

START = "import sys; import main; raise SystemExit(main.main(sys.argv[1:]))"


@pytest.fixture
def first(data_dir: Path) -> Iterator[Instance]:
    """The console that is open, listening."""
    instance = claim(data_dir)
    assert instance is not None
    assert instance.listen()
    yield instance
    instance.close()


def start_again(*arguments: str) -> subprocess.Popen[bytes]:
    """The real program, started by a person or a link."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", START, *arguments], cwd=ROOT, env=dict(os.environ), stderr=subprocess.PIPE
    )


def ended(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is not None


def test_a_second_start_raises_the_first_and_ends(first: Instance, qtbot: QtBot) -> None:
    with qtbot.waitSignal(first.raised, timeout=20_000):
        second = start_again()
    with second:
        qtbot.waitUntil(lambda: ended(second), timeout=10_000)
        assert second.stderr is not None
        assert (second.returncode, second.stderr.read()) == (0, b"")


def test_a_link_reaches_the_first_as_its_code_alone(first: Instance, qtbot: QtBot) -> None:
    with qtbot.waitSignal(first.code_given, timeout=20_000) as given:
        second = start_again("tabeza://pair/abcde-23456")
    with second:
        qtbot.waitUntil(lambda: ended(second), timeout=10_000)
    assert given.args == ["ABCDE23456"]


def test_a_hostile_link_ends_without_a_word(first: Instance, qtbot: QtBot) -> None:
    heard: list[Any] = []
    first.raised.connect(lambda: heard.append("raised"))
    with start_again("tabeza://pair/ABCDE23456", "--server", "https://evil.example") as second:
        qtbot.waitUntil(lambda: ended(second), timeout=20_000)
        assert second.returncode == 2
    assert not heard


@pytest.mark.parametrize(
    "said", [b"open /etc/passwd\n", b"pair ../../..\n", b"raise now\n", b"\n", b"x" * 100_000, b"\xff\xfe\n"]
)
def test_what_is_no_word_of_ours_changes_nothing(first: Instance, qtbot: QtBot, said: bytes, data_dir: Path) -> None:
    heard: list[Any] = []
    first.raised.connect(lambda: heard.append("raised"))
    first.code_given.connect(heard.append)
    caller = QLocalSocket()
    caller.connectToServer(channel_name(data_dir))
    with qtbot.waitSignal(caller.disconnected, timeout=5_000):
        caller.write(said)
    assert not heard
    assert bytes(caller.readAll().data()) == b""


def test_a_caller_that_says_nothing_is_cut_off(first: Instance, qtbot: QtBot, data_dir: Path) -> None:
    caller = QLocalSocket()
    with qtbot.waitSignal(caller.disconnected, timeout=5_000):
        caller.connectToServer(channel_name(data_dir))


def test_a_start_that_comes_while_the_first_ends_is_the_first(data_dir: Path) -> None:
    before = claim(data_dir)
    assert before is not None
    before.close()
    after = claim(data_dir)
    assert after is not None
    after.close()


def test_the_lock_of_a_process_that_died_is_nobodys(data_dir: Path, qapp: object) -> None:
    """As after a power cut: the file is there, and so may be a socket that nobody listens on."""
    code = (
        "import os, sys; from pathlib import Path; from tabeza_desktop.single_instance import claim;"
        "i = claim(Path(sys.argv[1])); i.listen(); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", code, data_dir], cwd=ROOT, check=False, timeout=60)
    assert (data_dir / single_instance.LOCK_FILE).exists()
    instance = claim(data_dir)
    assert instance is not None
    assert instance.listen()
    instance.close()


def test_nor_is_it_if_another_program_goes_by_the_dead_ones_number(data_dir: Path, qapp: object) -> None:
    """Numbers are given anew after a restart of the PC; on Windows they are soon the same."""
    code = "import os, sys; from pathlib import Path; from tabeza_desktop.single_instance import claim;"
    code += "i = claim(Path(sys.argv[1])); os._exit(1)"
    subprocess.run([sys.executable, "-c", code, data_dir], cwd=ROOT, check=False, timeout=60)
    lock = data_dir / single_instance.LOCK_FILE
    _number, rest = lock.read_bytes().split(b"\n", 1)
    lock.write_bytes(str(os.getpid()).encode() + b"\n" + rest)
    instance = claim(data_dir, tell_for_s=1.0)
    assert instance is not None
    instance.close()


def test_a_lock_that_is_held_is_never_taken_away(first: Instance, data_dir: Path) -> None:
    other = QLockFile(str(data_dir / single_instance.LOCK_FILE))
    assert not other.tryLock(0)
    assert not other.removeStaleLockFile()


def test_a_first_that_does_not_answer_is_not_doubled(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deaf = claim(data_dir)  # it never listens
    assert deaf is not None
    assert claim(data_dir, tell_for_s=0.3) is None
    assert "does not answer" in capsys.readouterr().err
    deaf.close()


def test_a_folder_that_cannot_be_written_stops_nobody_from_starting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    instance = claim(tmp_path / "file" / "data")
    assert instance is not None
    instance.close()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no path")
def test_a_deep_folder_still_gets_a_channel_that_a_socket_can_have(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / ("d" * 120)):
        assert len(channel_name(folder).encode()) <= single_instance.LONGEST_SOCKET_PATH


def test_practice_and_the_real_console_may_both_be_open(data_dir: Path) -> None:
    both = [claim(data_dir), claim(data_dir / "practice")]
    assert all(both)
    for instance in both:
        assert instance is not None
        instance.close()


# what the window does


@pytest.fixture
def stand(qtbot: QtBot, first: Instance) -> Callable[..., tuple[FrontDoor, Window]]:
    def put(console: Console, code: str | None = None) -> tuple[FrontDoor, Window]:
        door, window = FrontDoor(first, code), Window(console, practice=False)
        qtbot.addWidget(window)
        window.show()
        door.open(window, console)
        return door, window

    return put


def test_the_code_of_a_link_waits_in_the_boxes_and_is_not_sent(
    stand: Callable[..., tuple[FrontDoor, Window]], console: Console, service: Any
) -> None:
    _, window = stand(console, CODE)
    assert window.pairing.pair.boxes.code() == CODE
    assert window.pairing.pair.connect_button.isEnabled()
    assert not console.state.pairing.value.busy
    assert console.state.pairing.value.offer is None


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_link_comes_forward_and_fills_in_while_the_console_is_open(
    stand: Callable[..., tuple[FrontDoor, Window]], console: Console, first: Instance, qtbot: QtBot
) -> None:
    _, window = stand(console)
    window.showMinimized()
    qtbot.waitUntil(window.isMinimized)
    assert first.heard(f"pair {CODE}".encode())
    qtbot.waitUntil(lambda: not window.isMinimized())
    assert window.pairing.pair.boxes.code() == CODE


@pytest.mark.qt_log_ignore("does not support raise")
def test_a_link_does_nothing_on_a_paired_pc(
    stand: Callable[..., tuple[FrontDoor, Window]], signed_in: Console, first: Instance
) -> None:
    _, window = stand(signed_in)
    assert first.heard(f"pair {CODE}".encode())
    assert window.pairing.pair.boxes.code() == ""
    signed_in.services.session.lock()
    assert window.pairing.pair.boxes.code() == ""

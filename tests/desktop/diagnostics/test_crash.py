"""Crashes: a report without values, a window that shows it before anything goes anywhere, a restart after the lock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tabeza_desktop.diagnostics.crash import FAULT_FILE, REPORT_FILE, CrashHook, crash_report, frames_of
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.support.crash_window import CrashWindow
from tabeza_desktop.ui.theme import theme

ROOT = Path(__file__).resolve().parents[3]
SECRET = "bfb279f9-my-passkey"


def a_report() -> str:
    try:
        try:
            int(SECRET)
        except ValueError as first:
            raise KeyError(SECRET) from first
    except KeyError as error:
        return crash_report(type(error), error, error.__traceback__)


def test_a_report_has_kinds_and_places_and_no_value() -> None:
    report = a_report()
    assert "KeyError" in report
    assert "because of ValueError" in report
    assert "test_crash.py" in report
    assert SECRET not in report
    assert str(ROOT) not in report, "nothing of whose PC this is"


def test_a_frame_that_does_not_exist_is_no_frame() -> None:
    planted = "  tabeza_desktop/app.py:3 hunter2\n  tabeza_desktop/hunter2.py:3 run\n  /etc/passwd:1 root\nHunterError"
    assert frames_of(planted) == []
    assert frames_of("  tabeza_desktop/app.py:3 build_console\nValueError") != []


def test_the_hook_writes_the_report_and_tells_once_per_crash(tmp_path: Path) -> None:
    told: list[str] = []
    hook = CrashHook(tmp_path, told.append)
    assert hook.install() is None
    try:
        try:
            raise RuntimeError(SECRET)
        except RuntimeError as error:
            sys.excepthook(type(error), error, error.__traceback__)
    finally:
        hook.remove()
    assert (tmp_path / REPORT_FILE).read_text(encoding="utf-8") == told[0]
    assert SECRET not in told[0]


def test_what_broke_below_python_is_told_at_the_next_start(tmp_path: Path) -> None:
    tmp_path.joinpath(FAULT_FILE).write_text("Fatal Python error: Segmentation fault\n", encoding="utf-8")
    hook = CrashHook(tmp_path)
    try:
        assert hook.install() == "Fatal Python error: Segmentation fault\n"
    finally:
        hook.remove()
    again = CrashHook(tmp_path)
    try:
        assert again.install() is None, "told once"
    finally:
        again.remove()


@pytest.fixture
def window(qtbot: QtBot, qapp: object) -> CrashWindow:
    theme().install(qapp)  # type: ignore[arg-type]
    made = CrashWindow(a_report(), fatal=False)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_window_shows_the_report_to_the_letter_and_saves_just_that(
    window: CrashWindow, tmp_path: Path
) -> None:
    assert window.view.toPlainText() == window._report
    target = tmp_path / "report.txt"
    window.save_to(target)
    assert target.read_text(encoding="utf-8") == window.view.toPlainText()
    window.save_to(tmp_path / "no" / "where.txt")
    assert "could not be written" in window.said.text()


@pytest.mark.parametrize(
    ("key", "signal"), [(Qt.Key.Key_Return, "restart_asked"), (Qt.Key.Key_Escape, "go_on_asked")]
)
def test_its_keys(qtbot: QtBot, window: CrashWindow, key: Qt.Key, signal: str) -> None:
    with qtbot.waitSignal(getattr(window, signal), timeout=2_000):
        QTest.keyClick(window, key)


def test_it_speaks_kiswahili(qtbot: QtBot, qapp: object) -> None:
    speak("sw")
    try:
        window = CrashWindow("x", fatal=True)
        qtbot.addWidget(window)
        assert window.restart_button.text() == "Anzisha Tabeza tena"
    finally:
        speak("en")


BROKEN = """
import sys
sys.argv = ["main.py", "--practice"]
sys.path.insert(0, {root!r})
import main
from tabeza_desktop.ui.support import crash_window
seen = []
class Quick(crash_window.CrashWindow):
    def showEvent(self, event):
        from PySide6.QtCore import QTimer
        seen.append(self.view.toPlainText())
        QTimer.singleShot(0, self.go_on_asked.emit)
crash_window.CrashWindow = Quick
def broken(options, code=None):
    raise RuntimeError({secret!r})
main._console = broken
code = main._guarded(sys.argv[1:])
print(code, len(seen), "RuntimeError" in seen[0], {secret!r} in seen[0])
"""


def test_an_error_before_the_window_stands_shows_our_own_window(tmp_path: Path) -> None:
    """As the frozen program would: whatever escapes ends in our window, never in that of the packer."""
    script = BROKEN.format(root=str(ROOT), secret=SECRET)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TABEZA_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
    )
    assert done.stdout.split() == ["70", "1", "True", "False"], done.stdout + done.stderr


def test_the_frozen_program_never_shows_its_packers_box() -> None:
    assert "disable_windowed_traceback=True" in (ROOT / "installer.spec").read_text(encoding="utf-8")


RESTARTED = """
import sys
from pathlib import Path
sys.argv = ["main.py", "--diagnostics", {target!r}]
sys.path.insert(0, {root!r})
from PySide6.QtCore import QTimer
from tabeza_desktop.application import application
from tabeza_desktop.app import build_console
from tabeza_desktop.services.backend import ConsoleConfig
from tabeza_desktop.single_instance import claim
from tabeza_desktop.diagnostics.running import Diagnostics
app = application()
folder = Path({folder!r})
lock = claim(folder, None)
console = build_console(ConsoleConfig(folder, service_url="http://127.0.0.1:9", memory_only=True))
console.start()
watching = Diagnostics(folder / "logs")
watching.begin(console)
def broken():
    raise RuntimeError({secret!r})
def press():
    if watching._shown is None:
        QTimer.singleShot(50, press)
        return
    print({secret!r} in watching._shown.view.toPlainText(), flush=True)
    watching._shown.restart_asked.emit()
QTimer.singleShot(0, broken)
QTimer.singleShot(50, press)
QTimer.singleShot(60_000, app.quit)
app.exec()
watching.end()
console.stop()
lock.close()
"""


def test_start_again_begins_a_fresh_process_when_this_one_is_gone(tmp_path: Path, qtbot: QtBot) -> None:
    """A slot breaks, the window stands, the person starts again: the same program runs anew with its arguments."""
    target = tmp_path / "fresh.txt"
    script = RESTARTED.format(
        root=str(ROOT), secret=SECRET, folder=str(tmp_path / "data"), target=str(target)
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TABEZA_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
    )
    assert done.stdout.split()[0] == "False", done.stdout + done.stderr  # the fresh process prints after it
    qtbot.waitUntil(lambda: target.exists() and "RuntimeError" in target.read_text("utf-8"), timeout=60_000)
    assert SECRET not in target.read_text("utf-8"), (
        "the fresh process tells of the crash, not of what was in it"
    )

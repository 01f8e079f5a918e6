"""What covers the console says only what is known."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tabeza_desktop.app import build_console
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.services.backend import ConsoleConfig
from tabeza_desktop.ui.theme import theme
from tabeza_desktop.window import Window


def test_until_this_pc_has_been_read_nobody_is_told_who_works_here(
    qtbot: QtBot, qapp: QApplication, tmp_path: object
) -> None:
    """A slow disk or a first start: "Nobody is set up on this PC" would be a guess, and often a wrong one."""
    theme().install(qapp)
    console = build_console(ConsoleConfig(tmp_path, memory_only=True))  # type: ignore[arg-type]
    window = Window(console, practice=False)
    qtbot.addWidget(window)
    window.show()
    assert console.state.session.value.phase is Phase.STARTING
    assert window.starting.isVisible()
    assert not window.sign_in.isVisible()
    console.state.session.set(Session(phase=Phase.UNPAIRED))
    assert window.pairing.isVisible()
    assert not window.starting.isVisible()
    console.stop()

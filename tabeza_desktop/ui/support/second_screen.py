"""In practice mode: the made-up support person's own window, as a second program beside this one."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess

from tabeza_desktop.places import data_dir


def own_command() -> list[str]:
    """How this same program is started again, frozen or from source."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, str(Path(__file__).resolve().parents[3] / "main.py")]


def open_second_screen(lang: str) -> bool:
    """Starts it. It shows only what practice mode's own service tells. False if it did not start."""
    program, *arguments = own_command()
    wanted = ["--practice", "--support", "--lang", lang, "--data-dir", str(data_dir())]
    started, _pid = QProcess.startDetached(program, [*arguments, *wanted])
    return started

"""Who plays a WAV file on this machine: Windows itself, or a small program of the system as a child process.

Nothing waits for a sound, and a machine that can't play one stays silent: sound only repeats what is on screen.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QProcess

PROGRAMS: Final = {"darwin": (("afplay",),), "linux": (("paplay",), ("pw-play",), ("aplay", "-q"))}
"""By platform, the first that is there plays."""


class Player(Protocol):
    """Starts a sound and returns at once; never raises."""

    def play(self, path: Path) -> None: ...


class SilentPlayer:
    """For machines without sound, and for tests that are not about it."""

    def play(self, path: Path) -> None:
        return


class ChildPlayer:
    """One detached process a sound; it ends by itself."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command

    def play(self, path: Path) -> None:
        process = QProcess()
        process.setProgram(self._command[0])
        process.setArguments([*self._command[1:], str(path)])
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.startDetached()  # False when it could not start: then it is silent


class WindowsPlayer:
    """``winsound`` hands the file to Windows and returns at once."""

    def play(self, path: Path) -> None:
        if sys.platform == "win32":
            import winsound

            try:
                winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
            except RuntimeError:
                return  # no sound device, or it is taken: what is on screen says it all


def choose_player(platform: str = sys.platform) -> Player:
    """The player of this machine."""
    if platform == "win32":
        return WindowsPlayer()
    for name, *arguments in PROGRAMS.get(platform, ()):
        found = shutil.which(name)
        if found is not None:
            return ChildPlayer((found, *arguments))
    return SilentPlayer()

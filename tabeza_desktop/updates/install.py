"""Handing a checked package to the system's own installer."""

from __future__ import annotations

import platform
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final, Protocol

WAIT_S: Final = 120
"""How long the installer waits for this program to end; see packaging/windows/installer.nsi."""
_DETACHED: Final = 0x00000008 | 0x00000200  # DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP
_MACHINES: Final = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}


class Installer(Protocol):
    """How this kind of PC installs a package."""

    def file_name(self, version: str) -> str: ...
    def command(self, package: Path) -> str:
        """What a person types to install it; empty if :meth:`start` does it."""
        ...

    def start(self, package: Path, *, reopen: bool) -> None:
        """Starts the installer, which waits for this program to end. Raises ``OSError``."""
        ...


class WindowsInstaller:
    """Silent, for this person, without administrator rights; it waits for the console to close and swaps at the end."""

    def file_name(self, version: str) -> str:
        return f"Tabeza-Setup-{version}.exe"

    def command(self, package: Path) -> str:
        return ""

    def start(self, package: Path, *, reopen: bool) -> None:
        words = [str(package), "/S", f"/WAIT={WAIT_S}", *(["/RESTART=1"] if reopen else [])]
        subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=_DETACHED if sys.platform == "win32" else 0,
            close_fds=True,
        )


class DebianInstaller:
    """A package of the whole system: fetched and checked here, installed by an administrator."""

    def file_name(self, version: str) -> str:
        return f"tabeza-desktop_{version}_amd64.deb"

    def command(self, package: Path) -> str:
        return f"sudo apt install {shlex.quote(str(package))}"

    def start(self, package: Path, *, reopen: bool) -> None:
        raise OSError("an administrator installs this package")


def platform_name() -> str:
    """The name manifests use for this kind of PC, such as ``windows-x86_64``."""
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
    return f"{system}-{_MACHINES.get(platform.machine().lower(), platform.machine().lower())}"


def installer_here() -> Installer | None:
    """None where packages are not made for (macOS, other machines)."""
    return {"windows-x86_64": WindowsInstaller(), "linux-x86_64": DebianInstaller()}.get(platform_name())

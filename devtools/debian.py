"""The system packages that Qt, its tests and PyInstaller need on Debian and its kin.

As root they are installed; otherwise the one command to type is printed and the work goes on as far as it can.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterable

from devtools.steps import StepFailed, on_linux, quietly, say

# What a window needs, found on a bare Debian 12 by adding one package at a time.
WINDOW = ("libgl1", "libegl1", "libxkbcommon0", "libfontconfig1", "libdbus-1-3", "libglib2.0-0")
XCB = ("libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0")
NEEDS: dict[str, tuple[str, ...]] = {
    "venv": ("python3-venv",),
    "git": ("git",),
    "window": WINDOW,
    "desktop": WINDOW + XCB,
    "xvfb": (*WINDOW, *XCB, "xvfb", "at-spi2-core", "dbus"),
    "keyring": ("dbus", "gnome-keyring"),
    "postgres": ("postgresql", "pgbouncer"),
    "build": ("binutils",),
    "windows": ("wine64", "wine", "nsis", "gcc-mingw-w64-x86-64-win32", "xvfb", "imagemagick"),
}


def needed(wants: Iterable[str]) -> list[str]:
    """The package names for `wants` (keys of NEEDS), each once, in order."""
    names = [name for want in wants for name in NEEDS[want]]
    if "build" in wants and not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        names += _shared_python()
    return list(dict.fromkeys(names))


def missing(names: Iterable[str]) -> list[str]:
    """Those of `names` that dpkg does not have (a newer Debian's `t64` name of a library counts as having it)."""
    absent = []
    for name in names:
        asked = subprocess.run(
            ["dpkg-query", "-W", "-f", "${db:Status-Status} ", name, f"{name}t64"],
            capture_output=True, text=True,
        )
        if "installed" not in asked.stdout.split():
            absent.append(name)
    return absent


def ensure(*wants: str) -> list[str]:
    """Sees to the packages for `wants`; returns those that are still missing.

    Raises StepFailed if root's apt-get fails. Where there is no dpkg nothing can be known, so nothing is missing.
    """
    if not on_linux() or not shutil.which("dpkg-query"):
        return []
    absent = missing(needed(wants))
    if not absent:
        return []
    if os.geteuid() != 0:
        say(f"  system packages: please run  sudo apt-get install -y --no-install-recommends {' '.join(absent)}")
        return absent
    env = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    _update_once(env)
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *absent]
    quietly("system-packages", command, env=env)
    still = missing(absent)
    if still:
        raise StepFailed(f"apt-get left these uninstalled: {' '.join(still)}")
    return []


_updated = False


def _update_once(env: dict[str, str]) -> None:
    global _updated
    if not _updated:
        quietly("apt-get-update", ["apt-get", "update", "-q"], env=env)
        _updated = True


def _shared_python() -> list[str]:
    """PyInstaller needs libpython as a shared library; Debian packs it apart from its own interpreter."""
    version = sysconfig.get_python_version()
    return [f"libpython{version}"] if sysconfig.get_config_var("prefix") == "/usr" else []

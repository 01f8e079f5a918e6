"""Where the program's own files are, from source and from a frozen PyInstaller bundle.

Source tree: ``resources/`` stands beside the ``tabeza_desktop`` package. Frozen: PyInstaller unpacks data under
``sys._MEIPASS`` (https://pyinstaller.org/en/stable/runtime-information.html), where the spec puts ``resources/`` at the
top. Read-only: nothing is ever written here.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def resource_root() -> Path:
    """The folder that holds fonts, icons, sounds and tokens."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / "resources"
    return Path(__file__).resolve().parent.parent / "resources"


def resource_path(*parts: str) -> Path:
    """The path of one shipped file, for example ``resource_path("icons", "check.svg")``.

    Raises FileNotFoundError when the program was packed without it, or when the parts lead outside the folder.
    """
    root = resource_root()
    path = root.joinpath(*parts).resolve()
    if not path.is_relative_to(root.resolve()) or not path.exists():
        raise FileNotFoundError(f"no such resource: {'/'.join(parts)}")
    return path

"""What updating must remember across starts: ``updates/shelf.json`` and the packages beside it, in the data folder.

Written whole and swapped in, so a power cut leaves the old file or the new one. A damaged file counts as none: what
is lost is a download and the memory of the last manifest, which its expiry still guards.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from tabeza_desktop.updates.manifest import Package

SHELF_FILE: Final = "shelf.json"
FOLDER: Final = "updates"


class Ready(msgspec.Struct, frozen=True):
    """A package that was fetched and checked. ``tries``: how often its installer was started."""

    version: str
    file_name: str
    package: Package
    required: bool = False
    tries: int = 0


class Kept(msgspec.Struct, frozen=True):
    """``sequence``: the highest of any manifest accepted here."""

    sequence: int = 0
    ready: Ready | None = None


class Shelf:
    """The folder. Used from one worker at a time, and once at the end of the program."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / FOLDER

    def read(self) -> Kept:
        try:
            return msgspec.json.decode((self.folder / SHELF_FILE).read_bytes(), type=Kept)
        except (OSError, msgspec.DecodeError):
            return Kept()

    def write(self, kept: Kept) -> None:
        """Raises ``OSError`` if the disk refuses; then the old file stands."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f"{SHELF_FILE}.new"
        with fresh.open("wb") as sink:
            sink.write(msgspec.json.encode(kept))
            sink.flush()
            os.fsync(sink.fileno())
        fresh.replace(self.folder / SHELF_FILE)

    def path_of(self, ready: Ready) -> Path:
        return self.folder / Path(ready.file_name).name

    def sweep(self, keep: set[str]) -> None:
        """Deletes every file that nothing refers to any more."""
        with suppress(OSError):
            for path in self.folder.iterdir():
                if path.name not in keep | {SHELF_FILE}:
                    path.unlink(missing_ok=True)

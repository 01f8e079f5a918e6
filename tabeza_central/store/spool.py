"""Where callbacks wait while the database is away: one file each, fsynced before the sender is told "received".

Files are written under a temporary name and renamed, so a half-written one is never drained. The body inside is
already sealed: a disk that is carried off holds no phone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


class SpoolFull(Exception):
    """The spool can't take it either: the sender must be told to try again."""


class Spool:
    """A directory of entries ``ID.json``; oldest names are not older entries, each entry says when it arrived."""

    def __init__(self, directory: Path, *, limit: int = 20_000) -> None:
        self.directory = directory
        self._limit = limit

    def put(self, entry_id: str, content: bytes) -> None:
        """Durable when it returns. Raises :class:`SpoolFull` if the disk refuses or too many wait."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            if sum(1 for _ in self.directory.iterdir()) >= self._limit:
                raise SpoolFull
            temporary = self.directory / f"{entry_id}.part"
            with temporary.open("wb") as sink:
                sink.write(content)
                sink.flush()
                os.fsync(sink.fileno())
            temporary.replace(self.directory / f"{entry_id}.json")
            self._sync_directory()
        except OSError as problem:
            raise SpoolFull from problem

    def entries(self) -> Iterator[tuple[str, bytes]]:
        """Every whole entry: its id and content."""
        if not self.directory.exists():
            return
        for path in sorted(self.directory.glob("*.json")):
            yield path.stem, path.read_bytes()

    def drop(self, entry_id: str) -> None:
        """After it is safe elsewhere. Dropping it twice is harmless."""
        (self.directory / f"{entry_id}.json").unlink(missing_ok=True)

    def _sync_directory(self) -> None:
        if os.name != "posix":  # Windows has no directory handles to sync; the rename itself is journalled
            return
        handle = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

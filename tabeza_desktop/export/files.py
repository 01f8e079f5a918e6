"""Writing a file whole or not at all: beside its place first, then put there in one step.

A file that could not be written leaves what stood there as it was. Problems are told apart by the system's error
numbers, never by their words.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SHARING_VIOLATION: Final = frozenset({32, 33})
"""What Windows says of a file another program has open (ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION)."""
_ACCESS_DENIED: Final = 5


class NotWritten(Exception):
    """The file is not there, or still is what it was. ``code`` is the problem to show."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Gives a path to write to; when the block ends well it becomes ``path``, else nothing is left of it.

    Raises :class:`NotWritten`: ``disk_full``, ``file_in_use``, ``file_not_written``.
    """
    beside = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.part")
    try:
        yield beside
        _flush(beside)
        beside.replace(path)
    except OSError as error:
        raise NotWritten(problem_of(error, path)) from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """A small file at once. Raises :class:`NotWritten`."""
    with written_whole(path) as beside:
        beside.write_bytes(data)


def problem_of(error: OSError, path: Path) -> str:
    """The problem code of what the system said about writing ``path``."""
    if error.errno in _FULL:
        return "disk_full"
    winerror = getattr(error, "winerror", None)
    if winerror in _SHARING_VIOLATION or (winerror == _ACCESS_DENIED and path.is_file()):
        return "file_in_use"
    if error.errno in (errno.EBUSY, errno.ETXTBSY):
        return "file_in_use"
    return "file_not_written"


def _flush(path: Path) -> None:
    """To the disk itself, so that a power cut leaves either the old file or the new one."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())

"""Fetching a package over a line that breaks: what has come is kept, and the rest is asked for next time.

The part file is named by the package's SHA-256, so a changed manifest never continues somebody else's half. The
server's own mark of the file (ETag) is kept beside it, and a file that changed meanwhile starts over. Whatever arrives
counts only once its size and SHA-256 are those that were signed; a file that fails is deleted.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tabeza_desktop.updates.manifest import Package, Reason, UpdateRefused

if TYPE_CHECKING:
    from tabeza_desktop.api.client import FileClient

SPARE_BYTES: Final = 300 * 1024 * 1024
"""Left free on the disk beside the download: the installer unpacks there, and the console's own files come first."""
HASH_CHUNK: Final = 1024 * 1024


class NoRoom(Exception):
    """The disk is too full for the download and what follows."""


def fetch(
    files: FileClient,
    package: Package,
    target: Path,
    *,
    stopping: Callable[[], bool] = lambda: False,
    told: Callable[[int], None] = lambda percent: None,
    free_bytes: Callable[[Path], int] | None = None,
) -> bool:
    """Brings ``target`` about. False if it was stopped half way; the half is kept.

    Raises ``ProblemError`` when the line breaks (the half is kept), :class:`UpdateRefused` for a file that is not the
    one that was signed (it is gone), :class:`NoRoom`, ``OSError``.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and is_whole(target, package):
        return True
    part = target.parent / f"{package.sha256[:32]}.part"
    have = _usable(part, package)
    free = (free_bytes or _free)(target.parent)
    if free < package.size - have + SPARE_BYTES:
        raise NoRoom
    if have < package.size and not _append(files, package, part, have, stopping, told):
        return False
    if not is_whole(part, package):
        _forget(part)
        raise UpdateRefused(Reason.WRONG_HASH)
    part.replace(target)
    _mark_of(part).unlink(missing_ok=True)
    return True


def is_whole(path: Path, package: Package) -> bool:
    """Whether a file is, byte for byte, the package that was signed."""
    with suppress(OSError):
        if path.stat().st_size != package.size:
            return False
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(HASH_CHUNK):
                digest.update(chunk)
        return compare_digest(digest.hexdigest(), package.sha256)
    return False


def _append(
    files: FileClient,
    package: Package,
    part: Path,
    have: int,
    stopping: Callable[[], bool],
    told: Callable[[int], None],
) -> bool:
    """Adds what is missing. False if stopped."""
    mark = _mark_of(part)
    validator = mark.read_text(encoding="ascii", errors="replace") if have and mark.exists() else ""
    with files.open(package.url, start=have if validator else 0, validator=validator) as answer:
        if answer.validator != validator:
            mark.write_text(answer.validator, encoding="ascii", errors="replace")
        with part.open("r+b" if part.exists() else "wb") as sink:
            sink.truncate(answer.start)
            sink.seek(answer.start)
            written = answer.start
            for chunk in answer.chunks():
                if stopping():
                    return False
                written += len(chunk)
                if written > package.size:
                    break
                sink.write(chunk)
                told(written * 100 // package.size)
            sink.flush()
            os.fsync(sink.fileno())
    if written != package.size:
        _forget(part)
        raise UpdateRefused(Reason.WRONG_SIZE)
    return True


def _usable(part: Path, package: Package) -> int:
    """How many bytes of an earlier try can be built on."""
    try:
        have = part.stat().st_size
    except OSError:
        return 0
    if have > package.size:
        _forget(part)
        return 0
    return have


def _mark_of(part: Path) -> Path:
    return part.with_suffix(".mark")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _mark_of(part).unlink(missing_ok=True)


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free

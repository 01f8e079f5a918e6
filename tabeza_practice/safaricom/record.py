"""The simulator's own record: what it was asked, what it took, and what it told whom.

Tests and the tour hold the central service to this record. Passwords, keys and tokens never enter it. It keeps
the newest entries in memory (bounded) and, asked to, all of them in a file, one JSON object a line.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

from tabeza_practice.safaricom.clock import iso

KEPT = 100_000


class Record:
    """Entries numbered from 1. `write`, when given, gets each one as a JSON line before `add` returns."""

    def __init__(self, write: Callable[[bytes], None] | None = None) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._write = write
        self.last = 0

    def add(self, what: str, at_ms: int, **details: Any) -> dict[str, Any]:
        """`what`: `request`, `push`, `transaction`, `delivery` or `control`."""
        self.last += 1
        entry = {"seq": self.last, "what": what, "at_ms": at_ms, "at": iso(at_ms), **details}
        self._entries.append(entry)
        if self._write is not None:
            self._write(msgspec.json.encode(entry) + b"\n")
        return entry

    def since(self, seq: int, what: str | None = None) -> list[dict[str, Any]]:
        return [e for e in self._entries if e["seq"] > seq and what in (None, e["what"])]

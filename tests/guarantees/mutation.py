"""One way to break a guarantee: an edit of our own source, and the tests that must fail because of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
CENTRAL: Final = "tabeza_central/"
CONSOLE: Final = "tabeza_desktop/"
PROTOCOL: Final = "tabeza_protocol/"
HERE: Final = "tests/guarantees/"
PAYMENTS: Final = "tests/central/payments/"
CENTRAL_TESTS: Final = "tests/central/"
CONSOLE_TESTS: Final = "tests/desktop/"
PROTOCOL_TESTS: Final = "tests/protocol/"


class Stale(AssertionError):
    """The code has moved on: the edit no longer finds its place, so it proves nothing."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces ``old`` by ``new`` in ``file`` (from the root of the project), where it stands exactly once."""

    file: str
    old: str
    new: str

    @property
    def module(self) -> str:
        return self.file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    def apply(self, source: str) -> str:
        """Raises :class:`Stale` unless ``old`` stands there exactly once."""
        found = source.count(self.old)
        if found != 1:
            raise Stale(f"{self.file}: {found} places read {self.old!r}, not one")
        return source.replace(self.old, self.new)


@dataclass(frozen=True, slots=True)
class Mutation:
    """A guarantee (by number) broken by ``edits``; ``killed_by`` are test ids, each of which must then fail."""

    guarantee: int
    name: str
    edits: tuple[Edit, ...]
    killed_by: tuple[str, ...]

    @property
    def wants_postgres(self) -> bool:
        """Only a database with many writers shows it: its tests run on PostgreSQL alone."""
        return any(
            place in test
            for test in self.killed_by
            for place in ("/torture/", "_contention", "_row_security")
        )

    def sources(self) -> dict[str, str]:
        """The broken text of every edited module, by its name. Raises :class:`Stale`."""
        texts: dict[str, str] = {}
        for edit in self.edits:
            text = texts.get(edit.module) or (ROOT / edit.file).read_text(encoding="utf-8")
            texts[edit.module] = edit.apply(text)
        return texts

"""What stands on a paper, without any idea of points or pixels. Money arrives as words; nothing is computed here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PaperSize(StrEnum):
    """``ROLL80`` is the receipt printer's roll: 80 mm wide, 72 mm of them printed, as long as it needs to be."""

    A4 = "a4"
    ROLL80 = "roll80"


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. ``boxed`` stands out: what a reader must not miss."""

    text: str
    strong: bool = False
    boxed: bool = False
    small: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """The one big figure of a paper, with its name above."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A name at the left, a value at the right."""

    name: str
    value: str
    strong: bool = False
    indented: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """``name_share`` of the width in per cent; the values have the rest."""

    rows: tuple[Pair, ...]
    name_share: int = 62


@dataclass(frozen=True, slots=True)
class Column:
    """``share`` of the width in per cent. ``roll``: also on the narrow roll, where the others are left out."""

    title: str
    share: int
    right: bool = False
    roll: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """``total`` is a last row in bold."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in (*self.rows, *((self.total,) if self.total else ())):
            if len(row) != len(self.columns):
                raise ValueError("a row of a table has as many cells as the table has columns")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign, each over its name."""

    names: tuple[str, ...]


Block = Heading | Words | Figure | Pairs | Table | Rule | Signatures


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. ``name`` is its file name without a suffix; ``foot`` stands on every page of A4, last on a roll."""

    name: str
    title: str
    sub: str
    blocks: tuple[Block, ...]
    foot: str = ""
    page_words: str = "{page} / {pages}"

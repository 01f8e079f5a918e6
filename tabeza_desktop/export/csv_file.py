"""CSV as Excel in Kenya opens it: UTF-8 with a mark at its beginning, commas, CRLF, money with a point.

A name that a customer chose must not run in somebody's spreadsheet: text that would begin a formula is set off by an
apostrophe (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from tabeza_desktop.export.files import written_whole
from tabeza_desktop.export.sheet import COLUMNS, MOMENT, ExportWords, Kind, Value
from tabeza_protocol.business_day import NAIROBI

_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_text(text: str) -> str:
    """The text, set off if a spreadsheet would take it for a formula, also behind blanks."""
    return (
        f"'{text}" if text.startswith(_BEGINS_FORMULA) or text.lstrip().startswith(_BEGINS_FORMULA) else text
    )


def write_csv(
    path: Path, words: ExportWords, notes: Iterable[str], rows: Iterable[tuple[Value, ...]]
) -> int:
    """The file, whole; returns how many rows. Raises :class:`~tabeza_desktop.export.files.NotWritten`."""
    count = 0
    with written_whole(path) as beside, beside.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for note in notes:
            writer.writerow([safe_text(note)])
        writer.writerow([])
        writer.writerow([words.titles[column.key] for column in COLUMNS])
        for row in rows:
            writer.writerow([_cell(column.kind, value) for column, value in zip(COLUMNS, row, strict=True)])
            count += 1
    return count


def _cell(kind: Kind, value: Value) -> str:
    if value is None:
        return ""
    if kind is Kind.MONEY:
        assert isinstance(value, int)
        sign, cents = ("-", -value) if value < 0 else ("", value)
        return f"{sign}{cents // 100}.{cents % 100:02d}"
    if isinstance(value, datetime):
        return value.astimezone(NAIROBI).strftime(MOMENT)
    return str(value) if kind is Kind.NUMBER else safe_text(str(value))

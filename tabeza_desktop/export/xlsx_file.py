"""XLSX: typed cells, so that money adds up and no text is ever a formula. Row by row, in constant memory."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tabeza_desktop.export.files import written_whole
from tabeza_desktop.export.sheet import COLUMNS, ExportWords, Kind, Value
from tabeza_protocol.business_day import NAIROBI

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
"""Rows of one sheet, by the format."""


def write_xlsx(
    path: Path, words: ExportWords, notes: Iterable[str], rows: Iterable[tuple[Value, ...]]
) -> int:
    """The file, whole; returns how many rows. Raises :class:`~tabeza_desktop.export.files.NotWritten`."""
    with (
        written_whole(path) as beside,
        tempfile.TemporaryDirectory(prefix="tabeza-xlsx-") as folder,
        _book(beside, folder) as book,
    ):
        return _fill(book, words, tuple(notes), rows)


@contextlib.contextmanager
def _book(path: Path, folder: str) -> Iterator[Workbook]:
    """A workbook that is closed into ``path`` when the block ends well. Its rows wait in ``folder`` until then."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    text_only = {"strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(str(path), {"constant_memory": True, "tmpdir": folder, **text_only})
    try:
        yield book
        book.close()
    except FileCreateError as error:
        raise error.args[0] from None  # the OSError it hides
    finally:
        for sheet in book.worksheets():
            sheet.row_data_fh.close()  # open still, if the file could not be made


def _fill(
    book: Workbook, words: ExportWords, notes: tuple[str, ...], rows: Iterable[tuple[Value, ...]]
) -> int:
    sheet = book.add_worksheet(words.sheet[:31])
    bold, kinds = book.add_format({"bold": True}), _formats(book)
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width)
    head = len(notes) + 1
    for at, note in enumerate(notes):
        sheet.write_string(at, 0, note)
    for at, column in enumerate(COLUMNS):
        sheet.write_string(head, at, words.titles[column.key], bold)
    sheet.freeze_panes(head + 1, 0)
    count = 0
    for count, row in enumerate(rows, start=1):
        if head + count >= MOST_ROWS:
            raise OSError("more rows than one sheet can hold")
        for at, (column, value) in enumerate(zip(COLUMNS, row, strict=True)):
            _write(sheet, head + count, at, column.kind, value, kinds)
    sheet.autofilter(head, 0, head + count, len(COLUMNS) - 1)
    return count


def _formats(book: Workbook) -> dict[Kind, Any]:
    return {
        Kind.MONEY: book.add_format({"num_format": "#,##0.00"}),
        Kind.MOMENT: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
    }


def _write(sheet: Worksheet, row: int, at: int, kind: Kind, value: Value, kinds: dict[Kind, Any]) -> None:
    if value is None:
        return
    if isinstance(value, datetime):
        sheet.write_datetime(
            row, at, value.astimezone(NAIROBI).replace(tzinfo=None, microsecond=0), kinds[kind]
        )
    elif isinstance(value, int):
        sheet.write_number(row, at, value / 100 if kind is Kind.MONEY else value, kinds.get(kind))
    else:
        sheet.write_string(row, at, value)

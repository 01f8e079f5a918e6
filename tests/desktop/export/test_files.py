"""Files of payments: exactly the filter, money as numbers, no name a formula, and whole or not at all."""

from __future__ import annotations

import csv
import errno
import os
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.core.reports import Completeness, Extent, Missing
from tabeza_desktop.core.times import Now
from tabeza_desktop.export import files
from tabeza_desktop.export.csv_file import safe_text, write_csv
from tabeza_desktop.export.files import NotWritten, problem_of, write_bytes
from tabeza_desktop.export.sheet import COLUMNS, ExportWords, rows_of
from tabeza_desktop.export.xlsx_file import write_xlsx
from tabeza_desktop.store.cache import Cache
from tabeza_desktop.store.history import HistoryReader
from tabeza_desktop.ui.reports.export_words import export_words
from tabeza_protocol.business_day import DEFAULT_DAY_TURN, business_day_of
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import Changes, PaymentView
from tests.desktop.fake_service import START, payment

NOW = Now(START)
_S = PaymentState
EVIL = '=HYPERLINK("http://x","pay")'
ROWS = (
    payment(1, state=_S.SUCCEEDED, amount_cents=270_050, receipt="SKL9D4R2WB", result_code="0", customer_name=EVIL),
    payment(2, state=_S.FAILED, result_code="1032", amount_cents=98_400, customer_name="Café Müller, Ng’ang’a"),
    payment(3, state=_S.SUCCEEDED, amount_cents=500, receipt="SKL1", result_code="0", environment=Environment.SANDBOX),
    payment(4, state=_S.PROMPTED, tab_number=None, kind="test"),
    payment(5, state=_S.SUCCEEDED, amount_cents=100, receipt="SKL2", result_code="0",
            requested_at=START - timedelta(days=3)),
)  # fmt: skip
TODAY = HistoryQuery(day_from=business_day_of(START), day_to=business_day_of(START))


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[HistoryReader]:
    cache = Cache(tmp_path / "cache.sqlite")
    cache.apply(Changes(epoch=1, cursor="c", more=False, server_time=START, payments=ROWS), fresh=True)
    yield HistoryReader(cache)
    cache.close()


def words(query: HistoryQuery = TODAY) -> ExportWords:
    return export_words(query, "Kilimani Tavern")


def extent(missing: Missing = Missing.NOTHING) -> Extent:
    return Extent(TODAY, 4, 270_050, Completeness(START, 1234, missing))


def table(path: Path) -> tuple[list[list[str]], list[dict[str, str]]]:
    """The notes of a CSV and its rows by title."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.reader(file))
    head = told.index([])
    return told[:head], [dict(zip(told[head + 1], row, strict=True)) for row in told[head + 2 :]]


def sheet(path: Path) -> list[list[tuple[str, str]]]:
    """Every row of an XLSX as (type, value); the type is "s" for text and "n" for numbers, "f" for a formula."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as book:
        root = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    found = []
    for row in root.iterfind(".//m:row", space):
        cells = []
        for cell in row.iterfind("m:c", space):
            if cell.find("m:f", space) is not None:
                cells.append(("f", ""))
            elif cell.get("t") == "inlineStr":
                cells.append(("s", "".join(cell.itertext())))
            else:
                cells.append(("n", cell.findtext("m:v", "", space)))
        found.append(cells)
    return found


def write(reader: HistoryReader, path: Path, query: HistoryQuery = TODAY, kind: str = "csv") -> int:
    said = words(query)
    with reader.everything(query, DEFAULT_DAY_TURN) as found:
        rows = rows_of(found.rows, said, NOW)
        return (write_csv if kind == "csv" else write_xlsx)(path, said, said.notes(extent()), rows)


@pytest.mark.parametrize(
    "query",
    [TODAY, HistoryQuery(), HistoryQuery(status="paid"), HistoryQuery(text="müller"), HistoryQuery(with_tests=False),
     HistoryQuery(sort="amount", descending=False)],
    ids=["today", "all", "paid", "search", "no tests", "by amount"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_exactly_what_the_list_shows_in_its_order(
    reader: HistoryReader, tmp_path: Path, query: HistoryQuery, kind: str
) -> None:
    shown = reader.page(query, DEFAULT_DAY_TURN).rows
    path = tmp_path / f"out.{kind}"
    assert write(reader, path, query, kind) == len(shown)
    if kind == "csv":
        names = [row["Customer"] for row in table(path)[1]]
        assert [name.lstrip("'") for name in names] == [row.customer_name for row in shown]
    else:
        rows = sheet(path)[4:]
        assert [row[2 if row[1][0] == "n" else 1][1] for row in rows] == [row.customer_name for row in shown]


def test_csv_opens_in_excel_as_it_is_meant(reader: HistoryReader, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write(reader, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in path.read_bytes()
    notes, rows = table(path)
    assert [note[0] for note in notes] == [
        "Kilimani Tavern: payments of Thursday 19 November 2026",
        "4 payments, KES 2,700.50 received",
        "As of 2026-11-19 21:42:00. Complete to change 1234.".replace("1234", "1,234"),
    ]
    first = next(row for row in rows if row["Receipt"] == "SKL9D4R2WB")
    assert (first["Amount KES"], first["Took (s)"], first["Phone"]) == ("2700.50", "11", "0712 *** 678")
    assert first["Customer"] == f"'{EVIL}"
    assert first["Asked at"] == "2026-11-19 21:41:59"
    sandbox = next(row for row in rows if row["Receipt"] == "SKL1")
    assert sandbox["What"] == "Tab payment, not real money"


def test_xlsx_has_numbers_for_money_and_never_a_formula(reader: HistoryReader, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write(reader, path, kind="xlsx")
    rows = sheet(path)
    assert not [cell for row in rows for cell in row if cell[0] == "f"]
    evil = next(row for row in rows if ("s", EVIL) in row)
    assert evil[4] == ("n", "2700.5")
    assert [title for _, title in rows[3]] == [words().titles[column.key] for column in COLUMNS]


@pytest.mark.parametrize(("missing", "said"), [(Missing.OFFLINE, "OFFLINE"), (Missing.LOADING, "STILL LOADING")])
def test_a_file_says_when_something_may_be_missing(missing: Missing, said: str) -> None:
    assert words().notes(extent(missing))[2].startswith(said)
    assert "1,234" in words().notes(extent(missing))[2]


@given(st.text(max_size=12))
def test_no_text_begins_a_formula(text: str) -> None:
    safe = safe_text(text)
    assert safe in (text, f"'{text}")
    assert not safe.lstrip().startswith(("=", "+", "-", "@"))
    assert not safe.startswith(("\t", "\r", "\n"))


# whole or not at all


def refuse(number: int) -> object:
    def fsync(_: int) -> None:
        raise OSError(number, os.strerror(number))

    return fsync


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EIO, "file_not_written")]
)
def test_a_disk_that_refuses_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    path = tmp_path / "out.csv"
    path.write_text("the old one")
    monkeypatch.setattr(files.os, "fsync", refuse(number))
    with pytest.raises(NotWritten) as caught:
        write_bytes(path, b"the new one")
    assert caught.value.code == code
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said_kindly(tmp_path: Path) -> None:
    with pytest.raises(NotWritten) as caught:
        write_xlsx(tmp_path / "nowhere" / "out.xlsx", words(), (), iter(()))
    assert caught.value.code == "file_not_written"


def test_a_file_that_excel_has_open_is_told_from_a_folder_nobody_may_write(tmp_path: Path) -> None:
    """Windows answers both with "access denied"; only the first has a file there."""

    class Denied(PermissionError):
        winerror = 5

    class Shared(OSError):
        winerror = 32

    path = tmp_path / "out.xlsx"
    assert problem_of(Denied(errno.EACCES, "denied"), path) == "file_not_written"
    path.write_text("open in Excel")
    assert problem_of(Denied(errno.EACCES, "denied"), path) == "file_in_use"
    assert problem_of(Shared(errno.EACCES, "shared"), tmp_path / "new") == "file_in_use"


def test_rows_that_stop_coming_leave_nothing_behind(tmp_path: Path) -> None:
    def torn() -> Iterator[tuple[object, ...]]:
        yield (START, 1, "a", "b", 1, "c", None, None, None, None, "d", "e")
        raise OSError(errno.EIO, "the cache went away")

    with pytest.raises(NotWritten):
        write_csv(tmp_path / "out.csv", words(), (), torn())  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_reading_for_an_export_is_of_one_moment(reader: HistoryReader, tmp_path: Path) -> None:
    """A payment that arrives while a file is written belongs to the next file."""
    late = payment(9, state=_S.SUCCEEDED, requested_at=START)
    with reader.everything(HistoryQuery(), DEFAULT_DAY_TURN) as found:
        first = next(found.rows)
        changes = Changes(epoch=1, cursor="d", more=False, server_time=START, payments=(late,))
        reader._cache.apply(changes, fresh=False)
        rest: list[PaymentView] = list(found.rows)
    assert len(rest) + 1 == found.count == len(ROWS)
    assert late.id not in {row.id for row in (first, *rest)}

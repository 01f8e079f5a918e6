"""What stands on paper: every word of it, in both languages and both widths, and nothing that is not known."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from tabeza_desktop.core.history import TabLedger
from tabeza_desktop.core.reports import Completeness, Missing
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.printing.markup import markup
from tabeza_desktop.printing.night_paper import night_paper
from tabeza_desktop.printing.paper import Column, Paper, PaperSize, Table, Words
from tabeza_desktop.printing.printers import print_on
from tabeza_desktop.printing.render import PrintFailed, as_pdf, as_pictures, on_device
from tabeza_desktop.printing.tab_paper import bill_paper, slip_paper
from tabeza_desktop.store.cache import Cache
from tabeza_desktop.store.reports import ReportReader
from tabeza_desktop.ui.theme import theme
from tabeza_protocol.business_day import DEFAULT_DAY_TURN
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import TabLine
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_reports import filled, ledger_lines

POINTS_PER_MM = 72 / 25.4
HERE = Completeness(night.NOW, 1234)


@pytest.fixture(autouse=True)
def inter(qapp: QApplication) -> Any:
    """The face that papers are set in; English again afterwards."""
    theme().install(qapp)
    yield
    speak("en")


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader(pdf).pages).split())


@pytest.fixture
def report(tmp_path: Path) -> Any:
    cache = Cache(tmp_path / "cache.sqlite")
    filled(cache, night.payments(), night.tabs())
    made = ReportReader(cache).night(date(2024, 11, 21), DEFAULT_DAY_TURN, night.NOW, "Kilimani Tavern", stale=False)
    cache.close()
    return made


def paper_of(report: Any) -> Paper:
    return night_paper(report, made_at=night.NOW, person="Joyce Kendi", version="0.1.0")


def bill(number: int, **changes: Any) -> Paper:
    tab = msgspec.structs.replace(night.tab(number), **changes)
    lines = tuple(line for line in ledger_lines(night.payments(), night.tabs()) if line.tab_id == tab.id)
    return bill_paper(TabLedger(tab, lines), "Kilimani Tavern", "4083917", HERE, made_at=night.NOW, person="Mercy")


def slip(number: int, **changes: Any) -> str:
    payment = next(row for row in night.payments() if row.tab_number == number)
    payment = msgspec.structs.replace(payment, **changes)
    return words_of(
        as_pdf(slip_paper(payment, "Kilimani Tavern", "4083917", made_at=night.NOW, person="Mercy"), PaperSize.ROLL80)
    )


@pytest.mark.parametrize("size", list(PaperSize))
@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("en", ["Daily report. Thursday 21 November 2024", "KES 71,350", "M‑Pesa, 45 payments 70,150", "83% (45 of 54)",
                "Cancelled", "Open (14) 50,740", "Of these overdue (3) 19,290", "SKL7R5T2PW", "Complete to change 301",
                "Printed 21 November 2024 21:42:10 by Joyce Kendi"]),
        ("sw", ["Ripoti ya siku. Alhamisi 21 Novemba 2024", "KES 71,350", "M‑Pesa, malipo 45 70,150", "Imeghairiwa",
                "Zilizo wazi (14) 50,740", "Kamili hadi badiliko 301"]),
    ],
    ids=["en", "sw"],
)  # fmt: skip
def test_the_night_on_paper(report: Any, size: PaperSize, lang: str, wanted: list[str]) -> None:
    speak(lang)
    said = words_of(as_pdf(paper_of(report), size))
    for text in wanted:
        assert text in said, text


def test_a_roll_is_80_mm_wide_and_as_long_as_its_words_and_a4_breaks_into_numbered_pages(report: Any) -> None:
    (page,) = reader(as_pdf(paper_of(report), PaperSize.ROLL80)).pages
    assert round(float(page.mediabox.width) / POINTS_PER_MM) == 80
    short = reader(as_pdf(bill(131), PaperSize.ROLL80)).pages[0]
    assert float(short.mediabox.height) < float(page.mediabox.height)
    pages = reader(as_pdf(paper_of(report), PaperSize.A4)).pages
    assert [round(float(page.mediabox.width) / POINTS_PER_MM) for page in pages] == [210] * len(pages)
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of 2" in " ".join(page.extract_text().split())


def test_the_preview_has_the_pages_of_the_print(report: Any) -> None:
    assert [picture.width() for picture in as_pictures(paper_of(report), PaperSize.A4, 500)] == [500, 500]
    assert len(as_pictures(paper_of(report), PaperSize.ROLL80, 300)) == 1


@pytest.mark.parametrize(("missing", "said"), [(Missing.OFFLINE, "OFFLINE."), (Missing.LOADING, "STILL LOADING.")])
def test_a_report_that_may_lack_something_says_so_first(report: Any, missing: Missing, said: str) -> None:
    from dataclasses import replace

    paper = paper_of(replace(report, completeness=Completeness(night.NOW, 9, missing)))
    first = paper.blocks[0]
    assert isinstance(first, Words)
    assert first.text.startswith(said)
    assert first.boxed


def test_a_report_that_disagrees_with_the_ledger_says_both_figures(report: Any) -> None:
    from dataclasses import replace

    said = words_of(as_pdf(paper_of(replace(report, ledger_mpesa_cents=100)), PaperSize.A4))
    assert "The ledger has KES 1 by M‑Pesa, which is not the same." in said
    assert "KES 71,350" in said


def test_a_bill_says_what_is_owed_and_how_to_pay_it() -> None:
    said = words_of(as_pdf(bill(118), PaperSize.ROLL80))
    for text in ("Tab 118, Wanjiru Kamau", "To pay KES 4,450", "PayBill 4083917, account TAB118", "−1,200",
                 "Paid by hand SKL7R5T2PW (not confirmed)"):  # fmt: skip
        assert text in said, text


@pytest.mark.parametrize(("balance", "said"), [(0, "To pay Nothing"), (-20_000, "Credit of the customer KES 200")])
def test_a_bill_that_owes_nothing_asks_for_nothing(balance: int, said: str) -> None:
    text = words_of(as_pdf(bill(112, balance_cents=balance), PaperSize.A4))
    assert said in text
    assert "PayBill" not in text


def test_only_a_paid_payment_is_a_proof() -> None:
    paid = slip(112)
    assert "Paid by M‑Pesa KES 2,700" in paid
    assert "SKL9D4R2WB" in paid
    assert "not a proof" not in paid
    for number, changes, why in (
        (104, {}, "Not paid: Cancelled"),
        (127, {}, "Not known yet: checking with M‑Pesa"),
        (127, {"state": PaymentState.NEEDS_REVIEW}, "Not decided: the owner is checking"),
    ):
        said = slip(number, **changes)
        assert why in said
        assert "This is not a proof of payment." in said


def test_a_customer_s_name_is_never_markup() -> None:
    evil = "<b>x</b> & <img src='file:///etc/passwd'>"
    text = markup(bill(118, customer_name=evil), PaperSize.A4)
    assert "<img" not in text
    assert evil in words_of(as_pdf(bill(118, customer_name=evil), PaperSize.A4)).replace("’", "'")


def test_phones_stay_masked_on_paper(report: Any) -> None:
    said = words_of(as_pdf(paper_of(report), PaperSize.A4)) + slip(112)
    assert "0720 *** 117" in said
    assert "0711 *** 235" in said


def test_a_row_has_a_cell_for_every_column() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table((Column("a", 50), Column("b", 50)), (("only one",),))


def test_a_printer_gets_the_same_words(tmp_path: Path, report: Any) -> None:
    """Qt's own PDF printer stands in for the one this machine lacks: the path to it is the real one."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setFullPage(True)
    on_device(paper_of(report), PaperSize.A4, printer, printer.resolution())
    assert "KES 71,350" in words_of((tmp_path / "out.pdf").read_bytes())


def test_a_printer_that_is_gone_fails_and_says_so(report: Any) -> None:
    with pytest.raises(PrintFailed):
        print_on(paper_of(report), PaperSize.A4, "no such printer anywhere")


def test_a_very_long_bill_keeps_every_line() -> None:
    tab = night.tab(118)
    lines = tuple(
        TabLine(id=f"l{n}", tab_id=tab.id, at=night.NOW, kind="charge", text=f"Drink number {n}", amount_cents=100)
        for n in range(200)
    )
    paper = bill_paper(TabLedger(tab, lines), "Bar", "", HERE, made_at=night.NOW, person="Mercy")
    for size in PaperSize:
        said = words_of(as_pdf(paper, size))
        assert all(f"Drink number {n} " in said for n in range(200)), size

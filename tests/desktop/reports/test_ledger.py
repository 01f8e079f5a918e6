"""The figures on paper are the ledger's: a console, the real service and a simulated Safaricom play a night, and what
the PDF says is compared with the sums of the service's own ledger lines.
"""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.core.reports import Channel, NightReport
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.printing.night_paper import night_paper
from tabeza_desktop.printing.paper import PaperSize
from tabeza_desktop.printing.render import as_pdf
from tabeza_desktop.ui.theme import theme
from tabeza_protocol.business_day import business_day_of
from tabeza_protocol.money import Kes, format_kes
from tests.journeys.conftest import OpenCounter, counter, town
from tests.journeys.counter import Counter
from tests.journeys.town import Bar, Tab, Town

__all__ = ["counter", "town"]
pytestmark = [pytest.mark.alone, pytest.mark.leaves_threads("the town is shared by the session")]


def ledger_cents(town: Town, bar: Bar, *kinds: str) -> int:
    """What the service's ledger has on the accounts of this bar's tabs, as money received."""
    marks = ", ".join("?" * len(kinds))
    sql = (
        "SELECT COALESCE(SUM(amount_cents), 0) AS cents FROM ledger_lines "
        f"WHERE bar_id = ? AND account LIKE 'tab:%' AND kind IN ({marks})"
    )
    return -int(town.rows(sql, bar.id, *kinds)[0]["cents"])


def ask(town: Town, console: Counter, tab: Tab, shillings: int, action: str = "enter_pin") -> None:
    console.ask(tab, shillings)
    console.until_last(tab, "prompted")
    town.answer(tab.phone, action)
    console.until_last(tab, "succeeded" if action == "enter_pin" else "failed")


def words_of(pdf: bytes) -> str:
    """All text of a PDF, blanks made single."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.fixture
def night(town: Town, counter: OpenCounter) -> tuple[Counter, Bar]:
    """Two tabs paid in full, one in part, one cancelled, one said to be paid by hand, one paid in cash."""
    bar = town.new_bar(350, 1_200, 999, 640, 480, 700)
    console = counter(town).claim(bar.code)
    first, second, third, fourth, fifth, sixth = bar.tabs
    ask(town, console, first, 350)
    ask(town, console, second, 1_200)
    ask(town, console, third, 500)
    ask(town, console, fourth, 640, "cancel")
    console.call(console.console.services.verify.record_by_hand, fifth.id, "UKM7R5T2PW", 48_000)
    console.call(console.console.services.tabs.receive_cash, sixth.id, 70_000, "c" * 32)
    for tab in (fifth, sixth):
        console.until(
            lambda tab=tab: (found := console.tab(tab)) is not None and found.balance_cents == 0, "its line"
        )
    return console, bar


def test_every_total_on_paper_is_the_ledgers(town: Town, night: tuple[Counter, Bar], qapp: Any) -> None:
    console, bar = night
    theme().install(qapp)
    now = console.console.state.clock.value
    report = console.call(console.console.services.reports.night, business_day_of(now.utc, now.day_turn))
    assert isinstance(report, NightReport)
    mpesa, by_hand = ledger_cents(town, bar, "mpesa", "overage", "credit"), ledger_cents(town, bar, "by_hand")
    assert (mpesa, by_hand) == (205_000, 48_000)
    assert (
        report.channel_cents(Channel.MPESA) == report.ledger_mpesa_cents == town.credited_cents(bar) == mpesa
    )
    assert report.channel_cents(Channel.BY_HAND) == by_hand
    assert report.channel_cents(Channel.CASH) == ledger_cents(town, bar, "cash") == 70_000
    assert report.confirmed_cents == mpesa + 70_000
    assert report.owed_cents == 49_900 + 64_000
    assert report.agrees
    assert report.completeness.is_complete
    for lang in ("en", "sw"):
        speak(lang)
        paper = night_paper(report, made_at=now.utc, person="Joyce Kendi", version="1")
        for size in PaperSize:
            said = words_of(as_pdf(paper, size))
            for cents in (mpesa, by_hand, report.owed_cents, report.confirmed_cents):
                assert format_kes(Kes(cents)) in said, (lang, size, cents, said)
            assert f"{report.completeness.change:,}" in said
            assert "UKM7R5T2PW" in said
    speak("en")


def test_an_export_holds_what_the_ledger_received(
    town: Town, night: tuple[Counter, Bar], tmp_path: Any
) -> None:
    from tabeza_desktop.ui.reports.export_words import export_words

    console, bar = night
    query = HistoryQuery(status="paid")
    made = console.call(
        console.console.services.reports.export,
        query,
        "csv",
        tmp_path / "paid.csv",
        export_words(query, bar.name),
    )
    lines = made.path.read_text(encoding="utf-8-sig").splitlines()
    head = lines.index("") + 1
    amounts = [float(row.split(",")[4]) for row in lines[head + 1 :]]
    assert round(sum(amounts) * 100) == town.credited_cents(bar)
    assert made.rows == len(amounts) == 3

"""A statement is read whole, however it was exported, or refused with the line and the cure."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_central.domain.instants import micros
from tabeza_central.services.statements import StatementRefused, read_statement
from tests.central.reconcile.paper import HEADINGS, Movement, statement
from tests.central.world import START

PAID = Movement("UKL1AB2CD3", 330_000, 17, "TAB1", "254712***678 - KAMAU MWANGI")
CHARGE = Movement("UKL1AB2CD3", -3_300, 17, details="Pay merchant Charge")

HEAD = b"Receipt No.,Completion Time,Transaction Status,Paid In,Withdrawn\n"


def refusal(content: bytes) -> str:
    with pytest.raises(StatementRefused) as refused:
        read_statement(content)
    return str(refused.value)


def test_the_portals_export() -> None:
    read = read_statement(statement([PAID, CHARGE]))
    assert read.shortcode == "522522"
    assert (read.since_at, read.until_at) == (
        micros(START - timedelta(hours=1)),
        micros(START + timedelta(hours=2)),
    )
    paid, charge = read.lines
    assert (paid.receipt, paid.way, paid.amount_cents, paid.completed) == ("UKL1AB2CD3", "in", 330_000, True)
    assert (paid.account, paid.party_end, paid.row) == ("TAB1", "678", 6)
    assert paid.completed_at == micros(START + timedelta(seconds=17)), "Nairobi's time, not UTC's"
    assert (charge.way, charge.amount_cents) == ("out", 3_300)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_however_it_is_encoded_and_separated(encoding: str, separator: str) -> None:
    text = statement(
        [PAID], headings=("Receipt No.", "Completion Time", "Transaction Status", "Paid In", "Withdrawn")
    )
    swapped = text.decode().replace('"3,300.00"', "3300.00").replace(",", separator)
    assert [line.amount_cents for line in read_statement(swapped.encode(encoding)).lines] == [330_000]


@given(order=st.permutations(HEADINGS))
def test_in_whatever_order_the_columns_stand(order: list[str]) -> None:
    assert read_statement(statement([PAID], headings=order)).lines == read_statement(statement([PAID])).lines


@pytest.mark.parametrize(
    "form",
    ["%d-%m-%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d-%b-%Y %H:%M:%S",
     "%d/%m/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S"],
)  # fmt: skip
def test_dates_as_portals_and_spreadsheets_write_them(form: str) -> None:
    read = read_statement(statement([PAID], form=form))
    assert read.lines[0].completed_at == micros(START + timedelta(seconds=17))


def test_which_comes_first_day_or_month_is_told_by_the_receipts() -> None:
    """5 December or 12 May? A receipt beginning UL5 was given on 5 December 2026."""
    row = b"Receipt No.,Completion Time,Transaction Status,Paid In,Withdrawn\n%s,%s,Completed,10,\n"
    december = micros(START.replace(month=12, day=5, hour=9, minute=0))
    assert read_statement(row % (b"UL51AB2CD3", b"12/05/2026 12:00:00")).lines[0].completed_at == december
    assert read_statement(row % (b"UL51AB2CD3", b"05/12/2026 12:00:00")).lines[0].completed_at == december


@pytest.mark.parametrize(
    ("told", "cents"),
    [
        ("1,200.00", 120_000),
        ("KES 1200", 120_000),
        ("Ksh. 1,200.50", 120_050),
        ("0.00", 0),
        ("-", 0),
        ("1 2", 1_200),
    ],
)
def test_amounts_as_they_are_written(told: str, cents: int) -> None:
    row = f'UKL1AB2CD3,21-11-2026 20:00,Completed,"{told}",\n'
    assert read_statement(HEAD + row.encode()).lines[0].amount_cents == cents


def test_without_a_period_it_covers_its_first_to_its_last_line() -> None:
    rows = "\n".join(f"UKL1AB2C{n:02d},21-11-2026 2{n}:00:00,Completed,10," for n in range(3))
    read = read_statement(
        f"Receipt No.,Completion Time,Transaction Status,Paid In,Withdrawn\n{rows}\n".encode()
    )
    assert read.until_at - read.since_at == 2 * 3_600_000_000
    assert read.shortcode is None


def test_a_reversal_names_what_it_takes_back_even_without_a_column_for_it() -> None:
    back = Movement("UKL9ZZ9ZZ9", -330_000, 60, details="Reversal of transaction UKL1AB2CD3 by the initiator")
    headings = [heading for heading in HEADINGS if heading != "Linked Transaction ID"]
    assert read_statement(statement([PAID, back], headings=headings)).lines[1].linked == "UKL1AB2CD3"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0....", "Excel workbook"),
        (b"<!DOCTYPE html><title>Sign in</title>", "web page"),
        (b"\x00\x01\x02\x03", "not a text file"),
        (b"Name,Price\nTusker,300\n", "no column named Receipt No."),
        (b"Receipt No.,Completion Time,Details\nUKL1AB2CD3,21-11-2026 20:00,x\n", "Paid In, Withdrawn, Transaction"),
        (b"Customer Name,KAMAU\nMobile Number,0712345678\nReceipt,Time\n", "person's own M-Pesa statement"),
        (HEAD, "no movements"),
        (HEAD + b"UKL1AB2,21-11-2026 20:00:00,Completed,10,\n", "Line 2: 'UKL1AB2' is not an M-Pesa receipt"),
        (HEAD + b"UKL1AB2CD3,yesterday,Completed,10,\n", "Line 2: 'yesterday' is not a date"),
        (HEAD + b"UKL1AB2CD3,21-11-2026 20:00:00,Completed,ten,\n", "Line 2: 'ten' is not an amount"),
        (HEAD + b"UKL1AB2CD3,21-11-2026 20:00:00,Completed,0.005,\n", "Line 2: '0.005' is not an amount"),
        (HEAD + b"UKL1AB2CD3,21-11-2026 20:00:00,Completed,10,10\n", "Line 2: money both paid in and withdrawn"),
    ],
)  # fmt: skip
def test_another_file_is_refused_with_the_cure(content: bytes, says: str) -> None:
    told = refusal(content)
    assert says in told
    assert told.endswith(".")


@given(st.binary(max_size=400))
def test_no_file_at_all_breaks_it(content: bytes) -> None:
    for file in (content, HEAD + content):
        with suppress(StatementRefused):
            assert read_statement(file).lines

"""Reading a confirmation SMS: every known form, anything around it, and nothing that was never said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_protocol.business_day import NAIROBI
from tabeza_protocol.money import Kes, shillings
from tabeza_protocol.mpesa_sms import find_receipt, parse_mpesa_sms

PAYBILL = (
    "SKL9D4R2WB Confirmed. Ksh2,700.00 sent to KILIMANI TAVERN LTD for account TAB112 on 21/11/24 at 9:41 PM. "
    "New M-PESA balance is Ksh345.20. Transaction cost, Ksh0.00. Amount you can transact within the day is 497,300.00."
)
AT = datetime(2024, 11, 21, 18, 41, tzinfo=UTC)


def test_the_customers_copy_of_a_paybill_payment() -> None:
    sms = parse_mpesa_sms(PAYBILL)
    assert sms is not None
    assert (sms.receipt, sms.language, sms.direction) == ("SKL9D4R2WB", "en", "sent")
    assert (sms.amount, sms.party, sms.account, sms.at) == (shillings(2700), "KILIMANI TAVERN LTD", "TAB112", AT)


def test_the_claim_ends_before_the_customers_balance() -> None:
    sms = parse_mpesa_sms(PAYBILL)
    assert sms is not None
    assert sms.claim == PAYBILL[: PAYBILL.index(". New")]
    assert "345" not in sms.claim


@pytest.mark.parametrize(
    ("text", "direction", "cents", "party"),
    [
        ("TKTFVBL1ZS Confirmed. Ksh1,510.00 paid to DAD RONGAI. on 29/11/25 at 7:25 PM.New M-PESA balance",
         "sent", 151_000, "DAD RONGAI"),
        ("UG9QXAXODW Confirmed. Ksh50.00 sent to TORY  RUKWARO 0758625343 on 9/7/26 at 2:33 PM. New M-PESA",
         "sent", 5_000, "TORY RUKWARO"),
        ("TKSFVBGF9G Confirmed. Ksh900.00 sent to DTB Account for account 333667 on 28/11/25 at 3:06 PM New M-PESA",
         "sent", 90_000, "DTB Account"),
        ("RF45ABC9QZ Confirmed. You have paid Ksh1,200.00 to SUPERMARKET LTD for account 12 on 18/11/2025 at 4:30 PM",
         "sent", 120_000, "SUPERMARKET LTD"),
        ("EV52AY844Q Confirmed.\nYou have received Ksh200.00 from\n0RENGE ALEX 25472461\non 29/3/14 at 1:38 AM\nNew",
         "received", 20_000, "0RENGE ALEX"),
        ("NGJ41HL8DC Confirmed. on 19/7/19 at 8:59 AM Ksh1.00 received from 254708374149 JOHN DOE. New Utility",
         "received", 100, None),
        ("UID2H6JK4L Imethibitishwa. Ksh7,500.00 imetumwa kwa PETER OTIENO 0733111222 tarehe 12/9/26 saa 2:15 PM.",
         "sent", 750_000, "PETER OTIENO"),
        ("OIT7X3Q5LM imethibitishwa Ksh50.00 imelipwa kwa MAMA NTILIE siku 29/9/20 saa 11:12 AM.Salio lako",
         "sent", 5_000, "MAMA NTILIE"),
        ("OIT7X3Q5LM Imethibitishwa. Umepokea Ksh500.00 kutoka kwa JANE DOE 0712345678 mnamo 5/6/19 saa 1:52 PM Salio",
         "received", 50_000, "JANE DOE"),
    ],
)  # fmt: skip
def test_every_known_form(text: str, direction: str, cents: int, party: str | None) -> None:
    sms = parse_mpesa_sms(text)
    assert sms is not None
    assert (sms.direction, sms.amount) == (direction, cents)
    assert sms.at is not None
    if party is not None:
        assert sms.party == party


def test_kiswahili_is_told_from_english() -> None:
    sms = parse_mpesa_sms("UID2H6JK4L Imethibitishwa. Ksh7,500.00 imetumwa kwa PETER tarehe 12/9/26 saa 2:15 PM.")
    assert sms is not None
    assert sms.language == "sw"
    assert sms.at == datetime(2026, 9, 12, 11, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Fwd: skl9d4r2wb confirmed ksh 2700 sent to Kilimani on 21/11/24 at 9.41PM",
        "look SKL9D4R2WB\u00a0Confirmed.Ksh. 2,700 sent to Kilimani on 21/11/2024 at 21:41",
        "MPESA\n\nSKL9D4R2WB  CONFIRMED,  KES 2,700.0 sent to Kilimani on 21/11/24 at 9:41 p.m.",
    ],
)
def test_what_forwarding_and_retyping_do_to_a_message_does_not_matter(text: str) -> None:
    sms = parse_mpesa_sms(text)
    assert sms is not None
    assert (sms.receipt, sms.amount, sms.at) == ("SKL9D4R2WB", 270_000, AT)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "Failed. MPESA cannot complete this operation.", "it was definitely confirmed",
     "SKL9D4R2W Confirmed.", "SKL9D4R2WBX Confirmed. Ksh1.00", "0712345678 Confirmed."],
)  # fmt: skip
def test_a_text_without_a_receipt_is_no_confirmation(text: str) -> None:
    assert parse_mpesa_sms(text) is None


def test_the_balance_is_never_taken_for_the_amount() -> None:
    sms = parse_mpesa_sms("SKL9D4R2WB Confirmed. New M-PESA balance is Ksh9,000.00.")
    assert sms is not None
    assert sms.amount is None


def test_a_day_that_no_calendar_has_is_no_time() -> None:
    sms = parse_mpesa_sms("SKL9D4R2WB Confirmed. Ksh5.00 sent to X on 31/2/24 at 9:41 PM")
    assert sms is not None
    assert sms.at is None
    assert sms.amount == 500


def test_a_loose_receipt_needs_capitals_and_a_digit_and_must_be_alone() -> None:
    assert find_receipt("the code is SKL9D4R2WB ok") == "SKL9D4R2WB"
    assert find_receipt("restaurant RESTAURANT") is None
    assert find_receipt("SKL9D4R2WB or SKL7P8C3VN") is None


CODES = st.from_regex(r"[A-Z][A-Z0-9]{9}", fullmatch=True)
WORDS = st.sampled_from("KILIMANI TAVERN LTD BAR NAIVAS JANE OTIENO CAFE".split())
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
MOMENTS = st.datetimes(
    datetime(2007, 3, 6),  # noqa: DTZ001 - local times, as messages have them
    datetime(2099, 12, 31),  # noqa: DTZ001
).map(lambda at: at.replace(second=0, microsecond=0))


@given(CODES, st.integers(100, 25_000_000), NAMES, MOMENTS, st.booleans(), st.sampled_from(["", "Fwd: ", "Hi\n\n"]))
def test_what_is_written_in_a_form_is_read_from_it(
    code: str, cents: int, name: str, local: datetime, swahili: bool, before: str
) -> None:
    money = f"Ksh{cents // 100:,}.{cents % 100:02d}"
    clock = local.strftime("%I:%M %p").lstrip("0")
    day = f"{local.day}/{local.month}/{local:%y}"
    english = f"{code} Confirmed. {money} sent to {name} for account TAB7 on {day} at {clock} New M-PESA balance"
    kiswahili = f"{code} Imethibitishwa. {money} imetumwa kwa {name} kwa akaunti ya TAB7 tarehe {day} saa {clock}."
    text = before + (kiswahili if swahili else english)
    sms = parse_mpesa_sms(text)
    assert sms is not None
    assert (sms.receipt, sms.amount, sms.party, sms.account) == (code, Kes(cents), name, "TAB7")
    assert sms.at == local.replace(tzinfo=NAIROBI).astimezone(UTC)


@given(st.text(max_size=400))
def test_anything_at_all_can_be_pasted(text: str) -> None:
    for given_text in (text, f"SKL9D4R2WB Confirmed. {text}", f"{text} SKL9D4R2WB Imethibitishwa {text}"):
        sms = parse_mpesa_sms(given_text)
        if sms is not None:
            assert len(sms.receipt) == 10
            assert sms.amount is None or sms.amount > 0
            assert sms.at is None or sms.at.tzinfo is not None
        find_receipt(given_text)

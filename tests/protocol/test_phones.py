from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_protocol.phones import Msisdn, PhoneError, is_msisdn, mask_phone, parse_phone, spoken_phone


@pytest.mark.parametrize(
    "typed",
    [
        "0712345678",
        "0712 345 678",
        "0712-345-678",
        "712345678",
        "254712345678",
        "+254712345678",
        "+254 712 345 678",
        "+254 (0) 712 345678",
        "2540712345678",
        " 0712.345.678 ",
        "0712\u2011345\u2011678",
    ],
)
def test_every_way_people_write_a_number_is_the_same_number(typed: str) -> None:
    assert parse_phone(typed) == "254712345678"


def test_new_01_numbers_are_mobile_numbers_too() -> None:
    assert parse_phone("0110 123 456") == "254110123456"
    assert parse_phone("110123456") == "254110123456"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", PhoneError("phone_empty")),
        ("  - ", PhoneError("phone_empty")),
        ("0712 34", PhoneError("phone_too_short", 4)),
        ("0712 345 67", PhoneError("phone_too_short", 1)),
        ("0712 345 6789", PhoneError("phone_too_long")),
        ("0201234567", PhoneError("phone_not_mobile")),
        ("+44 7700 900123", PhoneError("phone_not_mobile")),
        ("0712 abc 678", PhoneError("phone_letters")),
        ("++254712345678", PhoneError("phone_letters")),
        ("\u0660\u0667\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", PhoneError("phone_letters")),
        ("\uff10\uff17\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", PhoneError("phone_letters")),
    ],
)
def test_refused_numbers_say_why(typed: str, problem: PhoneError) -> None:
    assert parse_phone(typed) == problem


@given(st.text(max_size=30))
def test_no_text_makes_the_parser_raise(text: str) -> None:
    parsed = parse_phone(text)
    assert isinstance(parsed, PhoneError) or is_msisdn(parsed)


@given(st.from_regex(r"254[17][0-9]{8}", fullmatch=True))
def test_a_mask_keeps_four_and_three_digits_and_no_more(number: str) -> None:
    masked = mask_phone(Msisdn(number))
    assert masked == f"0{number[3:6]} *** {number[-3:]}"
    assert number[6:9] not in masked.replace(number[3:6], "").replace(number[-3:], "")
    assert parse_phone(spoken_phone(Msisdn(number))) == number

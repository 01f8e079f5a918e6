from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_protocol.money import (
    AmountError,
    Kes,
    check_stk_amount,
    format_kes,
    parse_stk_amount,
    round_up_to_shilling,
    shillings,
    whole_shillings,
)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1", 100),
        ("3300", 330_000),
        ("3,300", 330_000),
        ("KES 3,300", 330_000),
        ("Ksh. 3,300", 330_000),
        (" 250,000 ", 25_000_000),
        ("150.00", 15_000),
        ("1,000.0", 100_000),
    ],
)
def test_amounts_people_type_are_understood(typed: str, cents: int) -> None:
    assert parse_stk_amount(typed) == cents


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "amount_empty"),
        ("KES", "amount_empty"),
        ("0", "amount_too_small"),
        ("0.00", "amount_too_small"),
        ("0.5", "amount_too_small"),
        ("150.50", "amount_has_cents"),
        ("250,001", "amount_too_large"),
        ("999999999", "amount_too_large"),
        ("1e3", "amount_not_a_number"),
        ("-5", "amount_not_a_number"),
        ("+5", "amount_not_a_number"),
        ("1,00", "amount_not_a_number"),
        ("12 000", "amount_not_a_number"),
        ("1_000", "amount_not_a_number"),
        ("0x10", "amount_not_a_number"),
        ("nan", "amount_not_a_number"),
        ("\u0661\u0662\u0663", "amount_not_a_number"),  # Arabic-Indic 123
        ("\uff11\uff12\uff13", "amount_not_a_number"),  # full-width 123
        ("\u00bd", "amount_not_a_number"),
        ("1" * 5000, "amount_not_a_number"),
    ],
)
def test_everything_else_is_refused_with_its_reason(typed: str, problem: str) -> None:
    assert parse_stk_amount(typed) == AmountError(problem)  # type: ignore[arg-type]


@given(st.text(max_size=40))
def test_no_text_makes_the_parser_raise_or_accept_what_an_stk_push_would_not(text: str) -> None:
    parsed = parse_stk_amount(text)
    if not isinstance(parsed, AmountError):
        assert 100 <= parsed <= 25_000_000
        assert parsed % 100 == 0


@given(st.integers(1, 250_000))
def test_what_we_print_we_also_read(whole: int) -> None:
    assert parse_stk_amount(format_kes(shillings(whole))) == shillings(whole)


@given(st.integers(0, 10**12))
def test_rounding_up_covers_the_balance_by_less_than_a_shilling(cents: int) -> None:
    rounded = round_up_to_shilling(Kes(cents))
    assert 0 <= rounded - cents < 100
    assert whole_shillings(rounded) * 100 == rounded


def test_cents_are_never_dropped_silently() -> None:
    with pytest.raises(ValueError, match="whole number"):
        whole_shillings(Kes(150_50))
    assert check_stk_amount(Kes(150_50)) == AmountError("amount_has_cents")


@pytest.mark.parametrize(
    ("cents", "text"), [(330_000, "3,300"), (0, "0"), (15_050, "150.50"), (-200_000, "\u22122,000"), (5, "0.05")]
)
def test_money_shows_cents_only_when_there_are_some(cents: int, text: str) -> None:
    assert format_kes(Kes(cents)) == text

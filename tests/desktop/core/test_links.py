"""Links anyone may put anywhere: a good one is a code, every other is nothing at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_desktop.core.links import code_of, is_link
from tabeza_protocol.pairing_codes import ALPHABET, LENGTH

CODE = "ABCDE23456"


@pytest.mark.parametrize(
    "link",
    [
        "tabeza://pair/ABCDE23456", "tabeza://pair/ABCDE-23456", "tabeza://pair/abcde-23456/", "TABEZA://PAIR/ABCDE23456",
    ],
)
def test_a_good_link_is_its_code(link: str) -> None:
    assert code_of([link]) == CODE


@pytest.mark.parametrize(
    "arguments",
    [
        ["tabeza:"], ["tabeza://"], ["tabeza://pair"], ["tabeza://pair/"], ["tabeza://pair/ABCDE2345"],
        ["tabeza://pair/ABCDE234567"], ["tabeza://pair/ABCDE23456?server=https://evil.example"],
        ["tabeza://pair/ABCDE23456#x"], ["tabeza://evil.example/ABCDE23456"], ["tabeza://pair@evil/ABCDE23456"],
        ["tabeza://pair/../ABCDE23456"], ["tabeza://pair/%41BCDE23456"], ["tabeza://pair/ABCDE23456\n--server"],
        ["tabeza://pair/ABCDE23456 --server https://evil.example"], ["tabeza:pair/ABCDE23456"],
        ["tabeza://pair/ABCDE-2345\u0663"], ["tabeza://pair//ABCDE23456"], ["tabeza://pair/" + "A" * 100_000],
        ["tabeza://pair/ABCDE23456", "--server", "https://evil.example"], ["tabeza://pair/ABCDE23456", ""],
    ],
)
def test_every_other_link_is_nothing(arguments: list[str]) -> None:
    assert is_link(arguments)
    assert code_of(arguments) is None


@given(st.text(max_size=40))
def test_whatever_follows_the_scheme_only_a_code_comes_out(rest: str) -> None:
    code = code_of([f"tabeza://pair/{rest}"])
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))


@pytest.mark.parametrize("arguments", [[], ["--practice"], ["tabeza"], ["x", "tabeza://pair/ABCDE23456"]])
def test_an_ordinary_start_is_no_link(arguments: list[str]) -> None:
    assert not is_link(arguments)

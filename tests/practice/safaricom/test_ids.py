"""Ids look like Safaricom's and never repeat."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_practice.safaricom.clock import NAIROBI, nairobi_stamp
from tabeza_practice.safaricom.ids import Ids, app_keys


def at(year: int, month: int, day: int, hour: int = 12) -> int:
    return int(datetime(year, month, day, hour, tzinfo=NAIROBI).timestamp() * 1000)


MOMENTS = st.integers(at(2019, 1, 1), at(2044, 12, 31))


@pytest.mark.parametrize(
    ("when", "starts"),
    [
        (at(2019, 3, 11), "NCB"),
        (at(2020, 1, 1), "OA1"),
        (at(2021, 5, 7), "PE7"),
        (at(2022, 10, 13), "QJD"),
        (at(2026, 10, 2), "UJ2"),
        (at(2026, 12, 31), "ULV"),
    ],
)
def test_a_receipt_starts_with_its_date(when: int, starts: str) -> None:
    receipt = Ids(1, when).receipt(when)
    assert re.fullmatch(r"[0-9A-Z]{10}", receipt)
    assert receipt.startswith(starts)


def test_the_receipt_turns_its_day_at_midnight_in_nairobi() -> None:
    just_before = at(2026, 10, 3, hour=0) - 1
    ids = Ids(1, just_before)
    assert [ids.receipt(just_before)[:3], ids.receipt(just_before + 1)[:3]] == ["UJ2", "UJ3"]


GAPS = st.lists(st.integers(0, 3) | st.integers(0, 3_600_000), min_size=50, max_size=400)


@given(start=MOMENTS, gaps=GAPS, seed=st.integers(0, 10**9))
def test_no_receipt_is_made_twice_however_fast_they_come(start: int, gaps: list[int], seed: int) -> None:
    ids, made = Ids(seed, start), []
    for gap in gaps:
        start += gap
        made.append(ids.receipt(start))
    assert len(set(made)) == len(made)


def test_a_busy_day_of_receipts_repeats_none() -> None:
    start = at(2026, 10, 2)
    ids = Ids(1, start)
    made = {ids.receipt(start + 91 * number) for number in range(20_000)}
    assert len(made) == 20_000


@given(start=MOMENTS, later_ms=st.integers(1, 60_000), seed=st.integers(0, 10**9))
def test_a_restarted_simulator_repeats_no_receipt(start: int, later_ms: int, seed: int) -> None:
    before = [Ids(seed, start).receipt(start)]
    restarted = Ids(seed, start + later_ms)
    assert restarted.receipt(start + later_ms) not in before


@given(when=MOMENTS, again_ms=st.lists(st.integers(0, 200), max_size=30))
def test_a_checkout_request_id_names_moment_and_phone_and_is_unique(when: int, again_ms: list[int]) -> None:
    ids = Ids(1, when)
    first = ids.checkout_request_id(when, "254712345678")
    stamp = nairobi_stamp(when)
    day_first = stamp[6:8] + stamp[4:6] + stamp[:4] + stamp[8:]
    fraction = 1 if int(stamp[:4]) >= 2025 else 3
    assert re.fullmatch(rf"ws_CO_{day_first}[0-9]{{{fraction}}}712345678", first)
    made = [first]
    for gap in again_ms:
        when += gap
        made.append(ids.checkout_request_id(when, "254712345678"))
    assert len(set(made)) == len(made)


def test_request_ids_and_tokens_have_the_captured_forms() -> None:
    ids = Ids(7, 0)
    assert re.fullmatch(
        r"[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}[0-9]{4,7}", ids.request_id()
    )
    assert re.fullmatch(r"[A-Za-z0-9]{28}", ids.access_token("key", 0))


def test_one_seed_gives_one_set_of_keys_and_another_seed_another() -> None:
    assert app_keys(1, "production", "4083917") == app_keys(1, "production", "4083917")
    key, secret, passkey = app_keys(1, "production", "4083917")
    assert {key, secret, passkey}.isdisjoint(app_keys(2, "production", "4083917"))
    assert re.fullmatch(r"[0-9a-f]{64}", passkey)
    assert len({key, secret, passkey}) == 3

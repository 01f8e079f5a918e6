"""Counts of a page are kept for another state or order of the same days and search, and for nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tabeza_desktop.core.history import HistoryPage, HistoryQuery
from tabeza_desktop.store.history import HistoryReader
from tabeza_protocol.business_day import DEFAULT_DAY_TURN
from tests.desktop.big_cache import big_cache
from tests.desktop.fake_service import START

DAY = HistoryQuery(day_from=date(2026, 11, 1))


@pytest.mark.parametrize(
    "query",
    [HistoryQuery(day_from=DAY.day_from, status="failed"), HistoryQuery(day_from=DAY.day_from, sort="amount"),
     HistoryQuery(day_from=DAY.day_from, status="paid", sort="customer", descending=False), DAY],
)  # fmt: skip
def test_kept_counts_are_those_that_would_be_counted(tmp_path: Path, query: HistoryQuery) -> None:
    cache = big_cache(tmp_path / "cache.sqlite", 700, START, per_day=200)
    reader = HistoryReader(cache)
    known = reader.page(DAY, DEFAULT_DAY_TURN, limit=0)
    kept = reader.page(query, DEFAULT_DAY_TURN, counted=known.counted_for(query))
    assert kept == reader.page(query, DEFAULT_DAY_TURN)
    further = reader.page(query, DEFAULT_DAY_TURN, 100, counted=kept)
    assert further == reader.page(query, DEFAULT_DAY_TURN, 100)
    cache.close()


@pytest.mark.parametrize(
    "query", [HistoryQuery(), HistoryQuery(day_from=DAY.day_from, text="a"), HistoryQuery(day_from=date(2026, 11, 2))]
)
def test_other_days_or_another_search_are_counted_anew(query: HistoryQuery) -> None:
    assert HistoryPage(DAY, counts={"all": 5}).counted_for(query) is None

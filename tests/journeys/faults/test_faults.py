"""A counter on a hostile network, by seed: no crash, a true banner, no second request, one truth afterwards."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.connection import LIVE_SECONDS, ConnectionKind
from tabeza_desktop.core.requests import RequestStage
from tabeza_desktop.core.words import banner_for
from tabeza_desktop.services.backend import ConsoleConfig
from tabeza_protocol.routes import MPESA_REQUEST
from tests.journeys.counter import Counter
from tests.journeys.faults.proxy import Fate, FaultProxy
from tests.journeys.town import LONG_S, Bar, Town

pytestmark = pytest.mark.alone
SLACK_S = 4.0
"""Between an answer leaving the network and the screen's second that counts it."""
WILD_S = 12.0
QUICK = tuple(fate for fate in Fate if fate not in (Fate.BLACK_HOLE, Fate.SLOW_LORIS))


def open_behind(
    qtbot: QtBot, town: Town, folder: Path, seed: int, fates: tuple[Fate, ...]
) -> tuple[Counter, FaultProxy]:
    proxy = FaultProxy(town.central_port, seed, fates=fates)
    config = ConsoleConfig(folder, proxy.url, town.fingerprint)
    return Counter(qtbot, folder, (proxy,), config).start(), proxy  # type: ignore[arg-type]


class TrueBanner:
    """Looks ten times a second at what the console claims, against what really passed."""

    def __init__(self, console: Counter, proxy: FaultProxy) -> None:
        self._console, self._proxy = console, proxy
        self.lies: list[str] = []
        self.seen: set[ConnectionKind] = set()
        self._timer = QTimer()
        self._timer.setInterval(100)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        shown = self._console.console.state.connection.value
        self.seen.add(shown.kind)
        silent = time.monotonic() - self._proxy.good
        if shown.kind is ConnectionKind.LIVE and silent > LIVE_SECONDS + SLACK_S:
            self.lies.append(f"live after {silent:.0f} s of silence")
        if shown.age_seconds is not None and shown.age_seconds + SLACK_S < silent - SLACK_S:
            self.lies.append(f"says {shown.age_seconds} s old, it is {silent:.0f}")
        for lang in ("en", "sw"):
            said = banner_for(shown, lang)
            if shown.kind in (ConnectionKind.OFFLINE, ConnectionKind.WRONG_CLOCK) and (
                said is None or not said.title
            ):
                self.lies.append(f"{shown.kind} without a banner")


def everybody_pays(town: Town, bar: Bar) -> None:
    for tab in bar.tabs:
        town.customer(tab.phone, "enter_pin")


def settle(console: Counter, town: Town, bar: Bar) -> None:
    """Calm again: every request asked is final, and the console holds what the service holds."""
    console.until(lambda: console.kind is ConnectionKind.LIVE, "a live connection", LONG_S)

    def final() -> bool:
        return all(
            row["state"] in ("succeeded", "failed", "refused", "needs_review") for row in town.payments(bar)
        )

    console.until(final, "every payment final at the service", LONG_S)

    def agree() -> bool:
        shown = console.console.state.trade.value.tabs
        rows = town.rows(
            "SELECT id, charged_cents, paid_cents FROM tabs WHERE bar_id = ? AND status = 'open'", bar.id
        )
        held = {row["id"]: row["charged_cents"] - row["paid_cents"] for row in rows}
        return {key: tab.balance_cents for key, tab in shown.items()} == held

    console.until(agree, "the screen equal to the service", LONG_S)


def journey(
    qtbot: QtBot, town: Town, folder: Path, seed: int, fates: tuple[Fate, ...], wild_s: float
) -> FaultProxy:
    bar = town.new_bar(300, 450, 120)
    everybody_pays(town, bar)
    console, proxy = open_behind(qtbot, town, folder, seed, fates)
    try:
        console.claim(bar.code)
        watch = TrueBanner(console, proxy)
        proxy.go_wild()
        for tab in bar.tabs:
            console.console.services.payments.request(tab.id, tab.owes_cents)
        until = time.monotonic() + wild_s
        console.until(lambda: time.monotonic() > until, "the end of the storm", wild_s + 30)
        proxy.calm()
        settle(console, town, bar)
        watch.stop()
        assert watch.lies == []
        for tab in bar.tabs:
            assert len(town.pushes(tab.phone)) <= 1, "one press, at most one push"
        presses = [
            line
            for line in proxy.passed
            if line.startswith(f"POST {MPESA_REQUEST} ") or line == f"POST {MPESA_REQUEST}"
        ]
        assert len(presses) <= len(bar.tabs), "nothing was sent again by itself"
        assert all(request.stage is not RequestStage.SENDING for request in console.requests)
        assert town.audit() == []
    finally:
        console.stop()
    return proxy


@pytest.mark.parametrize("seed", [1])
def test_a_storm_leaves_one_truth_and_no_second_request(
    qtbot: QtBot, town: Town, tmp_path: Path, seed: int
) -> None:
    proxy = journey(qtbot, town, tmp_path / "pc", seed, QUICK, WILD_S)
    assert sum(proxy.met[fate] for fate in QUICK if fate is not Fate.PASS) >= 5, "the storm was one"


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(10, 22))
def test_many_storms_with_black_holes_and_dripping_answers(
    qtbot: QtBot, town: Town, tmp_path: Path, seed: int
) -> None:
    journey(qtbot, town, tmp_path / "pc", seed, tuple(Fate), 40.0)


@pytest.mark.parametrize(
    ("fate", "kind", "problem"),
    [
        (Fate.PORTAL, ConnectionKind.OFFLINE, "captive_portal"),
        (Fate.LOST_BEFORE, None, "no_network"),
        (Fate.BAD_GATEWAY, None, "unavailable"),
        (Fate.WRONG_DATE, ConnectionKind.WRONG_CLOCK, "clock_wrong"),
    ],
)
def test_each_fault_alone_has_its_name_and_goes_when_it_goes(
    qtbot: QtBot, town: Town, tmp_path: Path, fate: Fate, kind: ConnectionKind | None, problem: str
) -> None:
    bar = town.new_bar(300)
    console, proxy = open_behind(qtbot, town, tmp_path / "pc", 1, (fate,))
    proxy._share = 1.0
    try:
        console.claim(bar.code)
        proxy.go_wild()
        console.console.try_now()
        shown = console.console.state.connection
        console.until(lambda: shown.value.problem == problem, f"{problem} told", LONG_S)
        if kind is not None:
            console.until(lambda: shown.value.kind is kind, f"{kind} shown", LONG_S)
            assert banner_for(shown.value, "en") is not None
        proxy.calm()
        console.console.try_now()
        console.until(lambda: console.kind is ConnectionKind.LIVE, "live again", LONG_S)
    finally:
        console.stop()

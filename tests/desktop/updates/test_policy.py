"""Which PC takes which release, and when it may be installed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_desktop.core.session import Phase
from tabeza_desktop.core.updates import IDLE_MINUTES, Counter, Occasion, may_install
from tabeza_desktop.updates.policy import Wanted, judge_release, place_of
from tests.desktop.updates.release_server import PLATFORM, release

DEVICES = [f"{number:032x}" for number in range(2000)]
LONG = IDLE_MINUTES * 60.0


@pytest.mark.parametrize(("running", "wanted"), [("0.1.9", Wanted.OFFERED), ("0.2.0", Wanted.NOTHING)])
def test_only_what_is_newer_is_taken(running: str, wanted: Wanted) -> None:
    assert judge_release(release(), running, DEVICES[0], PLATFORM)[0] is wanted


@pytest.mark.parametrize("running", ["0.2.1", "0.10.0", "1.0.0"])
def test_a_program_is_never_replaced_by_an_older_one_whatever_the_minimum_says(running: str) -> None:
    told = release(minimum_version="0.2.0")
    assert judge_release(told, running, DEVICES[0], PLATFORM) == (Wanted.NOTHING, None)


def test_there_may_be_nothing_for_this_kind_of_pc() -> None:
    assert judge_release(release(), "0.1.0", DEVICES[0], "plan9-mips") == (Wanted.NOT_HERE, None)


def test_a_program_below_the_minimum_does_not_wait_for_its_turn() -> None:
    told = release(minimum_version="0.1.5", rollout_percent=0)
    assert judge_release(told, "0.1.4", DEVICES[0], PLATFORM)[0] is Wanted.REQUIRED
    assert judge_release(told, "0.1.5", DEVICES[0], PLATFORM) == (Wanted.NOT_YET, None)


@pytest.mark.parametrize("percent", [0, 1, 10, 50, 99, 100])
def test_about_the_share_that_was_asked_for_takes_it(percent: int) -> None:
    told = release(rollout_percent=percent)
    took = sum(judge_release(told, "0.1.0", device, PLATFORM)[0] is Wanted.OFFERED for device in DEVICES)
    assert abs(took / len(DEVICES) - percent / 100) < 0.04
    assert percent not in (0, 100) or took == len(DEVICES) * percent // 100


@given(st.sampled_from(DEVICES), st.integers(0, 99))
def test_nobody_loses_a_release_when_the_share_grows(device: str, percent: int) -> None:
    def offered(share: int) -> bool:
        return judge_release(release(rollout_percent=share), "0.1.0", device, PLATFORM)[0] is Wanted.OFFERED

    assert offered(percent + 1) or not offered(percent)


def test_a_pc_keeps_its_place_and_another_version_has_other_first_ones() -> None:
    assert [place_of(device, "0.2.0") for device in DEVICES] == [place_of(device, "0.2.0") for device in DEVICES]
    first = {version: {d for d in DEVICES if place_of(d, version) < 10} for version in ("0.2.0", "0.3.0")}
    assert len(first["0.2.0"] & first["0.3.0"]) < len(first["0.2.0"]) / 2


@pytest.mark.parametrize("occasion", list(Occasion))
@pytest.mark.parametrize("phase", list(Phase))
def test_never_while_a_payment_is_open(occasion: Occasion, phase: Phase) -> None:
    assert not may_install(occasion, Counter(phase, 10 * LONG, 1))


@pytest.mark.parametrize("phase", list(Phase))
def test_by_itself_only_where_nobody_is_at_work_for_a_while(phase: Phase) -> None:
    nobody = phase in (Phase.LOCKED, Phase.SIGNED_OUT, Phase.UNPAIRED)
    assert may_install(Occasion.IDLE, Counter(phase, LONG, 0)) == nobody
    assert not may_install(Occasion.IDLE, Counter(phase, LONG - 1, 0))


@pytest.mark.parametrize("occasion", [Occasion.ASKED, Occasion.QUIT])
def test_a_person_decides_at_any_time(occasion: Occasion) -> None:
    assert may_install(occasion, Counter(Phase.SIGNED_IN, 0, 0))

"""The PC check grades what it finds by one rule, and tells support nothing of the bar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_desktop.core import doctor
from tabeza_desktop.core.doctor import CheckKey, Checkup, Finding, Grade
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.doctor import words


@pytest.mark.parametrize(
    ("skew", "grade", "code"),
    [
        (0, Grade.FINE, "right"),
        (60, Grade.FINE, "right"),
        (-61, Grade.WARN, "slow"),
        (420, Grade.WARN, "fast"),
    ],
)
def test_a_minute_is_forgiven_and_more_is_told_with_its_direction(skew: int, grade: Grade, code: str) -> None:
    found = doctor.clock(skew)
    assert (found.grade, found.code) == (grade, code)


@pytest.mark.parametrize(
    ("free", "grade"),
    [(0, Grade.FAIL), (49, Grade.FAIL), (50, Grade.WARN), (499, Grade.WARN), (500, Grade.FINE)],
)
def test_a_disk_with_little_room_warns_before_it_stops(free: int, grade: Grade) -> None:
    assert doctor.disk(free).grade is grade


def test_what_nobody_told_is_not_called_fine() -> None:
    assert doctor.clock(None).grade is Grade.SKIPPED
    assert doctor.mpesa(None, False, "").grade is Grade.SKIPPED
    assert doctor.begun().fine_count == 0


def test_failures_come_before_warnings() -> None:
    checkup = doctor.begun().put(doctor.clock(-420)).put(doctor.disk(3))
    assert [finding.key for finding in checkup.to_fix] == [CheckKey.DISK, CheckKey.CLOCK]


SEEN = [
    *(doctor.clock(skew) for skew in (None, 0, 120, -4000)),
    *(doctor.disk(free) for free in (None, 1, 100, 90_000)),
    *(doctor.keyring(reason) for reason in (None, "no_backend", "locked", "failed", "invented")),
    *(doctor.database(whole, rebuilt) for whole in (True, False) for rebuilt in (True, False)),
    *(doctor.mpesa(on, paused, "21:41") for on in (None, True, False) for paused in (True, False)),
    *(doctor.version("0.1.0", old) for old in (True, False)),
    Finding(CheckKey.CLOCK, Grade.WARN, "by_certificate"),
    *(
        Finding(CheckKey.INTERNET, Grade.WARN, code, {"ms": 9})
        for code in ("slow", "service_away", "no_good_answer")
    ),
    Finding(CheckKey.INTERNET, Grade.FAIL, "no_way"),
    Finding(CheckKey.NAMES, Grade.FAIL, "not_found"),
    *(Finding(CheckKey.PORTAL, Grade.FAIL, code) for code in ("portal", "proxy")),
    Finding(CheckKey.PRIVACY, Grade.FAIL, "listening"),
    Finding(CheckKey.IDENTITY, Grade.FAIL, "another"),
]


@pytest.mark.parametrize("lang", ["en", "sw"])
@pytest.mark.parametrize("finding", SEEN, ids=lambda row: f"{row.key.value}-{row.code}-{row.grade.value}")
def test_every_finding_has_words_and_every_fault_a_cure(qapp: object, finding: Finding, lang: str) -> None:
    speak(lang)
    try:
        assert words.result_of(finding)
        cure = words.cure_of(finding)
        assert cure.title
        assert cure.text
        assert bool(cure.steps) == finding.needs_a_person
        assert "{" not in cure.title + cure.text + "".join(cure.steps) + words.detail_of(finding)
    finally:
        speak("en")


@given(st.sampled_from(SEEN))
def test_what_support_reads_is_codes_and_figures(finding: Finding) -> None:
    told = doctor.report(Checkup((finding,), 10), "0.1.0")
    assert finding.code in told
    assert "copper" not in told or finding.key is CheckKey.IDENTITY
    assert "@" not in told
    assert "http" not in told

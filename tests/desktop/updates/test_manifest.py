"""Whose word counts about what to install, and for how long."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_desktop.updates.manifest import (
    LONGEST_ENVELOPE_BYTES,
    Package,
    Reason,
    Release,
    UpdateRefused,
    judge,
    parse_version,
)
from tests.desktop.updates.release_server import (
    FIRST_KEY,
    NOW,
    PINNED,
    PLATFORM,
    SECOND_KEY,
    STRANGE_KEY,
    envelope,
    public,
    release,
)

HASH = "0" * 64


def judged(raw: bytes, **told: Any) -> Release:
    return judge(raw, PINNED, **{"now": NOW, **told})


def refusal(raw: bytes, **told: Any) -> Reason:
    with pytest.raises(UpdateRefused) as caught:
        judged(raw, **told)
    return caught.value.reason


@pytest.mark.parametrize("key", [FIRST_KEY, SECOND_KEY], ids=["first", "second"])
def test_either_pinned_key_is_believed(key: Any) -> None:
    assert judged(envelope(release(), key)) == release()


def test_a_strange_key_is_not() -> None:
    assert refusal(envelope(release(), STRANGE_KEY)) is Reason.NOT_SIGNED


def test_nor_one_that_calls_itself_by_a_pinned_name() -> None:
    assert refusal(envelope(release(), STRANGE_KEY, named=public(FIRST_KEY))) is Reason.NOT_SIGNED


def test_a_single_changed_byte_breaks_the_signature() -> None:
    told = msgspec.json.decode(envelope(release()))
    signed = base64.b64decode(told["signed"]).replace(b"0.2.0", b"0.3.0", 1)
    told["signed"] = base64.b64encode(signed).decode()
    assert refusal(msgspec.json.encode(told)) is Reason.NOT_SIGNED


def test_a_good_signature_beside_a_strange_one_is_enough() -> None:
    good, strange = (msgspec.json.decode(envelope(release(), key)) for key in (SECOND_KEY, STRANGE_KEY))
    both = {"signed": good["signed"], "signatures": strange["signatures"] + good["signatures"]}
    assert judged(msgspec.json.encode(both)) == release()


def test_a_signature_of_something_else_by_the_same_key_is_not_one_of_these() -> None:
    signed = msgspec.json.encode(release())
    bare = base64.b64encode(FIRST_KEY.sign(signed)).decode()
    told = msgspec.json.decode(envelope(release()))
    told["signatures"][0]["signature"] = bare
    assert refusal(msgspec.json.encode(told)) is Reason.NOT_SIGNED


def test_a_manifest_past_its_time_is_refused_however_well_signed() -> None:
    raw = envelope(release())
    assert refusal(raw, now=NOW + timedelta(days=30)) is Reason.EXPIRED
    assert judged(raw, now=NOW + timedelta(days=29))


def test_one_from_the_future_is_refused_but_clocks_may_differ_a_little() -> None:
    raw = envelope(release())
    assert refusal(raw, now=NOW - timedelta(days=2)) is Reason.FROM_THE_FUTURE
    assert judged(raw, now=NOW - timedelta(hours=2))


def test_an_older_manifest_served_again_is_refused() -> None:
    raw = envelope(release(sequence=999))
    assert refusal(raw, seen_sequence=1000) is Reason.REPLAYED
    assert judged(raw, seen_sequence=999), "the same one again is no replay: it is asked for four times a day"


@pytest.mark.parametrize(
    "told",
    [
        {"version": "0.2"}, {"version": "0.2.0-beta"}, {"version": "00.2.0"}, {"version": "v0.2.0"},
        {"minimum_version": "0.3.0"}, {"rollout_percent": 101}, {"rollout_percent": -1}, {"sequence": 0},
        {"expires_at": 0},
        {"packages": {PLATFORM: Package("http://updates.example/a.exe", 10, HASH)}},
        {"packages": {PLATFORM: Package("file:///etc/passwd", 10, HASH)}},
        {"packages": {PLATFORM: Package("https:///a.exe", 10, HASH)}},
        {"packages": {PLATFORM: Package("https://[::1", 10, HASH)}},
        {"packages": {PLATFORM: Package("https://updates.example/a.exe", 0, HASH)}},
        {"packages": {PLATFORM: Package("https://updates.example/a.exe", 10**12, HASH)}},
        {"packages": {PLATFORM: Package("https://updates.example/a.exe", 10, "A" * 64)}},
    ],
)
def test_what_cannot_be_meant_is_refused_even_signed(told: dict[str, Any]) -> None:
    assert refusal(envelope(release(**told))) is Reason.MALFORMED


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{}", b"[]", b"<html>Sign in to the Wi-Fi</html>", b"\xff\xfe", b'{"signed": "%", "signatures": []}',
        b'{"signed": "", "signatures": [{"key_id": 1, "signature": ""}]}', b" " * (LONGEST_ENVELOPE_BYTES + 1),
    ],
)
def test_what_is_no_manifest_is_refused(raw: bytes) -> None:
    assert refusal(raw) in (Reason.MALFORMED, Reason.NOT_SIGNED)


@given(st.binary(max_size=300))
def test_nothing_that_arrives_breaks_the_judge(raw: bytes) -> None:
    with pytest.raises(UpdateRefused):
        judged(raw)


@given(st.tuples(*[st.integers(0, 999_999)] * 3), st.tuples(*[st.integers(0, 999_999)] * 3))
def test_versions_compare_as_numbers(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    first, second = (parse_version(".".join(map(str, numbers))) for numbers in (one, other))
    assert (first < second) == (one < other)

"""Sounds repeat what is on screen: paid and failed only, never twice in two seconds, never over a locked screen."""

from __future__ import annotations

import wave
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QObject

from devtools.sounds import SOUNDS, VOLUMES, wav_bytes
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.resources import resource_path
from tabeza_desktop.state.app_state import AppState
from tabeza_desktop.ui.sounds.player import ChildPlayer, SilentPlayer, WindowsPlayer, choose_player
from tabeza_desktop.ui.sounds.sounds import Sounds
from tabeza_protocol.payment_states import PaymentState
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_fixtures import night_window
from tests.desktop.ui.night_shots import NightWindow

__all__ = ["night_window"]


@dataclass
class Heard:
    played: list[str] = field(default_factory=list)

    def play(self, path: Path) -> None:
        self.played.append(path.name)


@dataclass
class Room:
    """A signed-in console with a clock of its own."""

    state: AppState = field(default_factory=AppState)
    heard: Heard = field(default_factory=Heard)
    now: float = 100.0

    def __post_init__(self) -> None:
        self.state.session.set(Session(phase=Phase.SIGNED_IN, person=night.MERCY))
        self.sounds = Sounds(self.state, QObject(self.state), clock=lambda: self.now)
        self.sounds.play_with(self.heard)

    def end(self, state: PaymentState) -> None:
        self.sounds.payment_ended(msgspec.structs.replace(night.review(), state=state))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (PaymentState.SUCCEEDED, ["paid.wav"]), (PaymentState.FAILED, ["failed.wav"]),
        (PaymentState.REFUSED, ["failed.wav"]), (PaymentState.NEEDS_REVIEW, []), (PaymentState.UNKNOWN, []),
        (PaymentState.PROMPTED, []),
    ],
)
def test_only_paid_and_failed_sound(qapp: object, state: PaymentState, expected: list[str]) -> None:
    room = Room()
    room.end(state)
    assert room.heard.played == expected


def test_at_most_one_in_two_seconds(qapp: object) -> None:
    room = Room()
    for at in (100.0, 100.5, 101.99, 102.0, 103.0, 104.1):
        room.now = at
        room.end(PaymentState.SUCCEEDED)
    assert len(room.heard.played) == 3


@pytest.mark.parametrize(("chosen", "expected"), [("off", []), ("low", ["paid-low.wav"]), ("normal", ["paid.wav"])])
def test_as_loud_as_chosen(qapp: object, chosen: str, expected: list[str]) -> None:
    room = Room()
    room.state.preferences.set(replace(room.state.preferences.value, sound=chosen))  # type: ignore[arg-type]
    room.end(PaymentState.SUCCEEDED)
    assert room.heard.played == expected


def test_a_locked_screen_is_silent(qapp: object) -> None:
    room = Room()
    room.state.session.set(Session(phase=Phase.LOCKED, person=night.MERCY))
    room.end(PaymentState.SUCCEEDED)
    assert room.heard.played == []


def test_the_window_sounds_when_a_customer_pays_and_when_one_cancels(night_window: NightWindow) -> None:
    heard = Heard()
    night_window.sounds.play_with(heard)
    stage = night_window.stage
    waiting = stage.payments[night.tab(118).last_payment.payment_id]  # type: ignore[union-attr]
    stage.end(waiting, PaymentState.SUCCEEDED, "0", "SKL9AAAAAA")
    assert heard.played == ["paid.wav"]


def test_choosing_a_volume_lets_it_be_heard(night_window: NightWindow) -> None:
    heard = Heard()
    night_window.sounds.play_with(heard)
    night_window.open_settings()
    from tabeza_desktop.ui.dialogs.settings_dialog import SettingsDialog

    dialog = night_window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.choices["sound"].button("low").click()
    dialog.choices["sound"].button("off").click()
    assert heard.played == ["paid-low.wav"]


@pytest.mark.parametrize("name", sorted(SOUNDS))
@pytest.mark.parametrize("suffix", sorted(VOLUMES))
def test_the_files_are_what_the_script_makes(name: str, suffix: str) -> None:
    path = resource_path("sounds", f"{name}{suffix}.wav")
    with wave.open(str(path), "rb") as file:
        milliseconds = 1000 * file.getnframes() / file.getframerate()
    assert milliseconds == pytest.approx({"paid": 180, "failed": 220}[name], abs=1)
    made = wav_bytes(name, VOLUMES[suffix])
    kept = path.read_bytes()
    assert len(kept) == len(made)
    assert max(abs(a - b) for a, b in zip(kept[44::2], made[44::2], strict=True)) in (0, 1, 255)
    assert kept[:44] == made[:44]


def test_each_system_has_its_player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(choose_player("win32"), WindowsPlayer)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert isinstance(choose_player("linux"), SilentPlayer)
    player = tmp_path / "paplay"
    player.write_text("#!/bin/sh\n", encoding="utf-8")
    player.chmod(0o755)
    assert isinstance(choose_player("linux"), ChildPlayer)


def test_a_player_that_is_gone_is_silence_not_an_error(qapp: object, tmp_path: Path) -> None:
    ChildPlayer((str(tmp_path / "nothing-here"),)).play(resource_path("sounds", "paid.wav"))

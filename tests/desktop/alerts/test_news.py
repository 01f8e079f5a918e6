"""News on the real window: what stays, what goes elsewhere, what is told together, and never a stolen focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.ui.widgets.toast import ToastKind
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_shots import NightWindow
from tests.desktop.ui.night_stage import NightStage

S = PaymentState


@dataclass
class HeardOutside:
    told: list[tuple[str, bool]] = field(default_factory=list)

    def tell(self, title: str, text: str, *, urgent: bool) -> None:
        self.told.append((title, urgent))


@pytest.fixture
def window(stand: Callable[[NightWindow], NightWindow]) -> NightWindow:
    made = stand(NightWindow(NightStage()))
    made.tabs.select_tab(night.tab(124).id)
    return made


def open_payment(stage: NightStage, number: int) -> PaymentView:
    """A request of a tab that is not on screen, asked just now."""
    tab = night.tab(number)
    now = stage.state.clock.value.utc
    row = msgspec.structs.replace(
        next(iter(stage.payments.values())), id=night.hex_id("e", number), tab_id=tab.id, tab_number=number,
        customer_name=tab.customer_name, state=S.PROMPTED, result_code=None, receipt=None, requested_at=now,
        finished_at=None, version=9000 + number,
    )  # fmt: skip
    stage.apply(ChangeSet(payments=(row,)))
    return row


def end(stage: NightStage, row: PaymentView, state: PaymentState, code: str) -> None:
    at = stage.state.clock.value.utc
    stage.apply(ChangeSet(payments=(msgspec.structs.replace(
        row, state=state, result_code=code, finished_at=at, version=row.version + 500),)))  # fmt: skip


def unseen(window: NightWindow) -> list[str]:
    return [row.id for row in window.stage.console.services.alerts.unseen.value]


def test_a_failure_stays_on_screen_and_is_sent_as_seen_when_opened(window: NightWindow) -> None:
    stage = window.stage
    row = open_payment(stage, 104)
    end(stage, row, S.FAILED, "1032")
    (toast,) = window.toasts.toasts()
    assert toast.kind is ToastKind.FAILED
    assert not toast.is_counting()
    assert unseen(window) == [row.id]
    window.toasts.open_newest()
    assert unseen(window) == []
    assert window.toasts.toasts() == []
    assert window.tabs.selected().number == 104  # type: ignore[union-attr]
    assert [call.name for call in stage.calls].count("sent") == 1


def test_seen_at_another_console_leaves_this_one(window: NightWindow) -> None:
    stage = window.stage
    row = open_payment(stage, 104)
    end(stage, row, S.FAILED, "1032")
    seen = msgspec.structs.replace(
        row, state=S.FAILED, result_code="1032", finished_at=stage.state.clock.value.utc,
        seen_at=stage.state.clock.value.utc, version=row.version + 900,
    )  # fmt: skip
    stage.apply(ChangeSet(payments=(seen,)))
    assert window.toasts.toasts() == []
    assert "sent" not in [call.name for call in stage.calls]


def test_opening_the_tab_is_taking_note(window: NightWindow) -> None:
    stage = window.stage
    row = open_payment(stage, 104)
    end(stage, row, S.FAILED, "1032")
    window.tabs.select_tab(night.tab(104).id)
    stage.tick()
    assert unseen(window) == []


def test_nothing_takes_the_focus_and_typing_goes_on(window: NightWindow) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    for number in (104, 107, 112):
        row = open_payment(window.stage, number)
        end(window.stage, row, S.FAILED, "1032")
    assert QApplication.focusWidget() is focus
    assert QApplication.activeWindow() is window.window()


def test_a_burst_is_told_in_one_breath(window: NightWindow, qtbot: QtBot) -> None:
    heard: list[PaymentView] = []
    window.news.ended.connect(heard.append)
    rows = [open_payment(window.stage, number) for number in (104, 107, 112, 115, 118)]
    for row in rows:
        end(window.stage, row, S.FAILED, "1037")
    assert len(window.toasts.toasts()) == 2
    qtbot.waitUntil(lambda: len(window.toasts.toasts()) == 3, timeout=5000)
    assert window.toasts.toasts()[-1].accessibleName() == "3 payments were not paid. Tabs 112, 115, 118"
    assert len(heard) == 3


def test_quiet_is_still_told_on_screen(window: NightWindow) -> None:
    heard: list[PaymentView] = []
    window.news.ended.connect(heard.append)
    window.stage.console.services.alerts.set_quiet(True)
    end(window.stage, open_payment(window.stage, 104), S.SUCCEEDED, "0")
    assert len(window.toasts.toasts()) == 1
    assert heard == []


def test_behind_other_windows_it_is_told_outside(window: NightWindow, qtbot: QtBot) -> None:
    outside = HeardOutside()
    window.news.speak_outside(outside)
    end(window.stage, open_payment(window.stage, 104), S.SUCCEEDED, "0")
    assert outside.told == []
    window.showMinimized()
    qtbot.waitUntil(lambda: window.isMinimized())
    end(window.stage, open_payment(window.stage, 107), S.FAILED, "1032")
    assert [urgent for _, urgent in outside.told] == [True]
    window.showNormal()


def test_what_nobody_has_seen_for_a_minute_sounds_again(window: NightWindow) -> None:
    heard: list[PaymentView] = []
    end(window.stage, open_payment(window.stage, 104), S.FAILED, "1032")
    window.news.ended.connect(heard.append)
    window.stage.tick(1)
    window.stage.tick(61)
    assert len(heard) == 1


def test_after_half_an_hour_it_lets_go(window: NightWindow) -> None:
    end(window.stage, open_payment(window.stage, 104), S.FAILED, "1032")
    window.stage.tick(timedelta(minutes=31).total_seconds())
    assert unseen(window) == []

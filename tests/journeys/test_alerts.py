"""An alert noted at one console is silent at the bar's other consoles at once."""

from __future__ import annotations

import time

import pytest

from tests.journeys.conftest import OpenCounter
from tests.journeys.town import Town

pytestmark = pytest.mark.alone
SOON_S = 0.5


def test_noted_here_is_silent_there_within_half_a_second(town: Town, counter: OpenCounter) -> None:
    bar = town.new_bar(900)
    first = counter(town).claim(bar.code)
    second = counter(town)
    second.pair(town.add_device_code(bar), "Second PC")
    second.sign_in()
    request = first.ask(bar.tabs[0])
    town.answer(bar.tabs[0].phone, "cancel")
    consoles = (first, second)
    first.until(lambda: all(c.console.services.alerts.unseen.value for c in consoles), "the alert at both")
    began = time.monotonic()
    first.console.services.alerts.note([request.payment_id])
    assert first.console.services.alerts.unseen.value == ()
    second.until(lambda: not second.console.services.alerts.unseen.value, "silence at the other")
    assert time.monotonic() - began < SOON_S
    assert town.payments(bar)[0]["seen_by"] == "Joyce Kendi"

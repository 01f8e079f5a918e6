"""Several bars with trade: requests that Safaricom takes or refuses, as a test says."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from tabeza_central.ports import Accepted, NoAnswer, PushAnswer, Refused
from tabeza_protocol.wire.trade import PaymentView
from tests.central import world as worlds
from tests.central.world import Push, World

REFUSED = Refused("safaricom_refused", "500.001.1001", 500)
LOST = NoAnswer("timeout")
_phones = count()


def some_bars(world: World, number: int) -> list[str]:
    """Live bars besides the world's own."""
    return [worlds.add_bar(world, f"Bar {n}") for n in range(number)]


def ask(world: World, bar_id: str, answer: PushAnswer | None = None, *, cents: int = 1_000) -> PaymentView:
    """One request at a bar, sent at once and answered so (None: accepted)."""

    def answered(push: Push) -> PushAnswer | None:
        if answer is None:  # ids that no other test's push has: a bar never gets one twice
            return Accepted(push.merchant_request_id, push.checkout_request_id)
        return answer

    world.bar_id = bar_id
    world.daraja.on_push = answered
    phone = f"07{10_000_000 + next(_phones) % 89_999_999:08d}"
    payment = world.ask(world.open_tab(owes_cents=cents).id, cents, phone=phone)
    world.work()
    return payment


def asks(world: World, bars: Iterable[str], good: int, bad: int, refusal: PushAnswer = REFUSED) -> None:
    """``good`` accepted and ``bad`` refused requests at each bar (at most 10: its limit)."""
    for bar_id in bars:
        for n in range(good + bad):
            ask(world, bar_id, None if n < good else refusal)


def receipt() -> str:
    """One that no other payment of the tests has."""
    return f"UKL1{next(_phones):06d}"


def pay(world: World, bar_id: str, code: str = "0", number: int = 1, step_s: float = 31) -> None:
    """Requests of a bar that end with a code, one each ``step_s`` (31 s keeps under the bar's limit for ever)."""
    for _ in range(number):
        payment = ask(world, bar_id)
        world.call_back(payment.id, code, receipt=receipt())
        world.clock.forward(step_s)
        world.work()

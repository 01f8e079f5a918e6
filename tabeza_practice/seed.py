"""Plays the made-up bar's past through the real services, on a clock of its own, then clears its M-Pesa set-up.

Nothing is written behind the services' back but what an operator would do (making the bar, its first credentials and
the reset at the end), so the books of practice mode pass the same audit as a real bar's.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.domain.principal import Principal
from tabeza_central.services import access, operator, pushes, setup, tabs
from tabeza_central.services.callbacks import Intake
from tabeza_central.store import bars
from tabeza_central.store import credentials as versions
from tabeza_central.workers.loop import Workers
from tabeza_practice import night
from tabeza_practice.night import Answer, Asked, Item, Sitting
from tabeza_practice.past import PastClock, PastSafaricom, Prompt
from tabeza_protocol.business_day import business_day_of, business_day_start
from tabeza_protocol.money import shillings
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.setup import GoLiveRequest
from tabeza_protocol.wire.trade import (
    AddChargeRequest,
    CloseTabRequest,
    OpenTabRequest,
    RequestPaymentRequest,
    TestPaymentRequest,
)

_GUESTS: Final = (
    "Njeri & friends", "Table 5, Kiptoo", "Otieno Ouma", "Halima Noor", "Table 2, Mwangi", "Akinyi Odhiambo",
    "Peter Kariuki", "Table 9, Chege", "Zawadi Mrisho", "Sammy Kibet", "Lilian Wairimu", "Table 1, Barasa",
    "Eric Muthoni", "Naliaka Wekesa", "Table 6, Hussein",
)  # fmt: skip
_PLENTY: Final = 1_000
"""The limit while the past is played: it may be squeezed into less time than it took."""


@dataclass(order=True)
class _Moment:
    at: datetime
    order: int
    act: Callable[[], None] = field(compare=False)


class Past:
    """One bar's past. ``context`` is the service's own; a copy of it runs on the past's clock and Safaricom."""

    def __init__(self, context: Context, now: datetime, seed: int = 1) -> None:
        self._now = now
        self._day_start = business_day_start(business_day_of(now))
        closing = self._day_start - timedelta(hours=4)  # 02:00
        self._clock = PastClock(closing - timedelta(days=1))
        self._safaricom = PastSafaricom(self._clock)
        self._ctx = replace(context, clock=self._clock, daraja=self._safaricom, wake_workers=lambda: None)
        self._workers, self._intake = Workers(self._ctx), Intake(self._ctx)
        self._random = random.Random(seed)  # noqa: S311 - made-up trade, not a secret
        self._moments: list[_Moment] = []
        self._keys = 0
        self._planned = 0
        self.bar_id = context.ids.new_id()
        tonight = now - self._day_start - timedelta(minutes=1)
        self._squeeze = min(1.0, tonight / timedelta(hours=3))
        self._closing = closing

    # --- what the operator does -----------------------------------------------------------------------------------

    def play(self) -> str:
        """Makes the bar with its night and returns its id. The M-Pesa set-up is left for the owner to do."""
        self._open_bar()
        self._go_live()
        for sitting in (*night.SITTINGS, *self._settled_guests()):
            self._plan(sitting)
        while self._moments:
            moment = heapq.heappop(self._moments)
            self._clock.move_to(moment.at)
            self._work()
            moment.act()
            self._work()
        self._reset()
        return self.bar_id

    def _open_bar(self) -> None:
        with self._ctx.store.write("practice.bar", bar=self.bar_id) as tx:
            bars.create(tx, self.bar_id, name=night.BAR_NAME, place=night.BAR_PLACE, now=self._ctx.now())
            bars.change(tx, self.bar_id, {"next_tab_number": night.FIRST_NUMBER, "push_limit": _PLENTY})
        access.add_person(self._ctx, self._who("owner"), night.CASHIER_NAME, Secret(night.CASHIER_PIN))

    def _go_live(self) -> None:
        """An earlier credential version, proved and turned on as any other."""
        names = ("consumer_key", "consumer_secret", "passkey")
        made_up = {name: Secret(f"practice-{name}-{'x' * 40}") for name in names}
        sealed = {
            f"{name}_encrypted": self._ctx.vault.seal(self.bar_id, name, value.reveal().encode())
            for name, value in made_up.items()
        }
        fingerprints = {
            f"{name}_fingerprint": self._ctx.vault.digest(f"fingerprint|{self.bar_id}|{name}", value.reveal())[:32]
            for name, value in made_up.items()
        }
        with self._ctx.store.write("practice.version", bar=self.bar_id) as tx:
            version = versions.add(tx, self.bar_id, {
                "environment": "production", "business_shortcode": night.PAYBILL, "declared_kind": "paybill",
                "registered_name": night.REGISTERED_NAME, "created_at": self._ctx.now(),
                "created_by": night.OWNER_NAME, **sealed, **fingerprints,
            })  # fmt: skip
        asked = TestPaymentRequest(bar_id=self.bar_id, phone=night.PRACTICE_PHONE)
        pushes.request_test(self._ctx, self._who("owner"), asked, self._key())
        self._answer(self._prompt_of_newest(), "paid")
        self._work()
        live = GoLiveRequest(bar_id=self.bar_id, credential_version=version, seen_on_paybill=True, word="LIVE")
        setup.go_live(self._ctx, self._who("owner"), live)

    def _reset(self) -> None:
        """What the operator's reset does: the bar's M-Pesa columns are cleared, its past and its books stay."""
        self._clock.move_to(self._now - timedelta(seconds=1))
        self._work()
        with self._ctx.store.write("practice.reset", bar=self.bar_id) as tx:
            operator.clear_mpesa(tx, self.bar_id)
            bars.change(tx, self.bar_id, {"push_limit": 10})

    # --- what guests do ---------------------------------------------------------------------------------------------

    def _settled_guests(self) -> list[Sitting]:
        """The tab numbers between the open ones: guests who paid in full and went home."""
        guests: list[Sitting] = []
        for before, after in pairwise(night.SITTINGS):
            for number in range(before.number + 1, after.number):
                guests.append(self._guest(number, before, after, _GUESTS[len(guests) % len(_GUESTS)]))
        return guests

    def _guest(self, number: int, before: Sitting, after: Sitting, name: str) -> Sitting:
        """Opened between its neighbours, so that numbers come out in order; paid at the first or second try."""
        if before.last_night == after.last_night:
            share = (number - before.number) / (after.number - before.number)
            opened = before.opened - (before.opened - after.opened) * share
        else:
            opened = after.opened + timedelta(minutes=8) * (after.number - number)
        what, price = self._random.choice((("Tusker Lager 500 ml", 350), ("Gin & tonic", 450)))
        item = Item(2, what, self._random.randint(2, 6), price)
        first: Answer = self._random.choice(("paid", "paid", "paid", "cancelled", "no_answer"))
        asked = [Asked(25, item.quantity * price, first, self._random.randint(8, 24))]
        if first != "paid":
            asked.append(Asked(29, item.quantity * price, "paid", self._random.randint(8, 20)))
        phone = f"2547{self._random.randint(0, 99):02d}555{self._random.randint(0, 999):03d}"
        return Sitting(number, name, phone, opened, (item,), tuple(asked), after.last_night)

    def _plan(self, sitting: Sitting) -> None:
        opened = self._when(sitting, timedelta())
        tab_id: list[str] = []

        def open_tab() -> None:
            request = OpenTabRequest(bar_id=self.bar_id, customer_name=sitting.name, phone=sitting.phone)
            tab = tabs.open_tab(self._ctx, self._who("cashier"), request, self._key())
            if tab.number != sitting.number:
                raise AssertionError(f"tab {sitting.number} came out as {tab.number}")
            tab_id.append(tab.id)

        self._at(opened, open_tab)
        for item in sitting.items:
            self._at(self._when(sitting, timedelta(minutes=item.minutes)), lambda i=item: self._charge(tab_id[0], i))
        for asked in sitting.asked:
            at = self._when(sitting, timedelta(minutes=asked.minutes))
            prompt: list[Prompt] = []
            self._at(at, lambda a=asked, p=prompt: p.append(self._ask(tab_id[0], a)))
            answered = at + timedelta(seconds=asked.seconds)
            self._at(answered, lambda a=asked, p=prompt: self._answer(p[0], a.answer))
        if sitting not in night.SITTINGS:
            leaves = self._when(sitting, timedelta(minutes=sitting.asked[-1].minutes + 3))
            self._at(leaves, lambda: self._close(tab_id[0]))

    def _when(self, sitting: Sitting, after: timedelta) -> datetime:
        if sitting.last_night:
            return self._closing - sitting.opened + after
        return self._now - (sitting.opened - after) * self._squeeze

    def _at(self, at: datetime, act: Callable[[], None]) -> None:
        self._planned += 1
        heapq.heappush(self._moments, _Moment(at, self._planned, act))

    def _charge(self, tab_id: str, item: Item) -> None:
        request = AddChargeRequest(
            bar_id=self.bar_id, text=item.text, quantity=item.quantity, unit_price_cents=shillings(item.price)
        )
        tabs.add_charge(self._ctx, self._who("cashier"), tab_id, request, self._key())

    def _ask(self, tab_id: str, asked: Asked) -> Prompt:
        request = RequestPaymentRequest(bar_id=self.bar_id, tab_id=tab_id, amount_cents=shillings(asked.amount))
        pushes.request_payment(self._ctx, self._who("cashier"), request, self._key())
        return self._prompt_of_newest()

    def _prompt_of_newest(self) -> Prompt:
        before = len(self._safaricom.prompts)
        self._work()
        if len(self._safaricom.prompts) != before + 1:
            raise AssertionError("the request was not sent")
        return self._safaricom.prompts[-1]

    def _answer(self, prompt: Prompt, answer: Answer) -> None:
        """The customer acts, and Safaricom calls back."""
        token = prompt.request.callback_url.rpartition("/")[2]
        self._intake.receive(token, self._safaricom.callback(prompt, answer), "127.0.0.1")

    def _close(self, tab_id: str) -> None:
        tabs.close_tab(self._ctx, self._who("cashier"), tab_id, CloseTabRequest(bar_id=self.bar_id))

    def _work(self) -> None:
        while self._workers.run_due():
            pass

    def _who(self, role: str) -> Principal:
        if role == "owner":
            return Principal(self.bar_id, "0" * 32, None, "owner", night.OWNER_NAME)
        return Principal(self.bar_id, "0" * 32, None, "cashier", night.CASHIER_NAME)

    def _key(self) -> str:
        self._keys += 1
        return f"practice-past-{self._keys:06d}"

"""A bar's cache with as many payments as a benchmark or a test wants: made up, always the same, with masked phones."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from tabeza_desktop.store.cache import Cache
from tabeza_protocol.business_day import business_day_start
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import Changes, PaymentView, TabLine
from tests.desktop.fake_service import tab

_S = PaymentState
_ENDS: Final = [(_S.SUCCEEDED, "0")] * 83 + [
    (_S.FAILED, code) for code in ["1032"] * 8 + ["1"] * 4 + ["1037", "2001"]
]
_NAMES: Final = "Wanjiru Otieno Achieng Kamau Njeri Mutiso Langat Naliaka Okello Zainab Wafula Chebet".split()
_PEOPLE: Final = ("Mercy Atieno", "Brian Kipkorir", "Joyce Kendi")
PAGE: Final = 5000


def payments(count: int, now: datetime, *, per_day: int = 1000, seed: int = 4) -> list[PaymentView]:
    """Newest first, ``per_day`` a business day backwards from ``now``, most of them in the evening."""
    dice = random.Random(seed)
    return [_payment(n, now, per_day, dice) for n in range(count)]


def _payment(n: int, now: datetime, per_day: int, dice: random.Random) -> PaymentView:
    day, place = divmod(n, per_day)
    start = business_day_start((now - timedelta(hours=9)).date()) - timedelta(days=day)
    span = (now - start) if day == 0 else timedelta(hours=20)
    asked = start + span * (1 - (place + 1) / (per_day + 1)) ** 0.5
    state, code = dice.choice(_ENDS)
    number, took = 100 + dice.randrange(900), dice.choice([7, 9, 10, 11, 14, 18, 22, 41, 75])
    name = f"{dice.choice(_NAMES)} {dice.choice(_NAMES)}"
    return PaymentView(
        id=f"{n:032x}", kind="tab", environment=Environment.PRODUCTION, tab_id=f"{number:032x}", tab_number=number,
        customer_name=name, phone_masked=f"07{dice.randrange(100):02d} *** {dice.randrange(1000):03d}",
        amount_cents=dice.randrange(1, 120) * 5000, state=state, result_code=code, problem=None,
        receipt=f"SK{n:08X}" if state is _S.SUCCEEDED else None, confirmed_by="callback",
        requested_by=dice.choice(_PEOPLE), requested_at=asked, prompted_at=asked + timedelta(seconds=1),
        finished_at=asked + timedelta(seconds=took), retry_of=None,
        support_reference=f"ws_CO_{n:026d}", credential_version=1, version=n + 1,
    )  # fmt: skip


def lines(rows: list[PaymentView]) -> list[TabLine]:
    """What each paid one put on its tab."""
    return [
        TabLine(id=f"{row.id}-1", tab_id=row.tab_id or "", at=row.finished_at or row.requested_at, kind="mpesa",
                text="M‑Pesa", amount_cents=-row.amount_cents, receipt=row.receipt, payment_id=row.id,
                version=row.version)
        for row in rows if row.state is _S.SUCCEEDED
    ]  # fmt: skip


def fill(cache: Cache, rows: list[PaymentView], now: datetime) -> None:
    """Into the cache, as the feed would bring them."""
    told = lines(rows)
    for start in range(0, max(len(rows), 1), PAGE):
        changes = Changes(
            epoch=1, cursor=f"c{start}", more=start + PAGE < len(rows), server_time=now,
            tabs=(tab(101),) if start == 0 else (), payments=tuple(rows[start : start + PAGE]),
            lines=tuple(told[start : start + PAGE]),
        )  # fmt: skip
        cache.apply(changes, fresh=start == 0)


def big_cache(path: Path, count: int, now: datetime, *, per_day: int = 1000) -> Cache:
    """An open cache with ``count`` payments."""
    cache = Cache(path)
    fill(cache, payments(count, now, per_day=per_day), now)
    return cache

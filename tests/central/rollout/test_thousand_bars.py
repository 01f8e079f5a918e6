"""The kill switch over a thousand bars: seconds, nothing forgotten, everybody told; on both stores."""

from __future__ import annotations

import time

from tabeza_central.services import feed, rollout, switchboard
from tabeza_central.services.switchboard import Told
from tabeza_central.store import bars, schema
from tabeza_central.store.uow import ALL_BARS
from tests.central.world import World

BARS = 1_000
SECONDS_AT_MOST = 10.0
"""On a machine that does other things too; measured alone it is far less (docs/monitoring.md)."""
_LIVE = {
    "mpesa_enabled": True, "mpesa_setup_completed": True, "mpesa_test_status": "passed",
    "mpesa_environment": "production", "mpesa_business_shortcode": "522522",
}  # fmt: skip


def thousand(world: World) -> list[str]:
    """Live bars, made in bulk."""
    ids = [world.ctx.ids.new_id() for _ in range(BARS - 1)]
    with world.ctx.store.write("thousand", bar=ALL_BARS) as tx:
        rows = [{"id": bar_id, "name": f"Bar {n}", "created_at": n} | _LIVE for n, bar_id in enumerate(ids)]
        tx.execute(schema.bars.insert(), rows)
        tx.execute(schema.bar_gates.insert(), [{"bar_id": bar_id} for bar_id in ids])
        tx.execute(schema.bar_feeds.insert(), [{"bar_id": bar_id} for bar_id in ids])
    return [*ids, world.bar_id]


def test_off_and_on_again_takes_seconds_and_forgets_nothing(world: World) -> None:
    ids = thousand(world)
    with world.ctx.store.read(bar=ALL_BARS) as tx:
        before = bars.listed(tx)
    started = time.perf_counter()
    told = switchboard.set_switch(
        world.ctx, bar_id=None, enabled=False, by="Asha", reason="Mending", other_ways=("Cash",)
    )
    off_s = time.perf_counter() - started
    assert told == Told(paused=BARS, back=0)
    with world.ctx.store.read(bar=ALL_BARS) as tx:
        assert all(switchboard.pause_of(tx, bar_id) is not None for bar_id in ids)
        assert bars.listed(tx) == before, "nothing about a bar is changed"
    assert {row.bar_id for row in world.rows("alerts")} == set(ids)
    one = feed.changes(world.ctx, world.principal(bar_id=ids[500]), ids[500], None)
    assert one.settings is not None
    assert one.settings.pause is not None

    started = time.perf_counter()
    told = rollout.let_in(world.ctx, 10, by="Asha")
    tenth_s = time.perf_counter() - started
    assert told.paused == 0
    assert 70 <= told.back <= 130
    started = time.perf_counter()
    assert rollout.let_in(world.ctx, 100, by="Asha").back == BARS - told.back
    on_s = time.perf_counter() - started
    with world.ctx.store.read(bar=ALL_BARS) as tx:
        assert bars.listed(tx) == before
        assert not any(switchboard.pause_of(tx, bar_id) for bar_id in ids)
    print(f"{BARS} bars: off {off_s:.2f} s, 10 % {tenth_s:.2f} s, all on {on_s:.2f} s")
    assert max(off_s, tenth_s, on_s) < SECONDS_AT_MOST

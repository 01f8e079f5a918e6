"""What happens in a life that may be cut short anywhere, and what must be true after the next one, story by story."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from tabeza_central import compose
from tabeza_central.observe.audit import audit
from tabeza_central.ports import NoAnswer, NotYet, PushAnswer, QueryAnswer, Unreadable
from tabeza_central.problems import Problem
from tabeza_central.services import callbacks, keys, switchboard
from tabeza_central.store import bars
from tabeza_central.store.switches import GLOBAL
from tabeza_central.vault.keyring import Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol.payment_states import FINAL_STATES, PaymentState
from tests.central import world as worlds
from tests.central.world import CountingIds, Push, World, callback_body
from tests.crash.points import Points

S = PaymentState
KEY = "kept-on-the-console"
AMOUNT_CENTS = 330_000
OLD_KEY, NEW_KEY = (hashlib.sha256(name).hexdigest() for name in (b"the old key", b"the new key"))


class DiskSafaricom(worlds.ScriptedDaraja):
    """Takes every push, knows how each ended, and keeps both on disk: it outlives the service, as the real one does."""

    def __init__(self, folder: Path, points: Points, code: str, answers: bool) -> None:
        super().__init__()
        self._path, self._points, self._code, self._answers = folder / "pushes", points, code, answers
        self.on_push = self._record

    def _record(self, push: Push) -> PushAnswer | None:
        self._points.here("before the push arrives")
        append(self._path, [push.request.callback_url, push.merchant_request_id, push.checkout_request_id])
        self._points.here("after the push arrived")
        return None if self._answers else NoAnswer("timeout")

    def seen(self) -> list[list[str]]:
        """(callback URL, merchant request id, checkout request id) of every push there ever was."""
        return lines(self._path)

    def query(self, credentials: object, checkout_request_id: str) -> QueryAnswer:
        self._points.here("before a query")
        known = any(checkout == checkout_request_id for _, _, checkout in self.seen())
        return worlds.result(self._code) if known else NotYet("500.001.1001")


def append(path: Path, values: Any) -> None:
    """One fsynced line of JSON."""
    with path.open("a", encoding="utf-8") as sink:
        sink.write(json.dumps(values) + "\n")
        sink.flush()
        os.fsync(sink.fileno())


def lines(path: Path) -> list[Any]:
    return (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )


@dataclass
class Stage:
    """One process of the service over a database, with the world outside it in ``folder``."""

    engine: Engine
    folder: Path
    life: str
    points: Points
    code: str = "0"
    answers: bool = True
    keys: tuple[str, str] | None = None
    """(current, old) master keys; None: the plain vault of the tests."""

    def __post_init__(self) -> None:
        self.world: World = worlds.attach(
            "", self.folder / "spool", engine=self.engine, ids=CountingIds(self.life)
        )
        self.safaricom = DiskSafaricom(self.folder, self.points, self.code, self.answers)
        self.world.daraja = self.world.ctx.daraja = self.safaricom
        if self.keys is not None:
            self._use_keys(*self.keys)
        known = self.folder / "bar"
        if known.exists():
            self.world.bar_id, self.tab_id = known.read_text(encoding="utf-8").split()

    def _use_keys(self, current: str, old: str) -> None:
        ring = Keyring.from_text(current, old)
        vault = Vault(ring)
        compose.check_keys(self.world.ctx.store, ring, self.world.clock)
        vault.use_index_key(compose.index_key(self.world.ctx.store, vault, self.world.clock))
        self.world.ctx.vault, self.world.ctx.callback_tokens = vault, vault.callback_tokens

    # --- what Safaricom does --------------------------------------------------------------------------------------

    def deliver(self) -> None:
        """A callback for every push there ever was. What was acknowledged is noted on disk."""
        for url, merchant, checkout in self.safaricom.seen():
            body = callback_body(
                merchant, checkout, self.code, amount=AMOUNT_CENTS // 100 if self.tab_id != "-" else 1
            )
            self.world.receive(body, url.rsplit("/", 1)[1])
            append(self.folder / "acknowledged", checkout)
            self.points.here("after a callback was acknowledged")

    def ask(self) -> None:
        with contextlib.suppress(Problem):
            self.world.ask(self.tab_id, AMOUNT_CENTS, key=KEY)


Findings = list[str]


@dataclass(frozen=True)
class Story:
    """``scene`` is played once and copied; ``first`` may be cut short; ``again`` is the next life; then ``truth``."""

    name: str
    first: Callable[[Stage], None]
    again: Callable[[Stage], None]
    truth: Callable[[Stage], Findings]
    code: str = "0"
    answers: bool = True
    keys_before: tuple[str, str] | None = None
    keys_after: tuple[str, str] | None = None
    live: bool = True

    def scene(self, stage: Stage) -> None:
        """A bar with a tab that owes, or one that waits for its KES 1."""
        stage.world.bar_id = worlds.add_bar(stage.world, live=self.live)
        tab_id = stage.world.open_tab(owes_cents=AMOUNT_CENTS).id if self.live else "-"
        if not self.live:
            worlds.add_version(stage.world, stage.world.bar_id)
        (stage.folder / "bar").write_text(f"{stage.world.bar_id} {tab_id}", encoding="utf-8")

    def stage(self, engine: Engine, folder: Path, life: str, points: Points) -> Stage:
        """A process of this story."""
        ring = self.keys_before if life == "scene" else self.keys_after
        return Stage(engine, folder, life, points, self.code, self.answers, ring)


# --- the next life ----------------------------------------------------------------------------------------------------


def live_on(stage: Stage) -> None:
    """A restart; the console asks again with its key; every callback comes twice; two days pass."""
    world = stage.world
    world.clock.forward(1)
    world.workers.recover()
    callbacks.drain_spool(world.ctx)
    if stage.tab_id != "-":
        stage.ask()
    world.work()
    _callbacks_twice(stage)
    if _unsettled(world):
        world.pass_time(75, step=5)  # on PostgreSQL what the dead process had claimed is free again only now
        _callbacks_twice(stage)
    if _unsettled(world):
        world.pass_time(26 * 3600, step=1800)


def _callbacks_twice(stage: Stage) -> None:
    for _ in range(2):
        stage.deliver()
        stage.world.work()


def _unsettled(world: World) -> bool:
    return any(row.state not in FINAL_STATES for row in world.rows("mpesa_transactions"))


def books(stage: Stage) -> Findings:
    """What holds after every story, wherever it was cut."""
    world, seen = stage.world, stage.safaricom.seen()
    found = [f"audit: {finding}" for finding in audit(world.ctx)]
    urls = [url for url, _, _ in seen]
    found += [f"pushed twice: {url[-8:]}" for url in set(urls) if urls.count(url) > 1]
    found += [f"a job failed: {line}" for line in world.lines() if '"job_failed"' in line]
    stored = {row.payment_id for row in world.rows("mpesa_callbacks")}
    told = {
        url.rsplit("/", 1)[1]
        for url, _, checkout in seen
        if checkout in set(lines(stage.folder / "acknowledged"))
    }
    found += [
        "an acknowledged callback is lost"
        for token in told
        if world.ctx.callback_tokens.read(token) not in stored
    ]
    return found


def paid_once(stage: Stage) -> Findings:
    """What Safaricom took is on the tab, once; what never left is a person's; nothing is anywhere else."""
    rows = stage.world.rows("mpesa_transactions")
    if not rows:
        return ["the request that the console repeats is not there"]
    seen, (row,) = stage.safaricom.seen(), rows
    balance = stage.world.tab(stage.tab_id).balance_cents
    paid = (str(S.SUCCEEDED), 0) if stage.code == "0" else (str(S.FAILED), AMOUNT_CENTS)
    expected = {paid} if seen else {(str(S.NEEDS_REVIEW), AMOUNT_CENTS)}
    return (
        []
        if (str(row.state), balance) in expected
        else [f"{row.state} with {balance} owed, {len(seen)} pushes"]
    )


# --- the stories ------------------------------------------------------------------------------------------------------


def a_payment(stage: Stage) -> None:
    """Accepted, dispatched, prompted, called back, settled, confirmed by a query."""
    stage.ask()
    stage.world.work()
    stage.deliver()
    stage.world.work()
    stage.world.pass_time(130, step=30)


def without_a_callback(stage: Stage) -> None:
    """The janitor alone: a query settles it."""
    stage.ask()
    stage.world.work()
    stage.world.pass_time(60, step=15)


def through_the_spool(stage: Stage) -> None:
    """The database is away when the callback comes; later the spool is brought in."""
    stage.ask()
    stage.world.work()
    stage.points.here("before the database goes away")
    spool = stage.world.ctx.spool
    put, drop = spool.put, spool.drop
    spool.put = stage.points.around("spool put", put)  # type: ignore[method-assign]
    spool.drop = stage.points.around("spool drop", drop)  # type: ignore[method-assign]
    submit = stage.world.intake._group.submit
    stage.world.intake._group.submit = _away  # type: ignore[method-assign]
    stage.deliver()
    stage.world.intake._group.submit = submit  # type: ignore[method-assign]
    callbacks.drain_spool(stage.world.ctx)
    stage.world.work()


def _away(_item: object) -> None:
    raise callbacks.StoreDown


def a_test(stage: Stage) -> None:
    """The KES 1 that proves a candidate and puts it into use."""
    stage.world.ask_test(key=KEY)
    stage.world.work()
    stage.deliver()
    stage.world.work()


def test_again(stage: Stage) -> None:
    with contextlib.suppress(Problem):
        stage.world.ask_test(key=KEY)
    live_on(stage)


def promoted_once(stage: Stage) -> Findings:
    """The version is in use exactly if its KES 1 was paid; nothing is turned on by that."""
    (row,) = stage.world.rows("mpesa_transactions")
    with stage.world.ctx.store.read(bar=stage.world.bar_id) as tx:
        bar = bars.find(tx, stage.world.bar_id)
    (version,) = stage.world.rows("mpesa_credential_candidates")
    assert bar is not None
    paid = row.state == S.SUCCEEDED
    expected = (1, "passed", "promoted", False) if paid else (None, "untested", "candidate", False)
    is_now = (bar.mpesa_credential_version, bar.mpesa_test_status, version.state, bar.mpesa_enabled)
    right = is_now == expected or (not paid and is_now[0] is None and not is_now[3])
    arrived = bool(stage.safaricom.seen())
    return ([] if right else [f"{row.state}: {is_now}"]) + (
        [] if arrived == paid else [f"arrived, yet {row.state}"]
    )


def rotation(stage: Stage) -> None:
    """A payment is under way while everything is sealed anew; then the old key is let go as far as it can be."""
    stage.ask()
    stage.world.work()
    keys.rotate(stage.world.ctx, batch=3)
    with contextlib.suppress(Exception):  # still in use: it says so and changes nothing
        keys.retire(stage.world.ctx, Keyring.from_text(OLD_KEY).current_id)
    stage.deliver()
    stage.world.work()


def rotate_again(stage: Stage) -> None:
    keys.rotate(stage.world.ctx, batch=3)
    live_on(stage)


def all_sealed_anew(stage: Stage) -> Findings:
    """Everything opens, and nothing but the current key is needed for it."""
    found = paid_once(stage)
    vault = stage.world.ctx.vault
    for row in stage.world.rows("mpesa_credential_candidates"):
        for name in ("consumer_key", "consumer_secret", "passkey"):
            try:
                opened = vault.open(row.bar_id, name, getattr(row, f"{name}_encrypted"))
            except Unreadable:
                found.append(f"{name} does not open")
                continue
            found += [] if opened == f"canary-{name}-1".encode() else [f"{name} is another"]
    keys.rotate(stage.world.ctx)
    old = Keyring.from_text(OLD_KEY).current_id
    return found + [f"still under the old key: {use.values}" for use in keys.status(stage.world.ctx) if
                    use.key_id == old and use.values]  # fmt: skip


def rollout(stage: Stage) -> None:
    """10 %, half, off, and on again, with a payment asked for on the way."""
    world = stage.world
    switchboard.set_switch(world.ctx, bar_id=None, enabled=True, percent=10, by="operator")
    switchboard.set_switch(world.ctx, bar_id=None, enabled=True, percent=100, by="operator")
    stage.ask()
    world.work()
    switchboard.set_switch(world.ctx, bar_id=None, enabled=False, by="operator", reason="maintenance")
    stage.deliver()
    world.work()
    switchboard.set_switch(world.ctx, bar_id=None, enabled=True, by="operator")


def roll_on(stage: Stage) -> None:
    switchboard.set_switch(stage.world.ctx, bar_id=None, enabled=True, by="operator")
    live_on(stage)


def switch_is_as_audited(stage: Stage) -> Findings:
    """The switch stands where the audit log last says, and the money is where it belongs."""
    rows = stage.world.rows("mpesa_transactions")
    found = paid_once(stage) if rows and rows[0].problem != "paused" else []
    (row,) = [row for row in stage.world.rows("switches") if row.scope == GLOBAL]
    said = [json.loads(entry.detail) for entry in stage.world.rows("audit_log") if entry.action == "switch"]
    last = said[-1] if said else None
    return found + (
        [] if row.enabled and last and last["enabled"] else [f"switch {row.enabled}, last said {last}"]
    )


KEYS_BEFORE, KEYS_AFTER = (OLD_KEY, ""), (NEW_KEY, OLD_KEY)
STORIES = {
    story.name: story
    for story in (
        Story("payment", a_payment, live_on, paid_once),
        Story("cancelled", a_payment, live_on, paid_once, code="1032"),
        Story("lost-answer", a_payment, live_on, paid_once, answers=False),
        Story("no-callback", without_a_callback, live_on, paid_once),
        Story("spool", through_the_spool, live_on, paid_once),
        Story("test", a_test, test_again, promoted_once, live=False),
        Story(
            "rotation",
            rotation,
            rotate_again,
            all_sealed_anew,
            keys_before=KEYS_BEFORE,
            keys_after=KEYS_AFTER,
        ),
        Story("rollout", rollout, roll_on, switch_is_as_audited),
    )
}

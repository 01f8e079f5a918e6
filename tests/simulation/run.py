"""One seed: a night of requests, faults, crashes and restarts, with what must hold checked after every step."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import micros
from tabeza_central.observe.audit import audit_bar
from tabeza_central.observe.logs import EventLog
from tabeza_central.problems import Problem
from tabeza_central.services import callbacks, dispatching, switchboard
from tabeza_central.services.callbacks import Intake
from tabeza_central.store import append_only, jobs, schema
from tabeza_central.store.engine import is_sqlite, open_engine
from tabeza_central.store.switches import GLOBAL
from tabeza_central.store.uow import ALL_BARS, Store, StoreDown, Tx
from tabeza_central.workers.loop import Workers
from tabeza_protocol.payment_states import PaymentState
from tests.central import world as worlds
from tests.central.console import Console
from tests.central.world import CountingIds, PlainTokens, PlainVault, TestClock, World
from tests.simulation.safaricom import Crash, Delivery, Prompt, SimulatedSafaricom

S = PaymentState
ENDED = (S.SUCCEEDED, S.FAILED, S.REFUSED, S.NEEDS_REVIEW)
HOUR = 3600
DEEP_EVERY = 20
"""Steps between two audits and two comparisons of consoles: most of what a night costs."""
_P = schema.mpesa_transactions
_SEEN = select(
    _P.c.id,
    _P.c.bar_id,
    _P.c.state,
    _P.c.event_count,
    _P.c.amount_cents,
    _P.c.confirmed_by,
    _P.c.initiated_at,
)


class Violation(BaseException):
    """Something that must never be, was. Not an ``Exception``: no code under test may catch and survive it."""


class CrashingStore(Store):
    """A store whose process may die just before or just after any commit, and which may be away for a moment."""

    def __init__(self, engine: Engine, rng: random.Random) -> None:
        super().__init__(engine)
        self._rng = rng
        self.chance = 0.0
        self.is_away = False

    @contextlib.contextmanager
    def write(self, name: str = "work", *, bar: str | None = None) -> Iterator[Tx]:
        if self.is_away:
            raise StoreDown
        with super().write(name, bar=bar) as tx:
            yield tx
            self._maybe(f"{name}.before_commit")
        self._maybe(f"{name}.after_commit")

    def _maybe(self, where: str) -> None:
        if self._rng.random() < self.chance:
            raise Crash(where)


class MemorySpool:
    """What the spool directory is to the simulation: it survives the process."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, entry_id: str, content: bytes) -> None:
        self.kept[entry_id] = content

    def entries(self) -> Iterator[tuple[str, bytes]]:
        yield from list(self.kept.items())

    def drop(self, entry_id: str) -> None:
        self.kept.pop(entry_id, None)


@functools.cache
def _memory() -> tuple[Engine, sqlite3.Connection]:
    """The one engine for all seeds of this process (it compiles a statement once), and an empty schema to copy."""
    engine = open_engine("sqlite://")
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        append_only.install(connection)
    empty = sqlite3.connect(":memory:", check_same_thread=False)
    with engine.connect() as connection:
        _raw(connection).backup(empty)
    return engine, empty


def _raw(connection: Connection) -> sqlite3.Connection:
    connection.exec_driver_sql("ROLLBACK")
    raw: Any = connection.connection.driver_connection
    return raw  # type: ignore[no-any-return]


def empty_memory() -> Engine:
    """A database in memory with the schema and nothing in it."""
    engine, empty = _memory()
    engine.dispose()  # the last seed's database ends with its connection
    with engine.connect() as connection:
        empty.backup(_raw(connection))
        connection.exec_driver_sql("BEGIN")
    return engine


@dataclass
class Simulation:
    """``payments`` is how many requests the night has; ``url`` an empty migrated PostgreSQL, or none for memory."""

    seed: int
    payments: int = 30
    url: str | None = None
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.engine = open_engine(self.url) if self.url else empty_memory()
        self.checked: dict[str, int] = {}
        self.clock = TestClock()
        self.true_seconds = 0.0
        self.safaricom = SimulatedSafaricom(self.rng, lambda: self.true_seconds, self._push_arrives)
        self.spool: Any = MemorySpool()
        self.restarts = 0
        self.off = False
        self.acknowledged: set[str] = set()
        self.followers: dict[str, Any] = {}
        self._start()
        self.bar_ids = [worlds.add_bar(self.world, f"Bar {n}") for n in range(2)]
        self.tabs = {bar_id: self._first_tabs(bar_id) for bar_id in self.bar_ids}
        self.store.chance = 0.01
        self.asked = 0

    # --- the process ------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        """A new process over what is on disk."""
        self.restarts += 1
        self.store = CrashingStore(self.engine, self.rng)
        log = io.StringIO()
        ctx = Context(
            store=self.store, clock=self.clock, ids=CountingIds(f"{self.seed}.{self.restarts}"), vault=PlainVault(),
            callback_tokens=PlainTokens(), daraja=self.safaricom, callback_url_base="https://api.example/pay/cb",
            spool=self.spool, log=EventLog(log),
        )  # fmt: skip
        keys = self.world.keys if self.restarts > 1 else 0
        daraja: Any = self.safaricom
        self.world = World(ctx, self.clock, daraja, Workers(ctx), Intake(ctx), log, keys=keys)

    def _restart(self) -> None:
        self._check_jobs_worked()
        self._start()
        dispatching.recover(self.world.ctx)
        self.store.chance = 0.01

    def _check_jobs_worked(self) -> None:
        broken = [line for line in self.world.lines() if '"job_failed"' in line]
        if broken:
            raise Violation(f"a job failed: {broken[0]}")

    def _push_arrives(self, token: str) -> None:
        payment_id = self.world.ctx.callback_tokens.read(token)
        row = next((row for row in self.world.rows("mpesa_transactions") if row.id == payment_id), None)
        if row is None or row.state != S.DISPATCHED:
            raise Violation(f"I6: a push left while its payment was {row and row.state}")
        if self.safaricom.pushes.count(token) > 1:
            raise Violation("I5: a second push for one payment")
        if self.off:
            raise Violation("I11: a push left after the switch was off")

    # --- the night ----------------------------------------------------------------------------------------------------

    def _first_tabs(self, bar_id: str) -> list[str]:
        self.world.bar_id = bar_id
        return [self.world.open_tab(f"Customer {n}", owes_cents=900_000_00).id for n in range(12)]

    def run(self) -> None:
        """Raises :class:`Violation`."""
        steps = 0
        while self.asked < self.payments and steps < self.payments * 40:
            steps += 1
            self._step()
            self._check(deep=steps % DEEP_EVERY == 0)
        self._calm_down()
        self._check(deep=True)
        self._check_end()
        if self.url:
            self.engine.dispose()

    def _step(self) -> None:
        action = self.rng.choices(
            [self._ask, self._pass, self._work, self._deliver, self._forge, self._switch, self._jump, self._disk,
             self._again, self._kill, self._burst],
            [20, 25, 35, 15, 4, 6 if self.off else 1, 1, 2, 4, 1, 1],
        )[0]  # fmt: skip
        try:
            action()
        except Crash:
            self._restart()
        except (Problem, StoreDown):
            return  # the caller was told; nothing may have changed

    def _ask(self) -> None:
        self.world.bar_id = self.rng.choice(self.bar_ids)
        tab_id = self.rng.choice(self.tabs[self.world.bar_id])
        shillings = self.rng.choice([1, 50, 3_300, 9_999, 10_001, 70_000])
        phone = f"07220{self.rng.randrange(12):05d}"
        self.world.ask(tab_id, shillings * 100 + 100 * self.rng.randrange(40), phone=phone)
        self.asked += 1

    def _burst(self) -> None:
        """Last orders: every tab of a bar is asked for at once."""
        self.world.bar_id = self.rng.choice(self.bar_ids)
        for n, tab_id in enumerate(self.tabs[self.world.bar_id]):
            with contextlib.suppress(Problem):
                self.world.ask(tab_id, 100_000 + 100 * self.rng.randrange(900), phone=f"07221{n:05d}")
                self.asked += 1

    def _again(self) -> None:
        """A console that lost the answer asks again with the same key; or presses twice."""
        rows = self.world.rows("mpesa_transactions")
        if rows:
            row = self.rng.choice(rows)
            self.world.bar_id = row.bar_id
            with contextlib.suppress(Problem):
                self.world.ask(row.tab_id, row.amount_cents, phone="0722000000", key=row.client_key)

    def _pass(self) -> None:
        self._forward(self.rng.choice([0.2, 1, 5, 10, 15, 45, 130]))

    def _forward(self, seconds: float) -> None:
        self.true_seconds += seconds
        self.clock.forward(seconds)

    def _work(self) -> None:
        self.world.workers.run_due(self.rng.choice([1, 3, 20]))
        callbacks.drain_spool(self.world.ctx)

    def _deliver(self) -> None:
        for delivery in self.safaricom.due():
            self._hand_in(delivery)

    def _hand_in(self, delivery: Delivery) -> None:
        self.safaricom.note_said(delivery)  # it has been said, even if we die on hearing it
        self.world.receive(delivery.body, delivery.token)
        self.acknowledged.add(hashlib.sha256(delivery.body).hexdigest())

    def _forge(self) -> None:
        if self.safaricom.prompts:
            self.world.receive(self.safaricom.forge().body, self.rng.choice([None, "0" * 64]))

    def _switch(self) -> None:
        off = not self.off
        try:
            switchboard.set_switch(self.world.ctx, bar_id=None, enabled=not off, by="operator")
        finally:  # an operator whose command died looks where the switch stands
            self.off = any(row.scope == GLOBAL and not row.enabled for row in self.world.rows("switches"))

    def _jump(self) -> None:
        self.clock.at += timedelta(minutes=self.rng.uniform(-10, 10))

    def _disk(self) -> None:
        """The disk is full for a moment: callbacks must still be taken."""
        self._set_writable(False)
        try:
            self._deliver()
            with contextlib.suppress(Problem, StoreDown):
                self._ask()
        finally:
            self._set_writable(True)

    def _set_writable(self, writable: bool) -> None:
        if not is_sqlite(self.engine):
            self.store.is_away = not writable
            return
        setting = f"query_only = {'OFF' if writable else 'ON'}"
        with self.engine.connect().execution_options(tabeza_read=True) as connection:
            connection.exec_driver_sql(f"PRAGMA {setting}")

    def _kill(self) -> None:
        raise Crash("by hand")

    def _calm_down(self) -> None:
        """Faults stop. Two days pass, and all that is owed is answered."""
        self.safaricom.faults = False
        self.store.chance = 0.0
        if self.off:
            self._switch()
        until = self.true_seconds + 60 * HOUR
        while self.true_seconds < until:
            self._deliver()
            self._work_off()
            self._forward(self._seconds_to_next(until))

    def _work_off(self) -> None:
        callbacks.drain_spool(self.world.ctx)
        self.world.work(400)

    def _seconds_to_next(self, until: float) -> float:
        with self.store.read(bar=ALL_BARS) as tx:
            due = jobs.next_due(tx, 0)
        waits = [until - self.true_seconds + 1]
        if due is not None:
            waits.append((due - micros(self.clock.now())) / 1e6)
        if self.safaricom.waiting:
            waits.append(self.safaricom.waiting[0].at - self.true_seconds)
        return max(min(waits), 0.01)

    # --- what must hold -------------------------------------------------------------------------------------------

    def _check(self, *, deep: bool) -> None:
        """Payments that moved since they were looked at; with ``deep`` all of them, the books, limits and feeds."""
        with self.store.read(bar=ALL_BARS) as tx:
            rows = tx.all(_SEEN)
        prompts = {prompt.token[:32]: prompt for prompt in self.safaricom.prompts.values()}
        for row in rows:
            if deep or self.checked.get(row.id) != row.event_count:
                self._check_payment(row, prompts.get(row.id))
                self.checked[row.id] = row.event_count
        if deep:
            for bar_id in self.bar_ids:
                with self.store.read(bar=bar_id) as tx:
                    findings = audit_bar(tx, bar_id)
                if findings:
                    raise Violation(f"{findings[0].invariant}: {findings[0].detail}")
                self._check_limit([row.initiated_at for row in rows if row.bar_id == bar_id])
            self._follow()

    def _check_payment(self, row: Any, prompt: Prompt | None) -> None:
        if row.state == S.SUCCEEDED:
            if prompt is None or not prompt.said_paid:
                raise Violation("I8: credited what Safaricom never said was paid")
            if prompt.paid_shillings * 100 != row.amount_cents and row.confirmed_by == "callback":
                raise Violation("I8: credited an amount that was not paid")
        if row.state == S.FAILED and (prompt is None or not prompt.said_failed):
            raise Violation("a payment is failed that Safaricom never said was")

    def _check_limit(self, times: list[int]) -> None:
        times.sort()
        for first, eleventh in zip(times, times[10:], strict=False):
            if eleventh - first < 300 * 1_000_000:
                raise Violation("I9: eleven pushes in five minutes")

    def _follow(self) -> None:
        """I12: a console that applied deltas equals one that loads afresh."""
        for bar_id in self.bar_ids:
            self.world.bar_id = bar_id
            follower = self.followers.setdefault(bar_id, Console(self.world))
            follower.world = self.world
            follower.catch_up()
            fresh = Console(self.world)
            fresh.catch_up()
            if follower.rows != fresh.rows:
                raise Violation("I12: a console that followed differs from one that loaded afresh")

    def _check_end(self) -> None:
        """I7 and I14: every payment is final or a person's; money taken is nowhere but on a tab or with a person."""
        self._check_jobs_worked()
        rows = {row.id: row for row in self.world.rows("mpesa_transactions")}
        for row in rows.values():
            if row.state not in ENDED:
                raise Violation(f"I14: a payment is still {row.state}")
        told = {alert.payment_id for alert in self.world.rows("alerts") if alert.kind == "amount_mismatch"}
        for prompt in self.safaricom.prompts.values():
            row = rows[prompt.token[:32]]
            seen_to = (
                row.state in (S.SUCCEEDED, S.NEEDS_REVIEW) or row.id in told
            )  # another amount, after a failure
            if prompt.code == "0" and prompt.said_paid and not seen_to:
                raise Violation(f"I7: money that came is nowhere: its payment is {row.state}")
        stored = {row.body_sha256 for row in self.world.rows("mpesa_callbacks")}
        if not self.acknowledged <= stored:
            raise Violation("a callback that was acknowledged is not in the inbox")


def simulate(seed: int, payments: int = 30, url: str | None = None) -> None:
    """Runs one seed. Raises :class:`Violation` (or whatever else went wrong)."""
    Simulation(seed, payments, url).run()


def replay_line(seed: int, payments: int, problem: BaseException) -> str:
    return f"seed {seed}: {problem} -- python -m tests.simulation --seeds 1 --first-seed {seed} --payments {payments}"

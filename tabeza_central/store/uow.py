"""The unit of work: one transaction, what it changed for the feed, and what must be told once it is committed.

``with store.write() as tx`` commits at the end of the block or rolls everything back on an exception. The feed
counter of each bar touched is bumped last, so that a cursor never passes a change that is not yet visible. Nothing
in the block may talk to the network: a lock held while Safaricom thinks would stop the bar.

Whoever opens one says for which bar, or :data:`ALL_BARS`. On PostgreSQL row-level security holds them to it: with no
bar named, tenant tables are empty. The setting ends with the transaction, so it is safe behind a transaction pooler.

Lock order, always: bar gate, phone gate, payment, tab, feed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, Select, exc, select, text, update

from tabeza_central.failpoints import failpoint
from tabeza_central.store import schema
from tabeza_central.store.engine import READ_OPTION, insert, is_sqlite, writer_lock

FeedKind = Literal["bar", "settings", "people", "setup", "tab", "line", "payment", "notice"]
ALL_BARS: Final = "*"
"""In the place of a bar: what works for every bar (workers, the operator, whoever presents a token or a code)."""
_FEEDS_AT_ONCE: Final = 500
SINGLE = "-"
"""The id of feed items a bar has only one of."""

_P = ParamSpec("_P")
_R = TypeVar("_R")
_open = threading.local()
_SET_BAR = text("SELECT set_config('tabeza.bar_id', :bar, true)")
READ_ONLY: Final = "25006"
"""PostgreSQL's read_only_sql_transaction."""


def all_bars(reason: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Marks a function whose statement looks across bars on purpose, and says why."""
    if not reason:
        raise ValueError("say why this looks across bars")

    def mark(function: Callable[_P, _R]) -> Callable[_P, _R]:
        return function

    return mark


class StoreDown(Exception):
    """The database can't be reached or written: nothing was changed."""


class Duplicate(Exception):
    """A unique key said somebody else was first: nothing was changed."""


def in_unit_of_work() -> bool:
    """Whether this thread has a transaction open (network adapters assert that it has not)."""
    return getattr(_open, "depth", 0) > 0


@dataclass
class Tx:
    """An open transaction. ``touch`` what a console shows; ``wake`` if jobs were made that are due."""

    connection: Connection
    touched: dict[tuple[str, FeedKind, str], None] = field(default_factory=dict)
    seqs: dict[str, int] = field(default_factory=dict)
    """After commit: the feed counter of each bar that was touched."""
    jobs_made: bool = False
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Done once the transaction is committed, and not at all if it is rolled back (a log line, say)."""
        self.afterwards.append(action)

    def touch(self, bar_id: str, kind: FeedKind, item_id: str = SINGLE) -> None:
        """This thing changed: consoles of the bar will be told."""
        self.touched[(bar_id, kind, item_id)] = None

    def wake(self) -> None:
        """A job was made that may be due at once."""
        self.jobs_made = True

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        return self.connection.execute(statement, parameters)

    def one_or_none(self, statement: Select[Any]) -> Any:
        """The row, or None. More than one row is a defect and raises."""
        return self.connection.execute(statement).one_or_none()

    def all(self, statement: Any) -> list[Any]:
        return list(self.connection.execute(statement).all())

    def changed(self, statement: Any) -> int:
        """How many rows an UPDATE or DELETE really changed."""
        return int(self.connection.execute(statement).rowcount)

    def insert(self, table: Any) -> Any:
        """INSERT with ``on_conflict_do_nothing`` / ``on_conflict_do_update`` for this database."""
        return insert(self.connection, table)

    def bump_feeds(self) -> None:
        """The last statements before commit: one bump per bar, shared by everything touched."""
        of_bar: dict[str, list[tuple[str, str]]] = {}
        for bar_id, kind, item_id in self.touched:
            of_bar.setdefault(bar_id, []).append((kind, item_id))
        bar_ids = sorted(of_bar)
        for start in range(0, len(bar_ids), _FEEDS_AT_ONCE):
            self._bump(bar_ids[start : start + _FEEDS_AT_ONCE], of_bar)

    def _bump(self, bar_ids: list[str], of_bar: dict[str, list[tuple[str, str]]]) -> None:
        """Many bars in a few statements: a switch for everyone must not take one round trip for each of them."""
        feeds = schema.bar_feeds
        ours = feeds.c.bar_id.in_(bar_ids)
        if len(bar_ids) > 1:  # in the order of their ids, or two of these could wait for each other
            self.connection.execute(
                select(feeds.c.bar_id).where(ours).order_by(feeds.c.bar_id).with_for_update()
            )
        bumped = update(feeds).where(ours).values(seq=feeds.c.seq + 1).returning(feeds.c.bar_id, feeds.c.seq)
        seqs = {row.bar_id: row.seq for row in self.connection.execute(bumped)}
        if len(seqs) != len(bar_ids):
            raise AssertionError("a bar without a feed was touched")
        self.seqs |= seqs
        rows = [
            {"bar_id": bar_id, "kind": kind, "id": item_id, "seq": seqs[bar_id]}
            for bar_id in bar_ids
            for kind, item_id in of_bar[bar_id]
        ]
        upsert = insert(self.connection, schema.feed_items)
        self.connection.execute(
            upsert.on_conflict_do_update(
                index_elements=["bar_id", "kind", "id"], set_={"seq": upsert.excluded.seq}
            ),
            rows,
        )


AfterCommit = Callable[[dict[str, int], bool], None]
"""Called after a commit with the new feed counter per bar and whether jobs were made. Must not raise or block."""


class Store:
    """The database. Thread-safe; ``after_commit`` listeners run in the committing thread, outside the transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = writer_lock(engine)
        self._listeners: list[AfterCommit] = []

    def after_commit(self, listener: AfterCommit) -> None:
        self._listeners.append(listener)

    @contextmanager
    def write(self, name: str = "work", *, bar: str | None = None) -> Iterator[Tx]:
        """A read-write transaction for ``bar`` (or ALL_BARS).

        ``name`` labels its failpoints ``NAME.before_commit`` and ``NAME.after_commit``.

        Raises :class:`Duplicate` when a unique key says somebody was first, :class:`StoreDown` when the database
        is away, full or read-only; in both cases nothing was changed.
        """
        with self._writing(), _unit_of_work(), _errors_named():
            with self.engine.connect() as connection, connection.begin():
                set_bar(connection, bar)
                tx = Tx(connection)
                yield tx
                tx.bump_feeds()
                failpoint(f"{name}.before_commit")
            failpoint(f"{name}.after_commit")
        for listener in self._listeners:
            listener(tx.seqs, tx.jobs_made)
        for action in tx.afterwards:
            action()

    @contextmanager
    def read(self, *, bar: str | None = None) -> Iterator[Tx]:
        """A read-only transaction over one snapshot, for ``bar`` (or ALL_BARS). Raises :class:`StoreDown`."""
        with _unit_of_work(), _errors_named(), self.engine.connect() as connection:
            options: dict[str, Any] = {READ_OPTION: True}
            if not is_sqlite(self.engine):
                options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            with connection.execution_options(**options).begin():
                set_bar(connection, bar)
                yield Tx(connection)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self._writer is None:
            yield
            return
        with self._writer:
            yield


@contextmanager
def _unit_of_work() -> Iterator[None]:
    if in_unit_of_work():
        raise RuntimeError("a unit of work is open already: pass its Tx on")
    _open.depth = 1
    try:
        yield
    finally:
        _open.depth = 0


@contextmanager
def _errors_named() -> Iterator[None]:
    """Turns what the driver raises into the two things a caller can act on; the rest is a defect and passes."""
    try:
        yield
    except exc.IntegrityError as problem:
        if _is_duplicate(problem):
            raise Duplicate from problem
        raise
    except exc.OperationalError as problem:
        if getattr(problem.orig, "sqlite_errorname", "") == "SQLITE_ERROR":
            raise  # the statement itself is wrong (no such table...): a defect, not a database that is away
        raise StoreDown from problem
    except (exc.InterfaceError, exc.TimeoutError) as problem:
        raise StoreDown from problem
    except exc.InternalError as problem:
        if getattr(problem.orig, "sqlstate", "") == READ_ONLY:
            raise StoreDown from problem  # a standby answers, or a failover is under way
        raise


def set_bar(connection: Connection, bar: str | None) -> None:
    """Names the bar that row-level security lets this transaction see. Nothing to do on SQLite, or without one."""
    if bar and connection.dialect.name == "postgresql":
        connection.execute(_SET_BAR, {"bar": bar})


def _is_duplicate(problem: exc.IntegrityError) -> bool:
    name = getattr(problem.orig, "sqlite_errorname", "")
    return name in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY") or (
        getattr(problem.orig, "sqlstate", "") == "23505"
    )

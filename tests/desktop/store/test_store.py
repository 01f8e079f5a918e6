"""The console's files: torn, full, old or foreign, they never lie and never stop the console."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked
from sqlalchemy import event

from tabeza_desktop.core.changes import merge
from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.core.setup_flow import SetupDraft, StepKey
from tabeza_desktop.core.takings import takings_of_day
from tabeza_desktop.store.cache import Cache
from tabeza_desktop.store.database import DiskFailed
from tabeza_desktop.store.history import HistoryReader
from tabeza_desktop.store.migrations import FromTheFuture
from tabeza_desktop.store.secrets import KeyringStore
from tabeza_desktop.store.state import StateStore
from tabeza_desktop.store.verifiers import TRIES, OfflineVerifiers
from tabeza_protocol.business_day import DEFAULT_DAY_TURN, business_day_of
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.trade import Changes, PaymentView
from tests.desktop.fake_service import OWNER, PIN, START, payment, tab

DEVICE_KEY = Secret("ab" * 32)


def page(cursor: str, payments: tuple[PaymentView, ...] = (), numbers: tuple[int, ...] = ()) -> Changes:
    rows = tuple(tab(number) for number in numbers)
    return Changes(epoch=1, cursor=cursor, more=False, server_time=START, tabs=rows, payments=payments)


@settings(max_examples=25)
@given(pages=st.lists(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5), st.sampled_from(list(PaymentState))),
                               max_size=8), max_size=5))  # fmt: skip
def test_a_cache_that_followed_holds_what_a_fresh_one_holds(
    tmp_path_factory: pytest.TempPathFactory, pages: list[list[tuple[int, int, PaymentState]]]
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    followed, held = Cache(folder / "a.sqlite"), dict[str, PaymentView]()
    for n, rows in enumerate(pages):
        payments = tuple(payment(i, state=state, version=version) for i, version, state in rows)
        followed.apply(page(f"c{n}", payments), fresh=n == 0)
        held = merge(held, payments, fresh=n == 0)
    afresh = Cache(folder / "b.sqlite")
    afresh.apply(page("z", tuple(held.values())), fresh=True)
    day = business_day_of(START)
    for cache in (followed, afresh):
        reader = HistoryReader(cache)
        shown = reader.page(HistoryQuery(), DEFAULT_DAY_TURN)
        assert {row.id: row for row in shown.rows} == held
        assert shown.total_count == len(held)
        assert reader.takings(day, DEFAULT_DAY_TURN) == takings_of_day(held.values(), day, DEFAULT_DAY_TURN)
        cache.close()


def test_rows_and_cursor_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite")
    cache.apply(page("c1", numbers=(1,)), fresh=True)

    def refuse(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if "meta" in statement and "INSERT" in statement:
            raise OSError("the disk went away")

    event.listen(cache.engine, "before_cursor_execute", refuse)
    with pytest.raises(DiskFailed):
        cache.apply(page("c2", numbers=(1, 2, 3)), fresh=False)
    event.remove(cache.engine, "before_cursor_execute", refuse)
    assert cache.position() == (1, "c1")
    assert [row.number for row in cache.snapshot().tabs] == [1]
    cache.close()


@pytest.mark.parametrize("spoil", [b"not a database", b"", bytes(8192)], ids=["text", "empty", "zeros"])
def test_a_cache_that_is_not_one_is_set_aside_and_rebuilt(tmp_path: Path, spoil: bytes) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(spoil)
    cache = Cache(path)
    assert cache.position() == (None, None)
    cache.apply(page("c1", numbers=(7,)), fresh=True)
    assert cache.rebuilt
    aside = [found for found in tmp_path.glob("*.set-aside-*") if not found.name.endswith(("-wal", "-shm"))]
    assert len(aside) == 1
    assert aside[0].read_bytes() == spoil or not spoil
    cache.close()


def test_another_bar_finds_nothing_of_the_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite")
    cache.belong_to("service/bar-1")
    cache.apply(page("c1", (payment(1),), (1,)), fresh=True)
    assert cache.belong_to("service/bar-1") is False
    assert cache.belong_to("service/bar-2") is True
    assert cache.position() == (None, None)
    assert not cache.snapshot().tabs
    assert HistoryReader(cache).page(HistoryQuery(), DEFAULT_DAY_TURN).total_count == 0
    cache.close()


def test_history_finds_sorts_pages_and_counts(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite")
    rows = tuple(
        payment(n, state=PaymentState.SUCCEEDED if n % 3 else PaymentState.FAILED, amount_cents=n * 100,
                receipt=f"SKL7Q{n:05d}" if n % 3 else None)
        for n in range(450)
    )  # fmt: skip
    sandbox = payment(900, state=PaymentState.SUCCEEDED, environment=Environment.SANDBOX)
    cache.apply(page("c1", (*rows, sandbox)), fresh=True)
    reader = HistoryReader(cache)
    first = reader.page(HistoryQuery(sort="amount"), DEFAULT_DAY_TURN)
    second = reader.page(HistoryQuery(sort="amount"), DEFAULT_DAY_TURN, offset=200)
    amounts = [row.amount_cents for row in (*first.rows, *second.rows)]
    assert amounts == sorted(amounts, reverse=True)
    assert len({row.id for row in (*first.rows, *second.rows)}) == 400
    assert first.counts == {"all": 451, "paid": 301, "failed": 150, "waiting": 0, "review": 0}
    assert first.received_cents == sum(n * 100 for n in range(450) if n % 3)
    assert [row.id for row in reader.page(HistoryQuery(text="skl7q00448"), DEFAULT_DAY_TURN).rows] == ["payment-448"]
    assert reader.page(HistoryQuery(text="100%"), DEFAULT_DAY_TURN).total_count == 0
    assert reader.page(HistoryQuery(status="failed"), DEFAULT_DAY_TURN).total_count == 150
    cache.close()


def test_what_must_survive_survives(tmp_path: Path) -> None:
    state = StateStore(tmp_path / "state.sqlite")
    draft = SetupDraft(current=StepKey.SEND, shortcode_text="4083917", ticked=frozenset({"daraja_account"}))
    state.save_setup_draft("bar", draft)
    state.save_preferences(replace(state.preferences(), lang="sw"))
    first = state.claim_key("hash", "key-1", START)
    state.close()
    again = StateStore(tmp_path / "state.sqlite")
    assert again.setup_draft("bar") == draft
    assert again.preferences().lang == "sw"
    assert again.claim_key("hash", "key-2", START) == first == "key-1"
    assert again.set_aside_path is None
    again.close()


def test_a_damaged_state_file_is_kept_aside_and_one_from_the_future_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"x" * 5000)
    state = StateStore(path)
    assert state.set_aside_path is not None
    assert state.set_aside_path.read_bytes() == b"x" * 5000
    with state.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA user_version=99")
    state.close()
    with pytest.raises(FromTheFuture):
        StateStore(path)


def test_an_offline_pin_has_five_tries_one_device_and_one_shift(tmp_path: Path) -> None:
    state = StateStore(tmp_path / "state.sqlite")
    verifiers = OfflineVerifiers(state)

    def check(pin: str, *, device: str = "d", key: Secret = DEVICE_KEY, hours: float = 1) -> bool:
        return verifiers.check(OWNER.id, device, Secret(pin), key, START + timedelta(hours=hours)) is not None

    def remember() -> None:
        verifiers.remember(OWNER, "d", Secret(PIN), DEVICE_KEY, START + timedelta(hours=8))

    remember()
    assert check(PIN)
    assert not check(PIN, device="other")
    assert not check(PIN, key=Secret("cd" * 32))
    assert not check(PIN, hours=9)
    remember()
    assert not any(check("000111") for _ in range(TRIES))
    assert not check(PIN), "a sixth try was judged"
    assert PIN.encode() not in (tmp_path / "state.sqlite").read_bytes()
    state.close()


class Locked(KeyringBackend):
    priority = 0  # type: ignore[assignment]  # never chosen by itself

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("locked")

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked("locked")


class Forgetful(Locked):
    def set_password(self, service: str, username: str, password: str) -> None:
        return None

    def get_password(self, service: str, username: str) -> str | None:
        return None


@pytest.mark.parametrize(
    ("backend", "reason"), [(Locked(), "locked"), (Forgetful(), "no_backend"), (None, "no_backend")]
)
def test_without_a_keyring_the_shift_goes_on_in_memory_and_says_why(
    monkeypatch: pytest.MonkeyPatch, backend: KeyringBackend | None, reason: str
) -> None:
    if backend is not None:
        before = keyring.get_keyring()
        keyring.set_keyring(backend)
        monkeypatch.setattr(keyring, "get_keyring", lambda: before)
    store = KeyringStore("tabeza", "install")
    store.put("refresh_token", Secret("token"))
    held = store.get("refresh_token")
    assert held == Secret("token")
    assert store.reason == reason
    store.drop("refresh_token")
    assert store.get("refresh_token") is None
    if backend is not None:
        keyring.set_keyring(before)

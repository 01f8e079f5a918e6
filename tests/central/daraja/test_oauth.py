"""One token per pair of keys, shared by everybody through the database, fetched by one at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tabeza_central.daraja.errors import Fetched
from tabeza_central.daraja.oauth import LEASE, HeldToken, OAuthTokens
from tabeza_central.ports import DarajaCredentials, NoAnswer, Refused
from tabeza_central.store.oauth_tokens import OAuthTokenStore
from tabeza_central.vault.keyring import Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol.environment import Environment
from tabeza_protocol.secret import Secret
from tests.central import world as worlds
from tests.central.access.people import KEY

CREDENTIALS = DarajaCredentials(
    "bar", 1, Environment.PRODUCTION, "4083917", Secret("key"), Secret("secret"), Secret("passkey")
)


class Safaricom:
    """Gives numbered tokens; only the newest is good, as with the real one."""

    def __init__(self) -> None:
        self.given = 0
        self.inside = 0
        self.most_inside = 0
        self.answer: Refused | NoAnswer | None = None
        self._lock = threading.Lock()

    def fetch(self, _credentials: DarajaCredentials) -> Fetched | Refused | NoAnswer:
        with self._lock:
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
        with self._lock:
            self.inside -= 1
            if self.answer is not None:
                return self.answer
            self.given += 1
            return Fetched(Secret(f"token-{self.given}"), 3599)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[worlds.World]:
    made = worlds.build(f"sqlite:///{tmp_path / 'c.sqlite'}")
    made.ctx.vault = Vault(Keyring.from_text(KEY))
    yield made
    made.ctx.store.engine.dispose()


def worker(world: worlds.World, safaricom: Safaricom) -> OAuthTokens:
    """A process of its own as far as tokens go: it shares only the database."""
    pause = threading.Event()
    return OAuthTokens(
        OAuthTokenStore(world.ctx.store, world.ctx.vault),
        safaricom.fetch,
        lambda _c: "a" * 64,
        world.clock,
        lambda seconds: pause.wait(seconds / 50),
    )


def token_of(held: HeldToken | Refused | NoAnswer) -> str:
    assert isinstance(held, HeldToken)
    return held.token.reveal()


def test_a_token_is_fetched_once_and_shared(world: worlds.World) -> None:
    safaricom = Safaricom()
    assert {token_of(worker(world, safaricom).current(CREDENTIALS)) for _ in range(5)} == {"token-1"}
    assert safaricom.given == 1


def test_it_is_renewed_a_minute_before_its_end(world: worlds.World) -> None:
    safaricom = Safaricom()
    one = worker(world, safaricom)
    one.current(CREDENTIALS)
    world.clock.forward(3599 - 61)
    assert token_of(one.current(CREDENTIALS)) == "token-1"
    world.clock.forward(1)
    assert token_of(one.current(CREDENTIALS)) == "token-2"


def test_many_workers_and_threads_fetch_one_token_between_them(world: worlds.World) -> None:
    safaricom = Safaricom()
    workers = [worker(world, safaricom) for _ in range(4)]
    with ThreadPoolExecutor(16) as pool:
        held = list(pool.map(lambda n: token_of(workers[n % 4].current(CREDENTIALS)), range(64)))
    assert set(held) == {"token-1"}
    assert (safaricom.given, safaricom.most_inside) == (1, 1)


def test_many_who_were_refused_the_same_token_share_one_new_one(world: worlds.World) -> None:
    """Somebody else fetched with the same keys: every push under way gets 404.001.03 at once."""
    safaricom = Safaricom()
    workers = [worker(world, safaricom) for _ in range(4)]
    refused = workers[0].current(CREDENTIALS)
    assert isinstance(refused, HeldToken)
    with ThreadPoolExecutor(16) as pool:
        held = list(
            pool.map(lambda n: token_of(workers[n % 4].after_refusal(CREDENTIALS, refused)), range(32))
        )
    assert set(held) == {"token-2"}
    assert safaricom.given == 2


def test_a_failed_fetch_gives_its_place_back(world: worlds.World) -> None:
    safaricom = Safaricom()
    safaricom.answer = NoAnswer("timeout")
    one = worker(world, safaricom)
    assert one.current(CREDENTIALS) == NoAnswer("timeout")
    safaricom.answer = Refused("keys_rejected", None, 400)
    assert one.current(CREDENTIALS) == Refused("keys_rejected", None, 400)
    safaricom.answer = None
    assert token_of(one.current(CREDENTIALS)) == "token-1"


def test_a_worker_that_died_while_fetching_holds_nobody_up_for_long(world: worlds.World) -> None:
    store = OAuthTokenStore(world.ctx.store, world.ctx.vault)
    now = world.clock.now()
    assert store.lease("a" * 64, now, now + LEASE)
    assert not store.lease("a" * 64, now, now + LEASE)
    later = now + LEASE + timedelta(microseconds=1)
    assert store.lease("a" * 64, later, later + LEASE)


def test_one_who_lost_the_lease_keeps_nothing(world: worlds.World) -> None:
    store = OAuthTokenStore(world.ctx.store, world.ctx.vault)
    now = world.clock.now()
    slow, quick = now + LEASE, now + 3 * LEASE
    store.lease("a" * 64, now, slow)
    store.lease("a" * 64, slow + timedelta(seconds=1), quick)
    assert store.put("a" * 64, slow, Secret("late"), quick) is None
    assert store.put("a" * 64, quick, Secret("fresh"), quick) is not None
    kept = store.read("a" * 64)
    assert kept is not None
    assert kept.token.reveal() == "fresh"


def test_tokens_lie_sealed_and_one_under_a_lost_key_is_simply_fetched_anew(world: worlds.World) -> None:
    safaricom = Safaricom()
    worker(world, safaricom).current(CREDENTIALS)
    (row,) = world.rows("oauth_tokens")
    assert "token-1" not in repr(tuple(row))
    world.ctx.vault = Vault(Keyring.from_text("c0ffee" + KEY[6:]))
    assert token_of(worker(world, safaricom).current(CREDENTIALS)) == "token-2"


def test_no_transaction_is_open_while_the_token_is_fetched(world: worlds.World) -> None:
    from tabeza_central.store.uow import in_unit_of_work

    seen: list[bool] = []
    safaricom = Safaricom()

    class Watching(Safaricom):
        def fetch(self, credentials: DarajaCredentials) -> Fetched | Refused | NoAnswer:
            seen.append(in_unit_of_work())
            return safaricom.fetch(credentials)

    worker(world, Watching()).current(CREDENTIALS)
    assert seen == [False]

"""Rotating the master key: everything is sealed anew while people trade, nothing is lost, and the old key can go."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tabeza_central import compose
from tabeza_central.services import access, keys
from tabeza_central.settings import settings_from_environment
from tabeza_central.store import schema, sealed, service_keys
from tabeza_central.store.uow import ALL_BARS
from tabeza_central.vault.keyring import KeyRefused, Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol.secret import Secret
from tests.central import world as worlds
from tests.central.access.people import KEY, PIN, House
from tests.central.world import World

NEW = secrets.token_hex(32)
OLD_ID, NEW_ID = Keyring.from_text(KEY).current_id, Keyring.from_text(NEW).current_id


def restart_with(world: World, current: str, old: str = "") -> None:
    """What a restart of the worker with this environment does. Raises ``KeyRefused``."""
    ring = Keyring.from_text(current, old)
    vault = Vault(ring)
    compose.check_keys(world.ctx.store, ring, world.clock)
    vault.use_index_key(compose.index_key(world.ctx.store, vault, world.clock))
    world.ctx.vault, world.ctx.callback_tokens = vault, vault.callback_tokens


@pytest.fixture
def world(quick_url: str, tmp_path: Path) -> Iterator[World]:
    """A live bar with a paid tab, all sealed under the old key."""
    made = worlds.build(quick_url, tmp_path / "spool")
    restart_with(made, KEY)
    made.bar_id = worlds.add_bar(made)
    made.call_back(made.sent().id)
    yield made
    made.ctx.store.engine.dispose()


def key_ids(world: World) -> set[str]:
    return {use.key_id for use in keys.status(world.ctx) if use.values}


def test_every_sealed_column_of_the_schema_is_rotated() -> None:
    named = {(of.table.name, of.name) for of in sealed.COLUMNS}
    in_schema = {
        (table.name, column.name)
        for table in schema.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_encrypted")
    }
    assert named == in_schema


def test_rotation_seals_everything_anew_and_everything_still_opens(world: World) -> None:
    assert key_ids(world) == {OLD_ID}
    restart_with(world, NEW, KEY)
    done = keys.rotate(world.ctx, batch=2)
    assert done.resealed >= 8
    assert done.unreadable == {}
    assert key_ids(world) == {NEW_ID}
    world.ctx.vault = Vault(Keyring.from_text(NEW))  # type: ignore[assignment]
    (bar,) = world.rows("bars")
    assert world.ctx.vault.open(bar.id, "passkey", bar.mpesa_passkey_encrypted) == b"canary-passkey-1"
    assert keys.rotate(world.ctx).resealed == 0, "a second run finds nothing to do"


def test_a_digest_is_the_same_after_the_rotation(world: World) -> None:
    before = world.ctx.vault.digest("phone", "254712345678")
    restart_with(world, NEW, KEY)
    keys.rotate(world.ctx)
    restart_with(world, NEW, KEY)
    assert world.ctx.vault.digest("phone", "254712345678") == before
    assert before == world.rows("mpesa_transactions")[0].phone_hmac


def test_another_database_has_other_digests(world: World) -> None:
    other = Vault(Keyring.from_text(KEY))
    assert other.digest("phone", "254712345678") != world.ctx.vault.digest("phone", "254712345678")


def test_a_value_changed_meanwhile_keeps_the_change(world: World) -> None:
    restart_with(world, NEW, KEY)
    column = next(of for of in sealed.COLUMNS if of.label == "bars.mpesa_passkey_encrypted")
    with world.ctx.store.read(bar=ALL_BARS) as tx:
        (stale,) = sealed.under_other_keys(tx, column, "x", None, 10)
    fresh = world.ctx.vault.seal(world.bar_id, "passkey", b"set by the owner just now")
    with world.ctx.store.write(bar=world.bar_id) as tx:
        tx.execute(schema.bars.update().where(schema.bars.c.id == world.bar_id).values(mpesa_passkey_encrypted=fresh))
    with world.ctx.store.write(bar=ALL_BARS) as tx:
        assert not sealed.swap(tx, column, stale, "sealed anew from what was read before")
    assert world.rows("bars")[0].mpesa_passkey_encrypted == fresh


def test_trade_goes_on_between_the_old_and_the_new_key(world: World) -> None:
    payment = world.sent(2000, phone="0722000001")
    address = world.push_of(payment.id).request.callback_url.rpartition("/")[2]
    restart_with(world, NEW, KEY)
    keys.rotate(world.ctx)
    push = world.daraja.pushes[-1]
    ids = (push.merchant_request_id, push.checkout_request_id)
    world.receive(worlds.callback_body(*ids, amount=20, receipt="UKL1AB2CD9"), address)
    world.work()
    assert world.payment(payment.id).state == "succeeded"


def test_retire_refuses_while_the_key_is_in_use_and_then_lets_it_go(world: World) -> None:
    world.ctx.spool.directory.mkdir(parents=True, exist_ok=True)
    restart_with(world, NEW, KEY)
    for wrong in (OLD_ID, NEW_ID, "00000000"):
        with pytest.raises(KeyRefused):
            keys.retire(world.ctx, wrong)
    keys.rotate(world.ctx)
    with pytest.raises(KeyRefused, match="callbacks"):
        keys.retire(world.ctx, OLD_ID)
    world.clock.forward(49 * 3600)
    keys.retire(world.ctx, OLD_ID)
    restart_with(world, NEW)
    with pytest.raises(KeyRefused, match="retired"):
        restart_with(world, KEY, NEW)


def test_retire_waits_for_the_people_whose_pins_are_under_the_key(world: World) -> None:
    house = House(world)
    world.ctx.settings = worlds_settings()
    _, owner = house.owner(world.bar_id)
    restart_with(world, NEW, KEY)
    keys.rotate(world.ctx)
    world.clock.forward(49 * 3600)
    with pytest.raises(KeyRefused, match="1 PINs"):
        keys.retire(world.ctx, OLD_ID)
    access.sign_in(world.ctx, owner, owner.person_id or "", Secret(PIN))
    keys.retire(world.ctx, OLD_ID)


def worlds_settings() -> object:
    return settings_from_environment({"TABEZA_SERVICE_KIND": "test", "MPESA_ENCRYPTION_KEY": KEY})


def test_a_wrong_key_does_not_start(world: World) -> None:
    with pytest.raises(KeyRefused, match=OLD_ID):
        restart_with(world, NEW)
    with world.ctx.store.read(bar=ALL_BARS) as tx:
        assert set(service_keys.check_values(tx)) == {OLD_ID}, "and nothing is remembered of it"


def test_what_no_key_opens_is_counted_and_left_as_it_is(world: World) -> None:
    stranger = Vault(Keyring.from_text(secrets.token_hex(32))).seal(world.bar_id, "passkey", b"x")
    with world.ctx.store.write(bar=world.bar_id) as tx:
        here = schema.bars.update().where(schema.bars.c.id == world.bar_id)
        tx.execute(here.values(mpesa_passkey_encrypted=stranger))
    restart_with(world, NEW, KEY)
    done = keys.rotate(world.ctx)
    assert done.unreadable == {"bars.mpesa_passkey_encrypted": 1}
    assert world.rows("bars")[0].mpesa_passkey_encrypted == stranger

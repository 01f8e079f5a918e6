"""Access and refresh tokens: a lost answer locks nobody out, a copied token gives itself away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tabeza_central.services import access
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import Paired, Tokens
from tests.central.access import people
from tests.central.access.people import House, problem_of


@pytest.fixture
def house(quick_url: str) -> Iterator[House]:
    made = people.build(quick_url)
    yield made
    made.ctx.store.engine.dispose()


@pytest.fixture
def paired(house: House) -> Paired:
    return house.pair(house.code(house.bar()))


def refresh(house: House, paired: Paired, token: str) -> Tokens:
    return access.refresh(house.ctx, paired.device_id, Secret(token))


def test_an_access_token_lives_ten_minutes(house: House, paired: Paired) -> None:
    token = paired.tokens.access_token
    house.who(token)
    house.world.clock.forward(599)
    house.who(token)
    house.world.clock.forward(1)
    assert problem_of(house.who, token).code == "token_expired"


@pytest.mark.parametrize("token", ["", "x", "0" * 64])
def test_a_strangers_token_is_nobody(house: House, token: str) -> None:
    assert problem_of(house.who, token).code == "signed_out"


def test_each_refresh_gives_the_next_pair(house: House, paired: Paired) -> None:
    token = paired.tokens.refresh_token
    seen = {token}
    for _ in range(10):
        house.world.clock.forward(500)
        pair = refresh(house, paired, token)
        house.who(pair.access_token)
        token = pair.refresh_token
        assert token not in seen
        seen.add(token)


def test_a_lost_answer_may_be_asked_for_again_and_again(house: House, paired: Paired) -> None:
    """Killed between the service's commit and the console's keyring, any number of times."""
    kept = paired.tokens.refresh_token
    house.who(paired.tokens.access_token)
    lost = [refresh(house, paired, kept) for _ in range(4)]
    arrived = refresh(house, paired, kept)
    house.who(arrived.access_token)
    refresh(house, paired, arrived.refresh_token)
    for pair in lost:
        assert problem_of(refresh, house, paired, pair.refresh_token).code == "signed_out"


def test_the_previous_token_is_good_until_the_newer_pair_is_used(house: House, paired: Paired) -> None:
    first = refresh(house, paired, paired.tokens.refresh_token)
    second = refresh(house, paired, paired.tokens.refresh_token)
    house.who(second.access_token)
    assert first.refresh_token != second.refresh_token
    assert problem_of(refresh, house, paired, paired.tokens.refresh_token).code == "device_revoked"


def test_a_copied_token_presented_after_the_owner_moved_on_revokes_the_device(
    house: House, paired: Paired
) -> None:
    stolen = paired.tokens.refresh_token
    pair = refresh(house, paired, stolen)
    house.who(pair.access_token)
    assert problem_of(refresh, house, paired, stolen).code == "device_revoked"
    assert problem_of(house.who, pair.access_token).code == "device_revoked"
    assert problem_of(refresh, house, paired, pair.refresh_token).code == "device_revoked"
    assert any("token_reuse" in line for line in house.world.lines())


def test_an_older_token_revokes_even_before_the_newest_is_used(house: House, paired: Paired) -> None:
    oldest = paired.tokens.refresh_token
    second = refresh(house, paired, oldest)
    refresh(house, paired, second.refresh_token)
    assert problem_of(refresh, house, paired, oldest).code == "device_revoked"


def test_a_refresh_token_of_another_device_is_nobody(house: House, paired: Paired) -> None:
    other = house.pair(house.code(house.bar("Elsewhere")))
    refused = problem_of(access.refresh, house.ctx, paired.device_id, Secret(other.tokens.refresh_token))
    assert refused.code == "signed_out"
    house.who(other.tokens.access_token)


def test_an_access_token_is_not_a_refresh_token(house: House, paired: Paired) -> None:
    assert problem_of(refresh, house, paired, paired.tokens.access_token).code == "signed_out"
    assert problem_of(house.who, paired.tokens.refresh_token).code == "signed_out"


def test_a_revoked_device_stops_at_once_with_everybody_on_it(house: House) -> None:
    bar_id = house.bar()
    paired, owner = house.owner(bar_id)
    other = house.pair(house.code(bar_id))
    device = house.who(other.tokens.access_token)
    session = access.sign_in(house.ctx, device, owner.person_id or "", Secret(people.PIN)).session_token
    access.revoke_device(house.ctx, owner, other.device_id)
    for token in (other.tokens.access_token, session):
        assert problem_of(house.who, token).code == "device_revoked"
    refused = problem_of(access.refresh, house.ctx, other.device_id, Secret(other.tokens.refresh_token))
    assert refused.code == "device_revoked"
    house.who(paired.tokens.access_token)
    views = {view.id: view for view in access.list_devices(house.ctx, owner).devices}
    assert views[other.device_id].revoked_at is not None
    assert views[paired.device_id].is_this_device


def test_another_bars_device_does_not_exist(house: House) -> None:
    _, owner = house.owner(house.bar())
    elsewhere = house.pair(house.code(house.bar("Elsewhere")))
    assert problem_of(access.revoke_device, house.ctx, owner, elsewhere.device_id).code == "not_found"
    house.who(elsewhere.tokens.access_token)

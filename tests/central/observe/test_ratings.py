"""The one question: once a person a month, a number and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tabeza_central.services import access, ratings
from tabeza_central.store import bars
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.ratings import RatingRequest
from tests.central.access import people
from tests.central.access.people import OTHER_PIN, House, problem_of


@pytest.fixture
def house(quick_url: str) -> Iterator[House]:
    made = people.build(quick_url)
    yield made
    made.ctx.store.engine.dispose()


def using(house: House) -> tuple[str, Any]:
    """A bar that uses M-Pesa, and its owner."""
    bar_id = house.bar()
    _paired, owner = house.owner(bar_id)
    with house.ctx.store.write("live", bar=bar_id) as tx:
        bars.change(tx, bar_id, {"mpesa_setup_completed": True})
    return bar_id, owner


def test_a_person_answers_once_a_month_and_the_same_again_is_the_same(house: House) -> None:
    bar_id, owner = using(house)
    assert ratings.view(house.ctx, owner, bar_id).ask
    first = ratings.rate(house.ctx, owner, RatingRequest(bar_id=bar_id, score=4))
    assert (first.month, first.score, first.ask) == ("2026-11", 4, False)
    assert ratings.rate(house.ctx, owner, RatingRequest(bar_id=bar_id, score=4)) == first
    assert (
        problem_of(ratings.rate, house.ctx, owner, RatingRequest(bar_id=bar_id, score=5)).code
        == "rated_already"
    )
    assert ratings.view(house.ctx, owner, bar_id) == first


def test_the_month_is_nairobis(house: House) -> None:
    bar_id, owner = using(house)
    house.world.clock.at = house.world.clock.at.replace(month=11, day=30, hour=20, minute=59)
    ratings.rate(house.ctx, owner, RatingRequest(bar_id=bar_id, score=3))
    house.world.clock.forward(60)  # 21:00 UTC is midnight in Nairobi
    assert ratings.view(house.ctx, owner, bar_id).ask
    assert ratings.rate(house.ctx, owner, RatingRequest(bar_id=bar_id, score=5)).month == "2026-12"


def test_everybody_answers_for_himself_and_no_bar_sees_anothers(house: House) -> None:
    bar_id, owner = using(house)
    cashier = access.add_person(house.ctx, owner, "Otieno", Secret(OTHER_PIN))
    paired = house.pair(house.code(bar_id))
    device = house.who(paired.tokens.access_token)
    session = access.sign_in(house.ctx, device, cashier.id, Secret(OTHER_PIN)).session_token
    ratings.rate(house.ctx, owner, RatingRequest(bar_id=bar_id, score=2))
    assert ratings.view(house.ctx, house.who(session), bar_id).ask
    other, stranger = using(house)
    assert problem_of(ratings.view, house.ctx, stranger, bar_id).code == "not_found"
    assert ratings.view(house.ctx, stranger, other).ask


def test_before_a_bar_uses_mpesa_nobody_is_asked(house: House) -> None:
    bar_id = house.bar()
    _paired, owner = house.owner(bar_id)
    assert not ratings.view(house.ctx, owner, bar_id).ask


@pytest.mark.parametrize("score", [0, 6, -1, 100])
def test_only_one_to_five(house: House, score: int) -> None:
    bar_id, owner = using(house)
    refused = problem_of(ratings.rate, house.ctx, owner, RatingRequest(bar_id=bar_id, score=score))
    assert (refused.code, refused.fields) == ("bad_request", {"score": "bad_request"})

"""Tokens: who gets one, how long it lives, and what ends it."""

from __future__ import annotations

import pytest

from tabeza_practice.safaricom.behaviour import calm
from tests.practice.safaricom.world import (
    OAUTH_PATH,
    OTHER_BAR,
    PAYBILL_BAR,
    PUSH_PATH,
    SANDBOX,
    World,
    error_of,
    push_body,
)


def test_a_token_has_28_characters_and_says_its_life_as_text(world: World) -> None:
    tenant = world.tenant()
    told = world.oauth(tenant.consumer_key, tenant.consumer_secret).json()
    assert list(told) == ["access_token", "expires_in"]
    assert (len(told["access_token"]), told["expires_in"]) == (28, "3599")


def test_daraja_three_says_the_life_as_a_number() -> None:
    behaviour = calm()
    behaviour.expires_in_type = "number"
    world = World(behaviour)
    tenant = world.tenant()
    assert world.oauth(tenant.consumer_key, tenant.consumer_secret).json()["expires_in"] == 3599


def test_a_newer_token_ends_the_older_one_of_the_same_app_only(world: World) -> None:
    older, others = world.token(), world.token(OTHER_BAR)
    tenant = world.tenant()
    newer = world.oauth(tenant.consumer_key, tenant.consumer_secret).json()["access_token"]
    body = push_body(tenant)
    assert error_of(world.call(PUSH_PATH, body, token=older)) == (404, "404.001.03", "Invalid Access Token")
    assert world.call(PUSH_PATH, body, token=newer).status == 200
    other = push_body(world.tenant(OTHER_BAR), PhoneNumber="254799000111")
    assert world.call(PUSH_PATH, other, token=others).status == 200


def test_a_token_ends_after_3599_seconds(world: World) -> None:
    token = world.token()
    world.wait(3_598_999)
    assert world.call(PUSH_PATH, push_body(world.tenant()), token=token).status == 200
    world.wait(1)
    assert error_of(world.call(PUSH_PATH, push_body(world.tenant()), token=token))[1] == "404.001.03"


@pytest.mark.parametrize("header", ["", "Basic", "Basic !!!", "Bearer abc", "Basic bm9jb2xvbg=="])
def test_a_header_that_is_no_basic_auth_is_refused(world: World, header: str) -> None:
    query = {"grant_type": "client_credentials"}
    reply = world.call(OAUTH_PATH, b"", method="GET", headers={"authorization": header}, query=query)
    assert error_of(reply) == (400, "400.008.01", "Invalid Authentication passed")


def test_a_wrong_secret_and_an_unknown_key_are_refused(world: World) -> None:
    tenant = world.tenant()
    assert error_of(world.oauth(tenant.consumer_key, "x" * 64))[1] == "400.008.01"
    assert error_of(world.oauth("unknown", tenant.consumer_secret))[1] == "400.008.01"


def test_a_wrong_grant_type_is_refused(world: World) -> None:
    tenant = world.tenant()
    reply = world.oauth(tenant.consumer_key, tenant.consumer_secret, grant="password")
    assert error_of(reply) == (400, "400.008.02", "Invalid grant type passed")


@pytest.mark.parametrize(("shortcode", "host"), [(SANDBOX, "production"), (PAYBILL_BAR, "sandbox")])
def test_keys_of_the_other_environment_get_400_and_an_empty_body(
    world: World, shortcode: str, host: str
) -> None:
    tenant = world.tenant(shortcode)
    reply = world.oauth(tenant.consumer_key, tenant.consumer_secret, environment=host)
    assert (reply.status, reply.body) == (400, b"")


def test_a_token_of_the_other_environment_is_no_token_there(world: World) -> None:
    token = world.token(SANDBOX)
    reply = world.call(PUSH_PATH, push_body(world.tenant(SANDBOX)), token=token, environment="production")
    assert error_of(reply)[1] == "404.001.03"


@pytest.mark.parametrize("header", [None, "Bearer ", "Basic abc", "token"])
def test_a_push_without_a_bearer_token_is_refused(world: World, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    reply = world.call(PUSH_PATH, push_body(world.tenant()), headers=headers)
    assert error_of(reply) == (404, "404.001.04", "Invalid Authentication Header")


def test_an_app_without_the_product_is_told_so(world: World) -> None:
    """4100200 may look organisations up, and nothing else."""
    reply = world.call(PUSH_PATH, push_body(world.tenant("4100200")), token=world.token("4100200"))
    assert error_of(reply)[:2] == (401, "401.003.01")
    assert "no apiproduct match found" in error_of(reply)[2]


def test_the_wrong_method_and_the_wrong_path(world: World) -> None:
    assert error_of(world.call(PUSH_PATH, {}, method="GET"))[:2] == (405, "405.001")
    assert error_of(world.call("/mpesa/c2b/v9/registerurl", {}))[:2] == (404, "404.001.01")

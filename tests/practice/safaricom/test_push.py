"""What a push must look like, and how each mistake is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_practice.safaricom.behaviour import calm
from tabeza_practice.safaricom.stk import callback_url_allowed
from tests.practice.safaricom.world import (
    OTHER_BAR,
    OTHER_PHONE,
    PAYBILL_BAR,
    PHONE,
    PUSH_PATH,
    SANDBOX,
    TILL,
    TILL_STORE,
    TIMESTAMP,
    World,
    error_of,
    password,
    push_body,
)


def test_an_accepted_push_says_it_is_queued_and_no_more(world: World) -> None:
    told = world.push().json()
    assert list(told) == [
        "MerchantRequestID",
        "CheckoutRequestID",
        "ResponseCode",
        "ResponseDescription",
        "CustomerMessage",
    ]
    assert told["ResponseCode"] == "0"
    assert told["CheckoutRequestID"].endswith("712345678")


@pytest.mark.parametrize(
    "changes",
    [
        {
            "BusinessShortCode": 4083917,
            "Amount": 1,
            "PartyB": 4083917,
            "PartyA": int(PHONE),
            "Timestamp": int(TIMESTAMP),
        },
        {"Passkey": "leaked", "Extra": [1, {}]},
        {"Amount": "250000"},
        {"PartyA": OTHER_PHONE},
        {"AccountReference": "TWELVE CHARS"},
        {"CallBackURL": "https://example.invalid/callbacks/mpesa/1"},
    ],
)
def test_text_numbers_and_extra_fields_are_all_taken(world: World, changes: dict) -> None:
    assert world.push(**changes).status == 200


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("BusinessShortCode", [None, "", "4083", "40839170", "abc", True, 4083917.0, "408391７"]),
        ("Password", [None, "", ["x"]]),
        ("Timestamp", [None, "", "2026", "20261302213000", "2026100221300O", "20261002 213000"]),
        ("TransactionType", [None, "", "customerpaybillonline", "PayBill"]),
        ("Amount", [None, "", "0", 0, -1, "1.00", 1.5, 250_001, "1e3", "١٢", " 1", True, {}]),
        ("PartyA", [None, "0712345678", "+254712345678", "254212345678", "25471234567"]),
        ("PartyB", [None, "", "12", "abcdef"]),
        ("PhoneNumber", [None, "0712345678", "2547123456789", 712345678]),
        ("AccountReference", [None, "", "THIRTEEN CHAR"]),
    ],
)
def test_each_bad_field_is_named(world: World, field: str, values: list[object]) -> None:
    for value in values:
        body = push_body(world.tenant()) | {field: value}
        if value is None:
            del body[field]
        reply = world.call(PUSH_PATH, body, token=world.token())
        assert error_of(reply) == (400, "400.002.02", f"Bad Request - Invalid {field}"), value


def test_a_missing_description_is_called_invalid_remarks(world: World) -> None:
    assert error_of(world.push(TransactionDesc=None))[2] == "Bad Request - Invalid Remarks"


def test_a_form_reads_as_no_shortcode_and_broken_json_as_no_payload(world: World) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    token = world.token()
    reply = world.call(PUSH_PATH, b"BusinessShortCode=4083917", token=token, headers=form)
    assert error_of(reply)[2] == "Bad Request - Invalid BusinessShortCode"
    for raw in (b"", b"{", b"[1]", b"null", b"\xff", b"[" * 50_000):
        assert error_of(world.call(PUSH_PATH, raw, token=token)) == (
            400,
            "400.002.05",
            "Invalid Request Payload",
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"Password": password(PAYBILL_BAR, "0" * 64)},
        {"Timestamp": "20261002213001"},
        {"Password": "not base64"},
    ],
)
def test_a_password_of_another_passkey_or_timestamp_is_wrong_credentials(world: World, changes: dict) -> None:
    assert error_of(world.push(**changes)) == (500, "500.001.1001", "Wrong credentials")


def test_a_till_number_as_business_shortcode_does_not_exist(world: World) -> None:
    tenant = world.tenant(TILL_STORE)
    reply = world.push(TILL_STORE, BusinessShortCode=TILL, Password=password(TILL, tenant.passkey))
    assert error_of(reply) == (500, "500.001.1001", "Merchant does not exist")


def test_another_bars_shortcode_does_not_exist_for_this_app(world: World) -> None:
    other = world.tenant(OTHER_BAR)
    reply = world.push(BusinessShortCode=OTHER_BAR, Password=password(OTHER_BAR, other.passkey))
    assert error_of(reply)[2] == "Merchant does not exist"


def test_buy_goods_on_the_sandbox_paybill_is_refused_at_once(world: World) -> None:
    reply = world.push(SANDBOX, TransactionType="CustomerBuyGoodsOnline")
    assert error_of(reply)[2] == "Bad Request - Invalid TransactionType"


def test_the_sandbox_takes_a_longer_reference(world: World) -> None:
    assert world.push(SANDBOX, AccountReference="FIFTEEN CHARS..").status == 200


@pytest.mark.parametrize(
    ("url", "production", "taken"),
    [
        ("https://api.tabeza.co.ke/pay/cb/0af3", True, True),
        ("https://api.tabeza.co.ke/api/payments/mpesa/callback", True, True),
        ("http://127.0.0.1:8000/cb", True, True),
        ("http://[::1]:8000/cb", True, True),
        ("http://localhost/cb", True, True),
        ("http://api.tabeza.co.ke/cb", True, False),
        ("http://api.tabeza.co.ke/cb", False, True),
        ("", True, False),
        ("<callback url>", True, False),
        ("https://", True, False),
        ("https://bad host/cb", True, False),
        ("https://host:99999/cb", True, False),
        ("ftp://host/cb", True, False),
        ("/pay/cb", True, False),
    ],
)
def test_callback_urls(url: str, production: bool, taken: bool) -> None:
    assert callback_url_allowed(url, production=production, words="c2b") is taken


@pytest.mark.parametrize("word", ["mpesa", "M-PESA", "safaricom", "exe", "cmd", "SQL", "query"])
def test_the_portals_words_are_refused_only_when_the_rule_is_everywhere(word: str) -> None:
    behaviour = calm()
    behaviour.banned_callback_words = "everywhere"
    url = f"https://api.example.co.ke/{word}/1"
    assert error_of(World(behaviour).push(CallBackURL=url))[2] == "Bad Request - Invalid CallBackURL"
    assert World().push(CallBackURL=url).status == 200


def test_two_equal_requests_are_two_payments(world: World) -> None:
    """No idempotency: the caller alone must not repeat itself."""
    world.engine.subscribers.default_policy.mode = "cancel"
    first = world.pushed()
    world.wait(5_000)
    assert world.pushed() != first
    assert len(world.engine.record.since(0, "push")) == 2


def test_a_second_prompt_for_one_customer_is_refused_until_the_first_is_final(world: World) -> None:
    world.pushed()
    locked = error_of(world.push(OTHER_BAR))
    assert locked[:2] == (500, "500.001.1001")
    assert locked[2].startswith("Unable to lock subscriber")
    assert world.push(OTHER_BAR, PhoneNumber=OTHER_PHONE).status == 200
    world.wait(61_000)
    assert world.push(OTHER_BAR).status == 200


@given(raw=st.binary(max_size=300), path=st.sampled_from([PUSH_PATH, "/mpesa/stkpushquery/v1/query", "/x"]))
def test_any_bytes_get_an_answer(raw: bytes, path: str) -> None:
    world = World()
    assert world.call(path, raw, token=world.token()).status >= 400


@given(
    changes=st.dictionaries(
        st.sampled_from(sorted(push_body(World().tenant()))),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
            lambda inner: st.lists(inner, max_size=2),
            max_leaves=3,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_no_value_of_any_field_breaks_it(changes: dict) -> None:
    world = World()
    reply = world.call(PUSH_PATH, push_body(world.tenant()) | changes, token=world.token())
    assert reply.status in (200, 400, 500)

"""Our bodies beside recorded ones: the same keys in the same order, values of the same kind and form."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.practice.safaricom.world import SANDBOX, World, password

ID_FORMS = {
    "MerchantRequestID": r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\d{4,7}",
    "requestId": r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\d{4,7}",
}


def recorded(corpus: Path, name: str) -> Any:
    file = corpus / name
    if not file.exists():
        pytest.skip(f"this collection has no {name}")
    return json.loads(file.read_text())


def shape(value: Any) -> Any:
    """Keys in their order, and the JSON kind of every leaf. `1` and `1.00` are both numbers."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return "number" if isinstance(value, int | float) else type(value).__name__


def assert_alike(ours: Any, theirs: Any) -> None:
    assert shape(ours) == shape(theirs)
    if isinstance(ours, dict):
        assert list(ours) == list(theirs)


def finished(world: World, action: Any, code: str | None = None) -> tuple[Any, Any]:
    """(callback, query) of one push."""
    checkout = world.pushed()
    world.answer(checkout, action, code)
    due = world.wait(61_000)[0]
    return json.loads(due.body), world.query(checkout).json()


@pytest.mark.parametrize("name", ["stk_ack_200_live_2026.json", "stk_ack_200_new_id.json"])
def test_the_ack(world: World, corpus: Path, name: str) -> None:
    theirs, ours = recorded(corpus, name), world.push().json()
    assert_alike(ours, theirs)
    same = ("ResponseCode", "ResponseDescription", "CustomerMessage")
    assert [ours[key] for key in same] == [theirs[key] for key in same]
    for body in (ours, theirs):
        assert re.fullmatch(ID_FORMS["MerchantRequestID"], body["MerchantRequestID"])


def test_the_checkout_request_id_beside_one_of_2026(world: World, corpus: Path) -> None:
    theirs = recorded(corpus, "cb_1037_no_response_2026.json")["Body"]["stkCallback"]["CheckoutRequestID"]
    ours = world.pushed(SANDBOX, PhoneNumber="254708374149")
    assert len(ours) == len(theirs)
    assert (ours[:6], ours[-9:]) == (theirs[:6], theirs[-9:])


@pytest.mark.parametrize("name", ["cb_0_2018.json", "cb_0_2021_b.json", "cb_0_2022.json"])
def test_a_paid_callback(world: World, corpus: Path, name: str) -> None:
    theirs = recorded(corpus, name)
    ours, _ = finished(world, "enter_pin")
    assert_alike(ours, theirs)
    names = [
        [item["Name"] for item in made["Body"]["stkCallback"]["CallbackMetadata"]["Item"]]
        for made in (ours, theirs)
    ]
    assert names[0] == names[1]
    assert ours["Body"]["stkCallback"]["ResultDesc"] == theirs["Body"]["stkCallback"]["ResultDesc"]


@pytest.mark.parametrize(
    "name",
    [
        "cb_17_rule_limited.json",
        "cb_1_insufficient.json",
        "cb_1001_from_official_text.json",
        "cb_1019_expired.json",
        "cb_1025_from_official_text.json",
        "cb_1031_cancelled.json",
        "cb_1032_2021.json",
        "cb_1037_live_2026_b.json",
        "cb_2001_wrong_pin.json",
        "cb_2028_from_official_text.json",
        "cb_8006_from_official_text.json",
        "cb_8_from_official_text.json",
        "cb_SFC_IC0003_till_2021a.json",
    ],
)
def test_a_failed_callback_word_for_word(world: World, corpus: Path, name: str) -> None:
    theirs = recorded(corpus, name)
    told = theirs["Body"]["stkCallback"]
    ours, _ = finished(world, "enter_pin", str(told["ResultCode"]))
    assert_alike(ours, theirs)
    mine = ours["Body"]["stkCallback"]
    assert (mine["ResultCode"], mine["ResultDesc"]) == (told["ResultCode"], told["ResultDesc"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("query_0_success.json", "0"),
        ("query_1037_no_response_live_2026.json", "1037"),
        ("query_2002_agent_store.json", "2002"),
        ("query_2029_unresolved_reason.json", "2029"),
    ],
)
def test_a_query_word_for_word(world: World, corpus: Path, name: str, code: str) -> None:
    theirs = recorded(corpus, name)
    _, ours = finished(world, "enter_pin", code)
    assert_alike(ours, theirs)
    same = ("ResponseCode", "ResponseDescription", "ResultCode", "ResultDesc")
    assert [ours[key] for key in same] == [theirs[key] for key in same]


def test_a_query_in_flight(world: World, corpus: Path) -> None:
    theirs = recorded(corpus, "query_4999_in_flight.json")
    ours = world.query(world.pushed()).json()
    assert_alike(ours, theirs)
    assert (ours["ResultCode"], ours["ResultDesc"]) == (theirs["ResultCode"], theirs["ResultDesc"])


def test_the_token(world: World, corpus: Path) -> None:
    theirs = recorded(corpus, "oauth_200_string_expires.json")
    tenant = world.tenant()
    ours = world.oauth(tenant.consumer_key, tenant.consumer_secret).json()
    assert_alike(ours, theirs)
    assert len(ours["access_token"]) == len(theirs["access_token"])
    assert ours["expires_in"] == theirs["expires_in"]


def error_bodies(world: World) -> dict[str, Any]:
    """Each recorded refusal's file, and our answer to the mistake behind it."""
    tenant = world.tenant()

    def struck(kind: str) -> Any:
        world.fault(kind)
        return world.push()

    return {
        "oauth_400_008_01_invalid_auth_type.json": world.oauth(tenant.consumer_key, "no"),
        "oauth_400_008_02_invalid_grant.json": world.oauth(
            tenant.consumer_key, tenant.consumer_secret, grant="x"
        ),
        "stk_err_400_002_02_amount.json": world.push(Amount="0"),
        "stk_err_400_002_02_businessshortcode_old.json": world.push(BusinessShortCode=""),
        "stk_err_400_002_02_callbackurl_2.json": world.push(CallBackURL="x"),
        "stk_err_400_002_02_phonenumber.json": world.push(PhoneNumber="0712", PartyA="254712345678"),
        "stk_err_400_002_02_remarks.json": world.push(TransactionDesc=None),
        "stk_err_401_003_01_no_product.json": world.push("4100200"),
        "stk_err_500_001_1001_merchant.json": world.push(BusinessShortCode="9153842"),
        "stk_err_500_001_1001_wrong_credentials.json": world.push(Password=password("4083917", "x")),
        "stk_err_500_003_02_busy.json": struck("busy"),
        "stk_err_500_003_02_spike_arrest.json": struck("spike_arrest"),
        "stk_err_500_003_03_quota.json": struck("quota"),
        "stk_err_500_003_1001_internal.json": struck("internal"),
        "net_500_service_unreachable.json": struck("unreachable"),
        "stk_err_404_001_03_invalid_token.json": struck("token_replaced"),
        "stk_err_405_001.json": world.call("/mpesa/stkpush/v1/processrequest", {}, method="GET"),
    }


def test_every_refusal_word_for_word(world: World, corpus: Path) -> None:
    statuses = {entry["file"]: entry["http_status"] for entry in recorded(corpus, "index.json")}
    compared = 0
    for name, reply in error_bodies(world).items():
        file = corpus / name
        if not file.exists():
            continue
        theirs, ours = json.loads(file.read_text()), reply.json()
        assert_alike(ours, theirs)
        told = ("errorCode", "errorMessage")
        assert [ours[key] for key in told] == [theirs[key] for key in told], name
        assert statuses[name] in (None, reply.status), name
        assert re.fullmatch(ID_FORMS["requestId"], ours["requestId"])
        compared += 1
    assert compared > 10


def test_the_firewalls_page_says_what_the_recorded_one_says(world: World, corpus: Path) -> None:
    file = corpus / "net_403_incapsula.txt"
    if not file.exists():
        pytest.skip("this collection has no firewall page")
    world.fault("waf_403")
    ours, theirs = world.push().body.decode(), file.read_text()
    for telling in ("/_Incapsula_Resource?", "Request unsuccessful. Incapsula incident ID: ", "<iframe"):
        assert (telling in ours, telling in theirs) == (True, True)


def test_the_gateways_bare_fault(world: World, corpus: Path) -> None:
    world.fault("spike_arrest_429")
    assert world.push().json() == recorded(corpus, "gw_err_apigee_spike_arrest.json")


def test_the_callbacks_headers(world: World, corpus: Path) -> None:
    file = corpus / "cb_http_headers_live_2026.txt"
    if not file.exists():
        pytest.skip("this collection has no header capture")
    world.answer(world.pushed(SANDBOX), "cancel")
    sent = world.wait(2_000)[0].headers
    lines = file.read_text().splitlines()
    assert all(f"{name}: {value}" in lines for name, value in sent.items())


def test_the_recorded_all_numbers_request_is_taken(world: World, corpus: Path) -> None:
    """As the portal's own snippet sent it, password and all: only the public sandbox passkey is in it."""
    theirs = recorded(corpus, "stk_request_all_numbers.json")
    reply = world.call("/mpesa/stkpush/v1/processrequest", theirs, token=world.token(SANDBOX))
    assert reply.status == 200, reply.body

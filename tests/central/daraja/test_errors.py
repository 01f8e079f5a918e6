"""Every row of Safaricom's error table, and every captured body: refused, unknown or accepted, never guessed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_central.daraja import errors
from tabeza_central.daraja.errors import Answer, Fetched, NameOf
from tabeza_central.ports import Accepted, NoAnswer, NotYet, Refused, Result
from tabeza_protocol.problems import PROBLEMS


def envelope(status: int, code: str, message: str) -> Answer:
    return Answer(
        status, json.dumps({"requestId": "1-2-3", "errorCode": code, "errorMessage": message}).encode()
    )


REFUSALS = [
    (400, "400.002.02", "Bad Request - Invalid BusinessShortCode", "shortcode_unknown"),
    (400, "400.002.02", "Bad Request - Invalid PartyB", "shortcode_unknown"),
    (400, "400.002.02", "Bad Request - Invalid TransactionType", "shortcode_unknown"),
    (400, "400.002.02", "Bad Request - Invalid Amount", "amount_invalid"),
    (400, "400.002.02", "Bad Request - Invalid PhoneNumber", "phone_invalid"),
    (400, "400.002.02", "Bad Request - Invalid PartyA", "phone_invalid"),
    (400, "400.002.02", "Bad Request - Invalid Password", "safaricom_refused"),
    (400, "400.002.02", "Bad Request - Invalid Timestamp", "safaricom_refused"),
    (400, "400.002.02", "Bad Request - Invalid CallBackURL", "safaricom_refused"),
    (400, "400.002.02", "Bad Request - Invalid AccountReference", "safaricom_refused"),
    (400, "400.002.02", "Bad Request - Invalid Remarks", "safaricom_refused"),
    (400, "400.002.05", "Invalid Request Payload", "safaricom_refused"),
    (404, "404.001.03", "Invalid Access Token", "keys_rejected"),
    (404, "404.001.04", "Invalid Authentication Header", "safaricom_refused"),
    (404, "404.001.01", "Resource not found", "safaricom_refused"),
    (405, "405.001", "Method Not Allowed", "safaricom_refused"),
    (401, "401.003.01", "Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found",
     "product_missing"),
    (401, "401.002.01", "Error Occurred - Invalid Access Token - x", "product_missing"),
    (500, "500.001.1001", "Wrong credentials", "passkey_rejected"),
    (500, "500.001.1001", "[MerchantValidate] - Wrong credentials", "passkey_rejected"),
    (500, "500.001.1001", "Merchant does not exist", "shortcode_unknown"),
    (500, "500.001.1001", "Unable to lock subscriber, a transaction is already in process", "phone_busy"),
    (500, "500.003.02", "System is busy. Please try again in few minutes.", "safaricom_unreachable"),
    (500, "500.003.02", "Error Occurred: Spike Arrest Violation", "safaricom_unreachable"),
    (500, "500.003.03", "Quota Violation", "safaricom_unreachable"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "code", "message", "problem"), REFUSALS)
def test_an_envelope_that_says_no_is_a_refusal_with_its_cause(
    status: int, code: str, message: str, problem: str
) -> None:
    assert errors.read_push(envelope(status, code, message)) == Refused(problem, code, status)
    assert problem in PROBLEMS


UNKNOWN: list[tuple[str, Answer]] = [
    ("empty", Answer(200, b"")),
    ("blank", Answer(500, b"  \n")),
    ("html", Answer(403, b"<html><iframe>Request unsuccessful. Incapsula incident ID: 1</iframe></html>")),
    ("text", Answer(503, b"Request unsuccessful. Incapsula incident ID: 1-2")),
    ("list", Answer(200, b"[]")),
    ("null", Answer(200, b"null")),
    ("string", Answer(200, b'"0"')),
    ("bad bytes", Answer(200, b"\xff\xfe\x00")),
    ("deep", Answer(200, b"[" * 60_000)),
    ("a proxy's 502", Answer(502, b'{"message":"bad gateway"}')),
    (
        "soap fault",
        Answer(500, b'{"Envelope":{"Body":{"Fault":{"faultstring":"Execution of ServiceCallout"}}}}'),
    ),
    ("internal error", envelope(500, "500.003.1001", "Internal Server Error")),
    (
        "unreachable",
        envelope(500, "500.003.1001", "Service is currently unreachable. Please try again later."),
    ),
    ("being processed", envelope(500, "500.001.1001", "The transaction is being processed")),
    ("no message", envelope(200, "500.001.1001", "")),
    ("a code nobody knows", envelope(500, "599.999", "Something new")),
    ("ack without ids", Answer(200, b'{"ResponseCode":"0"}')),
    (
        "ack with empty id",
        Answer(200, b'{"ResponseCode":"0","MerchantRequestID":"a","CheckoutRequestID":""}'),
    ),
    ("ack under 500", Answer(500, b'{"ResponseCode":"0","MerchantRequestID":"a","CheckoutRequestID":"b"}')),
    (
        "another response code",
        Answer(200, b'{"ResponseCode":"1","MerchantRequestID":"a","CheckoutRequestID":"b"}'),
    ),
    ("boolean code", Answer(200, b'{"ResponseCode":false,"MerchantRequestID":"a","CheckoutRequestID":"b"}')),
    ("a redirect", Answer(302, b"")),
]


@pytest.mark.parametrize("answer", [row[1] for row in UNKNOWN], ids=[row[0] for row in UNKNOWN])
def test_anything_else_after_sending_is_unknown_never_refused(answer: Answer) -> None:
    assert isinstance(errors.read_push(answer), NoAnswer)


def test_an_acknowledgement_gives_both_ids() -> None:
    body = (
        b'{"MerchantRequestID":"m-1","CheckoutRequestID":"ws_CO_1","ResponseCode":"0","CustomerMessage":"x"}'
    )
    assert errors.read_push(Answer(200, body)) == Accepted("m-1", "ws_CO_1")
    assert errors.read_push(Answer(200, body.replace(b'"0"', b"0"))) == Accepted("m-1", "ws_CO_1")


def test_apigees_own_spike_arrest_was_refused_at_the_door() -> None:
    body = {"fault": {"faultstring": "x", "detail": {"errorcode": "policies.ratelimit.SpikeArrestViolation"}}}
    answer = errors.read_push(Answer(429, json.dumps(body).encode()))
    assert isinstance(answer, Refused)
    assert answer.problem == "safaricom_unreachable"


def query(code: Any, status: int = 200, response: Any = "0") -> Answer:
    return Answer(
        status, json.dumps({"ResponseCode": response, "ResultCode": code, "ResultDesc": "d"}).encode()
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [("0", "0"), (0, "0"), ("1032", "1032"), (1037, "1037"), ("SFC_IC0003", "SFC_IC0003"), ("E3008", "E3008")],
)
def test_a_result_code_is_text_whatever_it_came_as(code: Any, text: str) -> None:
    assert errors.read_query(query(code)) == Result(text, "d")


@pytest.mark.parametrize(
    "answer",
    [
        query("4999"),
        query(4999),
        envelope(500, "500.001.1001", "The transaction does not Exist"),
        envelope(500, "500.001.1001", "The transaction is being processed"),
        envelope(200, "500.001.1001", ""),
    ],
)
def test_still_open_or_not_found_says_nothing_about_the_end(answer: Answer) -> None:
    assert isinstance(errors.read_query(answer), NotYet)


@pytest.mark.parametrize(
    "answer",
    [query(None), query(True), query([0]), query(""), query("0", status=500), query("0", response="1"),
     query("0\n<b>"), Answer(200, b""), Answer(503, b"<html>"), envelope(500, "500.003.1001", "x"),
     Answer(200, b'{"errorCode":"01","errorMessage":"No transaction found"}')],
)  # fmt: skip
def test_a_query_without_a_clear_code_is_no_answer_and_never_paid(answer: Answer) -> None:
    assert isinstance(errors.read_query(answer), NoAnswer)


def test_a_query_tells_a_bad_passkey_from_a_bad_shortcode() -> None:
    wrong = errors.read_query(envelope(500, "500.001.1001", "Wrong credentials"))
    unknown = errors.read_query(envelope(500, "500.001.1001", "Merchant does not exist"))
    assert isinstance(wrong, Refused)
    assert isinstance(unknown, Refused)
    assert (wrong.problem, unknown.problem) == ("passkey_rejected", "shortcode_unknown")


@pytest.mark.parametrize(("expires", "lifetime"), [("3599", 3599), (3599, 3599), ("", 3599), ("soon", 3599),
                                                   (-5, 3599), (10**9, 3599), ("99999", 3600), (60, 60)])  # fmt: skip
def test_a_token_lives_as_long_as_it_says_in_either_type(expires: Any, lifetime: int) -> None:
    answer = errors.read_token(
        Answer(200, json.dumps({"access_token": "abc", "expires_in": expires}).encode())
    )
    assert isinstance(answer, Fetched)
    assert (answer.token.reveal(), answer.lifetime_s) == ("abc", lifetime)


@pytest.mark.parametrize(
    "answer",
    [Answer(400, b""), Answer(400, b" \r\n"), envelope(400, "400.008.01", "Invalid Authentication passed"),
     envelope(400, "400.008.02", "Invalid grant type passed"), envelope(401, "401.002.01", "x")],
)  # fmt: skip
def test_refused_keys_are_refused_keys(answer: Answer) -> None:
    found = errors.read_token(answer)
    assert isinstance(found, Refused)
    assert found.problem == "keys_rejected"


@pytest.mark.parametrize(
    "answer",
    [Answer(200, b""), Answer(200, b"{}"), Answer(200, b'{"access_token":""}'), Answer(200, b'{"access_token":7}'),
     Answer(200, b'{"access_token":"a\\nb"}'), Answer(503, b"Incapsula"), Answer(500, b""), Answer(401, b"")],
)  # fmt: skip
def test_no_token_and_no_clear_no_is_no_answer(answer: Answer) -> None:
    assert isinstance(errors.read_token(answer), NoAnswer)


def lookup(**fields: Any) -> Answer:
    body = {"ResponseCode": "4000", "ResponseMessage": "Success", "OrganizationName": "DARAJA"} | fields
    return Answer(200, json.dumps(body).encode())


def test_a_name_counts_only_with_success_whatever_the_code() -> None:
    assert errors.read_lookup(lookup()) == NameOf("DARAJA")
    assert errors.read_lookup(lookup(ResponseCode="0")) == NameOf("DARAJA")
    assert errors.read_lookup(lookup(ResponseMessage="Rejected")) == NameOf(None)
    assert errors.read_lookup(lookup(OrganizationName="")) == NameOf(None)


def test_a_refused_look_up_is_never_not_found() -> None:
    assert isinstance(errors.read_lookup(Answer(200, b"")), NoAnswer)
    assert isinstance(errors.read_lookup(Answer(500, b"<html>")), NoAnswer)
    assert isinstance(errors.read_lookup(envelope(401, "401.003.01", "no apiproduct match found")), Refused)
    assert isinstance(errors.read_lookup(lookup(ResponseCode="401.001", ResponseMessage="x")), Refused)


def test_only_a_token_refusal_may_be_repeated() -> None:
    assert errors.is_token_refusal(Refused("keys_rejected", "404.001.03", 404), read_only=False)
    assert not errors.is_token_refusal(Refused("product_missing", "401.002.01", 401), read_only=False)
    assert errors.is_token_refusal(Refused("product_missing", "401.002.01", 401), read_only=True)
    assert not errors.is_token_refusal(Refused("passkey_rejected", "500.001.1001", 500), read_only=True)
    assert not errors.is_token_refusal(NoAnswer("timeout"), read_only=True)


@given(status=st.integers(100, 599), body=st.binary(max_size=200) | st.builds(lambda d: json.dumps(d).encode(),
       st.dictionaries(st.sampled_from(["ResponseCode", "ResultCode", "errorCode", "errorMessage", "fault",
       "CheckoutRequestID", "MerchantRequestID", "access_token", "OrganizationName"]),
       st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.lists(st.integers(), max_size=2)
       | st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2))))  # fmt: skip
def test_no_answer_makes_a_reader_raise_and_a_strange_code_never_travels(status: int, body: bytes) -> None:
    answer = Answer(status, body)
    for read in (errors.read_push, errors.read_query, errors.read_token, errors.read_lookup):
        found = read(answer)
        if isinstance(found, Refused):
            assert found.problem in PROBLEMS
            assert found.error_code is None or len(found.error_code) <= 24

"""Ten thousand forgeries made from real callbacks and real tokens, a little changed each: not one credits a cent."""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tabeza_central.domain.callback_body import CallbackBody, parse_callback
from tabeza_central.observe.audit import audit
from tabeza_central.store import bars
from tabeza_central.vault.keyring import Keyring
from tabeza_central.vault.vault import Vault
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.routes import MPESA_CALLBACK
from tests.central import world as worlds
from tests.central.web.live import served
from tests.central.world import World, callback_body

S = PaymentState
SEED = 20261122
HEX = "0123456789abcdef"
VICTIMS = 12
EACH_BAR = 100
CENTS = 330_000
OURS, STRANGERS = secrets.token_hex(32), secrets.token_hex(32)


def prepared(world: World) -> list[worlds.Push]:
    """Prompts that show, for as many customers; callback tokens are the real ones."""
    world.ctx.callback_tokens = Vault(Keyring.from_text(OURS)).callback_tokens
    world.ctx.policy = replace(world.ctx.policy, untrusted_waiting=1_000_000)
    with world.ctx.store.write(bar=world.bar_id) as tx:
        bars.change(tx, world.bar_id, {"push_limit": 1_000})
    for n in range(VICTIMS):
        world.ask(world.open_tab(owes_cents=CENTS).id, CENTS, phone=f"0722{n:06d}")
    world.work()
    assert len(world.daraja.pushes) == VICTIMS
    return world.daraja.pushes


def token_of(push: worlds.Push) -> str:
    return push.request.callback_url.rpartition("/")[2]


def truth_about(push: worlds.Push) -> bytes:
    """What Safaricom would really say of it, once it is paid."""
    return callback_body(
        push.merchant_request_id, push.checkout_request_id, amount=push.request.amount_shillings,
        receipt="UKM7FORGED", phone=push.request.phone,
    )  # fmt: skip


# --- forged tokens ----------------------------------------------------------------------------------------------------

TokenTrick = Callable[[random.Random, str, list[str]], str | None]


def _flip(rng: random.Random, token: str, _all: list[str]) -> str:
    digits = list(token)
    for at in rng.sample(range(len(digits)), rng.choice([1, 1, 1, 2, 8])):
        digits[at] = rng.choice([digit for digit in HEX if digit != digits[at]])
    return "".join(digits)


def _head_of_one_tail_of_another(rng: random.Random, token: str, every: list[str]) -> str:
    other = rng.choice([each for each in every if each != token])
    at = rng.randrange(9, len(token) - 1)
    return token[:at] + other[at:] if token[:at] + other[at:] not in every else token[:-1] + "z"


def _under_another_key(rng: random.Random, token: str, _all: list[str]) -> str:
    made = Vault(Keyring.from_text(STRANGERS)).callback_tokens.make(token[-64:-32])
    return rng.choice([made, token[:-64] + made[-64:]])


TOKEN_TRICKS: tuple[TokenTrick, ...] = (
    lambda _rng, _token, _all: None,
    lambda _rng, _token, _all: "",
    _flip,
    _flip,
    _flip,
    _head_of_one_tail_of_another,
    _under_another_key,
    lambda rng, token, _all: token[: rng.randrange(len(token))],
    lambda rng, token, _all: token + rng.choice([*HEX, "\n", " ", "%00", "/"]),
    lambda _rng, token, _all: token.upper() if token.upper() != token else token[1:],
    lambda rng, token, _all: token[: -rng.randrange(1, 33)].ljust(len(token), "0")[:-1] + "g",
    lambda _rng, token, _all: token[32:64] if len(token) > 64 else token[:32],
    lambda rng, _token, _all: "".join(rng.choice(HEX) for _ in range(rng.choice([32, 64, 72, 73]))),
    lambda _rng, token, _all: token.replace("0", "\u0660").replace("1", "\uff11"),
)


def forged_token(rng: random.Random, push: worlds.Push, every: list[str]) -> str | None:
    """Something like a token, that none of these payments' is."""
    made = rng.choice(TOKEN_TRICKS)(rng, token_of(push), every)
    return made if made not in every else None


# --- changed bodies ---------------------------------------------------------------------------------------------------

BodyTrick = Callable[[random.Random, dict[str, Any], list[worlds.Push]], None]


def _inner(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = body["Body"]["stkCallback"]
    return found


def _item(body: dict[str, Any], name: str) -> dict[str, Any]:
    items: list[dict[str, Any]] = _inner(body)["CallbackMetadata"]["Item"]
    return next(item for item in items if item["Name"] == name)


def _another_amount(rng: random.Random, body: dict[str, Any], _all: list[worlds.Push]) -> None:
    values = [
        1,
        3299,
        3301,
        -3300,
        0,
        3300.5,
        33,
        33000,
        330_000,
        "3300 ",
        "3,300",
        "0x0ce4",
        None,
        True,
        [3300],
        {},
        "",
    ]
    _item(body, "Amount")["Value"] = rng.choice(values)


def _another_amount_first(rng: random.Random, body: dict[str, Any], _all: list[worlds.Push]) -> None:
    _inner(body)["CallbackMetadata"]["Item"].insert(
        rng.randrange(3), {"Name": "Amount", "Value": rng.choice([1, 33_000])}
    )


def _anothers_id(rng: random.Random, body: dict[str, Any], every: list[worlds.Push]) -> None:
    mine = _inner(body)["CheckoutRequestID"]
    other = rng.choice([push for push in every if push.checkout_request_id != mine])
    _inner(body)["CheckoutRequestID"] = rng.choice(
        [other.checkout_request_id, mine + "0", mine[:-1], mine.lower(), 7, None]
    )


def _anothers_merchant_id(rng: random.Random, body: dict[str, Any], every: list[worlds.Push]) -> None:
    mine = _inner(body)["MerchantRequestID"]
    other = rng.choice([push for push in every if push.merchant_request_id != mine])
    _inner(body)["MerchantRequestID"] = other.merchant_request_id


def _another_code(rng: random.Random, body: dict[str, Any], _all: list[worlds.Push]) -> None:
    _inner(body)["ResultCode"] = rng.choice(
        [False, 0.0, "00", "0x0", "0.0", [], None, "", "+0", "\u0660", {"0": 0}, "O"]
    )


BODY_TRICKS: tuple[BodyTrick, ...] = (
    _another_amount, _another_amount_first, _anothers_id, _anothers_merchant_id, _another_code,
)  # fmt: skip


def changed_bytes(rng: random.Random, raw: bytes) -> bytes:
    """A few bytes other than they were, dropped, doubled or cut off."""
    content = bytearray(raw)
    for _ in range(rng.choice([1, 1, 2, 5])):
        at = rng.randrange(len(content))
        rng.choice([
            lambda at=at: content.__setitem__(at, rng.randrange(256)),
            lambda at=at: content.__delitem__(at),
            lambda at=at: content.insert(at, content[at]),
            lambda at=at: content.__delitem__(slice(at, None)) if at > 8 else None,
        ])()  # fmt: skip
    return bytes(content)


def tells_the_truth(raw: bytes, push: worlds.Push) -> bool:
    """Whether nothing that matters was changed after all: then it is Safaricom's own word, and not a forgery."""
    parsed = parse_callback(raw)
    if not isinstance(parsed, CallbackBody):
        return False
    same_ids = parsed.checkout_request_id == push.checkout_request_id and parsed.merchant_request_id in (
        push.merchant_request_id, None,
    )  # fmt: skip
    return same_ids and parsed.result_code == "0" and parsed.amount_cents == CENTS


def changed_body(rng: random.Random, push: worlds.Push, every: list[worlds.Push]) -> bytes:
    while True:
        if rng.random() < 0.3:
            raw = changed_bytes(rng, truth_about(push))
        else:
            body = json.loads(truth_about(push))
            for trick in rng.sample(BODY_TRICKS, rng.choice([1, 1, 2])):
                trick(rng, body, every)
            raw = json.dumps(body).encode()
        if not tells_the_truth(raw, push):
            return raw


# --- the trial --------------------------------------------------------------------------------------------------------


def nothing_was_credited(world: World) -> None:
    rows = world.rows("mpesa_transactions")
    assert [row.id for row in rows if row.state == S.SUCCEEDED] == []
    assert [row.account for row in world.rows("ledger_lines") if row.account.startswith("mpesa:")] == []
    assert {row.balance_cents for row in world.rows("tabs")} == {CENTS}
    assert '"job_failed"' not in world.log.getvalue()


@contextmanager
def bar_with_prompts() -> Iterator[tuple[World, list[worlds.Push]]]:
    world = worlds.build()
    world.bar_id = worlds.add_bar(world)
    yield world, prepared(world)
    assert audit(world.ctx) == []
    world.ctx.store.engine.dispose()


def try_forgeries(count: int, seed: int) -> None:
    """Two in three have the true body and a forged token; the others the true token and a changed body.

    A contradiction puts its payment before a person, which shields it: so every hundred there are other victims.
    """
    rng = random.Random(seed)
    for _ in range(count // EACH_BAR):
        with bar_with_prompts() as (world, pushes):
            tokens = [token_of(push) for push in pushes]
            for n in range(EACH_BAR):
                push = rng.choice(pushes)
                if n % 3:
                    body = truth_about(push)[:-1] + b" " * rng.randrange(9) + b"}"
                    world.receive(body, forged_token(rng, push, tokens))
                else:
                    world.receive(changed_body(rng, push, pushes), token_of(push))
                if n % 20 == 19:
                    world.work()
            world.work()
            nothing_was_credited(world)


def test_a_few_hundred_forgeries_credit_nothing() -> None:
    try_forgeries(300, SEED)


@pytest.mark.prove
@pytest.mark.timeout(1200)
def test_ten_thousand_forgeries_credit_nothing() -> None:
    try_forgeries(10_000, SEED + 1)


def test_the_trial_would_notice_a_credit() -> None:
    """The same door, with a true body at its own address, does credit."""
    with bar_with_prompts() as (world, (push, *_)):
        world.receive(truth_about(push), token_of(push))
        world.work()
        with pytest.raises(AssertionError):
            nothing_was_credited(world)


@pytest.mark.leaves_threads("the served house ends them")
@pytest.mark.parametrize("count", [60, pytest.param(600, marks=pytest.mark.prove)])
def test_forgeries_over_http_read_accepted_and_credit_nothing(tmp_path: Path, count: int) -> None:
    with served(tmp_path) as live:
        world = live.world
        world.bar_id = worlds.add_bar(world)
        rng, pushes = random.Random(SEED + 2), prepared(world)
        tokens = [token_of(push) for push in pushes]
        for n in range(count):
            push = rng.choice(pushes)
            token = forged_token(rng, push, tokens) if n % 3 else token_of(push)
            raw = truth_about(push) if n % 3 else changed_body(rng, push, pushes)
            address = MPESA_CALLBACK + (
                f"/{token.strip()}" if token and token.isascii() and "/" not in token else ""
            )
            answer = live.http.post(address, content=raw, headers={"Content-Type": "application/json"})
            assert answer.status_code == 200
            assert answer.json() == {"ResultCode": 0, "ResultDesc": "Accepted"}
        world.work(200)
        nothing_was_credited(world)

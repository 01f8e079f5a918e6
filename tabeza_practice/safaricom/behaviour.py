"""How the simulated Safaricom behaves where a number or a choice was needed, each with its evidence.

Tags: [O] observed and published by somebody who measured it; [D] Safaricom's own portal text; [C] captured in
public code or issues; [I] integrators say so; [?] open, our guess. Nothing tagged [I] or [?] is a fact.
Change any of it while running: `POST /_control/behaviour`.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Ms = Annotated[int, Meta(ge=0, le=86_400_000)]
Chance = Annotated[float, Meta(ge=0.0, le=1.0)]


def _ms(evidence: str) -> Meta:
    return Meta(ge=0, le=86_400_000, description=evidence)


def _chance(evidence: str) -> Meta:
    return Meta(ge=0.0, le=1.0, description=evidence)


class Behaviour(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Every knob, its value when nobody turned it, and why it has that value."""

    token_lifetime_ms: Annotated[int, _ms("[D] a token lives 3599 seconds")] = 3_599_000
    expires_in_type: Annotated[
        Literal["string", "number"], Meta(description="[C] string in captures; [D] number in Daraja 3.0")
    ] = "string"
    newer_token_replaces_older: Annotated[
        bool, Meta(description="[D] each request for a token invalidates the previous one of that app")
    ] = True

    minimum_amount: Annotated[int, Meta(ge=1, description="[D] KES 1")] = 1
    maximum_amount: Annotated[int, Meta(ge=1, description="[D] KES 250,000 a transaction")] = 250_000
    day_limit: Annotated[int, Meta(ge=1, description="[D] KES 500,000 a customer and day; result 4")] = (
        500_000
    )
    account_reference_length: Annotated[
        int, Meta(ge=1, description="[D] 12 characters; enforced in production here, sandbox took 15 [O]")
    ] = 12
    prompt_text_length: Annotated[
        int, Meta(ge=1, description="[D] the whole prompt stays under 182 characters, else result 1025")
    ] = 182
    banned_callback_words: Annotated[
        Literal["c2b", "everywhere"],
        Meta(description="[O] the words are refused for C2B only; 'everywhere' is the portal's rule [D]"),
    ] = "c2b"

    prompt_appears_ms: Annotated[int, _ms("[?] the phone shows the prompt this long after the push")] = 300
    prompt_lifetime_ms: Annotated[int, _ms("[I] a prompt nobody answers lasts about 60 s, then 1037")] = (
        60_000
    )
    no_answer_final_ms: Annotated[int, _ms("[O] query says 1037 from 14 s on for a phone off")] = 14_000
    no_answer_callback_ms: Annotated[int, _ms("[O] the 1037 callback came 26 s after the push, twice")] = (
        26_000
    )
    settle_ms: Annotated[int, _ms("[?] from the customer's answer to the final result")] = 400
    callback_ms: Annotated[int, _ms("[?] from the final result to the callback")] = 150
    early_ack_ms: Annotated[int, _ms("[?] how much later than its early callback an ack comes")] = 200
    delivery_timeout_ms: Annotated[int, _ms("[?] how long a callback receiver may take")] = 10_000

    lock_answer: Annotated[
        Literal["refuse", "result_1001"],
        Meta(
            description="[C] a second prompt for one customer: refused at once, or result 1001 afterwards [D]"
        ),
    ] = "refuse"
    same_amount_window_ms: Annotated[
        int, _ms("[I] same customer, business and amount within 2 minutes of a paid one: result 17")
    ] = 120_000
    start_balance: Annotated[int, Meta(ge=0, description="[?] KES on a phone first seen")] = 300_000

    query_too_early_ms: Annotated[
        int, _ms("[O] within about 30 s a query may say the transaction does not exist")
    ] = 30_000
    noise_too_early: Annotated[float, _chance("[?] how often it says so")] = 0.1
    noise_open: Annotated[
        float, _chance("[O] 500.001.1001 instead of 4999 happens; how often is open [?]")
    ] = 0.2
    noise_final: Annotated[float, _chance("[O] 4 of 19 queries for a final payment said 500.001.1001")] = 0.21

    lookup_success_code: Annotated[
        Literal["4000", "0"], Meta(description="[D] the portal's sample says 4000, its table says 0 [?]")
    ] = "4000"


def calm() -> Behaviour:
    """No chance in it: a query answers 4999 while open and the result afterwards."""
    return Behaviour(noise_too_early=0.0, noise_open=0.0, noise_final=0.0)


def evidence() -> dict[str, str]:
    """Each knob's evidence, for the control API and the documents."""
    told = {}
    for field in msgspec.inspect.type_info(Behaviour).fields:  # type: ignore[union-attr]
        node = field.type
        while isinstance(node, msgspec.inspect.Metadata) and not (node.extra_json_schema or {}).get(
            "description"
        ):
            node = node.type
        told[field.name] = (node.extra_json_schema or {})["description"]  # type: ignore[union-attr]
    return told

"""Bugs planted on purpose, most of them taken from real payment code: the simulation must find each.

Each entry breaks one rule of the services for as long as it is planted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tabeza_central.domain import callback_body as bodies
from tabeza_central.domain import judgement
from tabeza_central.domain.judgement import Do, Judgement
from tabeza_central.ports import NoAnswer, NotYet, Refused, Result
from tabeza_central.services import callbacks, dispatching, janitor, pushes, settlement
from tabeza_central.services.judging import Judge
from tabeza_central.store import ledger, payments
from tabeza_central.store.uow import Tx
from tabeza_protocol.payment_states import PaymentState

S = PaymentState
Plant = Callable[[], contextlib.AbstractContextManager[None]]
BUGS: dict[str, Plant] = {}


def bug(plant: Callable[[], Iterator[None]]) -> Callable[[], Iterator[None]]:
    BUGS[plant.__name__] = contextlib.contextmanager(plant)
    return plant


@contextlib.contextmanager
def _instead(owner: Any, name: str, value: Any) -> Iterator[Any]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield before
    finally:
        setattr(owner, name, before)


@bug
def noise_on_a_query_is_a_failure() -> Iterator[None]:
    real = settlement.apply_query

    def apply(ctx: Any, tx: Any, payment: Any, answer: Any) -> Any:
        return real(ctx, tx, payment, Result("1032", "") if isinstance(answer, NotYet) else answer)

    with _instead(janitor.settlement, "apply_query", apply):
        yield


@bug
def a_timeout_of_the_push_is_a_refusal_and_the_late_money_is_ignored() -> Iterator[None]:
    real = dispatching._take_answer

    def take(ctx: Any, tx: Any, job: Any, bar_id: str, answer: Any) -> Any:
        return real(ctx, tx, job, bar_id, Refused("unavailable") if isinstance(answer, NoAnswer) else answer)

    deaf = judgement.judge_callback

    def judge(known: Any, body: Any) -> Judgement:
        if known.state is S.REFUSED:
            return Judgement(Do.NOTHING)
        return deaf(known, body)

    with _instead(dispatching, "_take_answer", take), _instead(_judging(), "judge_callback", judge):
        yield


def _judging() -> Any:
    from tabeza_central.services import judging

    return judging


@bug
def a_push_cut_short_is_sent_again() -> Iterator[None]:
    def again(ctx: Any, job: Any) -> None:
        with ctx.store.read() as tx:
            payment = payments.find(tx, job.bar_id, job.key)
        if payment is not None and payment.state in (S.DISPATCHED, S.UNKNOWN):
            ctx.daraja.push(
                dispatching.credentials_of(ctx, payment.bar_id, payment.credential_version),
                dispatching._push_request(ctx, payment),
            )

    with (
        _instead(dispatching, "_already_sent", again),
        _instead(dispatching, "mark_cut_short", lambda *_: None),
    ):
        yield


@bug
def the_push_leaves_before_dispatched_is_committed() -> Iterator[None]:
    with _instead(dispatching, "_commit_dispatched", lambda _ctx, _job: True):
        yield


@bug
def any_callback_is_believed() -> Iterator[None]:
    real = callbacks.Intake.receive

    def receive(self: Any, token: Any, body: bytes, source: Any) -> Any:
        parsed = bodies.parse_callback(body)
        for row in _payments_now(self._ctx):
            if row.checkout_request_id and row.checkout_request_id == getattr(
                parsed, "checkout_request_id", None
            ):
                token = self._ctx.callback_tokens.make(row.id)
        return real(self, token, body, source)

    with _instead(callbacks.Intake, "receive", receive):
        yield


def _payments_now(ctx: Any) -> list[Any]:
    from tabeza_central.store import schema

    with ctx.store.read() as tx:
        return list(tx.all(schema.mpesa_transactions.select()))


@bug
def the_amount_is_not_compared() -> Iterator[None]:
    real = judgement._claimed_paid

    def claimed(known: Any, body: Any) -> Judgement:
        return real(known, replace(body, amount_cents=known.amount_cents))

    with _instead(judgement, "_claimed_paid", claimed):
        yield


@bug
def a_code_with_letters_is_made_a_number() -> Iterator[None]:
    real = judgement.outcome_for

    def coerced(code: Any) -> Any:
        return real("0" if isinstance(code, str) and not code.isdigit() else code)

    with _instead(judgement, "outcome_for", coerced):
        yield


@bug
def a_prompt_that_timed_out_is_failed() -> Iterator[None]:
    def expire(ctx: Any, job: Any) -> None:
        with ctx.store.write("expire") as tx:
            payment = payments.find(tx, job.bar_id, job.key, lock=True)
            if payment is not None and payment.state is S.PROMPTED:
                payments.move(tx, payment, S.FAILED, at=ctx.now(), event="expired")
            dispatching.jobs.finish(tx, job)

    with _instead(janitor, "expire", expire):
        yield


@bug
def a_receipt_that_comes_later_is_booked_again() -> Iterator[None]:
    real = settlement._add_to_settled

    def add(tx: Tx, payment: Any, receipt: Any, source: Any, at: int) -> Any:
        after = real(tx, payment, receipt, source, at)
        lines, _ = settlement._lines(tx, payment)
        cause = ledger.Cause("mpesa_again", f"{payment.id}{payment.event_count}{at}")
        entry = ledger.Entry(f"{payment.event_count:032x}", cause, at, lines, payment.tab_id, payment.id)
        if after is not payment:
            ledger.post(tx, payment.bar_id, entry)
        return after

    with _instead(settlement, "_add_to_settled", add):
        yield


@bug
def the_bars_limit_is_not_looked_at() -> Iterator[None]:
    with _instead(pushes, "_refuse_if_too_soon", lambda *_: None):
        yield


@bug
def the_switch_is_read_only_when_asking() -> Iterator[None]:
    with _instead(dispatching, "pause_of", lambda *_args, **_options: None):
        yield


@bug
def the_feed_forgets_the_tab_that_money_came_to() -> Iterator[None]:
    real = Tx.touch

    def touch(self: Tx, bar_id: str, kind: Any, item_id: str = "-") -> None:
        if kind != "tab" or (
            item_id not in {key[2] for key in self.touched if key[1] == "line"}
            and not any(key[1] == "payment" for key in self.touched)
        ):
            real(self, bar_id, kind, item_id)

    with _instead(Tx, "touch", touch):
        yield


@bug
def a_callback_is_acknowledged_while_the_disk_is_full() -> Iterator[None]:
    with _instead(callbacks.Intake, "_spool", lambda *_: None):
        yield


@bug
def the_janitor_gives_up_quietly() -> Iterator[None]:
    with _instead(janitor, "_give_up", lambda *_: None):
        yield


@bug
def the_cached_balance_is_moved_by_what_was_asked() -> Iterator[None]:
    real = ledger.totals_of

    def totals(lines: Any, tab_id: str) -> Any:
        found = real(lines, tab_id)
        return replace(found, paid_cents=found.paid_cents // 100 * 100 + (1 if found.paid_cents else 0))

    with _instead(ledger, "totals_of", totals):
        yield


@bug
def a_callback_before_the_answer_is_thrown_away() -> Iterator[None]:
    real = Judge._wait

    def wait(self: Any, tx: Any, job: Any, row: Any, payment: Any, verdict: str) -> Any:
        from tabeza_central.store import schema

        if verdict in ("unmatched", "awaiting_query"):
            dispatching.jobs.finish(tx, job)
            tx.execute(schema.mpesa_callbacks.delete().where(schema.mpesa_callbacks.c.id == row.id))
            return _judging()._Step("done")
        return real(self, tx, job, row, payment, verdict)

    with _instead(Judge, "_wait", wait):
        yield

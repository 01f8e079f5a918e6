"""Judges stored callbacks: what each means for its payment, and whether Safaricom must be asked first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from tabeza_central.app_context import Context
from tabeza_central.domain.callback_body import CallbackBody
from tabeza_central.domain.judgement import Do, Judgement, judge_callback
from tabeza_central.domain.schedule import next_after
from tabeza_central.ports import QueryAnswer, Result
from tabeza_central.services import settlement
from tabeza_central.services.inquiries import ask
from tabeza_central.store import callbacks, jobs, payments
from tabeza_central.store.jobs import Job
from tabeza_central.store.payments import Payment
from tabeza_central.store.uow import ALL_BARS, Tx
from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState

S = PaymentState
Next = Literal["done", "wait", "ask"]


@dataclass
class HintBudget:
    """How many status queries callbacks without a valid token may cause, per bar and overall, in fixed windows."""

    per_bar: int
    overall: int
    window_us: int
    _window: int = -1
    _spent: dict[str, int] = field(default_factory=dict)

    def take(self, bar_id: str, now: int) -> bool:
        window = now // self.window_us
        if window != self._window:
            self._window, self._spent = window, {}
        if self._spent.get(bar_id, 0) >= self.per_bar or sum(self._spent.values()) >= self.overall:
            return False
        self._spent[bar_id] = self._spent.get(bar_id, 0) + 1
        return True


@dataclass(frozen=True, slots=True)
class _Step:
    """What the first transaction decided. ``payment`` is set when Safaricom is to be asked about it."""

    next: Next
    payment: Payment | None = None
    trusted: bool = False


class Judge:
    """Works ``judge`` and ``inquire`` jobs. Private state: the budget of queries that untrusted callbacks may cause.

    What can be decided from what is known is decided at once (``judge``); what needs Safaricom's word becomes an
    ``inquire`` job, so that a slow Safaricom does not keep other callbacks waiting.
    """

    def __init__(self, ctx: Context) -> None:
        policy = ctx.policy
        self._ctx = ctx
        self._budget = HintBudget(
            policy.hint_queries_per_bar, policy.hint_queries_overall, policy.hint_window_us
        )

    def judge(self, job: Job) -> None:
        """One callback: settles, fails, waits, lets it be, or has Safaricom asked. Safe to run any number of times."""
        with self._ctx.store.write("judge", bar=ALL_BARS) as tx:
            if self._look(tx, job).payment is not None:
                now = self._ctx.now()
                jobs.put(
                    tx,
                    job_id=self._ctx.ids.new_id(),
                    kind="inquire",
                    key=job.key,
                    bar_id=None,
                    run_at=now,
                    now=now,
                )
                jobs.finish(tx, job)

    def inquire(self, job: Job) -> None:
        """Looks again, asks Safaricom if that is still needed, and applies what it says."""
        with self._ctx.store.write("inquire", bar=ALL_BARS) as tx:
            step = self._look(tx, job, spend=True)
        if step.payment is None:
            return
        answer = ask(self._ctx, step.payment)
        with self._ctx.store.write("judge_query", bar=ALL_BARS) as tx:
            self._take(tx, job, step, answer)

    def _look(self, tx: Tx, job: Job, *, spend: bool = False) -> _Step:
        row = callbacks.find(tx, job.key)
        if row is None or row.judged_at is not None:
            jobs.finish(tx, job)
            return _Step("done")
        body = settlement.open_body(self._ctx, row, self._ctx.policy.callback_depth)
        if body is None:
            return self._done(tx, job, row, None, "unreadable")
        if row.payment_id:
            return self._trusted(tx, job, row, body)
        return self._hint(tx, job, row, body, spend)

    def _trusted(self, tx: Tx, job: Job, row: Any, body: CallbackBody) -> _Step:
        found = payments.anywhere(tx, row.payment_id)
        payment = found and payments.find(tx, found.bar_id, found.id, lock=True)
        if payment is None or payment.state is S.QUEUED:
            return self._wait(tx, job, row, None, "unmatched")
        judgement = judge_callback(settlement.known(tx, payment), body)
        if judgement.do is not Do.QUERY:
            after = settlement.apply(self._ctx, tx, payment, judgement, "callback")
            self._log(tx, body, after, str(judgement.do))
            return self._done(tx, job, row, after, str(judgement.do))
        payment = self._adopt(tx, payment, judgement)
        if payment.checkout_request_id is None:
            return self._wait(tx, job, row, payment, "unmatched")
        return _Step("ask", payment, trusted=True)

    def _adopt(self, tx: Tx, payment: Payment, judgement: Judgement) -> Payment:
        """The push's answer was lost (or is not in yet): the callback's id is what we can ask by."""
        checkout = judgement.adopt_checkout
        if checkout is None:
            return payment
        other = payments.by_checkout(tx, payment.bar_id, checkout)
        if other is not None:
            return settlement.review(self._ctx, tx, payment, "id_mismatch")
        values = {"checkout_request_id": checkout, "checkout_adopted": True}
        return payments.note(
            tx,
            payment,
            at=self._ctx.now(),
            event="callback",
            actor="callback",
            detail="id_adopted",
            values=values,
        )

    def _hint(self, tx: Tx, job: Job, row: Any, body: CallbackBody, spend: bool) -> _Step:
        """No valid token: it can only make us look, within a budget, and only where there is something to find."""
        found = (
            payments.anywhere_by_checkout(tx, body.checkout_request_id) if body.checkout_request_id else []
        )
        if len(found) != 1:
            return self._wait(tx, job, row, None, "unmatched")
        payment = found[0]
        claims_paid = body.result_code == "0" and payment.state in (S.FAILED, S.REFUSED)
        if payment.state not in UNRESOLVED_STATES and not claims_paid:
            return self._done(tx, job, row, payment, "ignored")
        if spend and not self._budget.take(payment.bar_id, self._ctx.now()):
            return self._wait(tx, job, row, payment, "over_budget")
        return _Step("ask", payment)

    def _take(self, tx: Tx, job: Job, step: _Step, answer: QueryAnswer) -> None:
        """Safaricom has answered. What it said is applied; a trusted callback waits until it said something."""
        assert step.payment is not None
        row = callbacks.find(tx, job.key)
        payment = payments.find(tx, step.payment.bar_id, step.payment.id, lock=True)
        assert payment is not None
        after = settlement.apply_query(self._ctx, tx, payment, answer)
        final_word = isinstance(answer, Result) and _ends(answer.code)
        if not step.trusted:
            self._done(tx, job, row, after, "hint")
        elif final_word:
            self._done(tx, job, row, after, "queried")
        else:
            self._wait(tx, job, row, after, "awaiting_query")

    def _done(self, tx: Tx, job: Job, row: Any, payment: Payment | None, verdict: str) -> _Step:
        bar_id = payment.bar_id if payment else None
        now = self._ctx.now()
        callbacks.set_verdict(tx, row.id, verdict, at=now, bar_id=bar_id)
        jobs.finish(tx, job)
        waited_ms, first_look = max(now - row.received_at, 0) // 1000, row.tries == 0
        figures = self._ctx.log.figures
        tx.after_commit(lambda: figures.judged(verdict, waited_ms, first_look=first_look))
        return _Step("done")

    def _wait(self, tx: Tx, job: Job, row: Any, payment: Payment | None, verdict: str) -> _Step:
        """Kept and judged again later; at the end of the schedule a person is told, if it claims money for a bar."""
        now = self._ctx.now()
        again = next_after(self._ctx.policy.unmatched_delays_us, row.received_at, now)
        if again is not None:
            callbacks.set_verdict(tx, row.id, verdict, at=None, bar_id=payment.bar_id if payment else None)
            jobs.put_off(tx, job, again)
            return _Step("wait")
        if payment is not None and row.payment_id and payment.state in (S.FAILED, S.REFUSED):
            settlement.alert(self._ctx, tx, payment, "unproven_claim")
        return self._done(tx, job, row, payment, verdict)

    def _log(self, tx: Tx, body: CallbackBody, payment: Payment, verdict: str) -> None:
        tx.after_commit(
            lambda: self._ctx.log.callback(
                checkout_request_id=body.checkout_request_id, result_code=body.result_code,
                receipt_number=body.receipt, payment_id=payment.id, verdict=verdict,
            )
        )  # fmt: skip


def _ends(code: str) -> bool:
    outcome = outcome_for(code)
    return outcome is not None and outcome.finality != "not_final"

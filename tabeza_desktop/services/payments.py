"""Asking customers to pay. The key is on the disk before the first byte leaves, and nothing is ever sent twice.

A lost answer leaves the request UNSURE: nobody knows whether the customer sees a prompt. It is looked up by its key
until the service says it has it (ACCEPTED) or, a minute later, that it never got it (NOT_SENT). The same happens after
a restart or a power cut. Only a person asks again.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final, Literal

from PySide6.QtCore import QObject, QTimer

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.requests import PendingRequest, Requests, RequestStage
from tabeza_desktop.diagnostics.logs import get_logger
from tabeza_desktop.services.backend import Backend, new_id, to_problem
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lane, Lanes, Refusal
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.money import AmountError, Kes, check_stk_amount, shillings
from tabeza_protocol.phones import Msisdn, PhoneError, mask_phone, parse_phone
from tabeza_protocol.wire.trade import (
    PaymentActionRequest,
    PaymentDetail,
    PaymentView,
    RequestPaymentRequest,
    TestPaymentRequest,
)

LOOK_UP_MS: Final = 3000
NOT_SENT_AFTER: Final = timedelta(seconds=60)
"""A request that the service does not know a minute after it left will not arrive any more."""
TEST_CENTS: Final = shillings(1)
log = get_logger("payments")
Body = RequestPaymentRequest | TestPaymentRequest


class PaymentsService(Service):
    """Requests, and single payments. Private state: keys being looked up now, and the timer that looks."""

    def __init__(self, lanes: Lanes, backend: Backend, state: AppState) -> None:
        super().__init__(lanes, backend, state)
        self._looking: set[str] = set()
        self._timer = QTimer()
        self._timer.setInterval(LOOK_UP_MS)
        self._timer.timeout.connect(self.look_up_unsure)

    def request(
        self,
        tab_id: str,
        amount_cents: int,
        phone: str | None = None,
        retry_of: str | None = None,
        owner: QObject | None = None,
        done: Done = None,
        failed: Failed = None,
    ) -> None:
        """Ask for a payment of a tab. ``phone`` as typed; None for the number saved on the tab."""
        under_way = self._state.requests.value.of_tab(tab_id)
        if under_way is not None and under_way.stage is RequestStage.SENDING:
            self._command(lambda: under_way, owner, done, failed)
            return
        problem = _amount_problem(amount_cents)
        number = _checked_phone(phone) if phone is not None else None
        problem = number if isinstance(number, Problem) else problem
        if problem is not None or isinstance(number, Problem):
            self._refuse(problem or Problem("phone_invalid"), owner, done, failed)
            return
        bar_id = self._bar_id
        body = RequestPaymentRequest(
            bar_id=bar_id, tab_id=tab_id, amount_cents=amount_cents, phone=number, retry_of=retry_of
        )
        self.send(self.pending("tab", tab_id, amount_cents, number), bar_id, body, owner, done, failed)

    def request_test(
        self, phone: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> PendingRequest | None:
        """The KES 1 of set-up, by the same rules. Returns what was written down, or None if the phone was refused."""
        number = _checked_phone(phone)
        if isinstance(number, Problem):
            self._refuse(number, owner, done, failed)
            return None
        bar_id = self._bar_id
        pending = self.pending("test", None, TEST_CENTS, number)
        self.send(pending, bar_id, TestPaymentRequest(bar_id=bar_id, phone=number), owner, done, failed)
        return pending

    def pending(
        self, kind: Literal["tab", "test"], tab_id: str | None, amount_cents: int, phone: Msisdn | None
    ) -> PendingRequest:
        masked = mask_phone(phone) if phone is not None else None
        return PendingRequest(
            new_id(), kind, tab_id, amount_cents, masked, RequestStage.SENDING, self._backend.now()
        )

    def send(
        self,
        pending: PendingRequest,
        bar_id: str,
        body: Body,
        owner: QObject | None,
        done: Done,
        failed: Failed,
    ) -> None:
        """Write it down, then send it, once."""
        self._note(pending)

        def undo(problem: Problem) -> None:
            if problem.code == "disk_failed":
                self._note_disk(problem)
                self.dismiss(pending.key)
            else:
                self._note(pending.at(RequestStage.REFUSED, problem=problem))

        def apply(outcome: PendingRequest) -> PendingRequest:
            self._note(outcome)
            return outcome

        self._command(lambda: self._send(pending, bar_id, body), owner, done, failed, apply=apply, undo=undo)

    def dismiss(self, key: str) -> None:
        """The person has seen it."""
        self._state.requests.set(self._state.requests.value.drop(key))

    def detail(
        self, payment_id: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """One payment with its timeline; from the cache, without one, if the service can't be reached."""
        bar_id = self._bar_id
        self._command(lambda: self._detail(bar_id, payment_id), owner, done, failed)

    def check_again(
        self, payment_id: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """Ask M-Pesa now what became of it."""
        bar_id = self._bar_id
        self._command(lambda: self._backend.api.check_payment(bar_id, payment_id), owner, done, failed)

    def decide(
        self,
        payment_id: str,
        decision: Literal["paid", "not_paid"],
        reason: str,
        receipt: str | None = None,
        owner: QObject | None = None,
        done: Done = None,
        failed: Failed = None,
    ) -> None:
        """A person's word on a payment in review, with the reason."""
        body = PaymentActionRequest(bar_id=self._bar_id, decision=decision, reason=reason, receipt=receipt)
        self._command(lambda: self._backend.api.decide_payment(payment_id, body), owner, done, failed)

    # --- after a restart, and after a lost answer

    def resume(self, bar_id: str) -> None:
        """Find what was on its way when the program ended. Looked up, never sent again."""

        def work() -> tuple[PendingRequest, ...]:
            self._backend.state.forget_settled(self._backend.now())
            return self._backend.state.unsettled_requests(bar_id)

        def apply(found: tuple[PendingRequest, ...]) -> None:
            held = self._state.requests.value
            for request in found:
                if request.key not in held.by_key:
                    self._note(request.at(RequestStage.UNSURE))
            self.look_up_unsure()

        self._lanes.run(Lane.READER, work, apply=apply)

    def look_up_unsure(self) -> None:
        """Ask the service, by key, about every request whose answer was lost."""
        session = self._state.session.value
        unsure = [r for r in self._state.requests.value.unsettled if r.stage is RequestStage.UNSURE]
        if not unsure:
            self._timer.stop()
        if session.bar is None or session.person is None or session.read_only:
            return
        for request in unsure:
            if request.key not in self._looking:
                self._look_up(request, session.bar.id)

    def stop(self) -> None:
        self._timer.stop()

    def _look_up(self, request: PendingRequest, bar_id: str) -> None:
        self._looking.add(request.key)

        def apply(outcome: PendingRequest) -> None:
            self._looking.discard(request.key)
            self._note(outcome)

        def undo(problem: Problem) -> None:
            self._looking.discard(request.key)  # still unsure: the timer asks again

        self._command(lambda: self._found(request, bar_id), None, None, None, apply=apply, undo=undo)

    # --- in a lane

    def _send(self, pending: PendingRequest, bar_id: str, body: Body) -> PendingRequest:
        self._backend.state.record_request(pending, bar_id, request_hash(pending, bar_id, body))
        api = self._backend.api
        try:
            if isinstance(body, TestPaymentRequest):
                payment = api.request_test(body, pending.key)
            else:
                payment = api.request_payment(body, pending.key)
        except Exception as error:  # noqa: BLE001 - whatever it was, the request may be out there
            return self._not_answered(pending, error)
        outcome = pending.at(RequestStage.ACCEPTED, payment_id=payment.id)
        self._settle(outcome)
        return outcome

    def _not_answered(self, pending: PendingRequest, error: Exception) -> PendingRequest:
        """A clear no is a failure; anything else is "nobody knows"."""
        problem = to_problem(error)
        if problem is None:
            log.error("request_broke_off", kind=type(error).__name__, exc_info=error)
        if problem is None or getattr(error, "may_have_acted", False):
            outcome = pending.at(RequestStage.UNSURE)
            self._settle(outcome)
            return outcome
        self._settle(pending.at(RequestStage.REFUSED, problem=problem))
        raise Refusal(problem)

    def _settle(self, outcome: PendingRequest) -> None:
        """A disk that fails now must not hide what the service said: the outbox then still reads SENDING, and the
        next start looks the key up, which gives the same answer.
        """
        try:
            self._backend.state.settle_request(outcome)
        except Exception as error:
            if to_problem(error) is None:
                raise

    def _found(self, request: PendingRequest, bar_id: str) -> PendingRequest:
        try:
            payment = self._backend.api.payment_by_key(bar_id, request.key)
        except Exception as error:
            problem = to_problem(error)
            if problem is None or problem.code != "not_found":
                raise
            if self._backend.now() - request.created_at < NOT_SENT_AFTER:
                return request
            outcome = request.at(RequestStage.NOT_SENT)
        else:
            outcome = request.at(RequestStage.ACCEPTED, payment_id=payment.id)
        self._settle(outcome)
        return outcome

    def _detail(self, bar_id: str, payment_id: str) -> PaymentDetail:
        try:
            return self._backend.api.payment(bar_id, payment_id)
        except Exception as error:
            problem = to_problem(error)
            held = self._backend.history.payment(payment_id)
            if held is None or problem is None or problem.code in ("not_found", "not_allowed"):
                raise
            return PaymentDetail(payment=held, timeline=())

    # --- on the GUI thread

    def _note(self, request: PendingRequest) -> None:
        self._state.requests.set(self._state.requests.value.put(request))
        if request.stage is RequestStage.UNSURE and not self._timer.isActive():
            self._timer.start()

    def forget(self) -> None:
        self._state.requests.set(Requests())

    def _refuse(self, problem: Problem, owner: QObject | None, done: Done, failed: Failed) -> None:
        def work() -> PaymentView:
            raise Refusal(problem)

        self._command(work, owner, done, failed)


def request_hash(pending: PendingRequest, bar_id: str, body: Body) -> str:
    """What was asked, for telling a repeat from another request. The phone goes in masked: a hash of it could be
    searched.
    """
    retry_of = body.retry_of if isinstance(body, RequestPaymentRequest) else None
    parts = (pending.kind, bar_id, pending.tab_id, str(pending.amount_cents), pending.phone_masked, retry_of)
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()


def _amount_problem(amount_cents: int) -> Problem | None:
    checked = check_stk_amount(Kes(amount_cents))
    return Problem("amount_invalid", detail=checked.problem) if isinstance(checked, AmountError) else None


def _checked_phone(text: str) -> Msisdn | Problem:
    parsed = parse_phone(text)
    return Problem("phone_invalid", detail=parsed.problem) if isinstance(parsed, PhoneError) else parsed

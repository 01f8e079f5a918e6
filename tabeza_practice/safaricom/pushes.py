"""The life of a push: accepted, showing on the phone, answered or lapsed, final, called back once.

`Pushes` owns every push, the lock on each line and the callbacks that wait to be delivered. Time comes in with
each call or as the due time of a scheduled step. A push becomes final exactly once; money moves at that moment.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Literal

from tabeza_practice.safaricom import callbacks
from tabeza_practice.safaricom.behaviour import Behaviour
from tabeza_practice.safaricom.clock import iso
from tabeza_practice.safaricom.faults import Fault, Faults
from tabeza_practice.safaricom.ids import Ids
from tabeza_practice.safaricom.messages import Delivery, subscriber_locked
from tabeza_practice.safaricom.record import KEPT, Record
from tabeza_practice.safaricom.results import PAID, RESULTS, Result
from tabeza_practice.safaricom.schedule import Schedule
from tabeza_practice.safaricom.settlement import settle
from tabeza_practice.safaricom.stk import PAYBILL, Order
from tabeza_practice.safaricom.subscribers import TEST_MSISDN, Action, Subscriber, Subscribers
from tabeza_practice.safaricom.tenants import Directory, Tenant

DEAD_RECEIVER = "http://127.0.0.1:9/"  # the discard port: nobody listens
DS_TIMEOUT = (
    "DS timeout user cannot be reached."  # [C] a phone that is off; "No response from user." [O] otherwise
)


@dataclass
class Push:
    """One accepted push. `expires_ms`: when the prompt lapses. Result fields are set when `state` is `final`."""

    order: Order
    merchant_request_id: str
    checkout_request_id: str
    received_ms: int
    expires_ms: int
    state: Literal["sent", "showing", "answered", "final"] = "sent"
    action: Action | None = None
    forced_code: str | None = None
    result: Result | None = None
    result_desc: str = ""
    query_desc: str = ""
    final_ms: int = 0
    receipt: str | None = None
    paid_to: str | None = None

    @property
    def prompt_text(self) -> str:
        """What the customer reads; the wording is ours [?], the limit on its length Safaricom's [D]."""
        order = self.order
        account = f" Account no. {order.account_reference}" if order.transaction_type == PAYBILL else ""
        return f"Do you want to pay Ksh{order.amount}.00 to {order.tenant.spec.name}{account}?"

    def prompt(self) -> dict[str, Any]:
        order = self.order
        return {
            "id": self.checkout_request_id,
            "phone": order.phone,
            "business_name": order.tenant.spec.name,
            "shortcode": order.party_b,
            "kind": order.tenant.spec.kind,
            "environment": order.tenant.spec.environment,
            "account_reference": order.account_reference,
            "amount": order.amount,
            "text": self.prompt_text,
            "received_at": iso(self.received_ms),
            "expires_at": iso(self.expires_ms),
            "expires_ms": self.expires_ms,
            "ignored": self.action == "ignore",
        }


class NotOpen(Exception):
    """There is no prompt of that id on a phone now."""


class Pushes:
    def __init__(
        self,
        directory: Directory,
        subscribers: Subscribers,
        behaviour: Behaviour,
        ids: Ids,
        schedule: Schedule,
        record: Record,
        faults: Faults,
        chance: random.Random,
    ) -> None:
        self._directory = directory
        self._subscribers = subscribers
        self._behaviour = behaviour
        self._ids = ids
        self._schedule = schedule
        self._record = record
        self._faults = faults
        self._chance = chance
        self._by_id: dict[str, Push] = {}
        self._showing: dict[str, Push] = {}
        self._deliveries = 0
        self.outbox: list[Delivery] = []
        self.prompts_version = 0

    def use(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    def find(self, checkout_request_id: str) -> Push | None:
        return self._by_id.get(checkout_request_id)

    def open_prompts(self) -> list[Push]:
        return list(self._showing.values())

    def accept(self, order: Order, merchant_request_id: str, now_ms: int) -> tuple[Push, int | None]:
        """The push, and the delivery its ack must wait for when a fault wants the callback first.

        Raises `Refused` while this customer has another prompt open.
        """
        payer = self._payer(order)
        locked = payer.prompt is not None
        if locked and self._behaviour.lock_answer == "refuse":
            raise subscriber_locked()
        push = Push(
            order,
            merchant_request_id,
            self._ids.checkout_request_id(now_ms, order.phone),
            now_ms,
            now_ms + self._behaviour.prompt_lifetime_ms,
        )
        self._remember(push)
        if locked:
            self._fail_soon(push, "1001", now_ms)
        elif len(push.prompt_text) >= self._behaviour.prompt_text_length:
            self._fail_soon(push, "1025", now_ms)
        else:
            payer.prompt = push.checkout_request_id
            return push, self._send_to_phone(push, payer, now_ms)
        return push, None

    def answer(self, checkout_request_id: str, action: Action, now_ms: int, code: str | None = None) -> Push:
        """The customer acts. `ignore` leaves the prompt where it is, to be answered later or to lapse."""
        push = self._showing.get(checkout_request_id)
        if push is None:
            raise NotOpen(checkout_request_id)
        push.action = action
        push.forced_code = code
        self._changed()
        if action == "ignore" and code is None:
            return push
        self._leave_screen(push)
        if action == "phone_off" and code is None:
            self._no_answer(push, now_ms)
        else:
            self._schedule.at(now_ms + self._behaviour.settle_ms, lambda at: self._finish(push, at))
        return push

    def _remember(self, push: Push) -> None:
        self._by_id[push.checkout_request_id] = push
        oldest = next(iter(self._by_id.values()))
        if len(self._by_id) > KEPT and oldest.state == "final":
            del self._by_id[oldest.checkout_request_id]

    def _payer(self, order: Order) -> Subscriber:
        return self._subscribers.get(order.phone, self._behaviour.start_balance)

    def _changed(self) -> None:
        self.prompts_version += 1

    # --- on the phone -------------------------------------------------------------------------------------

    def _send_to_phone(self, push: Push, payer: Subscriber, now_ms: int) -> int | None:
        action = self._subscribers.policy_of(payer).choose(self._chance)
        if push.order.phone != TEST_MSISDN and self._strike(push, "callback_early") is not None:
            push.action = "enter_pin"
            return self._finish(push, now_ms, callback_now=True)
        if action == "phone_off":
            push.action = action
            self._no_answer(push, now_ms)
        else:
            appears_ms = now_ms + self._behaviour.prompt_appears_ms
            self._schedule.at(appears_ms, lambda at: self._show(push, action, at))
        return None

    def _show(self, push: Push, action: Action | None, at_ms: int) -> None:
        push.state = "showing"
        self._showing[push.checkout_request_id] = push
        self._changed()
        self._schedule.at(push.expires_ms, lambda at: self._lapse(push, at))
        if action is not None:
            delay_ms = self._subscribers.policy_of(self._payer(push.order)).delay_ms
            self._schedule.at(at_ms + delay_ms, lambda at: self._act(push, action, at))

    def _act(self, push: Push, action: Action, at_ms: int) -> None:
        if push.state == "showing" and push.action is None:
            self.answer(push.checkout_request_id, action, at_ms)

    def _lapse(self, push: Push, at_ms: int) -> None:
        if push.state == "showing":
            push.action = "ignore"
            self._leave_screen(push)
            self._finish(push, at_ms)

    def _leave_screen(self, push: Push) -> None:
        push.state = "answered"
        del self._showing[push.checkout_request_id]
        self._changed()

    def _no_answer(self, push: Push, now_ms: int) -> None:
        push.state = "answered"
        final_ms = max(now_ms, push.received_ms + self._behaviour.no_answer_final_ms)
        self._schedule.at(final_ms, lambda at: self._finish(push, at))

    def _fail_soon(self, push: Push, code: str, now_ms: int) -> None:
        push.forced_code = code
        push.state = "answered"
        self._schedule.at(now_ms + self._behaviour.settle_ms, lambda at: self._finish(push, at))

    # --- final --------------------------------------------------------------------------------------------

    def _finish(self, push: Push, at_ms: int, *, callback_now: bool = False) -> int | None:
        code, payee = self._outcome(push, at_ms)
        self._word(push, code)
        push.state, push.final_ms = "final", at_ms
        if payee is not None:
            push.receipt = self._ids.receipt(at_ms)
            push.paid_to = payee.receiving_number
        payer = self._payer(push.order)
        if payer.prompt == push.checkout_request_id:
            payer.prompt = None
        self._record.add("transaction", at_ms, **_transaction(push))
        return self._plan_callbacks(push, at_ms, callback_now=callback_now)

    def _outcome(self, push: Push, at_ms: int) -> tuple[str, Tenant | None]:
        if push.forced_code not in (None, PAID):
            return push.forced_code or "", None
        action: Action = push.action or "enter_pin"
        payer = self._payer(push.order)
        return settle(push.order, action, payer, self._directory, self._behaviour, at_ms)

    def _word(self, push: Push, code: str) -> None:
        result = RESULTS[code]
        off = push.action == "phone_off" and push.order.phone != TEST_MSISDN
        push.result = result
        push.result_desc = push.query_desc = DS_TIMEOUT if off and code == "1037" else result.desc
        if self._strike(push, "desync_wording") is not None:
            other = result.query_desc if result.query_desc != push.result_desc else result.desc
            push.query_desc = other if other != push.result_desc else f"[STK_CB - ]{other}"

    # --- callbacks ----------------------------------------------------------------------------------------

    def _plan_callbacks(self, push: Push, at_ms: int, *, callback_now: bool) -> int | None:
        if self._strike(push, "callback_missing") is not None:
            return None
        due_ms = at_ms if callback_now else at_ms + self._behaviour.callback_ms
        if push.action == "phone_off" and push.forced_code is None:
            due_ms = max(due_ms, push.received_ms + self._behaviour.no_answer_callback_ms)
        late = self._strike(push, "callback_late")
        if late is not None:
            due_ms += _delay(late, 30_000)
        body = self._callback_body(push)
        dead = self._strike(push, "callback_dead_receiver") is not None
        url = DEAD_RECEIVER if dead else push.order.callback_url
        first = self._deliver_at(push, url, body, due_ms)
        copies = self._strike(push, "callback_duplicated")
        for copy in range(copies.spec.count if copies else 0):
            gap_ms = _delay(copies, 500) if copies else 0
            self._deliver_at(push, url, body, due_ms + (copy + 1) * gap_ms)
        return first

    def _deliver_at(self, push: Push, url: str, body: bytes, due_ms: int) -> int:
        self._deliveries += 1
        headers = callbacks.headers(push.order.shortcode)
        made = Delivery(self._deliveries, push.checkout_request_id, url, headers, body, due_ms)
        self._schedule.at(due_ms, lambda _at: self.outbox.append(made))
        return made.delivery_id

    def _callback_body(self, push: Push) -> bytes:
        result, desc = push.result, push.result_desc
        assert result is not None
        contradiction = self._strike(push, "callback_contradiction")
        if contradiction is not None:
            result = RESULTS[contradiction.spec.code or "1032"]
            desc = result.desc
        paid = None
        if result.code == PAID and self._strike(push, "callback_no_metadata") is None:
            wrong = self._strike(push, "callback_wrong_amount")
            amount = push.order.amount if wrong is None else wrong.spec.amount or 0
            paid = callbacks.metadata(
                amount,
                push.receipt or self._ids.receipt(push.final_ms),
                push.order.phone,
                push.final_ms,
                balance_item=self._strike(push, "callback_no_balance") is None,
                masked=self._strike(push, "callback_masked_phone") is not None,
            )
        return callbacks.body(push.merchant_request_id, push.checkout_request_id, result, desc, paid)

    def _strike(self, push: Push, kind: str) -> Fault | None:
        order = push.order
        return self._faults.strike("callback", "push", order.shortcode, order.phone, kind)


def _delay(fault: Fault, usual_ms: int) -> int:
    return usual_ms if fault.spec.delay_ms is None else fault.spec.delay_ms


def _transaction(push: Push) -> dict[str, Any]:
    """What the record keeps of a finished push: the truth, whatever callback and query will say."""
    order = push.order
    return {
        "checkout_request_id": push.checkout_request_id,
        "merchant_request_id": push.merchant_request_id,
        "tenant": order.tenant.spec.shortcode,
        "environment": order.tenant.spec.environment,
        "shortcode": order.shortcode,
        "party_b": order.party_b,
        "paid_to": push.paid_to,
        "phone": order.phone,
        "amount": order.amount,
        "account_reference": order.account_reference,
        "action": push.action,
        "result_code": push.result.code if push.result else None,
        "result_desc": push.result_desc,
        "receipt": push.receipt,
    }

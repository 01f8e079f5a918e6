"""Whatever customers, faults and clocks do: no shilling is made or lost, and the record says where each one went."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tabeza_practice.safaricom.faults import KINDS
from tabeza_practice.safaricom.subscribers import ACTIONS
from tests.practice.safaricom.world import OTHER_BAR, PAYBILL_BAR, TILL_STORE, World, callback, items

PHONES = tuple(f"2547{number:08d}" for number in range(4))
BARS = (PAYBILL_BAR, OTHER_BAR, TILL_STORE)


class Night(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        for bar in BARS:
            self.world.token(bar)
        for phone in PHONES:
            self.world.engine.subscribers.get(phone, 0).balance = 5_000
        self.came: list = []

    @rule(
        bar=st.sampled_from(BARS),
        phone=st.sampled_from(PHONES),
        amount=st.sampled_from([1, 50, 50, 999, 4_000]),
        party_b=st.sampled_from([None, None, None, *BARS]),
    )
    def push(self, bar: str, phone: str, amount: int, party_b: str | None) -> None:
        changes = {} if party_b is None else {"PartyB": party_b}
        self.world.push(bar, PhoneNumber=phone, Amount=amount, **changes)

    @rule(action=st.sampled_from(ACTIONS), which=st.integers(0, 3))
    def answer(self, action: str, which: int) -> None:
        prompts = self.world.engine.pushes.open_prompts()
        if prompts:
            push = prompts[which % len(prompts)]
            now_ms = self.world.clock.now_ms()
            self.world.engine.pushes.answer(push.checkout_request_id, action, now_ms)

    @rule(ms=st.sampled_from([1, 400, 2_000, 30_000, 130_000]))
    def wait(self, ms: int) -> None:
        self.came += self.world.wait(ms)

    @rule(kind=st.sampled_from(sorted(KINDS)), phone=st.sampled_from([None, *PHONES]))
    def fault(self, kind: str, phone: str | None) -> None:
        self.world.fault(kind, phone=phone, amount=7)

    @invariant()
    def no_shilling_is_made_or_lost(self) -> None:
        assert self.world.money() == 5_000 * len(PHONES)
        assert all(subscriber.balance >= 0 for subscriber in self.world.engine.subscribers)

    @invariant()
    def the_record_explains_every_account(self) -> None:
        paid = [e for e in self.world.engine.record.since(0, "transaction") if e["result_code"] == "0"]
        for tenant in self.world.engine.directory:
            mine = sum(entry["amount"] for entry in paid if entry["paid_to"] == tenant.receiving_number)
            assert mine == tenant.paid_in
        receipts = [entry["receipt"] for entry in paid]
        assert len(set(receipts)) == len(receipts)
        assert None not in receipts

    @invariant()
    def a_line_is_held_by_at_most_one_unfinished_push(self) -> None:
        for subscriber in self.world.engine.subscribers:
            if subscriber.prompt is not None:
                held = self.world.engine.pushes.find(subscriber.prompt)
                assert held is not None
                assert held.state != "final"

    def teardown(self) -> None:
        """When the faults stop, every push ends, and no callback invents a receipt."""
        self.world.engine.faults.remove()
        self.came += self.world.wait(90_000_000)
        record = self.world.engine.record
        accepted = [e["checkout_request_id"] for e in record.since(0, "push") if e["accepted"]]
        ended = [e["checkout_request_id"] for e in record.since(0, "transaction")]
        assert sorted(accepted) == sorted(ended)
        real = {e["receipt"] for e in record.since(0, "transaction")}
        for told in map(callback, self.came):
            if "CallbackMetadata" in told:
                assert items(told)["MpesaReceiptNumber"] in real


TestNight = Night.TestCase
TestNight.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)

"""Guided set-up: an owner opens a code, a support person types it, looks, points, and is shut out again."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import pytest

from tabeza_central.services import access, operator, pairing, support, support_desk, support_people
from tabeza_central.services.guard import checked_id
from tabeza_protocol.pairing_codes import PairingPurpose
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.support import SUPPORT_FIELDS, SUPPORT_TIPS
from tests.central.access import people
from tests.central.access.people import SENDER, House, problem_of
from tests.central.support.staff import SUPPORT_PIN, support_person, tell
from tests.central.world import add_version


@pytest.fixture
def house(quick_url: str) -> Iterator[House]:
    made = people.build(quick_url)
    yield made
    made.ctx.store.engine.dispose()


def opened(house: House, name: str = "Kilimani Tavern"):  # noqa: ANN201 - the three people of a test
    """An owner with a code, and a support person who typed it."""
    _, owner = house.owner(house.bar(name))
    tell(house, owner, "checklist")
    faith = support_person(house)
    share = support.share(house.ctx, owner, owner.bar_id)
    support_desk.open_bar(house.ctx, faith, share.code or "")
    return owner, faith, share


def acts(house: House, owner) -> list[tuple[str, str, str | None]]:  # noqa: ANN001
    lines = support.log(house.ctx, owner, owner.bar_id).lines
    return [(line.who, line.act, line.what) for line in reversed(lines)]


# --- the code -------------------------------------------------------------------------------------------------------


def test_a_code_has_six_digits_lasts_fifteen_minutes_and_is_told_once(house: House) -> None:
    _, owner = house.owner(house.bar())
    share = support.share(house.ctx, owner, owner.bar_id)
    assert share.code is not None
    assert len(share.code) == 6
    assert share.code.isdigit()
    assert share.expires_at is not None
    assert (share.expires_at - house.world.clock.now()).total_seconds() == 15 * 60
    again = support.shared(house.ctx, owner, owner.bar_id)
    assert (again.open, again.code, again.expires_at) == (True, None, share.expires_at)
    assert share.code not in json.dumps([list(map(str, row)) for row in house.world.rows("support_sessions")])


def test_nothing_exists_before_the_owner_asks(house: House) -> None:
    _, owner = house.owner(house.bar())
    assert support.shared(house.ctx, owner, owner.bar_id) == support.SupportShare(open=False)
    assert house.world.rows("support_sessions") == []


def test_a_code_can_be_renewed_as_often_as_the_owner_likes(house: House) -> None:
    owner, faith, _ = opened(house)
    for _ in range(3):
        house.world.clock.forward(14 * 60)
        renewed = support.renew(house.ctx, owner, owner.bar_id)
        assert renewed.expires_at is not None
        assert (renewed.expires_at - house.world.clock.now()).total_seconds() == 15 * 60
        assert support_desk.look(house.ctx, faith, owner.bar_id).bar.expires_at == renewed.expires_at


def test_a_code_that_ran_out_can_not_be_renewed_or_typed(house: House) -> None:
    owner, faith, share = opened(house)
    house.world.clock.forward(15 * 60)
    assert problem_of(support.renew, house.ctx, owner, owner.bar_id).code == "not_found"
    assert problem_of(support_desk.look, house.ctx, faith, owner.bar_id).code == "not_found"
    assert problem_of(support_desk.open_bar, house.ctx, faith, share.code).code == "support_code_wrong"
    assert support_desk.desk(house.ctx, faith).bars == ()


def test_stopping_shuts_support_out_with_their_next_request(house: House) -> None:
    owner, faith, share = opened(house)
    support.stop(house.ctx, owner, owner.bar_id)
    assert problem_of(support_desk.look, house.ctx, faith, owner.bar_id).code == "not_found"
    assert problem_of(support_desk.point, house.ctx, faith, owner.bar_id, "passkey").code == "not_found"
    assert problem_of(support_desk.send_tip, house.ctx, faith, owner.bar_id, "enter_pin").code == "not_found"
    assert problem_of(support_desk.open_bar, house.ctx, faith, share.code).code == "support_code_wrong"
    assert support_desk.desk(house.ctx, faith).bars == ()
    support.stop(house.ctx, owner, owner.bar_id)  # again: nothing happens
    assert [act for _, act, _ in acts(house, owner)].count("support_stopped") == 1


def test_a_new_code_ends_the_old_one(house: House) -> None:
    owner, faith, first = opened(house)
    second = support.share(house.ctx, owner, owner.bar_id)
    assert second.code != first.code
    assert problem_of(support_desk.look, house.ctx, faith, owner.bar_id).code == "not_found"
    assert support_desk.open_bar(house.ctx, faith, second.code or "").bar_id == owner.bar_id


def test_a_code_is_the_first_ones_who_typed_it(house: House) -> None:
    owner, faith, share = opened(house)
    musa = support_person(house, "Musa Otieno")
    assert problem_of(support_desk.open_bar, house.ctx, musa, share.code).code == "support_code_wrong"
    assert problem_of(support_desk.look, house.ctx, musa, owner.bar_id).code == "not_found"
    assert support_desk.desk(house.ctx, musa).bars == ()
    dashed = f"{(share.code or '')[:3]}-{(share.code or '')[3:]}"
    assert support_desk.open_bar(house.ctx, faith, f" {dashed} ").bar_id == owner.bar_id


def test_two_bars_never_have_the_same_open_code(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draw is made so narrow that it must collide."""
    monkeypatch.setattr(support, "LENGTH", 1)
    monkeypatch.setattr(support, "_DRAWS", 500)
    codes = []
    for n in range(10):
        _, owner = house.owner(house.bar(f"Bar {n}"))
        codes.append(support.share(house.ctx, owner, owner.bar_id).code)
    assert len(set(codes)) == 10


# --- guessing -------------------------------------------------------------------------------------------------------


def wrong(code: str | None) -> str:
    return f"{(int(code or '0') + 1) % 1_000_000:06}"


def test_a_person_has_five_wrong_codes_in_a_quarter_of_an_hour(house: House) -> None:
    _, owner = house.owner(house.bar())
    faith, musa = support_person(house), support_person(house, "Musa Otieno")
    share = support.share(house.ctx, owner, owner.bar_id)
    for _ in range(support_desk.PERSON_TRIES):
        assert (
            problem_of(support_desk.open_bar, house.ctx, faith, wrong(share.code)).code
            == "support_code_wrong"
        )
    locked = problem_of(support_desk.open_bar, house.ctx, faith, share.code)
    assert (locked.code, locked.retry_after_seconds) == ("too_many_tries", 15 * 60)
    assert support_desk.open_bar(house.ctx, musa, share.code or "").bar_id == owner.bar_id, (
        "only that person waits"
    )
    house.world.clock.forward(15 * 60)
    fresh = support.share(house.ctx, owner, owner.bar_id)
    assert support_desk.open_bar(house.ctx, faith, fresh.code or "").bar_id == owner.bar_id
    assert [row.action for row in house.world.rows("audit_log")].count("support_locked") == 1


def test_all_together_have_fifty(house: House) -> None:
    _, owner = house.owner(house.bar())
    share = support.share(house.ctx, owner, owner.bar_id)
    staff = [support_person(house, f"Guesser {chr(65 + n)}") for n in range(11)]
    for person in staff[:10]:
        for _ in range(support_desk.PERSON_TRIES):
            problem_of(support_desk.open_bar, house.ctx, person, wrong(share.code))
    assert problem_of(support_desk.open_bar, house.ctx, staff[10], share.code).code == "too_many_tries"


@pytest.mark.parametrize("text", ["", "12345", "1234567", "abcdef", "٤٨٢٩١٧", "482917'--", "0" * 4000])
def test_what_can_not_be_a_code_counts_as_a_wrong_one(house: House, text: str) -> None:
    faith = support_person(house)
    assert problem_of(support_desk.open_bar, house.ctx, faith, text).code == "support_code_wrong"
    assert [row.count for row in house.world.rows("try_counters") if row.key.startswith("support:")] == [1, 1]


# --- looking --------------------------------------------------------------------------------------------------------


def test_every_look_is_in_the_owners_log_and_on_the_screen(house: House) -> None:
    owner, faith, _ = opened(house)
    assert support.shared(house.ctx, owner, owner.bar_id).looking
    assert support.shared(house.ctx, owner, owner.bar_id).opened_by == "Faith Njeri"
    for _ in range(20):  # a minute of following: one look
        house.world.clock.forward(3)
        support_desk.look(house.ctx, faith, owner.bar_id)
    house.world.clock.forward(20)
    assert not support.shared(house.ctx, owner, owner.bar_id).looking
    house.world.clock.forward(60)
    support_desk.desk(house.ctx, faith)  # the list shows step and error: a look as well
    assert support.shared(house.ctx, owner, owner.bar_id).looking
    assert acts(house, owner) == [
        ("Wanjiru", "support_code", None),
        ("Faith Njeri", "support_opened", None),
        ("Faith Njeri", "support_looked", None),
        ("Faith Njeri", "support_looked", None),
    ]


def test_beginning_to_look_wakes_the_owners_console(house: House) -> None:
    owner, faith, _ = opened(house)
    house.world.clock.forward(60)
    before = house.ctx.feed_versions
    seqs: list[dict[str, int]] = []
    house.ctx.store.after_commit(lambda changed, _jobs: seqs.append(changed))
    support_desk.look(house.ctx, faith, owner.bar_id)
    assert [list(changed) for changed in seqs if changed] == [[owner.bar_id]]
    assert before is house.ctx.feed_versions


def test_pointing_and_tips_reach_the_owner_and_the_log(house: House) -> None:
    owner, faith, _ = opened(house)
    support_desk.point(house.ctx, faith, owner.bar_id, "passkey")
    support_desk.send_tip(house.ctx, faith, owner.bar_id, "golive_email")
    share = support.shared(house.ctx, owner, owner.bar_id)
    assert (share.pointed_at, share.tip) == ("passkey", "golive_email")
    assert acts(house, owner)[-2:] == [
        ("Faith Njeri", "support_pointed", "passkey"),
        ("Faith Njeri", "support_tip", "golive_email"),
    ]
    support_desk.point(house.ctx, faith, owner.bar_id, None)
    assert support.shared(house.ctx, owner, owner.bar_id).pointed_at is None
    assert len(acts(house, owner)) == 5, "pointing away is not worth a line"


def test_moving_on_takes_the_pointer_away(house: House) -> None:
    owner, faith, _ = opened(house)
    support_desk.point(house.ctx, faith, owner.bar_id, "passkey")
    tell(house, owner, "checklist")
    assert support.shared(house.ctx, owner, owner.bar_id).pointed_at == "passkey", "still there"
    tell(house, owner, "paybill")
    assert support.shared(house.ctx, owner, owner.bar_id).pointed_at is None


def test_closing_ends_the_code(house: House) -> None:
    owner, faith, _ = opened(house)
    support_desk.close(house.ctx, faith, owner.bar_id)
    assert not support.shared(house.ctx, owner, owner.bar_id).open
    assert problem_of(support_desk.close, house.ctx, faith, owner.bar_id).code == "not_found"


# --- what is seen ---------------------------------------------------------------------------------------------------


def test_steps_have_times_and_problems_stay_until_the_step_is_done(house: House) -> None:
    owner, faith, _ = opened(house)
    house.world.clock.forward(180)
    tell(house, owner, "paybill")
    house.world.clock.forward(240)
    tell(house, owner, "credentials", consumer_key="looks_right", passkey="unusual_length")
    house.world.clock.forward(60)
    view = support_desk.look(house.ctx, faith, owner.bar_id)
    spent = {time.step: time.spent_seconds for time in view.times}
    assert (spent["checklist"], spent["paybill"], spent["credentials"]) == (180, 240, 0)
    assert view.bar.on_step_since is not None
    assert (view.server_time - view.bar.on_step_since).total_seconds() == 60
    assert view.fields == {
        "consumer_key": "looks_right",
        "consumer_secret": "missing",
        "passkey": "unusual_length",
    }
    assert view.bar.last_problem is not None
    assert (view.bar.last_problem.kind, view.bar.last_problem.field) == ("finding", "passkey")
    tell(house, owner, "send", problem="keys_rejected")
    tell(house, owner, "send")
    problem = support_desk.look(house.ctx, faith, owner.bar_id).bar.last_problem
    assert problem is not None
    assert (problem.kind, problem.code, problem.step) == ("problem", "keys_rejected", "send")
    tell(house, owner, "test")
    assert support_desk.look(house.ctx, faith, owner.bar_id).bar.last_problem is None


def test_a_step_gone_back_to_adds_to_its_time(house: House) -> None:
    owner, faith, _ = opened(house)
    for step in ("paybill", "checklist", "paybill"):
        house.world.clock.forward(10)
        tell(house, owner, step)
    house.world.clock.forward(10)
    times = {
        time.step: time.spent_seconds for time in support_desk.look(house.ctx, faith, owner.bar_id).times
    }
    assert times == {"checklist": 20, "paybill": 10}


def test_the_longest_on_a_step_comes_first(house: House) -> None:
    faith = support_person(house)
    for name in ("Young", "Old", "Middle"):
        _, owner = house.owner(house.bar(name))
        tell(house, owner, "checklist")
        house.world.clock.forward({"Young": 0, "Old": 0, "Middle": 0}[name])
        support_desk.open_bar(house.ctx, faith, support.share(house.ctx, owner, owner.bar_id).code or "")
        house.world.clock.forward(30)
    assert [bar.name for bar in support_desk.desk(house.ctx, faith).bars] == ["Young", "Old", "Middle"]


def test_no_value_of_any_kind_is_in_what_support_gets(house: House) -> None:
    """Canaries in every credential, the customer's phone and receipts of a test; only states come out."""
    owner, faith, _ = opened(house)
    house.world.bar_id = owner.bar_id
    add_version(house.world, owner.bar_id)
    tell(house, owner, "test")
    payment = house.world.ask_test("0712345678")
    house.world.work()
    house.world.call_back(payment.id, 1032)
    view = support_desk.look(house.ctx, faith, owner.bar_id)
    text = msgspec.json.encode([view, support_desk.desk(house.ctx, faith)]).decode()
    assert view.test is not None
    assert (view.test.state, view.test.result_code) == ("failed", "1032")
    assert view.bar.last_problem is not None
    assert (view.bar.last_problem.kind, view.bar.last_problem.code) == ("result", "1032")
    assert view.fields == dict.fromkeys(("consumer_key", "consumer_secret", "passkey"), "sent")
    for leak in (
        "canary",
        "sealed",
        "fingerprint",
        "cons1",
        "pass1",
        "0712",
        "712345",
        "345678",
        "ws_CO",
        "UKL1",
    ):
        assert leak not in text, leak


# --- who may ----------------------------------------------------------------------------------------------------------


def test_support_staff_sign_in_on_desks_only(house: House) -> None:
    faith = support_person(house)
    assert (faith.bar_id, faith.role, faith.name) == ("", "support", "Faith Njeri")
    paired, owner = house.owner(house.bar())
    counter = house.who(paired.tokens.access_token)
    assert faith.person_id is not None
    assert (
        problem_of(access.sign_in, house.ctx, counter, faith.person_id, Secret(SUPPORT_PIN)).code
        == "not_found"
    )
    assert [person.role for person in access.list_people(house.ctx, counter).people] == ["owner"]
    code = support_people.desk_code(house.ctx).code
    desk = house.who(pairing.claim(house.ctx, code, "k" * 16, "Desk 2", SENDER).tokens.access_token)
    assert [person.name for person in access.list_people(house.ctx, desk).people] == ["Faith Njeri"]
    assert owner.person_id is not None
    assert (
        problem_of(access.sign_in, house.ctx, desk, owner.person_id, Secret(people.PIN)).code == "not_found"
    )


def test_a_desk_code_belongs_to_no_bar_and_a_bars_code_makes_no_desk(house: House) -> None:
    bar_id = house.bar()
    assert problem_of(operator.new_code, house.ctx, bar_id, PairingPurpose.SUPPORT_DESK).code == "bad_request"
    look = pairing.look(house.ctx, support_people.desk_code(house.ctx).code, SENDER)
    assert (look.purpose, look.bar_name) == ("support_desk", "Tabeza Support")


def test_a_support_person_who_is_removed_is_out_at_once(house: House) -> None:
    person = support_people.add(house.ctx, "Musa Otieno", Secret(SUPPORT_PIN))
    code = support_people.desk_code(house.ctx).code
    desk = house.who(pairing.claim(house.ctx, code, "k" * 16, "Desk", SENDER).tokens.access_token)
    token = access.sign_in(house.ctx, desk, person.id, Secret(SUPPORT_PIN)).session_token
    assert house.who(token).name == "Musa Otieno"
    support_people.remove(house.ctx, person.id)
    assert problem_of(house.who, token).code == "signed_out"
    assert problem_of(access.sign_in, house.ctx, desk, person.id, Secret(SUPPORT_PIN)).code == "not_found"
    assert problem_of(support_people.remove, house.ctx, person.id).code == "not_found"


def test_five_wrong_pins_lock_a_support_person_like_anybody(house: House) -> None:
    person = support_people.add(house.ctx, "Musa Otieno", Secret(SUPPORT_PIN))
    code = support_people.desk_code(house.ctx).code
    desk = house.who(pairing.claim(house.ctx, code, "k" * 16, "Desk", SENDER).tokens.access_token)
    for _ in range(access.PIN_TRIES):
        problem_of(access.sign_in, house.ctx, desk, person.id, Secret("111111"))
    assert problem_of(access.sign_in, house.ctx, desk, person.id, Secret(SUPPORT_PIN)).code == "pin_locked"
    support_people.reset_pin(house.ctx, person.id, Secret("739164"))
    assert access.sign_in(house.ctx, desk, person.id, Secret("739164")).person.role == "support"


def test_only_an_owner_may_open_the_bar(house: House) -> None:
    owner, faith, _ = opened(house)
    cashier = house.world.principal("cashier", owner.bar_id)
    for call in (support.share, support.shared, support.renew, support.stop, support.log):
        assert problem_of(call, house.ctx, cashier, owner.bar_id).code == "not_allowed"
        assert problem_of(call, house.ctx, faith, owner.bar_id).code == "not_found"
    for call in (support_desk.look, support_desk.close):
        assert problem_of(call, house.ctx, owner, owner.bar_id).code == "not_allowed"
    assert checked_id(owner.bar_id)


def test_every_field_and_tip_fits_its_column() -> None:
    assert max(map(len, (*SUPPORT_FIELDS, *SUPPORT_TIPS))) <= 20

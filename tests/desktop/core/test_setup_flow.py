"""The set-up guide as data: what opens, what blocks, where it resumes, and what may be told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabeza_desktop.core.setup_flow import (
    CHECKLIST,
    STEPS,
    SetupDraft,
    SetupView,
    StepKey,
    may_open,
    page_state,
    progress_request,
    redacted,
    resume_step,
    step_views,
)
from tabeza_desktop.core.setup_words import finding_words, reason_words
from tabeza_protocol.credentials import SANDBOX_PASSKEY, CredentialField, inspect_field
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.shortcodes import ShortcodeKind
from tabeza_protocol.wire.setup import CandidateView, OrganisationLookup, SealedField
from tests.desktop.fake_service import FakeService, payment

K = StepKey


def view(**draft: Any) -> SetupView:
    return SetupView(draft=SetupDraft(**draft))


CHECKED = {"ticked": frozenset(CHECKLIST)}
NUMBER = CHECKED | {"shortcode_text": "4083917", "declared_kind": ShortcodeKind.PAYBILL}


def sent(**extra: Any) -> SetupView:
    is_set = SealedField(set=True)
    candidate = CandidateView(
        version=1, environment=Environment.PRODUCTION, business_shortcode="4083917", consumer_key=is_set,
        consumer_secret=is_set, passkey=is_set, test_status=extra.pop("test_status", "pending"),
    )  # fmt: skip
    return replace(view(**NUMBER, **extra), settings=FakeService().settings(candidate))


@pytest.mark.parametrize(
    ("shown", "step", "reason"),
    [
        (view(), K.CHECKLIST, "tick_all"),
        (view(**CHECKED), K.CHECKLIST, None),
        (view(**CHECKED), K.PAYBILL, "shortcode_empty"),
        (view(**CHECKED, shortcode_text="4083"), K.PAYBILL, "shortcode_too_short"),
        (view(**CHECKED, shortcode_text="40839171"), K.PAYBILL, "shortcode_too_long"),
        (view(**CHECKED, shortcode_text="40a39"), K.PAYBILL, "shortcode_not_digits"),
        (view(**CHECKED, shortcode_text="4083917"), K.PAYBILL, "choose_kind"),
        (view(**NUMBER | {"declared_kind": ShortcodeKind.TILL}), K.PAYBILL, "till_blocked"),
        (view(**NUMBER, lookup=OrganisationLookup(state="only_till", shortcode="4083917")), K.PAYBILL, "till_blocked"),
        (view(**NUMBER, lookup=OrganisationLookup(state="found", shortcode="4083917")), K.PAYBILL, "confirm_name"),
        (view(**NUMBER, lookup=OrganisationLookup(state="unavailable", shortcode="4083917")), K.PAYBILL, None),
        (view(**NUMBER), K.CREDENTIALS, "keys_missing"),
        (sent(), K.SEND, None),
        (sent(), K.TEST, "phone_missing"),
        (sent(), K.GO_LIVE, "test_not_passed"),
        (sent(test_status="passed"), K.TEST, None),
        (sent(test_status="passed"), K.GO_LIVE, "not_seen"),
        (sent(test_status="passed", seen_on_paybill=True), K.GO_LIVE, "word_missing"),
    ],
)  # fmt: skip
def test_continue_is_off_for_one_named_reason(shown: SetupView, step: StepKey, reason: str | None) -> None:
    state = page_state(shown, step)
    assert (state.valid, state.reason) == (reason is None, reason)
    if reason is not None:
        assert reason_words(reason, "en") != reason_words(reason, "sw")


def test_only_the_exact_word_goes_live() -> None:
    ready = sent(test_status="passed", seen_on_paybill=True)
    assert page_state(ready, K.GO_LIVE, word=" LIVE ").valid
    for word in ("live", "LIV", "LIVE!", ""):
        assert not page_state(ready, K.GO_LIVE, word=word).valid


def test_a_cancelled_test_leaves_the_paybill_unproved() -> None:
    shown = replace(sent(current=K.TEST), test=payment(1, state=PaymentState.FAILED, kind="test", result_code="1032"))
    assert [step.state for step in step_views(shown)] == ["done", "done", "done", "done", "failed", "todo"]
    assert not may_open(shown, K.GO_LIVE)


def test_keys_of_another_number_do_not_count_as_sent() -> None:
    shown = sent()
    other = replace(shown, draft=msgspec.structs.replace(shown.draft, shortcode_text="522522"))
    assert page_state(shown, K.SEND).valid
    assert not page_state(other, K.SEND).valid


@given(
    st.sampled_from(STEPS), st.sets(st.sampled_from(CHECKLIST)), st.sampled_from(["", "4083917", "40"]),
    st.sampled_from([None, *ShortcodeKind]), st.booleans(), st.sampled_from(["pending", "passed", "failed"]),
)  # fmt: skip
def test_it_always_resumes_where_it_may_stand(
    current: StepKey, ticked: set[str], number: str, kind: ShortcodeKind | None, has_keys: bool, test: str
) -> None:
    base = sent(test_status=test) if has_keys else view()
    draft = SetupDraft(current=current, ticked=frozenset(ticked), shortcode_text=number, declared_kind=kind)
    shown = replace(base, draft=draft)
    at = resume_step(shown)
    assert may_open(shown, at)
    again = replace(shown, draft=msgspec.json.decode(msgspec.json.encode(draft), type=SetupDraft))
    assert again.draft == draft
    assert resume_step(again) is at


def test_there_is_nowhere_to_put_a_secret_and_what_is_logged_is_listed() -> None:
    draft = SetupDraft(shortcode_text="4083917", test_key="k" * 32, ticked=frozenset(CHECKLIST))
    told = redacted(draft)
    assert told["shortcode_text"] == told["test_key"] == "[REDACTED]"
    assert told["ticked"] == frozenset(CHECKLIST)
    with pytest.raises(TypeError):
        SetupDraft(passkey="x")  # type: ignore[call-arg]
    shown = replace(view(**NUMBER), steps=step_views(view(**NUMBER)))
    assert progress_request(shown, "bar").fields == {}


def test_words_about_a_key_show_its_length_and_nothing_of_it() -> None:
    for text in (SANDBOX_PASSKEY, "\u2022" * 20, "abc def", "Safaricom999!", "a" * 62):
        finding = inspect_field(CredentialField.PASSKEY, text, Environment.PRODUCTION)
        for lang in ("en", "sw"):
            said = finding_words(finding, lang)
            assert said
            assert "{" not in said
            assert text[:6] not in said

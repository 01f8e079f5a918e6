"""Set-up at every moment worth a picture or a test: stages filled with what the service would have told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.practice import PhonePrompt, Practice, PracticeInfo
from tabeza_desktop.core.setup_flow import CHECKLIST, StepKey
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.secret import Secret
from tabeza_protocol.shortcodes import ShortcodeKind
from tabeza_protocol.wire.setup import (
    CandidateView,
    CredentialCheck,
    MpesaSettings,
    OrganisationLookup,
    SealedField,
)
from tabeza_protocol.wire.trade import PaymentView
from tests.desktop.ui.setup_stage import BAR, MORNING, Stage, in_setup

NUMBER, NAME = "4083917", "KILIMANI TAVERN LTD"
BEGAN = MORNING - timedelta(minutes=22)
FOUND = OrganisationLookup(
    state="found", shortcode=NUMBER, paybill_name=NAME, checked_at=MORNING - timedelta(minutes=17)
)
UNAVAILABLE = OrganisationLookup(state="unavailable", shortcode=NUMBER)
ONLY_TILL = OrganisationLookup(
    state="only_till", shortcode="5523019", till_name="KILIMANI TAVERN", checked_at=MORNING
)
TICKED: dict[str, Any] = {"ticked": frozenset(CHECKLIST), "done_at": {StepKey.CHECKLIST: BEGAN}}
PAYBILL: dict[str, Any] = {**TICKED, "shortcode_text": NUMBER, "declared_kind": ShortcodeKind.PAYBILL}
CONFIRMED: dict[str, Any] = {**PAYBILL, "lookup": FOUND, "name_confirmed": True}
SENT: dict[str, Any] = {**CONFIRMED, "sent_version": 1, "sent_at": MORNING - timedelta(minutes=2)}
KEYS = ("aB3" * 16, "Zx81" * 16, "ab12" * 16)
_SET, _UNSET = SealedField(set=True), SealedField(set=False)


def candidate(**changes: Any) -> CandidateView:
    plain = CandidateView(
        version=1, environment=Environment.PRODUCTION, business_shortcode=NUMBER, registered_name=NAME,
        consumer_key=_SET, consumer_secret=_SET, passkey=_SET, test_status="pending",
        checks=(
            CredentialCheck(name="oauth", state="passed"),
            CredentialCheck(name="passkey_and_shortcode", state="not_checked", advisory=True),
            CredentialCheck(name="organisation", state="passed"),
        ),
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changes)


def settings(**changes: Any) -> MpesaSettings:
    plain = MpesaSettings(
        bar_id=BAR.id, enabled=False, environment=None, business_shortcode=None, registered_name=None,
        consumer_key=_UNSET, consumer_secret=_UNSET, passkey=_UNSET, setup_completed=False, test_status="pending",
        last_test_at=None, credential_version=None,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changes)


def kes1(state: PaymentState, code: str | None = None, *, seconds_ago: int = 14, **changes: Any) -> PaymentView:
    """The KES 1, asked for so many seconds before half past ten."""
    asked = MORNING - timedelta(seconds=seconds_ago)
    over = state in (PaymentState.SUCCEEDED, PaymentState.FAILED)
    plain = PaymentView(
        id="a" * 32, kind="test", environment=Environment.PRODUCTION, tab_id=None, tab_number=None, customer_name="",
        phone_masked="0712 *** 678", amount_cents=100, state=state, result_code=code, problem=None,
        receipt="SKL2C8M4PA" if state is PaymentState.SUCCEEDED else None, confirmed_by="callback" if over else None,
        requested_by="Joyce Kendi", requested_at=asked, prompted_at=asked + timedelta(seconds=1),
        finished_at=MORNING if over else None, retry_of=None, support_reference=None, credential_version=1,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changes)


def online(stage: Stage) -> Stage:
    stage.state.connection.set(Connection(kind=ConnectionKind.LIVE, age_seconds=1))
    return stage


def at_step(step: StepKey, **draft: Any) -> Stage:
    return online(in_setup(**draft, current=step))


def at_test(payment: PaymentView | None = None, **draft: Any) -> Stage:
    """Step 5 with the keys sent, and a KES 1 in whatever state."""
    stage = at_step(StepKey.TEST, **SENT, **draft)
    passed = payment is not None and payment.state is PaymentState.SUCCEEDED
    stage.services.setup.show(
        settings=settings(candidate=candidate(test_status="passed" if passed else "running")), test=payment
    )
    return stage


def at_go_live(**draft: Any) -> Stage:
    stage = at_test(kes1(PaymentState.SUCCEEDED, "0", seconds_ago=21), seen_on_paybill=True, **draft)
    done: dict[StepKey, datetime] = {key: BEGAN for key in StepKey if key is not StepKey.GO_LIVE}
    stage.services.setup.draft(current=StepKey.GO_LIVE, done_at={**done, StepKey.TEST: MORNING})
    return stage


def practise(stage: Stage, *, prompt: bool) -> Stage:
    key, secret, passkey = (Secret(value) for value in KEYS)
    info = PracticeInfo("", "", "K7QM4R2XHV", "", "254712345678", NUMBER, key, secret, passkey)
    shown = PhonePrompt("1", "254712345678", 1, NAME, "TEST") if prompt else None
    stage.state.practice.set(Practice(info, shown))
    return stage

"""The set-up guide as data: six steps, what each needs before Continue is on, and where it resumes.

Pages only render what :func:`page_state` and :class:`SetupView` say. The draft is what survives a power cut, so it
holds no secret by construction, and :func:`redacted` logs by allow-list: a field not named there is never written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal, Protocol

import msgspec

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.requests import PendingRequest
from tabeza_protocol.credentials import CredentialField, FindingKey
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.shortcodes import ShortcodeError, ShortcodeKind, parse_shortcode
from tabeza_protocol.wire.setup import (
    MpesaSettings,
    OrganisationLookup,
    SetupProgressRequest,
    StepProgress,
    StepState,
)
from tabeza_protocol.wire.trade import PaymentView


class StepKey(StrEnum):
    CHECKLIST = "checklist"
    PAYBILL = "paybill"
    CREDENTIALS = "credentials"
    SEND = "send"
    TEST = "test"
    GO_LIVE = "go_live"


STEPS: Final = tuple(StepKey)
CHECKLIST: Final = ("paybill_not_till", "lipa_na_mpesa_online", "daraja_account", "production_keys")
LIVE_WORD: Final = "LIVE"
BLOCKING_FINDINGS: Final[frozenset[FindingKey]] = frozenset(
    {
        "empty",
        "masked_dots",
        "inner_space",
        "not_plain_text",
        "too_long",
        "sandbox_passkey_in_production",
        "initiator_password",
        "same_as_key",
    }
)
Busy = Literal["looking_up", "sending", "testing", "going_live"]


class SetupDraft(msgspec.Struct, frozen=True):
    """What the owner did so far; stored after every change. There is no field a secret could be put in."""

    current: StepKey = StepKey.CHECKLIST
    ticked: frozenset[str] = frozenset()
    shortcode_text: str = ""
    declared_kind: ShortcodeKind | None = None
    name_confirmed: bool = False
    lookup: OrganisationLookup | None = None
    environment: Environment = Environment.PRODUCTION
    findings: dict[CredentialField, FindingKey] = {}
    lengths: dict[CredentialField, int] = {}
    seen_on_paybill: bool = False
    sent_version: int | None = None
    sent_at: datetime | None = None
    test_key: str | None = None
    test_payment_id: str | None = None
    done_at: dict[StepKey, datetime] = {}
    saved_at: datetime | None = None

    @property
    def shortcode(self) -> str | None:
        parsed = parse_shortcode(self.shortcode_text)
        return None if isinstance(parsed, ShortcodeError) else parsed

    @property
    def is_till(self) -> bool:
        """The owner says so, or the number resolves only as a Till."""
        only_till = self.lookup is not None and self.lookup.state == "only_till"
        return self.declared_kind is ShortcodeKind.TILL or only_till


def with_edits(stored: SetupDraft, before: SetupDraft, now: SetupDraft) -> SetupDraft:
    """What was stored, with what the person changed from ``before`` to ``now`` while it was being read."""
    changed = {
        name: getattr(now, name) for name in SetupDraft.__struct_fields__ if getattr(now, name) != getattr(before, name)
    }
    if "ticked" in changed:
        changed["ticked"] = (stored.ticked | (now.ticked - before.ticked)) - (before.ticked - now.ticked)
    return msgspec.structs.replace(stored, **changed)


@dataclass(frozen=True, slots=True)
class StepView:
    key: StepKey
    state: StepState
    problem: str | None = None
    done_at: datetime | None = None


def _no_steps() -> tuple[StepView, ...]:
    return tuple(StepView(key, "now" if key is StepKey.CHECKLIST else "todo") for key in STEPS)


@dataclass(frozen=True, slots=True)
class SetupView:
    """Everything the set-up pages show."""

    draft: SetupDraft = field(default_factory=SetupDraft)
    settings: MpesaSettings | None = None
    steps: tuple[StepView, ...] = field(default_factory=_no_steps)
    busy: Busy | None = None
    problem: Problem | None = None
    test: PaymentView | None = None
    test_request: PendingRequest | None = None
    loaded: bool = False

    @property
    def current(self) -> StepKey:
        return self.draft.current

    @property
    def lookup(self) -> OrganisationLookup | None:
        return self.draft.lookup

    @property
    def saved_at(self) -> datetime | None:
        return self.draft.saved_at

    def step(self, key: StepKey) -> StepView:
        return next(step for step in self.steps if step.key is key)

    @property
    def step_number(self) -> int:
        return STEPS.index(self.current) + 1


@dataclass(frozen=True, slots=True)
class PageState:
    """Whether Continue is on; the reason key beside it when off; the field that has the focus first."""

    valid: bool
    reason: str | None
    focus: str


class SetupPage(Protocol):
    """What every set-up page offers, so that the window around them needs to know nothing else."""

    def valid(self) -> bool: ...
    def busy(self) -> str | None: ...
    def error(self) -> Problem | None: ...
    def apply(self) -> None: ...
    def initial_focus(self) -> None: ...


# --- what each step needs -----------------------------------------------------------------------------------------


def test_passed(view: SetupView) -> bool:
    """A KES 1 payment seen to succeed for the credentials that are there now."""
    if view.settings is not None and view.settings.setup_completed and view.settings.candidate is None:
        return True
    if view.settings is not None and view.settings.candidate is not None:
        return view.settings.candidate.test_status == "passed"
    return view.test is not None and view.test.state is PaymentState.SUCCEEDED


test_passed.__test__ = False  # type: ignore[attr-defined]  # a rule, not a test


def keys_sent(view: SetupView) -> bool:
    """The service holds sealed keys for the shortcode on screen."""
    settings = view.settings
    if settings is None:
        return view.draft.sent_version is not None
    if settings.candidate is not None:
        return settings.candidate.business_shortcode == view.draft.shortcode
    return settings.passkey.set and settings.business_shortcode == view.draft.shortcode


def page_state(
    view: SetupView, step: StepKey, *, phone: str = "", word: str = "", fields_filled: bool = False
) -> PageState:
    """The state of one page. ``phone`` and ``word`` are what stands in those fields; they are never kept.

    ``fields_filled``: the three key fields still hold what was typed (after a restart they are empty again).
    """
    reason = _reason(view, step, phone, word, fields_filled)
    if view.busy is not None:
        reason = "busy"
    return PageState(reason is None, reason, _FOCUS[step])


_FOCUS: Final = MappingProxyType(
    {
        StepKey.CHECKLIST: CHECKLIST[0],
        StepKey.PAYBILL: "shortcode",
        StepKey.CREDENTIALS: "consumer_key",
        StepKey.SEND: "send",
        StepKey.TEST: "phone",
        StepKey.GO_LIVE: "seen_on_paybill",
    }
)


def _reason(view: SetupView, step: StepKey, phone: str, word: str, fields_filled: bool) -> str | None:
    draft = view.draft
    if step is StepKey.CHECKLIST:
        return None if draft.ticked >= set(CHECKLIST) else "tick_all"
    if step is StepKey.PAYBILL:
        return _paybill_reason(draft)
    if step is StepKey.CREDENTIALS:
        return None if keys_sent(view) and not fields_filled else _keys_reason(draft, fields_filled)
    if step is StepKey.SEND:
        return None if keys_sent(view) else "not_sent"
    if step is StepKey.TEST:
        return None if test_passed(view) else ("test_not_passed" if phone or view.test else "phone_missing")
    if not test_passed(view):
        return "test_not_passed"
    if not draft.seen_on_paybill:
        return "not_seen"
    return None if word.strip() == LIVE_WORD else "word_missing"


def _paybill_reason(draft: SetupDraft) -> str | None:
    parsed = parse_shortcode(draft.shortcode_text)
    if isinstance(parsed, ShortcodeError):
        return parsed.problem
    if draft.declared_kind is None:
        return "choose_kind"
    if draft.is_till:
        return "till_blocked"
    if draft.lookup is not None and draft.lookup.state == "found" and not draft.name_confirmed:
        return "confirm_name"
    return None


def _keys_reason(draft: SetupDraft, fields_filled: bool) -> str | None:
    if not fields_filled or set(draft.findings) != set(CredentialField):
        return "keys_missing"
    found = set(draft.findings.values())
    if "empty" in found:
        return "keys_missing"
    return "keys_blocked" if found & BLOCKING_FINDINGS else None


# --- where it stands ----------------------------------------------------------------------------------------------


def is_done(view: SetupView, step: StepKey) -> bool:
    """Whether a step is behind us, by what is true now rather than by what was once clicked."""
    if step is StepKey.CREDENTIALS:
        return keys_sent(view)
    if step is StepKey.GO_LIVE:
        return view.settings is not None and view.settings.enabled and view.settings.setup_completed
    return _reason(view, step, "", "", False) is None


def may_open(view: SetupView, step: StepKey) -> bool:
    """A step opens when every step before it is done. Later ones are not clickable."""
    if step is StepKey.SEND and not keys_sent(view):
        findings = _keys_reason(view.draft, True)
        before = (StepKey.CHECKLIST, StepKey.PAYBILL)
        return findings is None and all(is_done(view, key) for key in before)
    return all(is_done(view, earlier) for earlier in STEPS[: STEPS.index(step)])


def step_views(view: SetupView) -> tuple[StepView, ...]:
    """The stepper: done, now, blocked, failed, not yet."""
    return tuple(_step_view(view, key) for key in STEPS)


def _step_view(view: SetupView, key: StepKey) -> StepView:
    done = is_done(view, key)
    problem = view.problem.code if view.problem is not None and key is view.current else None
    if key is StepKey.PAYBILL and view.draft.is_till:
        return StepView(key, "blocked", "till_not_supported")
    if key is StepKey.TEST and not done and view.test is not None and _failed(view.test):
        return StepView(key, "failed", view.test.problem)
    if key is view.current and not (done and key is StepKey.GO_LIVE):
        return StepView(key, "failed" if problem else "now", problem)
    return StepView(key, "done" if done else "todo", None, view.draft.done_at.get(key) if done else None)


def _failed(payment: PaymentView) -> bool:
    return payment.state in (PaymentState.FAILED, PaymentState.REFUSED)


def resume_step(view: SetupView) -> StepKey:
    """Where the guide opens: the stored step if it may still be opened, else the first that is not done.

    The Send step never resumes without keys: what was typed is gone, so it goes back to where it is typed.
    """
    stored = view.draft.current
    if stored is StepKey.SEND and not keys_sent(view):
        stored = StepKey.CREDENTIALS
    if may_open(view, stored):
        return stored
    return next((key for key in STEPS if not is_done(view, key)), StepKey.GO_LIVE)


def neighbour(view: SetupView, by: int) -> StepKey | None:
    """The step after (+1) or before (-1) the current one, if it may be opened."""
    at = STEPS.index(view.current) + by
    if not 0 <= at < len(STEPS):
        return None
    target = STEPS[at]
    return target if by < 0 or may_open(view, target) else None


# --- what leaves the console --------------------------------------------------------------------------------------

LOGGED_FIELDS: Final = frozenset(
    {"current", "ticked", "declared_kind", "name_confirmed", "environment", "findings"}
)


def redacted(draft: SetupDraft) -> Mapping[str, object]:
    """The draft as it may be logged: what is on the list, and a word in place of everything else."""
    return {
        name: getattr(draft, name) if name in LOGGED_FIELDS else "[REDACTED]"
        for name in draft.__struct_fields__
    }


def progress_request(view: SetupView, bar_id: str) -> SetupProgressRequest:
    """What support may see: step states and finding keys, never a value that was typed as a secret."""
    draft = view.draft
    return SetupProgressRequest(
        bar_id=bar_id,
        current=view.current.value,
        steps=tuple(
            StepProgress(step=step.key.value, state=step.state, since=step.done_at, problem=step.problem)
            for step in view.steps
        ),
        business_shortcode=draft.shortcode,
        declared_kind=draft.declared_kind.value if draft.declared_kind else None,
        registered_name=draft.lookup.paybill_name if draft.lookup else None,
        environment=draft.environment,
        checklist=tuple(sorted(draft.ticked)),
        fields={name.value: str(finding) for name, finding in draft.findings.items()},
    )

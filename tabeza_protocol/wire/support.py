"""Support from afar: the owner's code, what a support person sees of one bar's set-up, and the two things they may do.

There is no field for a value of any credential, for a phone, a tab or an amount of trade: what is not here can't be
shown. Support reads states and problem codes, may point at a field and may send one of the canned tips by its key.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, get_args

from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.base import Reply, Request
from tabeza_protocol.wire.setup import CredentialCheck, StepProgress, TestStatus

SupportField = Literal[
    "checklist", "shortcode", "kind", "name", "environment", "consumer_key", "consumer_secret", "passkey", "send",
    "phone", "seen_on_paybill", "live_word",
]  # fmt: skip
"""What support may point at on the owner's screen."""
SUPPORT_FIELDS: Final[tuple[SupportField, ...]] = get_args(SupportField)

SupportTip = Literal[
    "take_your_time", "use_paybill", "check_name", "open_portal", "golive_email", "copy_button", "paste_again",
    "right_app", "add_product", "look_at_phone", "enter_pin", "check_statement", "type_live", "call_safaricom",
]  # fmt: skip
"""The canned tips. The words are the console's own, in the owner's language; nobody can send any others."""
SUPPORT_TIPS: Final[tuple[SupportTip, ...]] = get_args(SupportTip)

SupportAct = Literal[
    "support_code", "support_renewed", "support_opened", "support_looked", "support_pointed", "support_tip",
    "support_closed", "support_stopped",
]  # fmt: skip


# --- the owner's side -----------------------------------------------------------------------------------------------


class ShareRequest(Request, kw_only=True, frozen=True):
    """A new code, or fifteen more minutes for the open one."""

    bar_id: str


class SupportShare(Reply, kw_only=True, frozen=True):
    """What the owner has open. ``code`` is told once, to whoever made it; it is kept as a digest only.

    ``looking``: the support person's console has read this bar within the last seconds.
    """

    open: bool
    code: str | None = None
    expires_at: datetime | None = None
    opened_by: str | None = None
    opened_at: datetime | None = None
    looking: bool = False
    last_look_at: datetime | None = None
    pointed_at: SupportField | None = None
    tip: SupportTip | None = None
    told_at: datetime | None = None
    """When support last pointed or sent a tip."""


class SupportLogLine(Reply, kw_only=True, frozen=True):
    """One line of the bar's own log of support: who did what, when. ``what``: the field or tip."""

    at: datetime
    who: str
    act: SupportAct
    what: str | None = None


class SupportLog(Reply, kw_only=True, frozen=True):
    """Newest first, at most 200."""

    lines: tuple[SupportLogLine, ...]


# --- the support person's side --------------------------------------------------------------------------------------


class OpenBarRequest(Request, kw_only=True, frozen=True):
    """The six digits the owner read out."""

    code: str


class PointRequest(Request, kw_only=True, frozen=True):
    """None: stop pointing."""

    field: SupportField | None


class TipRequest(Request, kw_only=True, frozen=True):
    tip: SupportTip


class StepTime(Reply, kw_only=True, frozen=True):
    """How long the set-up has stood on a step in all; ``entered_at`` while it stands there now."""

    step: str
    spent_seconds: int
    entered_at: datetime | None = None


class LastProblem(Reply, kw_only=True, frozen=True):
    """The newest thing in the way, by ``kind``: a problem code, what the shape of one key (``field``) says, or the
    result code of a failed KES 1 test."""

    kind: Literal["problem", "finding", "result"]
    code: str
    step: str
    at: datetime | None = None
    field: str | None = None


class TestEvent(Reply, kw_only=True, frozen=True):
    """One line of the KES 1 test's history."""

    __test__ = False

    at: datetime
    state: PaymentState
    result_code: str | None = None


class TestTrail(Reply, kw_only=True, frozen=True):
    """The last KES 1 test: no phone, no receipt."""

    __test__ = False

    state: PaymentState
    requested_at: datetime
    prompted_at: datetime | None = None
    finished_at: datetime | None = None
    result_code: str | None = None
    problem: str | None = None
    events: tuple[TestEvent, ...] = ()


class SupportBar(Reply, kw_only=True, frozen=True):
    """One row of the support desk: a bar whose code this person typed."""

    bar_id: str
    name: str
    place: str
    expires_at: datetime
    step: str
    steps: tuple[StepProgress, ...]
    on_step_since: datetime | None = None
    seen_at: datetime | None = None
    """When a console of the bar was last heard of."""
    last_problem: LastProblem | None = None
    finished: bool = False
    """The bar is live."""


class SupportBars(Reply, kw_only=True, frozen=True):
    """The longest on its step first."""

    bars: tuple[SupportBar, ...]
    server_time: datetime


class SupportView(Reply, kw_only=True, frozen=True):
    """One bar's set-up, read-only."""

    bar: SupportBar
    device_name: str | None = None
    times: tuple[StepTime, ...] = ()
    business_shortcode: str | None = None
    declared_kind: Literal["paybill", "till", "not_sure"] | None = None
    registered_name: str | None = None
    environment: Environment | None = None
    checklist: tuple[str, ...] = ()
    fields: dict[str, str] = {}
    """Credential field to finding key (``looks_right``, ``unusual_length``, ``empty``, ``sent``...)."""
    test_status: TestStatus = "pending"
    checks: tuple[CredentialCheck, ...] = ()
    test: TestTrail | None = None
    pointed_at: SupportField | None = None
    tip: SupportTip | None = None
    server_time: datetime

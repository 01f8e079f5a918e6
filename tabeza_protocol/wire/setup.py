"""M-Pesa settings, sealed credentials, name look-up, progress and going live."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from tabeza_protocol.environment import Environment
from tabeza_protocol.wire.base import Reply, Request

TestStatus = Literal["pending", "running", "passed", "failed"]
CheckState = Literal["passed", "failed", "not_checked"]
StepState = Literal["todo", "now", "done", "blocked", "failed"]
LookupState = Literal["found", "not_found", "only_till", "unavailable"]


class SealedField(Reply, kw_only=True, frozen=True):
    """What is ever told of a stored credential: that it is set, by whom, and a keyed fingerprint to compare."""

    set: bool
    fingerprint: str | None = None
    set_at: datetime | None = None
    set_by: str | None = None


class CredentialCheck(Reply, kw_only=True, frozen=True):
    """One thing learnt about a credential version. ``advisory`` checks inform and never block."""

    name: Literal["oauth", "passkey_and_shortcode", "organisation"]
    state: CheckState
    problem: str | None = None
    """A problem code when failed."""
    advisory: bool = False


class CandidateView(Reply, kw_only=True, frozen=True):
    """A credential version that has not yet passed its KES 1 test."""

    version: int
    environment: Environment
    business_shortcode: str
    registered_name: str | None = None
    consumer_key: SealedField
    consumer_secret: SealedField
    passkey: SealedField
    test_status: TestStatus
    last_test_at: datetime | None = None
    last_test_payment_id: str | None = None
    checks: tuple[CredentialCheck, ...] = ()


class PauseNotice(Reply, kw_only=True, frozen=True):
    """Why no new requests go out. ``until`` is the expected end, if known."""

    scope: Literal["everyone", "bar"]
    reason: str
    since: datetime
    until: datetime | None = None
    other_ways: tuple[str, ...] = ()


class MpesaSettings(Reply, kw_only=True, frozen=True):
    """``GET /api/mpesa-settings?barId=``. Credentials are write-only: there is no field for them."""

    bar_id: str
    enabled: bool
    environment: Environment | None
    business_shortcode: str | None
    registered_name: str | None
    consumer_key: SealedField
    consumer_secret: SealedField
    passkey: SealedField
    setup_completed: bool
    test_status: TestStatus
    last_test_at: datetime | None
    credential_version: int | None
    candidate: CandidateView | None = None
    pause: PauseNotice | None = None
    sandbox_allowed: bool = False
    version: int = 0


class SealNonceRequest(Request, kw_only=True, frozen=True):
    bar_id: str


class SealNonce(Reply, kw_only=True, frozen=True):
    nonce: str
    expires_at: datetime


class SealedCredentialsRequest(Request, kw_only=True, frozen=True):
    """``POST /api/mpesa-settings?barId=``.

    ``sealed`` is standard base64 of the HPKE message (32-byte encapsulated key then ciphertext) over the JSON of
    :class:`CredentialsPlain`, with ``info`` from :func:`tabeza_protocol.sealing.seal_info`.
    """

    environment: Environment
    business_shortcode: str
    declared_kind: Literal["paybill", "not_sure"]
    registered_name: str | None = None
    key_id: str
    nonce: str
    sealed: str


class CredentialsPlain(Request, kw_only=True, frozen=True):
    """The inside of the sealed box. Exists in memory only, between typing and sealing, and while opening."""

    consumer_key: str
    consumer_secret: str
    passkey: str
    environment: Environment
    business_shortcode: str

    def __repr__(self) -> str:
        return "CredentialsPlain([REDACTED])"

    def __rich_repr__(self) -> list[str]:
        return ["[REDACTED]"]


class CredentialsAccepted(Reply, kw_only=True, frozen=True):
    candidate: CandidateView


class GoLiveRequest(Request, kw_only=True, frozen=True):
    """``seen_on_paybill``: the owner says the KES 1 is on their own statement. ``word`` must be ``LIVE``."""

    bar_id: str
    credential_version: int
    seen_on_paybill: bool
    word: str


class OrganisationLookupRequest(Request, kw_only=True, frozen=True):
    bar_id: str
    shortcode: str


class OrganisationLookup(Reply, kw_only=True, frozen=True):
    """``unavailable`` never blocks and never reads as verified."""

    state: LookupState
    shortcode: str
    paybill_name: str | None = None
    till_name: str | None = None
    checked_at: datetime | None = None


class StepProgress(Reply, kw_only=True, frozen=True):
    """One of the six steps as support may see it: states and problem codes, never values."""

    step: Literal["checklist", "paybill", "credentials", "send", "test", "go_live"]
    state: StepState
    since: datetime | None = None
    problem: str | None = None


class SetupProgress(Reply, kw_only=True, frozen=True):
    bar_id: str
    current: str
    steps: tuple[StepProgress, ...]
    business_shortcode: str | None = None
    declared_kind: Literal["paybill", "till", "not_sure"] | None = None
    registered_name: str | None = None
    environment: Environment | None = None
    checklist: tuple[str, ...] = ()
    fields: dict[str, str] = {}
    """Credential field to finding key (``looks_right``, ``unusual_length``, ``missing``...)."""
    updated_at: datetime | None = None


class SetupProgressRequest(Request, kw_only=True, frozen=True):
    bar_id: str
    current: Literal["checklist", "paybill", "credentials", "send", "test", "go_live"]
    steps: tuple[StepProgress, ...]
    business_shortcode: str | None = None
    declared_kind: Literal["paybill", "till", "not_sure"] | None = None
    registered_name: str | None = None
    environment: Environment | None = None
    checklist: tuple[str, ...] = ()
    fields: dict[str, str] = {}

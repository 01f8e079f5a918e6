"""How far a bar's set-up has come: states and keys, never values. What support may look at."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import instant
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services import step_times
from tabeza_central.store import setup_progress as store
from tabeza_protocol.credentials import CredentialField
from tabeza_protocol.wire.setup import SetupProgress, SetupProgressRequest, StepProgress

_STEPS: Final = ("checklist", "paybill", "credentials", "send", "test", "go_live")
_FINDINGS: Final = frozenset(
    {"empty", "missing", "masked_dots", "inner_space", "not_plain_text", "too_long", "sandbox_passkey_in_production",
     "initiator_password", "same_as_key", "unusual_length", "looks_right"}
)  # fmt: skip
_CHECKLIST_MAX: Final = 12
_ITEM_MAX: Final = 40
_NAME_MAX: Final = 80
_SHORTCODE_MAX: Final = 20


def read_progress(context: Context, who: Principal) -> SetupProgress:
    with context.store.read(bar=who.bar_id) as tx:
        row = store.read(tx, who.bar_id)
    if row is None:
        steps = tuple(StepProgress(step=s, state="todo") for s in _STEPS)  # type: ignore[arg-type]
        return SetupProgress(bar_id=who.bar_id, current="checklist", steps=steps)
    stored = msgspec.json.decode(row.body, type=SetupProgressRequest)
    return _progress(stored, instant(row.updated_at))


def write_progress(context: Context, who: Principal, request: SetupProgressRequest) -> SetupProgress:
    """Keeps how far set-up has come. Raises ``bad_request`` for anything that is not a state or a key.

    Values never belong here, so every text is checked against what it may be: a console with a bug can't park a
    credential in it.
    """
    _refuse_values(request)
    now = context.now()
    with context.store.write("setup.progress", bar=who.bar_id) as tx:
        store.write(tx, who.bar_id, msgspec.json.encode(request).decode(), now, who.name)
        step_times.note(tx, who.bar_id, request, now)
    return _progress(request, instant(now))


def _refuse_values(request: SetupProgressRequest) -> None:
    wrong: dict[str, str] = {}
    if len({step.step for step in request.steps}) != len(request.steps):
        wrong["steps"] = "bad_request"
    if any(step.problem is not None and not _is_key(step.problem) for step in request.steps):
        wrong["steps"] = "bad_request"
    if len(request.checklist) > _CHECKLIST_MAX or not all(_is_key(item) for item in request.checklist):
        wrong["checklist"] = "bad_request"
    known = {field.value for field in CredentialField}
    if not (set(request.fields) <= known and set(request.fields.values()) <= _FINDINGS):
        wrong["fields"] = "bad_request"
    if request.registered_name is not None and len(request.registered_name) > _NAME_MAX:
        wrong["registeredName"] = "bad_request"
    shortcode = request.business_shortcode
    if shortcode and (len(shortcode) > _SHORTCODE_MAX or not shortcode.isascii()):
        wrong["businessShortcode"] = "bad_request"
    if wrong:
        raise Problem("bad_request", fields=wrong)


def _is_key(text: str) -> bool:
    return (
        0 < len(text) <= _ITEM_MAX
        and text.isascii()
        and text.replace("_", "").isalnum()
        and text == text.lower()
    )


def _progress(request: SetupProgressRequest, at: datetime) -> SetupProgress:
    return SetupProgress(
        bar_id=request.bar_id,
        current=request.current,
        steps=request.steps,
        business_shortcode=request.business_shortcode,
        declared_kind=request.declared_kind,
        registered_name=request.registered_name,
        environment=request.environment,
        checklist=request.checklist,
        fields=request.fields,
        updated_at=at,
    )

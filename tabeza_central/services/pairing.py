"""Pairing codes and what they turn a console into.

A code is looked up by its keyed digest, so a wrong one belongs to nobody: guesses are counted per sender and over
all, and a code that is known but used or expired counts its own tries. Claiming is idempotent by the console's
``claim_key`` until the new tokens are first used: an answer lost to a power cut is simply asked for again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import HOUR, MINUTE, SECOND, instant
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services import tokens
from tabeza_central.services.access import hash_new_pin, issue_tokens, person_view
from tabeza_central.services.pin_rules import tidy_name
from tabeza_central.services.views import bar_or_desk
from tabeza_central.store import access as store
from tabeza_central.store import alerts, bars
from tabeza_central.store.uow import ALL_BARS, Tx
from tabeza_protocol.pairing_codes import PairingPurpose, normalise_code
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import BarSummary, Paired, PairingCode, PairingLook, PersonView

CODE_LIFE_US: Final = 10 * MINUTE
CODE_TRIES: Final = 5
SENDER_TRIES: Final = 10
"""Wrong codes from one address in ten minutes. A whole bar behind one router shares it."""
ALL_TRIES: Final = 2_000
TRY_WINDOW_US: Final = 10 * MINUTE
TICKET_LIFE_US: Final = 24 * HOUR
_CLAIM_KEY_MIN: Final = 16
_CLAIM_KEY_MAX: Final = 128


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a code was not accepted. Raised only after the try was committed."""

    code: str
    retry_after_seconds: int | None = None


def make_code(
    context: Context, *, bar_id: str, purpose: PairingPurpose, by: str, life_us: int = CODE_LIFE_US
) -> PairingCode:
    """A fresh code for a bar. Raises ``not_found`` if there is no such bar."""
    if purpose is PairingPurpose.SUPPORT_DESK:
        raise Problem("bad_request", "a support desk belongs to no bar")
    return _make_code(context, bar_id=bar_id, purpose=purpose, by=by, life_us=life_us)


def make_desk_code(context: Context, by: str) -> PairingCode:
    """A code that makes a PC a support desk: it belongs to no bar, and support people may sign in on it."""
    purpose = PairingPurpose.SUPPORT_DESK
    return _make_code(context, bar_id=None, purpose=purpose, by=by, life_us=CODE_LIFE_US)


def _make_code(
    context: Context, *, bar_id: str | None, purpose: PairingPurpose, by: str, life_us: int
) -> PairingCode:
    now = context.now()
    code = tokens.new_code(context)
    with context.store.write("pairing.code", bar=bar_id or ALL_BARS) as tx:
        if bar_id is not None and bars.find(tx, bar_id) is None:
            raise Problem("not_found")
        store.add_code(
            tx,
            context.ids.new_id(),
            code_hash=tokens.code_hash(context, code),
            bar_id=bar_id,
            purpose=purpose.value,
            by=by,
            at=now,
            expires_at=now + life_us,
        )
        alerts.audit(tx, bar_id=bar_id, at=now, actor=by, action="code_made", obj=purpose.value)
    return PairingCode(code=code, purpose=purpose, expires_at=instant(now + life_us))


def make_device_code(context: Context, who: Principal) -> PairingCode:
    """The owner adds another PC; its holder gets a device and nobody's rights."""
    return make_code(context, bar_id=who.bar_id, purpose=PairingPurpose.ADD_DEVICE, by=who.name)


def look(context: Context, code: str, sender: str) -> PairingLook:
    """What a code is for, without using it up. Raises the ``pairing_code_*`` problems and ``too_many_tries``."""
    now = context.now()
    with context.store.write("pairing.look", bar=ALL_BARS) as tx:
        found = _find(context, tx, code, sender, now)
        if not isinstance(found, _Refusal):
            if found.used_at is None:
                bar = _bar_of(tx, found)
                return PairingLook(
                    purpose=PairingPurpose(found.purpose),
                    bar_name=bar.name,
                    bar_place=bar.place,
                    expires_at=instant(found.expires_at),
                )
            found = _spend_try(tx, found, "pairing_code_used")
    raise _refused(context, found)


def claim(context: Context, code: str, claim_key: str, device_name: str, sender: str) -> Paired:
    """Turns a code into a device, once. The same code and claim key give the same device until it is first used."""
    name = tidy_name(device_name)
    if name is None:
        raise Problem("name_invalid")
    if not _CLAIM_KEY_MIN <= len(claim_key) <= _CLAIM_KEY_MAX:
        raise Problem("bad_request", "a claim key has 16 to 128 characters")
    now = context.now()
    with context.store.write("pairing.claim", bar=ALL_BARS) as tx:
        found = _find(context, tx, code, sender, now)
        if not isinstance(found, _Refusal):
            outcome = _claim_found(context, tx, found, claim_key, name, now)
            if isinstance(outcome, Paired):
                context.log.emit(
                    "paired", bar_id=outcome.bar.id, device_id=outcome.device_id, purpose=found.purpose
                )
                return outcome
            found = outcome
    raise _refused(context, found)


def _refused(context: Context, refusal: _Refusal) -> Problem:
    context.log.emit("pairing_refused", code=refusal.code)
    return Problem(refusal.code, retry_after_seconds=refusal.retry_after_seconds)


def _find(context: Context, tx: Tx, text: str, sender: str, now: int) -> Any | _Refusal:
    """The code's row if it may be looked at now, else why not; counts a wrong guess."""
    for key, limit in ((f"code:{sender}"[:120], SENDER_TRIES), ("code:all", ALL_TRIES)):
        count, until = store.tries(tx, key, now, TRY_WINDOW_US)
        if count >= limit:
            return _Refusal("too_many_tries", int(-(-(until - now) // SECOND)))
    code = normalise_code(text)
    row = store.code_by_hash(tx, tokens.code_hash(context, code)) if code is not None else None
    if row is None or (row.bar_id is None) != (row.purpose == PairingPurpose.SUPPORT_DESK):
        store.count_try(tx, f"code:{sender}"[:120], now, TRY_WINDOW_US)
        store.count_try(tx, "code:all", now, TRY_WINDOW_US)
        return _Refusal("pairing_code_wrong")
    if row.tries >= CODE_TRIES:
        return _Refusal("pairing_code_locked")
    if row.used_at is None and row.expires_at <= now:
        return _spend_try(tx, row, "pairing_code_expired")
    return row


def _spend_try(tx: Tx, row: Any, problem: str) -> _Refusal:
    """A known code used wrongly: its own tries run out, so that it can't be leaned on."""
    tried = store.count_code_try(tx, row.id)
    return _Refusal("pairing_code_locked" if tried > CODE_TRIES else problem)


def _claim_found(
    context: Context, tx: Tx, code: Any, claim_key: str, name: str, now: int
) -> Paired | _Refusal:
    claim_hash = tokens.claim_hash(context, claim_key)
    if code.used_at is not None:
        device = store.device(tx, code.used_by_device_id)
        if device is None or device.claim_key_hash != claim_hash or not _is_untouched(tx, device):
            return _spend_try(tx, code, "pairing_code_used")
        return _paired(context, tx, device, code, now)
    device_id = context.ids.new_id()
    store.add_device(
        tx,
        device_id,
        bar_id=code.bar_id,
        name=name,
        purpose=code.purpose,
        claim_key_hash=claim_hash,
        owner_ticket_hash=None,
        at=now,
    )
    used = store.use_code(tx, code.id, device_id, now)
    assert used  # this transaction holds the only writer's place, or the row's lock
    alerts.audit(tx, bar_id=code.bar_id, at=now, actor=code.made_by, action="paired", obj=device_id)
    return _paired(context, tx, store.device(tx, device_id), code, now)


def _is_untouched(tx: Tx, device: Any) -> bool:
    """Whether nobody has used what the claim handed out: only then may it be handed out again."""
    newest = store.current_refresh(tx, device.id, device.refresh_generation)
    return (
        device.revoked_at is None
        and device.refresh_generation == 1
        and newest is not None
        and newest.first_used_at is None
    )


def _paired(context: Context, tx: Tx, device: Any, code: Any, now: int) -> Paired:
    ticket: Secret | None = None
    if code.purpose == PairingPurpose.CLAIM_OWNER:
        ticket = tokens.new_token(context)
        store.set_owner_ticket(tx, device.id, tokens.token_hash(context, ticket))
    return Paired(
        device_id=device.id,
        device_name=device.name,
        bar=_bar_of(tx, code),
        purpose=PairingPurpose(code.purpose),
        tokens=issue_tokens(context, tx, device, 1, now),
        owner_ticket=ticket.reveal() if ticket is not None else None,
    )


def _bar_of(tx: Tx, code: Any) -> BarSummary:
    """The bar a code is for, or the desk."""
    return bar_or_desk(bars.find(tx, code.bar_id) if code.bar_id is not None else None)


def set_owner(context: Context, who: Principal, ticket: Secret, name: str, pin: Secret) -> PersonView:
    """The holder of a ``claim_owner`` device becomes the owner, or resets the owner's PIN; once per ticket.

    Sent again with the same name and PIN (a lost answer) it gives the same person. Raises ``not_found`` for a
    ticket that is not this device's, ``pairing_code_expired``, ``person_exists``, ``name_invalid``, ``pin_weak``.
    """
    tidied = tidy_name(name)
    if tidied is None:
        raise Problem("name_invalid")
    pin_hash = hash_new_pin(context, pin)
    now = context.now()
    with context.store.write("pairing.owner", bar=who.bar_id) as tx:
        device = store.device(tx, who.device_id)
        if device is None or device.owner_ticket_hash != tokens.token_hash(context, ticket):
            raise Problem("not_found")
        current = store.owner(tx, who.bar_id)
        if device.owner_ticket_used_at is not None:
            return _same_owner(context, current, tidied, pin, now)
        if device.paired_at + TICKET_LIFE_US <= now:
            raise Problem("pairing_code_expired")
        store.use_owner_ticket(tx, who.device_id, now)
        owner_id = _put_owner(context, tx, who, current, tidied, pin_hash, now)
        return person_view(store.person(tx, who.bar_id, owner_id), now)


def _same_owner(context: Context, current: Any, name: str, pin: Secret, now: int) -> PersonView:
    pins = tokens.vault_of(context).pins
    if current is None or current.name != name or not pins.matches(pin, current.pin_hash):
        raise Problem("person_exists")
    return person_view(current, now)


def _put_owner(
    context: Context, tx: Tx, who: Principal, current: Any, name: str, pin_hash: str, now: int
) -> str:
    taken = store.name_taken(tx, who.bar_id, name)
    if taken and (current is None or current.name.casefold() != name.casefold()):
        raise Problem("name_invalid", "somebody here has that name already")
    owner_id: str = context.ids.new_id() if current is None else current.id
    if current is None:
        store.add_person(
            tx, owner_id, bar_id=who.bar_id, name=name, role="owner", pin_hash=pin_hash, at=now, claimed=True
        )
    else:
        store.reset_person(tx, who.bar_id, owner_id, name=name, pin_hash=pin_hash)
        store.end_sessions_of_person(tx, owner_id, now)
    bars.change(tx, who.bar_id, {"owner_claimed_at": now}, feed=("bar",))
    alerts.audit(
        tx,
        bar_id=who.bar_id,
        at=now,
        actor=name,
        action="owner_set" if current is None else "owner_reset",
        obj=owner_id,
    )
    return owner_id

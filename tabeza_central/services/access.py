"""Who is asking: access tokens, refresh tokens, sessions of people, and their PINs.

A device holds one refresh token; each use gives the next. The token before it stays good until the newer pair is
first used (so a lost answer locks nobody out); presenting an older one, or the previous one after that, means that a
copy is about, and the whole device is revoked. People sign in on a device by PIN: a try is counted *before* it is
checked, so a hundred parallel guesses are still five.
"""

from __future__ import annotations

from typing import Any, Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import HOUR, MINUTE, SECOND, instant, instant_or_none
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services import tokens
from tabeza_central.services.pin_rules import is_pin, is_weak, tidy_name
from tabeza_central.services.views import bar_or_desk
from tabeza_central.store import access as store
from tabeza_central.store import alerts, bars
from tabeza_central.store.uow import ALL_BARS, Tx
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import (
    Devices,
    DeviceView,
    People,
    PersonView,
    SignedIn,
    Tokens,
)

ACCESS_TOKEN_US: Final = 10 * MINUTE
SHIFT_US: Final = 12 * HOUR
PIN_TRIES: Final = 5
_FIRST_LOCK_US: Final = MINUTE
_LONGEST_LOCK_US: Final = HOUR
_SEEN_EVERY_US: Final = 60 * SECOND
_ID_DIGITS: Final = 32


# --- authentication -------------------------------------------------------------------------------------------------


def authenticate(context: Context, token: Secret) -> Principal:
    """Whose token this is. Raises :class:`Problem` ``signed_out``, ``token_expired`` or ``device_revoked``."""
    hashed = tokens.token_hash(context, token)
    with context.store.read(bar=ALL_BARS) as tx:
        row = store.session_by_hash(tx, hashed)
    if row is None:
        raise Problem("signed_out")
    now = context.now()
    if row.revoked_at is not None:
        raise Problem("device_revoked")
    if row.ended_at is not None or row.removed_at is not None:
        raise Problem("signed_out")
    if row.expires_at <= now:
        raise Problem("token_expired")
    _note_use(context, row, now)
    return Principal(
        bar_id=row.bar_id or "",
        device_id=row.device_id,
        person_id=row.person_id,
        role=row.role,
        name=row.person_name or row.device_name,
    )


def _note_use(context: Context, row: Any, now: int) -> None:
    """Remembers that the newest token pair reached its device, and roughly when the device was last here."""
    pair_arrived = (
        row.kind == "device" and row.refresh_first_used_at is None and row.refresh_issued_at == row.created_at
    )
    if not pair_arrived and now - (row.last_seen_at or 0) < _SEEN_EVERY_US:
        return
    with context.store.write("access.seen", bar=row.bar_id or ALL_BARS) as tx:
        store.seen(tx, row.device_id, now)
        if pair_arrived:
            store.mark_refresh_used(tx, row.refresh_hash, now)


# --- tokens of a device ---------------------------------------------------------------------------------------------


def issue_tokens(context: Context, tx: Tx, device: Any, generation: int, now: int) -> Tokens:
    """A new pair for a device, in the caller's transaction."""
    access, refresh = tokens.new_token(context), tokens.new_token(context)
    store.issue_refresh(tx, device.id, generation, tokens.token_hash(context, refresh), now)
    store.add_session(
        tx,
        context.ids.new_id(),
        token_hash=tokens.token_hash(context, access),
        bar_id=device.bar_id,
        device_id=device.id,
        person_id=None,
        kind="device",
        at=now,
        expires_at=now + ACCESS_TOKEN_US,
    )
    return Tokens(
        access_token=access.reveal(),
        access_expires_at=instant(now + ACCESS_TOKEN_US),
        refresh_token=refresh.reveal(),
    )


def refresh(context: Context, device_id: str, token: Secret) -> Tokens:
    """The next pair. Raises ``signed_out`` for a stranger, ``device_revoked`` for a copy of an old token."""
    now = context.now()
    hashed = tokens.token_hash(context, token)
    with context.store.write("access.refresh", bar=ALL_BARS) as tx:
        device = store.device(tx, device_id)
        presented = store.refresh_token(tx, hashed)
        if device is None or presented is None or presented.device_id != device_id:
            raise Problem("signed_out")
        if device.revoked_at is not None:
            raise Problem("device_revoked")
        generation = _next_generation(tx, device, presented, now)
        if generation is not None:
            return issue_tokens(context, tx, device, generation, now)
        store.revoke_device(tx, device_id, now)
        alerts.audit(tx, bar_id=device.bar_id, at=now, actor="service", action="token_reuse", obj=device_id)
    context.log.emit("token_reuse", level="warning", bar_id=device.bar_id, device_id=device_id)
    raise Problem("device_revoked")


def _next_generation(tx: Tx, device: Any, presented: Any, now: int) -> int | None:
    """The generation to issue, or None if the presented token betrays a copy."""
    if presented.generation == device.refresh_generation:
        store.mark_refresh_used(tx, presented.token_hash, now)
        return int(presented.generation) + 1
    newest = store.current_refresh(tx, device.id, device.refresh_generation)
    lost = newest is not None and newest.first_used_at is None
    if presented.generation == device.refresh_generation - 1 and lost:
        return int(device.refresh_generation)  # replaces the pair that never arrived
    return None


# --- people ---------------------------------------------------------------------------------------------------------


def person_view(row: Any, now: int) -> PersonView:
    locked = row.locked_until if row.locked_until is not None and row.locked_until > now else None
    return PersonView(
        id=row.id, name=row.name, role=row.role, locked_until=instant_or_none(locked), claimed_bar=row.claimed
    )


def list_people(context: Context, who: Principal) -> People:
    with context.store.read(bar=who.bar_id or ALL_BARS) as tx:
        rows = store.people_of(tx, who.bar_id)
    now = context.now()
    return People(people=tuple(person_view(row, now) for row in rows))


def add_person(context: Context, who: Principal, name: str, pin: Secret) -> PersonView:
    """A new cashier. Raises ``name_invalid``, ``pin_weak``."""
    tidied = tidy_name(name)
    if tidied is None:
        raise Problem("name_invalid")
    pin_hash = hash_new_pin(context, pin)
    now = context.now()
    with context.store.write("access.person", bar=who.bar_id) as tx:
        if store.name_taken(tx, who.bar_id, tidied):
            raise Problem("name_invalid", "somebody here has that name already")
        person_id = context.ids.new_id()
        store.add_person(
            tx, person_id, bar_id=who.bar_id, name=tidied, role="cashier", pin_hash=pin_hash, at=now
        )
        alerts.audit(tx, bar_id=who.bar_id, at=now, actor=who.name, action="person_added", obj=person_id)
        return person_view(store.person(tx, who.bar_id, person_id), now)


def hash_new_pin(context: Context, pin: Secret) -> str:
    """Raises ``pin_weak`` for anything but six digits that are not the first a thief would try."""
    if not is_pin(pin.reveal()) or is_weak(pin.reveal()):
        raise Problem("pin_weak")
    return tokens.vault_of(context).pins.hash(pin, tokens.salt(context))


# --- sessions -------------------------------------------------------------------------------------------------------


def sign_in(context: Context, who: Principal, person_id: str, pin: Secret) -> SignedIn:
    """Opens a shift. Raises ``not_found``, ``pin_wrong``, ``pin_locked`` (with ``retry_after_seconds``)."""
    person, failures, locked_until = _count_pin_try(context, who, person_id)
    pins = tokens.vault_of(context).pins
    if not (is_pin(pin.reveal()) and pins.matches(pin, person.pin_hash)):
        code = "pin_locked" if locked_until is not None else "pin_wrong"
        context.log.emit("sign_in_refused", bar_id=who.bar_id, person_id=person_id, code=code)
        raise Problem(code, retry_after_seconds=_lock_s(failures) if locked_until is not None else None)
    rehashed = pins.hash(pin, tokens.salt(context)) if pins.needs_rehash(person.pin_hash) else None
    now = context.now()
    token = tokens.new_token(context)
    with context.store.write("access.sign_in", bar=who.bar_id or ALL_BARS) as tx:
        store.set_pin_state(tx, who.bar_id, person_id, failures=0, locked_until=None, pin_hash=rehashed)
        store.add_session(
            tx,
            context.ids.new_id(),
            token_hash=tokens.token_hash(context, token),
            bar_id=who.bar_id or None,
            device_id=who.device_id,
            person_id=person_id,
            kind="person",
            at=now,
            expires_at=now + SHIFT_US,
        )
        bar = bar_or_desk(bars.find(tx, who.bar_id) if who.bar_id else None)
    context.log.emit("signed_in", bar_id=who.bar_id, person_id=person_id, role=person.role)
    return SignedIn(
        session_token=token.reveal(),
        expires_at=instant(now + SHIFT_US),
        person=PersonView(id=person.id, name=person.name, role=person.role),
        bar=bar,
    )


def _count_pin_try(context: Context, who: Principal, person_id: str) -> tuple[Any, int, int | None]:
    """Takes one try, and the lock that follows if it fails, before the PIN is looked at."""
    now = context.now()
    with context.store.write("access.pin_try", bar=who.bar_id or ALL_BARS) as tx:
        person = store.person(tx, who.bar_id, person_id) if len(person_id) == _ID_DIGITS else None
        if person is None:
            raise Problem("not_found")
        if person.locked_until is not None and person.locked_until > now:
            wait = -(-(person.locked_until - now) // SECOND)
            raise Problem("pin_locked", retry_after_seconds=int(wait))
        failures = person.pin_failures + 1
        locked_until = now + _lock_s(failures) * SECOND if failures >= PIN_TRIES else None
        store.set_pin_state(tx, who.bar_id, person_id, failures=failures, locked_until=locked_until)
    return person, failures, locked_until


def _lock_s(failures: int) -> int:
    """One minute after the fifth wrong PIN, twice as long after each further one, an hour at most."""
    doubled = _FIRST_LOCK_US << min(max(failures - PIN_TRIES, 0), 10)
    return min(doubled, _LONGEST_LOCK_US) // SECOND


def sign_out(context: Context, token: Secret) -> None:
    """Ends the session of this token. Ending it again changes nothing."""
    hashed = tokens.token_hash(context, token)
    now = context.now()
    with context.store.write("access.sign_out", bar=ALL_BARS) as tx:
        row = store.session_by_hash(tx, hashed)
        if row is not None and row.kind == "person":
            store.end_session(tx, row.id, now)


def current_session(context: Context, who: Principal) -> PersonView:
    """The person behind the token."""
    with context.store.read(bar=who.bar_id or ALL_BARS) as tx:
        row = store.person(tx, who.bar_id, who.person_id or "")
    if row is None:
        raise Problem("signed_out")
    return person_view(row, context.now())


# --- devices --------------------------------------------------------------------------------------------------------


def list_devices(context: Context, who: Principal) -> Devices:
    with context.store.read(bar=who.bar_id) as tx:
        rows = store.devices_of(tx, who.bar_id)
    return Devices(devices=tuple(_device_view(row, who) for row in rows))


def revoke_device(context: Context, who: Principal, device_id: str) -> DeviceView:
    """Disconnects a device at once; doing it again changes nothing. Raises ``not_found``."""
    now = context.now()
    with context.store.write("access.revoke", bar=who.bar_id) as tx:
        row = store.device(tx, device_id)
        if row is None or row.bar_id != who.bar_id:
            raise Problem("not_found")
        if store.revoke_device(tx, device_id, now):
            tx.touch(who.bar_id, "people")  # wakes its waiting request, whose next one is refused
            alerts.audit(
                tx, bar_id=who.bar_id, at=now, actor=who.name, action="device_revoked", obj=device_id
            )
        row = store.device(tx, device_id)
    context.log.emit("device_revoked", bar_id=who.bar_id, device_id=device_id)
    return _device_view(row, who)


def _device_view(row: Any, who: Principal) -> DeviceView:
    return DeviceView(
        id=row.id,
        name=row.name,
        paired_at=instant(row.paired_at),
        last_seen_at=instant_or_none(row.last_seen_at),
        revoked_at=instant_or_none(row.revoked_at),
        is_this_device=row.id == who.device_id,
    )

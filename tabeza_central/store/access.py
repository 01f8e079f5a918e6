"""A bar's people, devices, tokens, sessions and pairing codes. Tokens and codes are here as digests only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, select, update

from tabeza_central.store.schema import (
    devices,
    pairing_codes,
    people,
    refresh_tokens,
    sessions,
    try_counters,
)
from tabeza_central.store.uow import Tx, all_bars

# --- pairing codes --------------------------------------------------------------------------------------------------


def add_code(
    tx: Tx,
    code_id: str,
    *,
    code_hash: str,
    bar_id: str | None,
    purpose: str,
    by: str,
    at: int,
    expires_at: int,
) -> None:
    tx.execute(
        pairing_codes.insert().values(
            id=code_id, code_hash=code_hash, bar_id=bar_id, purpose=purpose, made_by=by,
            created_at=at, expires_at=expires_at,
        )
    )  # fmt: skip


@all_bars("whoever types a code does not know its bar yet")
def code_by_hash(tx: Tx, code_hash: str) -> Any | None:
    return tx.one_or_none(select(pairing_codes).where(pairing_codes.c.code_hash == code_hash))


def count_code_try(tx: Tx, code_id: str) -> int:
    """How often this code was tried in vain, this time included."""
    counted = (
        update(pairing_codes)
        .where(pairing_codes.c.id == code_id)
        .values(tries=pairing_codes.c.tries + 1)
        .returning(pairing_codes.c.tries)
    )
    return int(tx.execute(counted).scalar_one())


def use_code(tx: Tx, code_id: str, device_id: str, at: int) -> bool:
    """Marks the code used. False if somebody was first."""
    used = (
        update(pairing_codes)
        .where(pairing_codes.c.id == code_id, pairing_codes.c.used_at.is_(None))
        .values(used_at=at, used_by_device_id=device_id)
    )
    return tx.changed(used) == 1


# --- devices and their tokens ---------------------------------------------------------------------------------------


def add_device(
    tx: Tx,
    device_id: str,
    *,
    bar_id: str | None,
    name: str,
    purpose: str,
    claim_key_hash: str,
    owner_ticket_hash: str | None,
    at: int,
) -> None:
    tx.execute(
        devices.insert().values(
            id=device_id, bar_id=bar_id, name=name, purpose=purpose, claim_key_hash=claim_key_hash,
            owner_ticket_hash=owner_ticket_hash, paired_at=at, last_seen_at=at,
        )
    )  # fmt: skip


@all_bars("a device id is looked up before its bar is known")
def device(tx: Tx, device_id: str) -> Any | None:
    return tx.one_or_none(select(devices).where(devices.c.id == device_id))


def devices_of(tx: Tx, bar_id: str) -> list[Any]:
    return tx.all(
        select(devices).where(devices.c.bar_id == bar_id).order_by(devices.c.paired_at, devices.c.id)
    )


@all_bars("support desks belong to no bar")
def desks(tx: Tx) -> list[Any]:
    return tx.all(select(devices).where(devices.c.bar_id.is_(None)).order_by(devices.c.paired_at, devices.c.id))


def set_owner_ticket(tx: Tx, device_id: str, ticket_hash: str) -> None:
    tx.execute(update(devices).where(devices.c.id == device_id).values(owner_ticket_hash=ticket_hash))


def use_owner_ticket(tx: Tx, device_id: str, at: int) -> None:
    tx.execute(update(devices).where(devices.c.id == device_id).values(owner_ticket_used_at=at))


def seen(tx: Tx, device_id: str, at: int) -> None:
    tx.execute(update(devices).where(devices.c.id == device_id).values(last_seen_at=at))


def revoke_device(tx: Tx, device_id: str, at: int) -> bool:
    """Ends a device and every session on it. False if it was ended before."""
    ended = (
        update(devices).where(devices.c.id == device_id, devices.c.revoked_at.is_(None)).values(revoked_at=at)
    )
    done = tx.changed(ended) == 1
    tx.execute(
        update(sessions)
        .where(sessions.c.device_id == device_id, sessions.c.ended_at.is_(None))
        .values(ended_at=at)
    )
    return done


def refresh_token(tx: Tx, token_hash: str) -> Any | None:
    return tx.one_or_none(select(refresh_tokens).where(refresh_tokens.c.token_hash == token_hash))


def current_refresh(tx: Tx, device_id: str, generation: int) -> Any | None:
    return tx.one_or_none(
        select(refresh_tokens).where(
            refresh_tokens.c.device_id == device_id, refresh_tokens.c.generation == generation
        )
    )


def issue_refresh(tx: Tx, device_id: str, generation: int, token_hash: str, at: int) -> None:
    """The token of this generation; one of the same generation that never reached its device is replaced."""
    tx.execute(
        refresh_tokens.delete().where(
            refresh_tokens.c.device_id == device_id,
            (refresh_tokens.c.generation >= generation) | (refresh_tokens.c.generation < generation - 3),
        )
    )
    tx.execute(
        refresh_tokens.insert().values(
            token_hash=token_hash, device_id=device_id, generation=generation, issued_at=at
        )
    )
    tx.execute(update(devices).where(devices.c.id == device_id).values(refresh_generation=generation))


def mark_refresh_used(tx: Tx, token_hash: str, at: int) -> None:
    tx.execute(
        update(refresh_tokens)
        .where(refresh_tokens.c.token_hash == token_hash, refresh_tokens.c.first_used_at.is_(None))
        .values(first_used_at=at)
    )


# --- sessions -------------------------------------------------------------------------------------------------------


def add_session(
    tx: Tx,
    session_id: str,
    *,
    token_hash: str,
    bar_id: str | None,
    device_id: str,
    person_id: str | None,
    kind: str,
    at: int,
    expires_at: int,
) -> None:
    tx.execute(
        sessions.insert().values(
            id=session_id, token_hash=token_hash, bar_id=bar_id, device_id=device_id, person_id=person_id,
            kind=kind, created_at=at, expires_at=expires_at,
        )
    )  # fmt: skip


@all_bars("a token is looked up before its bar is known")
def session_by_hash(tx: Tx, token_hash: str) -> Any | None:
    """The session with what authentication needs of its device, person and newest refresh token."""
    joined = (
        sessions.join(devices, devices.c.id == sessions.c.device_id)
        .outerjoin(people, people.c.id == sessions.c.person_id)
        .outerjoin(
            refresh_tokens,
            and_(
                refresh_tokens.c.device_id == devices.c.id,
                refresh_tokens.c.generation == devices.c.refresh_generation,
            ),
        )
    )
    return tx.one_or_none(
        select(
            sessions.c.id,
            sessions.c.bar_id,
            sessions.c.device_id,
            sessions.c.person_id,
            sessions.c.kind,
            sessions.c.created_at,
            sessions.c.expires_at,
            sessions.c.ended_at,
            devices.c.name.label("device_name"),
            devices.c.revoked_at,
            devices.c.last_seen_at,
            people.c.name.label("person_name"),
            people.c.role,
            people.c.removed_at,
            refresh_tokens.c.token_hash.label("refresh_hash"),
            refresh_tokens.c.issued_at.label("refresh_issued_at"),
            refresh_tokens.c.first_used_at.label("refresh_first_used_at"),
        )
        .select_from(joined)
        .where(sessions.c.token_hash == token_hash)
    )


def end_session(tx: Tx, session_id: str, at: int) -> None:
    tx.execute(
        update(sessions).where(sessions.c.id == session_id, sessions.c.ended_at.is_(None)).values(ended_at=at)
    )


def end_sessions_of_person(tx: Tx, person_id: str, at: int) -> None:
    tx.execute(
        update(sessions)
        .where(sessions.c.person_id == person_id, sessions.c.ended_at.is_(None))
        .values(ended_at=at)
    )


# --- people ---------------------------------------------------------------------------------------------------------


def _belongs(bar_id: str) -> ColumnElement[bool]:
    """The people of a bar; without one the support staff, who belong to none."""
    return people.c.bar_id == bar_id if bar_id else people.c.bar_id.is_(None)


def people_of(tx: Tx, bar_id: str) -> list[Any]:
    """Active people: the owner first, then by name. Support staff for no bar."""
    return tx.all(
        select(people)
        .where(_belongs(bar_id), people.c.removed_at.is_(None))
        .order_by(people.c.role.desc(), people.c.name, people.c.id)
    )


def person(tx: Tx, bar_id: str, person_id: str) -> Any | None:
    return tx.one_or_none(
        select(people).where(_belongs(bar_id), people.c.id == person_id, people.c.removed_at.is_(None))
    )


def owner(tx: Tx, bar_id: str) -> Any | None:
    """The owner who claimed the bar: the one the operator's code makes and resets. There may be others."""
    return tx.one_or_none(
        select(people).where(people.c.bar_id == bar_id, people.c.claimed, people.c.removed_at.is_(None))
    )


def set_role(tx: Tx, bar_id: str, person_id: str, role: str) -> None:
    tx.execute(update(people).where(people.c.bar_id == bar_id, people.c.id == person_id).values(role=role))
    tx.touch(bar_id, "people")


def remove_person(tx: Tx, bar_id: str, person_id: str, at: int) -> None:
    tx.execute(update(people).where(people.c.bar_id == bar_id, people.c.id == person_id).values(removed_at=at))
    tx.touch(bar_id, "people")


def add_person(
    tx: Tx, person_id: str, *, bar_id: str | None, name: str, role: str, pin_hash: str, at: int,
    claimed: bool = False,
) -> None:
    tx.execute(
        people.insert().values(
            id=person_id, bar_id=bar_id, name=name, role=role, pin_hash=pin_hash, created_at=at, claimed=claimed
        )
    )
    if bar_id is not None:
        tx.touch(bar_id, "people")


def remove_support_person(tx: Tx, person_id: str, at: int) -> bool:
    """Takes a support person away for good. False if there is none of this id."""
    theirs = people.c.bar_id.is_(None), people.c.id == person_id, people.c.removed_at.is_(None)
    return tx.changed(update(people).where(*theirs).values(removed_at=at)) == 1


def reset_person(tx: Tx, bar_id: str, person_id: str, *, name: str, pin_hash: str) -> None:
    tx.execute(
        update(people)
        .where(people.c.bar_id == bar_id, people.c.id == person_id)
        .values(name=name, pin_hash=pin_hash, pin_failures=0, locked_until=None)
    )
    tx.touch(bar_id, "people")


def set_pin_state(
    tx: Tx,
    bar_id: str,
    person_id: str,
    *,
    failures: int,
    locked_until: int | None,
    pin_hash: str | None = None,
) -> None:
    values: dict[str, Any] = {"pin_failures": failures, "locked_until": locked_until}
    if pin_hash is not None:
        values["pin_hash"] = pin_hash
    tx.execute(update(people).where(_belongs(bar_id), people.c.id == person_id).values(**values))


def name_taken(tx: Tx, bar_id: str, name: str) -> bool:
    """Whether somebody active is called this; two tiles with one name can't be told apart."""
    lowered = [row.name.casefold() for row in people_of(tx, bar_id)]
    return name.casefold() in lowered


# --- counters -------------------------------------------------------------------------------------------------------


def count_try(tx: Tx, key: str, now: int, window_us: int) -> tuple[int, int]:
    """Counts one more in ``key``'s current window: how many so far, and when the window ends."""
    row = tx.one_or_none(select(try_counters).where(try_counters.c.key == key).with_for_update())
    if row is None or now >= row.window_at + window_us:
        upsert = tx.insert(try_counters).values(key=key, window_at=now, count=1)
        tx.execute(upsert.on_conflict_do_update(index_elements=["key"], set_={"window_at": now, "count": 1}))
        return 1, now + window_us
    tx.execute(update(try_counters).where(try_counters.c.key == key).values(count=row.count + 1))
    return row.count + 1, row.window_at + window_us


def tries(tx: Tx, key: str, now: int, window_us: int) -> tuple[int, int]:
    """How many were counted in ``key``'s current window, and when it ends."""
    row = tx.one_or_none(select(try_counters).where(try_counters.c.key == key))
    if row is None or now >= row.window_at + window_us:
        return 0, now + window_us
    return row.count, row.window_at + window_us

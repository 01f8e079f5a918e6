"""What the owner does about the bar's people: another role, a new PIN, taking someone away.

Nobody does any of it to himself, and nobody to the owner who claimed the bar: that one is made and reset by the
operator's code only, so a bar is never without an owner. Among owners only the one who claimed the bar may change
another. Whatever changes, the person's open sessions end, so that it holds at once on every console.
"""

from __future__ import annotations

from typing import Any

from tabeza_central.app_context import Context
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services.access import hash_new_pin, person_view
from tabeza_central.services.guard import checked_id
from tabeza_central.store import access as store
from tabeza_central.store import alerts
from tabeza_central.store.uow import Tx
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import PersonView, Role


def change_role(context: Context, who: Principal, person_id: str, role: Role) -> PersonView:
    """Makes a cashier an owner or an owner a cashier; the same role again changes nothing.

    Raises ``not_found``, and ``not_allowed`` for oneself and whoever is not the caller's to change.
    """
    now = context.now()
    with context.store.write("people.role", bar=who.bar_id) as tx:
        person = _changeable(tx, who, person_id)
        if person.role != role:
            store.set_role(tx, who.bar_id, person_id, role)
            _take_effect(tx, who, person_id, now, "role_changed", {"from": person.role, "to": role})
        return person_view(store.person(tx, who.bar_id, person_id), now)


def reset_pin(context: Context, who: Principal, person_id: str, pin: Secret) -> PersonView:
    """A new PIN, typed by the person. Also ends a lock. Raises ``pin_weak``, ``not_found``, ``not_allowed``."""
    pin_hash = hash_new_pin(context, pin)
    now = context.now()
    with context.store.write("people.pin", bar=who.bar_id) as tx:
        person = _changeable(tx, who, person_id)
        store.reset_person(tx, who.bar_id, person_id, name=person.name, pin_hash=pin_hash)
        _take_effect(tx, who, person_id, now, "pin_reset")
        return person_view(store.person(tx, who.bar_id, person_id), now)


def remove(context: Context, who: Principal, person_id: str) -> None:
    """Takes a person away for good; what he or she did stays under the name. Raises ``not_found``, ``not_allowed``."""
    now = context.now()
    with context.store.write("people.remove", bar=who.bar_id) as tx:
        _changeable(tx, who, person_id)
        store.remove_person(tx, who.bar_id, person_id, now)
        _take_effect(tx, who, person_id, now, "person_removed")


def _changeable(tx: Tx, who: Principal, person_id: str) -> Any:
    person = store.person(tx, who.bar_id, checked_id(person_id))
    if person is None:
        raise Problem("not_found")
    claimant = store.owner(tx, who.bar_id)
    is_claimant = claimant is not None and claimant.id == who.person_id
    if person.id == who.person_id or person.claimed or (person.role == "owner" and not is_claimant):
        raise Problem("not_allowed")
    return person


def _take_effect(
    tx: Tx, who: Principal, person_id: str, now: int, action: str, detail: dict[str, str] | None = None
) -> None:
    store.end_sessions_of_person(tx, person_id, now)
    alerts.audit(tx, bar_id=who.bar_id, at=now, actor=who.name, action=action, obj=person_id, detail=detail)

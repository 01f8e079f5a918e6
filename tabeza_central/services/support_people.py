"""Support staff and their desks, as the operator keeps them. They belong to no bar. Every act is audited."""

from __future__ import annotations

from typing import Any

from tabeza_central.app_context import Context
from tabeza_central.problems import Problem
from tabeza_central.services import pairing
from tabeza_central.services.access import hash_new_pin, person_view
from tabeza_central.services.operator import OPERATOR
from tabeza_central.services.pin_rules import tidy_name
from tabeza_central.store import access as store
from tabeza_central.store import alerts
from tabeza_central.store.uow import ALL_BARS
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import PairingCode, PersonView

NO_BAR = ""


def add(context: Context, name: str, pin: Secret) -> PersonView:
    """A new support person. Raises ``name_invalid`` and ``pin_weak``."""
    tidied = tidy_name(name)
    if tidied is None:
        raise Problem("name_invalid")
    pin_hash = hash_new_pin(context, pin)
    now = context.now()
    with context.store.write("support.person", bar=ALL_BARS) as tx:
        if store.name_taken(tx, NO_BAR, tidied):
            raise Problem("name_invalid", "somebody in support has that name already")
        person_id = context.ids.new_id()
        store.add_person(tx, person_id, bar_id=None, name=tidied, role="support", pin_hash=pin_hash, at=now)
        alerts.audit(tx, bar_id=None, at=now, actor=OPERATOR, action="support_added", obj=person_id)
        return person_view(store.person(tx, NO_BAR, person_id), now)


def listed(context: Context) -> tuple[PersonView, ...]:
    with context.store.read(bar=ALL_BARS) as tx:
        rows = store.people_of(tx, NO_BAR)
    return tuple(person_view(row, context.now()) for row in rows)


def reset_pin(context: Context, person_id: str, pin: Secret) -> None:
    """A new PIN; whoever is signed in with the old one is signed out. Raises ``not_found`` and ``pin_weak``."""
    pin_hash = hash_new_pin(context, pin)
    now = context.now()
    with context.store.write("support.pin", bar=ALL_BARS) as tx:
        if store.person(tx, NO_BAR, person_id) is None:
            raise Problem("not_found")
        store.set_pin_state(tx, NO_BAR, person_id, failures=0, locked_until=None, pin_hash=pin_hash)
        store.end_sessions_of_person(tx, person_id, now)
        alerts.audit(tx, bar_id=None, at=now, actor=OPERATOR, action="support_pin", obj=person_id)


def remove(context: Context, person_id: str) -> None:
    """Signs a support person out everywhere and for good; open codes close with them. Raises ``not_found``."""
    now = context.now()
    with context.store.write("support.remove", bar=ALL_BARS) as tx:
        if not store.remove_support_person(tx, person_id, now):
            raise Problem("not_found")
        store.end_sessions_of_person(tx, person_id, now)
        alerts.audit(tx, bar_id=None, at=now, actor=OPERATOR, action="support_removed", obj=person_id)


def desk_code(context: Context) -> PairingCode:
    """A pairing code for a support desk."""
    return pairing.make_desk_code(context, OPERATOR)


def desks(context: Context) -> list[Any]:
    """The PCs that are support desks (``id``, ``name``, ``last_seen_at``, ``revoked_at``)."""
    with context.store.read(bar=ALL_BARS) as tx:
        return store.desks(tx)


def disconnect(context: Context, device_id: str) -> None:
    """Ends a desk and every session on it. Raises ``not_found``."""
    now = context.now()
    with context.store.write("support.desk", bar=ALL_BARS) as tx:
        device = store.device(tx, device_id)
        if device is None or device.bar_id is not None:
            raise Problem("not_found")
        if store.revoke_device(tx, device_id, now):
            alerts.audit(tx, bar_id=None, at=now, actor=OPERATOR, action="device_revoked", obj=device_id)

"""A bar's Daraja credentials, version by version, always sealed.

What the wizard sends is a *candidate* until its own KES 1 test passes; :func:`promote` then copies exactly that
version onto the bar in the transaction that settles the test, and what was live becomes *superseded*: kept sealed for
status queries of payments that named it, then erased. Nothing here opens a sealed field.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select, update

from tabeza_central.store.schema import bars, mpesa_transactions
from tabeza_central.store.schema import mpesa_credential_candidates as versions
from tabeza_central.store.uow import Tx
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState

FIELDS: Final = ("consumer_key", "consumer_secret", "passkey")
_MAY_STILL_QUERY: Final = sorted(UNRESOLVED_STATES | {PaymentState.NEEDS_REVIEW})


@dataclass(frozen=True, slots=True)
class SealedVersion:
    """One stored version. ``sealed`` and ``fingerprints`` are by field; ``sealed`` is empty once erased."""

    bar_id: str
    version: int
    environment: Environment
    business_shortcode: str
    declared_kind: str
    registered_name: str | None
    sealed: dict[str, str]
    fingerprints: dict[str, str]
    state: str
    test_status: str
    last_test_at: int | None
    last_test_payment_id: str | None
    checks: tuple[dict[str, Any], ...]
    created_at: int
    created_by: str


def _version(row: Any) -> SealedVersion:
    sealed = {field: getattr(row, f"{field}_encrypted") for field in FIELDS}
    return SealedVersion(
        bar_id=row.bar_id,
        version=row.version,
        environment=Environment(row.environment),
        business_shortcode=row.business_shortcode,
        declared_kind=row.declared_kind,
        registered_name=row.registered_name,
        sealed={field: text for field, text in sealed.items() if text is not None},
        fingerprints={field: getattr(row, f"{field}_fingerprint") for field in FIELDS},
        state=row.state,
        test_status=row.test_status,
        last_test_at=row.last_test_at,
        last_test_payment_id=row.last_test_payment_id,
        checks=tuple(json.loads(row.checks)),
        created_at=row.created_at,
        created_by=row.created_by,
    )


def get(tx: Tx, bar_id: str, version: int) -> SealedVersion | None:
    row = tx.one_or_none(select(versions).where(versions.c.bar_id == bar_id, versions.c.version == version))
    return None if row is None else _version(row)


def candidate(tx: Tx, bar_id: str) -> SealedVersion | None:
    """The version that still waits for its KES 1 test, if there is one (at most one is ever waiting)."""
    row = tx.one_or_none(select(versions).where(versions.c.bar_id == bar_id, versions.c.state == "candidate"))
    return None if row is None else _version(row)


def live(tx: Tx, bar_id: str) -> SealedVersion | None:
    """The version the bar's payments are sent with, promoted by its test; whether the bar is on is another matter."""
    row = tx.one_or_none(select(versions).where(versions.c.bar_id == bar_id, versions.c.state == "promoted"))
    return None if row is None else _version(row)


def add_candidate(
    tx: Tx,
    *,
    bar_id: str,
    environment: Environment,
    business_shortcode: str,
    declared_kind: str,
    registered_name: str | None,
    sealed: dict[str, str],
    fingerprints: dict[str, str],
    checks: list[dict[str, Any]],
    at: int,
    by: str,
) -> SealedVersion:
    """Stores the next version as the one candidate; an earlier candidate is superseded."""
    tx.execute(
        update(versions)
        .where(versions.c.bar_id == bar_id, versions.c.state == "candidate")
        .values(state="superseded")
    )
    newest = tx.execute(select(func.max(versions.c.version)).where(versions.c.bar_id == bar_id)).scalar()
    number = (newest or 0) + 1
    tx.execute(
        versions.insert().values(
            bar_id=bar_id,
            version=number,
            environment=environment.value,
            business_shortcode=business_shortcode,
            declared_kind=declared_kind,
            registered_name=registered_name,
            checks=json.dumps(checks),
            created_at=at,
            created_by=by,
            **{f"{field}_encrypted": sealed[field] for field in FIELDS},
            **{f"{field}_fingerprint": fingerprints[field] for field in FIELDS},
        )
    )
    tx.touch(bar_id, "settings")
    stored = get(tx, bar_id, number)
    assert stored is not None  # it was inserted just now, in this transaction
    return stored


def set_checks(
    tx: Tx, bar_id: str, version: int, checks: list[dict[str, Any]], registered_name: str | None = None
) -> None:
    """What was learnt about a version; a registered name is kept once known."""
    values: dict[str, Any] = {"checks": json.dumps(checks)}
    if registered_name is not None:
        values["registered_name"] = registered_name
    tx.execute(
        update(versions).where(versions.c.bar_id == bar_id, versions.c.version == version).values(**values)
    )
    tx.touch(bar_id, "settings")


def test_started(tx: Tx, bar_id: str, version: int, payment_id: str, at: int) -> None:
    """The KES 1 push of this version is on its way."""
    _set_test(tx, bar_id, version, "running", at, payment_id)


def test_failed(tx: Tx, bar_id: str, version: int, payment_id: str, at: int) -> None:
    """The KES 1 did not come. A version that has passed stays passed."""
    _set_test(tx, bar_id, version, "failed", at, payment_id)


def _set_test(tx: Tx, bar_id: str, version: int, status: str, at: int, payment_id: str) -> None:
    tx.execute(
        update(versions)
        .where(versions.c.bar_id == bar_id, versions.c.version == version, versions.c.test_status != "passed")
        .values(test_status=status, last_test_at=at, last_test_payment_id=payment_id)
    )
    tx.touch(bar_id, "settings")


def promote(tx: Tx, bar_id: str, version: int, payment_id: str, at: int) -> bool:
    """This version's KES 1 was seen to succeed: it becomes what the bar pays with. False if it may not.

    Only the waiting candidate is promoted, and never a sandbox version over a production one. A bar that was on
    stays on only if its PayBill is the same; a new PayBill must be seen by the owner and turned on by word.
    """
    passed = get(tx, bar_id, version)
    before = live(tx, bar_id)
    if passed is None or passed.state != "candidate" or not passed.sealed:
        return False
    if before is not None and _is_step_down(before, passed):
        return False
    if before is not None:
        tx.execute(
            update(versions)
            .where(versions.c.bar_id == bar_id, versions.c.version == before.version)
            .values(state="superseded")
        )
    tx.execute(
        update(versions)
        .where(versions.c.bar_id == bar_id, versions.c.version == version)
        .values(state="promoted", test_status="passed", last_test_at=at, last_test_payment_id=payment_id)
    )
    _copy_to_bar(tx, passed, at, keeps_on=before is not None and _same_paybill(before, passed))
    tx.touch(bar_id, "settings")
    return True


def _is_step_down(before: SealedVersion, passed: SealedVersion) -> bool:
    return before.environment is Environment.PRODUCTION and passed.environment is Environment.SANDBOX


def _same_paybill(before: SealedVersion, passed: SealedVersion) -> bool:
    return (before.environment, before.business_shortcode) == (passed.environment, passed.business_shortcode)


def _copy_to_bar(tx: Tx, passed: SealedVersion, at: int, *, keeps_on: bool) -> None:
    values: dict[str, Any] = {
        "mpesa_environment": passed.environment.value,
        "mpesa_business_shortcode": passed.business_shortcode,
        "mpesa_credential_version": passed.version,
        "mpesa_registered_name": passed.registered_name,
        "mpesa_test_status": "passed",
        "mpesa_last_test_at": at,
        "mpesa_set_at": passed.created_at,
        "mpesa_set_by": passed.created_by,
        **{f"mpesa_{field}_encrypted": passed.sealed[field] for field in FIELDS},
        **{f"mpesa_{field}_fingerprint": passed.fingerprints[field] for field in FIELDS},
    }
    if not keeps_on:
        values |= {"mpesa_enabled": False, "mpesa_setup_completed": False, "mpesa_live_at": None}
    tx.execute(update(bars).where(bars.c.id == passed.bar_id).values(**values))


def go_live(tx: Tx, bar_id: str, version: int, at: int) -> bool:
    """Turns the bar on for exactly this promoted, tested version. False if it is not that."""
    done = tx.changed(
        update(bars)
        .where(
            bars.c.id == bar_id,
            bars.c.mpesa_credential_version == version,
            bars.c.mpesa_test_status == "passed",
        )
        .values(mpesa_enabled=True, mpesa_setup_completed=True, mpesa_live_at=at)
    )
    tx.touch(bar_id, "settings")
    return done == 1


def erase_unused(tx: Tx, bar_id: str) -> list[int]:
    """Erases superseded versions that no unresolved payment names any more; gives their numbers."""
    named = select(mpesa_transactions.c.credential_version).where(
        mpesa_transactions.c.bar_id == bar_id, mpesa_transactions.c.state.in_(_MAY_STILL_QUERY)
    )
    erased = (
        update(versions)
        .where(
            versions.c.bar_id == bar_id,
            versions.c.state == "superseded",
            versions.c.version.not_in(named),
        )
        .values(state="erased", **{f"{field}_encrypted": None for field in FIELDS})
        .returning(versions.c.version)
    )
    return sorted(tx.execute(erased).scalars())

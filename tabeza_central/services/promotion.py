"""What a KES 1 test does to a bar's credentials. The only place where a credential version goes into use.

A passed test copies exactly the version it was paid with into ``bars``, in the transaction that settles the payment.
A failed one marks the version and touches nothing that works. Sandbox never replaces production, and going live is a
separate step of the owner's.
"""

from __future__ import annotations

from typing import Any

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import HOUR
from tabeza_central.store import alerts, bars, jobs, payments
from tabeza_central.store import credentials as versions
from tabeza_central.store.bars import Bar
from tabeza_central.store.credentials import Version
from tabeza_central.store.payments import Payment
from tabeza_central.store.uow import Tx
from tabeza_protocol.environment import Environment

ERASE_AGAIN_US = HOUR
CONFIRM_WITHIN_US = 25 * HOUR


def test_started(tx: Tx, bar_id: str, version: int, payment_id: str, at: int) -> None:
    """The KES 1 is on its way; what was known of an earlier test of this version no longer counts."""
    found = versions.find(tx, bar_id, version, lock=True)
    assert found is not None
    values: dict[str, Any] = {"last_test_at": at, "last_test_payment_id": payment_id}
    if found.test_status != "passed":
        values["test_status"] = "running"
    versions.change(tx, bar_id, version, values)


def test_failed(tx: Tx, payment: Payment) -> None:
    """Marks the version, unless a newer test of it is running or it has passed already."""
    found = versions.find(tx, payment.bar_id, payment.credential_version, lock=True)
    if found is None or found.test_status == "passed" or found.last_test_payment_id != payment.id:
        return
    versions.change(tx, payment.bar_id, found.version, {"test_status": "failed"})


def test_passed(ctx: Context, tx: Tx, payment: Payment, at: int) -> None:
    """The KES 1 was paid: the version is proved, and goes into use if it is the one waiting to."""
    version = versions.find(tx, payment.bar_id, payment.credential_version, lock=True)
    bar = bars.find(tx, payment.bar_id, lock=True)
    assert version is not None
    assert bar is not None
    versions.change(tx, bar.id, version.version, {"test_status": "passed", "last_test_at": at})
    if bar.mpesa_credential_version == version.version:
        bars.change(tx, bar.id, {"mpesa_test_status": "passed", "mpesa_last_test_at": at})
        return
    if version.state == "candidate" and may_replace(bar, version):
        _promote(ctx, tx, bar, version, at)


def may_replace(bar: Bar, version: Version) -> bool:
    """Sandbox never goes over production, and only test bars may be in the sandbox at all."""
    if version.environment != Environment.SANDBOX:
        return True
    return bar.is_test_bar and bar.mpesa_environment != Environment.PRODUCTION


def _promote(ctx: Context, tx: Tx, bar: Bar, version: Version, at: int) -> None:
    same_place = (bar.mpesa_business_shortcode, bar.mpesa_environment) == (
        version.business_shortcode,
        version.environment,
    )
    live = bar.mpesa_setup_completed and same_place
    versions.supersede(tx, bar.id, state="promoted")
    versions.change(tx, bar.id, version.version, {"state": "promoted"})
    bars.change(tx, bar.id, _columns(version, at) | {
        "mpesa_setup_completed": live, "mpesa_enabled": bar.mpesa_enabled and live,
    })  # fmt: skip
    detail = {"version": version.version, "environment": version.environment, "still_live": live}
    alerts.audit(tx, bar_id=bar.id, at=at, actor="kes1-test", action="credentials_promoted", detail=detail)
    plan_erasure(ctx, tx, bar.id, at)
    log = {"bar_id": bar.id, "version": version.version, "environment": version.environment}
    tx.after_commit(lambda: ctx.log.emit("credentials_promoted", **log))


def _columns(version: Version, at: int) -> dict[str, Any]:
    return {
        "mpesa_environment": version.environment,
        "mpesa_business_shortcode": version.business_shortcode,
        "mpesa_consumer_key_encrypted": version.consumer_key_encrypted,
        "mpesa_consumer_secret_encrypted": version.consumer_secret_encrypted,
        "mpesa_passkey_encrypted": version.passkey_encrypted,
        "mpesa_consumer_key_fingerprint": version.consumer_key_fingerprint,
        "mpesa_consumer_secret_fingerprint": version.consumer_secret_fingerprint,
        "mpesa_passkey_fingerprint": version.passkey_fingerprint,
        "mpesa_test_status": "passed",
        "mpesa_last_test_at": at,
        "mpesa_credential_version": version.version,
        "mpesa_registered_name": version.registered_name,
        "mpesa_set_at": version.created_at,
        "mpesa_set_by": version.created_by,
    }


def plan_erasure(ctx: Context, tx: Tx, bar_id: str, now: int) -> None:
    """Superseded versions are looked at soon, and again until nothing needs them."""
    jobs.put(
        tx,
        job_id=ctx.ids.new_id(),
        kind="erase",
        key=bar_id,
        bar_id=bar_id,
        run_at=now + ERASE_AGAIN_US,
        now=now,
    )


def erase_superseded(ctx: Context, job: jobs.Job) -> None:
    """Erases superseded versions that no open or unconfirmed payment names."""
    assert job.bar_id is not None
    now = ctx.now()
    with ctx.store.write("erase", bar=job.bar_id) as tx:
        left = 0
        for version in versions.superseded(tx, job.bar_id):
            if payments.names_version(tx, job.bar_id, version, now - CONFIRM_WITHIN_US):
                left += 1
                continue
            versions.erase(tx, job.bar_id, version)
            alerts.audit(
                tx,
                bar_id=job.bar_id,
                at=now,
                actor="service",
                action="credentials_erased",
                detail={"version": version},
            )
            erased = {"bar_id": job.bar_id, "version": version}
            tx.after_commit(lambda erased=erased: ctx.log.emit("credentials_erased", **erased))
        if left:
            jobs.put_off(tx, job, now + ERASE_AGAIN_US)
        else:
            jobs.finish(tx, job)

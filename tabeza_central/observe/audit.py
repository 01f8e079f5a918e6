"""Proves every shilling: the invariants of the books, bar by bar. A difference of one cent is a finding.

I1 what payments say was paid is what the ledger says came in; I2 each tab's cached figures are its ledger's sums;
I3 every journal sums to 0; I4 a paid payment has exactly one journal and no other payment has any; I7 ``succeeded``
is never left, and every payment's history leads to the state it is in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import HOUR
from tabeza_central.services import heartbeat
from tabeza_central.store import audit as sums
from tabeza_central.store import bars, pulse
from tabeza_central.store.jobs import Job
from tabeza_central.store.pulse import AuditRun
from tabeza_central.store.uow import ALL_BARS, Tx

EVERY_US = HOUR
SLICE_BARS = 50
"""Bars audited by one run of the job: a lease must not run out, nor a heartbeat wait."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up. ``detail`` holds ids and cents only."""

    bar_id: str
    invariant: str
    detail: str


def audit(ctx: Context) -> list[Finding]:
    """Audits every bar, each in one snapshot. An empty list is the proof."""
    with ctx.store.read(bar=ALL_BARS) as tx:
        bar_ids = [bar.id for bar in bars.listed(tx)]
    findings = _audit_some(ctx, bar_ids)
    ctx.log.emit("audit", bars=len(bar_ids), findings=len(findings))
    return findings


def work(ctx: Context, job: Job) -> None:
    """Works an ``audit`` job: the next slice of bars, and when all are done the hourly result.

    A slice that is cut short is audited again: the run's progress commits with the next job.
    """
    with ctx.store.read(bar=ALL_BARS) as tx:
        run = pulse.unfinished_audit(tx)
        bar_ids = pulse.bars_after(tx, run.last_bar_id if run is not None else "", SLICE_BARS)
    findings = _audit_some(ctx, bar_ids)
    now = ctx.now()
    with ctx.store.write("audit", bar=ALL_BARS) as tx:
        if run is None:
            run = pulse.start_audit(tx, ctx.ids.new_id(), now)
        done = _further(run, bar_ids, findings, now)
        pulse.keep_audit(tx, done)
        ended = done.finished_at is not None
        heartbeat.again(ctx, tx, job, now - now % EVERY_US + EVERY_US if ended else now)
        if ended:
            tx.after_commit(lambda: ctx.log.emit("audit", bars=done.bars, findings=done.findings))


def _further(run: AuditRun, bar_ids: list[str], findings: list[Finding], now: int) -> AuditRun:
    lines = [f"{finding.invariant} bar {finding.bar_id} {finding.detail}" for finding in findings]
    return replace(
        run,
        finished_at=now if len(bar_ids) < SLICE_BARS else None,
        last_bar_id=bar_ids[-1] if bar_ids else run.last_bar_id,
        bars=run.bars + len(bar_ids),
        findings=run.findings + len(findings),
        first_findings=(*run.first_findings, *lines)[: pulse.KEPT_FINDINGS],
    )


def _audit_some(ctx: Context, bar_ids: list[str]) -> list[Finding]:
    """Each bar in one snapshot of its own."""
    findings: list[Finding] = []
    for bar_id in bar_ids:
        with ctx.store.read(bar=bar_id) as tx:
            findings += audit_bar(tx, bar_id)
    for finding in findings:
        ctx.log.emit(
            "audit_finding",
            level="error",
            bar_id=finding.bar_id,
            invariant=finding.invariant,
            detail=finding.detail,
        )
    return findings


def audit_bar(tx: Tx, bar_id: str) -> list[Finding]:
    """The findings of one bar."""
    findings: list[Finding] = []
    paid, received = sums.succeeded_cents(tx, bar_id), sums.received_cents(tx, bar_id)
    if paid != received:
        findings.append(Finding(bar_id, "I1", f"payments {paid}, ledger {received}"))
    for invariant, check in (
        ("I2", sums.tabs_that_differ),
        ("I3", sums.unbalanced_journals),
        ("I4", sums.unbooked),
        ("I4", sums.wrongly_booked),
        ("I4", sums.booked_twice),
        ("I7", sums.left_succeeded),
        ("I7", sums.history_that_differs),
    ):
        findings += [Finding(bar_id, invariant, f"{check.__name__} {found}") for found in check(tx, bar_id)]
    return findings

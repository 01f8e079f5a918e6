"""Proves every shilling: the invariants of the books, bar by bar. A difference of one cent is a finding.

I1 what payments say was paid is what the ledger says came in; I2 each tab's cached figures are its ledger's sums;
I3 every journal sums to 0; I4 a paid payment has exactly one journal and no other payment has any; I7 ``succeeded``
is never left, and every payment's history leads to the state it is in.
"""

from __future__ import annotations

from dataclasses import dataclass

from tabeza_central.app_context import Context
from tabeza_central.store import audit as sums
from tabeza_central.store import bars
from tabeza_central.store.uow import ALL_BARS, Tx


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
    ctx.log.emit("audit", bars=len(bar_ids), findings=len(findings))
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

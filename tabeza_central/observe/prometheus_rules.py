"""``deploy/prometheus/tabeza.rules.yml``: the alerts for Prometheus, written from the thresholds that are used inside.

``python -m tabeza_central.observe.prometheus_rules deploy/prometheus/tabeza.rules.yml`` writes it; a test fails while
the file differs. What only somebody outside can see (the service is gone) is here and nowhere else.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tabeza_central.domain import alarms
from tabeza_central.domain.alarms import ALARMS
from tabeza_central.domain.instants import HOUR, MINUTE, SECOND

_HEAD: Final = """\
# Written by: python -m tabeza_central.observe.prometheus_rules deploy/prometheus/tabeza.rules.yml
# The thresholds are those of tabeza_central/domain/alarms.py. docs/monitoring.md says what to do for each.
groups:
  - name: tabeza
    interval: 30s
    rules:
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``kind`` is the alarm it shares threshold and cure with."""

    name: str
    kind: str
    expr: str
    summary: str
    held_for: str = "0m"
    severity: str = ""
    cure: str = ""


def _window(us: int) -> str:
    return f"{us // MINUTE}m"


def _more(metric: str, us: int) -> str:
    return f"sum(increase({metric}[{_window(us)}]))"


def rules() -> tuple[Rule, ...]:
    """Every rule, thresholds filled in."""
    win = alarms.WINDOW_US
    attempted, accepted = (
        _more("tabeza_pushes_attempted_total", win),
        _more('tabeza_pushes_total{outcome="accepted"}', win),
    )
    seconds, callbacks = (
        _more("tabeza_callback_seconds_sum", win),
        _more("tabeza_callback_seconds_count", win),
    )
    return (
        Rule("TabezaPushAcceptanceLow", "acceptance_low",
             f"{accepted} / {attempted} < {alarms.ACCEPTANCE_LEAST} and {attempted} >= {alarms.MIN_PUSHES}",
             "Safaricom takes {{ $value | humanizePercentage }} of requests"),
        Rule("TabezaCallbacksSlow", "callback_slow",
             f"{seconds} / {callbacks} > {alarms.CALLBACK_MOST_S} and {callbacks} >= {alarms.MIN_CALLBACKS}",
             "Callbacks take {{ $value | humanizeDuration }} on average"),
        Rule("TabezaInboxStuck", "inbox_stuck",
             f"max(tabeza_inbox_oldest_seconds) > {alarms.INBOX_MOST_US // SECOND}",
             "A callback has waited for {{ $value | humanizeDuration }} unread"),
        _unusual_codes(),
        Rule("TabezaLimitHits", "limits_hit", f"{_more('tabeza_limit_hits_total', win)} > {alarms.LIMIT_HITS_MOST}",
             "{{ $value | humanize }} requests were told to wait in five minutes"),
        Rule("TabezaDatabaseErrors", "database_errors",
             f"{_more('tabeza_database_errors_total', win)} > {alarms.DATABASE_ERRORS_MOST}",
             "The database failed {{ $value | humanize }} times in five minutes"),
        Rule("TabezaJobsLate", "jobs_late", f"max(tabeza_jobs_oldest_seconds) > {alarms.JOBS_MOST_US // SECOND}",
             "Work has been due for {{ $value | humanizeDuration }}"),
        Rule("TabezaAuditFound", "audit_found", "max(tabeza_audit_findings) > 0",
             "The audit found {{ $value | humanize }}"),
        Rule("TabezaAuditLate", "audit_late",
             f"max(tabeza_audit_age_seconds) > {alarms.AUDIT_LATE_US // SECOND}",
             "No audit has finished for {{ $value | humanizeDuration }}"),
        Rule("TabezaReviewWaiting", "review_waiting", 'max(tabeza_alerts_open{kind="review_waiting"}) > 0',
             "Payments have waited for a person for a day"),
        Rule("TabezaRolloutHeld", "rollout_held", "max(tabeza_rollout_held) > 0", "The rollout waits for a person"),
        *_from_outside(),
    )  # fmt: skip


def _unusual_codes() -> Rule:
    """By code: far more of the ends than in the week before, and enough of them."""
    now = f"[{_window(alarms.CODES_WINDOW_US)}]"
    past = f"[{alarms.CODES_PAST_US // (24 * HOUR)}d] offset {_window(alarms.CODES_WINDOW_US)}"

    def count(span: str) -> str:
        return f'sum by (code) (increase(tabeza_results_total{{code!="0"}}{span}))'

    def total(span: str) -> str:
        return f"sum(increase(tabeza_results_total{span}))"

    def share(span: str) -> str:
        return f"({count(span)} / ignoring (code) group_left () {total(span)})"

    return Rule(
        "TabezaUnusualResultCode",
        "codes_unusual",
        f"{share(now)} > {alarms.CODES_LEAST_SHARE}"
        f" unless {share(now)} <= {alarms.CODES_TIMES_USUAL} * {share(past)}"
        f" and {count(now)} >= {alarms.CODES_MIN_COUNT}"
        f" and on () {total(now)} >= {alarms.CODES_MIN_ENDED}"
        f" and on () {total(past)} >= {alarms.CODES_MIN_ENDED}",
        "Code {{ $labels.code }} ends {{ $value | humanizePercentage }} of payments",
    )


def _from_outside() -> tuple[Rule, ...]:
    """What a program that is gone can't say of itself."""
    gap_s = alarms.GAP_US // SECOND
    cure = (
        "Start the service: `systemctl status tabeza-central`, then `preflight`. What Safaricom could not deliver"
        " meanwhile is asked for."
    )
    return (
        Rule("TabezaDown", "was_away", 'sum(up{job="tabeza"}) == 0 or absent(up{job="tabeza"})',
             "No process of the service answers", "2m", "fail", cure),
        Rule("TabezaHeartbeatLost", "was_away", f"min(tabeza_heartbeat_age_seconds) > {gap_s}",
             "No worker has lived for {{ $value | humanizeDuration }}", "0m", "fail", cure),
        Rule("TabezaDatabaseDown", "database_errors", "min(tabeza_database_up) == 0",
             "A process can't reach the database", "1m"),
    )  # fmt: skip


def _quoted(text: str) -> str:
    """A YAML single-quoted scalar."""
    return "'" + text.replace("'", "''") + "'"


def text() -> str:
    """The whole file."""
    return _HEAD + "".join(_yaml(rule) for rule in rules())


def _yaml(rule: Rule) -> str:
    alarm = ALARMS[rule.kind]
    return (
        f"      - alert: {rule.name}\n"
        f"        expr: {_quoted(rule.expr)}\n"
        f"        for: {rule.held_for}\n"
        f"        labels:\n"
        f"          severity: {rule.severity or alarm.severity}\n"
        f"          kind: {rule.kind}\n"
        f"        annotations:\n"
        f"          summary: {_quoted(rule.summary)}\n"
        f"          cure: {_quoted(rule.cure or alarm.cure)}\n"
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")

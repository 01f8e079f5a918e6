"""What this process has counted since it started, for Prometheus: the event log's events, as numbers.

The log is the one place that hears of everything that happens, and only of what has committed; counting its events
keeps measuring out of the services. Labels come from closed sets (states, outcome and problem codes, names of tables
of ours): never a bar, a person, a phone or an address. A code nobody knows is counted as ``other``.

What the alerts inside need of every process is also kept as counts by name and label, taken by whoever writes them
down each few seconds (:mod:`tabeza_central.services.heartbeat`).
"""

from __future__ import annotations

import threading
from collections import Counter as Tally
from collections.abc import Callable, Mapping
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from tabeza_protocol.outcomes import OUTCOMES, outcome_for
from tabeza_protocol.problems import PROBLEMS

CALLBACK_BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)
NOT_SENT: Final = frozenset({"paused", "unavailable", "keys_unreadable"})
"""Reasons of our own for not sending a push: they say nothing about Safaricom."""
SAFARICOM_ERRORS: Final = frozenset(
    {"400.002.02", "400.002.05", "401.002.01", "404.001.01", "404.001.03", "404.001.04", "405.001.03",
     "500.001.1001", "500.002.1001", "500.003.02", "500.003.1001", "503.001.01", "SpikeArrest", "1", "2001"}
)  # fmt: skip
OTHER: Final = "other"
TOO_MANY: Final = 429
LIMIT_HITS: Final = "limit_hits"
DATABASE_ERRORS: Final = "database_errors"
KEPT: Final = frozenset({LIMIT_HITS, DATABASE_ERRORS})
"""Counts that the alerts inside judge, over all processes."""


class Figures:
    """One process's counters in a registry of its own. Thread-safe."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._lock = threading.Lock()
        self._untold: Tally[tuple[str, str]] = Tally()
        ProcessCollector(registry=self.registry)
        self._make_counters()
        self._heard: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "stk_push": self._push,
            "payment_moved": self._moved,
            "callback_refused": lambda fields: self._one(self._refused_callbacks, fields.get("reason")),
            "callback_spooled": lambda _fields: self._spooled.inc(),
            "query": lambda fields: self._one(self._queries, fields.get("answer")),
            "request": self._request,
            "job_failed": lambda fields: self._one(self._failed_jobs, fields.get("job")),
            "worker_error": lambda fields: self._one(self._worker_errors, fields.get("where")),
            "alert": lambda fields: self._one(self._alerts, fields.get("kind")),
            "audit_finding": lambda fields: self._one(self._findings, fields.get("invariant")),
            "sign_in_refused": lambda fields: self._one(self._sign_ins, known_problem(fields.get("code"))),
            "token_reuse": lambda _fields: self._reused.inc(),
        }

    def _make_counters(self) -> None:
        self._attempts = self._counter("pushes_attempted", "STK pushes that were sent to Safaricom")
        self._pushes = self._counter("pushes", "Pushes by what became of sending them", "outcome")
        self._refusals = self._counter("push_refusals", "Pushes that Safaricom refused", "code")
        self._results = self._counter("results", "Payments ended, by M-Pesa's result code", "code")
        self._payments = self._counter("payments", "Payments that reached a state", "state")
        self._callbacks = self._counter("callbacks", "Callbacks judged", "verdict")
        self._refused_callbacks = self._counter("callbacks_refused", "Callbacks not kept", "reason")
        self._spooled = self._counter(
            "callbacks_spooled", "Callbacks kept on disk while the database was away"
        )
        self._queries = self._counter("status_queries", "Status queries", "answer")
        self._limits = self._counter("limit_hits", "Requests told to wait (429)", "code")
        self._errors = self._counter("database_errors", "Statements the database failed", "kind")
        self._failed_jobs = self._counter("job_failures", "Jobs put off after an error", "job")
        self._worker_errors = self._counter("worker_errors", "Errors of the workers' own threads", "where")
        self._alerts = self._counter("alerts_raised", "Alerts raised", "kind")
        self._findings = self._counter("audit_violations", "Findings of audits", "invariant")
        self._sign_ins = self._counter("sign_ins_refused", "Sign-ins refused", "code")
        self._reused = self._counter(
            "refresh_tokens_reused", "Devices shut out after an old token was presented"
        )
        self._seconds = Histogram(
            "tabeza_callback_seconds", "From a callback's receipt to its first judgement",
            buckets=CALLBACK_BUCKETS, registry=self.registry,
        )  # fmt: skip
        self._attempts.inc(0)
        for outcome in ("accepted", "refused", "unknown", "not_sent"):
            self._pushes.labels(outcome)  # told as 0 from the start: the first of a kind is an increase too
        for code in (*OUTCOMES, OTHER):
            self._results.labels(code)
        for kind in PROBLEMS.values():
            if kind.status == TOO_MANY:
                self._limits.labels(kind.code)
        for name in ("OperationalError", "InterfaceError", "TimeoutError"):
            self._errors.labels(name)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"tabeza_{name}", text, labels, registry=self.registry)

    @staticmethod
    def _one(counter: Counter, label: Any) -> None:
        counter.labels(str(label or OTHER)).inc()

    # --- what is heard --------------------------------------------------------------------------------------------

    def event(self, name: str, fields: Mapping[str, Any]) -> None:
        """An event of the log. Those that nobody counts are let go."""
        heard = self._heard.get(name)
        if heard is not None:
            heard(fields)

    def database_error(self, kind: str) -> None:
        self._errors.labels(kind).inc()
        self._keep(DATABASE_ERRORS, kind)

    def judged(self, verdict: str, waited_ms: int, *, first_look: bool) -> None:
        """A callback was judged to its end, ``waited_ms`` after it came; only a first look tells of our speed."""
        self._callbacks.labels(verdict).inc()
        if first_look:
            self._seconds.observe(waited_ms / 1000)

    def _push(self, fields: Mapping[str, Any]) -> None:
        status, code = fields.get("status"), fields.get("code")
        if status == "refused" and code in NOT_SENT:
            self._pushes.labels("not_sent").inc()
            return
        self._attempts.inc()
        outcome = {"prompted": "accepted", "refused": "refused"}.get(str(status), "unknown")
        self._pushes.labels(outcome).inc()
        if outcome == "refused":
            self._refusals.labels(known_refusal(code)).inc()

    def _moved(self, fields: Mapping[str, Any]) -> None:
        state = str(fields.get("to_state"))
        self._payments.labels(state).inc()
        if state in ("succeeded", "failed"):
            self._results.labels(known_result(fields.get("result_code"))).inc()

    def _request(self, fields: Mapping[str, Any]) -> None:
        if fields.get("status") == TOO_MANY:
            code = known_problem(fields.get("code"))
            self._limits.labels(code).inc()
            self._keep(LIMIT_HITS, code)

    # --- what must be known of every process ------------------------------------------------------------------------

    def _keep(self, name: str, label: str) -> None:
        with self._lock:
            self._untold[(name, label)] += 1

    def take(self) -> dict[tuple[str, str], int]:
        """Counts by (name, label) since they were last taken. Give them back if they could not be written down."""
        with self._lock:
            taken, self._untold = self._untold, Tally()
        return dict(taken)

    def give_back(self, counts: Mapping[tuple[str, str], int]) -> None:
        with self._lock:
            self._untold.update(counts)


def known_result(code: Any) -> str:
    """A result code of our table, else ``other``: Safaricom's text must not make labels without end."""
    return str(code) if code is not None and outcome_for(str(code)) is not None else OTHER


def known_refusal(code: Any) -> str:
    """An error code of Safaricom's that we know, or one of our problem codes; else ``other``."""
    return str(code) if code in SAFARICOM_ERRORS or code in PROBLEMS else OTHER


def known_problem(code: Any) -> str:
    return str(code) if code in PROBLEMS else OTHER

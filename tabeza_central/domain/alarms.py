"""What is alarming, and what to do about it: the thresholds of the deployment checklist, once.

The same figures make the alerts computed inside (:mod:`tabeza_central.observe.alerts`) and the Prometheus rules
(:mod:`tabeza_central.observe.prometheus_rules`). Pure: counts in, verdicts out. Where there is too little to judge
there is no verdict, which is neither good nor bad news.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tabeza_central.domain.instants import HOUR, MINUTE, SECOND

WINDOW_US: Final = 5 * MINUTE
MIN_PUSHES: Final = 20
ACCEPTANCE_LEAST: Final = 0.90
"""The checklist's alert. Its target is above 0.95."""
ACCEPTANCE_TARGET: Final = 0.95
CALLBACK_MOST_S: Final = 5.0
"""The checklist's alert. Its target is under 2 s."""
CALLBACK_TARGET_S: Final = 2.0
MIN_CALLBACKS: Final = 20
INBOX_MOST_US: Final = MINUTE
"""A callback nobody has looked at for this long: judging stands still."""
LIMIT_HITS_MOST: Final = 20
CODES_WINDOW_US: Final = 15 * MINUTE
CODES_PAST_US: Final = 7 * 24 * HOUR
CODES_MIN_ENDED: Final = 20
CODES_MIN_COUNT: Final = 5
CODES_LEAST_SHARE: Final = 0.10
CODES_TIMES_USUAL: Final = 3.0
BAR_CODES_WINDOW_US: Final = HOUR
BAR_WINDOW_US: Final = 15 * MINUTE
BAR_MIN_PUSHES: Final = 5
BAR_ACCEPTANCE_LEAST: Final = 0.50
JOBS_MOST_US: Final = 2 * MINUTE
DATABASE_ERRORS_MOST: Final = 5
AUDIT_LATE_US: Final = 3 * HOUR
REVIEW_MOST_US: Final = 24 * HOUR
GAP_US: Final = 5 * MINUTE
"""No heartbeat for this long is time the service was away."""
SILENT_US: Final = HOUR
"""An open alert without a verdict for this long is closed: nothing has happened since that could be judged."""

Severity = Literal["info", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One kind of alert. ``cure`` is what to do, in words for the operator; ``bars`` whether it is about one bar."""

    kind: str
    severity: Severity
    cure: str
    bars: bool = False


_ALARMS: Final = (
    Alarm("acceptance_low", "fail",
          "Look at the refusals' codes (`tabeza_push_refusals_total`, the log's `stk_push`). Every bar alike: Safaricom"
          " or this service; see Daraja's status page and the last release, and if customers suffer"
          " `mpesa disable-all`. One code only: the table of codes in the console's help says whose doing it is."),
    Alarm("callback_slow", "warn",
          "See `tabeza_jobs_waiting` and `tabeza_database_errors_total`: a slow database or too few workers. Start"
          " another worker; nothing is lost meanwhile."),
    Alarm("inbox_stuck", "fail",
          "Callbacks are kept but not judged. Is a worker running (`tabeza_heartbeat_age_seconds`)? The log's"
          " `job_failed` names what fails. Restart the worker: it takes up where it stopped."),
    Alarm("codes_unusual", "warn",
          "Look the code up in the console's help. A code of Safaricom's side (1025, 9999, 26): wait, and tell bars by"
          " `mpesa disable-all` if it lasts. Customers' side (1, 1032, 1037, 2001): nothing to mend."),
    Alarm("bar_codes_unusual", "info",
          "This bar's requests end otherwise than they used to. Ring the bar; 1037 in a row is often one network down.",
          bars=True),
    Alarm("bar_acceptance_low", "warn",
          "Safaricom refuses this bar's requests. Keys expired or changed on Daraja: the owner enters them again in"
          " the set-up guide and pays the KES 1 test.", bars=True),
    Alarm("limits_hit", "warn",
          "Many requests were told to wait (429). One busy bar: `bars limit BAR N`. Many bars at once: a console that"
          " asks in a circle; see `tabeza_limit_hits_total` by code."),
    Alarm("jobs_late", "fail",
          "Work is due and nobody does it. Is a worker running? Is the database slow? Restart the worker."),
    Alarm("database_errors", "fail",
          "The database failed several times. See its own log, its disk and its connections; callbacks wait safely in"
          " the spool meanwhile."),
    Alarm("audit_found", "fail",
          "The books do not add up. Run `audit` for the list, stop the rollout, keep the database as it is and open an"
          " incident: a person must find out why before anything is mended."),
    Alarm("audit_late", "warn",
          "No audit has finished for three hours. The log's `job_failed` says why; run `audit` by hand."),
    Alarm("review_waiting", "warn",
          "Payments wait for a decision for more than a day. Ring the bar: its owner decides with the PayBill's"
          " statement."),
    Alarm("was_away", "warn",
          "The service did not live for a while. Write it down: `incident open --kind outage`. Consoles and Safaricom"
          " are answered again; payments of that time are asked about by themselves."),
    Alarm("rollout_held", "fail",
          "The rollout holds by itself. Find the reason, mend it, then `mpesa resume --by NAME --why TEXT`."),
)  # fmt: skip
ALARMS: Final[Mapping[str, Alarm]] = {alarm.kind: alarm for alarm in _ALARMS}


@dataclass(frozen=True, slots=True)
class PushCount:
    """Pushes that were answered or should have been. ``accepted``: Safaricom took them."""

    attempted: int = 0
    accepted: int = 0

    @property
    def acceptance(self) -> float | None:
        return self.accepted / self.attempted if self.attempted else None

    @classmethod
    def total(cls, counts: Iterable[PushCount]) -> PushCount:
        listed = list(counts)
        return cls(sum(c.attempted for c in listed), sum(c.accepted for c in listed))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of one alarm now. ``firing`` None: too little to judge. ``bar_id`` None: the service."""

    kind: str
    firing: bool | None
    text: str = ""
    bar_id: str | None = None


def acceptance(count: PushCount) -> Verdict:
    """Under 90 % of pushes accepted in the window, of at least 20."""
    share = count.acceptance
    if share is None or count.attempted < MIN_PUSHES:
        return Verdict("acceptance_low", None)
    text = f"Safaricom took {count.accepted} of {count.attempted} requests in five minutes ({share:.0%})"
    return Verdict("acceptance_low", share < ACCEPTANCE_LEAST, text)


def bar_acceptance(by_bar: Mapping[str, PushCount]) -> list[Verdict]:
    """Bars most of whose pushes are refused. A bar with too few has no verdict."""
    return [
        Verdict(
            "bar_acceptance_low",
            count.accepted / count.attempted < BAR_ACCEPTANCE_LEAST,
            f"Safaricom took {count.accepted} of this bar's last {count.attempted} requests",
            bar_id,
        )
        for bar_id, count in by_bar.items()
        if count.attempted >= BAR_MIN_PUSHES
    ]


@dataclass(frozen=True, slots=True)
class CallbackTimes:
    """Callbacks looked at in the window, the mean of their seconds from receipt to the first look, and the oldest
    that nobody has looked at (microseconds, None if there is none)."""

    judged: int
    mean_s: float
    oldest_waiting_us: int | None


def callback_times(times: CallbackTimes) -> list[Verdict]:
    """Slow on average, or standing still. The second needs no least number."""
    slow: bool | None = None if times.judged < MIN_CALLBACKS else times.mean_s > CALLBACK_MOST_S
    oldest = times.oldest_waiting_us or 0
    return [
        Verdict("callback_slow", slow, f"Callbacks took {times.mean_s:.1f} s on average in five minutes"),
        Verdict(
            "inbox_stuck", oldest > INBOX_MOST_US, f"A callback has waited for {oldest // SECOND} s unread"
        ),
    ]


def more_than(kind: str, count: int, most: int, text: str) -> Verdict:
    return Verdict(kind, count > most, text)


def unusual_codes(
    now: Mapping[str, int], past: Mapping[str, int], *, kind: str = "codes_unusual", bar_id: str | None = None
) -> Verdict:
    """A result code that ends far more payments than it used to. Counts by code, successes (``0``) among them.

    Judged against the past of the same thing: a bar where many cancel is not alarming for it. With too little now,
    or too little past, there is no verdict.
    """
    ended, ended_before = sum(now.values()), sum(past.values())
    if ended < (CODES_MIN_COUNT if bar_id else CODES_MIN_ENDED) or ended_before < CODES_MIN_ENDED:
        return Verdict(kind, None, bar_id=bar_id)
    for code, count in sorted(now.items(), key=lambda item: (-item[1], item[0])):
        share, usual = count / ended, past.get(code, 0) / ended_before
        unusual = share > max(CODES_LEAST_SHARE, CODES_TIMES_USUAL * usual)
        if code != "0" and count >= CODES_MIN_COUNT and unusual:
            text = f"Code {code} ended {count} of {ended} payments ({share:.0%}; usually {usual:.0%})"
            return Verdict(kind, True, text, bar_id)
    return Verdict(kind, False, bar_id=bar_id)

"""How the service did in a week or a month, against the checklist's targets: from what is stored, or "no data".

A figure without a source is None, never a guess. Test bars and sandbox money are left out. A report counts from
``since`` to ``until``; both are told with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Literal

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import HOUR, MINUTE, instant, micros
from tabeza_central.problems import Problem
from tabeza_central.store import incidents, pulse, ratings, reports
from tabeza_central.store.uow import ALL_BARS, Tx

Period = Literal["week", "month"]
DAYS: Final[dict[Period, int]] = {"week": 7, "month": 30}
DAY_US: Final = 24 * HOUR
LATE_US: Final = 10 * MINUTE
"""A callback nobody has looked at for so long has failed to be processed."""
NO_DATA: Final = "no data"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line. ``value`` None: no data. ``target`` is the checklist's; ``met`` None where there is no verdict."""

    key: str
    label: str
    value: float | None
    unit: str
    target: str
    met: bool | None
    note: str = ""

    @property
    def text(self) -> str:
        if self.value is None:
            return NO_DATA
        shown = (
            f"{self.value:,.0f}" if self.value == int(self.value) and not self.unit else f"{self.value:,.2f}"
        )
        return f"{shown}{f' {self.unit}' if self.unit else ''}"


@dataclass(frozen=True, slots=True)
class Report:
    """The lines of one period, times in UTC."""

    period: Period
    since: datetime
    until: datetime
    figures: tuple[Figure, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "figures": [asdict(figure) for figure in self.figures],
        }


def report(ctx: Context, period: Period, since: datetime | None = None) -> Report:
    """The report of ``period`` from ``since`` (or of the last 7 or 30 days), up to now at most.

    Raises ``bad_request`` if it would begin in the future.
    """
    now, length = ctx.now(), DAYS[period] * DAY_US
    begin = now - length if since is None else micros(since)
    if begin >= now:
        raise Problem("bad_request")
    until = (
        min(now if since is None else begin + length - 1, now) + 1
    )  # what happened this very moment counts
    with ctx.store.read(bar=ALL_BARS) as tx:
        figures = (_week if period == "week" else _month)(tx, begin, until, now)
    return Report(period, instant(begin), instant(until), figures)


def _week(tx: Tx, since: int, until: int, now: int) -> tuple[Figure, ...]:
    new, total = reports.set_up(tx, since, until)
    done = reports.trade(tx, since, until)
    kept, failed = reports.callbacks(tx, since, until, now - LATE_US)
    share = None if not kept else 100 * failed / kept
    of_every_kind, of_security = _incidents(tx, since, until)
    return (
        _figure("businesses", "Businesses set up", new, "", "5 or more", lambda n: n >= 5, f"{total} in all"),
        _figure(
            "payments", "Customers' STK payments made", done.paid, "", "100 or more", lambda n: n >= 100,
            f"and {done.tests_paid} KES 1 tests",
        ),
        _acceptance(done),
        _figure(
            "callback_failures", "Callbacks that failed to be processed", share, "%", "under 1 %", lambda n: n < 1,
            f"{failed} of {kept}",
        ),
        _figure(
            "security_incidents", "Credential security incidents", of_security, "", "none", lambda n: n == 0,
            "from the incident log",
        ),
        _figure("incidents", "Incidents of every kind", of_every_kind, "", "", None),
    )  # fmt: skip


def _month(tx: Tx, since: int, until: int, _now: int) -> tuple[Figure, ...]:
    done = reports.trade(tx, since, until)
    scores = ratings.between(tx, since, until)
    answers = sum(scores.values())
    mean = sum(score * count for score, count in scores.items()) / answers if answers else None
    of_every_kind, _of_security = _incidents(tx, since, until)
    return (
        _figure("businesses", "Businesses using M-Pesa", done.bars, "", "50 or more", lambda n: n >= 50),
        _figure("payments", "Customers' STK payments made", done.paid, "", "10,000 or more", lambda n: n >= 10_000),
        _acceptance(done),
        *_uptime(tx, since, until),
        _figure(
            "satisfaction", "Satisfaction, 1 to 5", mean, "", "above 4.5", lambda n: n > 4.5, f"{answers} answers",
        ),
        _figure("incidents", "Incidents of every kind", of_every_kind, "", "", None),
    )  # fmt: skip


def _figure(
    key: str, label: str, value: float | None, unit: str, target: str, reached: Callable[[float], bool] | None,
    note: str = "",
) -> Figure:  # fmt: skip
    met = None if value is None or reached is None else reached(value)
    return Figure(key, label, None if value is None else round(value, 4), unit, target, met, note)


def _acceptance(done: reports.Trade) -> Figure:
    share = None if not done.attempted else 100 * done.accepted / done.attempted
    note = f"{done.accepted} of {done.attempted} requests taken by Safaricom"
    return _figure("acceptance", "STK push acceptance", share, "%", "above 95 %", lambda n: n > 95, note)


def _incidents(tx: Tx, since: int, until: int) -> tuple[int | None, int | None]:
    """(all, of security); None for a time in which the service never lived: nobody could have seen any."""
    if not pulse.beats(tx, since, until).lived:
        return None, None
    by_kind = incidents.between(tx, since, until)
    return sum(by_kind.values()), by_kind.get("security", 0)


def _uptime(tx: Tx, since: int, until: int) -> tuple[Figure, ...]:
    """Minutes with a heartbeat and M-Pesa not switched off for everyone, of those since the first heartbeat ever.

    Without a heartbeat before the end there is no data; minutes before the first one are not counted as down.
    """
    beats = pulse.beats(tx, since, until)
    begin = max(since, beats.first_at) if beats.first_at is not None else until
    minutes = (pulse.minute_of(until) - pulse.minute_of(begin)) // MINUTE
    if minutes <= 0:
        nothing = _figure("uptime", "Uptime of M-Pesa", None, "%", "99 % or more", None)
        return (nothing,)
    up = 100 * (beats.lived - beats.paused) / minutes
    note = f"{beats.lived} of {minutes} minutes lived since {instant(begin):%Y-%m-%d %H:%M} UTC"
    return (
        _figure("uptime", "Uptime of M-Pesa", min(up, 100.0), "%", "99 % or more", lambda n: n >= 99, note),
        _figure("paused_minutes", "Minutes paused by Tabeza", beats.paused, "", "", None),
    )


def bars_compared(ctx: Context, hours: int, limit: int = 50) -> list[reports.BarTrade]:
    """Bars by how many of their requests Safaricom did not take in the last hours, the worst first."""
    with ctx.store.read(bar=ALL_BARS) as tx:
        return reports.trade_by_bar(tx, ctx.now() - hours * HOUR, limit)

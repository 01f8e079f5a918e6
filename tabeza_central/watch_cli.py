"""What the operator asks of a service that watches itself: alerts, the audit, reports, the incident log."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Final

import typer

from tabeza_central.compose import Service
from tabeza_central.domain.instants import HOUR, instant, instant_or_none
from tabeza_central.observe import alerts
from tabeza_central.observe import audit as auditing
from tabeza_central.services import incidents, reloading, reports
from tabeza_central.services.operator import OPERATOR
from tabeza_protocol.business_day import NAIROBI

OpenService = Callable[[], AbstractContextManager[Service]]
Json = Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")]
By = Annotated[str, typer.Option(help="Who says so.")]
_TIMES: Final = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
Time = Annotated[datetime | None, typer.Option(formats=_TIMES, help="By Nairobi's clock.")]


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"


class Kind(StrEnum):
    OUTAGE = "outage"
    PAYMENTS = "payments"
    SECURITY = "security"
    OTHER = "other"


def register(app: typer.Typer, open_service: OpenService) -> None:
    """Adds the commands to the operator's."""
    _alerts(app, open_service)
    _audit(app, open_service)
    _report(app, open_service)
    _acceptance(app, open_service)
    _reload(app, open_service)
    app.add_typer(_incidents(open_service), name="incident")


def _local(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(tzinfo=NAIROBI).astimezone(UTC)


def _clock(at: datetime | None) -> str:
    return "-" if at is None else f"{at.astimezone(NAIROBI):%Y-%m-%d %H:%M}"


def _alerts(app: typer.Typer, open_service: OpenService) -> None:
    @app.command("alerts")
    def show(
        hours: Annotated[int, typer.Option(min=0, help="Also those that ended in these hours.")] = 0,
        as_json: Json = False,
    ) -> None:
        """What is wrong now, and what to do about each. Exit code 2 while something stands that must be mended."""
        with open_service() as service:
            found = alerts.listed(service.context, hours * HOUR)
        if as_json:
            typer.echo(json.dumps([_alert_json(line) for line in found], indent=2))
        else:
            for line in found:
                typer.echo(_alert_text(line))
            if not found:
                typer.echo("nothing stands")
        if any(line.ended is None and line.severity == "fail" for line in found):
            raise typer.Exit(2)


def _alert_json(line: alerts.AlertLine) -> dict[str, str | None]:
    return {
        "kind": line.kind, "severity": line.severity, "bar": line.bar_id, "text": line.text, "cure": line.cure,
        "began": line.began.isoformat(), "ended": None if line.ended is None else line.ended.isoformat(),
    }  # fmt: skip


def _alert_text(line: alerts.AlertLine) -> str:
    span = (
        f"since {_clock(line.began)}"
        if line.ended is None
        else f"{_clock(line.began)} to {_clock(line.ended)}"
    )
    about = f"  bar {line.bar_id}" if line.bar_id else ""
    return f"{line.severity.upper():4}  {line.kind}  {span}{about}\n      {line.text}\n      do: {line.cure}"


def _audit(app: typer.Typer, open_service: OpenService) -> None:
    @app.command("audit")
    def audit() -> None:
        """Prove every shilling of every bar now. Exit code 1 if anything does not add up."""
        with open_service() as service:
            findings = auditing.audit(service.context)
        for finding in findings:
            typer.echo(f"{finding.invariant}  bar {finding.bar_id}  {finding.detail}")
        typer.echo("the books add up" if not findings else f"{len(findings)} findings")
        if findings:
            raise typer.Exit(1)


def _report(app: typer.Typer, open_service: OpenService) -> None:
    @app.command("report")
    def report(period: Period, since: Time = None, as_json: Json = False) -> None:
        """The last 7 or 30 days (or those from --since) against the checklist's targets."""
        with open_service() as service:
            made = reports.report(service.context, period.value, _local(since))
        if as_json:
            typer.echo(json.dumps(made.as_json(), indent=2))
            return
        typer.echo(f"{period.value}: {_clock(made.since)} to {_clock(made.until)} (Nairobi)")
        for figure in made.figures:
            word = {True: "met", False: "NOT MET", None: ""}[figure.met]
            target = f"target: {figure.target}" if figure.target else ""
            note = f"({figure.note})" if figure.note else ""
            typer.echo(f"  {figure.label:38} {figure.text:>12}  {word:8} {target:24} {note}".rstrip())


def _acceptance(app: typer.Typer, open_service: OpenService) -> None:
    @app.command("acceptance")
    def acceptance(hours: Annotated[int, typer.Option(min=1, max=24 * 30)] = 24) -> None:
        """Bar by bar: requests taken by Safaricom, and paid by customers. The bars with most refused come first."""
        with open_service() as service:
            found = reports.bars_compared(service.context, hours)
        for bar in found:
            paid = f"{bar.paid} of {bar.ended} paid" if bar.ended else "none ended"
            share = bar.accepted / bar.attempted
            typer.echo(
                f"{bar.bar_id}  {share:4.0%}  {bar.accepted} of {bar.attempted} taken, {paid}  {bar.name}"
            )
        if not found:
            typer.echo("no requests were sent")


def _reload(app: typer.Typer, open_service: OpenService) -> None:
    @app.command("reload-consoles")
    def reload_consoles(by: By = OPERATOR) -> None:
        """After a backup was restored: every console drops its copy and loads afresh, within seconds."""
        with open_service() as service:
            typer.echo(f"{reloading.reload_consoles(service.context, by=by)} bars told")


def _incidents(open_service: OpenService) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, help="What went wrong, when, and what was learned.")

    @app.command("open")
    def open_one(
        text: str,
        kind: Annotated[Kind, typer.Option()] = Kind.OTHER,
        began: Time = None,
        by: By = OPERATOR,
    ) -> None:
        """Write an incident down; prints its number."""
        with open_service() as service:
            made = incidents.open_incident(
                service.context, kind=kind.value, text=text, by=by, began=_local(began)
            )
        typer.echo(str(made.number))

    @app.command("close")
    def close_one(
        number: int,
        lesson: Annotated[str, typer.Option(help="What was learned and changed.")],
        ended: Time = None,
        by: By = OPERATOR,
    ) -> None:
        """Close an incident with what was learned."""
        with open_service() as service:
            incidents.close_incident(service.context, number, lesson=lesson, by=by, ended=_local(ended))
        typer.echo("closed")

    @app.command("list")
    def list_all() -> None:
        """Every incident, newest first."""
        with open_service() as service:
            for one in incidents.list_incidents(service.context):
                ended = _clock(instant_or_none(one.ended_at)) if one.ended_at else "still open"
                typer.echo(
                    f"{one.number}  {one.kind}  {_clock(instant(one.began_at))} to {ended}  {one.text}"
                )
                if one.lesson:
                    typer.echo(f"      learned: {one.lesson}")

    return app

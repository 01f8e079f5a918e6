"""``tabeza-central mpesa``: the kill switch and its way back, and a test bar's fresh start."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import typer

from tabeza_central.compose import Service
from tabeza_central.domain.instants import instant
from tabeza_central.services import operator, rollout, switchboard
from tabeza_central.services.operator import OPERATOR
from tabeza_central.services.switchboard import RolloutHeld, Told

OpenService = Callable[[], AbstractContextManager[Service]]
IN_FLIGHT_WAIT_S: Final = 30.0
"""Longer than Safaricom is ever waited for (25 s)."""
LOOK_EVERY_S: Final = 0.2

Reason = Annotated[str, typer.Option(help="Shown on every console it pauses.")]
Minutes = Annotated[int | None, typer.Option(min=1, help="Expected length.")]
OtherWay = Annotated[list[str] | None, typer.Option(help="Another way to pay; may be repeated.")]
By = Annotated[str, typer.Option(help="Who orders it.")]


def commands(open_service: OpenService) -> typer.Typer:
    """The group, over whatever opens a service."""
    app = typer.Typer(no_args_is_help=True, help="The kill switch and its way back.")
    _off(app, open_service)
    _back(app, open_service)
    _one_bar(app, open_service)
    return app


def _until(minutes: int | None) -> datetime | None:
    return None if minutes is None else datetime.now(UTC) + timedelta(minutes=minutes)


def _off(app: typer.Typer, open_service: OpenService) -> None:
    @app.command("disable-all")
    def disable_all(
        reason: Reason, minutes: Minutes = None, other_way: OtherWay = None, by: By = OPERATOR
    ) -> None:
        """Stop new payment requests of every bar at once. Nothing is forgotten."""
        with open_service() as service:
            told = switchboard.set_switch(
                service.context, bar_id=None, enabled=False, by=by, reason=reason,
                other_ways=tuple(other_way or ()), until=_until(minutes),
            )  # fmt: skip
            typer.echo(f"paused for every bar; {_bars(told.paused)} told")
            _wait_for_sends(service)


def _wait_for_sends(service: Service) -> None:
    """Until what left before the switch has its answer. The switch stands whatever happens here."""
    before = left = switchboard.sends_in_flight(service.context)
    pause = threading.Event()
    for _ in range(int(IN_FLIGHT_WAIT_S / LOOK_EVERY_S)):
        if not left:
            break
        pause.wait(LOOK_EVERY_S)
        left = switchboard.sends_in_flight(service.context)
    rest = f", {left} still without an answer (they are asked about by themselves)" if left else ""
    typer.echo(f"{before} requests were on their way out{rest}")


def _bars(count: int) -> str:
    return f"{count} bar{'' if count == 1 else 's'}"


def _say(told: Told) -> str:
    return f"{_bars(told.back)} back in, {_bars(told.paused)} out"


def _back(app: typer.Typer, open_service: OpenService) -> None:
    @app.command("enable")
    def enable(
        percent: Annotated[int, typer.Option(min=1, max=100)] = 10, minutes: Minutes = None, by: By = OPERATOR
    ) -> None:
        """Let this share of bars send requests again; the same bars stay in as the share grows."""
        with open_service() as service:
            try:
                told = rollout.let_in(service.context, percent, by=by, until=_until(minutes))
            except RolloutHeld as held:
                typer.echo(str(held), err=True)
                raise typer.Exit(1) from None
        typer.echo(f"on for {percent} % of bars: {_say(told)}")

    @app.command("resume")
    def resume(
        by: Annotated[str, typer.Option(help="Who decided it: a person's name.")],
        why: Annotated[str, typer.Option(help="What was found and mended.")],
    ) -> None:
        """Let a rollout that holds go on, at the share it held at."""
        with open_service() as service:
            told = rollout.resume(service.context, by=by, why=why)
        typer.echo(f"resumed: {_say(told)}")

    @app.command("status")
    def status() -> None:
        """Where the switch stands, who is in, and what Safaricom has taken since."""
        with open_service() as service:
            found = rollout.status(service.context)
        for line in status_lines(found):
            typer.echo(line)


def status_lines(found: rollout.Status) -> list[str]:
    """What ``mpesa status`` prints."""
    switch, pushes, held = found.switch, found.pushes, found.held
    word = f"on for {switch.percent} % of bars" if switch.enabled else "off for every bar"
    since = (
        f" since {instant(switch.set_at):%Y-%m-%d %H:%M:%S} UTC by {switch.set_by}" if switch.set_at else ""
    )
    lines = [f"M-Pesa is {word}{since}", f"{found.bars_in} of {found.bars} bars that use it are in"]
    if switch.reason and (not switch.enabled or switch.percent < 100):
        lines.append(f"reason shown: {switch.reason}")
    share = "no requests sent" if pushes.acceptance is None else (
        f"Safaricom took {pushes.accepted} of {pushes.attempted} requests ({pushes.acceptance:.0%})"
    )  # fmt: skip
    lines.append(f"{share} since then, or in the last hour; {found.in_flight} on their way out")
    if held is not None:
        also = ", and switched off" if held.stopped else ""
        lines.append(f"HOLDS at {held.percent} %{also}: {held.reason}")
        lines.append("mend the reason, then: tabeza-central mpesa resume --by NAME --why TEXT")
    return lines


def _one_bar(app: typer.Typer, open_service: OpenService) -> None:
    @app.command("pause-bar")
    def pause_bar(
        bar: str, reason: Reason, minutes: Minutes = None, other_way: OtherWay = None, by: By = OPERATOR
    ) -> None:
        """Stop new payment requests of one bar."""
        with open_service() as service:
            operator.require_bar(service.context, bar)
            switchboard.set_switch(
                service.context, bar_id=bar, enabled=False, by=by, reason=reason,
                other_ways=tuple(other_way or ()), until=_until(minutes),
            )  # fmt: skip
        typer.echo("paused for this bar")

    @app.command("resume-bar")
    def resume_bar(bar: str, by: By = OPERATOR) -> None:
        """Let one bar that was paused by itself send requests again."""
        with open_service() as service:
            operator.require_bar(service.context, bar)
            switchboard.set_switch(service.context, bar_id=bar, enabled=True, by=by)
        typer.echo("on for this bar")

    @app.command("reset")
    def reset(bar: Annotated[str, typer.Option(help="The id of a test bar.")]) -> None:
        """Clear a test bar's M-Pesa set-up to try it from the beginning. Tabs, payments and the books stay."""
        with open_service() as service:
            operator.reset_mpesa(service.context, bar)
        typer.echo("cleared; nothing else was touched")

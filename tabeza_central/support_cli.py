"""``tabeza-central support``: the people who guide set-up from afar, and their desks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Annotated

import typer

from tabeza_central import compose
from tabeza_central.domain.instants import instant
from tabeza_central.services import support_people
from tabeza_protocol.pairing_codes import display_code
from tabeza_protocol.secret import Secret

OpenService = Callable[[], AbstractContextManager[compose.Service]]
_PIN = typer.Option(
    prompt="Six-digit PIN", confirmation_prompt=True, hide_input=True, help="Asked for if left out."
)


def commands(open_service: OpenService) -> typer.Typer:
    """The group, over whatever opens a service."""
    app = typer.Typer(
        no_args_is_help=True, help="Support staff: they belong to no bar and see only what owners open."
    )

    @app.command("add")
    def add(name: str, pin: Annotated[str, _PIN]) -> None:
        """Add a support person and print the id. They choose the PIN themselves, at this keyboard."""
        with open_service() as service:
            person = support_people.add(service.context, name, Secret(pin))
        typer.echo(person.id)

    @app.command("list")
    def list_people() -> None:
        """Who may sign in on a support desk."""
        with open_service() as service:
            for person in support_people.listed(service.context):
                typer.echo(f"{person.id}  {person.name}{_lock(person.locked_until)}")

    @app.command("pin")
    def pin(person_id: str, pin: Annotated[str, _PIN]) -> None:
        """Set a new PIN; sessions under the old one end."""
        with open_service() as service:
            support_people.reset_pin(service.context, person_id, Secret(pin))

    @app.command("remove")
    def remove(person_id: str) -> None:
        """Sign a support person out everywhere, for good."""
        with open_service() as service:
            support_people.remove(service.context, person_id)

    @app.command("desk")
    def desk() -> None:
        """A pairing code that makes a PC a support desk: start Tabeza there with --support and type it."""
        with open_service() as service:
            typer.echo(display_code(support_people.desk_code(service.context).code))

    @app.command("desks")
    def desks() -> None:
        """The PCs that are support desks."""
        with open_service() as service:
            for device in support_people.desks(service.context):
                seen = (
                    "never"
                    if device.last_seen_at is None
                    else f"{instant(device.last_seen_at):%Y-%m-%d %H:%M} UTC"
                )
                mark = "" if device.revoked_at is None else "  disconnected"
                typer.echo(f"{device.id}  {device.name}  seen {seen}{mark}")

    @app.command("disconnect")
    def disconnect(device_id: str) -> None:
        """Disconnect a desk at once."""
        with open_service() as service:
            support_people.disconnect(service.context, device_id)

    return app


def _lock(until: datetime | None) -> str:
    return f"  locked until {until:%H:%M} UTC" if until is not None and until > datetime.now(UTC) else ""

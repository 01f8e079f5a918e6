"""``tabeza-central data`` and ``retention``: what the law lets customers ask, and what goes by itself."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from tabeza_central.compose import Service
from tabeza_central.services import data_rights, operator, retention
from tabeza_central.services.data_rights import STAYS, TooSoon

Opened = Callable[[], AbstractContextManager[Service]]
_PHONE = typer.Option(
    prompt="Phone", help="The customer's number. Asked for if left out, so that no history keeps it."
)
_BY = typer.Option(help="Who does it; kept in the audit log.")


def data_commands(opened: Opened) -> typer.Typer:
    """``export`` and ``erase``."""
    app = typer.Typer(
        no_args_is_help=True, help="What a customer may ask about their phone (Data Protection Act, 2019)."
    )

    @app.command("export")
    def export(
        bar: Annotated[str, typer.Option(help="The bar's id.")],
        phone: Annotated[str, _PHONE],
        out: Annotated[
            Path | None, typer.Option(help="Write here, readable by you alone; else print.")
        ] = None,
        by: Annotated[str, _BY] = operator.OPERATOR,
    ) -> None:
        """Everything the bar's service holds on one phone, as JSON."""
        with opened() as service:
            text = json.dumps(
                data_rights.export(service.context, bar, phone, by=by), indent=2, ensure_ascii=False
            )
        if out is None:
            typer.echo(text)
            return
        write_private(out, text + "\n")
        typer.echo(f"written to {out}")

    @app.command("erase")
    def erase(
        bar: Annotated[str, typer.Option(help="The bar's id.")],
        phone: Annotated[str, _PHONE],
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
        by: Annotated[str, _BY] = operator.OPERATOR,
    ) -> None:
        """Turn a phone and its owner's name into tokens, everywhere. There is no way back; the books stay."""
        typer.echo(STAYS)
        if not yes:
            typer.confirm("Erase this phone? It can't be undone.", abort=True)
        try:
            with opened() as service:
                done = data_rights.erase(service.context, bar, phone, by=by)
        except TooSoon as refused:
            typer.echo(str(refused), err=True)
            raise typer.Exit(1) from None
        found = ", ".join(f"{count} {name}" for name, count in done.counts.items())
        typer.echo(f"erased: {found}" if found else "nothing of this phone was here")
        if not done.compacted:
            typer.echo(
                "The database was too busy to be compacted: run this again when it is quiet.", err=True
            )
            raise typer.Exit(1)

    return app


def retention_commands(opened: Opened) -> typer.Typer:
    """``run``; a worker does the same each day."""
    app = typer.Typer(no_args_is_help=True, help="Phones and raw messages that were kept long enough.")

    @app.callback()
    def group() -> None:
        """Keeps ``run`` a command of its own."""

    @app.command("run")
    def run(dry_run: Annotated[bool, typer.Option("--dry-run", help="Count only.")] = False) -> None:
        """Let go what is due now. A worker does this each day by itself."""
        with opened() as service:
            done = retention.due(service.context) if dry_run else retention.run(service.context)
        told = ", ".join(f"{count} {name}" for name, count in done.items())
        typer.echo(f"{'due' if dry_run else 'gone'}: {told}")

    return app


def write_private(path: Path, text: str) -> None:
    """A new file that only its owner can read. Raises ``FileExistsError`` rather than write over one."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as sink:
        sink.write(text)

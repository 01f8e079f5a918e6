"""``tabeza-central backup``: a copy, back again, and the drill that shows the copy is worth having."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from tabeza_central import compose
from tabeza_central.services import drill
from tabeza_central.settings import Settings, settings_from_environment
from tabeza_central.store import backup, migrate
from tabeza_central.store.backup import BackupRefused
from tabeza_central.store.engine import open_engine

_INTO = typer.Option(help="An empty database: sqlite:///new-file, or postgresql://... just made for this.")


def commands() -> typer.Typer:
    """``make``, ``restore`` and ``drill``."""
    app = typer.Typer(no_args_is_help=True, help="Backups: a copy is worth what its last restoring showed.")

    @app.command("make")
    def make(file: Path) -> None:
        """Copy the whole database into a new file, while the service serves."""
        settings = settings_from_environment()
        _or_say_why(lambda: backup.make(_direct(settings), file))
        typer.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB. Keep the master key elsewhere.")

    @app.command("restore")
    def restore(file: Path, into: Annotated[str, _INTO]) -> None:
        """Put a copy into an empty database. The service then starts with DATABASE_URL naming it."""
        _or_say_why(lambda: backup.restore(file, _as_settings(into).database_url))
        typer.echo("restored")

    @app.command("drill")
    def rehearse(file: Path, into: Annotated[str, _INTO] = "") -> None:
        """Restore a copy to one side and prove it: the key opens it, the books add up to the cent."""
        with tempfile.TemporaryDirectory(prefix="tabeza-drill-") as aside:
            settings = _as_settings(into or f"sqlite:///{Path(aside) / 'copy.sqlite'}")
            _or_say_why(lambda: backup.restore(file, settings.database_url))
            done = _prove(settings)
        for problem in done.problems:
            typer.echo(f"FAIL  {problem}")
        if done.problems:
            raise typer.Exit(1)
        typer.echo(f"pass  {done.bars} bars: the key opens it and every book adds up")

    return app


def _prove(settings: Settings) -> drill.Drilled:
    engine = open_engine(settings.database_url)
    migrate.upgrade(engine)  # a copy from before an update is brought up, as the service would want it
    engine.dispose()
    service = compose.compose(settings)
    try:
        return drill.prove(service.context)
    finally:
        service.close()


def _direct(settings: Settings) -> str:
    """Past a transaction pooler, which would not take the name of the bars."""
    return settings.listen_url or settings.database_url


def _as_settings(url: str) -> Settings:
    """Today's settings over another database."""
    plain = settings_from_environment({"DATABASE_URL": url, "TABEZA_SERVICE_KIND": "test"}).database_url
    return replace(settings_from_environment(), database_url=plain, listen_url=None)


def _or_say_why(work: Callable[[], None]) -> None:
    try:
        work()
    except BackupRefused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None

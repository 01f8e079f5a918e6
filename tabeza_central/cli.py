"""The operator's command line. Exit codes: 0 done, 1 refused or failed, 78 a setting that must be mended first."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final

import typer

from tabeza_central import (
    books_cli,
    compose,
    data_cli,
    handover_cli,
    mpesa_cli,
    preflight,
    server,
    support_cli,
    upkeep_cli,
    watch_cli,
)
from tabeza_central.problems import Problem
from tabeza_central.services import identity, keys, operator
from tabeza_central.settings import Settings, SettingsRefused, settings_from_environment
from tabeza_central.store import migrate as migrate_store
from tabeza_central.store.engine import open_engine
from tabeza_central.store.uow import StoreDown
from tabeza_central.vault.keyring import KeyRefused
from tabeza_protocol.pairing_codes import PairingPurpose, display_code

EX_CONFIG: Final = 78

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
bars_app = typer.Typer(no_args_is_help=True, help="Bars: the tenants of this service.")
codes_app = typer.Typer(no_args_is_help=True, help="Pairing codes.")
identity_app = typer.Typer(no_args_is_help=True, help="Who this service is to its consoles.")
keys_app = typer.Typer(
    no_args_is_help=True, help="The master keys: what is sealed under which, and rotating them."
)
app.add_typer(bars_app, name="bars")
app.add_typer(codes_app, name="codes")
app.add_typer(identity_app, name="identity")
app.add_typer(mpesa_cli.commands(lambda: _service()), name="mpesa")
app.add_typer(keys_app, name="keys")
app.add_typer(support_cli.commands(lambda: _service()), name="support")

books_cli.register(app, lambda: _service())
watch_cli.register(app, lambda: _service())
app.add_typer(data_cli.data_commands(lambda: _service()), name="data")
app.add_typer(data_cli.retention_commands(lambda: _service()), name="retention")
app.add_typer(upkeep_cli.commands(), name="backup")
handover_cli.register(bars_app, lambda: _service())


def main() -> None:
    """Runs a command; what stops it is one plain sentence on standard error."""
    try:
        app()
    except (SettingsRefused, KeyRefused, compose.RoleRefused) as refused:
        _fail(str(refused), EX_CONFIG)
    except compose.SchemaMissing as missing:
        _fail(str(missing), 1)
    except StoreDown:
        _fail("The database can't be reached or written. Check DATABASE_URL and that it is up.", 1)
    except Problem as problem:
        _fail(f"{problem.kind.title} ({problem.kind.ref}).", 1)
    except OSError as problem:
        _fail(f"The system refused: {problem.strerror}.", 1)


def _fail(text: str, code: int) -> None:
    sys.stderr.write(text + "\n")
    sys.exit(code)


@contextmanager
def _service() -> Iterator[compose.Service]:
    service = compose.compose(settings_from_environment())
    try:
        yield service
    finally:
        service.close()


# --- running --------------------------------------------------------------------------------------------------------


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Listen here. Put a TLS proxy in front of anything public.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8000,
    announce: Annotated[bool, typer.Option(help="Print one line of JSON when ready.")] = True,
    exit_with_stdin: Annotated[bool, typer.Option(help="End when standard input closes.")] = False,
) -> None:
    """Serve consoles and Safaricom until stopped."""
    settings = settings_from_environment()
    if settings.is_rehearsal:
        _migrate(settings)
    server.serve(
        settings,
        host=host,
        port=port,
        announce=print_line if announce else None,
        exit_with_stdin=exit_with_stdin,
    )


def print_line(line: dict[str, Any]) -> None:
    """One JSON object on standard output, at once."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    typer.echo("made" if _migrate(settings_from_environment()) else "up to date")


def _migrate(settings: Settings) -> bool:
    engine = open_engine(settings.database_url)
    try:
        if migrate_store.current(engine) == migrate_store.newest():
            return False
        migrate_store.upgrade(engine)
        return True
    finally:
        engine.dispose()


@app.command("preflight")
def preflight_command() -> None:
    """Check what the deployment checklist asks for, and say the cure of what fails."""
    findings = preflight.run()
    for finding in findings:
        typer.echo(f"{finding.word}  {finding.name}: {finding.text}")
    if not all(finding.passed for finding in findings):
        raise typer.Exit(1)


# --- bars, people, codes --------------------------------------------------------------------------------------------


@bars_app.command("add")
def bars_add(
    name: str,
    place: Annotated[str, typer.Option()] = "",
    test: Annotated[bool, typer.Option(help="A test bar: it may use Safaricom's sandbox.")] = False,
) -> None:
    """Add a bar and print its id."""
    with _service() as service:
        typer.echo(operator.add_bar(service.context, name=name, place=place, is_test_bar=test))


@bars_app.command("list")
def bars_list() -> None:
    """Every bar: id, name, place, and whether M-Pesa is on."""
    with _service() as service:
        for bar in operator.list_bars(service.context):
            state = "on" if bar.mpesa_enabled else "off"
            mark = " (test bar)" if bar.is_test_bar else ""
            typer.echo(f"{bar.id}  {bar.name}, {bar.place or '-'}  M-Pesa {state}{mark}")


@bars_app.command("test-mark")
def bars_test_mark(bar_id: str, off: Annotated[bool, typer.Option("--off")] = False) -> None:
    """Mark a bar as a test bar (or, with --off, no longer)."""
    with _service() as service:
        operator.mark_test_bar(service.context, bar_id, is_test_bar=not off)


@bars_app.command("limit")
def bars_limit(bar_id: str, pushes: int) -> None:
    """How many payment requests a bar may make in five minutes."""
    with _service() as service:
        operator.set_push_limit(service.context, bar_id, pushes)


@codes_app.command("new")
def codes_new(
    bar_id: str,
    purpose: Annotated[PairingPurpose, typer.Option()] = PairingPurpose.CLAIM_OWNER,
) -> None:
    """A pairing code, good for ten minutes and one PC. `claim_owner` lets its holder set the owner's PIN."""
    with _service() as service:
        made = operator.new_code(service.context, bar_id, purpose)
    typer.echo(display_code(made.code))


@app.command("people")
def people(bar_id: str) -> None:
    """Who can sign in at a bar."""
    with _service() as service:
        for person in operator.list_people(service.context, bar_id):
            typer.echo(f"{person.id}  {person.name}  {person.role}")


# --- identity ----------------------------------------------------------------------------------------------------


@identity_app.command("show")
def identity_show() -> None:
    """The fingerprint and the six words consoles compare."""
    with _service() as service:
        me = identity.identity(service.context)
    typer.echo(me.fingerprint)
    typer.echo(" ".join(me.words))


# --- keys -----------------------------------------------------------------------------------------------------------


@keys_app.command("status")
def keys_status() -> None:
    """Which key each sealed value is under, and what still needs an old one."""
    with _service() as service:
        for use in keys.status(service.context):
            mark = "current" if use.is_current else "old" if use.is_held else "MISSING"
            total = sum(use.values.values())
            typer.echo(
                f"{use.key_id}  {mark}  {total} values, {use.pins} PINs, {use.callbacks} callback addresses"
            )
            for label, count in sorted(use.values.items()):
                typer.echo(f"          {label}: {count}")


@keys_app.command("rotate")
def keys_rotate(batch: Annotated[int, typer.Option(min=1, max=5_000)] = keys.BATCH) -> None:
    """Seal everything anew under the current key while the service serves. May be stopped and run again."""
    with _service() as service:
        done = keys.rotate(service.context, batch=batch)
    typer.echo(f"{done.resealed} sealed anew, {done.changed_meanwhile} changed meanwhile")
    for label, count in done.unreadable.items():
        typer.echo(f"unreadable: {label}: {count}")
    if done.unreadable:
        raise typer.Exit(1)


@keys_app.command("retire")
def keys_retire(key_id: str) -> None:
    """Let an old key go once nothing needs it; refuses while anything does."""
    with _service() as service:
        keys.retire(service.context, key_id)
    typer.echo(f"{key_id} retired: take it out of MPESA_ENCRYPTION_KEYS_OLD")

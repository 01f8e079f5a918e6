"""`tabeza-central data` and `retention`, whole."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tabeza_central import cli, data_cli
from tests.central.data_rights.conftest import PHONE, Customer
from tests.central.reconcile.test_command import Opened
from tests.central.world import World


def run(world: World, *arguments: str, types: str = "") -> Result:
    app = typer.Typer()
    app.add_typer(data_cli.data_commands(lambda: Opened(world)), name="data")
    app.add_typer(data_cli.retention_commands(lambda: Opened(world)), name="retention")
    return CliRunner().invoke(app, list(arguments), input=types)


def test_the_export_goes_to_a_file_for_one_pair_of_eyes(customer: Customer, tmp_path: Path) -> None:
    out = tmp_path / "kamau.json"
    done = run(
        customer.world,
        "data",
        "export",
        "--bar",
        customer.world.bar_id,
        "--out",
        str(out),
        types=f"{PHONE}\n",
    )
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert json.loads(out.read_text(encoding="utf-8"))["phone"] == PHONE
    again = run(
        customer.world, "data", "export", "--bar", customer.world.bar_id, "--phone", PHONE, "--out", str(out)
    )
    assert isinstance(again.exception, FileExistsError), "nothing is written over"


def test_erasing_says_what_stays_asks_and_counts(customer: Customer) -> None:
    world = customer.world
    asked = ("data", "erase", "--bar", world.bar_id, "--phone", PHONE)
    refused = run(world, *asked, types="n\n")
    assert refused.exit_code == 1
    assert "must keep its books for five years" in refused.stdout
    done = run(world, *asked, types="y\n")
    assert done.exit_code == 0
    assert done.stdout.endswith("erased: 4 callbacks, 6 mentions, 3 payments, 1 tabs\n")
    assert "nothing of this phone was here" in run(world, *asked, "--yes").stdout


def test_too_soon_is_a_sentence(world: World) -> None:
    world.sent(phone=PHONE)
    done = run(world, "data", "erase", "--bar", world.bar_id, "--phone", PHONE, "--yes")
    assert done.exit_code == 1
    assert "has not ended yet" in done.stderr


def test_retention_counts_first_and_then_does(customer: Customer) -> None:
    customer.world.clock.forward(91 * 86_400)
    assert (
        run(customer.world, "retention", "run", "--dry-run").stdout
        == "due: 0 payments, 0 tabs, 5 callbacks\n"
    )
    assert run(customer.world, "retention", "run").stdout == "gone: 0 payments, 0 tabs, 5 callbacks\n"


@pytest.mark.parametrize("command", [("data", "export"), ("data", "erase"), ("retention", "run")])
def test_the_programs_own_command_line_has_it(command: tuple[str, str]) -> None:
    assert CliRunner().invoke(cli.app, [*command, "--help"]).exit_code == 0

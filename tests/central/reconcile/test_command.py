"""`tabeza-central reconcile`, whole: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from tabeza_central import books_cli, cli
from tabeza_central.services import by_hand
from tabeza_protocol.wire.trade import RecordByHandRequest
from tests.central.reconcile.paper import Movement, statement
from tests.central.world import World

RECEIPT = "UKL1AB2CD3"


class Opened:
    """Stands where the command opens its service: the test's own."""

    def __init__(self, world: World) -> None:
        self.context = world.ctx

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def run(world: World, path: Path, *options: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    books_cli.register(app, lambda: Opened(world))
    return CliRunner().invoke(app, ["reconcile", "--bar", world.bar_id, "--statement", str(path), *options])


@pytest.fixture
def evening(world: World, tmp_path: Path) -> Path:
    """A paid request, a record by hand, and their statement with one line more."""
    world.call_back(world.sent().id, receipt=RECEIPT)
    tab = world.open_tab(owes_cents=20_000)
    request = RecordByHandRequest(
        bar_id=world.bar_id, tab_id=tab.id, receipt="UKL1HAND01", amount_cents=20_000
    )
    by_hand.record(world.ctx, world.principal("cashier"), request, world.key())
    path = tmp_path / "statement.csv"
    lines = [
        Movement(RECEIPT, 330_000, 5),
        Movement("UKL1HAND01", 20_000, -60),
        Movement("UKL1STRAY1", 5_000, 30),
    ]
    path.write_bytes(statement(lines))
    return path


def test_it_lists_both_ways_and_says_what_waits(world: World, evening: Path) -> None:
    done = run(world, evening)
    assert done.exit_code == books_cli.EX_DIFFERS
    assert "Waiting for --apply:" in done.stdout
    assert "recorded by Otieno" in done.stdout
    assert "UKL1STRAY1" in done.stdout
    assert "KES 50 " in done.stdout
    assert "Not everything matches." in done.stdout
    assert "0712" not in done.stdout


def test_applied_it_says_what_was_written_and_then_nothing(world: World, evening: Path) -> None:
    first = run(world, evening, "--apply", "--by", "Asha")
    assert "Written down:" in first.stdout
    assert "Written down:" not in run(world, evening, "--apply", "--by", "Asha").stdout


def test_as_json_for_a_program(world: World, evening: Path) -> None:
    done = run(world, evening, "--json")
    told = json.loads(done.stdout)
    assert told["all_matches"] is False
    assert told["counts"] == {"hand_confirms": 1, "line_without_payment": 1, "matched": 1}
    assert [item["receipt"] for item in told["items"] if not item["waits_for_apply"]] == ["UKL1STRAY1"]
    assert told["items"][0]["statement_cents"] == 20_000


def test_everything_in_order_ends_with_0(world: World, tmp_path: Path) -> None:
    world.call_back(world.sent().id, receipt=RECEIPT)
    path = tmp_path / "statement.csv"
    path.write_bytes(statement([Movement(RECEIPT, 330_000, 5)]))
    done = run(world, path)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Everything matches.")


def test_a_wrong_file_is_one_sentence_and_1(world: World, tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"%PDF-1.7")
    done = run(world, path)
    assert done.exit_code == 1
    assert done.stderr.startswith("photo.csv: This is a PDF. ")
    assert "Traceback" not in done.stderr


def test_the_programs_own_command_line_has_it() -> None:
    assert "--statement" in CliRunner().invoke(cli.app, ["reconcile", "--help"]).stdout

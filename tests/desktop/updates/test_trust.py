"""What this program ships with, and what a file that pins keys must look like."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tabeza_desktop.resources import resource_path
from tabeza_desktop.updates import trust
from tabeza_desktop.updates.install import DebianInstaller, WindowsInstaller

KEYS = ["01" * 32, "02" * 32]


def told(address: str, keys: list[str]) -> bytes:
    return json.dumps({"address": address, "keys": keys}).encode()


def test_the_file_that_ships_is_good_and_either_asks_nobody_or_pins_two_keys() -> None:
    raw = resource_path("updates", "trust.json").read_bytes()
    plan = trust.plan_of(raw, WindowsInstaller())
    assert plan is None or len(set(plan.keys)) == trust.PINNED_KEYS


def test_a_program_run_from_source_never_updates_itself() -> None:
    assert not getattr(sys, "frozen", False)
    assert trust.shipped_plan() is None


def test_an_address_and_two_keys_are_a_plan() -> None:
    plan = trust.plan_of(told("https://u.example/update.json", KEYS), WindowsInstaller())
    assert plan is not None
    assert plan.keys == (b"\x01" * 32, b"\x02" * 32)


@pytest.mark.parametrize(
    "keys", [[], KEYS[:1], [KEYS[0], KEYS[0]], [*KEYS, "03" * 32], [KEYS[0], "02" * 31], ["zz", "yy"]]
)
def test_an_address_without_two_different_keys_trusts_nobody(keys: list[str]) -> None:
    with pytest.raises(ValueError):
        trust.plan_of(told("https://u.example/update.json", keys), WindowsInstaller())


def test_where_there_is_no_installer_nothing_is_asked() -> None:
    assert trust.plan_of(told("https://u.example/update.json", KEYS), None) is None


def test_the_command_for_an_administrator_survives_a_space_in_a_name() -> None:
    assert DebianInstaller().command(Path("/home/my bar/x.deb")) == "sudo apt install '/home/my bar/x.deb'"

"""What the documents say of the simulator is what it does."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from tabeza_practice import safaricom
from tabeza_practice.safaricom import program
from tabeza_practice.safaricom.behaviour import Behaviour, evidence
from tabeza_practice.safaricom.faults import KINDS
from tabeza_practice.safaricom.subscribers import ACTIONS
from tabeza_practice.safaricom.tenants import DEFAULT_TENANTS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "simulator.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_every_knob_is_there_with_its_default_and_evidence(page: str) -> None:
    rows = [f"| `{name}` | {getattr(Behaviour(), name)} | {why} |" for name, why in evidence().items()]
    assert [row for row in rows if row not in page] == []


def test_every_fault_is_there_with_what_it_does(page: str) -> None:
    rows = [f"| {kind.says} | {kind.evidence} |" for kind in KINDS.values()]
    assert [row for row in rows if row not in page] == []
    assert [name for name in KINDS if f"| `{name}` |" not in page] == []


def test_every_tenant_action_and_option_is_there(page: str) -> None:
    assert [
        spec.shortcode for spec in DEFAULT_TENANTS if f"| {spec.shortcode} | {spec.till or ''} |" not in page
    ] == []
    assert [
        action for action in ACTIONS if f"`{action}`" not in page or action not in (safaricom.__doc__ or "")
    ] == []
    parser: argparse.ArgumentParser = program._parser()
    options = [
        option for action in parser._actions for option in action.option_strings if option.startswith("--")
    ]
    assert [option for option in options if option != "--help" and f"`{option}" not in page] == []

"""Money is integers end to end: no column, message or port carries it as anything else, and no code divides it."""

from __future__ import annotations

import ast
import typing
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import BigInteger, Float, Integer, Numeric

import tabeza_central
import tabeza_protocol
from tabeza_central.store import schema
from tabeza_protocol.wire import setup, trade
from tests.central import world as worlds

CENTRAL, PROTOCOL = Path(tabeza_central.__file__).parent, Path(tabeza_protocol.__file__).parent
COUNTS_RATES = {"alarms.py", "reports.py", "watch.py"}
"""Shares of counts and times, for alarms and reports: no money is divided in them."""


def divisions(path: Path) -> list[str]:
    """True divisions and calls of ``float`` and ``round``, but for joining paths."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = isinstance(node, ast.Call) and ast.unparse(node.func) in ("float", "round")
        divided = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
        if called or (divided and not isinstance(getattr(node, "right", None), ast.Constant | ast.JoinedStr)):
            found.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
    return found


MONEY_CODE = [
    *sorted(path for folder in ("domain", "services", "store") for path in (CENTRAL / folder).glob("*.py")),
    *sorted(PROTOCOL.glob("money.py")),
]


@pytest.mark.parametrize(
    "path", [path for path in MONEY_CODE if path.name not in COUNTS_RATES], ids=lambda p: p.stem
)
def test_nothing_that_handles_money_divides_or_rounds(path: Path) -> None:
    assert [line for line in divisions(path) if "percent" not in line and "Path(" not in line] == []


def test_the_rule_sees_a_float(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def f(cents, CENTS):\n    return round(cents / CENTS) + float(cents)\n")
    assert len(divisions(bad)) == 3


def test_no_column_of_the_database_is_anything_but_an_integer() -> None:
    for table in schema.metadata.tables.values():
        for column in table.columns:
            assert not isinstance(column.type, Float | Numeric), column
            if column.name.endswith("_cents"):
                assert isinstance(column.type, BigInteger | Integer), column


@pytest.mark.parametrize("module", [setup, trade], ids=["setup", "trade"])
def test_every_amount_on_the_wire_is_an_integer(module: object) -> None:
    structs = [
        each for each in vars(module).values() if isinstance(each, type) and issubclass(each, msgspec.Struct)
    ]
    amounts = 0
    for struct in structs:
        for name, kind in typing.get_type_hints(struct).items():
            if name.endswith("_cents"):
                amounts += 1
                assert kind in (int, int | None), (struct, name)
    assert amounts or module is setup


def test_what_goes_to_safaricom_and_into_the_books_is_an_integer() -> None:
    world = worlds.build()
    world.bar_id = worlds.add_bar(world)
    payment = world.sent(330_000)
    world.call_back(payment.id)
    (push,) = world.daraja.pushes
    assert (type(push.request.amount_shillings), push.request.amount_shillings) == (int, 3300)
    for table in ("ledger_lines", "mpesa_transactions", "tabs"):
        for row in world.rows(table):
            for name, value in row._mapping.items():
                assert not isinstance(value, float), (table, name)
    world.ctx.store.engine.dispose()

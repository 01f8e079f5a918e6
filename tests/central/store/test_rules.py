"""Rules for all code of the service, read from its source: tenants stay apart, no network in a transaction."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tabeza_central
from tabeza_central.store import schema

ROOT = Path(tabeza_central.__file__).parent
TENANT = set(schema.TENANT_TABLES)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def aliases(path: Path) -> set[str]:
    """Module-level names that stand for a tenant table (``_T = schema.tabs``)."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute) and node.value.attr in TENANT:
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def statements_without_bar(path: Path) -> list[str]:
    """Functions that build a statement over a tenant table, do not name ``bar_id``, and are not marked."""
    names = aliases(path)
    bad = []
    for function in functions(path):
        text = ast.unparse(function)
        marked = any("all_bars" in ast.unparse(decorator) for decorator in function.decorator_list)
        builds = any(
            isinstance(node, ast.Call)
            and ast.unparse(node.func).split(".")[-1] in ("select", "update", "delete", "join", "outerjoin")
            for node in ast.walk(function)
        )
        touches = any(f"{name}.c" in text or f"({name})" in text for name in names) or any(
            f"schema.{table}" in text for table in TENANT
        )
        if builds and touches and not marked and "bar_id" not in text:
            bad.append(f"{path.name}:{function.name}")
    return bad


STORE_MODULES = sorted((ROOT / "store").glob("*.py"))


@pytest.mark.parametrize("path", STORE_MODULES, ids=lambda path: path.stem)
def test_every_tenant_query_names_the_bar_or_says_why_not(path: Path) -> None:
    assert statements_without_bar(path) == []


def test_the_rule_sees_a_query_that_forgets_the_bar(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        "from tabeza_central.store import schema\n_T = schema.tabs\n"
        "def find(tx, tab_id):\n    return tx.one_or_none(select(_T).where(_T.c.id == tab_id))\n"
    )
    assert statements_without_bar(bad) == ["bad.py:find"]


def network_in_transactions(path: Path) -> list[str]:
    """Calls of the Daraja port (or of what makes one) inside ``with ... store.write()`` or ``store.read()``."""
    bad = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.With):
            continue
        opened = " ".join(ast.unparse(item.context_expr) for item in node.items)
        if "store.write(" not in opened and "store.read(" not in opened:
            continue
        for inner in (call for statement in node.body for call in ast.walk(statement) if isinstance(call, ast.Call)):
            called = ast.unparse(inner.func)
            if ".daraja." in f".{called}" or called in ("ask", "inquiries.ask"):
                bad.append(f"{path.name}:{inner.lineno} {called}")
    return bad


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_talks_to_safaricom_inside_a_unit_of_work(path: Path) -> None:
    assert network_in_transactions(path) == []


def test_the_rule_sees_a_call_in_a_transaction(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def f(ctx):\n    with ctx.store.write() as tx:\n        ctx.daraja.push(1, 2)\n")
    assert network_in_transactions(bad) == ["bad.py:3 ctx.daraja.push"]


def units_of_work_without_bar(path: Path) -> list[str]:
    """``store.write`` and ``store.read`` of units of work that do not say for which bar: empty on PostgreSQL."""
    return [
        f"{path.name}:{call.lineno}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.With)
        for call in (item.context_expr for item in node.items)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith(("store.write", "store.read"))
        and not any(keyword.arg == "bar" for keyword in call.keywords)
    ]


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_unit_of_work_names_its_bar(path: Path) -> None:
    unnamed = units_of_work_without_bar(path)
    assert unnamed == [] or path.name == "compose.py", "only the look at the database role itself needs no bar"


def test_the_rule_sees_a_unit_of_work_without_a_bar(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def f(ctx):\n    with ctx.store.write('x') as tx:\n        pass\n")
    assert units_of_work_without_bar(bad) == ["bad.py:2"]

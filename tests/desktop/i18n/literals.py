"""Reads the console's code for texts on screen: ``tr("...")``, ``translate("Context", "...")``, ``self.tr("...")``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CONSOLE = Path(__file__).resolve().parents[3] / "tabeza_desktop"
_WITH_CONTEXT = frozenset({"translate", "QT_TRANSLATE_NOOP"})


@dataclass(frozen=True)
class Literal:
    """One place that asks for a text; ``wrong`` if the text is not written out there."""

    where: str
    context: str
    source: str
    wrong: bool = False

    def where_and_what(self) -> str:
        return f"{self.where}: {self.context}: {self.source!r}"


def literals_of_console(*, only_wrong: bool = False) -> list[Literal]:
    """Every text of the console's code, in the order of its files."""
    found: list[Literal] = []
    for path in sorted(CONSOLE.rglob("*.py")):
        if path.name == "words.py" and path.parent.name == "i18n":
            continue
        found += literals_in(path.read_text(encoding="utf-8"), str(path.relative_to(CONSOLE.parent)))
    return [text for text in found if text.wrong == only_wrong]


def literals_in(code: str, name: str) -> Iterator[Literal]:
    """The texts of one module."""
    tree = ast.parse(code)
    yield from _walk(tree, name, _helpers(tree), "")


def _helpers(tree: ast.Module) -> dict[str, str]:
    """``tr = words("Context")`` at the top of the module: name to context."""
    helpers = {}
    for node in tree.body:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        call, target = node.value, node.targets[0]
        if isinstance(call.func, ast.Name) and call.func.id == "words" and isinstance(target, ast.Name):
            helpers[target.id] = ast.literal_eval(call.args[0])
    return helpers


def _walk(node: ast.AST, name: str, helpers: dict[str, str], owner: str) -> Iterator[Literal]:
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.ClassDef) else owner
        if isinstance(child, ast.Call):
            text = _text_of(child, name, helpers, owner)
            if text is not None:
                yield text
        yield from _walk(child, name, helpers, inside)


def _text_of(call: ast.Call, name: str, helpers: dict[str, str], owner: str) -> Literal | None:
    where = f"{name}:{call.lineno}"
    func = call.func
    if isinstance(func, ast.Name) and func.id in helpers:
        return _literal(where, helpers[func.id], call.args[:1])
    if isinstance(func, ast.Attribute) and func.attr == "tr":
        return _literal(where, owner, call.args[:1])
    called = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if called in _WITH_CONTEXT and len(call.args) >= 2:
        context = call.args[0]
        if not (isinstance(context, ast.Constant) and isinstance(context.value, str)):
            return Literal(where, "", "", wrong=True)
        return _literal(where, context.value, call.args[1:2])
    return None


def _literal(where: str, context: str, args: list[ast.expr]) -> Literal | None:
    if len(args) == 1 and isinstance(args[0], ast.Constant) and isinstance(args[0].value, str):
        return Literal(where, context, args[0].value)
    return Literal(where, context, "", wrong=True)

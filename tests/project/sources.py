"""The project's own files as the tests of its rules read them: what git tracks or would track."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT_LIMIT_BYTES = 2_000_000


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file of the project, without what .gitignore leaves out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    paths = (ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def texts(*, without: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """(name, content) of every text file; `without` are file name endings to leave out."""
    for path in files():
        if path.name.endswith(without) or path.stat().st_size > TEXT_LIMIT_BYTES:
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            yield name_of(path), content.decode("utf-8")


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """(name, syntax tree) of every Python file in these folders (none: everywhere)."""
    for path in files():
        name = name_of(path)
        if path.suffix == ".py" and (not folders or name.startswith(tuple(f"{folder}/" for folder in folders))):
            yield name, _parse(path)


def name_of(path: Path) -> str:
    """The path as people write it, from the top of the project, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def dotted(node: ast.expr) -> str:
    """`a.b.c` for such an expression, with `?` for what is no name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


@functools.cache
def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))

"""A pytest plugin that runs tests against broken code: ``pytest -p tests.guarantees.breaking`` in a process of its own.

``TABEZA_BREAK`` names the mutation (empty: none, the code as it is). Modules it edits are compiled from the edited
text, before anything of ours is imported; files on disk and compiled caches are not touched. What became of each test
is written as JSON to ``TABEZA_BREAK_REPORT``.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import json
import os
import sys
from collections.abc import Generator, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from tests.guarantees.table import BY_NAME

BREAK = "TABEZA_BREAK"
REPORT = "TABEZA_BREAK_REPORT"
ASSERTIONS = (AssertionError, pytest.fail.Exception)
_outcomes: dict[str, str] = {}


class _Broken(importlib.machinery.SourceFileLoader):
    """Compiles the edited text in the place of the file's."""

    def __init__(self, fullname: str, path: str, text: str) -> None:
        super().__init__(fullname, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType | None:
        return compile(self._text, self.path, "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the edited modules first; everything else is found as always."""

    def __init__(self, sources: dict[str, str]) -> None:
        self._sources = sources

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        text = self._sources.get(fullname)
        spec = importlib.machinery.PathFinder.find_spec(fullname, path) if text is not None else None
        if spec is None or spec.origin is None or text is None:
            return None
        spec.loader = _Broken(fullname, spec.origin, text)
        return spec


def break_code(name: str) -> None:
    """From now on the mutation's modules are imported broken. None of them may have been imported yet."""
    sources = BY_NAME[name].sources()
    early = sources.keys() & sys.modules.keys()
    assert not early, f"imported before it could be broken: {sorted(early)}"
    sys.meta_path.insert(0, _Finder(sources))


if os.environ.get(BREAK):
    break_code(os.environ[BREAK])


def _is_assertion(problem: BaseException) -> bool:
    """An assertion, a wait for something that never came, or (Hypothesis) several of these at once."""
    if isinstance(problem, BaseExceptionGroup):
        return all(_is_assertion(inner) for inner in problem.exceptions)
    return isinstance(problem, ASSERTIONS) or type(problem).__name__ == "TimeoutError"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
    """Notes the first thing that went wrong with a test, or that nothing did."""
    report = yield
    if report.failed and _outcomes.get(item.nodeid, "passed") == "passed":
        assert call.excinfo is not None
        asserted = isinstance(call.excinfo.value, ASSERTIONS) or call.excinfo.typename == "TimeoutError"
        _outcomes[item.nodeid] = (
            "asserted" if asserted else f"raised {call.excinfo.typename}: {call.excinfo.value}"
        )
    elif report.when == "call" and report.passed:
        _outcomes.setdefault(item.nodeid, "passed")
    elif report.skipped:
        _outcomes[item.nodeid] = "skipped"
    return report


def pytest_sessionfinish() -> None:
    """Writes the report."""
    place = os.environ.get(REPORT)
    if place:
        Path(place).write_text(json.dumps(_outcomes), encoding="utf-8")

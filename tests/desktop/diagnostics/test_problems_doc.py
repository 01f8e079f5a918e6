"""References short enough for the phone: one for each problem, the same on screen, in logs, in docs, to support."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from structlog.testing import capture_logs

from tabeza_desktop.core.problem_texts import TEXTS
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.diagnostics import problems_doc
from tabeza_desktop.diagnostics.logs import get_logger
from tabeza_desktop.services.lanes import Lane, Lanes, Refusal
from tabeza_desktop.ui.support.phrases import problem_ref
from tabeza_protocol.problems import PROBLEMS
from tabeza_protocol.wire.support import LastProblem

ROOT = Path(__file__).resolve().parents[3]


def test_every_reference_is_one_letter_and_two_digits_and_there_once() -> None:
    refs = [kind.ref for kind in PROBLEMS.values()]
    assert all(re.fullmatch(r"[A-Z][0-9]{2}", ref) for ref in refs)
    assert len(set(refs)) == len(refs)


def test_every_problem_has_words_in_both_languages() -> None:
    assert set(PROBLEMS) <= set(TEXTS)


def test_the_document_is_what_the_catalogue_says() -> None:
    written = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    assert written == problems_doc.text(), (
        "run: python -m tabeza_desktop.diagnostics.problems_doc docs/problems.md"
    )


@pytest.mark.parametrize("code", PROBLEMS)
def test_the_reference_is_the_same_on_screen_in_the_support_view_and_in_the_document(code: str) -> None:
    ref = PROBLEMS[code].ref
    assert Problem(code).ref == ref
    assert problem_ref(LastProblem(kind="problem", code=code, step="send")) == ref
    assert f"**{ref}** `{code}`" in problems_doc.text()


def test_a_problem_is_in_the_log_under_the_same_reference(qtbot: QtBot) -> None:
    lanes = Lanes(lambda _error: None)

    def refuse() -> None:
        raise Refusal(Problem("keys_rejected"))

    failed: list[Problem] = []
    get_logger("lanes").info("configured")  # before the capture: it replaces what is configured
    with capture_logs() as said:
        lanes.run(Lane.COMMANDS, refuse, failed=failed.append)
        qtbot.waitUntil(lambda: bool(failed))
    lanes.stop()
    problems = [entry for entry in said if entry["event"] == "problem"]
    assert [(entry["code"], entry["ref"]) for entry in problems] == [("keys_rejected", "S07")]

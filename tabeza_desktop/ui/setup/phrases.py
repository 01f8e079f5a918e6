"""Words that several set-up pages share."""

from __future__ import annotations

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.setup.step_page import Action, Help

tr = words("Setup")


def back_action() -> Action:
    return Action(tr("Back"), icon="arrow-left")


def continue_action(*, on: bool = True) -> Action:
    return Action(tr("Continue"), key="Enter", on=on)


def problem_sentences(problem: Problem) -> tuple[str, str]:
    """What happened, and why with what to do."""
    text = problem.text(current_language())
    return text.happened, " ".join(part for part in (text.why, text.do) if part)


def till_or_paybill_help() -> Help:
    return Help(
        tr("Till or PayBill?"),
        (
            tr("<b>PayBill</b> asks customers for a business number <b>and</b> an account."),
            tr("<b>Till</b> asks for one number only. It is also called Buy Goods."),
            tr("Not sure? Choose “Not sure” and type the number. We will help you find out."),
        ),
    )

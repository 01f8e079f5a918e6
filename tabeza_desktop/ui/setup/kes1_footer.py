"""The footer of the KES 1 page, by its face and stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.setup.kes1_story import RUNNING, Stage
from tabeza_desktop.ui.setup.phrases import back_action, continue_action
from tabeza_desktop.ui.setup.step_page import Action, Footer, Words
from tabeza_desktop.ui.widgets.paint import Tone

if TYPE_CHECKING:
    from tabeza_desktop.ui.setup.kes1_page import Kes1Page

tr = words("TestPayment")


def kes1_footer(page: Kes1Page) -> Footer:
    """What can be done now."""
    if page.screen == "not_seen":
        return Footer(Action(tr("Look again"), key="Enter"), Action(tr("Check the PayBill")))
    if page.screen == "ask":
        return _ask(page)
    if page.stage is Stage.PAID:
        return _paid(page)
    if page.stage in RUNNING:
        return _running(page)
    return _ended(page)


def _ask(page: Kes1Page) -> Footer:
    ready = page.phone_ok()
    sending = page.view.busy == "testing"
    primary = Action(tr("Send KES 1"), key="Enter", icon="send", on=ready, busy=tr("Sending") if sending else "")
    back_to = Action(tr("See the last result")) if page.stage is not Stage.NONE and not sending else None
    reason = Words() if ready else Words(tr("Type the phone first"))
    return Footer(primary, back_to, back_action(), reason=reason)


def _running(page: Kes1Page) -> Footer:
    stop = Action(tr("Stop waiting"), key="Esc")
    note = Words(tr("You can leave this page. The result is kept."))
    if page.stage is Stage.CHECKING:
        return Footer(Action(tr("Check again"), key="Enter", icon="refresh"), stop, note=note)
    return Footer(continue_action(on=False), stop, note=note)


def _ended(page: Kes1Page) -> Footer:
    if page.stage is Stage.REVIEW:
        again = Action(tr("Check again"), key="Enter", icon="refresh")
        return Footer(again, Action(tr("Use another phone")), back_action())
    reason = Words(tr("Wait a minute first"), "clock", Tone.WARN) if page.wait_first else Words()
    again = Action(tr("Try again"), key="Enter", icon="refresh", on=page.may_try_again)
    return Footer(again, Action(tr("Use another phone")), back_action(), reason=reason)


def _paid(page: Kes1Page) -> Footer:
    seen = page.view.draft.seen_on_paybill
    reason = Words() if seen else Words(tr("Tick the box first"))
    return Footer(
        continue_action(on=seen),
        Action(tr("I don’t see it")),
        Action(tr("Test again"), icon="refresh"),
        reason=reason,
    )

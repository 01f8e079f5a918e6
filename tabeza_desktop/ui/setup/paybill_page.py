"""Step 2: which number takes the bar's money, of what kind, and whose name Safaricom has for it.

Nothing in the digits tells a PayBill from a Till, so the owner is asked and Safaricom is asked. A look-up that can't be
made never blocks and never reads as checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.setup_flow import SetupView, StepKey, page_state
from tabeza_desktop.core.setup_words import reason_words
from tabeza_desktop.i18n.dates import exact_time
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.setup.name_card import NameCard
from tabeza_desktop.ui.setup.paybill_help import found_help, what_to_bring
from tabeza_desktop.ui.setup.phrases import back_action, problem_sentences, till_or_paybill_help
from tabeza_desktop.ui.setup.step_page import Action, Footer, Help, StepPage, Words
from tabeza_desktop.ui.setup.till_blocked import TillBlocked
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.field import FieldState, MessageAt, TextField
from tabeza_desktop.ui.widgets.label import IconLabel, Label
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.radio_cards import Choice, RadioCards
from tabeza_protocol.shortcodes import (
    Shortcode,
    ShortcodeError,
    ShortcodeKind,
    looks_like_old_till_pattern,
    parse_shortcode,
)

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("PayBill")
_MAX_TYPED = 24


class PayBillPage(StepPage):
    """Private state: the last refusal of a look-up, and whether the list of papers stands in the help column."""

    key = StepKey.PAYBILL

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._problem: Problem | None = None
        self._list_shown = False
        self._kind_label = Label("", Role.LABEL)
        self.kinds = RadioCards(_choices(), "")
        self.kinds.clear_choice()
        self.number = TextField("", height=60, message_at=MessageAt.NONE, weight=700, size=28)
        self.number.set_max_length(_MAX_TYPED)
        self.shape = IconLabel("info", "", Role.LABEL, Tone.T2, weight=500, wrap=True)
        self.found = IconLabel("", "", Role.LABEL, Tone.T2, weight=500, wrap=True)
        self.question = NoteBox(NoteKind.WAIT, "", icon="help")
        self.yes_account, self.no_account = Button(""), Button("")
        self.old_pattern = NoteBox(NoteKind.INFO, "")
        self.name_card = NameCard()
        self.blocked = TillBlocked()
        self._lay_out()
        self._join()
        self.retranslate()

    def _lay_out(self) -> None:
        self.add_heading(gap=16)
        column = self.column
        kinds = Column(spacing=8)
        kinds.addWidget(self._kind_label)
        kinds.addWidget(self.kinds)
        column.addLayout(kinds)
        column.gap(14)
        column.addLayout(self._number_row())
        column.gap(14)
        answers = Row(spacing=8)
        answers.addWidget(self.yes_account)
        answers.addWidget(self.no_account)
        holder = QWidget()
        holder.setLayout(answers)
        self.question.add_widget(holder)
        for widget in (self.question, self.old_pattern, self.name_card, self.blocked):
            column.addWidget(widget)
        column.addStretch(1)

    def _number_row(self) -> QHBoxLayout:
        beside = Column(spacing=4, margins=(0, 26, 0, 0))
        beside.addStretch(1)
        beside.addWidget(self.shape)
        beside.addWidget(self.found)
        beside.addStretch(1)
        row = Row(spacing=16)
        row.addWidget(self.number)
        row.addLayout(beside, 1)
        return row

    def _join(self) -> None:
        self.kinds.changed.connect(self._chose)
        self.number.text_changed.connect(self._typed)
        self.yes_account.clicked.connect(self._has_account)
        self.no_account.clicked.connect(self._no_account)
        self.blocked.list_asked.connect(self._show_list)

    # what is shown

    def retranslate(self) -> None:
        self.title.set_text(tr("Which PayBill takes your bar’s money?"))
        self._kind_label.set_text(tr("What kind of number is it?"))
        chosen = self.kinds.chosen or None
        self.kinds.set_choices(_choices(), chosen)
        self.kinds.setAccessibleName(tr("What kind of number is it?"))
        self.question.set_text(tr("When customers pay you by hand, do they type an account number?"))
        self.yes_account.set_text(tr("Yes, they do"))
        self.no_account.set_text(tr("No, one number only"))
        self.old_pattern.set_text(
            tr("Many Till numbers look like this one. Do customers also type an account when they pay by hand?")
        )
        self.refresh()

    def set_narrow(self, narrow: bool) -> None:
        self.kinds.set_compact(narrow)

    def refresh(self) -> None:
        view, draft = self.view, self.view.draft
        kind = draft.declared_kind.value if draft.declared_kind is not None else ""
        if kind and self.kinds.chosen != kind:
            self.kinds.choose(kind)
        if self.number.text() != draft.shortcode_text and not self.number.edit.hasFocus():
            with QSignalBlocker(self.number):
                self.number.set_text(draft.shortcode_text)
        self.number.setFixedWidth(px(286))
        till = draft.is_till
        self.lead.set_text(
            tr("We check it with Safaricom now. Nothing is charged.")
            if view.lookup is None or view.lookup.state in ("found", "only_till")
            else tr("Type the number your customers pay to. Nothing is charged.")
        )
        self.number.set_label(tr("Number you typed") if till else tr("PayBill number"))
        self._kind_label.setVisible(not till)
        self._show_shape(view)
        self._show_cards(view)
        self.changed.emit()

    def _show_shape(self, view: SetupView) -> None:
        parsed = parse_shortcode(self.number.text())
        self.found.set_all("", "", Tone.T2)
        if isinstance(parsed, ShortcodeError):
            typing = parsed.problem in ("shortcode_empty", "shortcode_too_short")
            text = self._shape_words(parsed)
            self.number.set_state(FieldState.TYPING if typing else FieldState.WRONG, text)
            self.shape.set_all("info" if typing else "alert", text, Tone.T2 if typing else Tone.FAIL)
            return
        if view.draft.is_till:
            self._show_till(view)
            return
        lookup = view.lookup
        right = lookup is not None and lookup.state == "found"
        count = len(parsed)
        text = tr("{count} digits, looks right", count=count) if right else tr("{count} digits", count=count)
        self.shape.set_all("check-circle" if right else "check", text, Tone.PAID if right else Tone.T2)
        self.number.set_state(FieldState.RIGHT if right else FieldState.TYPING, text)
        self._show_found(view)

    def _shape_words(self, error: ShortcodeError) -> str:
        digits = sum(char in "0123456789" for char in self.number.text())
        if error.problem == "shortcode_empty":
            return tr("5 to 7 digits")
        if error.problem == "shortcode_too_short":
            return tr("{count} so far. A PayBill has 5 to 7 digits.", count=digits)
        if error.problem == "shortcode_too_long":
            return tr("{count} digits. A PayBill has 5 to 7. Is it a phone number?", count=digits)
        return tr("Only the digits 0 to 9. Leave letters and signs out.")

    def _show_till(self, view: SetupView) -> None:
        self.number.set_state(FieldState.WARN, tr("This is a Till (Buy Goods)"))
        self.shape.set_all("info", tr("This is a Till (Buy Goods)"), Tone.WARN)
        lookup = view.lookup
        if lookup is not None and lookup.till_name and lookup.checked_at is not None:
            at = exact_time(lookup.checked_at)
            self.found.set_all("", tr("{name}, found {time}", name=lookup.till_name, time=at), Tone.T2)

    def _show_found(self, view: SetupView) -> None:
        if view.busy == "looking_up":
            self.found.set_all("spinner", tr("Checking with Safaricom"), Tone.WAIT)
        elif self._problem is not None:
            self.found.set_all("alert", problem_sentences(self._problem)[0], Tone.WARN)
        elif view.lookup is None:
            self.found.set_all("clock", tr("Not checked yet"), Tone.T2)
        elif view.lookup.state == "found":
            self.found.set_all("check-circle", tr("Found at Safaricom"), Tone.PAID)
        elif view.lookup.state == "not_found":
            self.found.set_all("alert", tr("Not found at Safaricom"), Tone.WARN)
        else:
            self.found.set_all("clock", tr("Not checked yet"), Tone.T2)

    def _show_cards(self, view: SetupView) -> None:
        draft, lookup = view.draft, view.lookup
        shortcode = draft.shortcode or ""
        till = draft.is_till
        found = lookup is not None and lookup.state == "found"
        self.question.setVisible(draft.declared_kind is ShortcodeKind.NOT_SURE and not till and not found)
        old = bool(shortcode) and looks_like_old_till_pattern(Shortcode(shortcode))
        self.old_pattern.setVisible(old and not till and not found and not self.question.isVisibleTo(self))
        self.name_card.setVisible(lookup is not None and not till and bool(shortcode))
        self.name_card.show_lookup(lookup, shortcode)
        self.blocked.setVisible(till)
        bar = self.console.state.session.value.bar
        self.blocked.show_number(shortcode, bar.name if bar is not None else "")

    def footer(self) -> Footer:
        view = self.view
        state = page_state(view, self.key)
        if view.draft.is_till:
            return Footer(
                Action(tr("I have a PayBill now"), key="Enter"),
                Action(tr("Save and leave")),
                back_action(),
                reason=Words(tr("Nothing is lost"), "check"),
            )
        if view.busy == "looking_up":
            return Footer(Action(tr("Check number"), key="Enter", busy=tr("Checking")), quiet=back_action())
        if self._may_look_up():
            return Footer(Action(tr("Check number"), key="Enter"), quiet=back_action())
        if view.lookup is not None and view.lookup.state == "found":
            return Footer(
                Action(tr("Yes, this is us"), key="Enter"), Action(tr("No, change number")), back_action()
            )
        primary = Action(tr("Continue"), key="Enter", on=state.valid)
        if state.valid:
            go_on = Words(tr("You can go on"))
            return Footer(primary, Action(tr("Change number")), back_action(), reason=go_on)
        reason = reason_words(state.reason, current_language()) if state.reason is not None else ""
        return Footer(primary, quiet=back_action(), reason=Words(reason))

    def _may_look_up(self) -> bool:
        view = self.view
        ready = page_state(view, self.key).valid and view.draft.declared_kind is not None
        return ready and view.lookup is None and self._problem is None

    def help(self) -> tuple[Help, ...]:
        draft = self.view.draft
        if draft.is_till:
            saved = Help(
                tr("Saved on this PC"),
                (tr("Your answers are kept. You can close Tabeza while you wait for Safaricom."),),
                style="text",
                icon="check-circle",
            )
            first = what_to_bring() if self._list_shown else till_or_paybill_help()
            return (first, saved,)
        return (found_help(draft.shortcode or "4083917"),)

    # what a person does

    def first_focus(self) -> QWidget | None:
        draft = self.view.draft
        if draft.declared_kind is None and not draft.shortcode_text:
            return self.number
        return None if page_state(self.view, self.key).reason in (None, "confirm_name") else self.number

    def _kind(self) -> ShortcodeKind | None:
        return ShortcodeKind(self.kinds.chosen) if self.kinds.chosen else None

    def _typed(self, text: str) -> None:
        self._problem = None
        self.service.set_paybill(text, self._kind())
        self.refresh()

    def _chose(self, key: str) -> None:
        self._problem, self._list_shown = None, False
        self.service.set_paybill(self.number.text(), ShortcodeKind(key))
        self.refresh()

    def _has_account(self) -> None:
        self.kinds.choose(ShortcodeKind.PAYBILL.value)
        self._chose(ShortcodeKind.PAYBILL.value)
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def _no_account(self) -> None:
        self.kinds.choose(ShortcodeKind.TILL.value)
        self._chose(ShortcodeKind.TILL.value)

    def _show_list(self) -> None:
        self._list_shown = not self._list_shown
        self.changed.emit()

    def primary(self) -> None:
        view = self.view
        if view.draft.is_till:
            self._start_over()
        elif view.busy is not None:
            return
        elif self._may_look_up():
            self.service.lookup(owner=self, done=self._looked_up, failed=self._refused)
        elif view.lookup is not None and view.lookup.state == "found":
            self.service.confirm_name(True)
            self.service.next()
        elif page_state(view, self.key).valid:
            self.service.next()

    def _looked_up(self, _lookup: object) -> None:
        self.refresh()

    def _refused(self, problem: Problem) -> None:
        """The look-up could not be made. That never blocks: the step can be continued as not checked."""
        self._problem = problem
        self.refresh()

    def secondary(self) -> None:
        if self.view.draft.is_till:
            self.leave_asked.emit()
            return
        self.service.confirm_name(False)
        self.number.setFocus(Qt.FocusReason.TabFocusReason)
        self.number.select_all()

    def _start_over(self) -> None:
        """A PayBill is there now: an empty field, the kind already right."""
        self._list_shown = False
        self.kinds.choose(ShortcodeKind.PAYBILL.value)
        with QSignalBlocker(self.number):
            self.number.set_text("")
        self.service.set_paybill("", ShortcodeKind.PAYBILL)
        self.refresh()
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)


def _choices() -> tuple[Choice, ...]:
    return (
        Choice(ShortcodeKind.PAYBILL.value, tr("PayBill"), tr("Has an account number")),
        Choice(ShortcodeKind.TILL.value, tr("Till"), tr("Buy Goods")),
        Choice(ShortcodeKind.NOT_SURE.value, tr("Not sure"), tr("We help you check")),
    )

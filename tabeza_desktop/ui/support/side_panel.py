"""One bar, live and read-only: steps with times, what stands in the way, states of fields, and what to say."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea

from tabeza_desktop.core.support import STUCK, minutes_left
from tabeza_desktop.core.support_lines import TIPS, field_name
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.support.facts import Facts
from tabeza_desktop.ui.support.phrases import cure, problem_phrase, problem_ref, span, step_name, step_number
from tabeza_desktop.ui.support.say_card import SayCard
from tabeza_desktop.ui.support.step_list import StepList, StepRow
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.chip import Chip, ChipKind
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Line
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_protocol.wire.support import SupportView

tr = words("Support")
WIDTH, NARROW = 396, 344


class SidePanel(Translated, Panel):
    """``point_asked`` and ``tip_asked`` open their choices. Private state: what was last shown, and when that was."""

    point_asked = Signal()
    tip_asked = Signal()

    def __init__(self) -> None:
        super().__init__(fill="surface", edges="l")
        self._view: SupportView | None = None
        self._now: datetime | None = None
        self.name = Label("", Role.PANEL_NAME, elide=True)
        self.where = Label("", Role.LABEL, Tone.T2, weight=400, elide=True)
        self.left = Chip(ChipKind.AGE, "", small=False)
        self.steps = StepList()
        self.warning, self.failure = (
            NoteBox(NoteKind.WARN, "", title=" "),
            NoteBox(NoteKind.FAIL, "", title=" "),
        )
        self.facts = Facts()
        self.told = IconLabel("eye", "", Role.FINE, Tone.ACCENT, weight=500, wrap=True)
        self.point_button = Button("", icon="monitor", key="P", height=36)
        self.tip_button = Button("", icon="chat", key="T", height=36)
        self.say = SayCard()
        self._lay_out()
        self.point_button.clicked.connect(self.point_asked)
        self.tip_button.clicked.connect(self.tip_asked)
        self.set_narrow(False)
        self.retranslate()

    def _lay_out(self) -> None:
        names = Column()
        names.addWidget(self.name)
        names.addWidget(self.where)
        head = Row(spacing=8, margins=(20, 12, 20, 12))
        head.addLayout(names, 1)
        head.addWidget(self.left, 0, Qt.AlignmentFlag.AlignTop)
        inside = Panel(fill="surface")
        middle = Column(spacing=10, margins=(20, 10, 20, 10))
        middle.addWidget(self.steps)
        middle.addWidget(self.told)
        middle.addWidget(self.warning)
        middle.addWidget(self.failure)
        middle.addWidget(Line())
        middle.addWidget(self.facts)
        middle.addStretch(1)
        inside.setLayout(middle)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(inside)
        column = Column(margins=(1, 0, 0, 0))
        column.addLayout(head)
        column.addWidget(Line())
        column.addWidget(self.scroll, 1)
        acts = Row(spacing=10, margins=(20, 6, 20, 8))
        acts.addWidget(self.point_button, 1)
        acts.addWidget(self.tip_button, 1)
        column.addLayout(acts)
        column.addWidget(self.say)
        self.setLayout(column)

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.setFixedWidth(px(NARROW if narrow else WIDTH))

    def retheme(self) -> None:
        if hasattr(self, "_narrow"):
            self.set_narrow(self._narrow)

    def retranslate(self) -> None:
        self.point_button.set_text(tr("Point at"))
        self.tip_button.set_text(tr("Send a tip"))
        self.say.retranslate()
        if self._view is not None and self._now is not None:
            self.show_view(self._view, self._now)

    def show_view(self, view: SupportView, now: datetime) -> None:
        """The bar as it is now."""
        self._view, self._now = view, now
        bar = view.bar
        self.setAccessibleName(bar.name)
        self.name.set_text(bar.name)
        self.where.set_text(" · ".join(part for part in (bar.place, view.device_name) if part))
        self._show_problem(view)
        self.facts.show_view(view)
        self._show_told(view)
        self.say.show_view(view)
        self.tick(now)

    def turn(self, pages: int) -> None:
        """Scroll what does not fit, by keys."""
        bar = self.scroll.verticalScrollBar()
        bar.setValue(bar.value() + pages * self.scroll.viewport().height() // 2)

    def tick(self, now: datetime) -> None:
        """Only what counts up."""
        view = self._view
        if view is None:
            return
        self._now = now
        self.left.set(ChipKind.AGE, tr("{minutes} min left", minutes=minutes_left(view.bar.expires_at, now)))
        self.steps.set_rows(tuple(_step_rows(view, now)))

    def _show_problem(self, view: SupportView) -> None:
        problem = view.bar.last_problem
        said = cure(problem) if problem is not None else ""
        phrase = problem_phrase(problem)
        shown = problem is not None and bool(said)
        failed = phrase.tone is Tone.FAIL
        self.warning.setVisible(shown and not failed)
        self.failure.setVisible(shown and failed)
        if problem is None or not said:
            return
        ref = problem_ref(problem)
        title = tr("{problem} ({ref})", problem=phrase.text, ref=ref) if ref else phrase.text
        (self.failure if failed else self.warning).set_text(said, title)

    def _show_told(self, view: SupportView) -> None:
        lang = current_language()
        parts = []
        if view.pointed_at is not None:
            parts.append(tr("You point at: {field}", field=field_name(view.pointed_at, lang)))
        if view.tip is not None:
            parts.append(tr("On their screen: “{tip}”", tip=TIPS[view.tip].text(lang)))
        self.told.setVisible(bool(parts))
        self.told.set_text("  ".join(parts))


def _step_rows(view: SupportView, now: datetime) -> list[StepRow]:
    times = {time.step: time for time in view.times}
    rows = []
    for step in view.bar.steps:
        time = times.get(step.step)
        title = step_name(step.step)
        if step.step == "paybill" and view.business_shortcode and step.state == "done":
            title = tr("PayBill {number}", number=view.business_shortcode)
        aside, tone = "", Tone.T2
        if time is not None and time.entered_at is not None and not view.bar.finished:
            here = now - time.entered_at
            aside, tone = tr("here {time}", time=span(here)), Tone.WARN if here > STUCK else Tone.ACCENT
        elif time is not None and time.spent_seconds:
            aside = span(timedelta(seconds=time.spent_seconds))
        rows.append(StepRow(step_number(step.step), title, step.state, aside, tone))
    return rows

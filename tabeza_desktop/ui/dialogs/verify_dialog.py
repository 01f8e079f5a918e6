"""Verify a payment: paste or type, and read what M-Pesa told Tabeza of it. It looks by itself once what was typed is
complete, so the whole check is F3 and one paste; Enter then does what the verdict offers.

Esc clears the field first and closes when it is empty. The dialog asks nothing itself: ``asked`` is for the flow, which
answers with ``show_verdict`` or ``show_problem``.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.times import Now
from tabeza_desktop.core.verify import Query, Reading, ReadingKind, Verdict, VerdictKind, read_input
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.a11y import announce
from tabeza_desktop.ui.dialogs.verify_acts import Act, acts_of, button_words, open_tab_of
from tabeza_desktop.ui.dialogs.verify_card import VerifyCard
from tabeza_desktop.ui.dialogs.verify_field import VerifyBox, VerifyEdit
from tabeza_desktop.ui.dialogs.verify_words import (
    Bar,
    field_state,
    moment,
    reading_words,
    said,
    statement_steps,
)
from tabeza_desktop.ui.scaled import fixed_height, gap, least_height, scaled
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets import overlay
from tabeza_desktop.ui.widgets.button import Button, ButtonKind, LinkButton
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Tone
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.overlay import DialogFrame

tr = words("Verify")
WIDTH, BUSY_AFTER_MS, SECONDARY_WIDTH = 600, 300, 190


_KEYS = {Qt.Key.Key_F2.value: Act.REQUEST, Qt.Key.Key_F5.value: Act.CHECK}


class VerifyDialog(Translated, DialogFrame):
    """``asked(query)`` wants a look-up; ``wanted(act)`` is a button for the flow.

    Private state: the reading of the field, the verdict shown (or the problem), what the two buttons do now, and
    whether "paid by hand" and a new request may be offered.
    """

    asked = Signal(object)
    wanted = Signal(str)

    def __init__(self, host: QWidget, bar: Bar, now: Now) -> None:
        super().__init__(host, "", width=WIDTH, close_name=tr("Close"))
        self._bar, self._now = bar, now
        self._reading = Reading(ReadingKind.EMPTY)
        self._verdict: Verdict | None = None
        self._problem: Problem | None = None
        self._may_record = self._may_request = self._steps = False
        self._left, self._right = Act.DONE, Act.LOOK
        self._label = Label("", Role.LABEL)
        self._edit = VerifyEdit()
        self._box = VerifyBox(self._edit)
        self._read = IconLabel("info", "", Role.LABEL, Tone.T2, weight=500, gap=6, wrap=True)
        self._clear = LinkButton("", key="Esc")
        self._old = NoteBox(NoteKind.WARN, "", icon="cloud-off")
        self._wrong = NoteBox(NoteKind.FAIL, "")
        self._busy = IconLabel("spinner", "", Role.BODY, Tone.WAIT)
        self._card = VerifyCard()
        self._secondary = Button("", height=52)
        self._primary = Button("", ButtonKind.PRIMARY, key="Enter", large=True, spread=True)
        self._since_verdict = QElapsedTimer()
        self._soon_fit = QTimer(self)
        self._soon_fit.setSingleShot(True)
        self._soon_fit.timeout.connect(self._fit)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(BUSY_AFTER_MS)
        self._soon.timeout.connect(self._busy.show)
        self._lay_out()
        self._connect()
        self.retranslate()

    # building

    def _lay_out(self) -> None:
        field = QVBoxLayout()
        scaled(field, spacing=6)
        field.addWidget(self._label)
        field.addWidget(self._box)
        below = QHBoxLayout()
        below.addWidget(self._read, 1)
        below.addWidget(self._clear)
        field.addLayout(below)
        least_height(self._read, 26)
        fixed_height(self._clear, 26)
        self.body.addLayout(field)
        for widget in (self._old, self._wrong, self._busy, self._card):
            self.body.addWidget(widget)
            widget.hide()
        gap(self.body, 2)
        self.footer.addWidget(self._secondary)
        self.footer.addWidget(self._primary, 1)
        self.set_primary(self._primary)

    def _connect(self) -> None:
        self._edit.typed.connect(self._typed)
        self._clear.clicked.connect(self.clear)
        self._secondary.clicked.connect(lambda: self._do(self._left))
        self._primary.clicked.connect(lambda: self._do(self._right))

    def open_verify(self, text: str = "") -> None:
        """Show it, with the field ready to type."""
        self.open_frame(self._edit)
        if text:
            self._edit.setPlainText(text)

    # typing

    @property
    def reading(self) -> Reading:
        return self._reading

    @property
    def verdict(self) -> Verdict | None:
        """What is shown, if anything."""
        return self._verdict

    def paste(self, text: str) -> None:
        """As if this had been pasted into the field."""
        mime = QMimeData()
        mime.setText(text)
        self._edit.selectAll()
        self._edit.insertFromMimeData(mime)

    def clear(self) -> None:
        """An empty field and no verdict."""
        self._edit.clear()
        self._edit.setFocus()

    def _typed(self, text: str) -> None:
        before = self._reading.query
        self._reading = read_input(text)
        self._edit.show_reading(self._reading)
        if self._reading.query is None or self._reading.query != before:
            self._forget()
            self._refresh()
        if self._reading.query is not None and self._reading.query != before:
            self.look()

    def _forget(self) -> None:
        self._verdict = self._problem = None
        self._steps = False
        self._soon.stop()
        self._busy.hide()

    def look(self) -> None:
        """Look up what is in the field, once more if it was looked up already."""
        query = self._reading.query
        if query is not None:
            self._soon.start()
            self.asked.emit(query)

    # answers

    def show_verdict(
        self, query: Query, verdict: Verdict, now: Now, *, may_record: bool = False, may_request: bool = False
    ) -> None:
        """The answer to ``query``; one to something that is no longer in the field is dropped."""
        if query != self._reading.query:
            return
        fresh = verdict != self._verdict
        self._forget()
        self._verdict, self._now = verdict, now
        self._may_record, self._may_request = may_record, may_request
        self._refresh()
        if fresh:
            self._since_verdict.start()
            shown = said(verdict, self._bar, now)
            announce(self, f"{shown.title}. {shown.text}", urgent=verdict.kind is not VerdictKind.PAID)
            self._primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, query: Query, problem: Problem) -> None:
        """It could not be looked up; what was typed stays."""
        if query == self._reading.query:
            self._forget()
            self._problem = problem
            self._refresh()

    # what is shown

    def _refresh(self) -> None:
        icon, tone, text = reading_words(self._reading)
        self._read.set_all(icon, text, tone)
        self._box.set_state(field_state(self._reading))
        self._clear.setVisible(bool(self._edit.text()))
        self._show_verdict()
        self._show_problem()
        self._show_buttons()
        self._fit()

    def _fit(self) -> None:
        """Where the window is too low for it all (large text, small window), the field and the head give way."""
        self._set_tight(False)
        room = self._host.height() - 2 * px(8)
        if self._verdict is not None and self._column.totalHeightForWidth(self.maximumWidth()) > room:
            self._set_tight(True)

    def _set_tight(self, tight: bool) -> None:
        self._box.set_tight(tight)
        self._sub.setVisible(not tight)
        crowded = tight and self._old.isVisibleTo(self)
        self._read.setVisible(not crowded)
        self._clear.setVisible(not crowded and bool(self._edit.text()))
        edge = px(8 if tight else 16)
        self._head.setContentsMargins(px(24), edge, px(12), edge)
        self.body.setContentsMargins(px(24), edge, px(24), edge)
        self.footer.setContentsMargins(px(24), 0, px(24), px(12 if tight else 24))

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "_soon_fit"):  # not while the frame is still being made
            self._soon_fit.start()  # once everything in it has its new size

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _show_verdict(self) -> None:
        verdict = self._verdict
        self._card.setVisible(verdict is not None)
        self._old.setVisible(verdict is not None and verdict.from_cache)
        if verdict is None:
            return
        self._card.show_said(said(verdict, self._bar, self._now))
        if self._steps:
            self._card.show_steps(statement_steps(verdict))
        at = tr("before it was connected") if verdict.as_of is None else moment(verdict.as_of, self._now)
        self._old.set_text(tr("No internet. What this PC knew {when}; nothing newer shows.", when=at))

    def _show_problem(self) -> None:
        self._wrong.setVisible(self._problem is not None)
        if self._problem is not None:
            text = self._problem.text(current_language())
            self._wrong.set_text(tr("{why}\n<b>What to do:</b> {do}", why=text.why, do=text.do), text.happened)

    def _show_buttons(self) -> None:
        self._left, self._right = acts_of(
            self._verdict, may_record=self._may_record, may_request=self._may_request, steps=self._steps
        )
        self._dress(self._secondary, self._left)
        self._dress(self._primary, self._right)
        even = self._left in (Act.RECORD, Act.CHECK) and self._right is not Act.LOOK
        self.footer.setStretchFactor(self._secondary, 1 if even else 0)
        self._secondary.setMinimumWidth(px(SECONDARY_WIDTH) if self._verdict is not None else 0)
        if self._right is Act.LOOK and self._reading.query is None:
            self._primary.set_off(reading_words(self._reading)[2])
        elif not self._primary.isEnabled():
            self._primary.set_on()

    def tab_to_open(self) -> str | None:
        """The id of the tab that "Open tab" leads to."""
        tab = open_tab_of(self._verdict)
        return tab.id if tab is not None else None

    def _dress(self, button: Button, act: Act) -> None:
        text, icon, key = button_words(act, self._verdict)
        button.set_text(text)
        button.set_icon(icon)
        button.set_key(key if button is self._primary else None)

    # doing

    def _do(self, act: Act) -> None:
        if act is Act.DONE:
            self.close_frame()
        elif act is Act.LOOK:
            self.look()
        elif act is Act.STATEMENT:
            self._steps = True
            self._refresh()
        else:
            self.wanted.emit(act.value)

    def enter_is_early(self) -> bool:
        """Also right after a verdict: Enter out of habit behind a typed code must not close what nobody has read."""
        fresh = self._since_verdict.isValid() and self._since_verdict.elapsed() < 2 * overlay.ENTER_QUIET_MS
        return fresh or super().enter_is_early()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears before it closes; F2 and F5 press the primary button while it is theirs."""
        if event.key() == Qt.Key.Key_Escape and self._edit.text():
            event.accept()
            self.clear()
            return
        if _KEYS.get(event.key()) is self._right:
            event.accept()
            if not event.isAutoRepeat():
                self._primary.click()
            return
        super().keyPressEvent(event)

    # words

    def retranslate(self) -> None:
        self.set_title(
            tr("Verify a payment"), tr("Paste the M‑Pesa code or the whole SMS, or type the phone that paid")
        )
        self._label.set_text(tr("Code, SMS or phone"))
        self._edit.setAccessibleName(tr("Code, SMS or phone"))
        self._clear.set_text(tr("Clear"))
        self._busy.set_text(tr("Looking it up"))
        self._refresh()

"""Needs review: the owner's queue, the evidence on the payment in hand, and the decision beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tabeza_desktop.core.connection import Connection
from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.models.reviews import ReviewsModel
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.a11y import announce
from tabeza_desktop.ui.pages.grid import Grid
from tabeza_desktop.ui.pages.page import Page
from tabeza_desktop.ui.pages.tab_panel import NARROW_WIDTH, WIDE_WIDTH, WIDTH
from tabeza_desktop.ui.review.decision import DecisionPanel
from tabeza_desktop.ui.review.evidence import how_to_find_out, known, not_known
from tabeza_desktop.ui.review.queue import ReviewQueue
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.card import Card, Panel
from tabeza_desktop.ui.widgets.empty import EmptyState
from tabeza_desktop.ui.widgets.keyhints import KeyHint, KeyHintBar
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Tone
from tabeza_desktop.ui.widgets.numbered import NumberedList
from tabeza_desktop.ui.widgets.paint import RIGHT
from tabeza_desktop.ui.widgets.rows import Cell, Column, RowDelegate
from tabeza_desktop.ui.widgets.table import HEADER_HEIGHT, style_table
from tabeza_desktop.ui.widgets.timeline import Timeline
from tabeza_protocol.wire.trade import PaymentDetail, PaymentView, TimelineEvent

tr = words("Review")

_ROW, _MOST_ROWS = 56, 4


class ReviewPage(Page):
    """``all_payments()`` leads back to the history. Private state: the timeline of the payment in hand."""

    all_payments = Signal()

    def __init__(self, console: Console, queue: ReviewQueue) -> None:
        super().__init__()
        self._console, self._queue = console, queue
        queue.setParent(self)
        self._events: tuple[TimelineEvent, ...] = ()
        self._narrow = False
        self._title, self._sub = Label("", Role.TITLE), Label("", Role.BODY, Tone.T2, wrap=True)
        self._back = Button("", icon="arrow-left")
        self._model = ReviewsModel(console.state.clock.value, current_language())
        self.table = Grid()
        self.table.setModel(self._model)
        self._known_card, self._open_card, self._how_card = Card(""), Card(""), Card("", sunken=True)
        self._timeline = Timeline(tr("What is known"))
        self._open = [IconLabel("help", "", Role.BODY, Tone.T1, wrap=True) for _ in range(3)]
        self._how = NumberedList([])
        self._stack, self._empty = QStackedWidget(), EmptyState("check-circle", "", "")
        self._hints = KeyHintBar()
        self.side_panel = self.decision = DecisionPanel(console)
        self._lay_out()
        self._connect()
        self._dress_table()
        self.retranslate()

    @property
    def queue(self) -> ReviewQueue:
        return self._queue

    def _lay_out(self) -> None:
        self._known_card.body.addWidget(self._timeline)
        for line in self._open:
            line.icon.set_tone(Tone.WARN)
            self._open_card.body.addWidget(line)
        self._how_card.body.addWidget(self._how)
        for card in (self._known_card, self._open_card, self._how_card):
            card.body.addStretch(1)
        full = QWidget()
        column = QVBoxLayout(full)
        scaled(column)
        column.addWidget(self.table)
        column.addWidget(self._evidence(), 1)
        self._stack.addWidget(full)
        self._stack.addWidget(self._empty)
        left = QVBoxLayout()
        scaled(left)
        left.addWidget(self._head())
        left.addWidget(self._stack, 1)
        left.addWidget(self._hints)
        outer = QHBoxLayout(self)
        scaled(outer)
        outer.addLayout(left, 1)
        outer.addWidget(self.decision)

    def _head(self) -> QWidget:
        head = Panel(fill="bg", edges="b")
        row = QHBoxLayout(head)
        scaled(row, (20, 14, 20, 14), 16)
        words_ = QVBoxLayout()
        scaled(words_)
        words_.addWidget(self._title)
        words_.addWidget(self._sub)
        row.addLayout(words_, 1)
        row.addWidget(self._back)
        return head

    def _evidence(self) -> QScrollArea:
        inner = Panel()
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        scaled(self._cards, spacing=16)
        self._cards.addWidget(self._known_card, 1)
        right = QVBoxLayout()
        scaled(right, spacing=16)
        right.addWidget(self._open_card)
        right.addWidget(self._how_card, 1)
        self._cards.addLayout(right, 1)
        column = QVBoxLayout(inner)
        scaled(column, (20, 18, 20, 18))
        column.addLayout(self._cards)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _connect(self) -> None:
        self._back.clicked.connect(self.all_payments)
        self._hints.triggered.connect(self._do)
        table = self.table
        table.moved.connect(self._moved)
        table.entered.connect(self.decision.choice.focus_choice)
        table.left.connect(self.all_payments)
        table.keys.connect(lambda: self.asked.emit("all_keys"))
        self.decision.failed.connect(self.failed)
        self.decision.recorded.connect(self._recorded)
        self._queue.changed.connect(self._filled)
        state = self._console.state
        state.clock.changed.connect(self._model.set_now)
        state.connection.changed.connect(self._connection_changed)
        state.preferences.changed.connect(self._preferences_changed)
        state.mpesa.changed.connect(self._mpesa_changed)
        theme().changed.connect(self._dress_table)

    def _connection_changed(self, value: Connection) -> None:
        self._model.set_stale(value.is_stale)

    def _preferences_changed(self, value: Preferences) -> None:
        self._model.set_lang(value.lang)

    def _mpesa_changed(self, _value: object) -> None:
        self._show_evidence()

    # layout in force

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._cards.setDirection(down if narrow else across)
        self.retranslate()

    def set_wide(self, wide: bool) -> None:
        self.decision.setFixedWidth(px(NARROW_WIDTH if self._narrow else WIDE_WIDTH if wide else WIDTH))

    def _columns(self) -> list[Column]:
        narrow = self._narrow
        name = 120 if narrow else 194
        return [
            Column("asked", tr("Asked"), 118 if narrow else 126, Cell.TEXT, inset=20),
            Column("tab", tr("Tab"), 56, Cell.TAB),
            Column("customer", tr("Customer"), name, Cell.NAME, stretch=True, outset=8, role=Role.CHIP),
            Column("amount", tr("Amount KES"), 104, Cell.MONEY, RIGHT, role=Role.TAB_NO, strong=True),
            Column("result", tr("Result"), 192, Cell.CHIP, inset=22),
            Column("waiting", tr("Waiting for you"), 124, Cell.TIME, RIGHT, outset=20),
        ]

    def _dress_table(self) -> None:
        style_table(self.table, RowDelegate(self._columns(), row_height=_ROW, parent=self.table))
        self.table.setColumnHidden(4, self._narrow)
        self._fit_table()

    def _fit_table(self) -> None:
        rows = min(_MOST_ROWS, max(1, self._model.rowCount()))
        self.table.setFixedHeight(px(HEADER_HEIGHT) + rows * px(_ROW))

    # what is shown

    def show_payment(self, payment_id: str) -> None:
        """Bring one payment of the queue to hand."""
        self.table.select_row(self._model.row_of(payment_id))

    def _filled(self, payments: tuple[PaymentView, ...]) -> None:
        """The queue as it is: the payment in hand stays if it is still there, else the oldest is taken up."""
        held = self.decision.payment()
        self._model.show(payments)
        self._fit_table()
        self._stack.setCurrentIndex(0 if payments else 1)
        self.decision.setVisible(bool(payments))
        row = self._model.row_of(held.id) if held is not None else -1
        if not self.table.select_row(max(0, row)):
            self._take(None)
        elif row >= 0:
            self._take(self._model.at(row))
        self._show_title()

    def _moved(self, key: str) -> None:
        self._take(self._model.at(self._model.row_of(key)) if key else None)

    def _take(self, payment: PaymentView | None) -> None:
        before = self.decision.payment()
        self.decision.show_payment(payment)
        if payment is None:
            return
        if before is None or before.id != payment.id:
            self._events = ()
        self._show_evidence()
        if before is None or before.id != payment.id or before.version != payment.version:
            self._console.services.payments.detail(payment.id, owner=self, done=self._detailed)

    def _detailed(self, detail: PaymentDetail) -> None:
        payment = self.decision.payment()
        if payment is not None and payment.id == detail.payment.id:
            self._events = detail.timeline
            self._show_evidence()

    def _show_evidence(self) -> None:
        payment = self.decision.payment()
        if payment is None:
            return
        mpesa = self._console.state.mpesa.value
        tab = self._console.state.trade.value.tabs.get(payment.tab_id or "")
        self._timeline.set_nodes(known(payment, self._events))
        lines = not_known(payment, (mpesa.business_shortcode if mpesa else None) or "–")
        for place, label in enumerate(self._open):
            label.setVisible(place < len(lines))
            label.set_text(lines[place] if place < len(lines) else "")
            label.icon.set_tone(Tone.WARN)
        account = tab.account if tab is not None else f"TAB{payment.tab_number or ''}"
        self._how.set_items(how_to_find_out(payment, account))

    def _show_title(self) -> None:
        self._title.set_text(tr("Needs review · {count}", count=self._model.rowCount()))

    # doing

    def _recorded(self, payment: PaymentView) -> None:
        announce(self, tr("Recorded. Tab {number}.", number=payment.tab_number or "–"))
        self._queue.read_again()
        self.table.setFocus()

    def _do(self, action: str) -> None:
        if not self.perform(action):
            self.asked.emit(action)

    def perform(self, action: str) -> bool:
        if action == "record":
            self.decision.record()
            return True
        if action == "back":
            self.all_payments.emit()
            return True
        if action == "decide":
            self.decision.choice.focus_choice()
            return True
        return False

    def arrive(self) -> None:
        self._queue.read_again()
        self._filled(self._queue.payments)
        (self.table if self._model.rowCount() else self._back).setFocus()

    def retranslate(self) -> None:
        self._sub.set_text(tr("M‑Pesa’s answers did not settle these. Nothing is credited until you decide."))
        self._back.set_text(tr("All payments"))
        self.table.setAccessibleName(tr("Payments that need your decision"))
        self._known_card.set_title(tr("What is known"))
        self._open_card.set_title(tr("What is not known"))
        self._how_card.set_title(tr("How to find out"))
        self._empty.set_words(tr("Nothing needs you"), tr("Every payment has its answer."))
        hints = [KeyHint("decide", ("Enter",), tr("Decide")), KeyHint("record", ("Ctrl Enter",), tr("Record"))]
        if not self._narrow:
            hints.insert(0, KeyHint("move", ("↑", "↓"), tr("Move")))
            hints.append(KeyHint("back", ("Esc",), tr("All payments")))
        hints.append(KeyHint("all_keys", ("F1",), tr("All keys")))
        self._hints.set_hints(hints)
        self._hints.set_note(tr("Oldest first"))
        self._show_title()
        self._show_evidence()
        self._dress_table()

"""Today, or another business day: what came in, hour by hour, and what went wrong. Every figure is counted.

The sums are made by SQL in a lane; this page only words and paints them. Today's follow the feed, a burst of news
being read once; nothing is read while nobody looks.
"""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout

from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.core.takings_day import DayFigures, DaySums, hour_rows
from tabeza_desktop.core.times import clock_text
from tabeza_desktop.i18n.dates import day_name, long_date
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.pages.page import Page, WhenShown
from tabeza_desktop.ui.reports.chart_cards import HoursCard, WhyCard
from tabeza_desktop.ui.reports.compare import against_count, against_money, against_points
from tabeza_desktop.ui.reports.slow_list import SlowList
from tabeza_desktop.ui.reports.total_card import TotalCard
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Card, Panel
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.business_day import business_day_of, business_day_start

tr = words("TodayPage")

_PAUSE_MS = 400
_WEEK = timedelta(days=7)


class TodayPage(Page):
    """Private state: the day chosen (None: today), its figures as last read, whether tables stand in place of charts,
    and a pause that gathers bursts of news.
    """

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self._day: date | None = None
        self._figures: DayFigures | None = None
        self._tables = False
        self._title, self._sub = Label("", Role.TITLE), Label("", Role.LABEL, Tone.T2, weight=400, wrap=True)
        self._other = Button("", icon="calendar")
        self._export = Button("", icon="download", key="Ctrl E")
        self._print = Button("", ButtonKind.PRIMARY, icon="printer", key="Ctrl P")
        self._totals = [TotalCard(money=True), TotalCard(), TotalCard(money=True), TotalCard()]
        self._hours, self._why = HoursCard(), WhyCard()
        self._slow_card, self._slow = Card("", icon="slow", tone=Tone.WARN), SlowList()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.read_again)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        inner = Panel(fill="bg")
        column = QVBoxLayout(inner)
        scaled(column, (20, 14, 20, 14), 12)
        column.addLayout(self._head())
        row = QHBoxLayout()
        scaled(row, spacing=12)
        for card in self._totals:
            row.addWidget(card, 1)
        column.addLayout(row)
        self._slow_card.body.addWidget(self._slow)
        self._slow_card.body.addStretch(1)
        side = QVBoxLayout()
        scaled(side, spacing=12)
        side.addWidget(self._why)
        side.addWidget(self._slow_card, 1)
        self._lower = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        scaled(self._lower, spacing=12)
        self._lower.addWidget(self._hours, 850)
        self._lower.addLayout(side, 384)
        column.addLayout(self._lower, 1)
        self._area = QScrollArea()
        self._area.setWidget(inner)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        scaled(outer)
        outer.addWidget(self._area)

    def _head(self) -> QBoxLayout:
        texts = QVBoxLayout()
        scaled(texts)
        texts.addWidget(self._title)
        texts.addWidget(self._sub)
        buttons = QHBoxLayout()
        scaled(buttons, spacing=12)
        for button in (self._other, self._export, self._print):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._head_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        scaled(self._head_row, spacing=12)
        self._head_row.addLayout(texts, 1)
        self._head_row.addLayout(buttons)
        return self._head_row

    def _connect(self) -> None:
        state = self._console.state
        state.takings.changed.connect(WhenShown(self, self._news).news)
        state.connection.changed.connect(WhenShown(self, self._show_head).news)
        self._hours.switched.connect(self.switch_tables)
        self._other.clicked.connect(self.ask_day)
        self._export.clicked.connect(lambda: self.perform("export"))
        self._print.clicked.connect(lambda: self.perform("print"))

    def set_narrow(self, narrow: bool) -> None:
        """The buttons move below the title and the side cards below the chart; the page scrolls."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._lower.setDirection(down if narrow else across)
        self._head_row.setDirection(down if narrow else across)
        self._hours.setMinimumHeight(320 if narrow else 0)

    def arrive(self) -> None:
        self.read_again()
        self._area.setFocus()

    # which day

    def day(self) -> date:
        """The business day shown."""
        now = self._console.state.clock.value
        return self._day or business_day_of(now.utc, now.day_turn)

    def is_today(self) -> bool:
        return self._day is None

    def show_day(self, day: date) -> None:
        """Another business day, or today again."""
        now = self._console.state.clock.value
        self._day = None if day >= business_day_of(now.utc, now.day_turn) else day
        self._figures = None
        self.retranslate()
        self.read_again()

    def ask_day(self) -> None:
        """Which day, in a dialog; from another day the button leads back to today."""
        from tabeza_desktop.ui.reports.day_dialog import DayDialog

        if self._day is not None:
            now = self._console.state.clock.value
            self.show_day(business_day_of(now.utc, now.day_turn))
            return
        now = self._console.state.clock.value
        dialog = DayDialog(self.dialog_host(), business_day_of(now.utc, now.day_turn))
        dialog.chosen.connect(self.show_day)
        dialog.open_day()

    # reading

    def _news(self) -> None:
        if self._day is None:
            self._show_totals()
            self._pause.start()

    def read_again(self) -> None:
        """Have the day's figures counted again."""
        self._console.services.reports.day(self.day(), owner=self, done=self._read, failed=self.failed.emit)

    def _read(self, figures: DayFigures) -> None:
        if figures.day == self.day():  # another day was chosen meanwhile
            self._figures = figures
            self._show_all()

    # doing

    def switch_tables(self) -> None:
        """Tables in place of the charts, or back."""
        self._tables = not self._tables
        self._hours.show_table(self._tables)
        self._why.show_table(self._tables)

    def perform(self, action: str) -> bool:
        if action == "print":
            from tabeza_desktop.ui.printing.print_flow import print_night

            print_night(self._console, self.dialog_host(), self.day(), self.failed.emit)
            return True
        if action == "export":
            from tabeza_desktop.ui.reports.export_dialog import open_export

            open_export(self._console, self.dialog_host(), HistoryQuery(day_from=self.day(), day_to=self.day()))
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """``T`` switches between charts and tables."""
        if event.key() == Qt.Key.Key_T and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.switch_tables()
            return
        super().keyPressEvent(event)

    # showing

    def _show_all(self) -> None:
        self._show_head()
        self._show_totals()
        self._show_charts()

    def _show_head(self) -> None:
        now, connection = self._console.state.clock.value, self._console.state.connection.value
        turn = now.day_turn.strftime("%H:%M")
        begun = business_day_start(self.day(), now.day_turn)
        text = tr("{day}, {turn} to {turn}.", day=long_date(begun), turn=turn)
        if self._figures is not None and self._figures.before_sums is not None:
            weekday = day_name(begun - _WEEK)
            if self._day is None:
                at = clock_text(now.utc)
                text = tr("{day} Compared with last {weekday} at {at}.", day=text, weekday=weekday, at=at)
            else:
                text = tr("{day} Compared with the {weekday} before.", day=text, weekday=weekday)
        if connection.is_stale and connection.last_good_at is not None:
            text = tr("{day} As it was at {at}.", day=text, at=clock_text(connection.last_good_at))
        self._sub.set_text(text)

    def _sums(self) -> DaySums:
        """Today's from the feed, which is never behind; another day's as counted."""
        takings = self._console.state.takings.value
        if self._day is None and takings.business_day == self.day():
            return DaySums(takings.received_cents, takings.paid_count, takings.ended_count)
        return DaySums() if self._figures is None else self._figures.sums

    def _show_totals(self) -> None:
        sums = self._sums()
        received, payments, mean, paid = self._totals
        name = tr("Received today") if self._day is None else tr("Received that day")
        received.show_total(name, format_amount(sums.received_cents))
        payments.show_total(tr("Payments"), str(sums.paid))
        average, percent = sums.average_cents, sums.percent
        mean.show_total(tr("Average payment"), "–" if average is None else format_amount(average))
        ended = tr("{paid} of {ended}", paid=sums.paid, ended=sums.ended)
        paid.show_total(tr("Customers who paid"), "–" if percent is None else f"{percent}%", ended)
        self._compare(sums)

    def _compare(self, sums: DaySums) -> None:
        """The same four figures against the same weekday a week before, at the same time of the day."""
        for card in self._totals:
            card.show_comparison("", None)
        then = None if self._figures is None else self._figures.before_sums
        if then is None:
            return
        received, payments, mean, paid = self._totals
        received.show_comparison(*against_money(sums.received_cents, then.received_cents))
        payments.show_comparison(*against_count(sums.paid, then.paid))
        if sums.average_cents is not None and then.average_cents is not None:
            mean.show_comparison(*against_money(sums.average_cents, then.average_cents))
        if sums.percent is not None and then.percent is not None:
            paid.show_comparison(*against_points(sums.percent, then.percent))

    def _show_charts(self) -> None:
        now, lang, figures = self._console.state.clock.value, current_language(), self._figures
        here = int(clock_text(now.utc)[:2]) if self._day is None else None
        place = None if here is None else (here - now.day_turn.hour) % 24
        then = ""
        if figures is not None and figures.before:
            begun = business_day_start(self.day(), now.day_turn)
            then = tr("Last {weekday}, whole night", weekday=day_name(begun - _WEEK))
        rows = () if figures is None else hour_rows(figures, place, now.day_turn.hour)
        self._hours.show_hours(rows, here, then)
        self._why.show_reasons(() if figures is None else figures.reasons, lang, today=self._day is None)
        self._slow.show_rows(() if figures is None else figures.slow, lang, today=self._day is None)
        aside = tr("Over 30 s")
        if figures is not None and figures.usual_seconds is not None:
            aside = tr("Over 30 s · usual {seconds} s", seconds=figures.usual_seconds)
        self._slow_card.set_aside(aside)
        count = 0 if figures is None else figures.slow_count
        self._slow_card.set_title(tr("{count} slow answers", count=count) if count > 4 else tr("Slow answers"))

    def retranslate(self) -> None:
        self._title.set_text(tr("Today") if self._day is None else tr("An earlier day"))
        self._area.setAccessibleName(tr("Today"))
        self._other.set_text(tr("Another day") if self._day is None else tr("Back to today"))
        self._export.set_text(tr("Export"))
        self._print.set_text(tr("Print daily report"))
        self._hours.reword()
        self._why.reword()
        self._show_all()

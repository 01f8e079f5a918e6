"""Today: what came in, hour by hour, and what went wrong. Every figure is counted from payments; none is guessed.

The figures at the top follow the feed; the chart and the lists are read again whenever they change.
"""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout

from tabeza_desktop.core.times import clock_text
from tabeza_desktop.i18n.dates import day_name, long_date
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.pages.page import Page
from tabeza_desktop.ui.pages.slow_list import SlowList
from tabeza_desktop.ui.pages.today_figures import (
    DayTotals,
    FailureCount,
    by_hour,
    failures,
    of_day,
    slow_answers,
    totals_until,
)
from tabeza_desktop.ui.pages.total_card import TotalCard
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.card import Card, Panel
from tabeza_desktop.ui.widgets.charts import Bar, BarChart, HBar, HBarChart
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.business_day import business_day_of
from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.wire.trade import PaymentView

tr = words("TodayPage")

_PAUSE_MS = 400
_WEEK = timedelta(days=7)


class TodayPage(Page):
    """Private state: the payments of the business day and of the same weekday before it, as last read, and a pause that
    gathers bursts of news.
    """

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self._payments: tuple[PaymentView, ...] = ()
        self._before: tuple[PaymentView, ...] = ()
        self._title, self._sub = Label("", Role.TITLE), Label("", Role.LABEL, Tone.T2, weight=400)
        self._totals = [TotalCard(money=True), TotalCard(), TotalCard(money=True), TotalCard()]
        self._chart = BarChart([], tr("Received each hour"))
        self._chart_card, self._why_card = Card(""), Card("", icon="x-circle", tone=Tone.FAIL)
        self._why, self._nothing = HBarChart([], tr("Why payments failed")), Label("", Role.BODY, Tone.T2, wrap=True)
        self._slow_card, self._slow = Card("", icon="slow", tone=Tone.WARN), SlowList()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.read_again)
        self._lay_out()
        console.state.takings.changed.connect(self._news)
        console.state.connection.changed.connect(self._show_head)
        self.retranslate()

    def _lay_out(self) -> None:
        inner = Panel(fill="bg")
        column = QVBoxLayout(inner)
        scaled(column, (20, 14, 20, 14), 12)
        head = QVBoxLayout()
        scaled(head)
        head.addWidget(self._title)
        head.addWidget(self._sub)
        column.addLayout(head)
        row = QHBoxLayout()
        scaled(row, spacing=12)
        for card in self._totals:
            row.addWidget(card, 1)
        column.addLayout(row)
        self._chart_card.body.addWidget(self._chart, 1)
        self._why_card.body.addWidget(self._why)
        self._why_card.body.addWidget(self._nothing)
        self._slow_card.body.addWidget(self._slow)
        self._slow_card.body.addStretch(1)
        side = QVBoxLayout()
        scaled(side, spacing=12)
        side.addWidget(self._why_card)
        side.addWidget(self._slow_card, 1)
        self._lower = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        scaled(self._lower, spacing=12)
        self._lower.addWidget(self._chart_card, 850)
        self._lower.addLayout(side, 384)
        column.addLayout(self._lower, 1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area = area
        outer = QVBoxLayout(self)
        scaled(outer)
        outer.addWidget(area)

    def set_narrow(self, narrow: bool) -> None:
        """The side cards move below the chart and the page scrolls."""
        across = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._lower.setDirection(across)
        self._chart_card.setMinimumHeight(320 if narrow else 0)

    def arrive(self) -> None:
        self.read_again()
        self._area.setFocus()

    # reading

    def _news(self, _: object) -> None:
        self._show_totals()
        if self.isVisible():
            self._pause.start()

    def read_again(self) -> None:
        """Read the day's payments again."""
        now = self._console.state.clock.value
        day = business_day_of(now.utc, now.day_turn)
        history = self._console.services.history
        history.of_day(day, owner=self, done=self._read, failed=self.failed.emit)
        history.of_day(day - _WEEK, owner=self, done=self._read_before)

    def _read_before(self, rows: tuple[PaymentView, ...]) -> None:
        now = self._console.state.clock.value
        practice = self._console.state.practice.value.info is not None
        day = business_day_of(now.utc, now.day_turn) - _WEEK
        self._before = of_day(rows, day, now.day_turn, practice=practice)
        self._show_head()
        self._show_totals()
        self._show_charts()

    def _read(self, rows: tuple[PaymentView, ...]) -> None:
        now = self._console.state.clock.value
        practice = self._console.state.practice.value.info is not None
        self._payments = of_day(rows, business_day_of(now.utc, now.day_turn), now.day_turn, practice=practice)
        self._show_charts()

    # showing

    def _show_head(self, _connection: object = None) -> None:
        now, connection = self._console.state.clock.value, self._console.state.connection.value
        turn = now.day_turn.strftime("%H:%M")
        text = tr("{day}, {turn} to {turn}.", day=long_date(now.utc), turn=turn)
        self._chart_card.set_aside(tr("KES thousands"))
        if self._before:
            weekday = day_name(now.utc - _WEEK)
            self._chart_card.set_aside(tr("KES thousands. Pale: last {weekday}, whole night", weekday=weekday))
            text = tr("{day} Compared with last {weekday} at {at}.", day=text, weekday=weekday, at=clock_text(now.utc))
        if connection.is_stale and connection.last_good_at is not None:
            text = tr("{day} As it was at {at}.", day=text, at=clock_text(connection.last_good_at))
        self._sub.set_text(text)

    def _show_totals(self) -> None:
        takings = self._console.state.takings.value
        average = round(takings.received_cents / takings.paid_count / 100) * 100 if takings.paid_count else None
        percent = takings.customers_who_paid_percent
        received, payments, mean, paid = self._totals
        received.show_total(tr("Received today"), format_amount(takings.received_cents))
        payments.show_total(tr("Payments"), str(takings.paid_count))
        mean.show_total(tr("Average payment"), "–" if average is None else format_amount(average))
        ended = tr("{paid} of {ended}", paid=takings.paid_count, ended=takings.ended_count)
        paid.show_total(tr("Customers who paid"), "–" if percent is None else f"{percent}%", ended)
        self._compare(DayTotals(takings.received_cents, takings.paid_count, takings.ended_count))

    def _compare(self, day: DayTotals) -> None:
        """The same four figures against the same weekday a week ago, at the same time of the day."""
        for card in self._totals:
            card.show_comparison("", None)
        if not self._before:
            return
        then = totals_until(self._before, self._console.state.clock.value.utc - _WEEK)
        received, payments, mean, paid = self._totals
        received.show_comparison(*_money_against(day.received_cents, then.received_cents))
        payments.show_comparison(*_count_against(day.paid, then.paid))
        if day.average_cents is not None and then.average_cents is not None:
            mean.show_comparison(*_money_against(day.average_cents, then.average_cents))
        if day.percent is not None and then.percent is not None:
            paid.show_comparison(*_points_against(day.percent, then.percent))

    def _show_charts(self) -> None:
        now, lang = self._console.state.clock.value, current_language()
        hours = by_hour(self._payments, now.utc, now.day_turn, self._before)
        here = int(clock_text(now.utc)[:2])
        self._chart.set_bars(
            [
                Bar(f"{row.hour:02d}", row.cents / 100, None if row.before_cents is None else row.before_cents / 100,
                    thousands(row.cents), row.hour == here)
                for row in hours
            ]
        )
        top = max((max(row.cents, row.before_cents or 0) for row in hours), default=0)
        self._chart.set_axis(axis_marks(top))
        self._show_failures(failures(self._payments), lang)
        self._slow.show_rows(slow_answers(self._payments, now.utc), lang)

    def _show_failures(self, found: tuple[FailureCount, ...], lang: str) -> None:
        total = sum(row.count for row in found)
        one = tr("Why 1 payment failed")
        self._why_card.set_title(one if total == 1 else tr("Why {count} payments failed", count=total))
        if not total:
            self._why_card.set_title(tr("Failed payments"))
        self._why.setVisible(bool(total))
        self._nothing.setVisible(not total)
        self._why.set_bars([HBar(_why(row, lang), row.count, row.code or "") for row in found[:4]])

    def retranslate(self) -> None:
        self._title.set_text(tr("Today"))
        self._area.setAccessibleName(tr("Today"))
        self._chart_card.set_title(tr("Received each hour"))
        self._chart.now_text = tr("so far")
        self._slow_card.set_title(tr("Slow answers"))
        self._slow_card.set_aside(tr("Over 30 s"))
        self._nothing.set_text(tr("None so far today."))
        self._slow.reword()
        self._show_head()
        self._show_totals()
        self._show_charts()


def _why(row: FailureCount, lang: str) -> str:
    outcome = outcome_for(row.code)
    return outcome.wording(lang).word if outcome is not None else tr("Refused before any prompt")


def _money_against(now: int, then: int) -> tuple[str, bool | None]:
    if not then:
        return "", None
    change = 100 * abs(now - then) / then
    share, base = f"{change:.1f}", format_amount(then)
    if now == then:
        return tr("The same as then"), None
    text = tr("{share}% up on {base}", share=share, base=base) if now > then else tr(
        "{share}% down on {base}", share=share, base=base
    )
    return text, now > then


def _count_against(now: int, then: int) -> tuple[str, bool | None]:
    if now == then:
        return tr("The same as then"), None
    more = now - then
    text = tr("{count} more than {base}", count=more, base=then) if more > 0 else tr(
        "{count} fewer than {base}", count=-more, base=then
    )
    return text, more > 0


def _points_against(now: int, then: int) -> tuple[str, bool | None]:
    if now == then:
        return tr("The same as then"), None
    points = abs(now - then)
    text = tr("{points} points above {base}%", points=points, base=then) if now > then else tr(
        "{points} points below {base}%", points=points, base=then
    )
    return text, now > then


def thousands(cents: int) -> str:
    """``1.5k``; nothing for an empty hour."""
    return f"{cents / 100_000:.1f}k" if cents else ""


def axis_marks(top_cents: int) -> list[tuple[float, str]]:
    """Round marks up to the highest bar: at most five, in shillings."""
    top = max(1000.0, top_cents / 100)
    step = next(size for size in (500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 10**9) if top / size <= 4)
    marks, at = [], 0.0
    while at < top + step:
        marks.append((at, "0" if not at else f"{at / 1000:g}k"))
        at += step
    return marks

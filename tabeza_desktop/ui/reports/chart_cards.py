"""Takings by hour and why payments failed: each a chart with its table behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from tabeza_desktop.core.takings_day import HourRow, Reason
from tabeza_desktop.i18n.words import words
from tabeza_desktop.models.cells import CellData
from tabeza_desktop.ui.reports.figures_table import ROW, FiguresTable
from tabeza_desktop.ui.reports.legend import Legend
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.button import LinkButton
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.charts import Bar, BarChart, HBar, HBarChart
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.paint import RIGHT
from tabeza_desktop.ui.widgets.rows import Cell, Column
from tabeza_protocol.outcomes import outcome_for

tr = words("ChartCards")
REASONS_SHOWN = 4


class HoursCard(Card):
    """``switched()`` when the chart or the table is wanted instead."""

    switched = Signal()

    def __init__(self) -> None:
        super().__init__("")
        self._chart, self.table = BarChart([], tr("Received each hour")), FiguresTable()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._chart)
        self._stack.addWidget(self.table)
        self.body.addWidget(self._stack, 1)
        self._legend, self._switch = Legend(), LinkButton("", key="T")
        aside = QWidget()
        row = QHBoxLayout(aside)
        scaled(row, spacing=16)
        row.addWidget(self._legend)
        row.addWidget(self._switch)
        self.set_aside(aside)
        self._switch.clicked.connect(self.switched)

    def show_hours(self, rows: Sequence[HourRow], here: int | None, then: str) -> None:
        """``here`` is the hour still growing, ``then`` names the day compared with (empty: none)."""
        self._legend.set_words(tr("Today") if here is not None else tr("This day"), then)
        self._chart.now_text = tr("so far")
        self._chart.set_bars(
            [
                Bar(
                    f"{row.hour:02d}",
                    row.cents / 100,
                    None if row.before_cents is None else row.before_cents / 100,
                    thousands(row.cents),
                    row.hour == here,
                )
                for row in rows
            ]
        )
        self._chart.set_axis(axis_marks(max((max(row.cents, row.before_cents or 0) for row in rows), default=0)))
        self.table.show_figures(*_hour_figures(rows, then))

    def show_table(self, on: bool) -> None:
        """The table instead of the chart, or back."""
        self._stack.setCurrentIndex(1 if on else 0)
        self._switch.set_text(tr("Chart") if on else tr("Table"))

    def reword(self) -> None:
        self.set_title(tr("Received each hour"))
        self.table.setAccessibleName(tr("Received each hour"))
        self._switch.set_text(tr("Chart") if self._stack.currentIndex() else tr("Table"))


def _hour_figures(
    rows: Sequence[HourRow], then: str
) -> tuple[list[Column], list[tuple[CellData, ...]]]:
    columns = [
        Column("hour", tr("Hour"), 150, Cell.TEXT, inset=12, stretch=True),
        Column("count", tr("Payments"), 110, Cell.TEXT, RIGHT),
        Column("cents", tr("Received KES"), 160, Cell.TEXT, RIGHT, outset=0 if then else 12, strong=True),
    ]
    if then:
        columns.append(Column("before", then, 260, Cell.TEXT, RIGHT, outset=12))
    figures = []
    for row in rows:
        hour, following = f"{row.hour:02d}", f"{(row.hour + 1) % 24:02d}"
        cells = [
            CellData(tr("{hour}:00 to {next}:00", hour=hour, next=following), tone="t2"),
            CellData(str(row.count)),
            CellData(format_amount(row.cents), strong=True),
        ]
        if then:
            cells.append(CellData(format_amount(row.before_cents or 0), tone="t2"))
        figures.append(tuple(cells))
    return columns, figures


class WhyCard(Card):
    """Why payments failed, in words; the code small beside them."""

    def __init__(self) -> None:
        super().__init__("", icon="x-circle", tone=Tone.FAIL)
        self._chart, self.table = HBarChart([], tr("Why payments failed")), FiguresTable()
        self._nothing = Label("", Role.BODY, Tone.T2, wrap=True)
        self._reasons: tuple[Reason, ...] = ()
        self._on = False
        for widget in (self._chart, self.table, self._nothing):
            self.body.addWidget(widget)

    def show_reasons(self, reasons: Sequence[Reason], lang: str, *, today: bool) -> None:
        self._reasons = tuple(reasons)
        total = sum(reason.count for reason in reasons)
        one = tr("Why 1 payment failed")
        self.set_title(one if total == 1 else tr("Why {count} payments failed", count=total))
        if not total:
            self.set_title(tr("Failed payments"))
        self._nothing.set_text(tr("None so far today.") if today else tr("None that day."))
        shown = self._reasons[:REASONS_SHOWN]
        self._chart.set_bars([HBar(reason_words(row, lang), row.count, row.code or "") for row in shown])
        self.table.show_figures(*_reason_figures(self._reasons, lang))
        self.table.setFixedHeight(px(36 + ROW * min(len(self._reasons), 5)))
        self.show_table(self._on)

    def show_table(self, on: bool) -> None:
        self._on = on
        some = bool(self._reasons)
        self._chart.setVisible(some and not on)
        self.table.setVisible(some and on)
        self._nothing.setVisible(not some)

    def reword(self) -> None:
        self.table.setAccessibleName(tr("Why payments failed"))


def _reason_figures(
    reasons: Sequence[Reason], lang: str
) -> tuple[list[Column], list[tuple[CellData, ...]]]:
    columns = [
        Column("why", tr("Why"), 120, Cell.TEXT, inset=8, stretch=True),
        Column("code", tr("Code"), 56, Cell.CODE),
        Column("count", tr("Times"), 56, Cell.TEXT, RIGHT),
        Column("cents", "KES", 82, Cell.TEXT, RIGHT, outset=8),
    ]
    return columns, [
        (
            CellData(reason_words(row, lang)),
            CellData(row.code or "–", codes=row.code is not None, tone="t2"),
            CellData(str(row.count), strong=True),
            CellData(format_amount(row.cents)),
        )
        for row in reasons
    ]


def reason_words(row: Reason, lang: str) -> str:
    """What the code means to bar staff."""
    outcome = outcome_for(row.code)
    return outcome.wording(lang).word if outcome is not None else tr("Refused before any prompt")


def thousands(cents: int) -> str:
    """``1.5k``; nothing for an empty hour."""
    return f"{cents / 100_000:.1f}k" if cents else ""


def axis_marks(top_cents: int) -> list[tuple[float, str]]:
    """Round marks up to the highest bar: at most five, in shillings."""
    top = max(1000.0, top_cents / 100)
    sizes = (500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 10**9)
    step = next(size for size in sizes if top / size <= 4)
    marks, at = [], 0.0
    while at < top + step:
        marks.append((at, "0" if not at else f"{at / 1000:g}k"))
        at += step
    return marks

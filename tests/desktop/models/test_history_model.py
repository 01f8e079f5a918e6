"""The history against a plain dict: pages, news, late news, a fresh load, ticks, in whatever order they come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.changes import ChangeSet, is_newer
from tabeza_desktop.core.history import STATES_OF, HistoryPage, HistoryQuery
from tabeza_desktop.core.times import Now
from tabeza_desktop.models import payments as payments_module
from tabeza_desktop.models import rows as rows_module
from tabeza_desktop.models.cells import CELL_ROLE, KEY_ROLE
from tabeza_desktop.models.payments import PaymentsModel
from tabeza_desktop.ui.pages.grid import Grid
from tabeza_desktop.ui.widgets.rows import RowDelegate
from tabeza_desktop.ui.widgets.table import style_table
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.trade import PaymentView
from tests.desktop.fake_service import START, payment

PAGE = 6
STATES = st.sampled_from([PaymentState.PROMPTED, PaymentState.SUCCEEDED, PaymentState.FAILED, PaymentState.UNKNOWN])


@dataclass
class Service:
    """What SQL would answer: rows by id, newest first, filtered."""

    held: dict[str, PaymentView] = field(default_factory=dict)

    def page(self, query: HistoryQuery, offset: int) -> HistoryPage:
        found = [
            row for row in self.held.values() if query.status == "all" or row.state in STATES_OF[query.status]
        ]
        found.sort(key=lambda row: (row.requested_at, row.id), reverse=True)
        return HistoryPage(query, tuple(found[offset : offset + PAGE]), offset, len(found))


class HistoryMachine(RuleBasedStateMachine):
    """``expected`` is the plain dict of what must be shown, in the order of ``order``."""

    @initialize()
    def start(self) -> None:
        self.model = PaymentsModel(Now(START))
        self.tester = QAbstractItemModelTester(self.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        self.service, self.query = Service(), HistoryQuery()
        self.expected: dict[str, PaymentView] = {}
        self.order: list[str] = []
        self.newest = 50
        self.model.ask_again = lambda: self.show("all")
        self.told: set[tuple[str, int]] = set()
        self.model.dataChanged.connect(self.hear)
        self.seen: dict[tuple[str, int], Any] = {}

    def hear(self, first: Any, last: Any, _roles: Any) -> None:
        key = str(first.data(KEY_ROLE))
        self.told.update((key, column) for column in range(first.column(), last.column() + 1))

    def take(self, page: HistoryPage) -> None:
        if page.offset == 0:
            self.expected, self.order = {}, []
        fresh = [row for row in page.rows if row.id not in self.expected]
        self.expected.update((row.id, row) for row in fresh)
        self.order += [row.id for row in fresh]
        self.model.show_page(page)
        self.look()

    @rule(status=st.sampled_from(["all", "paid", "waiting", "failed"]))
    def show(self, status: Any) -> None:
        self.query = HistoryQuery(status=status)
        self.take(self.service.page(self.query, 0))

    @precondition(lambda self: self.model.canFetchMore())
    @rule()
    def scroll_on(self) -> None:
        asked: list[int] = []
        self.model.ask_more = asked.append
        self.model.fetchMore()
        assert asked == [len(self.order)]
        self.take(self.service.page(self.query, asked[0]))

    @rule(states=st.lists(STATES, min_size=1, max_size=4))
    def new_payments(self, states: list[PaymentState]) -> None:
        rows = []
        for state in states:
            self.newest -= 1
            rows.append(payment(self.newest, state=state, version=1))
        self.news(rows)

    @precondition(lambda self: self.service.held)
    @rule(data=st.data(), state=STATES, step=st.integers(-1, 2))
    def one_changes(self, data: st.DataObject, state: PaymentState, step: int) -> None:
        key = data.draw(st.sampled_from(sorted(self.service.held)))
        held = self.service.held[key]
        number = int(key.removeprefix("payment-"))
        self.news([payment(number, state=state, version=max(1, held.version + step))])

    def news(self, rows: list[PaymentView]) -> None:
        fresh = [row for row in rows if is_newer(self.service.held.get(row.id), row)]
        self.service.held.update((row.id, row) for row in fresh)
        arrived = []
        for row in fresh:
            if row.id in self.expected:
                self.expected[row.id] = row
            elif self.query.status == "all" or row.state in STATES_OF[self.query.status]:
                top = self.expected[self.order[0]] if self.order else None
                if top is None or row.requested_at >= top.requested_at:
                    arrived.append(row)
        arrived.sort(key=lambda row: row.requested_at, reverse=True)
        self.expected.update((row.id, row) for row in arrived)
        self.order[:0] = [row.id for row in arrived]
        self.model.apply(ChangeSet(payments=tuple(fresh)))

    @rule()
    def everything_again(self) -> None:
        self.expected, self.order = {}, []
        self.model.apply(ChangeSet(payments=(), fresh=True))

    @rule(seconds=st.integers(1, 90), lang=st.sampled_from(["en", "sw"]), stale=st.booleans())
    def time_passes(self, seconds: int, lang: str, stale: bool) -> None:
        now = self.model._now
        self.model.set_now(replace(now, utc=now.utc + timedelta(seconds=seconds)))
        self.model.set_lang(lang)
        self.model.set_stale(stale)

    def look(self) -> None:
        """Somebody looks at every cell; from then on whatever reads differently has to be told."""
        self.told.clear()
        self.seen = {
            (key, column): self.model.index(at, column).data(CELL_ROLE)
            for at, key in enumerate(self.model.keys)
            for column in range(self.model.columnCount())
        }

    @invariant()
    def shows_what_the_dict_holds(self) -> None:
        if not hasattr(self, "model"):
            return
        shown = [self.model.payment_at(row) for row in range(self.model.rowCount())]
        assert [row.id for row in shown if row] == self.order
        assert {row.id: row for row in shown if row} == self.expected
        assert all(self.model.row_of(key) == at for at, key in enumerate(self.order))

    @invariant()
    def every_cell_that_reads_differently_was_told(self) -> None:
        if not hasattr(self, "model"):
            return
        for (key, column), before in self.seen.items():
            at = self.model.row_of(key)
            if at >= 0 and self.model.index(at, column).data(CELL_ROLE) != before:
                assert (key, column) in self.told, (key, column)

    @invariant()
    def reads_as_one_filled_at_once(self) -> None:
        if not hasattr(self, "model"):
            return
        afresh = PaymentsModel(self.model._now, self.model._lang)
        afresh.set_stale(self.model._stale)
        rows = tuple(self.expected[key] for key in self.order)
        afresh.show_page(HistoryPage(self.query, rows, 0, len(rows)))
        for at in range(len(rows)):
            for column in range(afresh.columnCount()):
                assert self.model.index(at, column).data(CELL_ROLE) == afresh.index(at, column).data(CELL_ROLE)


HistoryMachine.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)


class TestHistory(HistoryMachine.TestCase):
    @pytest.fixture(autouse=True)
    def app(self, qapp: QApplication) -> None:
        """The models need one."""


# a view on it


@pytest.fixture
def grid(qtbot: QtBot) -> Iterator[Grid]:
    model = PaymentsModel(Now(START))
    rows = tuple(payment(n, state=PaymentState.SUCCEEDED) for n in range(100, 160))
    model.show_page(HistoryPage(HistoryQuery(), rows, 0, len(rows)))
    made = Grid()
    made.setModel(model)
    from tabeza_desktop.ui.pages.payment_columns import payment_columns

    style_table(made, RowDelegate(payment_columns(narrow=False), row_height=50, parent=made))
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    yield made
    made.model().deleteLater()


@pytest.mark.parametrize("top", [0, 1, 20, 53])
def test_what_somebody_reads_stays_under_the_pointer_when_payments_come_in(grid: Grid, top: int) -> None:
    model: Any = grid.model()
    grid.select_row(25)
    grid.verticalScrollBar().setValue(top)
    QApplication.processEvents()
    top = grid.verticalScrollBar().value()
    read, chosen = model.keys[top], grid.selected_key()
    for batch in ((1,), (2, 3, 4), (5,)):
        model.apply(ChangeSet(payments=tuple(payment(n) for n in batch)))
        QApplication.processEvents()
    assert grid.selected_key() == chosen
    assert grid.currentIndex().data(KEY_ROLE) == chosen
    at_the_top = model.keys[grid.verticalScrollBar().value()]
    assert at_the_top == (read if top else model.keys[0]), "at the top the newest is seen at once"


def test_a_row_that_changes_moves_nothing(grid: Grid) -> None:
    model: Any = grid.model()
    grid.select_row(25)
    grid.verticalScrollBar().setValue(20)
    before = grid.verticalScrollBar().value(), model.keys
    model.apply(ChangeSet(payments=(payment(125, state=PaymentState.FAILED, version=2),)))
    QApplication.processEvents()
    assert (grid.verticalScrollBar().value(), model.keys) == before


def test_cells_are_worked_out_when_seen_and_the_oldest_forgotten(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_module, "CELLS_KEPT", 10)
    model = PaymentsModel(Now(START))
    rows = tuple(payment(n) for n in range(50))
    model.show_page(HistoryPage(HistoryQuery(), rows, 0, len(rows)))
    assert not model._cells
    first = [model.index(at, 0).data(CELL_ROLE) for at in range(50)]
    assert len(model._cells) <= 10
    assert [model.index(at, 0).data(CELL_ROLE) for at in range(50)] == first
    assert model.index(0, 0).data(Qt.ItemDataRole.DisplayRole) == first[0].text


def test_the_table_stops_growing_and_says_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payments_module, "MOST_ROWS", 20)
    model = PaymentsModel(Now(START))
    rows = tuple(payment(n) for n in range(30))
    model.show_page(HistoryPage(HistoryQuery(), rows[:10], 0, 30))
    assert model.canFetchMore()
    assert not model.is_cut
    model.show_page(HistoryPage(HistoryQuery(), rows[10:20], 10, 30))
    assert not model.canFetchMore()
    assert model.is_cut

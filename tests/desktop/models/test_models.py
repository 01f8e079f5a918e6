"""Table models against a plain dict: whatever change sets come, in whatever order, repeated or late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.changes import ChangeSet, merge
from tabeza_desktop.core.display import ChipKind, Edge
from tabeza_desktop.core.history import HistoryPage, HistoryQuery, TabLedger
from tabeza_desktop.core.times import Now
from tabeza_desktop.models.cells import CELL_ROLE, CHANGED_ROLE, EDGE_ROLE
from tabeza_desktop.models.lines import LinesModel
from tabeza_desktop.models.payments import PaymentColumn, PaymentsModel
from tabeza_desktop.models.tabs import TabColumn, TabsModel
from tabeza_protocol.payment_states import UNRESOLVED_STATES, PaymentState
from tabeza_protocol.wire.trade import PaymentView, TabLine, TabView
from tests.desktop.fake_service import START, last_payment, payment, tab

NOW = Now(START)
STATES = st.sampled_from(list(PaymentState))


@st.composite
def tabs(draw: st.DrawFn) -> TabView:
    state = draw(st.none() | STATES)
    return tab(
        draw(st.integers(101, 112)),
        balance=draw(st.integers(-5_000, 500_000)),
        version=draw(st.integers(1, 6)),
        status=draw(st.sampled_from(["open", "open", "open", "closed"])),
        customer_name=draw(st.sampled_from(["Wanjiru", "Otieno", "Faith"])),
        opened_at=START - timedelta(hours=draw(st.integers(0, 60))),
        last_payment=None if state is None else last_payment(state),
    )


CHANGES = st.builds(
    lambda rows, fresh: ChangeSet(tabs=tuple(rows), fresh=fresh),
    st.lists(tabs(), max_size=8),
    st.integers(0, 9).map(lambda n: n == 0),
)


def oracle(held: dict[str, TabView], changes: ChangeSet) -> dict[str, TabView]:
    """The rule, without a table: last version wins, closed ones are gone, whatever was closed may open again."""
    rows = {} if changes.fresh else dict(held)
    for row in changes.tabs:
        if row.id in rows and row.version <= rows[row.id].version:
            continue
        if row.status == "open":
            rows[row.id] = row
        else:
            rows.pop(row.id, None)
    return rows


@given(st.lists(CHANGES, max_size=8))
def test_open_tabs_are_always_those_of_a_plain_dict(sets: list[ChangeSet]) -> None:
    model, expected = TabsModel(NOW), dict[str, TabView]()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for changes in sets:
        model.apply(changes)
        expected = oracle(expected, changes)
        shown = [model.tab_at(row) for row in range(model.rowCount())]
        assert shown == sorted(expected.values(), key=lambda row: row.number)
    del tester


@given(st.lists(CHANGES, max_size=8))
def test_a_table_that_followed_reads_as_one_that_was_filled_at_once(sets: list[ChangeSet]) -> None:
    followed = TabsModel(NOW)
    for changes in sets:
        followed.apply(changes)
    afresh = TabsModel(NOW)
    afresh.apply(ChangeSet(tabs=tuple(followed._tabs.values()), fresh=True))

    def cells(model: TabsModel) -> list[Any]:
        columns = range(model.columnCount())
        return [model.index(row, column).data(CELL_ROLE) for row in range(model.rowCount()) for column in columns]

    assert cells(followed) == cells(afresh)


FILTERS = st.sampled_from(["all", "waiting", "overdue"])


@given(st.lists(CHANGES, max_size=6), FILTERS, st.sampled_from(["", "faith", "10"]))
def test_choosing_a_filter_shows_exactly_what_matches(sets: list[ChangeSet], chosen: Any, text: str) -> None:
    model = TabsModel(NOW)
    for changes in sets:
        model.apply(changes)
    model.set_search(text)
    model.set_filter(chosen)
    shown = {model.keys[row] for row in range(model.rowCount())}
    for row in model._tabs.values():
        waiting = row.last_payment is not None and row.last_payment.state in UNRESOLVED_STATES
        overdue = row.balance_cents > 0 and START - row.opened_at > timedelta(hours=20)
        right = {"all": True, "waiting": waiting, "overdue": overdue}[chosen]
        found = text in f"{row.number} {row.account} {row.customer_name}".lower()
        if chosen != "overdue" or not timedelta(hours=15) < START - row.opened_at < timedelta(hours=40):
            assert (row.id in shown) == (right and found)


@settings(max_examples=40)
@given(st.lists(CHANGES.filter(lambda changes: not changes.fresh), max_size=6))
def test_selection_and_place_survive_whatever_comes(qapp: object, sets: list[ChangeSet]) -> None:
    model, view = TabsModel(NOW), QTableView()
    kept = tab(100, version=99)
    model.apply(ChangeSet(tabs=(kept, tab(150)), fresh=True))
    view.setModel(model)
    at = model.index(model.row_of(kept.id), 0)
    view.selectionModel().setCurrentIndex(at, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    mark = QPersistentModelIndex(at)
    for changes in sets:
        model.apply(changes)
    assert model.at(mark.row()) == kept
    assert view.selectionModel().currentIndex().row() == mark.row()
    view.deleteLater()


def test_news_tells_only_the_cells_that_changed(qtbot: QtBot) -> None:
    model = TabsModel(NOW)
    model.apply(ChangeSet(tabs=(tab(101), tab(102)), fresh=True))
    told: list[tuple[int, int, int]] = []
    model.dataChanged.connect(lambda a, b, _roles: told.append((a.row(), a.column(), b.column())))
    model.apply(ChangeSet(tabs=(tab(102, version=2, balance=100_000, charged_cents=330_000),)))
    assert told == [(1, TabColumn.BALANCE, TabColumn.BALANCE)]
    assert model.index(1, TabColumn.BALANCE).data(CHANGED_ROLE) > 0
    assert model.index(1, TabColumn.NAME).data(CHANGED_ROLE) == 0.0
    told.clear()
    model.apply(ChangeSet(tabs=(tab(102, version=2, balance=5),)))
    assert told == []


def test_a_row_that_stops_matching_stays_until_the_filter_is_chosen_again(qtbot: QtBot) -> None:
    model = TabsModel(NOW)
    waiting = tab(101, last_payment=last_payment(PaymentState.PROMPTED))
    model.apply(ChangeSet(tabs=(waiting, tab(102)), fresh=True))
    model.set_filter("waiting")
    assert model.keys == ["tab-101"]
    model.apply(ChangeSet(tabs=(tab(101, version=2, last_payment=last_payment(PaymentState.SUCCEEDED)),)))
    assert model.keys == ["tab-101"]
    model.set_filter("waiting")
    assert model.keys == []


def test_time_alone_turns_waiting_into_checking_and_never_into_failed(qtbot: QtBot) -> None:
    model = TabsModel(NOW)
    model.apply(ChangeSet(tabs=(tab(101, last_payment=last_payment(PaymentState.PROMPTED)),), fresh=True))
    waiting, checking = ChipKind.WAITING, ChipKind.CHECKING
    for seconds, chip in ((14, waiting), (60, waiting), (61, checking), (9999, checking)):
        model.set_now(Now(START + timedelta(seconds=seconds)))
        cell = model.index(0, TabColumn.LAST).data(CELL_ROLE)
        assert cell.chip is chip
        assert model.index(0, 0).data(EDGE_ROLE) == Edge.WAITING
    model.set_stale(True)
    assert model.index(0, TabColumn.LAST).data(CELL_ROLE).chip is ChipKind.WAS_WAITING


def test_a_row_is_spoken_as_a_sentence(qtbot: QtBot) -> None:
    model = TabsModel(Now(START + timedelta(seconds=14)))
    waiting = tab(118, balance=445_000, customer_name="Wanjiru Kamau", last_payment=last_payment(PaymentState.PROMPTED))
    model.apply(ChangeSet(tabs=(waiting,), fresh=True))
    spoken = model.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Tab 118, Wanjiru Kamau, balance 4,450 shillings, waiting for PIN, 14 seconds"
    model.set_lang("sw")
    assert model.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Bili 118, Wanjiru Kamau, salio")
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Bili"


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(1, 5), STATES), max_size=30))
def test_payments_that_are_shown_follow_the_feed(news: list[tuple[int, int, PaymentState]]) -> None:
    model = PaymentsModel(NOW)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    first = tuple(payment(n) for n in range(10, 14))
    model.show_page(HistoryPage(HistoryQuery(), first, 0, len(first)))
    held: dict[str, PaymentView] = {row.id: row for row in first}
    for n, version, state in news:
        arrived = payment(n, state=state, version=version)
        model.apply(ChangeSet(payments=(arrived,)))
        top = model.payment_at(0)
        assert top is not None
        if arrived.id in held or arrived.id in model.keys:
            held = merge(held, [arrived])
    shown = {row.id: row for row in map(model.payment_at, range(model.rowCount())) if row is not None}
    assert shown == held
    times = [row.requested_at for row in map(model.payment_at, range(model.rowCount())) if row is not None]
    assert times == sorted(times, reverse=True)
    del tester


def test_further_pages_are_asked_for_once_and_put_at_the_end(qtbot: QtBot) -> None:
    model, asked = PaymentsModel(NOW), list[int]()
    model.ask_more = asked.append
    model.show_page(HistoryPage(HistoryQuery(), tuple(payment(n) for n in range(3)), 0, 5))
    assert model.canFetchMore()
    model.fetchMore()
    model.fetchMore()
    assert asked == [3]
    model.show_page(HistoryPage(HistoryQuery(), tuple(payment(n) for n in range(2, 5)), 3, 5))
    assert model.keys == [f"payment-{n}" for n in range(5)]
    assert not model.canFetchMore()


@pytest.mark.parametrize("state", [PaymentState.UNKNOWN, PaymentState.DISPATCHED, PaymentState.QUEUED])
def test_unknown_is_checking_in_every_table(qtbot: QtBot, state: PaymentState) -> None:
    model = PaymentsModel(Now(START + timedelta(minutes=5)))
    model.show_page(HistoryPage(HistoryQuery(), (payment(1, state=state),), 0, 1))
    assert model.index(0, PaymentColumn.RESULT).data(CELL_ROLE).chip is ChipKind.CHECKING


def line(n: int, version: int = 1, cents: int = 70_000) -> TabLine:
    return TabLine(id=f"line-{n}", tab_id="tab-124", at=START + timedelta(minutes=n), kind="charge", text="Tusker",
                   amount_cents=cents, version=version)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), max_size=20))
def test_a_ledger_stays_in_order_of_time(news: list[tuple[int, int]]) -> None:
    model = LinesModel(NOW)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_ledger(TabLedger(tab(124), (line(5),)))
    expected = {"line-5": line(5)}
    for n, version in news:
        model.apply(ChangeSet(lines=(line(n, version),)))
        expected = merge(expected, [line(n, version)])
    shown = [model.at(row) for row in range(model.rowCount())]
    assert shown == sorted(expected.values(), key=lambda row: row.at)
    del tester



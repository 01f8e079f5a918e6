"""Payments: four figures, ranges and states, search, the history newest first, and one payment in the drawer.

The history is filtered, sorted and paged by the service in SQL; this page only says what to show. A
payment that arrives while it is shown appears on top without moving what somebody is reading.
"""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Signal

from tabeza_desktop.core.history import HistoryPage, HistoryQuery, HistoryStatus
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.dialogs.day_range_dialog import DayRangeDialog
from tabeza_desktop.ui.pages.day_range import DayRange
from tabeza_desktop.ui.pages.filter_bar import FilterBar
from tabeza_desktop.ui.pages.list_page import ListPage
from tabeza_desktop.ui.pages.payment_columns import (
    NARROW_HIDES,
    NEWEST_FIRST,
    Order,
    following,
    payment_columns,
    pressed,
)
from tabeza_desktop.ui.pages.payment_drawer import PaymentDrawer
from tabeza_desktop.ui.pages.tab_panel import NARROW_WIDTH, WIDE_WIDTH, WIDTH
from tabeza_desktop.ui.review.strip import ReviewStrip
from tabeza_desktop.ui.theme import Status, px
from tabeza_desktop.ui.widgets.keyhints import KeyHint
from tabeza_desktop.ui.widgets.metrics import Metric
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.business_day import business_day_of
from tabeza_protocol.wire.trade import PaymentView

tr = words("PaymentsPage")

_ROW = 56


class PaymentsPage(ListPage):
    """``open_tab(tab_id)`` leads to a tab, ``request_again(payment)`` to a new request in place of a failed one,
    ``review(payment_id)`` to the owner's queue (empty for its first).

    Private state: the query in force and the layout; the selection is the table's, the open payment the drawer's.
    """

    open_tab = Signal(str)
    request_again = Signal(object)
    review = Signal(str)

    def __init__(self, console: Console) -> None:
        super().__init__(console, console.models.payments, tr("Figures of today"), "payments")
        self._model = console.models.payments
        self._dates: DayRange | None = None
        self._order = NEWEST_FIRST
        self._filters, self._reviews = FilterBar(), ReviewStrip()
        self._drawer = PaymentDrawer(console)
        self._frame((self._reviews, self._filters), self._drawer)
        self._connect()
        self._dress_table()
        self.retranslate()

    def _connect(self) -> None:
        self._strip.opened.connect(self._filter_by_metric)
        self._filters.changed.connect(self.show_history)
        self._filters.custom_asked.connect(self._ask_dates)
        self._filters.left_search.connect(self.table.setFocus)
        self._reviews.asked.connect(lambda: self.review.emit(""))
        table, drawer = self.table, self._drawer
        table.moved.connect(self._moved)
        table.entered.connect(drawer.setFocus)
        table.search.connect(self._filters.focus_search)
        table.left.connect(self._filters.clear_search)
        table.copy.connect(self._copy_receipt)
        table.sort.connect(self._sort_next)
        drawer.asked.connect(self._do)
        drawer.copied.connect(self.copy_text)
        drawer.failed.connect(self.failed)
        self._model.page_changed.connect(self._counted)
        self._model.modelReset.connect(self._show_emptiness)
        self._model.rowsInserted.connect(self._show_emptiness)
        self._console.state.takings.changed.connect(self._figures.news)

    # layout in force

    def set_narrow(self, narrow: bool) -> None:
        if narrow != self._narrow:
            self._narrow = narrow
            self._filters.set_narrow(narrow)
            self._drawer.set_narrow(narrow)
            self._dress_table()
            self.retranslate()

    def set_wide(self, wide: bool) -> None:
        width = NARROW_WIDTH if self._narrow else WIDE_WIDTH if wide else WIDTH
        self._drawer.setFixedWidth(px(width))

    def _dress_table(self) -> None:
        columns = payment_columns(narrow=self._narrow, order=self._order)
        self._dress(columns, _ROW)
        header = self.table.horizontalHeader()
        if not header.sectionsClickable():
            header.setSectionsClickable(True)
            header.sectionClicked.connect(self._sort_pressed)
        for at, column in enumerate(columns):
            self.table.setColumnHidden(at, self._narrow and column.key in NARROW_HIDES)

    # what is shown

    def _metrics(self) -> list[Metric]:
        takings = self._console.state.takings.value
        paid = tr("KES") if self._narrow else tr("KES · {count} paid", count=takings.paid_count)
        percent = takings.customers_who_paid_percent
        ended = tr("{paid} of {ended}", paid=takings.paid_count, ended=takings.ended_count)
        waiting = tr("{amount} KES", amount=format_amount(takings.waiting_cents))
        return [
            Metric("all", tr("Received today"), format_amount(takings.received_cents), paid, "note", filters=False),
            Metric("paid", tr("Customers who paid"), "–" if percent is None else f"{percent}%", ended,
                   "check-circle", Status.PAID, filters=False),
            Metric("waiting", tr("Waiting"), str(takings.waiting_count), waiting, "phone-ring", Status.WAIT,
                   filters=False),
            Metric("failed", tr("Failed"), str(takings.failed_count), tr("not charged"), "x-circle", Status.FAIL,
                   filters=False),
        ]

    def set_reviews(self, count: int) -> None:
        """How many payments wait for the decision of the person who is here."""
        self._reviews.set_count(count)

    def _counted(self) -> None:
        page: HistoryPage = self._model.page
        self._filters.set_counts(page.counts)
        count = f"{page.total_count:,}"
        if self._model.is_cut:
            shown = f"{self._model.rowCount():,}"
            self._hints.set_note(tr("First {shown} of {count}. Fewer days?", shown=shown, count=count))
        elif page.total_count == 1:
            self._hints.set_note(tr("1 payment"))
        elif self._narrow:
            self._hints.set_note(tr("{count} payments", count=count))
        else:
            self._hints.set_note(self._sorted_words(count))
        self._show_emptiness()

    def _sorted_words(self, count: str) -> str:
        return {
            "time": tr("{count} payments, newest first", count=count) if self._order.descending
            else tr("{count} payments, oldest first", count=count),
            "amount": tr("{count} payments, largest first", count=count) if self._order.descending
            else tr("{count} payments, smallest first", count=count),
            "customer": tr("{count} payments by customer", count=count),
            "tab": tr("{count} payments by tab", count=count),
            "receipt": tr("{count} payments by receipt", count=count),
        }[self._order.sort]

    def _show_emptiness(self) -> None:
        super()._show_emptiness()
        if self._model.rowCount():
            self._select_again()

    def _word_emptiness(self) -> None:
        text = self._filters.search_text()
        if text:
            self._empty.set_words(tr("Nothing matches “{text}”", text=text), tr("Esc clears the search."), "search")
        else:
            self._empty.set_words(tr("No payments here"), tr("Payments show here as they are asked for."), "payments")

    def _select_again(self) -> None:
        payment = self._drawer.payment()
        if payment is not None:
            self.table.select_row(self._model.row_of(payment.id))

    # choosing

    def query(self) -> HistoryQuery:
        """What is asked of the history now."""
        now = self._console.state.clock.value
        today = business_day_of(now.utc, now.day_turn)
        first, last = today, today
        if self._filters.range_key() == "week":
            first = today - timedelta(days=6)
        elif self._filters.range_key() == "custom" and self._dates is not None:
            first, last = self._dates.first, self._dates.last
        status: HistoryStatus = self._filters.status()
        return HistoryQuery(
            day_from=first, day_to=last, status=status, text=self._filters.search_text(), sort=self._order.sort,
            descending=self._order.descending,
        )  # fmt: skip

    def show_history(self) -> None:
        """Ask for what the filters say."""
        self._console.services.history.show(self.query(), owner=self, failed=self.failed.emit)

    def _sort_next(self) -> None:
        self._sort_by(following(self._order))

    def _sort_pressed(self, section: int) -> None:
        self._sort_by(pressed(self._order, payment_columns(narrow=self._narrow)[section].key))

    def _sort_by(self, order: Order) -> None:
        """Another order of the whole history, not of the rows at hand; the payment that is open stays open."""
        if order != self._order:
            self._order = order
            self._dress_table()
            self.show_history()

    def _filter_by_metric(self, key: str) -> None:
        self._filters.choose_today(key)
        self.show_history()

    def _ask_dates(self) -> None:
        """Custom: ask for two business days; cancelled, back to what was chosen before."""
        now = self._console.state.clock.value
        dialog = DayRangeDialog(self.window(), self._dates, business_day_of(now.utc, now.day_turn))
        dialog.chosen.connect(self._set_dates)
        dialog.closed.connect(self._dates_closed)
        dialog.open_dates()

    def _set_dates(self, dates: DayRange) -> None:
        self._dates = dates
        self.show_history()

    def _dates_closed(self) -> None:
        if self._dates is None:
            self._filters.choose_today(self._filters.status())
            self.show_history()

    def show_failed(self) -> None:
        """Today's that were not paid."""
        self._filter_by_metric("failed")

    def show_payment(self, payment_id: str) -> None:
        """Open one payment, wherever it is in the history."""
        row = self._model.row_of(payment_id)
        if row < 0 or not self.table.select_row(row):
            self._drawer.show_payment_id(payment_id)

    def _moved(self, key: str) -> None:
        payment = self._model.payment_at(self._model.row_of(key)) if key else None
        if payment is not None:
            self._drawer.show_payment(payment)

    def _copy_receipt(self) -> None:
        payment = self._drawer.payment()
        if payment is not None and payment.receipt:
            self.copy_text(payment.receipt)

    # doing

    def perform(self, action: str) -> bool:
        payment = self._drawer.payment()
        if action == "request":
            if payment is not None and self._drawer.may_request_again():
                self.request_again.emit(payment)
            return True
        if action == "decide" and payment is not None:
            self.review.emit(payment.id)
            return True
        if action == "open_tab" and payment is not None and payment.tab_id is not None:
            self.open_tab.emit(payment.tab_id)
            return True
        if action == "again":
            return self._check_again(payment)
        if action == "details":
            self._drawer.setFocus()
            return True
        if action == "export":
            self._export()
            return True
        if action == "sort":
            self._sort_next()
            return True
        if action == "print":
            self._print(payment)
            return True
        return False

    def _export(self) -> None:
        """Exactly what the list shows: its days, its states, its search and its order."""
        from tabeza_desktop.ui.reports.export_dialog import open_export

        open_export(self._console, self.dialog_host(), self.query())

    def _print(self, payment: PaymentView | None) -> None:
        """The slip of the payment that is open; without one there is nothing to print."""
        if payment is not None:
            from tabeza_desktop.ui.printing.print_flow import print_slip

            print_slip(self._console, self.dialog_host(), payment, self.failed.emit)

    def _check_again(self, payment: PaymentView | None) -> bool:
        if payment is None or not self._drawer.may_check():
            return False
        self._console.services.payments.check_again(payment.id, owner=self, failed=self.failed.emit)
        return True

    def arrive(self) -> None:
        self.show_history()
        if not self.table.currentIndex().isValid():
            self.table.select_row(0)
        self.table.setFocus()

    def retranslate(self) -> None:
        self.table.setAccessibleName(tr("Payments"))
        self._filters.reword()
        hints = [
            KeyHint("details", ("Enter",), tr("Details")),
            KeyHint("again", ("F5",), tr("Check again")),
            KeyHint("export", ("Ctrl E",), tr("Export")),
            KeyHint("sort", ("S",), tr("Sort")),
            KeyHint("all_keys", ("F1",), tr("All keys")),
        ]
        if not self._narrow:
            hints.insert(0, KeyHint("move", ("↑", "↓"), tr("Move")))
        self._hints.set_hints(hints)
        self._refresh()
        self._counted()
        self._dress_table()

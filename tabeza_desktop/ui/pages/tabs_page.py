"""The tabs: four figures that filter, the table, and the panel of the selected tab. The screen a bar looks
at all night.

Rows never move: the model sorts by number and changes cells in place; this page only chooses, filters and asks.
"""

from __future__ import annotations

from PySide6.QtCore import Signal

from tabeza_desktop.core.times import clock_seconds_text, clock_text
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.dialogs.tab_flow import ACTIONS
from tabeza_desktop.ui.pages.list_page import ListPage
from tabeza_desktop.ui.pages.panel_state import OFFLINE_KINDS, Offer
from tabeza_desktop.ui.pages.tab_columns import NARROW_HIDES, PHONE_AT, tab_columns
from tabeza_desktop.ui.pages.tab_panel import NARROW_WIDTH, WIDE_WIDTH, WIDTH, TabPanel
from tabeza_desktop.ui.theme import Status, px
from tabeza_desktop.ui.widgets.keyhints import KeyHint
from tabeza_desktop.ui.widgets.metrics import Metric
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.wire.trade import TabView

tr = words("TabsPage")

ROW, TWO_LINE_ROW = 52, 56


class TabsPage(ListPage):
    """``request(tab_id, other_phone)`` asks for the request dialog, ``opened(page key)`` for another page, and
    ``act(action, tab, line)`` for what is done to a tab: the tab in hand and the ledger line in hand, or None.

    Private state: the layout in force (narrow, wide) and which filter is chosen; the selection is the table's.
    """

    request = Signal(str, bool)
    opened = Signal(str)
    act = Signal(str, object, object)

    def __init__(self, console: Console) -> None:
        self._wide = False
        self._titled = ""
        super().__init__(console, console.models.tabs, tr("Totals of the open tabs"), "tabs")
        self._model = console.models.tabs
        self._panel = TabPanel(console)
        self._frame((), self._panel)
        self._connect()
        self._dress_table()
        self.retranslate()

    def _connect(self) -> None:
        self._strip.changed.connect(self._filter)
        self._strip.opened.connect(lambda _: self.opened.emit("payments"))
        self._panel.asked.connect(self._do)
        table = self.table
        table.moved.connect(self._moved)
        table.entered.connect(self._panel.focus_ledger)
        table.typed.connect(self._typed)
        table.search.connect(lambda: self.asked.emit("find"))
        table.copy.connect(self._copy_receipt)
        self._model.rowsInserted.connect(self._show_emptiness)
        self._model.rowsRemoved.connect(self._show_emptiness)
        self._model.modelReset.connect(self._reset)
        state = self._console.state
        for holder in (state.trade, state.takings, state.connection):
            holder.changed.connect(self._figures.news)

    # layout in force

    def set_narrow(self, narrow: bool) -> None:
        if narrow != self._narrow:
            self._narrow = narrow
            self._model.set_two_line(narrow)
            self._panel.set_narrow(narrow)
            self._dress_table()
            self.retranslate()

    def set_wide(self, wide: bool) -> None:
        """1600 px or wider: the masked phone gets a column of its own."""
        if wide != self._wide:
            self._wide = wide
            self._dress_table()
            self._show_hints()

    def _dress_table(self) -> None:
        height = TWO_LINE_ROW if self._narrow else ROW
        self._titled = self._balance_title()
        columns = tab_columns(narrow=self._narrow, balance_title=self._titled, lang=current_language(), wide=self._wide)
        self._dress(columns, height)
        for at, column in enumerate(columns):
            hidden = not self._wide if column.key == "phone" else self._narrow and column.key in NARROW_HIDES
            self.table.setColumnHidden(at, hidden)
        header = self.table.horizontalHeader()
        header.moveSection(header.visualIndex(len(columns) - 1), PHONE_AT)
        self._panel.setFixedWidth(px(NARROW_WIDTH if self._narrow else WIDE_WIDTH if self._wide else WIDTH))

    # what is shown

    def _metrics(self) -> list[Metric]:
        trade, takings = self._console.state.trade.value, self._console.state.takings.value
        stale = self._console.state.connection.value.kind in OFFLINE_KINDS
        owed = "KES" if self._narrow else tr("KES owed")
        waiting = tr("Was waiting · {count}", count=trade.waiting_count) if stale else tr(
            "Waiting · {count}", count=trade.waiting_count
        )
        return [
            Metric("all", tr("All open · {count}", count=trade.open_count), format_amount(trade.owed_cents), owed,
                   "tabs"),
            Metric("waiting", waiting, format_amount(trade.waiting_cents),
                   "KES" if self._narrow else tr("KES asked"), "phone-ring", None if stale else Status.WAIT),
            Metric("overdue", tr("Overdue · {count}", count=trade.overdue_count),
                   format_amount(trade.overdue_cents), owed, "overdue", Status.WARN),
            Metric("received", tr("Received today"), format_amount(takings.received_cents), "KES", "check-circle",
                   Status.PAID, filters=False),
        ]

    def _refresh(self) -> None:
        super()._refresh()
        if self._balance_title() != self._titled:
            self._dress_table()
        self._show_hints()
        self._show_emptiness()

    def _word_emptiness(self) -> None:
        if self._strip.chosen == "waiting":
            self._empty.set_words(tr("Nobody is waiting"), tr("Requests waiting for a PIN show here."))
        elif self._strip.chosen == "overdue":
            self._empty.set_words(tr("Nothing is overdue"), tr("Tabs left over from an earlier day show here."))
        elif not self._console.state.trade.value.loaded:
            self._empty.set_words(tr("Getting the tabs"), tr("They show here in a moment."))
        else:
            self._empty.set_words(tr("No open tabs"), tr("New tabs show here by themselves."))

    def _show_hints(self) -> None:
        offline = self._console.state.connection.value.kind in OFFLINE_KINDS
        move = KeyHint("move", ("↑", "↓"), tr("Move"))
        ledger, keys = KeyHint("ledger", ("Enter",), tr("Ledger")), KeyHint("all_keys", ("F1",), tr("All keys"))
        verify, more = KeyHint("verify", ("F3",), tr("Verify")), KeyHint("more", ("Ctrl M",), tr("More"))
        hints = [verify, more, keys] if self._narrow else [verify, more, ledger, keys]
        if offline:
            hints.insert(0, KeyHint("again", ("F5",), tr("Try now")))
        elif self._panel.offer() is Offer.PAUSED:
            hints.insert(0, KeyHint("other_ways", ("F6",), tr("Other ways to pay")))
        elif self._console.state.connection.value.can_request:
            text = tr("Request") if self._narrow else tr("Request payment")
            hints.insert(0, KeyHint("request", ("F2",), text))
            hints.insert(1, KeyHint("cash", ("F9",), tr("Cash")))
        if self._wide:
            hints.insert(2, move)
            hints.insert(-1, KeyHint("find", ("Ctrl K",), tr("Find")))
            hints.append(KeyHint("lock", ("Ctrl L",), tr("Lock")))
        self._hints.set_hints(hints)
        self._hints.set_note(self._note(offline))

    def _note(self, offline: bool) -> str:
        good = self._console.state.connection.value.last_good_at
        if offline and good is not None:
            return tr("Last update {at}", at=clock_seconds_text(good))
        if self._narrow:
            count = self._console.state.trade.value.open_count
            return tr("1 tab") if count == 1 else tr("{count} tabs", count=count)
        return tr("By tab number. Rows never move.") if self._wide else ""

    # choosing

    def selected(self) -> TabView | None:
        """The selected tab, if any."""
        return self._panel.tab()

    def select_tab(self, tab_id: str) -> bool:
        """Select a tab by id, dropping a filter that hides it."""
        if self._model.row_of(tab_id) < 0 and self._strip.chosen != "all":
            self._strip.choose("all")
            self._filter("all")
        return self.table.select_row(self._model.row_of(tab_id))

    def _moved(self, key: str) -> None:
        tab = self._console.state.trade.value.tabs.get(key)
        if tab is not None:
            self._panel.show_tab(tab)

    def _reset(self) -> None:
        """The model was filled afresh: find the same tab again, else leave the panel as it is."""
        tab = self._panel.tab()
        if tab is not None:
            self.table.select_row(self._model.row_of(tab.id))
        self._show_emptiness()

    def _filter(self, key: str) -> None:
        tab = self._panel.tab()
        self._model.set_filter(key)
        if tab is None or not self.table.select_row(self._model.row_of(tab.id)):
            self.table.select_row(0)
        self._show_emptiness()

    def _typed(self, digits: str) -> None:
        if not digits:
            self._hints.set_note(self._note(self._panel.offer() is Offer.OFFLINE))
            return
        row = self._model.row_of_number(digits)
        if self.table.select_row(row):
            self._hints.set_note(tr("Tab {number}", number=digits))
        else:
            self._hints.set_note(tr("No open tab {number}", number=digits))

    def _copy_receipt(self) -> None:
        tab = self._panel.tab()
        if tab is not None and tab.last_payment is not None and tab.last_payment.receipt:
            self.copy_text(tab.last_payment.receipt)

    # doing

    def perform(self, action: str) -> bool:
        tab = self._panel.tab()
        if action in ("request", "request_other"):
            if tab is not None and self._panel.offer() is Offer.REQUEST:
                self.request.emit(tab.id, action == "request_other")
            return True
        if action in ACTIONS:
            self.act.emit(action, tab, self._panel.line())
            return True
        if action == "ledger":
            self._panel.focus_ledger()
            return True
        if action == "again":
            return self._check_again(tab)
        if action == "print":
            self._print(tab)
            return True
        if action == "other_ways":
            self._panel.show_ways()
            return True
        return False

    def _print(self, tab: TabView | None) -> None:
        """The bill of the selected tab."""
        if tab is not None:
            from tabeza_desktop.ui.printing.print_flow import print_bill

            print_bill(self._console, self.dialog_host(), tab.id, self.failed.emit)

    def _check_again(self, tab: TabView | None) -> bool:
        """F5: ask M-Pesa about this tab's open payment; the window tries the connection when there is none."""
        if tab is None or tab.last_payment is None or self._panel.offer() is not Offer.CHECKING:
            return False
        self._console.services.payments.check_again(
            tab.last_payment.payment_id, owner=self, failed=self.failed.emit
        )
        return True

    def arrive(self) -> None:
        if not self.table.currentIndex().isValid():
            self.table.select_row(0)
        self.table.setFocus()

    def retranslate(self) -> None:
        self.table.setAccessibleName(tr("Open tabs"))
        self._refresh()
        self._dress_table()

    def _balance_title(self) -> str:
        """Old figures say when they were true, in the header of the column that matters."""
        connection = self._console.state.connection.value
        if connection.is_stale and connection.last_good_at is not None:
            return tr("At {at} KES", at=clock_text(connection.last_good_at))
        return tr("Balance KES")

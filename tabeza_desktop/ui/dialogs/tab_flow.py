"""Everything that is done to a tab besides asking for payment: opens the dialog, calls the service once, closes.

What this person may not do is not offered and not opened. Without the service nothing is opened either: a sentence says
why and that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Capability
from tabeza_desktop.core.tab_actions import Item, entry_of, items_of, last_voidable, may_void, undone_by
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.a11y import announce
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.dialogs.tab_sheet import TabSheet, tab_actions
from tabeza_desktop.ui.pages.panel_state import OFFLINE_KINDS
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_protocol.wire.trade import TabDetail, TabLine, TabView

tr = words("TabFlow")

ACTIONS = frozenset({"cash", "charge", "void", "transfer", "adjust", "close_tab", "new_tab", "reopen", "more"})
_MOST_REMEMBERED = 12


class TabFlow(QObject):
    """``opened(tab_id)``: a tab that was opened or reopened is there; ``wanted(action)``: do this instead.

    Private state: the dialog on screen, the tab waited for, and what was sold lately at this console.
    """

    opened = Signal(str)
    wanted = Signal(str)

    def __init__(self, console: Console, host: Callable[[], QWidget], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._console, self._host = console, host
        self._dialog: TabDialog | TabSheet | None = None
        self._awaited = ""
        self._sold: list[Item] = []
        console.state.trade.applied.connect(self._news)

    @property
    def dialog(self) -> TabDialog | TabSheet | None:
        """The dialog on screen, if any."""
        return self._dialog

    def start(self, action: str, tab: TabView | None, line: TabLine | None = None) -> None:
        """Do one of ``ACTIONS``; nothing while a dialog is on screen. ``line`` is the ledger line in hand, if any."""
        session = self._console.state.session.value
        if self._dialog is not None or not session.is_open:
            return
        if action == "adjust" and not session.may(Capability.ADJUST_TABS):
            return
        if action == "more":
            self._offer_all(tab)
        elif self._is_cut_off():
            text = tr("It works again by itself. Until then write it on paper; nothing is lost.")
            self._say(tr("Needs internet"), text)
        elif not session.may(Capability.CHANGE_TABS):
            self._say(tr("You can look only"), tr("This PC was unlocked without internet. Lock it and sign in again."))
        elif action in ("new_tab", "reopen"):
            self._new_tab() if action == "new_tab" else self._reopen()
        elif tab is not None:
            self._on_tab(action, tab, line)

    def _is_cut_off(self) -> bool:
        return self._console.state.connection.value.kind in OFFLINE_KINDS

    def _on_tab(self, action: str, tab: TabView, line: TabLine | None) -> None:
        acts: dict[str, Callable[[], None]] = {
            "cash": lambda: self._cash(tab), "charge": lambda: self._charge(tab),
            "transfer": lambda: self._transfer(tab), "adjust": lambda: self._adjust(tab),
            "void": lambda: self._void(tab, line), "close_tab": lambda: self._close(tab),
        }
        acts[action]()

    # saying

    def _about(self, tab: TabView) -> str:
        return tr("Tab {number} · {name}", number=tab.number, name=tab.customer_name)

    def _offer_all(self, tab: TabView | None) -> None:
        owner = self._console.state.session.value.may(Capability.ADJUST_TABS)
        title = self._about(tab) if tab is not None else tr("Tabs")
        self._show_sheet(TabSheet(self._host(), title, "", tab_actions(owner=owner, has_tab=tab is not None)))

    def _say(self, title: str, text: str, *actions: str) -> None:
        owner = self._console.state.session.value.may(Capability.ADJUST_TABS)
        offered = [act for act in tab_actions(owner=owner, has_tab=True) if act.action in actions]
        self._show_sheet(TabSheet(self._host(), title, text, offered))

    def _show_sheet(self, sheet: TabSheet) -> None:
        self._dialog = sheet
        sheet.closed.connect(lambda: self._closed(sheet))
        sheet.chosen.connect(self.wanted)
        sheet.open_sheet()

    def _show(self, dialog: TabDialog, send: Callable[[Any, str], None]) -> None:
        self._dialog = dialog
        dispose_when_closed(dialog)
        dialog.closed.connect(lambda: self._closed(dialog))
        dialog.sent.connect(send)

    def _closed(self, dialog: TabDialog | TabSheet) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def _done(self, said: str) -> None:
        dialog = self._dialog
        if isinstance(dialog, TabDialog):
            dialog.close_frame()
        announce(self._host(), said)

    def _failed(self, problem: Problem) -> None:
        if isinstance(self._dialog, TabDialog):
            self._dialog.come_back(problem)

    # money

    def _cash(self, tab: TabView) -> None:
        from tabeza_desktop.ui.dialogs.cash_dialog import Cash, CashDialog

        def send(cash: Cash, key: str) -> None:
            said = tr("Received KES {amount} in cash", amount=format_amount(cash.amount_cents))
            self._console.services.tabs.receive_cash(
                cash.tab_id, cash.amount_cents, key, owner=self, done=lambda _: self._done(said), failed=self._failed
            )

        person = self._console.state.session.value.person
        dialog = CashDialog(self._host(), tab, person.name if person is not None else "")
        self._show(dialog, send)
        dialog.open_form()

    def _charge(self, tab: TabView) -> None:
        from tabeza_desktop.ui.dialogs.charge_dialog import Charge, ChargeDialog

        def done(charge: Charge) -> None:
            item = Item(charge.text, charge.quantity, charge.unit_price_cents)
            self._sold = [item, *(old for old in self._sold if old.text != item.text)][:_MOST_REMEMBERED]
            self._done(tr("Charged {text}", text=charge.text))

        def send(charge: Charge, key: str) -> None:
            self._console.services.tabs.add_charge(
                charge.tab_id, charge.text, charge.quantity, charge.unit_price_cents, owner=self,
                done=lambda _: done(charge), failed=self._failed, key=key,
            )

        before = items_of(self._lines(tab))
        known = {item.text for item in before}
        dialog = ChargeDialog(self._host(), tab, (*before, *(item for item in self._sold if item.text not in known)))
        self._show(dialog, send)
        dialog.open_form()

    def _lines(self, tab: TabView) -> tuple[TabLine, ...]:
        model = self._console.models.lines
        if model.tab_id != tab.id:
            return ()
        return tuple(line for line in (model.at(row) for row in range(model.rowCount())) if line is not None)

    def _void(self, tab: TabView, line: TabLine | None) -> None:
        from tabeza_desktop.ui.dialogs.void_dialog import Void, VoidDialog

        lines, now = self._lines(tab), self._console.state.clock.value
        person = self._console.state.session.value.person
        if line is None:
            line = last_voidable(lines, person, now)
        if line is None or not may_void(line, undone_by(lines), person, now):
            self._say(tr("Nothing to take back here"), self._why_not(line))
            return

        def send(void: Void, key: str) -> None:
            self._console.services.tabs.void(
                void.tab_id, void.entry_id, void.reason, key, owner=self,
                done=lambda _: self._done(tr("Taken back")), failed=self._failed,
            )

        entry = entry_of(line)
        given = sum(row.amount_cents for row in lines if entry_of(row) == entry)
        dialog = VoidDialog(self._host(), tab, line, given)
        self._show(dialog, send)
        dialog.open_form()

    def _why_not(self, line: TabLine | None) -> str:
        if line is not None and line.kind not in ("charge", "cash"):
            return tr("Only charges and cash can be taken back. M‑Pesa money stays as M‑Pesa told it.")
        person = self._console.state.session.value.person
        if person is not None and person.role != "owner":
            return tr("You can take back what you entered today. The owner can take back the rest.")
        return tr("No charge or cash on this tab is left to take back.")

    def _adjust(self, tab: TabView) -> None:
        from tabeza_desktop.ui.dialogs.adjust_dialog import AdjustDialog, Adjustment

        def send(asked: Adjustment, key: str) -> None:
            self._console.services.tabs.adjust(
                asked.tab_id, asked.amount_cents, asked.reason, key, owner=self,
                done=lambda _: self._done(tr("Adjusted")), failed=self._failed,
            )

        dialog = AdjustDialog(self._host(), tab)
        self._show(dialog, send)
        dialog.open_form()

    def _transfer(self, tab: TabView) -> None:
        from tabeza_desktop.ui.dialogs.transfer_dialog import Transfer, TransferDialog

        if tab.balance_cents == 0:
            self._say(tr("Nothing to move"), tr("This tab owes nothing and has no credit."))
            return

        def done(found: TabDetail) -> None:
            self._done(tr("Moved to tab {number}", number=found.tab.number))
            self.opened.emit(found.tab.id)

        def send(asked: Transfer, key: str) -> None:
            self._console.services.tabs.transfer(
                asked.tab_id, asked.to_tab_id, key, owner=self, done=done, failed=self._failed
            )

        dialog = TransferDialog(self._host(), tab, self._console.state.trade.value.by_number)
        self._show(dialog, send)
        dialog.open_form()

    # opening and closing

    def _close(self, tab: TabView) -> None:
        """Close it, or say why it can't be."""
        if tab.balance_cents > 0:
            self._say(
                tr("Tab {number} still owes KES {amount}", number=tab.number, amount=format_amount(tab.balance_cents)),
                tr("A tab closes when nothing is owed. Ask for payment (F2), or:"), "cash", "transfer", "adjust",
            )
            return
        self._console.services.tabs.close(
            tab.id, owner=self, done=lambda _: announce(self._host(), tr("Tab closed")), failed=self._not_closed
        )

    def _not_closed(self, problem: Problem) -> None:
        if problem.code == "payment_open":
            self._say(tr("A payment is still open on this tab"), tr("It closes once that is paid or has failed."))
        elif problem.code == "balance_not_zero":
            self._say(tr("The tab still owes money"), tr("Somebody charged it meanwhile. Take the payment first."))
        else:
            self._say(tr("The tab was not closed"), problem.text(self._console.state.preferences.value.lang).happened)

    def _new_tab(self) -> None:
        from tabeza_desktop.ui.dialogs.new_tab_dialog import NewTab, NewTabDialog

        def send(asked: NewTab, key: str) -> None:
            self._console.services.tabs.open_tab(
                asked.name, asked.phone, owner=self, done=self._tab_there, failed=self._failed, key=key
            )

        dialog = NewTabDialog(self._host())
        self._show(dialog, send)
        dialog.open_form()

    def _reopen(self) -> None:
        from tabeza_desktop.ui.dialogs.closed_dialog import ClosedDialog, Reopen

        def send(asked: Reopen, _key: str) -> None:
            self._console.services.tabs.reopen(
                asked.tab_id, owner=self, done=self._tab_there, failed=self._failed
            )

        dialog = ClosedDialog(self._host(), self._console.state.clock.value)
        self._show(dialog, send)
        dialog.open_form()
        self._console.services.tabs.closed(owner=dialog, done=dialog.show_tabs, failed=dialog.show_failure)

    def _tab_there(self, tab: TabView) -> None:
        """The service has the tab; the list has it when the feed tells."""
        self._done(tr("Tab {number} is open", number=tab.number))
        self._awaited = tab.id
        self._news()

    def _news(self, _changes: object = None) -> None:
        if self._awaited and self._awaited in self._console.state.trade.value.tabs:
            found, self._awaited = self._awaited, ""
            self.opened.emit(found)

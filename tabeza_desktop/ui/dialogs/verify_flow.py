"""Joins the verify dialog to the service and the console. Looking marks nothing; recording is a person's act."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.changes import ChangeSet
from tabeza_desktop.core.session import Capability
from tabeza_desktop.core.verify import Evidence, Query, VerdictKind, judge, may_record
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.dialogs.by_hand_dialog import ByHand, ByHandDialog
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.dialogs.verify_acts import Act
from tabeza_desktop.ui.dialogs.verify_dialog import VerifyDialog
from tabeza_desktop.ui.dialogs.verify_words import Bar
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_protocol.wire.trade import HandRecord, TabView


class VerifyFlow(QObject):
    """``open_tab(id)`` and ``request(id)`` lead on. Private state: the dialog on screen and the tab in hand."""

    open_tab = Signal(str)
    request = Signal(str)

    def __init__(self, console: Console, host: Callable[[], QWidget], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._console, self._host = console, host
        self._dialog: DialogFrame | None = None
        self._tab_id: str | None = None
        console.state.trade.applied.connect(self._news)

    @property
    def dialog(self) -> DialogFrame | None:
        """The dialog on screen, if any."""
        return self._dialog

    def open(self, tab: TabView | None, text: str = "") -> None:
        """Open the dialog for the tab in hand (None: none); nothing while one is on screen or for who may not look."""
        if self._dialog is not None or not self._console.state.session.value.may(Capability.VERIFY):
            return
        self._tab_id = tab.id if tab is not None else None
        mpesa = self._console.state.mpesa.value
        paybill = mpesa.business_shortcode or "" if mpesa is not None else ""
        name = mpesa.registered_name or "" if mpesa is not None else ""
        dialog = VerifyDialog(self._host(), Bar(paybill, name), self._console.state.clock.value)
        dialog.asked.connect(self._ask)
        dialog.wanted.connect(self._wanted)
        self._show(dialog)
        dialog.open_verify(text)

    def _show(self, dialog: DialogFrame) -> None:
        self._dialog = dialog
        dispose_when_closed(dialog)
        dialog.closed.connect(lambda: self._closed(dialog))

    def _closed(self, dialog: DialogFrame) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def _here(self) -> TabView | None:
        return self._console.state.trade.value.tabs.get(self._tab_id) if self._tab_id is not None else None

    # looking

    def _ask(self, query: Query) -> None:
        self._console.services.verify.ask(
            query, owner=self._dialog, done=lambda found: self._answered(query, found),
            failed=lambda problem: self._verify().show_problem(query, problem),
        )

    def _verify(self) -> VerifyDialog:
        assert isinstance(self._dialog, VerifyDialog)
        return self._dialog

    def _answered(self, query: Query, evidence: Evidence) -> None:
        state = self._console.state
        session, connection, mpesa = state.session.value, state.connection.value, state.mpesa.value
        verdict = judge(
            query, evidence, self._here(), mpesa.environment if mpesa is not None else None,
            mpesa.registered_name if mpesa is not None else None,
        )
        allowed = session.may(Capability.REQUEST_PAYMENT)
        self._verify().show_verdict(
            query, verdict, state.clock.value,
            may_record=may_record(verdict, online=not connection.is_stale, allowed=allowed),
            may_request=allowed and connection.can_request,
        )

    def _news(self, changes: ChangeSet) -> None:
        """A payment that may be the one was heard of: look again."""
        dialog, may_change = self._dialog, (VerdictKind.PENDING, VerdictKind.NOT_FOUND)
        verdict = dialog.verdict if isinstance(dialog, VerifyDialog) else None
        if isinstance(dialog, VerifyDialog) and verdict is not None and changes.payments and verdict.kind in may_change:
            dialog.look()

    # buttons

    def _wanted(self, act: str) -> None:
        dialog = self._verify()
        if act == Act.CHECK:
            self._check(dialog)
        elif act == Act.OPEN_TAB:
            tab_id = dialog.tab_to_open()
            dialog.close_frame()
            if tab_id is not None:
                self.open_tab.emit(tab_id)
        elif act == Act.REQUEST:
            dialog.close_frame()
            if self._tab_id is not None:
                self.request.emit(self._tab_id)
        elif act == Act.RECORD:
            self._record(dialog)

    def _check(self, dialog: VerifyDialog) -> None:
        verdict = dialog.verdict
        pending = verdict is not None and verdict.kind is VerdictKind.PENDING and not verdict.from_cache
        if pending and verdict is not None and verdict.payment is not None:
            self._console.services.payments.check_again(verdict.payment.id, owner=dialog)
        dialog.look()

    # paid by hand

    def _record(self, dialog: VerifyDialog) -> None:
        verdict, tab = dialog.verdict, self._here()
        person = self._console.state.session.value.person
        if verdict is None or verdict.query.receipt is None or tab is None or person is None:
            return
        said = verdict.query.said.amount if verdict.query.said is not None else None
        self._dialog = None
        dialog.close_frame()
        form = ByHandDialog(self._host(), tab, verdict.query.receipt, person.name, said or None)
        form.sent.connect(self._send)
        form.again.connect(lambda receipt: self._look_again(form, receipt))
        self._show(form)
        form.open_form()

    def _send(self, by_hand: ByHand) -> None:
        form = self._dialog
        assert isinstance(form, ByHandDialog)
        self._console.services.verify.record_by_hand(
            by_hand.tab_id, by_hand.receipt, by_hand.amount_cents, by_hand.key, owner=form,
            done=lambda record: self._recorded(form, record), failed=form.come_back,
        )

    def _recorded(self, form: ByHandDialog, record: HandRecord) -> None:
        form.close_frame()
        self.open_tab.emit(record.tab_id)

    def _look_again(self, form: ByHandDialog, receipt: str) -> None:
        """The service knows this receipt after all: show what it is."""
        form.close_frame()
        self.open(self._here(), receipt)

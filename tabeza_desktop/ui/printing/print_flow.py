"""The ways to paper: the night's report, a tab's bill, a payment's slip. Read first, then shown, then printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.reports import NightReport
from tabeza_desktop.printing.night_paper import night_paper
from tabeza_desktop.printing.paper import PaperSize
from tabeza_desktop.printing.tab_paper import bill_paper, slip_paper
from tabeza_desktop.services.console import Console
from tabeza_desktop.services.reports import Bill
from tabeza_desktop.ui.printing.print_dialog import MakePaper, PrintDialog
from tabeza_desktop.version import VERSION
from tabeza_protocol.wire.trade import PaymentView

Fail = Callable[[Problem], object]


def print_night(console: Console, host: QWidget, day: date, failed: Fail) -> None:
    """The report of a business day, on A4 first."""
    made_at, person = console.state.clock.value.utc, person_name(console)

    def show(report: NightReport) -> None:
        _open(
            console, host, lambda: night_paper(report, made_at=made_at, person=person, version=VERSION),
            PaperSize.A4, failed,
        )  # fmt: skip

    console.services.reports.night(day, owner=host, done=show, failed=failed)


def print_bill(console: Console, host: QWidget, tab_id: str, failed: Fail) -> None:
    """What a customer owes, on the roll first."""
    made_at, person = console.state.clock.value.utc, person_name(console)
    bar, paybill = bar_name(console), _paybill(console)

    def show(bill: Bill) -> None:
        _open(
            console, host,
            lambda: bill_paper(bill.ledger, bar, paybill, bill.completeness, made_at=made_at, person=person),
            PaperSize.ROLL80, failed,
        )  # fmt: skip

    console.services.reports.bill(tab_id, owner=host, done=show, failed=failed)


def print_slip(console: Console, host: QWidget, payment: PaymentView, failed: Fail) -> None:
    """One payment, on the roll first."""
    made_at, person = console.state.clock.value.utc, person_name(console)
    bar, paybill = bar_name(console), _paybill(console)
    _open(
        console, host, lambda: slip_paper(payment, bar, paybill, made_at=made_at, person=person),
        PaperSize.ROLL80, failed,
    )  # fmt: skip


def person_name(console: Console) -> str:
    """Who is here; empty when nobody is."""
    person = console.state.session.value.person
    return "" if person is None else person.name


def bar_name(console: Console) -> str:
    bar = console.state.session.value.bar
    return "" if bar is None else bar.name


def _paybill(console: Console) -> str:
    settings = console.state.mpesa.value
    return (settings.business_shortcode if settings is not None and settings.enabled else None) or ""


def _open(console: Console, host: QWidget, make: MakePaper, size: PaperSize, failed: Fail) -> None:
    dialog = PrintDialog(host, console, make, size=size)
    dialog.failed.connect(failed)
    dialog.open_dialog()

"""The pictures of the console at night: tabs, payments, today, help and the dialogs."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.ui.shell.console_window import ConsoleWindow
from tabeza_protocol.payment_states import PaymentState
from tests.desktop.ui import sample_night as night
from tests.desktop.ui import sample_odd as odd
from tests.desktop.ui.night_stage import NightStage
from tests.desktop.ui.shots import LARGE, NORMAL, SMALL, Shot, page, settle

EVERY_SIZE = (NORMAL, SMALL, LARGE)


class NightWindow(ConsoleWindow):
    """A window with its stage, kept together so that neither goes before the other."""

    def __init__(self, stage: NightStage) -> None:
        super().__init__(stage.console)
        self.stage = stage

    def console_preferences(self, **chosen: object) -> None:
        """Choose a language or theme, as Setup does."""
        self.stage.console.services.preferences.set(**chosen)


def window(shot: Shot, number: int = 124, *, owner: bool = False) -> NightWindow:
    """The console with a tab selected and the list at its top, as pictured."""
    stage = NightStage(person=night.JOYCE if owner else night.MERCY)
    mode = shot.mode.value
    stage.state.preferences.set(
        type(stage.state.preferences.value)(lang=current_language(), theme=mode)  # type: ignore[arg-type]
    )
    made = NightWindow(stage)
    made.resize(*shot.size)
    made.show()
    made.activateWindow()
    settle()
    made.tabs.select_tab(night.tab(number).id)
    made.tabs.table.scrollToTop()
    settle()
    return made


@page("tabs", sizes=EVERY_SIZE)
def tabs(shot: Shot) -> QWidget:
    return window(shot)


@page("tabs-waiting")
def tabs_waiting(shot: Shot) -> QWidget:
    return window(shot, 118)


@page("offline")
def offline(shot: Shot) -> QWidget:
    made = window(shot)
    made.stage.offline()
    return made


@page("paused")
def paused(shot: Shot) -> QWidget:
    made = window(shot)
    made.stage.pause()
    return made


@page("payments", sizes=EVERY_SIZE)
def payments(shot: Shot) -> QWidget:
    return _payment(shot, 1)


@page("payments-failed")
def payments_failed(shot: Shot) -> QWidget:
    return _payment(shot, 8)


@page("payments-checking")
def payments_checking(shot: Shot) -> QWidget:
    return _payment(shot, 2)


def _payment(shot: Shot, row: int) -> NightWindow:
    made = window(shot)
    made.show_page("payments")
    settle()
    made.payments.table.select_row(row)
    made.payments.table.scrollToTop()
    return made


@page("needs-review", sizes=(NORMAL, SMALL))
def needs_review(shot: Shot) -> QWidget:
    made = window(shot, 109, owner=True)
    made.do("review")
    settle()
    decision = made.review.decision
    decision.choice.paid.click()
    decision.choice.receipt.set_text("SKKA4T7M2E")
    decision.reason.edit.setPlainText("On the statement, Wed 23:12, same amount and account.")
    decision.reason.edit.setFocus()
    return made


@page("payments-owner")
def payments_owner(shot: Shot) -> QWidget:
    made = window(shot, owner=True)
    made.show_page("payments")
    return made


@page("today")
def today(shot: Shot) -> QWidget:
    made = window(shot, owner=True)
    made.show_page("today")
    return made


@page("doctor", sizes=(NORMAL, SMALL))
def doctor(shot: Shot) -> QWidget:
    made = window(shot)
    made.stage.state.connection.set(odd.WRONG_CLOCK)
    made.do("doctor")
    page = made.page("doctor")
    page._platform = "win32"  # type: ignore[attr-defined]
    page.check()  # type: ignore[attr-defined]
    return made


@page("doctor-offline")
def doctor_offline(shot: Shot) -> QWidget:
    made = window(shot)
    made.stage.offline()
    made.stage.console.services.doctor.found = odd.NO_WAY  # type: ignore[attr-defined]
    made.do("doctor")
    return made


def _odd(name: str) -> None:
    """One page for each connection state with a banner of its own."""

    @page(f"odd-{name.replace('_', '-')}")
    def state(shot: Shot) -> QWidget:
        made = window(shot)
        made.stage.state.connection.set(odd.STATES[name])
        return made


for _name in odd.STATES:
    _odd(_name)


@page("help")
def help_page(shot: Shot) -> QWidget:
    made = window(shot)
    made.show_page("help")
    return made


@page("help-setup")
def help_setup(shot: Shot) -> QWidget:
    made = window(shot, owner=True)
    made.open_help("setup")
    return made


@page("settings")
def settings(shot: Shot) -> QWidget:
    made = window(shot, owner=True)
    made.do("settings")
    return made


@page("keys")
def keys(shot: Shot) -> QWidget:
    made = window(shot)
    made.show_keys()
    return made


@page("request-payment", sizes=(NORMAL, SMALL))
def request_payment(shot: Shot) -> QWidget:
    made = window(shot)
    made.do("request")
    return made


@page("request-payment-other")
def request_payment_other(shot: Shot) -> QWidget:
    made = window(shot)
    made.do("request_other")
    return made


def _asked(shot: Shot) -> NightWindow:
    made = window(shot)
    made.stage.tick(21)
    made.do("request")
    made.requests.dialog.send_now()  # type: ignore[union-attr]
    return made


@page("request-payment-waiting", sizes=(NORMAL, SMALL))
def request_payment_waiting(shot: Shot) -> QWidget:
    made = _asked(shot)
    made.stage.accept()
    made.stage.tick(18)
    return made


@page("request-payment-checking")
def request_payment_checking(shot: Shot) -> QWidget:
    made = _asked(shot)
    payment = made.stage.accept()
    made.stage.tick(75)
    made.stage.end(payment, PaymentState.UNKNOWN, "4999")
    return made


@page("request-payment-failed")
def request_payment_failed(shot: Shot) -> QWidget:
    made = _asked(shot)
    payment = made.stage.accept()
    made.stage.tick(19)
    made.stage.end(payment, PaymentState.FAILED, "1032")
    return made


@page("request-payment-refused")
def request_payment_refused(shot: Shot) -> QWidget:
    made = _asked(shot)
    made.stage.sent().refuse("limit_bar", retry_after_seconds=140)
    return made


@page("request-payment-paid", sizes=(NORMAL, SMALL))
def request_payment_paid(shot: Shot) -> QWidget:
    made = _asked(shot)
    payment = made.stage.accept()
    made.stage.tick(21)
    made.stage.end(payment, PaymentState.SUCCEEDED, "0", "SKL9F6N3TD")
    return made

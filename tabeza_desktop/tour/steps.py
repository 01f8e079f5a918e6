"""The steps of the tour, in order. Each acts by keys and clicks, waits for the screen, then asks the other books.

What a step returns is its evidence: what the central service's database or the simulated Safaricom's own record say.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from PySide6.QtCore import Qt

from tabeza_desktop.api.simulated_safaricom import SimulatedSafaricom
from tabeza_desktop.core.connection import ConnectionKind
from tabeza_desktop.core.session import Phase
from tabeza_desktop.core.setup_flow import StepKey
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.practice_start import PracticeControl
from tabeza_desktop.services.console import Console
from tabeza_desktop.tour.books import Books
from tabeza_desktop.tour.burst import hundred_payments
from tabeza_desktop.tour.robot import Robot, Surprise
from tabeza_desktop.ui.dialogs.paid_dialog import PaidDialog
from tabeza_desktop.ui.dialogs.request_form import RequestForm
from tabeza_desktop.ui.dialogs.verify_dialog import VerifyDialog
from tabeza_desktop.ui.dialogs.watch_dialog import WatchDialog
from tabeza_desktop.ui.dialogs.watch_state import Phase as WatchPhase
from tabeza_desktop.ui.pairing.confirm_page import ConfirmPage
from tabeza_desktop.ui.pairing.owner_page import OwnerPage
from tabeza_desktop.ui.pairing.pair_page import PairPage
from tabeza_desktop.window import Window
from tabeza_protocol.payment_states import PaymentState

OWNER_NAME: Final = "Joyce Kendi"
OWNER_PIN: Final = "739204"
ENTER_AFTER_S: Final = 0.4
"""A dialog ignores Enter for its first 300 ms, so that nobody sends by accident."""
PAID_TAB, CANCELLED_TAB, IGNORED_TAB = 124, 118, 115
_NEWEST: Final = "SELECT * FROM mpesa_transactions WHERE {where} ORDER BY initiated_at DESC LIMIT 1"


@dataclass
class Scene:
    """What the steps work with. ``practice`` is what the practice service announced."""

    robot: Robot
    window: Window
    console: Console
    practice: dict[str, Any]
    books: Books
    safaricom: SimulatedSafaricom
    control: PracticeControl
    figures: dict[str, Any] = field(default_factory=dict)

    def expect(self, true: object, what: str) -> None:
        """Raises :class:`Surprise` naming what was not so."""
        if not true:
            raise Surprise(what)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.robot.press(key, modifiers)

    def answer_phone(self, digit: str) -> None:
        """Waits for a prompt on the practice phone, then plays the customer: F8 and a digit."""
        practice = self.console.state.practice
        self.robot.until(lambda: practice.value.prompt is not None, "a prompt on the practice phone")
        self.key(Qt.Key.Key_F8)
        self.robot.type(digit)

    def aside(self, work: Callable[[], object], what: str) -> None:
        """Something that blocks, in a thread of its own while the window lives on."""
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        self.robot.until(lambda: not thread.is_alive(), what, 60)

    def settled(self, payment_id: str) -> dict[str, Any]:
        """The payment in the central books, once it is final."""
        final = ("succeeded", "failed", "refused", "needs_review")

        def look() -> dict[str, Any] | None:
            row = self.books.one("SELECT * FROM mpesa_transactions WHERE id = :id", id=payment_id)
            return row if row is not None and row["state"] in final else None

        found = self.robot.until(look, "a final state in the central books", 90)
        assert found is not None
        return found

    def newest(self, where: str, **values: object) -> dict[str, Any]:
        row = self.books.one(_NEWEST.format(where=where), **values)
        self.expect(row, f"a payment in the central books where {where}")
        assert row is not None
        return row


# --- pairing and signing in -------------------------------------------------------------------------------------------


def pair(scene: Scene) -> None:
    page = scene.robot.wait_for(PairPage)
    scene.robot.until(lambda: page.isVisible(), "the pairing screen")
    scene.robot.type(scene.practice["pairing_code"])
    scene.key(Qt.Key.Key_Return)
    scene.robot.wait_for(ConfirmPage)


def confirm_the_bar(scene: Scene) -> dict[str, Any]:
    offer = scene.console.state.pairing.value.offer
    scene.expect(offer, "an offer to confirm")
    assert offer is not None
    scene.expect(len(offer.identity.words) == 6, "six identity words")
    scene.key(Qt.Key.Key_Return)
    scene.robot.wait_for(OwnerPage)
    device = scene.books.one("SELECT name, purpose FROM devices WHERE revoked_at IS NULL")
    scene.expect(device and device["purpose"] == "claim_owner", "a paired device in the books")
    return {"bar": offer.look.bar_name, "device": device}


def set_the_owner(scene: Scene) -> dict[str, Any]:
    page = scene.robot.wait_for(OwnerPage)
    page.name.setFocus()
    scene.robot.type(OWNER_NAME)
    scene.key(Qt.Key.Key_Tab)
    scene.robot.type(OWNER_PIN)
    scene.robot.type(OWNER_PIN)
    scene.key(Qt.Key.Key_Return)
    scene.robot.until(lambda: not scene.window.is_covered(), "the console after the owner's PIN")
    owner = scene.books.one("SELECT name, role, pin_hash FROM people WHERE role = 'owner'")
    scene.expect(owner and OWNER_PIN not in owner["pin_hash"], "the owner in the books, the PIN only as a hash")
    assert owner is not None
    return {"owner": owner["name"]}


# --- set-up -----------------------------------------------------------------------------------------------------------


def _at(scene: Scene, step: StepKey) -> Any:
    view = scene.console.state.setup
    scene.robot.until(lambda: view.value.current is step, f"set-up at {step.value}")
    scene.robot.until(lambda: scene.window.setup.front.key is step, f"the page {step.value}")
    return scene.window.setup.front


def _continue(scene: Scene) -> None:
    scene.robot.until(scene.window.setup.footer.primary_button.isEnabled, "Continue to be on")
    scene.robot.click(scene.window.setup.footer.primary_button)


def before_you_start(scene: Scene) -> None:
    scene.robot.until(lambda: scene.window.front() == "setup", "the owner led to the set-up")
    page = _at(scene, StepKey.CHECKLIST)
    for item in page.items.values():
        item.box.setFocus(Qt.FocusReason.TabFocusReason)
        scene.key(Qt.Key.Key_Space)
    scene.robot.until(scene.window.setup.footer.primary_button.isEnabled, "all four ticked")


def paybill(scene: Scene) -> dict[str, Any]:
    _continue(scene)
    page = _at(scene, StepKey.PAYBILL)
    scene.robot.click(page.kinds.buttons[0])
    scene.robot.fill(page.number.edit, scene.practice["shortcode"])
    view = scene.console.state.setup
    scene.robot.until(scene.window.setup.footer.primary_button.isEnabled, "a number that can be looked up")
    if view.value.lookup is None:
        _continue(scene)
    lookup = scene.robot.until(lambda: view.value.lookup, "Safaricom's registered name")
    assert lookup is not None
    scene.expect(lookup.paybill_name, "a registered name")
    return {"registered_name": lookup.paybill_name}


def credentials(scene: Scene) -> None:
    _continue(scene)
    page = _at(scene, StepKey.CREDENTIALS)
    for name, field_widget in page.fields.items():
        field_widget.edit.setFocus(Qt.FocusReason.TabFocusReason)
        scene.robot.type(scene.practice[name.value])
    scene.robot.until(scene.window.setup.footer.primary_button.isEnabled, "keys that look right")


def seal_and_send(scene: Scene) -> dict[str, Any]:
    _continue(scene)
    _at(scene, StepKey.SEND)
    settings = scene.console.state.mpesa
    if settings.value is None or settings.value.candidate is None:
        scene.robot.until(
            lambda: scene.window.setup.footer.primary_button.isEnabled()
            or (settings.value is not None and settings.value.candidate is not None),
            "the keys on their way",
        )
        if settings.value is None or settings.value.candidate is None:
            _continue(scene)
    scene.robot.until(lambda: settings.value and settings.value.candidate, "the sealed keys accepted")
    row = scene.books.one("SELECT * FROM mpesa_credential_candidates WHERE state = 'candidate'")
    scene.expect(row, "a candidate in the books")
    assert row is not None
    for name in ("consumer_key", "consumer_secret", "passkey"):
        scene.expect(scene.practice[name] not in str(row), f"the {name} encrypted in the books")
    return {"version": row["version"], "shortcode": row["business_shortcode"]}


def kes_1_test(scene: Scene) -> dict[str, Any]:
    if scene.console.state.setup.value.current is StepKey.SEND:
        _continue(scene)
    page = _at(scene, StepKey.TEST)
    if page.phone.isVisible():
        scene.robot.fill(page.phone.edit, "0" + scene.practice["phone"][3:])
    _continue(scene)
    scene.robot.until(lambda: scene.console.state.practice.value.prompt, "the prompt on the practice phone")


def kes_1_paid(scene: Scene) -> dict[str, Any]:
    payment = scene.newest("kind = 'test' AND state <> 'succeeded'")
    scene.answer_phone("1")
    row = scene.settled(payment["id"])
    scene.expect(row["state"] == "succeeded", f"the KES 1 paid, not {row['state']}")
    bar = scene.books.one("SELECT mpesa_test_status, mpesa_enabled, mpesa_credential_version FROM bars")
    assert bar is not None
    scene.expect(bar["mpesa_test_status"] == "passed", "the version promoted by its own KES 1")
    scene.expect(not bar["mpesa_enabled"], "the bar still off until the owner says LIVE")
    page = _at(scene, StepKey.TEST)
    scene.robot.until(page.seen.isVisible, "the question whether the owner sees the KES 1")
    page.seen.setFocus(Qt.FocusReason.TabFocusReason)
    scene.key(Qt.Key.Key_Space)
    return {"receipt": row["mpesa_receipt_number"], "version": bar["mpesa_credential_version"]}


def go_live(scene: Scene) -> dict[str, Any]:
    _continue(scene)
    page = _at(scene, StepKey.GO_LIVE)
    page.word.edit.setFocus(Qt.FocusReason.TabFocusReason)
    scene.key(Qt.Key.Key_Return)
    enabled = "SELECT mpesa_enabled FROM bars"
    scene.expect(scene.books.rows(enabled) == [{"mpesa_enabled": 0}], "Enter alone does nothing")
    scene.robot.type("LIVE")
    _continue(scene)
    scene.robot.until(lambda: scene.books.rows(enabled) == [{"mpesa_enabled": 1}], "the bar on, in the books")
    settings = scene.console.state.mpesa
    scene.robot.until(lambda: settings.value and settings.value.enabled, "the console told so")
    return {"enabled": True}


# --- the night --------------------------------------------------------------------------------------------------------


def live_tabs(scene: Scene) -> dict[str, Any]:
    scene.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    scene.robot.until(lambda: scene.window.front() == "tabs", "the tabs page")
    trade = scene.console.state.trade
    scene.robot.until(lambda: trade.value.open_count, "open tabs")
    owed = scene.books.one("SELECT count(*) AS n, sum(balance_cents) AS owed FROM tabs WHERE status = 'open'")
    assert owed is not None
    scene.expect(trade.value.open_count == owed["n"], "as many tabs on screen as in the books")
    scene.expect(trade.value.owed_cents == owed["owed"], "as much owed on screen as in the books")
    return dict(owed)


def _ask(scene: Scene, number: int) -> str:
    """Number, F2, Enter: a request on its way. Returns the payment's id."""
    scene.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    scene.robot.type(str(number))
    tabs = scene.window.tabs
    scene.robot.until(lambda: (t := tabs.selected()) is not None and t.number == number, f"tab {number} selected")
    scene.key(Qt.Key.Key_F2)
    scene.robot.wait_for(RequestForm)
    opened = time.monotonic()
    scene.robot.until(lambda: time.monotonic() - opened > ENTER_AFTER_S, "the dialog to take Enter")
    scene.key(Qt.Key.Key_Return)
    scene.robot.wait_for(WatchDialog)
    tab = scene.console.state.trade.value.by_number(number)
    assert tab is not None
    return str(scene.newest("tab_id = :tab", tab=tab.id)["id"])


def ask_a_customer(scene: Scene) -> dict[str, Any]:
    payment_id = _ask(scene, PAID_TAB)
    scene.robot.until(lambda: scene.console.state.practice.value.prompt, "the prompt on the practice phone")
    scene.figures["asked"] = payment_id
    return {"payment": payment_id}


def customer_pays(scene: Scene) -> dict[str, Any]:
    scene.answer_phone("1")
    row = scene.settled(scene.figures.pop("asked"))
    scene.expect(row["state"] == "succeeded", f"the payment paid, not {row['state']}")
    scene.robot.wait_for(PaidDialog)
    trade = scene.console.state.trade
    scene.robot.until(
        lambda: (t := trade.value.by_number(PAID_TAB)) is not None and t.balance_cents == 0, "the row at 0 by itself"
    )
    lines = scene.books.rows(
        "SELECT l.account, l.amount_cents FROM ledger_lines l JOIN ledger_journals j"
        " ON j.bar_id = l.bar_id AND j.id = l.journal_id WHERE j.cause_id = :cause",
        cause=row["id"],
    )
    scene.expect(lines and sum(line["amount_cents"] for line in lines) == 0, "one journal that sums to nothing")
    return {"receipt": row["mpesa_receipt_number"], "ledger": lines}


def customer_cancels(scene: Scene) -> dict[str, Any]:
    scene.key(Qt.Key.Key_Return)
    scene.robot.until(lambda: scene.robot.see(PaidDialog) is None, "the paid dialog closed by Enter")
    before = scene.console.state.trade.value.by_number(CANCELLED_TAB)
    payment_id = _ask(scene, CANCELLED_TAB)
    scene.answer_phone("3")
    row = scene.settled(payment_id)
    scene.expect((row["state"], row["result_code"]) == ("failed", "1032"), "cancelled, by its own code")
    after = scene.console.state.trade.value.by_number(CANCELLED_TAB)
    assert before is not None
    assert after is not None
    scene.expect(before.balance_cents == after.balance_cents, "nothing credited")
    watch = scene.robot.wait_for(WatchDialog)
    scene.robot.until(lambda: watch.phase is WatchPhase.FAILED, "the dialog to say how it ended")
    return {"result_code": row["result_code"]}


def history(scene: Scene) -> dict[str, Any]:
    scene.key(Qt.Key.Key_Escape)
    scene.key(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    scene.robot.until(lambda: scene.window.front() == "payments", "the payments page")
    model = scene.console.models.payments
    scene.robot.until(lambda: model.rowCount() > 2, "payments in the history")
    newest = model.payment_at(0)
    scene.expect(newest.result_code == "1032" and newest.tab_number == CANCELLED_TAB, "the newest payment on top")
    scene.window.payments.show_payment(newest.id)
    return {"rows": model.rowCount()}


def verify_a_receipt(scene: Scene) -> dict[str, Any]:
    """F3 and the code a customer shows: the tour's own payment of tab 124, then a code nobody was ever given."""
    receipt = scene.newest("kind = 'tab' AND state = 'succeeded'")["mpesa_receipt_number"]
    told = [_verdict_of(scene, code) for code in (receipt, "ZZZZZZZZZZ")]
    scene.expect(told[0] in ("paid", "used"), f"a real receipt recognised, not {told[0]}")
    scene.expect(told[1] == "not_found", f"an invented one not found, not {told[1]}")
    return {"receipt": receipt, "verdicts": told}


def _verdict_of(scene: Scene, code: str) -> str:
    scene.key(Qt.Key.Key_F3)
    dialog = scene.robot.wait_for(VerifyDialog)
    scene.robot.type(code)
    opened = time.monotonic()
    scene.robot.until(lambda: time.monotonic() - opened > ENTER_AFTER_S, "the dialog to take Enter")
    scene.key(Qt.Key.Key_Return)
    verdict = scene.robot.until(lambda: dialog.verdict, "a verdict")
    assert verdict is not None
    scene.robot.click(dialog.close_button)
    scene.robot.until(lambda: scene.robot.see(VerifyDialog) is None, "the dialog closed")
    return verdict.kind.value


def lock_and_second_person(scene: Scene) -> dict[str, Any]:
    scene.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    session = scene.console.state.session
    scene.robot.until(lambda: session.value.phase is Phase.LOCKED, "the lock")
    scene.console.services.session.switch_user()
    scene.robot.until(lambda: session.value.phase is Phase.SIGNED_OUT, "who are you")
    scene.robot.until(lambda: len(session.value.people) == 2, "two people to choose from")
    cashier = next(p for p in session.value.people if p.role == "cashier")
    people = scene.window.sign_in.page.people
    for _ in session.value.people:
        if people.chosen != cashier.id:
            scene.key(Qt.Key.Key_Right)
    scene.expect(people.chosen == cashier.id, "the arrows to reach the cashier")
    scene.robot.type(scene.practice["cashier"]["pin"])
    scene.robot.until(lambda: session.value.phase is Phase.SIGNED_IN, "the cashier signed in")
    scene.robot.until(lambda: not scene.window.is_covered(), "the console again")
    scene.key(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    scene.expect(scene.window.front() != "setup", "no set-up for a cashier")
    return {"person": cashier.name}


def service_lost(scene: Scene) -> dict[str, Any]:
    scene.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    before = scene.console.state.trade.value.owed_cents
    scene.aside(scene.control.lose_service, "the power cut")
    connection = scene.console.state.connection
    scene.robot.until(lambda: connection.value.kind is ConnectionKind.OFFLINE, "Offline, said by the console", 90)
    scene.expect(scene.console.state.trade.value.owed_cents == before, "the last known tabs still shown")
    return {"kind": connection.value.kind.value}


def service_back(scene: Scene) -> dict[str, Any]:
    scene.aside(scene.control.bring_back_service, "the service to start")
    scene.key(Qt.Key.Key_F5)
    connection = scene.console.state.connection
    scene.robot.until(lambda: connection.value.kind is ConnectionKind.LIVE, "Live again", 90)
    return {"kind": connection.value.kind.value}


def no_answer_comes(scene: Scene) -> dict[str, Any]:
    """The customer's phone is off: checking, then no answer; nothing is credited and nothing is sent twice."""
    payment_id = _ask(scene, IGNORED_TAB)
    scene.answer_phone("6")
    row = scene.settled(payment_id)
    scene.expect((row["state"], row["result_code"]) == ("failed", "1037"), f"no answer, not {row['state']}")
    scene.key(Qt.Key.Key_Escape)
    return {"result_code": row["result_code"]}


def in_the_other_language(scene: Scene) -> dict[str, Any]:
    """The whole console in the other language and theme; says how long the switch held the window up."""
    other = "en" if scene.console.state.preferences.value.lang == "sw" else "sw"
    started = time.perf_counter()
    scene.console.services.preferences.set(lang=other, theme="dark")
    scene.robot.settle()
    switched_ms = round((time.perf_counter() - started) * 1000)
    scene.expect(current_language() == other, "the other language spoken")
    return {"switched_ms": switched_ms}


def the_books_balance(scene: Scene) -> dict[str, Any]:
    uneven = scene.books.rows(
        "SELECT journal_id FROM ledger_lines GROUP BY bar_id, journal_id HAVING sum(amount_cents) <> 0"
    )
    scene.expect(not uneven, "every journal sums to nothing")
    twice = scene.books.rows(
        "SELECT mpesa_receipt_number FROM mpesa_transactions WHERE mpesa_receipt_number IS NOT NULL"
        " GROUP BY bar_id, mpesa_receipt_number HAVING count(*) > 1"
    )
    scene.expect(not twice, "no receipt counted twice")
    wrong = scene.books.rows("SELECT number FROM tabs WHERE balance_cents <> charged_cents - paid_cents")
    scene.expect(not wrong, "every balance is what was charged less what was paid")
    left = scene.books.rows(
        "SELECT id FROM mpesa_transactions WHERE state NOT IN (:a, :b, :c)",
        a=PaymentState.SUCCEEDED, b=PaymentState.FAILED, c=PaymentState.REFUSED,
    )  # fmt: skip
    scene.expect(not left, "every payment has its end")
    return {"journals": scene.books.rows("SELECT count(*) AS n FROM ledger_journals")[0]["n"]}


STEPS: Final[tuple[tuple[str, Callable[[Scene], dict[str, Any] | None]], ...]] = (
    ("pair", pair),
    ("is-this-your-bar", confirm_the_bar),
    ("owner-pin", set_the_owner),
    ("before-you-start", before_you_start),
    ("paybill", paybill),
    ("credentials", credentials),
    ("seal-and-send", seal_and_send),
    ("kes-1-asked", kes_1_test),
    ("kes-1-paid", kes_1_paid),
    ("go-live", go_live),
    ("live-tabs", live_tabs),
    ("asked", ask_a_customer),
    ("paid", customer_pays),
    ("cancelled", customer_cancels),
    ("history", history),
    ("verify", verify_a_receipt),
    ("second-person", lock_and_second_person),
    ("offline", service_lost),
    ("back-online", service_back),
    ("no-answer", no_answer_comes),
    ("hundred-payments", hundred_payments),
    ("books-balance", the_books_balance),
    ("other-language-dark", in_the_other_language),
)

"""What one bar's owner has entered, as states, and the trail of the KES 1 test: never a value, never a phone."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tabeza_desktop.core.support_lines import field_name
from tabeza_desktop.core.times import clock_seconds_text
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.support.phrases import finding_words
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Line
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_protocol.environment import Environment
from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.support import SupportView, TestTrail

tr = words("Support")
_KEYS = ("consumer_key", "consumer_secret", "passkey")
_TRAIL_LOOKS = {
    PaymentState.QUEUED: ("clock", Tone.T2),
    PaymentState.DISPATCHED: ("send", Tone.WAIT),
    PaymentState.PROMPTED: ("phone-ring", Tone.WAIT),
    PaymentState.UNKNOWN: ("refresh", Tone.WAIT),
    PaymentState.NEEDS_REVIEW: ("user", Tone.WARN),
    PaymentState.REFUSED: ("x-circle", Tone.FAIL),
    PaymentState.FAILED: ("x-circle", Tone.FAIL),
    PaymentState.SUCCEEDED: ("check-circle", Tone.PAID),
}


class _Fact(QWidget):
    """Name, state with its icon, and at the right a fine word."""

    def __init__(self) -> None:
        super().__init__()
        self.name = Label("", Role.LABEL, Tone.T2, weight=400)
        self.state = IconLabel("", "", Role.LABEL, Tone.T1, weight=600, gap=6)
        self.aside = IconLabel("", "", Role.FINE, Tone.T2, size=14, weight=400, gap=5)
        row = Row(spacing=8, margins=(0, 6, 0, 5))
        row.addWidget(self.name)
        row.addWidget(self.state, 1)
        row.addWidget(self.aside)
        self.setLayout(row)

    def show_fact(
        self, name: str, icon: str, text: str, tone: Tone, aside: tuple[str, str] = ("", "")
    ) -> None:
        self.name.set_text(name)
        self.name.setFixedWidth(px(126))
        self.state.set_all(icon, text, tone)
        self.aside.set_all(aside[0], aside[1], Tone.T2)
        self.aside.setVisible(bool(aside[1]))
        self.setAccessibleName(f"{name}: {text}")


class Facts(QWidget):
    """The head with the environment, then a line each. Rows are made once and filled again."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Label("", Role.LABEL, weight=600)
        self.environment = Label("", Role.FINE, Tone.T2)
        self._rows = [_Fact() for _ in range(8)]
        self._lines = [Line() for _ in self._rows]
        head = Row(spacing=8, margins=(0, 0, 0, 8))
        head.addWidget(self.title, 1)
        head.addWidget(self.environment)
        column: QVBoxLayout = Column()
        column.addLayout(head)
        for line, row in zip(self._lines, self._rows, strict=True):
            column.addWidget(line)
            column.addWidget(row)
        self.setLayout(column)

    def show_view(self, view: SupportView) -> None:
        """The shape of the keys until they are sent; from the test on its trail comes first."""
        on_test = view.bar.step in ("test", "go_live") and view.test is not None
        self.title.set_text(tr("The KES 1 test") if on_test else tr("What the owner has entered"))
        names = {Environment.PRODUCTION: tr("Production"), Environment.SANDBOX: tr("Sandbox")}
        self.environment.set_text(names[view.environment] if view.environment is not None else "")
        facts = _test_facts(view.test) if on_test and view.test is not None else _key_facts(view)
        shown = [*facts, *_name_facts(view)][: len(self._rows)]
        for n, (line, row) in enumerate(zip(self._lines, self._rows, strict=True)):
            line.setVisible(n < len(shown))
            row.setVisible(n < len(shown))
            if n < len(shown):
                row.show_fact(*shown[n])


Fact = tuple[str, str, str, Tone, tuple[str, str]]


def _key_facts(view: SupportView) -> list[Fact]:
    found: list[Fact] = []
    for key in _KEYS:
        state = finding_words(view.fields.get(key, "missing"))
        found.append(
            (field_name(key, current_language()), state.icon, state.text, state.tone, ("lock", tr("Hidden")))
        )
    return found


def _name_facts(view: SupportView) -> list[Fact]:
    found: list[Fact] = []
    if view.business_shortcode:
        kinds = {"paybill": tr("PayBill"), "till": tr("Till"), "not_sure": tr("Not sure")}
        kind = kinds.get(view.declared_kind or "", "")
        tone = Tone.WARN if view.declared_kind == "till" else Tone.T1
        found.append((tr("Number"), "note", view.business_shortcode, tone, ("", kind)))
    if view.registered_name:
        found.append((tr("Registered"), "store", view.registered_name, Tone.T1, ("", "")))
    return found


def _test_facts(test: TestTrail) -> list[Fact]:
    found: list[Fact] = []
    for event in test.events[-5:]:
        icon, tone = _TRAIL_LOOKS[event.state]
        found.append(
            (clock_seconds_text(event.at), icon, _event_words(event.state, event.result_code), tone, ("", ""))
        )
    return found


def _event_words(state: PaymentState, result_code: str | None) -> str:
    outcome = (
        outcome_for(result_code) if result_code is not None and state is not PaymentState.SUCCEEDED else None
    )
    if outcome is not None and state in (PaymentState.FAILED, PaymentState.REFUSED):
        wording = outcome.sw if current_language() == "sw" else outcome.en
        return f"{wording.word} ({outcome.code})"
    return {
        PaymentState.QUEUED: tr("Asked for"),
        PaymentState.DISPATCHED: tr("Sent to Safaricom"),
        PaymentState.PROMPTED: tr("Prompt should be showing"),
        PaymentState.UNKNOWN: tr("Checking with M‑Pesa"),
        PaymentState.NEEDS_REVIEW: tr("A person must look"),
        PaymentState.REFUSED: tr("Refused by Safaricom"),
        PaymentState.FAILED: tr("Not paid"),
        PaymentState.SUCCEEDED: tr("KES 1 paid"),
    }[state]

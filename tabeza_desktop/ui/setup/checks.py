"""What Safaricom has answered about the keys so far: each check with its result, none of them the proof."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column
from tabeza_desktop.ui.setup.phrases import problem_sentences
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.label import IconLabel
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_protocol.wire.setup import CredentialCheck

tr = words("Send")


class CheckList(Translated, QWidget):
    """Hidden while nothing has been checked."""

    def __init__(self) -> None:
        super().__init__()
        self._checks: tuple[CredentialCheck, ...] = ()
        self._rows: list[IconLabel] = []
        self._card = Card(sunken=True)
        column = Column()
        column.addWidget(self._card)
        self.setLayout(column)
        self.setVisible(False)

    def show_checks(self, checks: Sequence[CredentialCheck]) -> None:
        if tuple(checks) != self._checks:
            self._checks = tuple(checks)
            self.retranslate()
        self.setVisible(bool(self._checks))

    def retranslate(self) -> None:
        for old in self._rows:
            self._card.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._card.set_title(tr("What Safaricom says so far"))
        self._rows = [_row(check) for check in self._checks]
        for row in self._rows:
            self._card.body.addWidget(row)


def _row(check: CredentialCheck) -> IconLabel:
    names = {
        "oauth": tr("Consumer key and secret"),
        "passkey_and_shortcode": tr("Passkey and PayBill"),
        "organisation": tr("Registered name"),
    }
    name = f"<b>{names[check.name]}</b>"
    if check.state == "passed":
        return _line("check-circle", tr("{what}: accepted", what=name), Tone.PAID)
    if check.state == "not_checked":
        return _line("clock", tr("{what}: not checked yet. The KES 1 test shows it.", what=name), Tone.T2)
    happened = problem_sentences(Problem(check.problem))[0] if check.problem else ""
    tone = Tone.WARN if check.advisory else Tone.FAIL
    return _line("alert", tr("{what}: {problem}", what=name, problem=happened or tr("not accepted")), tone)


def _line(icon: str, text: str, tone: Tone) -> IconLabel:
    line = IconLabel(icon, text, Role.BODY, tone, weight=400, wrap=True)
    line.label.set_tone(Tone.T1)
    return line

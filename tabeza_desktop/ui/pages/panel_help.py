"""What the middle and foot of the panel say when no request can go out: what still works, other ways to pay, and which
payments are still open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.scaled import gap, scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.icon_tile import IconTile
from tabeza_desktop.ui.widgets.label import Icon, IconLabel, Label, Line, Tone
from tabeza_desktop.ui.widgets.richtext import plain

tr = words("PanelHelp")


class StillWorks(QWidget):
    """Offline: two short lists."""

    def __init__(self) -> None:
        super().__init__()
        self._titles = (Label("", Role.LABEL), Label("", Role.LABEL))
        self._works = [IconLabel("check", "", Role.BODY, Tone.T1, gap=10, wrap=True) for _ in range(3)]
        self._paused = [IconLabel("pause", "", Role.BODY, Tone.T1, gap=10, wrap=True) for _ in range(2)]
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._titles[0])
        for row in self._works:
            row.icon.set_tone(Tone.PAID)
            self._box.addWidget(row)
        gap(self._box, 2)
        self._box.addWidget(self._titles[1])
        for row in self._paused:
            row.icon.set_tone(Tone.T2)
            self._box.addWidget(row)
        self._box.addStretch(1)
        scaled(self._box, (20, 11, 20, 0), 8)
        self.reword()

    def reword(self) -> None:
        self._titles[0].set_text(tr("Still works"))
        self._titles[1].set_text(tr("Paused"))
        texts = (tr("See tabs, ledgers and history"), tr("Search what is on this PC"), tr("Lock and unlock"))
        for row, text in zip(self._works, texts, strict=True):
            row.set_text(text)
        for row, text in zip(
            self._paused, (tr("Payment requests and results"), tr("New charges from waiters")), strict=True
        ):
            row.set_text(text)


class OtherWays(QWidget):
    """While paused: how this customer can still pay."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Label("", Role.HEADING)
        self._names = (Label("", Role.BODY, weight=600), Label("", Role.BODY, weight=600))
        self._texts = (
            Label("", Role.LABEL, Tone.T2, weight=400, wrap=True),
            Label("", Role.LABEL, Tone.T2, weight=400, wrap=True),
        )
        self._shortcode, self._account = "", ""
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._title)
        for icon, name, text in zip(("phone", "cash"), self._names, self._texts, strict=True):
            self._box.addWidget(Line())
            row = QHBoxLayout()
            scaled(row, spacing=12)
            row.addWidget(IconTile(icon), 0, Qt.AlignmentFlag.AlignTop)
            texts = QVBoxLayout()
            texts.setSpacing(0)
            texts.addWidget(name)
            texts.addWidget(text)
            row.addLayout(texts, 1)
            self._box.addLayout(row)
        self._box.addStretch(1)
        scaled(self._box, (20, 14, 20, 0), 12)
        self.reword()

    def show_ways(self, shortcode: str, account: str) -> None:
        self._shortcode, self._account = shortcode, account
        self.reword()

    def spoken(self) -> str:
        """All of it in one go, for a screen reader."""
        pairs = zip(self._names, self._texts, strict=True)
        return " ".join(f"{name.text()}. {plain(text.text())}" for name, text in pairs)

    def reword(self) -> None:
        self._title.set_text(tr("Other ways to pay"))
        self._names[0].set_text(tr("M‑Pesa by hand"))
        self._names[1].set_text(tr("Cash"))
        self._texts[0].set_text(
            tr("Customer pays PayBill <b>{paybill}</b>, account <b>{account}</b>. Look for it on the PayBill "
               "statement, then record it with F3.",
               paybill=self._shortcode, account=self._account)
        )
        self._texts[1].set_text(tr("Take it, and record it with F9."))


class OpenPayments(Panel):
    """The foot: payments that were waiting when the connection went, or that finish by themselves while paused."""

    def __init__(self) -> None:
        super().__init__(fill="bg", edges="t")
        self._icon = Icon("phone-ring", 20, Tone.WAIT)
        self._text = Label("", Role.LABEL, Tone.T2, weight=400, wrap=True)
        row = QHBoxLayout(self)
        scaled(row, (20, 12, 20, 12), 10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)

    def show_offline(self, numbers: Sequence[int], at: str) -> None:
        self._icon.set_tone(Tone.T2)
        if not numbers:
            self._text.set_text(tr("<b>No payment was waiting</b> at {at}.", at=at))
        elif len(numbers) == 1:
            self._text.set_text(
                tr("<b>1 payment was waiting</b> at {at}: tab {tabs}. Its result will show here by itself. Until then, "
                   "don’t ask this customer to pay again.", at=at, tabs=numbers[0])
            )
        else:
            self._text.set_text(
                tr("<b>{count} payments were waiting</b> at {at}: tabs {tabs}. Their results will show here by "
                   "themselves. Until then, don’t ask these customers to pay again.",
                   count=len(numbers), at=at, tabs=listed(numbers))
            )

    def show_paused(self, numbers: Sequence[int]) -> None:
        self._icon.set_tone(Tone.WAIT)
        if len(numbers) == 1:
            self._text.set_text(
                tr("<b>1 payment is still open:</b> tab {tabs}. It finishes by itself. Don’t ask this customer to pay "
                   "another way yet.", tabs=numbers[0])
            )
        elif numbers:
            self._text.set_text(
                tr("<b>{count} payments are still open:</b> tabs {tabs}. They finish by themselves. Don’t ask these "
                   "customers to pay another way yet.", count=len(numbers), tabs=listed(numbers))
            )
        else:
            self._text.set_text(tr("<b>No payment is open.</b>"))


def listed(numbers: Sequence[int]) -> str:
    """``118, 120 and 127``."""
    texts = [str(number) for number in numbers]
    if len(texts) < 2:
        return "".join(texts)
    return tr("{first} and {last}", first=", ".join(texts[:-1]), last=texts[-1])

"""The only celebration of the console: paid. Closes on Enter, or by itself after eight seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.core.times import elapsed
from tabeza_desktop.i18n.dates import exact_time
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.goes_to import Receiver
from tabeza_desktop.ui.dialogs.receipt_box import ReceiptBox
from tabeza_desktop.ui.scaled import gap
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Tone
from tabeza_desktop.ui.widgets.money import HeroMoney, format_amount
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_desktop.ui.widgets.paint import draw_icon_mid, smooth

tr = words("PaidDialog")
CLOSES_AFTER_MS = 8000


@dataclass(frozen=True)
class PaidFacts:
    """What M-Pesa confirmed. ``balance_cents`` is the tab's, now."""

    tab_number: int
    customer_name: str
    amount_cents: int
    receipt: str | None
    balance_cents: int
    started_at: datetime
    confirmed_at: datetime
    receiver: Receiver


class PaidHead(Themed, QWidget):
    """The green head with the check mark and the largest figure of the app."""

    def __init__(self, facts: PaidFacts) -> None:
        super().__init__()
        self._title = Label("", Role.DISPLAY, Tone.PAID, align=Qt.AlignmentFlag.AlignHCenter, size=30)
        self._amount = HeroMoney(facts.amount_cents, size=52)
        self._who = Label("", Role.HEADING, Tone.T2, weight=400, align=Qt.AlignmentFlag.AlignHCenter)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(0)
        for widget in (self._title, self._amount, self._who):
            self._box.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        self._facts = facts
        self.reword()
        self.init_theme()

    def reword(self) -> None:
        self._title.set_text(tr("Paid"))
        facts = self._facts
        self._who.set_text(tr("{name} · tab {number}", name=facts.customer_name, number=facts.tab_number))

    def retheme(self) -> None:
        self._box.setContentsMargins(px(24), px(104), px(24), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        tokens = theme().tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.paid_bg)
        corner = px(8)
        painter.setClipRect(self.rect())
        painter.drawRoundedRect(QRectF(0, 0, self.width(), self.height() + corner), corner, corner)
        painter.fillRect(QRectF(0, self.height() - px(1), self.width(), px(1)), tokens.paid_line)
        size = px(64)
        disc = QRectF((self.width() - size) / 2, px(28), size, size)
        painter.setBrush(tokens.paid_solid)
        painter.drawEllipse(disc)
        draw_icon_mid(painter, disc.center().x() - px(18), disc.center().y(), "check", tokens.surface, 36)
        painter.end()


class PaidDialog(Translated, DialogFrame):
    """``copied(receipt)`` asks for the clipboard. Nothing is printed or claimed beyond what the facts say."""

    copied = Signal(str)

    def __init__(self, host: QWidget, facts: PaidFacts) -> None:
        super().__init__(host, "", width=480, closable=False, close_name=tr("Close"))
        self._facts = facts
        self._head = PaidHead(facts)
        self._receipt = ReceiptBox(facts.receipt)
        self._to, self._paybill = Label("", tone=Tone.T2, wrap=True), Label("", tone=Tone.T2, tnum=True)
        self._took = Label("", tone=Tone.T2, wrap=True)
        self._balance = IconLabel("check-circle", "", Role.BODY, Tone.PAID, weight=600, gap=6)
        self._done = Button("", ButtonKind.PRIMARY, key="Enter", large=True, spread=True)
        self.set_head(self._head)
        self._lay_out()
        self._receipt.copied.connect(self.copied)
        self._done.clicked.connect(self.close_frame)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CLOSES_AFTER_MS)
        self._timer.timeout.connect(self.close_frame)
        self.retranslate()

    def _lay_out(self) -> None:
        self.body.addWidget(self._receipt)
        gap(self.body, 6)
        for left, right in ((self._to, self._paybill), (self._took, self._balance)):
            row = QHBoxLayout()
            row.addWidget(left, 1)
            row.addWidget(right)
            self.body.addLayout(row)
        self.footer.addWidget(self._done, 1)
        self.set_primary(self._done)

    def open_paid(self) -> None:
        self.open_frame(self._done)
        self._timer.start()

    def retranslate(self) -> None:
        facts = self._facts
        self._head.reword()
        self._receipt.reword()
        self._to.set_text(tr("To <b>{name}</b>", name=facts.receiver.registered_name or "–"))
        self._paybill.set_text(tr("PayBill <b>{number}</b>", number=facts.receiver.shortcode))
        seconds = max(0, int((facts.confirmed_at - facts.started_at).total_seconds()))
        self._took.set_text(
            tr("Took {time} · confirmed by M‑Pesa {at}",
               time=elapsed(seconds, current_language()), at=exact_time(facts.confirmed_at))
        )
        self._balance.set_text(tr("Balance {amount}", amount=format_amount(facts.balance_cents)))
        self._done.set_text(tr("Done"))

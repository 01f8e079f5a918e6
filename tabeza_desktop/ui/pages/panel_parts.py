"""The fixed parts of a tab's side panel: its number and name, the watching box, the totals."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.scaled import fixed_height, gap, scaled
from tabeza_desktop.ui.theme import Role, Status, Themed, px, theme
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import MoneyLabel, MoneyLook, format_amount
from tabeza_desktop.ui.widgets.paint import (
    RIGHT,
    draw_box,
    draw_icon_mid,
    draw_text,
    smooth,
    text_width,
)

tr = words("PanelParts")


class NumberTile(Themed, QWidget):
    """The tab's number in a small box."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.init_theme()

    def set_number(self, number: int) -> None:
        self._text = str(number)
        self.setAccessibleName(tr("Tab {number}", number=number))
        self.updateGeometry()
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(px(44))

    def sizeHint(self) -> QSize:
        font = theme().font(Role.ROW_MONEY, tnum=True)
        return QSize(max(px(56), text_width(font, self._text) + px(20)), px(44))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        tokens = theme().tokens
        draw_box(painter, QRectF(self.rect()), fill=tokens.surface, border=tokens.line2)
        font = theme().font(Role.ROW_MONEY, tnum=True)
        draw_text(painter, QRectF(self.rect()), self._text, font, tokens.t1, Qt.AlignmentFlag.AlignCenter)
        painter.end()


class PanelHead(Panel):
    """Number, name and one line about the tab. 75 px with its line."""

    def __init__(self) -> None:
        super().__init__(edges="b")
        self._tile = NumberTile()
        self._tile.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name = Label("", Role.PANEL_NAME, elide=True)
        self._sub = Label("", Role.LABEL, Tone.T2, weight=400, elide=True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._tile)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(self._name)
        texts.addWidget(self._sub)
        texts.addStretch(1)
        self._row.addLayout(texts, 1)
        scaled(self._row, (20, 0, 20, 0), 12)
        fixed_height(self, 75)

    def show_tab(self, number: int, name: str, sub: str) -> None:
        self._tile.set_number(number)
        self._name.set_text(name)
        self._sub.set_text(sub)


class WatchBox(Themed, QWidget):
    """In place of the button while a payment is open: icon, words, and the seconds at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._status, self._icon, self._text, self._time = Status.WAIT, "phone-ring", "", ""
        self.init_theme()

    def show_state(self, status: Status, icon: str, text: str, time: str) -> None:
        if (status, icon, text, time) == (self._status, self._icon, self._text, self._time):
            return
        self._status, self._icon, self._text, self._time = status, icon, text, time
        self.setAccessibleName(text)
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        colours = theme().tokens.status(self._status)
        box = QRectF(self.rect())
        draw_box(painter, box, fill=colours.fill, border=colours.border)
        pad, mid = px(21), self.height() / 2
        draw_icon_mid(painter, pad, mid, self._icon, colours.text, 20)
        words_at = box.adjusted(pad + px(30), 0, -pad, 0)
        draw_text(painter, words_at, self._text, theme().font(Role.HEADING), colours.text)
        font = theme().font(Role.HEADING, tnum=True, weight=700)
        draw_text(painter, box.adjusted(0, 0, -pad, 0), self._time, font, colours.text, RIGHT)
        painter.end()


class Totals(Panel):
    """Charged, paid and what is owed, pinned at the bottom. 105 px with its line."""

    def __init__(self) -> None:
        super().__init__(fill="bg", edges="t")
        self._names = (
            Label("", Role.BODY, Tone.T2), Label("", Role.BODY, Tone.T2), Label("", Role.HEADING, weight=700)
        )
        self._charged = MoneyLabel(0, role=Role.BODY)
        self._paid = MoneyLabel(0, role=Role.BODY, look=MoneyLook.PAYMENT)
        self._balance = MoneyLabel(0, role=Role.ROW_MONEY)
        self._box = QVBoxLayout(self)
        for at, (name, money) in enumerate(zip(self._names, (self._charged, self._paid, self._balance), strict=True)):
            if at == 2:
                gap(self._box, 3)
                self._box.addWidget(_Rule())
                gap(self._box, 3)
            row = QHBoxLayout()
            row.addWidget(name)
            row.addStretch(1)
            row.addWidget(money)
            self._box.addLayout(row)
        scaled(self._box, (20, 10, 20, 9), 1)
        self.reword()

    def show_amounts(self, charged_cents: int, paid_cents: int, balance_cents: int) -> None:
        self._charged.set_amount(charged_cents)
        self._paid.set_amount(-paid_cents, MoneyLook.PAYMENT if paid_cents else MoneyLook.SUPPORT)
        self._balance.set_amount(balance_cents)
        self.setAccessibleName(
            tr("Charged {charged}, paid {paid}, balance {balance} shillings", charged=format_amount(charged_cents),
               paid=format_amount(paid_cents), balance=format_amount(balance_cents))
        )

    def reword(self) -> None:
        for label, text in zip(self._names, (tr("Charged"), tr("Paid"), tr("Balance")), strict=True):
            label.set_text(text)


class _Rule(Themed, QWidget):
    """The accountant's line above the answer: 1 px, stronger than a divider."""

    def __init__(self) -> None:
        super().__init__()
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedHeight(px(1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().tokens.line2)
        painter.end()

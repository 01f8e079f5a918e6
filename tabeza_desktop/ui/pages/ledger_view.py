"""The ledger of one tab: every charge and every payment, oldest first, the newest in view.

Rows are painted from ``models.lines``; a payment stands on its own green strip across the whole panel.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from tabeza_desktop.core.times import clock_text
from tabeza_desktop.i18n.words import words
from tabeza_desktop.models.cells import ROW_ROLE
from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.paint import RIGHT, draw_elided, draw_icon_mid, draw_text, smooth, text_width
from tabeza_protocol.wire.trade import TabLine

tr = words("LedgerView")
Index = QModelIndex | QPersistentModelIndex

_LINE, _PAYMENT_LINE, _HAND_LINE = 33, 36, 52
_INSET, _TIME_WIDTH = 20, 52
_RECEIVED: Final = frozenset({"mpesa", "cash"})


class LedgerView(QListView):
    """Read only; Tab reaches it and the arrows scroll it. Follows its end unless someone scrolled away from it."""

    def __init__(self, model: QAbstractItemModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(LedgerDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)
        self.setMinimumHeight(px(_LINE * 2))
        model.rowsInserted.connect(self._follow)
        model.modelReset.connect(self.scrollToBottom)
        theme().changed.connect(self.scheduleDelayedItemsLayout)

    def _follow(self) -> None:
        bar = self.verticalScrollBar()
        if bar.value() >= bar.maximum() - px(_LINE):
            self.scrollToBottom()


class LedgerDelegate(QStyledItemDelegate):
    """Time, what, how many, and the amount."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(ROW_ROLE)
        kind = line.kind if isinstance(line, TabLine) else "charge"
        height = _HAND_LINE if kind == "by_hand" else _PAYMENT_LINE if kind in _RECEIVED else _LINE
        return QSize(px(200), px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(ROW_ROLE)
        if not isinstance(line, TabLine):
            return
        painter.save()
        smooth(painter)
        paint_line(painter, QRectF(option.rect), line, right_inset(option.widget))
        painter.restore()


def right_inset(view: QWidget | None) -> int:
    """The padding at the right: the scroll bar stands inside it, so that amounts never move when it comes or goes."""
    bar = view.verticalScrollBar() if isinstance(view, LedgerView) else None
    return px(_INSET) - (bar.width() if bar is not None and bar.isVisible() else 0)


def paint_line(painter: QPainter, rect: QRectF, line: TabLine, inset_right: int) -> None:
    """One ledger line in its rectangle."""
    tokens = theme().tokens
    if line.kind == "by_hand":
        _paint_by_hand(painter, rect, line, inset_right)
        return
    received = line.kind in _RECEIVED
    if received:
        painter.fillRect(rect, tokens.paid_bg)
    ink, soft = (tokens.paid, tokens.paid) if received else (tokens.t1, tokens.t2)
    box = rect.adjusted(px(_INSET), 0, -inset_right, 0)
    draw_text(painter, box, clock_text(line.at), theme().font(Role.BODY, tnum=True), soft)
    amount = format_amount(line.amount_cents)
    weight = 700 if received else 600
    money = theme().font(Role.BODY, tnum=True, weight=weight)
    draw_text(painter, box, amount, money, ink, RIGHT)
    words_box = box.adjusted(px(_TIME_WIDTH), 0, -text_width(money, amount) - px(10), 0)
    if received:
        _paint_received(painter, words_box, line)
    else:
        _paint_charge(painter, words_box, line)


def _paint_received(painter: QPainter, box: QRectF, line: TabLine) -> None:
    ink = theme().tokens.paid
    icon = "check-circle" if line.kind == "mpesa" else "cash"
    draw_icon_mid(painter, box.left(), box.center().y(), icon, ink, 16)
    name = tr("M‑Pesa") if line.kind == "mpesa" else tr("Cash")
    bold = theme().font(Role.BODY, weight=600)
    at = box.adjusted(px(23), 0, 0, 0)
    draw_text(painter, at, name, bold, ink)
    if line.receipt:
        rest = at.adjusted(text_width(bold, name) + px(6), 0, 0, 0)
        draw_elided(painter, rest, line.receipt, theme().font(Role.BODY, codes=True), ink)


def _paint_by_hand(painter: QPainter, rect: QRectF, line: TabLine, inset_right: int) -> None:
    """What somebody says was paid into the PayBill: amber, with who says so, never in the green of what M-Pesa told."""
    tokens = theme().tokens
    painter.fillRect(rect, tokens.warn_bg)
    box = rect.adjusted(px(_INSET), px(5), -inset_right, -px(5))
    upper = QRectF(box.left(), box.top(), box.width(), box.height() / 2)
    money, bold = theme().font(Role.BODY, tnum=True, weight=700), theme().font(Role.BODY, weight=600)
    amount = format_amount(line.amount_cents)
    draw_text(painter, upper, clock_text(line.at), theme().font(Role.BODY, tnum=True), tokens.warn)
    draw_text(painter, upper, amount, money, tokens.warn, RIGHT)
    words_box = upper.adjusted(px(_TIME_WIDTH), 0, -text_width(money, amount) - px(10), 0)
    draw_icon_mid(painter, words_box.left(), words_box.center().y(), "cash", tokens.warn, 16)
    name, at = tr("By hand"), words_box.adjusted(px(23), 0, 0, 0)
    draw_text(painter, at, name, bold, tokens.warn)
    rest = at.adjusted(text_width(bold, name) + px(6), 0, 0, 0)
    draw_elided(painter, rest, line.receipt or "", theme().font(Role.BODY, codes=True), tokens.warn)
    lower = QRectF(at.left(), box.center().y(), box.right() - at.left(), box.height() / 2)
    who = tr("Not confirmed · {person}", person=line.person) if line.person else tr("Not confirmed")
    draw_elided(painter, lower, who, theme().font(Role.LABEL, weight=400), tokens.warn)


def _paint_charge(painter: QPainter, box: QRectF, line: TabLine) -> None:
    tokens = theme().tokens
    font, fine = theme().font(Role.BODY), theme().font(Role.LABEL, tnum=True, weight=400)
    count = ""
    if line.quantity > 1 and line.unit_price_cents is not None:
        count = f"{line.quantity} × {format_amount(line.unit_price_cents)}"
    room = box.adjusted(0, 0, -(text_width(fine, count) + px(8)) if count else 0, 0)
    struck = line.kind in ("charge_void", "cash_void", "by_hand_void")
    text = tr("By hand, taken back") if line.kind == "by_hand_void" else line.text
    draw_elided(painter, room, text, font, tokens.t2 if struck else tokens.t1)
    if count:
        used = min(room.width(), text_width(font, text))
        at = box.adjusted(used + px(8), 0, 0, 0)
        draw_text(painter, at, count, fine, tokens.t2)

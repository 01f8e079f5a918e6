"""The ledger of one tab: every charge and every payment, oldest first, the newest in view.

Rows are painted from ``models.lines``; a payment stands on its own green strip across the whole panel. What was taken
back stays, struck through; what takes it back says who did and why.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter
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
from tabeza_desktop.models.lines import LinesModel
from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.paint import (
    RIGHT,
    draw_box,
    draw_elided,
    draw_icon_mid,
    draw_text,
    smooth,
    text_width,
)
from tabeza_protocol.wire.trade import TabLine

tr = words("LedgerView")
Index = QModelIndex | QPersistentModelIndex

_LINE, _PAYMENT_LINE, _TWO_LINES = 33, 36, 52
_INSET, _TIME_WIDTH = 20, 52
_RECEIVED: Final = frozenset({"mpesa", "cash", "credit"})
_EXPLAINED: Final = frozenset({"charge_void", "cash_void", "by_hand_void", "adjustment"})
"""Corrections: a second line says who made it and why."""


class LedgerView(QListView):
    """Tab or Enter reaches it, the arrows move a mark that shows only while it has the focus, Del takes the marked line
    back. Follows its end unless someone scrolled away from it.
    """

    take_back = Signal()

    def __init__(self, model: QAbstractItemModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(LedgerDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)
        self.setMinimumHeight(px(_LINE * 2))
        model.rowsInserted.connect(self._follow)
        model.modelReset.connect(self.scrollToBottom)
        theme().changed.connect(self.scheduleDelayedItemsLayout)

    def arrive(self) -> None:
        """The focus comes here, to the newest line."""
        self.setCurrentIndex(self.model().index(self.model().rowCount() - 1, 0))
        self.setFocus()

    def line(self) -> TabLine | None:
        """The marked line, while the focus is here."""
        line = self.currentIndex().data(ROW_ROLE) if self.hasFocus() else None
        return line if isinstance(line, TabLine) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.line() is not None:
            if not event.isAutoRepeat():
                self.take_back.emit()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Qt's own search by letters would move the mark by surprise."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(self.model().rowCount() - 1, 0))

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
        two = kind == "by_hand" or kind in _EXPLAINED
        height = _TWO_LINES if two else _PAYMENT_LINE if kind in _RECEIVED else _LINE
        return QSize(px(200), px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(ROW_ROLE)
        if not isinstance(line, TabLine):
            return
        view, model = option.widget, index.model()
        painter.save()
        smooth(painter)
        undone = isinstance(model, LinesModel) and model.is_undone(line)
        paint_line(painter, QRectF(option.rect), line, right_inset(view), undone=undone)
        if isinstance(view, LedgerView) and view.hasFocus() and index == view.currentIndex():
            mark = QRectF(option.rect).adjusted(px(8), 1, -px(2), -1)
            draw_box(painter, mark, border=theme().tokens.accent, width=2)
        painter.restore()


def right_inset(view: QWidget | None) -> int:
    """The padding at the right: the scroll bar stands inside it, so that amounts never move when it comes or goes."""
    bar = view.verticalScrollBar() if isinstance(view, LedgerView) else None
    return px(_INSET) - (bar.width() if bar is not None and bar.isVisible() else 0)


def paint_line(painter: QPainter, rect: QRectF, line: TabLine, inset_right: int, *, undone: bool = False) -> None:
    """One ledger line in its rectangle. ``undone``: it was taken back."""
    tokens = theme().tokens
    if line.kind == "by_hand":
        _paint_two(painter, rect, line, inset_right, tokens.warn, tokens.warn_bg)
        return
    if line.kind in _EXPLAINED:
        _paint_two(painter, rect, line, inset_right, tokens.t2, None)
        return
    received = line.kind in _RECEIVED and not undone
    if received:
        painter.fillRect(rect, tokens.paid_bg)
    ink = tokens.paid if received else tokens.t2 if undone else tokens.t1
    soft = tokens.paid if received else tokens.t2
    box = rect.adjusted(px(_INSET), 0, -inset_right, 0)
    draw_text(painter, box, clock_text(line.at), theme().font(Role.BODY, tnum=True), soft)
    amount = format_amount(line.amount_cents)
    money = theme().font(Role.BODY, tnum=True, weight=700 if received else 600)
    draw_text(painter, box, amount, money, ink, RIGHT)
    words_box = box.adjusted(px(_TIME_WIDTH), 0, -text_width(money, amount) - px(10), 0)
    if line.kind in _RECEIVED or line.kind == "transfer":
        icon = {"mpesa": "check-circle", "transfer": "arrow-right"}.get(line.kind, "cash")
        used = _paint_named(painter, words_box, icon, _name_of(line), line.receipt or _who(line), ink)
    else:
        used = _paint_charge(painter, words_box, line, ink)
    if undone:
        _strike(painter, words_box.left(), used, rect.center().y(), ink)


def _name_of(line: TabLine) -> str:
    if line.kind == "transfer":
        number = line.other_tab_number or "–"
        to = line.amount_cents < 0
        return tr("To tab {number}", number=number) if to else tr("From tab {number}", number=number)
    return {
        "mpesa": tr("M‑Pesa"), "cash": tr("Cash"), "credit": tr("Credit"), "by_hand": tr("By hand"),
        "by_hand_void": tr("By hand, taken back"), "cash_void": tr("Cash, taken back"),
        "charge_void": tr("Taken back: {text}", text=line.text),
        "adjustment": tr("Taken off") if line.amount_cents < 0 else tr("Added on"),
    }[line.kind]  # fmt: skip


def _who(line: TabLine) -> str:
    return (line.person or "") if line.kind in ("cash", "transfer") else ""


def _paint_named(painter: QPainter, box: QRectF, icon: str, name: str, rest: str, ink: QColor) -> float:
    """Icon, name, and a receipt or a person. Gives how much of the box it took."""
    draw_icon_mid(painter, box.left(), box.center().y(), icon, ink, 16)
    bold = theme().font(Role.BODY, weight=600)
    at = box.adjusted(px(23), 0, 0, 0)
    draw_elided(painter, at, name, bold, ink)
    used = min(at.width(), text_width(bold, name)) + px(23)
    if rest:
        after = box.adjusted(used + px(6), 0, 0, 0)
        draw_elided(painter, after, rest, theme().font(Role.BODY, codes=True), ink)
        used = min(box.width(), used + px(6) + text_width(theme().font(Role.BODY, codes=True), rest))
    return used


def _strike(painter: QPainter, left: float, width: float, mid: float, ink: QColor) -> None:
    painter.fillRect(QRectF(left, mid, width, max(1, px(1))), ink)


def _paint_two(
    painter: QPainter, rect: QRectF, line: TabLine, inset_right: int, ink: QColor, fill: QColor | None
) -> None:
    """What people say was paid by hand (amber, never the green of what M-Pesa told), and corrections with their why."""
    if fill is not None:
        painter.fillRect(rect, fill)
    box = rect.adjusted(px(_INSET), px(5), -inset_right, -px(5))
    upper = QRectF(box.left(), box.top(), box.width(), box.height() / 2)
    money = theme().font(Role.BODY, tnum=True, weight=700 if fill is not None else 600)
    amount = format_amount(line.amount_cents)
    draw_text(painter, upper, clock_text(line.at), theme().font(Role.BODY, tnum=True), ink)
    draw_text(painter, upper, amount, money, ink, RIGHT)
    words_box = upper.adjusted(px(_TIME_WIDTH), 0, -text_width(money, amount) - px(10), 0)
    icon = {"by_hand": "cash", "adjustment": "pencil"}.get(line.kind, "undo")
    _paint_named(painter, words_box, icon, _name_of(line), line.receipt or "", ink)
    left = words_box.left() + px(23)
    lower = QRectF(left, box.center().y(), box.right() - left, box.height() / 2)
    draw_elided(painter, lower, _second_line(line), theme().font(Role.LABEL, weight=400), ink)


def _second_line(line: TabLine) -> str:
    if line.kind == "by_hand":
        return tr("Not confirmed · {person}", person=line.person) if line.person else tr("Not confirmed")
    return " · ".join(part for part in (line.reason, line.person) if part)


def _paint_charge(painter: QPainter, box: QRectF, line: TabLine, ink: QColor) -> float:
    """What was sold, and how many of it. Gives how much of the box it took."""
    tokens = theme().tokens
    font, fine = theme().font(Role.BODY), theme().font(Role.LABEL, tnum=True, weight=400)
    count = ""
    if line.quantity > 1 and line.unit_price_cents is not None:
        count = f"{line.quantity} × {format_amount(line.unit_price_cents)}"
    room = box.adjusted(0, 0, -(text_width(fine, count) + px(8)) if count else 0, 0)
    text = tr("Rounding") if line.kind == "overage" else line.text
    draw_elided(painter, room, text, font, ink)
    used = min(room.width(), text_width(font, text))
    if count:
        draw_text(painter, box.adjusted(used + px(8), 0, 0, 0), count, fine, tokens.t2)
        used += px(8) + text_width(fine, count)
    return used

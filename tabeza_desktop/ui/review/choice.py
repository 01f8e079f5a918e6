"""Paid or not paid, as two cards one under another; the receipt from the statement stands inside the first."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.choice import ChoiceGroup
from tabeza_desktop.ui.widgets.field import FieldState, MessageAt, TextField
from tabeza_desktop.ui.widgets.paint import draw_box, draw_elided, smooth
from tabeza_desktop.ui.widgets.radio_cards import Choice, RadioCard

PAID, NOT_PAID = "paid", "not_paid"


class _Option(RadioCard):
    """A radio card whose words can change and whose box the group draws, because one box holds a field too."""

    def __init__(self, key: str) -> None:
        super().__init__(Choice(key, "", " "))

    def set_words(self, title: str, sub: str) -> None:
        self._sub = sub
        self.setAccessibleDescription(sub)
        self.set_text(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        self._paint_dot(painter, self.isChecked())
        left = px(45)
        room = self.width() - left - px(12)
        title = QRectF(left, px(8), room, px(24))
        draw_elided(painter, title, self.text(), theme().font(Role.HEADING), tokens.t1)
        sub = QRectF(left, px(32), room, px(20))
        draw_elided(painter, sub, self._sub, theme().font(Role.LABEL, weight=400), tokens.t2)
        painter.end()


class DecisionChoice(ChoiceGroup):
    """``receipt`` is the field of the first card; it is there only while that card is chosen."""

    receipt_changed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.paid, self.not_paid = _Option(PAID), _Option(NOT_PAID)
        self.receipt = TextField("", height=44, codes=True, weight=600, message_at=MessageAt.BELOW)
        self.receipt.set_max_length(16)
        self._inside = QWidget()
        inside = QHBoxLayout(self._inside)
        scaled(inside, (16, 0, 16, 8))
        inside.addWidget(self.receipt)
        self._column = QVBoxLayout(self)
        scaled(self._column)
        self.fill([self.paid, self.not_paid], self._column, None)
        self._column.insertWidget(1, self._inside)
        self._column.insertSpacing(2, px(12))
        self.receipt.text_changed.connect(self.receipt_changed)
        self.changed.connect(lambda _: self._show())
        self.start_over()
        self.init_theme()

    def start_over(self) -> None:
        """Neither is chosen until the owner chooses."""
        self.clear_choice()
        self.receipt.set_text("")
        self.receipt.set_state(FieldState.EMPTY, "")
        self._show()

    def _show(self) -> None:
        self._inside.setVisible(self.chosen == PAID)
        self.update()

    def keyPressEvent(self, event: object) -> None:
        if self.receipt.edit.hasFocus():
            event.ignore()  # type: ignore[attr-defined]
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        first = QRectF(self.paid.geometry())
        if not self._inside.isHidden():
            first = first.united(QRectF(self._inside.geometry()))
        for box, button in ((first, self.paid), (QRectF(self.not_paid.geometry()), self.not_paid)):
            on = button.isChecked()
            fill = tokens.selected if on else tokens.hover if button.underMouse() else tokens.surface
            border, width = (tokens.accent, 2) if on else (tokens.line2, 1)
            draw_box(painter, box, radius=8, fill=fill, border=border, width=width)
        painter.end()

    def focus_choice(self) -> None:
        self.buttons[0 if self.chosen != NOT_PAID else 1].setFocus(Qt.FocusReason.TabFocusReason)

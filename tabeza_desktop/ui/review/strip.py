"""The amber line over the history that leads the owner to what needs a decision."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.scaled import fixed_height, scaled
from tabeza_desktop.ui.theme import Role, Status, px, theme
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.label import IconLabel, Tone

tr = words("Review")


class ReviewStrip(Translated, QWidget):
    """There only while something waits. ``asked()`` when the owner wants to see it."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._text = IconLabel("user", "", Role.BODY, Tone.WARN, weight=600)
        self._button = Button("", key="F7", height=36)
        row = QHBoxLayout(self)
        scaled(row, (16, 0, 12, 0), 12)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        fixed_height(self, 48)
        self._button.clicked.connect(self.asked)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        self._count = count
        self.setVisible(bool(count))
        self.retranslate()

    def retranslate(self) -> None:
        one = tr("1 payment needs your decision")
        many = tr("{count} payments need your decision", count=self._count)
        self._text.set_text(one if self._count == 1 else many)
        self._button.set_text(tr("Decide"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme().tokens.status(Status.WARN)
        painter.fillRect(self.rect(), colours.fill)
        painter.fillRect(0, self.height() - px(1), self.width(), px(1), colours.border)
        painter.end()

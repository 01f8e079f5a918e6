"""The aubergine panel beside pairing and signing in."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.label import Icon, Label
from tabeza_desktop.ui.widgets.paint import Tone


class BrandPanel(Themed, QWidget):
    """Mark and name on top; ``body`` for the rest."""

    def __init__(self, width: int = 500, *, name: str = "Tabeza") -> None:
        super().__init__()
        self._width = width
        self._column = QVBoxLayout(self)
        self._head = QHBoxLayout()
        self._head.addWidget(Icon("_tally-mark", 44, Tone.BRAND_ON))
        self._head.addWidget(Label(name, Role.TITLE, Tone.BRAND_ON), 1)
        self.body = QVBoxLayout()
        self._column.addLayout(self._head)
        self._column.addLayout(self.body, 1)
        self.setAccessibleName(name)
        self.init_theme()

    def set_width(self, width: int) -> None:
        self._width = width
        self.retheme()

    def retheme(self) -> None:
        self.setFixedWidth(px(self._width))
        self._column.setContentsMargins(px(48), px(48), px(48), px(48))
        self._head.setSpacing(px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().tokens.brand)
        painter.end()

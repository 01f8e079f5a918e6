"""The masked number of a tab in a box that looks like a field and cannot be typed in."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.label import Icon, IconLabel, Label, Tone
from tabeza_desktop.ui.widgets.paint import draw_box

_HEIGHT = 52


class SavedPhone(Themed, QWidget):
    """``set_note`` says where the number comes from."""

    def __init__(self, masked: str) -> None:
        super().__init__()
        self._number = Label(masked, Role.TAB_NO, tnum=True, weight=600)
        self._note = IconLabel("check-circle", "", Role.LABEL, Tone.PAID, size=16, gap=6)
        self._row = QHBoxLayout(self)
        self._row.addWidget(Icon("phone", 18, Tone.T2))
        self._row.addWidget(self._number)
        self._row.addStretch(1)
        self._row.addWidget(self._note)
        self.setAccessibleName(masked)
        self.init_theme()

    def set_note(self, text: str) -> None:
        self._note.set_text(text)

    def retheme(self) -> None:
        self.setFixedHeight(px(_HEIGHT))
        self._row.setContentsMargins(px(14), 0, px(12), 0)
        self._row.setSpacing(px(9))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = theme().tokens
        draw_box(painter, QRectF(self.rect()), fill=tokens.surface, border=tokens.line2)
        painter.end()

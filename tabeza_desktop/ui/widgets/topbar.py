"""The bar along the top, 56 high, and the pieces that stand in it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.label import Label, Line
from tabeza_desktop.ui.widgets.paint import Tone, draw_box, draw_icon, smooth

_HEIGHT, _PRACTICE_LINE = 56, 4


class TopBar(Themed, QWidget):
    """Left, centre and right. In practice and sandbox a 4 px amber line runs under it on every screen."""

    def __init__(self) -> None:
        super().__init__()
        self._amber = False
        self._row = QHBoxLayout(self)
        self._left, self._right = QHBoxLayout(), QHBoxLayout()
        self._centre: QWidget | None = None
        self._row.addLayout(self._left)
        self._row.addStretch(1)
        self._row.addStretch(1)
        self._row.addLayout(self._right)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def add_left(self, widget: QWidget) -> None:
        self._left.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_centre(self, widget: QWidget) -> None:
        if self._centre is not None:
            self._row.removeWidget(self._centre)
            self._centre.hide()
        self._centre = widget
        self._row.insertWidget(2, widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_right(self, widget: QWidget, divider: bool = True) -> None:
        """Append at the right; ``divider`` puts a line before it."""
        if divider and self._right.count():
            self._right.addWidget(Line(vertical=True, length=28), 0, Qt.AlignmentFlag.AlignVCenter)
        self._right.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_practice_line(self, on: bool) -> None:
        self._amber = on
        self.retheme()
        self.update()

    def retheme(self) -> None:
        line = px(_PRACTICE_LINE) if self._amber else 0
        self.setFixedHeight(px(_HEIGHT) + line)
        self._row.setContentsMargins(px(20), 0, px(8), line or px(1))
        self._row.setSpacing(px(12))
        for side in (self._left, self._right):
            side.setSpacing(px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.fillRect(self.rect(), tokens.surface)
        high = px(_PRACTICE_LINE) if self._amber else px(1)
        colour = tokens.warn_solid if self._amber else tokens.line
        painter.fillRect(QRectF(0, self.height() - high, self.width(), high), colour)
        painter.end()


class BarName(Label):
    """The bar's name."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, Role.HEADING, weight=700, elide=True)


class Clock(Label):
    """The time the page sets; tabular so that it does not wobble. Not announced."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, Role.HEADING, tnum=True, weight=600)

    def set_time(self, text: str) -> None:
        self.set_text(text)


class PersonLabel(Themed, QWidget):
    """Who is signed in and as what."""

    def __init__(self, name: str = "", role_text: str = "") -> None:
        super().__init__()
        self._name = Label(name, Role.LABEL)
        self._role = Label(role_text, Role.FINE, Tone.T2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._name)
        column.addWidget(self._role)
        self.set_person(name, role_text)
        self.init_theme()

    def set_person(self, name: str, role_text: str) -> None:
        self._name.set_text(name)
        self._role.set_text(role_text)
        self._role.setVisible(bool(role_text))
        self.setAccessibleName(f"{name}, {role_text}" if role_text else name)


class BrandTile(Themed, QWidget):
    """The tally mark on its aubergine tile."""

    def __init__(self, size: int = 56, *, radius: int = 0) -> None:
        super().__init__()
        self._size, self._radius = size, radius
        self.setAccessibleName("Tabeza")
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(px(self._size), px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        draw_box(painter, QRectF(self.rect()), radius=self._radius, fill=tokens.brand)
        glyph = round(self._size * 0.62)
        at = (self.width() - px(glyph)) / 2
        draw_icon(painter, at, at, "_tally-mark", tokens.brand_on, glyph)
        painter.end()

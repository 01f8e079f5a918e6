"""Surfaces: a card with an optional head, a panel with chosen edge lines, and the coloured card of a result."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Status, Themed, px, theme
from tabeza_desktop.ui.widgets.label import Icon, Label
from tabeza_desktop.ui.widgets.paint import RADIUS_CARD, Tone, draw_box, smooth


class Panel(Themed, QFrame):
    """A flat area of one token's colour; ``edges`` of ``"lrtb"`` draws 1 px lines on those sides."""

    def __init__(self, *, fill: str = "surface", edges: str = "") -> None:
        super().__init__()
        self._fill, self._edges = fill, edges
        self.init_theme()

    def set_fill(self, fill: str) -> None:
        self._fill = fill
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        wide, high, one = self.width(), self.height(), px(1)
        painter.fillRect(self.rect(), getattr(tokens, self._fill))
        sides = {
            "l": QRectF(0, 0, one, high),
            "r": QRectF(wide - one, 0, one, high),
            "t": QRectF(0, 0, wide, one),
            "b": QRectF(0, high - one, wide, one),
        }
        for edge in self._edges:
            painter.fillRect(sides[edge], tokens.line)
        painter.end()


class Card(Themed, QFrame):
    """A bordered box. ``body`` takes the content; the head shows while there is a title."""

    def __init__(
        self,
        title: str = "",
        *,
        icon: str | None = None,
        tone: Tone = Tone.T2,
        aside: str = "",
        sunken: bool = False,
        pad: int = 16,
        role: Role = Role.HEADING,
    ) -> None:
        super().__init__()
        self._sunken, self._pad = sunken, pad
        self._column = QVBoxLayout(self)
        self._head = QHBoxLayout()
        self._icon = Icon(icon, 20, tone, line=role) if icon else None
        if self._icon is not None:
            self._head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self.title = Label(title, role, wrap=True)
        self._aside = Label(aside, Role.FINE, Tone.T2, tnum=True)
        self._aside_widget: QWidget = self._aside
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self._aside, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body = QVBoxLayout()
        self._column.addLayout(self._head)
        self._column.addLayout(self.body)
        self.set_title(title)
        self.set_aside(aside)
        self.init_theme()

    def set_title(self, title: str) -> None:
        self.title.set_text(title)
        self.title.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_aside(self, aside: str | QWidget) -> None:
        """A word, or a widget, at the right of the head."""
        if isinstance(aside, QWidget):
            self._head.replaceWidget(self._aside_widget, aside)
            if self._aside_widget is not aside:
                self._aside_widget.hide()
            self._aside_widget = aside
            return
        self._aside.set_text(aside)
        self._aside.setVisible(bool(aside))

    def retheme(self) -> None:
        pad = px(self._pad)
        self._column.setContentsMargins(pad, pad, pad, pad)
        self._column.setSpacing(px(8))
        self._head.setSpacing(px(8))
        self.body.setSpacing(px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        fill = tokens.bg if self._sunken else tokens.surface
        draw_box(painter, QRectF(self.rect()), radius=RADIUS_CARD, fill=fill, border=tokens.line)
        painter.end()


class StatusCard(Themed, QFrame):
    """A result: tinted head with icon and words, body below, 2 px border in the status colour."""

    def __init__(
        self, status: Status, icon: str, title: str, text: str = "", *, aside: str = "", small: bool = False
    ) -> None:
        super().__init__()
        self._status, self._small = status, small
        tone = Tone(status.value)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._head_box = QWidget()
        self._head = QHBoxLayout(self._head_box)
        self._icon = Icon(icon, 18 if small else 24, tone)
        self._title = Label(title, Role.LABEL if small else Role.NODE, tone if small else Tone.T1, wrap=True)
        self._text = Label(text, Role.BODY, wrap=True)
        self._aside = Label(aside, Role.LABEL, tone, weight=500, tnum=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._text)
        self._head.addWidget(self._icon)
        self._head.addLayout(words, 1)
        self._head.addWidget(self._aside)
        self._body_box = QWidget()
        self.body = QVBoxLayout(self._body_box)
        self._column.addWidget(self._head_box)
        self._column.addWidget(self._body_box)
        self.set_words(title, text, aside)
        self.init_theme()

    def set_words(self, title: str, text: str = "", aside: str = "") -> None:
        self._title.set_text(title)
        for label, words in ((self._text, text), (self._aside, aside)):
            label.set_text(words)
            label.setVisible(bool(words))
        self.setAccessibleName(f"{title} {text}".strip())

    def set_status(self, status: Status, icon: str) -> None:
        self._status = status
        tone = Tone(status.value)
        self._icon.set_icon(icon)
        self._icon.set_tone(tone)
        self._title.set_tone(tone if self._small else Tone.T1)
        self._aside.set_tone(tone)
        self.update()

    def retheme(self) -> None:
        two = px(2)
        self._column.setContentsMargins(two, two, two, two)
        side, high = px(18), px(10 if self._small else 14)
        self._head.setContentsMargins(side, high, side, high)
        self._head.setSpacing(px(8 if self._small else 16))
        self.body.setContentsMargins(side, px(14), side, px(14))
        self.body.setSpacing(px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        colours, box = tokens.status(self._status), QRectF(self.rect())
        draw_box(painter, box, radius=RADIUS_CARD, fill=tokens.surface, border=colours.solid, width=2)
        inner = box.adjusted(px(2), px(2), -px(2), -px(2))
        clip = QPainterPath()
        clip.addRoundedRect(inner, px(RADIUS_CARD - 2), px(RADIUS_CARD - 2))
        painter.setClipPath(clip)
        head = QRectF(inner.left(), inner.top(), inner.width(), self._head_box.height())
        painter.fillRect(head, colours.fill)
        if self.body.count():
            painter.fillRect(QRectF(inner.left(), head.bottom(), inner.width(), px(1)), colours.border)
        painter.end()

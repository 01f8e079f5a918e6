"""A drawn phone that shows what the customer's phone should be showing. A figure, not a control: it takes no PIN.

Three screens: the prompt, a message, and off. Its words repeat what stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import (
    LEFT,
    RIGHT,
    draw_box,
    draw_icon_mid,
    draw_text,
    smooth,
    text_width,
)
from tabeza_desktop.ui.widgets.richtext import TextBlock, TextFaces


@dataclass(frozen=True)
class Prompt:
    """What the prompt asks. ``dots`` is how many digits of the PIN have been entered."""

    title: str
    lines: tuple[str, ...] = ()
    pin_label: str = ""
    cancel: str = ""
    ok: str = ""
    dots: int = 0


@dataclass(frozen=True)
class _Sizes:
    width: int
    height: int
    bezel: int
    top: int
    bottom: int
    radius: int
    pad: int
    title: int
    text: int


_LARGE = _Sizes(244, 404, 11, 32, 36, 22, 14, 15, 13)
_SMALL = _Sizes(118, 206, 8, 16, 20, 10, 7, 10, 9)


class PhoneFigure(Themed, QWidget):
    """244 x 404; ``small`` is 118 x 206, for the help column."""

    def __init__(self, *, small: bool = False) -> None:
        super().__init__()
        self._sizes = _SMALL if small else _LARGE
        self._prompt: Prompt | None = None
        self._message, self._practice = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def set_prompt(
        self, title: str, lines: Sequence[str] = (), pin_label: str = "", cancel: str = "", ok: str = "", dots: int = 0
    ) -> None:
        self._prompt = Prompt(title, tuple(lines), pin_label, cancel, ok, dots)
        self._message = ""
        self._tell(title)

    def set_message(self, text: str) -> None:
        """A line in the middle of the screen, such as the SMS that followed."""
        self._prompt, self._message = None, text
        self._tell(text)

    def set_screen_off(self, name: str = "") -> None:
        self._prompt, self._message = None, ""
        self._tell(name)

    def set_practice(self, text: str) -> None:
        """The dashed strip that says this phone is made up."""
        self._practice = text
        self.update()

    def _tell(self, name: str) -> None:
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._sizes.width), px(self._sizes.height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _font(self, size: int, weight: int) -> QFont:
        return theme().font(Role.BODY, size=size, weight=weight)

    def _screen(self) -> QRectF:
        sizes = self._sizes
        return QRectF(self.rect()).adjusted(px(sizes.bezel), px(sizes.top), -px(sizes.bezel), -px(sizes.bottom))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, sizes = smooth(QPainter(self)), theme().tokens, self._sizes
        body = QRectF(self.rect())
        draw_box(painter, body, radius=sizes.radius, fill=tokens.brand, border=tokens.line2, width=2)
        small = sizes is _SMALL
        ear = QRectF(0, 0, px(30 if small else 56), px(3 if small else 4))
        ear.moveCenter(body.center())
        ear.moveTop(px(7 if small else 14))
        draw_box(painter, ear, radius=2, fill=tokens.brand_muted)
        home = QRectF(ear)
        home.setSize(QSize(px(30 if small else 64), px(5)).toSizeF())
        home.moveCenter(body.center())
        home.moveBottom(body.bottom() - px(8 if small else 16))
        draw_box(painter, home, radius=2, fill=tokens.brand_muted)
        screen = self._screen()
        awake = self._prompt is not None or bool(self._message)
        draw_box(painter, screen, radius=4, fill=(tokens.bg if not small else tokens.surface) if awake else tokens.t1)
        if self._practice:
            self._paint_practice(painter, screen)
        if self._prompt is not None:
            self._paint_prompt(painter, screen, self._prompt)
        elif self._message:
            self._paint_message(painter, screen)
        painter.end()

    def _paint_practice(self, painter: QPainter, screen: QRectF) -> None:
        tokens, high = theme().tokens, px(27)
        strip = QRectF(screen.left(), screen.top(), screen.width(), high)
        draw_box(painter, strip, radius=4, fill=tokens.warn_bg)
        pen = QPen(tokens.warn_solid, px(2))
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawLine(strip.bottomLeft(), strip.bottomRight())
        font = self._font(13, 600)
        words = text_width(font, self._practice)
        left = strip.center().x() - (words + px(22)) / 2
        draw_icon_mid(painter, left, strip.center().y(), "flask", tokens.warn, 14)
        box = QRectF(left + px(22), strip.top(), words, high)
        draw_text(painter, box, self._practice, font, tokens.warn)

    def _block(self, text: str, size: int, weight: int, width: float) -> TextBlock:
        font = self._font(size, weight)
        return TextBlock(text, TextFaces(font, self._font(size, 700), round(font.pixelSize() * 1.45)), width)

    def _paint_prompt(self, painter: QPainter, screen: QRectF, prompt: Prompt) -> None:
        tokens, sizes = theme().tokens, self._sizes
        pad = px(sizes.pad)
        side = px(10 if sizes is _LARGE else 5)
        inner = screen.width() - 2 * side - 2 * pad
        title = self._block(prompt.title, sizes.title, 600, inner)
        lines = [self._block(line, sizes.text, 400, inner) for line in prompt.lines]
        label = self._block(prompt.pin_label, 14 if sizes is _LARGE else 9, 600 if sizes is _LARGE else 400, inner)
        box_high, foot = px(40 if sizes is _LARGE else 17), px(32 if sizes is _LARGE else 20)
        high = title.height + sum(line.height for line in lines) + label.height + box_high + foot + 2 * pad
        high += px(sizes.pad) if lines else px(4)
        card = QRectF(screen.left() + side, 0, screen.width() - 2 * side, high)
        card.moveTop(screen.top() + max(px(30) if self._practice else 0, (screen.height() - high) / 2))
        fill = tokens.surface if sizes is _LARGE else tokens.bg
        draw_box(painter, card, radius=6, fill=fill, border=tokens.line2)
        x, y = card.left() + pad, card.top() + pad
        title.paint(painter, x, y, tokens.t1)
        y += title.height
        for line in lines:
            line.paint(painter, x, y, tokens.t2)
            y += line.height
        y += px(sizes.pad // 2) if lines else px(2)
        label.paint(painter, x, y, tokens.t1 if sizes is _LARGE else tokens.t2)
        y += label.height + px(2)
        self._paint_pin(painter, QRectF(x, y, inner, box_high), prompt)
        words = QRectF(x, card.bottom() - foot, inner, foot - px(4))
        font = self._font(15 if sizes is _LARGE else 9, 600)
        draw_text(painter, words, prompt.cancel, font, tokens.t2, LEFT)
        draw_text(painter, words, prompt.ok, font, tokens.accent, RIGHT)

    def _paint_pin(self, painter: QPainter, box: QRectF, prompt: Prompt) -> None:
        tokens, large = theme().tokens, self._sizes is _LARGE
        draw_box(painter, box, radius=4, fill=tokens.surface, border=tokens.accent, width=2 if large else 1.5)
        radius = px(4) if large else px(2.5)
        painter.setPen(QPen(tokens.t1, 0))
        painter.setBrush(tokens.t1)
        for at in range(prompt.dots):
            centre = box.left() + px(14 if large else 9) + at * px(16 if large else 9.5)
            painter.drawEllipse(QRectF(centre - radius, box.center().y() - radius, 2 * radius, 2 * radius))
        if not prompt.dots:
            middle = box.center().y()
            painter.fillRect(QRectF(box.left() + px(13), middle - px(12), px(2), px(24)), tokens.accent)

    def _paint_message(self, painter: QPainter, screen: QRectF) -> None:
        pad = px(self._sizes.pad)
        block = self._block(self._message, self._sizes.text + 1, 500, screen.width() - 2 * pad)
        top = screen.top() + max(px(34) if self._practice else pad, (screen.height() - block.height) / 2)
        block.paint(painter, screen.left() + pad, top, theme().tokens.t1)

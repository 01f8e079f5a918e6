"""Status chips: icon, word and colour, so that each still reads without colour.

Only states that need a person, and the good news of a settled tab, are filled. What is merely old is dashed. Painting
is pure, so a table cell and a widget draw the very same chip. Time and seconds stand outside, to the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.core.chips import ChipKind
from tabeza_desktop.ui.theme import Role, Status, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import draw_box, draw_icon_mid, draw_text, smooth, text_width


class ChipShape(StrEnum):
    FILLED = "filled"
    PLAIN = "plain"
    DASHED = "dashed"


@dataclass(frozen=True)
class ChipLook:
    icon: str
    status: Status
    shape: ChipShape = ChipShape.FILLED


_FAIL = ChipLook("x-circle", Status.FAIL)
LOOKS: dict[ChipKind, ChipLook] = {
    ChipKind.NOT_ASKED: ChipLook("dash", Status.MUTE, ChipShape.PLAIN),
    ChipKind.WAITING: ChipLook("phone-ring", Status.WAIT),
    ChipKind.PROMPT_SENT: ChipLook("phone", Status.WAIT),
    ChipKind.CHECKING: ChipLook("refresh", Status.WAIT),
    ChipKind.PAID: ChipLook("check-circle", Status.PAID, ChipShape.PLAIN),
    ChipKind.PAID_IN_FULL: ChipLook("check-circle", Status.PAID),
    ChipKind.CANCELLED: _FAIL,
    ChipKind.LOW_BALANCE: _FAIL,
    ChipKind.NO_ANSWER: _FAIL,
    ChipKind.WRONG_PIN: _FAIL,
    ChipKind.FAILED: _FAIL,
    ChipKind.OVERDUE: ChipLook("overdue", Status.WARN),
    ChipKind.NEEDS_REVIEW: ChipLook("user", Status.WARN),
    ChipKind.PAUSED: ChipLook("pause", Status.WARN),
    ChipKind.OFFLINE: ChipLook("cloud-off", Status.WARN),
    ChipKind.WRONG_CLOCK: ChipLook("clock", Status.WARN),
    ChipKind.BLOCKED: ChipLook("ban", Status.WARN),
    ChipKind.WAS_WAITING: ChipLook("pause", Status.MUTE, ChipShape.DASHED),
    ChipKind.AGE: ChipLook("clock", Status.MUTE, ChipShape.DASHED),
    ChipKind.REVERSED: ChipLook("undo", Status.MUTE),
    ChipKind.WARNING: ChipLook("alert", Status.WARN),
}


@dataclass(frozen=True)
class _Sizes:
    height: int
    icon: int
    left: int
    gap: int
    right: int
    role: Role


_NORMAL = _Sizes(height=30, icon=18, left=8, gap=6, right=10, role=Role.CHIP)
_SMALL = _Sizes(height=24, icon=16, left=7, gap=4, right=9, role=Role.FINE)


def chip_height(small: bool = False) -> int:
    return px((_SMALL if small else _NORMAL).height)


def chip_width(kind: ChipKind, text: str, small: bool = False) -> int:
    """Width in scaled px; chips never elide."""
    sizes = _SMALL if small else _NORMAL
    left, right = (0, 0) if LOOKS[kind].shape is ChipShape.PLAIN else (sizes.left, sizes.right)
    words = text_width(theme().font(sizes.role, weight=600), text)
    return px(left) + px(sizes.icon) + px(sizes.gap) + words + px(right)


def paint_chip(
    painter: QPainter, x: float, mid: float, kind: ChipKind, text: str, small: bool = False
) -> int:
    """Draw one chip with its left edge at x, centred on ``mid``; returns its width."""
    look, sizes = LOOKS[kind], _SMALL if small else _NORMAL
    colours = theme().tokens.status(look.status)
    width, height = chip_width(kind, text, small), px(sizes.height)
    box = QRectF(x, round(mid - height / 2), width, height)
    if look.shape is ChipShape.FILLED:
        draw_box(painter, box, fill=colours.fill, border=colours.border)
    elif look.shape is ChipShape.DASHED:
        draw_box(painter, box, border=theme().tokens.line2, dashed=True)
    at = x + (0 if look.shape is ChipShape.PLAIN else px(sizes.left))
    draw_icon_mid(painter, at, box.center().y(), look.icon, colours.text, sizes.icon)
    at += px(sizes.icon) + px(sizes.gap)
    words = QRectF(at, box.top(), width, height)
    draw_text(painter, words, text, theme().font(sizes.role, weight=600), colours.text)
    return width


class Chip(Themed, QWidget):
    """One chip as a widget."""

    def __init__(self, kind: ChipKind, text: str, *, small: bool = False) -> None:
        super().__init__()
        self._kind, self._text, self._small = kind, text, small
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(text)
        self.init_theme()

    @property
    def kind(self) -> ChipKind:
        return self._kind

    def text(self) -> str:
        return self._text

    def set(self, kind: ChipKind, text: str) -> None:
        if (kind, text) == (self._kind, self._text):
            return
        self._kind, self._text = kind, text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._kind, self._text, self._small), chip_height(self._small))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        paint_chip(painter, 0, self.height() / 2, self._kind, self._text, self._small)
        painter.end()

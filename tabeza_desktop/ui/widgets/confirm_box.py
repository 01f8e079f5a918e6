"""The box a person ticks to say they have seen something with their own eyes. Space ticks; Enter does not."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.focus import RingMixin
from tabeza_desktop.ui.widgets.keycap import keycap_width, paint_keycap
from tabeza_desktop.ui.widgets.paint import RADIUS_CARD, RADIUS_INNER, draw_box, draw_icon_mid, smooth
from tabeza_desktop.ui.widgets.richtext import TextBlock, TextFaces


class ConfirmBox(RingMixin, Themed, QAbstractButton):
    """A 26 px box with its sentence, and a second line when there is one. ``framed`` draws the tinted card round it."""

    ring_radius = RADIUS_CARD

    def __init__(self, text: str, sub: str = "", *, framed: bool = False, key: str = "") -> None:
        super().__init__()
        self._sub, self._framed, self._key = sub, framed, key
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text, sub)
        self.init_theme()

    def set_text(self, text: str, sub: str = "") -> None:
        self._sub = sub
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(sub)
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _pad(self) -> int:
        return px(16) if self._framed else 0

    def _blocks(self, width: int) -> tuple[TextBlock, TextBlock | None]:
        cap = keycap_width(self._key) + px(12) if self._key else 0
        room = max(px(80), width - 2 * self._pad() - px(26 + 14) - cap)
        role = Role.HEADING if self._framed else Role.BODY
        style, font = theme().style(role), theme().font(role)
        main = TextBlock(self.text(), TextFaces(font, theme().font(role, weight=600), style.line), room)
        if not self._sub:
            return main, None
        fine, fine_font = theme().style(Role.LABEL), theme().font(Role.LABEL, weight=400)
        return main, TextBlock(self._sub, TextFaces(fine_font, theme().font(Role.LABEL), fine.line), room)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        main, sub = self._blocks(width)
        words = main.height + (sub.height if sub else 0)
        return max(px(44), words + 2 * (px(14) if self._framed else px(4)))

    def sizeHint(self) -> QSize:
        width = px(420)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        if self._framed:
            draw_box(
                painter, QRectF(self.rect()), radius=RADIUS_CARD, fill=tokens.selected, border=tokens.accent, width=2
            )
        side, mid = px(26), self.height() / 2
        box = QRectF(self._pad(), mid - side / 2, side, side)
        on, hot = self.isChecked(), self.underMouse() or self.hasFocus()
        border = tokens.accent if on or hot else tokens.line2
        draw_box(
            painter, box, radius=RADIUS_INNER, fill=tokens.accent if on else tokens.surface, border=border, width=2
        )
        if on:
            draw_icon_mid(painter, box.center().x() - px(9), mid, "check", tokens.accent_on, 18)
        self._paint_words(painter, mid)
        painter.end()

    def _paint_words(self, painter: QPainter, mid: float) -> None:
        tokens = theme().tokens
        main, sub = self._blocks(self.width())
        top = mid - (main.height + (sub.height if sub else 0)) / 2
        left = self._pad() + px(26 + 14)
        main.paint(painter, left, top, tokens.t1)
        if sub is not None:
            sub.paint(painter, left, top + main.height, tokens.t2)
        if self._key:
            at = self.width() - self._pad() - keycap_width(self._key)
            paint_keycap(painter, at, mid, self._key, tokens.t2, tokens.line2, tokens.surface)

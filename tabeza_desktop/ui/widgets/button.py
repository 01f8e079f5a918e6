"""Buttons: primary, secondary, quiet and danger, with icon, key cap, busy and off states.

The key cap is a hint: binding the key is the page's job. A busy button keeps its width and takes no second press; an
off button keeps its reason, which the page puts beside it with ``reason_label()``.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, Tokens, px, theme
from tabeza_desktop.ui.widgets.focus import RingMixin
from tabeza_desktop.ui.widgets.keycap import keycap_width, paint_keycap
from tabeza_desktop.ui.widgets.label import IconLabel
from tabeza_desktop.ui.widgets.paint import Tone, draw_box, draw_icon_mid, draw_text, smooth, text_width
from tabeza_desktop.ui.widgets.spinner import STEPS_PER_SECOND, paint_ring


class ButtonKind(StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"


def _enter_is_early(button: QWidget) -> bool:
    """Whether the button stands in a dialog that has only just opened."""
    parent = button.parentWidget()
    while parent is not None:
        judge = getattr(parent, "enter_is_early", None)
        if judge is not None:
            return bool(judge())
        parent = parent.parentWidget()
    return False


class PressableMixin:
    """Hover repaint and Enter: Qt's bare buttons answer Space only."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(self, QAbstractButton):
            if not event.isAutoRepeat() and self.isEnabled() and not _enter_is_early(self):
                self.click()
            return
        super().keyPressEvent(event)  # type: ignore[misc]


def _colours(kind: ButtonKind, tokens: Tokens, hot: bool, down: bool) -> tuple[QColor | None, QColor | None, QColor]:
    """Fill, border and text of an enabled button."""
    if kind is ButtonKind.PRIMARY:
        fill = tokens.accent_press if down else tokens.accent_hover if hot else tokens.accent
        return fill, None, tokens.accent_on
    resting = tokens.surface if kind is not ButtonKind.QUIET else None
    fill2 = tokens.sunken if down else tokens.hover if hot else resting
    if kind is ButtonKind.QUIET:
        return fill2, None, tokens.t1
    if kind is ButtonKind.DANGER:
        return tokens.fail_bg if hot or down else tokens.surface, tokens.fail_solid, tokens.fail
    return fill2, tokens.line2, tokens.t1


class Button(PressableMixin, RingMixin, Themed, QAbstractButton):
    """Private state: kind, icon, key cap, busy words and step, reason for being off."""

    def __init__(
        self,
        text: str,
        kind: ButtonKind = ButtonKind.SECONDARY,
        *,
        icon: str | None = None,
        key: str | None = None,
        large: bool = False,
        spread: bool = False,
        height: int | None = None,
    ) -> None:
        super().__init__()
        self._kind, self._icon, self._key = kind, icon, key
        self._height = height or (52 if large else 44)
        self._large, self._spread = large, spread
        self._busy_text: str | None = None
        self._step = 0
        self._reason: IconLabel | None = None
        self._off_reason = ""
        self._forced: str = ""
        self._timer = QTimer(self)
        self._timer.setInterval(1000 // STEPS_PER_SECOND)
        self._timer.timeout.connect(self._turn)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.init_theme()

    # what callers set

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str | None) -> None:
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_key(self, key: str | None) -> None:
        self._key = key
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: ButtonKind) -> None:
        self._kind = kind
        self.update()

    def key_hint(self) -> str:
        return self._key or ""

    @property
    def is_busy(self) -> bool:
        return self._busy_text is not None

    def set_busy(self, busy: bool, text: str = "") -> None:
        """Busy: same width, a ring and the -ing word; presses do nothing until it is over."""
        if busy:
            self.setMinimumWidth(max(self.width() if self.isVisible() else 0, self.sizeHint().width()))
            self._busy_text = text or self.text()
            if not theme().reduced_motion:
                self._timer.start()
        else:
            self._busy_text = None
            self._timer.stop()
            self.setMinimumWidth(0)
        self.setAccessibleName(self._busy_text or self.text())
        self.update()

    def set_off(self, reason: str) -> None:
        """Disable; the reason is read to screen readers and shown by ``reason_label()``."""
        self._off_reason = reason
        self.setEnabled(False)
        self.setAccessibleDescription(reason)
        if self._reason is not None:
            self._reason.set_text(reason)
            self._reason.setVisible(bool(reason))

    def set_on(self) -> None:
        self.set_off("")
        self.setEnabled(True)

    def reason_label(self) -> IconLabel:
        """The label that says why the button is off; made at first use, hidden while it is on."""
        if self._reason is None:
            self._reason = IconLabel("info", self._off_reason, Role.LABEL, Tone.T2, weight=500)
            self._reason.setVisible(bool(self._off_reason))
        return self._reason

    def click(self) -> None:
        if not self.is_busy:
            super().click()

    def hitButton(self, pos: QPoint) -> bool:
        return not self.is_busy and super().hitButton(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_busy:
            event.accept()
            return
        super().keyPressEvent(event)

    def force_look(self, look: str) -> None:
        """``hover`` or ``pressed`` without a pointer: for the component sheet."""
        self._forced = look
        self.update()

    # sizes and painting

    def _font_role(self) -> Role:
        return Role.HEADING if self._large else Role.BODY

    def _pad(self) -> int:
        return px(21 if self._large else 17)

    def retheme(self) -> None:
        self.setFixedHeight(px(self._height))
        if self.is_busy and theme().reduced_motion:
            self._timer.stop()

    def _content_width(self, text: str, icon: bool) -> int:
        width = text_width(theme().font(self._font_role(), weight=600), text)
        if icon:
            width += px(18) + px(self._gap())
        if self._key and not self.is_busy:
            width += px(8) + keycap_width(self._key)
        return width

    def _gap(self) -> int:
        return 11 if self._large else 8

    def sizeHint(self) -> QSize:
        width = self._content_width(self.text(), self._icon is not None) + 2 * self._pad()
        return QSize(max(width, px(44)), px(self._height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hideEvent(self, event: QHideEvent) -> None:
        self.drop_ring()
        super().hideEvent(event)

    def _turn(self) -> None:
        self._step += 1
        self.update()

    def _look(self) -> tuple[QColor | None, QColor | None, QColor]:
        tokens = theme().tokens
        if not self.isEnabled():
            fill = None if self._kind is ButtonKind.QUIET else tokens.disabled
            return fill, None, tokens.disabled_on
        hot = self.underMouse() or self._forced == "hover"
        down = self.isDown() or self._forced == "pressed"
        return _colours(self._kind, tokens, hot and not self.is_busy, down and not self.is_busy)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        fill, border, ink = self._look()
        draw_box(painter, QRectF(self.rect()), fill=fill, border=border)
        text = self._busy_text or self.text()
        icon = self.is_busy or self._icon is not None
        total = self._content_width(text, icon)
        left = self._pad() if self._spread else max(px(8), (self.width() - total) / 2)
        self._paint_content(painter, left, text, ink)
        painter.end()

    def _paint_content(self, painter: QPainter, x: float, text: str, ink: QColor) -> None:
        mid = self.height() / 2
        size = px(18)
        if self.is_busy:
            paint_ring(painter, QRectF(x, mid - size / 2, size, size), ink, self._step)
        elif self._icon:
            draw_icon_mid(painter, x, mid, self._icon, ink, 18)
        if self.is_busy or self._icon:
            x += size + px(self._gap())
        font = theme().font(self._font_role(), weight=600)
        width = text_width(font, text)
        draw_text(painter, QRectF(x, 0, width, self.height()), text, font, ink)
        if self._key and not self.is_busy:
            cap = self.width() - self._pad() - keycap_width(self._key) if self._spread else x + width + px(8)
            filled = self._kind is ButtonKind.PRIMARY or not self.isEnabled()
            border = ink if filled else theme().tokens.line2
            paint_keycap(painter, cap, mid, self._key, ink if filled else Tone.T2.colour, border)


class IconButton(PressableMixin, RingMixin, Themed, QAbstractButton):
    """A square button of one icon. ``name`` is what a screen reader says."""

    def __init__(self, icon: str, name: str, *, size: int = 44, boxed: bool = False) -> None:
        super().__init__()
        self._icon, self._size, self._boxed = icon, size, boxed
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.init_theme()

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.update()

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setToolTip(name)

    def retheme(self) -> None:
        self.setFixedSize(px(self._size), px(self._size))

    def sizeHint(self) -> QSize:
        return QSize(px(self._size), px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        tokens = theme().tokens
        hot = self.isEnabled() and (self.underMouse() or self.isDown())
        fill = tokens.hover if hot else tokens.surface if self._boxed else None
        draw_box(painter, QRectF(self.rect()), fill=fill, border=tokens.line2 if self._boxed else None)
        ink = tokens.t1 if self.isEnabled() else tokens.disabled_on
        at = (self.width() - px(20)) / 2
        draw_icon_mid(painter, at, self.height() / 2, self._icon, ink, 20)
        painter.end()


class LinkButton(PressableMixin, RingMixin, Themed, QAbstractButton):
    """Accent words with no box: small actions such as Change and Copy. The box is 44 high for fingers."""

    def __init__(
        self, text: str, *, icon: str | None = None, key: str | None = None, tone: Tone = Tone.ACCENT
    ) -> None:
        super().__init__()
        self._icon, self._key, self._tone = icon, key, tone
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)
        self.init_theme()

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = text_width(theme().font(Role.LABEL), self.text())
        width += px(18) + px(6) if self._icon else 0
        width += px(8) + keycap_width(self._key) if self._key else 0
        return QSize(width + px(4), px(32))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        tokens = theme().tokens
        ink = self._tone.colour if self.isEnabled() else tokens.disabled_on
        x, mid = px(2), self.height() / 2
        if self._icon:
            draw_icon_mid(painter, x, mid, self._icon, ink, 18)
            x += px(18) + px(6)
        font = theme().font(Role.LABEL)
        width = text_width(font, self.text())
        draw_text(painter, QRectF(x, 0, width, self.height()), self.text(), font, ink)
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.fillRect(QRectF(x, mid + px(9), width, px(1)), ink)
        if self._key:
            paint_keycap(painter, x + width + px(8), mid, self._key, tokens.t2, tokens.line2)
        painter.end()

"""Buttons: primary, secondary, quiet and danger, with icon, key cap, busy and off states.

The key cap is a hint: binding the key is the page's job. A busy button keeps its width and takes no second press; an
off button keeps its reason, which the page puts beside it with ``reason_label()``.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, Tokens, px, theme
from tabeza_desktop.ui.widgets.focus import RingMixin
from tabeza_desktop.ui.widgets.keycap import keycap_width, paint_keycap
from tabeza_desktop.ui.widgets.label import IconLabel
from tabeza_desktop.ui.widgets.paint import Tone, draw_box, draw_icon_mid, draw_text, smooth, text_width
from tabeza_desktop.ui.widgets.spinner import STEPS_PER_SECOND, paint_ring

_LEAST_PAD = 8
"""Between the words and the edge of a button that is narrower than it would like to be."""


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
    """``yields``: where room is short it gives up its key cap and icon for what stands beside it, never its words.

    Private state: kind, icon, key cap, busy words and step, reason for being off.
    """

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
        yields: bool = False,
    ) -> None:
        super().__init__()
        self._yields = yields
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
        across = QSizePolicy.Policy.Preferred if yields else QSizePolicy.Policy.Minimum
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
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

    def _content_width(self, text: str, icon: bool, key: bool = True) -> int:
        width = text_width(theme().font(self._font_role(), weight=600), text)
        if icon:
            width += px(18) + px(self._gap())
        if key and self._key and not self.is_busy:
            width += px(8) + keycap_width(self._key)
        return width

    def _fitting(self, text: str) -> tuple[bool, bool]:
        """Whether the icon and the key cap have room beside the words. The key gives way first, words never."""
        room, icon = self.width() - 2 * px(_LEAST_PAD), self.is_busy or self._icon is not None
        key = self._content_width(text, icon) <= room
        return icon and (key or self._content_width(text, icon, key=False) <= room), key

    def _is_tight(self) -> bool:
        """Whether even the bare words have no room on one line: then they take two, smaller."""
        return self._content_width(self.text(), icon=False, key=False) > self.width() - 2 * px(_LEAST_PAD)

    def _two_lines(self) -> QRectF:
        """Where the words stand on two lines; larger than the button when they are cut all the same."""
        room = QRectF(px(4), 0, self.width() - px(8), self.height())
        wrapped = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
        return QFontMetricsF(theme().font(Role.FINE, weight=600)).boundingRect(room, wrapped, self.text())

    def cuts_its_words(self) -> bool:
        """Whether the words have no room, on one line or two."""
        if not self._is_tight():
            return False
        words = self._two_lines()
        return words.width() > self.width() - px(8) or words.height() > self.height()

    def _gap(self) -> int:
        return 11 if self._large else 8

    def sizeHint(self) -> QSize:
        width = self._content_width(self.text(), self._icon is not None) + 2 * self._pad()
        return QSize(max(width, px(44)), px(self._height))

    def minimumSizeHint(self) -> QSize:
        if not self._yields:
            return self.sizeHint()
        words = self._content_width(self.text(), icon=False, key=False) + 2 * px(_LEAST_PAD)
        return QSize(max(words, px(44)), px(self._height))

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
        if self._is_tight() and not self.is_busy:
            painter.setFont(theme().font(Role.FINE, weight=600))
            painter.setPen(ink)
            room = QRectF(px(4), 0, self.width() - px(8), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
            painter.end()
            return
        icon, key = self._fitting(text)
        total = self._content_width(text, icon, key)
        pad = min(self._pad(), max(px(_LEAST_PAD), (self.width() - total) / 2))
        left = pad if self._spread else max(px(_LEAST_PAD), (self.width() - total) / 2)
        self._paint_content(painter, left, text, ink)
        painter.end()

    def _paint_content(self, painter: QPainter, x: float, text: str, ink: QColor) -> None:
        mid = self.height() / 2
        icon, key = self._fitting(text)
        size = px(18)
        if self.is_busy and icon:
            paint_ring(painter, QRectF(x, mid - size / 2, size, size), ink, self._step)
        elif self._icon and icon:
            draw_icon_mid(painter, x, mid, self._icon, ink, 18)
        if icon:
            x += size + px(self._gap())
        font = theme().font(self._font_role(), weight=600)
        width = text_width(font, text)
        draw_text(painter, QRectF(x, 0, width, self.height()), text, font, ink)
        if self._key and key and not self.is_busy:
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
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
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
        """Without the key cap, which gives way first."""
        hint = self.sizeHint()
        return QSize(hint.width() - (px(8) + keycap_width(self._key) if self._key else 0), hint.height())

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
        if self._key and self.width() >= self.sizeHint().width():
            paint_keycap(painter, x + width + px(8), mid, self._key, tokens.t2, tokens.line2)
        painter.end()

    def cuts_its_words(self) -> bool:
        """Whether the words have no room, key cap apart."""
        icon = px(18) + px(6) if self._icon else 0
        return text_width(theme().font(Role.LABEL), self.text()) + icon > self.width()

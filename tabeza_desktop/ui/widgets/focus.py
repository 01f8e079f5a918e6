"""The focus ring: 2 px accent with a 2 px gap, drawn over the page because a widget cannot paint outside its own box.

One ring per widget that has it. It is a child of the nearest scrolled page, dialog or window, so it scrolls with its
target, lets the pointer through and is never read aloud. It shows for keyboard focus, not after a mouse press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from tabeza_desktop.ui.theme import px, theme
from tabeza_desktop.ui.widgets.paint import RADIUS_CONTROL, smooth

if TYPE_CHECKING:  # a class of Qt's costs the start when it is named; these are told, never made
    from PySide6.QtGui import QFocusEvent, QPaintEvent

_GAP, _WIDTH = 2, 2
_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.LayoutRequest})
_GONE = frozenset({QEvent.Type.Hide, QEvent.Type.ParentChange})
_NOT_BY_KEYBOARD = frozenset({Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason})


def ring_host(target: QWidget) -> QWidget:
    """Where the ring may be drawn: the content of a scroll area, or the top of the window."""
    widget = target
    while (parent := widget.parentWidget()) is not None:
        if widget.isWindow():
            break
        above = parent.parentWidget()
        if isinstance(above, QAbstractScrollArea) and above.viewport() is parent:
            break
        widget = parent
    return widget


class FocusRing(QWidget):
    """Follows one target while it is shown. ``radius`` is the target's own corner, unscaled."""

    def __init__(self, target: QWidget, *, radius: float = RADIUS_CONTROL, inset: int = 0) -> None:
        super().__init__(ring_host(target))
        self._target = target
        self._radius = radius
        self._inset = inset
        self._watched: list[QObject] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("")
        widget: QWidget | None = target
        while widget is not None and widget is not self.parentWidget():
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = widget.parentWidget()
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        elif event.type() in _GONE:
            self.hide()
        return False

    def _place(self) -> None:
        host = self.parentWidget()
        grow = px(_GAP + _WIDTH) - px(self._inset) if self._inset else px(_GAP + _WIDTH)
        corner = self._target.mapTo(host, QPoint(0, 0))
        self.setGeometry(QRect(corner, self._target.size()).adjusted(-grow, -grow, grow, grow))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        width = px(_WIDTH)
        painter.setPen(QPen(theme().tokens.accent, width))
        half = width / 2
        corner = px(self._radius + _GAP) + half
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), corner, corner)
        painter.end()


class RingMixin:
    """Mix in before a QWidget class: keyboard focus shows the ring, leaving takes it away."""

    ring_radius: float = RADIUS_CONTROL
    ring_inset: int = 0
    """Unscaled px; for what fills its list from edge to edge, so that the ring lies inside it."""
    _ring: FocusRing | None = None

    def show_ring(self) -> None:
        """Draw the ring now, whatever the reason for focus."""
        self.drop_ring()
        if isinstance(self, QWidget):
            self._ring = FocusRing(self, radius=self.ring_radius, inset=self.ring_inset)

    def drop_ring(self) -> None:
        if self._ring is not None:
            self._ring.hide()
            self._ring.deleteLater()
            self._ring = None

    @property
    def has_ring(self) -> bool:
        return self._ring is not None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)  # type: ignore[misc]
        if event.reason() not in _NOT_BY_KEYBOARD:
            self.show_ring()
        self.update()  # type: ignore[attr-defined]

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)  # type: ignore[misc]
        self.drop_ring()
        self.update()  # type: ignore[attr-defined]

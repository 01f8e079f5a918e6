"""News of a tab that is not on screen: bottom right of the list, three at most, never in the way of Enter.

Paid leaves after 6 s; hovering holds the clock. What a person must see stays until somebody has, here or at another
console. Ctrl+J opens the newest. No toast ever takes the focus.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Status, Themed, px, theme
from tabeza_desktop.ui.widgets.button import LinkButton
from tabeza_desktop.ui.widgets.label import Icon, Label
from tabeza_desktop.ui.widgets.paint import RADIUS_CARD, Tone, draw_box, draw_left_edge

MAX_TOASTS = 3
SLIDE_MS = 120
_WIDTH, _HEIGHT, _GAP, _MARGIN = 400, 60, 10, 16


class ToastKind(StrEnum):
    PAID = "paid"
    FAILED = "failed"
    CHECKING = "checking"


_LOOKS = {
    ToastKind.PAID: ("check-circle", Status.PAID, 6000),
    ToastKind.FAILED: ("x-circle", Status.FAIL, None),
    ToastKind.CHECKING: ("user", Status.WARN, None),
}
"""Icon, colour, and milliseconds on screen; None: until it is seen."""


class Toast(Themed, QFrame):
    """Two lines and one action. ``key`` names what it opens; ``about`` the payments it tells of."""

    opened = Signal(str)
    expired = Signal()

    def __init__(
        self, kind: ToastKind, title: str, text: str, action_text: str, key: str, about: frozenset[str] = frozenset()
    ) -> None:
        super().__init__()
        self.kind, self.key, self.about = kind, key, about
        icon, self._status, life_ms = _LOOKS[kind]
        self._title = Label(title, Role.BODY, weight=600, elide=True)
        self._text = Label(text, Role.LABEL, weight=400, elide=True)
        self.action = LinkButton(action_text, tone=Tone.T1)
        self.action.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.action.clicked.connect(self.open)
        self._row = QHBoxLayout(self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addStretch(1)
        self._row.addWidget(Icon(icon, 24, Tone(self._status.value)))
        self._row.addLayout(words, 1)
        self._row.addWidget(self.action)
        self._life = QTimer(self)
        self._life.setSingleShot(True)
        self._lives = life_ms is not None
        self._life.setInterval(life_ms or 0)
        self._life.timeout.connect(self.expired)
        self.setAccessibleName(f"{title}. {text}")
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedSize(px(_WIDTH), px(_HEIGHT))
        self._row.setContentsMargins(px(21), 0, px(18), 0)
        self._row.setSpacing(px(13))

    def start(self) -> None:
        """Begin the time it has on screen, if it leaves by itself."""
        if self._lives:
            self._life.start()

    def is_counting(self) -> bool:
        return self._life.isActive()

    def open(self) -> None:
        self.opened.emit(self.key)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._life.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        colours = theme().tokens.status(self._status)
        draw_box(painter, box, radius=RADIUS_CARD, fill=colours.fill, border=colours.border)
        draw_left_edge(painter, box, colours.solid, 6, RADIUS_CARD)
        painter.end()


class ToastStack(QObject):
    """Keeps up to three toasts at the bottom right of ``host``; the oldest makes room."""

    opened = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._toasts: list[Toast] = []
        host.installEventFilter(self)
        theme().changed.connect(self._place)

    def toasts(self) -> list[Toast]:
        """Oldest first."""
        return list(self._toasts)

    def push(self, toast: Toast) -> None:
        """Show one more. The oldest that leaves by itself makes room first."""
        while len(self._toasts) >= MAX_TOASTS:
            self._drop(next((old for old in self._toasts if not old.about), self._toasts[0]))
        toast.setParent(self._host)
        toast.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        toast.opened.connect(self._opened)
        toast.expired.connect(self._expired)
        self._toasts.append(toast)
        toast.show()
        toast.raise_()
        toast.start()
        self._place()
        self._slide_in(toast)
        QAccessible.updateAccessibility(QAccessibleEvent(toast, QAccessible.Event.Alert))

    def open_newest(self) -> bool:
        """What Ctrl+J does. Returns whether there was one."""
        if self._toasts:
            self._toasts[-1].open()
            return True
        return False

    def drop_seen(self, unseen: frozenset[str]) -> None:
        """Let go of those that stay, once none of their payments is unseen any more."""
        for toast in self.toasts():
            if toast.about and not toast.about & unseen:
                self._drop(toast)

    def clear(self) -> None:
        for toast in self.toasts():
            self._drop(toast)

    def _slide_in(self, toast: Toast) -> None:
        if theme().reduced_motion or not self._host.isVisible():
            return
        slide = QPropertyAnimation(toast, b"pos", toast)
        slide.setDuration(SLIDE_MS)
        slide.setStartValue(toast.pos() + QPoint(px(24), 0))
        slide.setEndValue(toast.pos())
        slide.setEasingCurve(QEasingCurve.Type.OutQuad)
        slide.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)

    def _opened(self, key: str) -> None:
        sender = self.sender()
        if isinstance(sender, Toast):
            self._drop(sender)
        self.opened.emit(key)

    def _expired(self) -> None:
        sender = self.sender()
        if isinstance(sender, Toast):
            self._drop(sender)

    def _drop(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        x = self._host.width() - px(_WIDTH) - px(_MARGIN)
        y = self._host.height() - px(_MARGIN)
        for toast in reversed(self._toasts):
            y -= toast.height()
            toast.move(x, y)
            y -= px(_GAP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

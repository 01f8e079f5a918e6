"""The six steps of set-up. Done steps open again; later ones only say what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.button import PressableMixin
from tabeza_desktop.ui.widgets.focus import RingMixin
from tabeza_desktop.ui.widgets.paint import (
    CENTRE,
    RADIUS_CARD,
    Tone,
    draw_box,
    draw_elided,
    draw_icon,
    draw_text,
    smooth,
)

_ROW, _DOT, _LEFT = 58, 32, 11


class StepState(StrEnum):
    DONE = "done"
    NOW = "now"
    BLOCKED = "blocked"
    FAILED = "failed"
    NOT_YET = "not_yet"


_TONES = {
    StepState.DONE: Tone.PAID,
    StepState.NOW: Tone.ACCENT,
    StepState.BLOCKED: Tone.WARN,
    StepState.FAILED: Tone.FAIL,
    StepState.NOT_YET: Tone.T2,
}
_BOXED = frozenset({StepState.NOW, StepState.BLOCKED, StepState.FAILED})


def state_word(state: StepState) -> str:
    """The state for screen readers, in the language in force."""
    words = {
        StepState.DONE: QCoreApplication.translate("widgets", "done"),
        StepState.NOW: QCoreApplication.translate("widgets", "now"),
        StepState.BLOCKED: QCoreApplication.translate("widgets", "blocked"),
        StepState.FAILED: QCoreApplication.translate("widgets", "failed"),
        StepState.NOT_YET: QCoreApplication.translate("widgets", "not yet"),
    }
    return words[state]


@dataclass(frozen=True)
class Step:
    """``tone`` bends the colour of ``sub``, such as amber while something needs a look."""

    key: str
    title: str
    sub: str = ""
    state: StepState = StepState.NOT_YET
    tone: Tone | None = None


class StepButton(PressableMixin, RingMixin, Themed, QAbstractButton):
    """One step. Enabled only when done."""

    ring_radius = RADIUS_CARD

    def __init__(self, step: Step, number: int, above: StepState | None, last: bool) -> None:
        super().__init__()
        self.step, self._number, self._above, self._last = step, number, above, last
        self.compact = False
        done = step.state is StepState.DONE
        self.setText(step.title)
        self.setAccessibleName(f"{number}. {step.title}")
        self.setAccessibleDescription(f"{state_word(step.state)}. {step.sub}")
        self.setEnabled(done)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if done else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if done else Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedHeight(px(_ROW))

    def sizeHint(self) -> QSize:
        return QSize(px(_DOT + 20 if self.compact else 230), px(_ROW))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.compact:
            QToolTip.showText(self.mapToGlobal(QPoint(self.width(), px(12))), self.step.title, self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = smooth(QPainter(self)), theme().tokens, QRectF(self.rect())
        boxed = self.step.state in _BOXED
        hot = self.isEnabled() and self.underMouse()
        if (boxed or hot) and not self.compact:
            fill = tokens.surface if boxed else tokens.hover
            draw_box(painter, box, radius=RADIUS_CARD, fill=fill, border=tokens.line if boxed else None)
        x = (self.width() - px(_DOT)) / 2 if self.compact else px(_LEFT)
        self._paint_lines(painter, x)
        self._paint_dot(painter, x, (self.height() - px(_DOT)) / 2)
        if not self.compact:
            self._paint_words(painter)
        painter.end()

    def _line_colour(self, state: StepState) -> QColor:
        tokens = theme().tokens
        return tokens.paid_solid if state is StepState.DONE else tokens.line

    def _paint_lines(self, painter: QPainter, x: float) -> None:
        middle, gap = x + px(_DOT) / 2 - px(2) / 2, px(2)
        top, bottom = (self.height() - px(_DOT)) / 2, (self.height() + px(_DOT)) / 2
        if self._above is not None:
            painter.fillRect(QRectF(middle, 0, px(2), top - gap), self._line_colour(self._above))
        if not self._last:
            below = QRectF(middle, bottom + gap, px(2), self.height() - bottom - gap)
            painter.fillRect(below, self._line_colour(self.step.state))

    def _paint_dot(self, painter: QPainter, x: float, y: float) -> None:
        tokens, state = theme().tokens, self.step.state
        fills: dict[StepState, tuple[QColor, QColor | None, QColor, str]] = {
            StepState.DONE: (tokens.paid_solid, None, tokens.surface, "check"),
            StepState.NOW: (tokens.accent, None, tokens.accent_on, ""),
            StepState.BLOCKED: (tokens.warn_bg, tokens.warn_solid, tokens.warn, "ban"),
            StepState.FAILED: (tokens.fail_bg, tokens.fail_solid, tokens.fail, "x"),
            StepState.NOT_YET: (tokens.bg, tokens.line2, tokens.t2, ""),
        }
        fill, outline, ink, icon = fills[state]
        dot = QRectF(x, y, px(_DOT), px(_DOT))
        painter.setBrush(fill)
        painter.setPen(Qt.PenStyle.NoPen if outline is None else QPen(outline, px(2)))
        painter.drawEllipse(dot if outline is None else dot.adjusted(1, 1, -1, -1))
        if icon:
            at = (px(_DOT) - px(18)) / 2
            draw_icon(painter, x + at, y + at, icon, ink, 18)
        else:
            draw_text(painter, dot, str(self._number), theme().font(Role.BODY, weight=700), ink, CENTRE)

    def _paint_words(self, painter: QPainter) -> None:
        tokens, step = theme().tokens, self.step
        left = px(57)
        room = self.width() - left - px(10)
        title_ink = tokens.t2 if step.state is StepState.NOT_YET else tokens.t1
        middle = self.height() / 2
        title = QRectF(left, middle - px(20), room, px(22))
        draw_elided(painter, title, step.title, theme().font(Role.BODY, weight=600), title_ink)
        strong = step.state in _BOXED
        font = theme().font(Role.FINE, weight=600 if strong else 400)
        sub = QRectF(left, middle + px(1), room, px(18))
        draw_elided(painter, sub, step.sub, font, (step.tone or _TONES[step.state]).colour)


class Stepper(Themed, QWidget):
    """``opened`` gives the key of a done step. ``set_compact`` makes the 64 px rail of dots."""

    opened = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._steps: list[Step] = []
        self._buttons: list[StepButton] = []
        self._compact = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.init_theme()

    def steps(self) -> list[Step]:
        return list(self._steps)

    def set_steps(self, steps: Sequence[Step]) -> None:
        if list(steps) == self._steps:
            return
        self._steps = list(steps)
        for old in self._buttons:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        above: StepState | None = None
        for at, step in enumerate(self._steps):
            button = StepButton(step, at + 1, above, at == len(self._steps) - 1)
            button.compact = self._compact
            button.clicked.connect(self._clicked)
            self._column.addWidget(button)
            self._buttons.append(button)
            above = step.state

    def button(self, key: str) -> StepButton:
        """The button of a step; raises KeyError."""
        for button in self._buttons:
            if button.step.key == key:
                return button
        raise KeyError(key)

    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        for button in self._buttons:
            button.compact = compact
            button.setToolTip(button.step.title if compact else "")
            button.updateGeometry()
            button.update()

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, StepButton):
            self.opened.emit(sender.step.key)

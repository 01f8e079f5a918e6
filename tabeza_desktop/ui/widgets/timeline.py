"""How far one payment has come. Nobody reports the prompt on the phone, so that node never has a time.

``paint_node`` is pure. The widget ticks once a second while a node is running; ticking is never announced.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, Tokens, px, theme
from tabeza_desktop.ui.widgets.elapsed import elapsed_text
from tabeza_desktop.ui.widgets.paint import RIGHT, draw_elided, draw_icon, draw_text, smooth, text_width

_NO_TIME = "\u2013"
_DOT = 32


class NodeState(StrEnum):
    DONE = "done"
    SHOULD = "should"
    SHOULD_OVER = "should_over"
    RUNNING = "running"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class Node:
    """One step. ``at`` is a clock time; ``since`` (``time.monotonic()``) makes a running node count by itself."""

    key: str
    title: str
    sub: str = ""
    state: NodeState = NodeState.NOT_REACHED
    icon: str = ""
    at: str = ""
    since: float | None = None


@dataclass(frozen=True)
class NodeLook:
    icon: str
    fill: QColor
    outline: QColor | None
    ink: QColor
    title: QColor
    line: QColor


def node_look(state: NodeState, tokens: Tokens) -> NodeLook:
    """Colours of a state; the line below a node takes the colour of what is finished above it."""
    looks = {
        NodeState.DONE: ("check", tokens.paid_solid, None, tokens.surface, tokens.t1, tokens.paid_solid),
        NodeState.SHOULD: ("phone", tokens.wait_bg, tokens.wait_solid, tokens.wait, tokens.t1, tokens.wait_solid),
        NodeState.SHOULD_OVER: ("phone", tokens.surface, tokens.line2, tokens.t2, tokens.t2, tokens.line2),
        NodeState.RUNNING: ("phone-ring", tokens.wait_solid, None, tokens.surface, tokens.wait, tokens.line2),
        NodeState.FAILED: ("x", tokens.fail_solid, None, tokens.surface, tokens.fail, tokens.line2),
        NodeState.UNKNOWN: ("refresh", tokens.warn_bg, tokens.warn_solid, tokens.warn, tokens.warn, tokens.line2),
        NodeState.NOT_REACHED: ("dash", tokens.surface, tokens.line2, tokens.t2, tokens.t2, tokens.line2),
    }
    return NodeLook(*looks[state])


def paint_dot(painter: QPainter, x: float, y: float, look: NodeLook, icon: str, size: int = _DOT) -> None:
    """A round dot with its icon; ``size`` unscaled."""
    smooth(painter)
    side = px(size)
    box = QRectF(x, y, side, side)
    if look.outline is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.fill)
        painter.drawEllipse(box)
    else:
        painter.setPen(QPen(look.outline, px(2)))
        painter.setBrush(look.fill)
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    glyph = 18
    at = (side - px(glyph)) / 2
    draw_icon(painter, x + at, y + at, icon, look.ink, glyph)


@dataclass(frozen=True)
class NodeSizes:
    """Unscaled px of one timeline size."""

    pitch: int
    left: int
    title: Role
    title_line: int
    sub: Role
    sub_line: int
    time: Role


BIG = NodeSizes(74, 46, Role.NODE, 27, Role.BODY, 22, Role.HEADING)
BIG_TIGHT = NodeSizes(64, 46, Role.NODE, 27, Role.BODY, 22, Role.HEADING)
DRAWER = NodeSizes(58, 44, Role.NAME, 22, Role.LABEL, 20, Role.BODY)
SMALL = NodeSizes(48, 44, Role.NAME, 22, Role.LABEL, 20, Role.BODY)


def state_word(state: NodeState) -> str:
    """The state for screen readers, in the language in force."""
    words = {
        NodeState.DONE: QCoreApplication.translate("widgets", "done"),
        NodeState.SHOULD: QCoreApplication.translate("widgets", "should be happening"),
        NodeState.SHOULD_OVER: QCoreApplication.translate("widgets", "over"),
        NodeState.RUNNING: QCoreApplication.translate("widgets", "now"),
        NodeState.FAILED: QCoreApplication.translate("widgets", "failed"),
        NodeState.UNKNOWN: QCoreApplication.translate("widgets", "not known yet"),
        NodeState.NOT_REACHED: QCoreApplication.translate("widgets", "not reached"),
    }
    return words[state]


def node_time(node: Node, now: float) -> str:
    """What stands at the right of a node: nothing for what is only inferred."""
    if node.state in (NodeState.SHOULD, NodeState.SHOULD_OVER):
        return ""
    if node.since is not None and node.state in (NodeState.RUNNING, NodeState.UNKNOWN):
        return elapsed_text(now - node.since)
    return node.at or (_NO_TIME if node.state is NodeState.NOT_REACHED else "")


def paint_node(painter: QPainter, rect: QRectF, node: Node, sizes: NodeSizes, last: bool, now: float) -> None:
    """One node in ``rect`` (its full pitch), with the line to the next unless it is the last."""
    tokens = theme().tokens
    look = node_look(node.state, tokens)
    x, y = rect.left(), rect.top()
    paint_dot(painter, x, y, look, node.icon or look.icon)
    if not last:
        top = y + px(_DOT + 2)
        middle = x + px(_DOT) / 2 - px(2) / 2
        painter.fillRect(QRectF(middle, top, px(2), rect.bottom() - px(2) - top), look.line)
    at = node_time(node, now)
    running = node.state is NodeState.RUNNING
    time_font = theme().font(sizes.time, tnum=True, weight=600 if running and sizes.pitch > 60 else 400)
    room = text_width(time_font, at) + px(12) if at else 0
    left = x + px(sizes.left)
    lift = 2 if sizes.pitch > 60 else 0
    title = QRectF(left, y + px(lift), rect.right() - left - room, px(sizes.title_line))
    draw_elided(painter, title, node.title, theme().font(sizes.title), look.title)
    sub = QRectF(left, title.bottom() - px(1), rect.right() - left, px(sizes.sub_line))
    draw_elided(painter, sub, node.sub, theme().font(sizes.sub, weight=400), tokens.t2)
    if at:
        ink = tokens.wait if running and sizes.pitch > 60 else tokens.t2
        spot = QRectF(left, title.top(), rect.right() - left, title.height())
        draw_text(painter, spot, at, time_font, ink, RIGHT)


class Timeline(Themed, QWidget):
    """Nodes one under another. Set them anew whenever something is known; unchanged nodes cost nothing."""

    def __init__(self, name: str, *, big: bool = False, tight: bool = False) -> None:
        super().__init__()
        self._nodes: list[Node] = []
        self._sizes = (BIG_TIGHT if tight else BIG) if big else DRAWER
        self._normal = self._sizes
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.update)
        self.init_theme()

    def nodes(self) -> list[Node]:
        return list(self._nodes)

    def set_nodes(self, nodes: Sequence[Node]) -> None:
        if list(nodes) == self._nodes:
            return
        self._nodes = list(nodes)
        words = [f"{node.title}, {state_word(node.state)}. {node.sub} {node.at}".strip() for node in nodes]
        self.setAccessibleDescription("\n".join(words))
        self._run()
        self.updateGeometry()
        self.update()

    def set_small(self, small: bool) -> None:
        """Windows under 740 px high: big nodes tighten, drawer nodes go from 58 to 48."""
        tight = BIG_TIGHT if self._normal in (BIG, BIG_TIGHT) else SMALL
        self._sizes = tight if small else self._normal
        self.updateGeometry()
        self.update()

    def ticking(self) -> bool:
        return self._timer.isActive()

    def _run(self) -> None:
        live = any(node.since is not None and node_time(node, node.since) for node in self._nodes)
        if live and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def sizeHint(self) -> QSize:
        count, sizes = len(self._nodes), self._sizes
        last = sizes.title_line + sizes.sub_line + 2
        height = px(sizes.pitch) * max(0, count - 1) + px(last) if count else 0
        return QSize(px(300), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, now = smooth(QPainter(self)), time.monotonic()
        pitch = px(self._sizes.pitch)
        for at, node in enumerate(self._nodes):
            box = QRectF(0, at * pitch, self.width(), pitch)
            paint_node(painter, box, node, self._sizes, at == len(self._nodes) - 1, now)
        painter.end()

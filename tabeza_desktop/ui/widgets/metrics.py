"""The strip of figures over a list. The chosen tile filters it; the others open where the figure comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from tabeza_desktop.ui.theme import Role, Status, px, theme
from tabeza_desktop.ui.widgets.choice import ChoiceButton, ChoiceGroup
from tabeza_desktop.ui.widgets.paint import draw_elided, draw_icon_mid, draw_text, smooth, text_width

_MAX_SHORTCUTS = 9


@dataclass(frozen=True)
class Metric:
    """One figure. ``label`` holds its count ("Waiting · 2"), ``value`` is formatted; not ``filters``: it opens."""

    key: str
    label: str
    value: str
    unit: str = ""
    icon: str = ""
    status: Status | None = None
    filters: bool = True


class MetricTile(ChoiceButton):
    """A tile 76 high: icon and label, then the figure and its unit."""

    def __init__(self, metric: Metric) -> None:
        super().__init__(metric.key, metric.label)
        self.spec = metric  # not "metric": that name is a virtual of QPaintDevice and crashes painting
        self.compact = self.quiet = False
        if not metric.filters:
            self.setAutoExclusive(False)
            self.setCheckable(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_metric(metric)
        self.init_theme()

    def set_metric(self, metric: Metric) -> None:
        self.spec = metric
        self.setText(metric.label)
        self.setAccessibleName(f"{metric.label}, {metric.value} {metric.unit}".strip())
        self.updateGeometry()
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(px(76))

    def _pad(self) -> int:
        return px(12 if self.compact else 16)

    def sizeHint(self) -> QSize:
        label = text_width(theme().font(Role.LABEL), self.spec.label) + (px(24) if self.spec.icon else 0)
        figure = text_width(theme().font(Role.DISPLAY, size=24), self.spec.value)
        unit = text_width(theme().font(Role.LABEL), self.spec.unit) + px(7)
        return QSize(max(label, figure + unit) + 2 * self._pad(), px(76))

    def minimumSizeHint(self) -> QSize:
        return QSize(text_width(theme().font(Role.DISPLAY, size=24), self.spec.value) + self._pad(), px(76))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        on = self.isChecked()
        hot = self.underMouse() and not on
        lifted = on or (not self.spec.filters and self.quiet)
        painter.fillRect(self.rect(), tokens.surface if lifted else tokens.hover if hot else tokens.bg)
        self._paint_figures(painter)
        rule = QRectF(0, self.height() - px(1), self.width(), px(1))
        painter.fillRect(rule, tokens.line)
        painter.fillRect(QRectF(self.width() - px(1), 0, px(1), self.height()), tokens.line)
        if on:
            painter.fillRect(QRectF(0, self.height() - px(3), self.width(), px(3)), tokens.accent)
        painter.end()

    def _paint_figures(self, painter: QPainter) -> None:
        tokens, pad, metric = theme().tokens, self._pad(), self.spec
        ink = tokens.status(metric.status).text if metric.status else tokens.t2
        x = pad
        if metric.icon:
            draw_icon_mid(painter, x, px(20), metric.icon, ink, 18)
            x += px(24)
        label = QRectF(x, px(10), self.width() - x - px(6), px(20))
        draw_elided(painter, label, metric.label, theme().font(Role.LABEL), ink)
        figure = theme().font(Role.DISPLAY, size=24)
        width = text_width(figure, metric.value)
        draw_text(painter, QRectF(pad, px(30), width, px(32)), metric.value, figure, tokens.t1)
        x = pad + width + px(7)
        unit = QRectF(x, px(33), self.width() - x - px(6), px(30))
        draw_elided(painter, unit, metric.unit, theme().font(Role.LABEL, weight=600), tokens.t2)


class MetricStrip(ChoiceGroup):
    """Tiles in a row. ``changed`` for filters, ``opened`` for the rest; Alt+1 to Alt+9 while the window is active."""

    opened = Signal(str)

    def __init__(self, metrics: Sequence[Metric], name: str = "", *, chosen: str | None = None) -> None:
        super().__init__(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._shortcuts: list[QShortcut] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_metrics(metrics, chosen)
        self.init_theme()

    def set_metrics(self, metrics: Sequence[Metric], chosen: str | None = None) -> None:
        """Other tiles altogether. For new figures use ``set_metric``."""
        self.fill([MetricTile(metric) for metric in metrics], self._row, None)
        quiet = not any(metric.filters for metric in metrics)  # nothing to choose: no tile stands back
        for tile in self.findChildren(MetricTile):
            tile.quiet = quiet
        first = next((metric.key for metric in metrics if metric.filters), None)
        if chosen or first:
            self.choose(chosen or str(first))
        for shortcut in self._shortcuts:
            shortcut.deleteLater()
        self._shortcuts = [self._shortcut(at) for at in range(min(len(metrics), _MAX_SHORTCUTS))]

    def _shortcut(self, at: int) -> QShortcut:
        shortcut = QShortcut(QKeySequence(f"Alt+{at + 1}"), self.buttons[at])
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self.buttons[at].click)
        return shortcut

    def set_metric(self, metric: Metric) -> None:
        """New figures for the tile of this key, in place."""
        tile = self.button(metric.key)
        if isinstance(tile, MetricTile) and tile.spec != metric:
            tile.set_metric(metric)

    def set_compact(self, compact: bool) -> None:
        for button in self.buttons:
            if isinstance(button, MetricTile):
                button.compact = compact
                button.update()

    def choose(self, key: str) -> None:
        button = self.button(key)
        if button.isCheckable():
            super().choose(key)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, MetricTile) and not sender.spec.filters:
            self.opened.emit(sender.key)
            return
        super()._clicked()

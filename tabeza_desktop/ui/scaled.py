"""Layouts that follow the text scale and the zoom of large windows, so that no page keeps pixels of another size."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QSpacerItem, QWidget

from tabeza_desktop.ui.theme import px, theme


class _Scaler(QObject):
    """Lives as long as what it sizes: a child of the layout or widget."""

    def __init__(self, parent: QObject, apply: Callable[[], None]) -> None:
        super().__init__(parent)
        self._apply = apply
        theme().changed.connect(self._again)
        apply()

    def _again(self) -> None:
        self._apply()


def scaled(layout: QBoxLayout, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0) -> None:
    """Margins (left, top, right, bottom) and spacing in unscaled px, now and after every theme change."""

    def apply() -> None:
        left, top, right, bottom = margins
        layout.setContentsMargins(px(left), px(top), px(right), px(bottom))
        layout.setSpacing(px(spacing))

    _Scaler(layout, apply)


def gap(layout: QBoxLayout, size: int) -> None:
    """A fixed gap of unscaled px at the end of a layout."""
    fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum
    across = layout.direction() in (QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.RightToLeft)
    spacer = QSpacerItem(0, 0)
    layout.addSpacerItem(spacer)

    def apply() -> None:
        if across:
            spacer.changeSize(px(size), 0, fixed, free)
        else:
            spacer.changeSize(0, px(size), free, fixed)
        layout.invalidate()

    _Scaler(layout, apply)


def fixed_height(widget: QWidget, height: int) -> None:
    """A height in unscaled px."""
    _Scaler(widget, lambda: widget.setFixedHeight(px(height)))


def least_height(widget: QWidget, height: int) -> None:
    """A least height in unscaled px."""
    _Scaler(widget, lambda: widget.setMinimumHeight(px(height)))


def fixed_width(widget: QWidget, width: int) -> None:
    """A width in unscaled px."""
    _Scaler(widget, lambda: widget.setFixedWidth(px(width)))

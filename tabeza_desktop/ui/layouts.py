"""Columns and rows whose gaps and margins follow the text scale, so that a page need not set them again by hand."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSpacerItem, QVBoxLayout

from tabeza_desktop.ui.theme import px, theme

Margins = tuple[int, int, int, int]
_NO_MARGINS: Margins = (0, 0, 0, 0)


class _Scaled:
    """Private state: unscaled spacing, margins (left, top, right, bottom) and the fixed gaps put in so far."""

    def _start(self, spacing: int, margins: Margins) -> None:
        self._spacing, self._margins = spacing, margins
        self._gaps: list[tuple[QSpacerItem, int]] = []
        self._rescale()
        theme().changed.connect(self._rescale)

    def _rescale(self) -> None:
        assert isinstance(self, QBoxLayout)
        self.setSpacing(px(self._spacing))
        self.setContentsMargins(*(px(side) for side in self._margins))
        for item, size in self._gaps:
            self._resize(item, px(size))
        self.invalidate()

    def _resize(self, item: QSpacerItem, size: int) -> None:
        upright = isinstance(self, QVBoxLayout)
        item.changeSize(0 if upright else size, size if upright else 0)

    def set_margins(self, margins: Margins) -> None:
        self._margins = margins
        self._rescale()

    def gap(self, size: int) -> QSpacerItem:
        """A fixed gap of so many unscaled px, on top of the spacing."""
        assert isinstance(self, QBoxLayout)
        item = QSpacerItem(0, 0)
        self._gaps.append((item, size))
        self._resize(item, px(size))
        self.addItem(item)
        return item


class Column(_Scaled, QVBoxLayout):
    """Top to bottom."""

    def __init__(self, spacing: int = 0, margins: Margins = _NO_MARGINS) -> None:
        super().__init__()
        self._start(spacing, margins)


class Row(_Scaled, QHBoxLayout):
    """Left to right."""

    def __init__(self, spacing: int = 0, margins: Margins = _NO_MARGINS) -> None:
        super().__init__()
        self._start(spacing, margins)

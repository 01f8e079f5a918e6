"""The pages of a paper on a grey table, as they will come out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import px
from tabeza_desktop.ui.widgets.card import Panel


class Preview(QScrollArea):
    """``show_pages`` takes pictures made at ``page_width`` of the paper; arrows and PgUp, PgDn scroll."""

    def __init__(self) -> None:
        super().__init__()
        self._sheets: list[QLabel] = []
        table = Panel(fill="sunken")
        self._column = QVBoxLayout(table)
        scaled(self._column, (16, 16, 16, 16), 12)
        self._column.addStretch(1)
        self.setWidget(table)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def page_width(self, *, roll: bool) -> int:
        """How wide a page's picture is, in pixels of the screen itself."""
        return round((px(300) if roll else self.width() - px(48)) * self.devicePixelRatioF())

    def show_pages(self, pictures: Sequence[QImage], name: str) -> None:
        """Replace what lies there. ``name`` is what a screen reader says of it."""
        for sheet in self._sheets:
            self._column.removeWidget(sheet)
            sheet.hide()
            sheet.deleteLater()
        self._sheets = [self._sheet(picture) for picture in pictures]
        for at, sheet in enumerate(self._sheets):
            self._column.insertWidget(at, sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(name)
        self.verticalScrollBar().setValue(0)

    def count(self) -> int:
        return len(self._sheets)

    def _sheet(self, picture: QImage) -> QLabel:
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        sheet = QLabel(self.widget() or QWidget())
        sheet.setPixmap(QPixmap.fromImage(picture))
        return sheet

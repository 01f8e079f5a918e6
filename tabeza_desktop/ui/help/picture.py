"""A picture of the set-up guide with what it shows written under it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.resources import resource_path
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import draw_box

WIDEST = 683


class _Painted(Themed, QWidget):
    """Keeps the picture's shape; never larger than it was taken."""

    def __init__(self, pixmap: QPixmap) -> None:
        super().__init__()
        self._pixmap = pixmap
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def retheme(self) -> None:
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _shown_width(self) -> int:
        return min(self.width(), px(WIDEST))

    def _fit(self) -> None:
        if not self._pixmap.isNull():
            self.setFixedHeight(
                max(1, round(self._shown_width() * self._pixmap.height() / self._pixmap.width()))
            )

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(225))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(100))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(0, 0, self._shown_width(), self.height())
        painter.drawPixmap(box.toRect(), self._pixmap)
        draw_box(painter, box, radius=0, border=theme().tokens.line)
        painter.end()


class HelpPicture(QWidget):
    """``name`` is the file without language and ending; a language without pictures shows the English ones."""

    def __init__(self, name: str, caption: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        scaled(column, (0, 8, 0, 8), 6)
        words = Label(caption, Role.BODY, weight=600, wrap=True)
        column.addWidget(words)
        self.painted = _Painted(_picture(name))
        self.painted.setAccessibleName(caption)
        column.addWidget(self.painted)
        self.setAccessibleName(caption)


def _picture(name: str) -> QPixmap:
    found = resource_path("help") / f"{name}-{current_language()}.png"
    return QPixmap(str(found if found.exists() else resource_path("help", f"{name}-en.png")))

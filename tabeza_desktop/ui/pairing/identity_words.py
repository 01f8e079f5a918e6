"""The six words of a service, numbered, to be compared one by one with the ones Tabeza gave."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import draw_box, draw_elided, draw_text

tr = words("Pairing")
_COLUMNS = 3


class _Word(Themed, QWidget):
    def __init__(self, place: int, word: str) -> None:
        super().__init__()
        self._place, self._word = str(place), word
        self.setAccessibleName(tr("Word {place}: {word}", place=place, word=word))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedHeight(px(44))

    def sizeHint(self) -> QSize:
        return QSize(px(150), px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = QPainter(self), theme().tokens, QRectF(self.rect())
        draw_box(painter, box, fill=tokens.surface, border=tokens.line2)
        left = box.adjusted(px(13), 0, 0, 0)
        draw_text(painter, left, self._place, theme().font(Role.LABEL, weight=400, tnum=True), tokens.t2)
        word = box.adjusted(px(35), 0, -px(8), 0)
        draw_elided(painter, word, self._word, theme().font(Role.HEADING), tokens.t1)
        painter.end()


class IdentityWords(Themed, QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.init_theme()

    def retheme(self) -> None:
        self._grid.setSpacing(px(10))

    def set_words(self, identity: Sequence[str]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for place, word in enumerate(identity):
            self._grid.addWidget(_Word(place + 1, word), place // _COLUMNS, place % _COLUMNS)

"""An M-Pesa receipt in its box with Copy beside it; dashed and plainly worded when there is none."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.button import LinkButton
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.paint import draw_box

tr = words("ReceiptBox")


class ReceiptBox(Themed, QWidget):
    """``copied(receipt)`` when Copy is pressed. ``none_text`` is what stands there without a receipt."""

    copied = Signal(str)

    def __init__(self, receipt: str | None = None, none_text: str = "–") -> None:
        super().__init__()
        self._receipt, self._none_text = receipt, none_text
        self._title = Label("", Role.FINE, Tone.T2)
        self._code = Label("", Role.PANEL_NAME, codes=True, weight=700, size=22)
        self._none = Label("", Role.BODY, Tone.T2, weight=500)
        self._copy = LinkButton("", icon="copy", tone=Tone.T1)
        self._row = QHBoxLayout(self)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        for label in (self._title, self._code, self._none):
            texts.addWidget(label)
        self._row.addLayout(texts, 1)
        self._row.addWidget(self._copy)
        self._copy.clicked.connect(self._copy_it)
        self.set_receipt(receipt, none_text)
        self.init_theme()

    def _copy_it(self) -> None:
        if self._receipt:
            self.copied.emit(self._receipt)

    def set_receipt(self, receipt: str | None, none_text: str = "–") -> None:
        self._receipt, self._none_text = receipt, none_text
        self._code.setVisible(receipt is not None)
        self._none.setVisible(receipt is None)
        self._copy.setVisible(receipt is not None)
        self.reword()
        self.update()

    def reword(self) -> None:
        self._title.set_text(tr("M‑Pesa receipt"))
        self._code.set_text(self._receipt or "")
        self._none.set_text(self._none_text)
        self._copy.set_text(tr("Copy"))

    def retheme(self) -> None:
        self._row.setContentsMargins(px(15), px(8), px(12), px(8))
        self.setFixedHeight(px(62))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = theme().tokens
        fill = tokens.bg if self._receipt else None
        draw_box(painter, QRectF(self.rect()), fill=fill, border=tokens.line2, dashed=self._receipt is None)
        painter.end()

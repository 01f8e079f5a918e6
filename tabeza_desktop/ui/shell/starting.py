"""What stands while the console or practice mode starts: the brand, one line, a ring. If it fails, what to do now."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role, Themed, theme
from tabeza_desktop.ui.widgets.brand import BrandPanel
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.spinner import Spinner

tr = words("Starting")


class StartingScreen(Translated, Themed, QWidget):
    """Private state: whether practice mode is what starts, and whether the start failed."""

    def __init__(self, *, practice: bool = True) -> None:
        super().__init__()
        self._practice = practice
        self._failed = False
        self._title = Label("", Role.TITLE)
        self._text = Label("", Role.BODY, Tone.T2, wrap=True)
        self._ring = Spinner(24)
        line = Row(spacing=12)
        line.addWidget(self._ring)
        line.addWidget(self._title, 1)
        form = Column(spacing=8, margins=(80, 0, 80, 0))
        form.addStretch(1)
        form.addLayout(line)
        form.addWidget(self._text)
        form.addStretch(1)
        row = Row()
        panel = BrandPanel(500)
        panel.body.addStretch(1)
        row.addWidget(panel)
        row.addLayout(form, 1)
        self.setLayout(row)
        self.init_theme()
        self.retranslate()

    def show_failure(self) -> None:
        """The service did not start: nothing was lost, and here is what helps."""
        self._failed = True
        self._ring.hide()
        self.retranslate()

    def retranslate(self) -> None:
        if self._failed:
            self._title.set_text(tr("Practice mode could not start"))
            self._text.set_text(tr("Nothing is lost. Close this window and open it again, or restart the PC."))
        elif not self._practice:
            self._title.set_text(tr("Opening Tabeza"))
            self._text.set_text("")
        else:
            self._title.set_text(tr("Opening the practice bar"))
            self._text.set_text(tr("A made-up bar with a made-up Safaricom. No real money moves."))
        self.setWindowTitle(tr("Tabeza"))
        self.setAccessibleName(self._title.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().tokens.surface)
        painter.end()

"""The frame of pairing and sign-in: aubergine panel at the left, form at the right, connection and language above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSysInfo, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from tabeza_desktop.core.session import Session
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.pairing.corner import Corner
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.brand import BrandPanel
from tabeza_desktop.ui.widgets.label import IconLabel
from tabeza_desktop.ui.widgets.paint import Tone

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console
    from tabeza_desktop.services.desk import FrontDesk

tr = words("BrandFrame")

FORM_WIDTH = 600
PANEL_WIDTH = 500
NARROW_PANEL_WIDTH = 340
NARROW_BELOW = 1200
_MAX_NAME = 24


def this_pc(session: Session) -> str:
    """What this PC is called, for people: the name it was paired under, else the computer's own."""
    return session.device_name or QSysInfo.machineHostName().split(".")[0].upper()[:_MAX_NAME] or "COUNTER-01"


class Surface(Themed, QWidget):
    """A plain surface that the form lies on."""

    def __init__(self) -> None:
        super().__init__()
        self.init_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), theme().tokens.surface)
        painter.end()


class BrandFrame(Translated, QWidget):
    """``form`` takes the fields; ``middle`` and ``welcome`` are the upper and lower half of the panel.

    Under 1200 px of width the panel narrows, so that the form keeps its 600.
    """

    def __init__(self, console: Console | FrontDesk, version: str) -> None:
        super().__init__()
        self.console = console
        self._version = version
        self.middle = Column()
        self.welcome = Column(spacing=8)
        self.form = Column()
        self.panel = BrandPanel(PANEL_WIDTH)
        self._pc = IconLabel("monitor", "", Role.LABEL, Tone.BRAND_MUTED, weight=400, gap=10, wrap=True)
        self._fill_panel()
        row = Row()
        row.addWidget(self.panel)
        row.addWidget(self._form_side(), 1)
        self.setLayout(row)
        console.state.session.changed.connect(self._name_pc)
        self._name_pc(console.state.session.value)

    def _fill_panel(self) -> None:
        body = self.panel.body
        body.addStretch(2)
        body.addLayout(self.middle)
        body.addStretch(3)
        body.addLayout(self.welcome)
        body.addSpacing(px(28))
        body.addWidget(self._pc)

    def _form_side(self) -> QWidget:
        inside = Surface()
        self.corner = Corner(self.console)
        centre = QWidget()
        centre.setLayout(self.form)
        centre.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._centre = centre
        column = Column(margins=(24, 20, 24, 24))
        column.addWidget(self.corner, 0, Qt.AlignmentFlag.AlignRight)
        column.addStretch(10)
        across = Row()
        across.addStretch(1)
        across.addWidget(centre)
        across.addStretch(1)
        column.addLayout(across)
        column.addStretch(13)
        inside.setLayout(column)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self._scroll = scroll
        inside.installEventFilter(self)
        return scroll

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._centre.setFixedWidth(min(px(FORM_WIDTH), max(px(400), self._scroll.viewport().width() - px(64))))
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = self.width() < px(NARROW_BELOW)
        self.panel.set_width(NARROW_PANEL_WIDTH if narrow else PANEL_WIDTH)
        super().resizeEvent(event)

    def _name_pc(self, session: Session) -> None:
        name = f"<b>{this_pc(session)}</b>"
        self._pc.set_text(tr("This PC: {name} · Version {version}", name=name, version=self._version))

    def retranslate(self) -> None:
        self._name_pc(self.console.state.session.value)

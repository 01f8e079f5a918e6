"""What Safaricom says of the number: the registered name to check word by word, or that nothing is checked yet."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from tabeza_desktop.i18n.dates import exact_time
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role, Status, Themed, px, theme
from tabeza_desktop.ui.widgets.card import StatusCard
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Line
from tabeza_desktop.ui.widgets.paint import RADIUS_CARD, Tone, draw_box, smooth
from tabeza_protocol.wire.setup import OrganisationLookup

tr = words("PayBill")


class FoundCard(Translated, QWidget):
    """The name Safaricom has registered, large, so that every word can be checked."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self._shortcode, self._checked = "", "", ""
        self._card = StatusCard(Status.PAID, "store", "", small=True)
        self.name = Label("", Role.DISPLAY, wrap=True)
        self._number = Label("", Role.HEADING, Tone.T2, weight=400)
        self._question = Label("", Role.BODY, Tone.T2, wrap=True)
        for widget in (self.name, self._number, Line(), self._question):
            self._card.body.addWidget(widget)
        column = Column()
        column.addWidget(self._card)
        self.setLayout(column)

    def show_name(self, name: str, shortcode: str, checked: str) -> None:
        """``checked`` is a clock time, or empty."""
        self._name, self._shortcode, self._checked = name, shortcode, checked
        self.retranslate()

    def retranslate(self) -> None:
        checked = tr("Checked {time}", time=self._checked) if self._checked else ""
        self._card.set_words(tr("Registered name at Safaricom"), "", checked)
        self.name.set_text(self._name)
        self._number.set_text(tr("PayBill {number}", number=f"<b>{self._shortcode}</b>"))
        self._question.set_text(
            tr("<b>Is this your business?</b> Customers’ money goes to this name, so check every word.")
        )
        self.setAccessibleName(f"{self._name}, {self._shortcode}")


class NotCheckedCard(Translated, Themed, QFrame):
    """No name yet, and plain about it: dashed and grey, or amber when Safaricom does not know the number."""

    def __init__(self) -> None:
        super().__init__()
        self._shortcode, self._not_found = "", False
        self._head = IconLabel("store", "", Role.LABEL, Tone.T2)
        self._aside = IconLabel("dash", "", Role.LABEL, Tone.T2)
        self._title = Label("", Role.HEADING, wrap=True)
        self._text = Label("", Role.BODY, Tone.T2, wrap=True)
        self._yourself = Label("", Role.BODY, Tone.T2, wrap=True)
        head = Row(margins=(20, 10, 20, 10))
        head.addWidget(self._head)
        head.addStretch(1)
        head.addWidget(self._aside)
        self._head_box = QWidget()
        self._head_box.setLayout(head)
        body = Column(margins=(20, 14, 20, 16))
        for widget, gap in ((self._title, 4), (self._text, 12), (Line(), 12), (self._yourself, 0)):
            body.addWidget(widget)
            body.gap(gap)
        column = Column(margins=(0, 2, 0, 2))
        column.addWidget(self._head_box)
        column.addLayout(body)
        self.setLayout(column)
        self.init_theme()

    def show_number(self, shortcode: str, *, not_found: bool) -> None:
        self._shortcode, self._not_found = shortcode, not_found
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        self._head.set_text(tr("Registered name at Safaricom"))
        self._aside.set_text(tr("No name yet"))
        if self._not_found:
            self._title.set_text(tr("Safaricom does not know this number"))
            self._text.set_text(tr("A new PayBill can take a day to show. A wrong digit never shows."))
        else:
            self._title.set_text(tr("Not checked yet: Safaricom answers this after your keys are entered"))
            self._text.set_text(tr("We ask again after step 4 and show you the name before the KES 1 test."))
        number = f"<b>{self._shortcode}</b>"
        self._yourself.set_text(
            tr("<b>Check it yourself:</b> is {number} the number on your M‑Pesa poster?", number=number)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = smooth(QPainter(self)), theme().tokens
        box = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(box.adjusted(1, 1, -1, -1), px(RADIUS_CARD), px(RADIUS_CARD))
        painter.setClipPath(clip)
        colours = tokens.status(Status.WARN)
        fill = colours.fill if self._not_found else tokens.sunken
        painter.fillRect(QRectF(0, 0, box.width(), self._head_box.geometry().bottom() + 1), fill)
        painter.fillRect(QRectF(0, self._head_box.geometry().bottom() + 1, box.width(), px(1)), tokens.line)
        painter.setClipping(False)
        border = colours.solid if self._not_found else tokens.line2
        draw_box(painter, box, radius=RADIUS_CARD, border=border, width=2, dashed=True)
        painter.end()


class NameCard(QWidget):
    """Shows whichever of the two fits a look-up."""

    def __init__(self) -> None:
        super().__init__()
        self.found, self.unchecked = FoundCard(), NotCheckedCard()
        column = Column()
        column.addWidget(self.found)
        column.addWidget(self.unchecked)
        self.setLayout(column)

    def show_lookup(self, lookup: OrganisationLookup | None, shortcode: str) -> None:
        known = lookup is not None and lookup.state == "found" and bool(lookup.paybill_name)
        self.found.setVisible(known)
        self.unchecked.setVisible(lookup is not None and not known)
        if lookup is None:
            return
        if known:
            at = exact_time(lookup.checked_at) if lookup.checked_at is not None else ""
            self.found.show_name(lookup.paybill_name or "", shortcode, at)
        else:
            self.unchecked.show_number(shortcode, not_found=lookup.state == "not_found")

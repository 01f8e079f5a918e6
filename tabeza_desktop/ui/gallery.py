"""Every component and state on one sheet, for eyes and for comparison: ``python -m tabeza_desktop.ui.gallery``.

``--theme light|dark``, ``--scale 90|100|115|130``, ``--out FILE.png``. Without ``--out`` it opens a window.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tabeza_desktop.resources import resource_path
from tabeza_desktop.ui.theme import Mode, Role, Themed, px, theme
from tabeza_desktop.ui.theme.fonts import type_style
from tabeza_desktop.ui.widgets.badge import Badge, BadgeKind
from tabeza_desktop.ui.widgets.banner import Banner, BannerKind
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.chip import Chip, ChipKind
from tabeza_desktop.ui.widgets.connection import ConnectionKind, ConnectionLabel
from tabeza_desktop.ui.widgets.empty import EmptyState
from tabeza_desktop.ui.widgets.field import FieldState, TextField
from tabeza_desktop.ui.widgets.label import Icon, Label, Line
from tabeza_desktop.ui.widgets.money import MoneyLabel, MoneyLook
from tabeza_desktop.ui.widgets.paint import Tone, draw_box
from tabeza_desktop.ui.widgets.skeleton import Skeleton
from tabeza_desktop.ui.widgets.stepper import Step, Stepper, StepState
from tabeza_desktop.ui.widgets.timeline import Node, NodeState, Timeline
from tabeza_desktop.ui.widgets.toast import Toast, ToastKind
from tabeza_desktop.ui.widgets.topbar import BrandTile

WIDTH = 1366
_TOP = Qt.AlignmentFlag.AlignTop
_SWATCHES = (
    "bg surface sunken selected line line2 t1 t2 t3 accent brand paid "
    "paid_bg wait wait_bg warn warn_bg fail fail_bg mute mute_bg"
).split()


class Swatch(Themed, QWidget):
    """A colour with its border."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self.setAccessibleName(token)
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedSize(px(92), px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        draw_box(painter, QRectF(self.rect()), fill=getattr(tokens, self._token), border=tokens.line2)
        painter.end()


class Sheet(Themed, QWidget):
    """The page the sections stand on."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Tabeza Desktop components")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(32), px(28), px(32), px(24))
        self.column.setSpacing(px(26))
        self.init_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().tokens.surface)
        painter.end()


def stacked(*items: QWidget | QBoxLayout, gap: int = 6) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(px(gap))
    for item in items:
        if isinstance(item, QWidget):
            column.addWidget(item)
        else:
            column.addLayout(item)
    return column


def side_by_side(*items: QWidget | QBoxLayout, gap: int = 16, stretch: bool = True) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(px(gap))
    for item in items:
        if isinstance(item, QWidget):
            row.addWidget(item, 0, _TOP)
        else:
            row.addLayout(item)
    if stretch:
        row.addStretch(1)
    return row


def section(title: str, content: QBoxLayout | QGridLayout, gap: int = 14) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(px(gap))
    head = stacked(Label(title, Role.LABEL, Tone.T2), Line(), gap=8)
    column.addLayout(head)
    column.addLayout(content)
    column.addStretch(1)
    return column


def captioned(widget: QWidget, caption: str, gap: int = 8) -> QVBoxLayout:
    box = stacked(gap=gap)
    box.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
    box.addWidget(Label(caption, Role.FINE, Tone.T2))
    return box


def colours() -> QVBoxLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(18))
    grid.setVerticalSpacing(px(12))
    for at, token in enumerate(_SWATCHES):
        value = getattr(theme().tokens, token).name().upper()
        words = stacked(Label(token, Role.FINE, weight=600), Label(value, Role.FINE, Tone.T2, codes=True), gap=0)
        grid.addLayout(stacked(Swatch(token), words), at // 12, at % 12)
    return section("Colour", grid)


def chips() -> QVBoxLayout:
    rows: list[list[tuple[ChipKind, str, str]]] = [
        [
            (ChipKind.NOT_ASKED, "Not asked", "none"),
            (ChipKind.WAITING, "Waiting for PIN", "waiting"),
            (ChipKind.CHECKING, "Checking", "no answer yet, asking M\u2011Pesa"),
            (ChipKind.PAID, "Paid", "paid, calm"),
            (ChipKind.PAID_IN_FULL, "Paid in full", "balance 0"),
            (ChipKind.CANCELLED, "Cancelled", "failed, 1032"),
        ],
        [
            (ChipKind.LOW_BALANCE, "Low balance", "failed, 1"),
            (ChipKind.NO_ANSWER, "No answer", "failed, 1037"),
            (ChipKind.WRONG_PIN, "Wrong PIN", "failed, 2001"),
            (ChipKind.OVERDUE, "From Wed", "overdue: left from an earlier day"),
            (ChipKind.NEEDS_REVIEW, "Needs review", "a person decides"),
        ],
        [
            (ChipKind.WAS_WAITING, "Was waiting", "offline, last known"),
            (ChipKind.REVERSED, "Reversed", "reversed later"),
        ],
    ]
    lines = [side_by_side(*[captioned(Chip(kind, word), note) for kind, word, note in row]) for row in rows]
    return section("Status chips: icon, word, colour", stacked(*lines, gap=12))


def connections() -> QVBoxLayout:
    labels = [
        ConnectionLabel(ConnectionKind.LIVE, "Live · updated 2 s ago"),
        ConnectionLabel(ConnectionKind.SLOW, "Slow · updated 24 s ago"),
        ConnectionLabel(ConnectionKind.OFFLINE, "Offline · 4 min"),
        ConnectionLabel(ConnectionKind.PAUSED, "Paused · updated 2 s ago"),
        ConnectionLabel(ConnectionKind.SIGNED_OUT, "Signed out by server"),
    ]
    return section("Connection", stacked(*labels, gap=10))


def buttons() -> tuple[QVBoxLayout, Button]:
    def primary() -> Button:
        return Button("Send", ButtonKind.PRIMARY, key="Enter")

    plain, hover, pressed, focus, busy, off = (primary() for _ in range(6))
    hover.force_look("hover")
    pressed.force_look("pressed")
    busy.set_busy(True, "Sending")
    off.set_off("off, reason beside it")
    first = side_by_side(
        captioned(plain, "primary"),
        captioned(hover, "hover"),
        captioned(pressed, "pressed"),
        captioned(focus, "focus ring 2 px, gap 2"),
        captioned(busy, "busy, width kept"),
        captioned(off, "off, reason beside it"),
    )
    hovered = Button("Cancel")
    hovered.force_look("hover")
    second = side_by_side(
        captioned(Button("Cancel", key="Esc"), "secondary"),
        captioned(hovered, "hover"),
        captioned(Button("Back", ButtonKind.QUIET), "quiet"),
        captioned(Button("Remove this PC", ButtonKind.DANGER, icon="undo"), "danger"),
    )
    return section("Buttons", stacked(first, second, gap=14)), focus


def badges() -> QVBoxLayout:
    first = side_by_side(
        captioned(Badge(BadgeKind.LIVE), "real money"),
        captioned(Badge(BadgeKind.SANDBOX), "test money"),
        captioned(Badge(BadgeKind.PRACTICE), "made-up data"),
    )
    return section("Mode badges", stacked(first, side_by_side(captioned(Badge(BadgeKind.READ_ONLY), "support"))))


def inputs() -> tuple[QVBoxLayout, TextField]:
    states = [
        ("Empty", "", FieldState.EMPTY, "10 digits"),
        ("Typing", "0712 34", FieldState.TYPING, "4 more digits"),
        ("Right", "0712 345 678", FieldState.RIGHT, "Looks right"),
        ("Wrong", "0712 345 67", FieldState.WRONG, "1 digit is missing"),
        ("Checking", "4083917", FieldState.CHECKING, "Checking with Safaricom"),
    ]
    row = QHBoxLayout()
    row.setSpacing(px(20))
    fields = []
    for label, text, state, message in states:
        field = TextField(label, placeholder="07xx xxx xxx")
        field.set_text(text)
        field.set_state(state, message)
        row.addWidget(field)
        fields.append(field)
    return section("Inputs", row), fields[1]


def types() -> QVBoxLayout:
    samples = [
        ("3,300", Role.HERO, "hero"),
        ("70,150", Role.DISPLAY, "display"),
        ("Test payment", Role.TITLE, "title"),
        ("4,450", Role.ROW_MONEY, "row money"),
        ("Waiting for PIN", Role.NODE, "node"),
        ("Why 9 payments failed", Role.HEADING, "heading"),
        ("Wanjiru Kamau", Role.NAME, "name"),
        ("Nothing is charged.", Role.BODY, "body"),
        ("PayBill number", Role.LABEL, "label"),
        ("Saved on this PC", Role.FINE, "fine"),
    ]
    lines: list[QWidget | QBoxLayout] = []
    for text, role, name in samples:
        style = type_style(role)
        row = QHBoxLayout()
        row.addWidget(Label(text, role), 1)
        note = Label(f"{name} {style.size}/{style.line} {style.weight}", Role.FINE, Tone.T2)
        row.addWidget(note, 0, Qt.AlignmentFlag.AlignBottom)
        lines += [row, Line()]
    return section("Type", stacked(*lines, gap=4))


def timelines() -> QVBoxLayout:
    timeline = Timeline("States")
    timeline.set_nodes(
        [
            Node("1", "Done", "Solid green, check", NodeState.DONE, at="21:41:12"),
            Node("2", "Should be happening", "Blue outline, no time: nobody reports it", NodeState.SHOULD),
            Node("3", "Running", "Blue, steady ring", NodeState.RUNNING, at="16 s"),
            Node("4", "Failed", "Red, cross", NodeState.FAILED, at="21:05:24"),
            Node("5", "Not known yet", "Amber outline, checking", NodeState.UNKNOWN, at="1 m 12 s"),
            Node("6", "Not reached", "Grey outline", NodeState.NOT_REACHED),
        ]
    )
    return section("Timeline", stacked(timeline))


def money() -> QVBoxLayout:
    samples = [
        ("Balance, 20/700", 330000, MoneyLook.NORMAL),
        ("Settled, 20/500", 0, MoneyLook.SETTLED),
        ("Supporting, 16/500", 1230000, MoneyLook.SUPPORT),
        ("Payment in ledger", -200000, MoneyLook.PAYMENT),
        ("Stale, over 60 s old", 330000, MoneyLook.STALE),
        ("Loading", 0, MoneyLook.LOADING),
    ]
    lines: list[QWidget | QBoxLayout] = []
    for text, cents, look in samples:
        row = QHBoxLayout()
        row.addWidget(Label(text, Role.LABEL, Tone.T2, weight=400), 1)
        row.addWidget(MoneyLabel(cents, look=look))
        lines += [row, Line()]
    return section("Money cell", stacked(*lines, gap=8))


def banners() -> QVBoxLayout:
    texts = [
        (BannerKind.OFFLINE, "No internet.", "Tabs as they were at 21:42. Trying again in 12 s"),
        (BannerKind.KEYS_STOPPED, "M\u2011Pesa keys stopped working.", "Requests are paused. Ask the owner"),
        (BannerKind.MPESA_SLOW, "M\u2011Pesa is slow tonight.", "Answers take about 45 s"),
        (BannerKind.BACK_ONLINE, "Back online.", "2 results came in while you were away"),
    ]
    made = [Banner(kind, title, text, inline=True) for kind, title, text in texts]
    return section("Banners", stacked(*made, gap=10))


def toasts() -> QVBoxLayout:
    made = [
        Toast(ToastKind.PAID, "Paid KES 2,700 · tab 112", "Faith Chebet · SKL9D4R2WB", "Open", "112"),
        Toast(ToastKind.FAILED, "Low balance · tab 121", "Hassan Abdi. Ask for a smaller amount", "Open", "121"),
        Toast(
            ToastKind.CHECKING, "Still checking · tab 127", "M\u2011Pesa has not answered for 60 s", "Open", "127"
        ),
    ]
    return section("Toasts, bottom right", stacked(*made, gap=10))


def steppers() -> QVBoxLayout:
    stepper = Stepper("Steps")
    stepper.set_steps(
        [
            Step("1", "Done", "Done 10:09", StepState.DONE),
            Step("2", "Now", "Confirm the name", StepState.NOW),
            Step("3", "Blocked", "Needs a PayBill", StepState.BLOCKED),
            Step("4", "Failed", "Cancelled, try again", StepState.FAILED),
            Step("6", "Not yet", "Start taking payments", StepState.NOT_YET),
        ]
    )
    return section("Stepper", stacked(stepper))


def empties() -> QVBoxLayout:
    cards = []
    for icon, title, text in (
        ("tabs", "No open tabs", "New tabs show here by themselves."),
        ("search", "Nothing matches “SKL7Q”", "Esc clears the search."),
    ):
        card = Card(pad=0)
        card.body.addWidget(EmptyState(icon, title, text))
        cards.append(card)
    return section("Empty", stacked(*cards, gap=12))


def skeletons() -> QVBoxLayout:
    card = Card(pad=1)
    bars = Skeleton(4, row_height=44, at_once=True)
    bars.setFixedHeight(px(176))
    card.body.addWidget(bars)
    return section("Skeleton, static", stacked(card))


def icons() -> QVBoxLayout:
    grid = QGridLayout()
    grid.setSpacing(px(14))
    names = sorted(path.stem for path in resource_path("icons").glob("*.svg") if not path.stem.startswith("_"))
    for at, name in enumerate(names):
        grid.addWidget(Icon(name, 22, Tone.T1, accessible=name), at // 8, at % 8)
    grid.setColumnStretch(8, 1)
    return section("Icons, own drawings, 24 grid, 1.75 stroke", grid)


def columns(*parts: tuple[QBoxLayout, int], gap: int = 28) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(px(gap))
    for part, share in parts:
        holder = QWidget()
        holder.setLayout(part)
        part.setContentsMargins(0, 0, 0, 0)
        row.addWidget(holder, share)
    return row


def build_sheet() -> tuple[Sheet, Button, TextField]:
    """The sheet, the button that shows its focus ring and the field that has the focus, once on screen."""
    sheet = Sheet()
    title = side_by_side(BrandTile(42, radius=8), Label("Tabeza Desktop components", Role.TITLE), gap=12)
    button_section, focused = buttons()
    input_section, typing = inputs()
    for part in (
        title,
        colours(),
        columns((chips(), 860), (connections(), 414)),
        columns((button_section, 860), (badges(), 414)),
        input_section,
        columns((types(), 100), (timelines(), 100), (money(), 100)),
        columns((banners(), 748), (toasts(), 526)),
        columns((steppers(), 100), (empties(), 100), (skeletons(), 100), (icons(), 100)),
    ):
        sheet.column.addLayout(part)
    sheet.column.addStretch(1)
    return sheet, focused, typing


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tabeza_desktop.ui.gallery", description=__doc__)
    parser.add_argument("--theme", choices=[Mode.LIGHT.value, Mode.DARK.value], default=Mode.LIGHT.value)
    parser.add_argument("--scale", type=int, default=100)
    parser.add_argument("--out")
    chosen = parser.parse_args(arguments)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        return 1
    theme().install(app)
    theme().set_mode(Mode(chosen.theme))
    theme().set_scale(chosen.scale)
    sheet, focused, typing = build_sheet()
    sheet.setFixedWidth(px(WIDTH))
    if chosen.out:
        sheet.show()
        sheet.adjustSize()
        sheet.activateWindow()
        typing.setFocus()
        focused.show_ring()
        app.processEvents()
        return 0 if sheet.grab().save(chosen.out) else 1
    window = QScrollArea()
    window.setWidget(sheet)
    window.resize(px(WIDTH) + px(20), 900)
    window.show()
    focused.show_ring()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())

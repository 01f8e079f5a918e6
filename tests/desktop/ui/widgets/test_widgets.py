"""Every widget says what it is, paints in both themes and at every scale, and keeps its own promises."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget
from pytestqt.qtbot import QtBot

from tabeza_desktop.core.display import Edge
from tabeza_desktop.models.cells import CELL_ROLE, CHANGED_ROLE, EDGE_ROLE, CellData
from tabeza_desktop.ui.theme import Mode, Status, theme
from tabeza_desktop.ui.widgets.amount_field import AmountField
from tabeza_desktop.ui.widgets.badge import Badge, BadgeKind
from tabeza_desktop.ui.widgets.banner import BACK_ONLINE_MS, Banner, BannerKind, BannerStack
from tabeza_desktop.ui.widgets.brand import BrandPanel
from tabeza_desktop.ui.widgets.button import Button, IconButton, LinkButton
from tabeza_desktop.ui.widgets.card import Card, StatusCard
from tabeza_desktop.ui.widgets.charts import Bar, BarChart, HBar, HBarChart
from tabeza_desktop.ui.widgets.chip import LOOKS, Chip, ChipKind, chip_width
from tabeza_desktop.ui.widgets.code_boxes import CodeBoxes
from tabeza_desktop.ui.widgets.confirm_box import ConfirmBox
from tabeza_desktop.ui.widgets.connection import ConnectionKind, ConnectionLabel
from tabeza_desktop.ui.widgets.elapsed import elapsed_text
from tabeza_desktop.ui.widgets.empty import EmptyState
from tabeza_desktop.ui.widgets.field import FieldState, TextField
from tabeza_desktop.ui.widgets.filters import Filter, FilterChips
from tabeza_desktop.ui.widgets.keycap import KeyCap
from tabeza_desktop.ui.widgets.keyhints import KeyHint, KeyHintBar
from tabeza_desktop.ui.widgets.label import IconLabel, Label
from tabeza_desktop.ui.widgets.metrics import Metric, MetricStrip
from tabeza_desktop.ui.widgets.money import HeroMoney, MoneyLabel, MoneyLook, format_amount
from tabeza_desktop.ui.widgets.nav import NavItem, NavRail
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_desktop.ui.widgets.paint import RIGHT
from tabeza_desktop.ui.widgets.person_tile import People, PersonTile
from tabeza_desktop.ui.widgets.phone_field import PhoneField
from tabeza_desktop.ui.widgets.phone_figure import PhoneFigure
from tabeza_desktop.ui.widgets.pin import PinBoxes, PinPad
from tabeza_desktop.ui.widgets.progress import ProgressBar
from tabeza_desktop.ui.widgets.radio_cards import Choice, RadioCards
from tabeza_desktop.ui.widgets.richtext import bold_runs
from tabeza_desktop.ui.widgets.rows import Cell, Column, RowDelegate
from tabeza_desktop.ui.widgets.search import SearchBox
from tabeza_desktop.ui.widgets.secret_field import SecretField
from tabeza_desktop.ui.widgets.segmented import SegmentedControl
from tabeza_desktop.ui.widgets.skeleton import Skeleton
from tabeza_desktop.ui.widgets.spinner import Spinner
from tabeza_desktop.ui.widgets.stepper import Step, Stepper, StepState
from tabeza_desktop.ui.widgets.table import style_table
from tabeza_desktop.ui.widgets.timeline import Node, NodeState, Timeline, node_time
from tabeza_desktop.ui.widgets.toast import Toast, ToastKind, ToastStack
from tabeza_desktop.ui.widgets.topbar import BarName, BrandTile, Clock, PersonLabel


def stepper() -> Stepper:
    made = Stepper("Set-up steps")
    made.set_steps([Step(state.value, state.value, "sub", state) for state in StepState])
    return made


def timeline() -> Timeline:
    made = Timeline("Payment")
    made.set_nodes([Node(state.value, state.value, "sub", state, since=time.monotonic()) for state in NodeState])
    return made


def phone() -> PhoneFigure:
    made = PhoneFigure()
    made.set_practice("Practice phone")
    made.set_prompt("Pay KES 1 to KILIMANI TAVERN LTD?", ["PayBill 4083917"], "Enter M-Pesa PIN", "Cancel", "OK", 2)
    return made


MAKERS: dict[str, Callable[[], QWidget]] = {
    "Label": lambda: Label("Nothing is <b>charged</b>."),
    "IconLabel": lambda: IconLabel("info", "6 digits"),
    "KeyCap": lambda: KeyCap("Enter"),
    "MoneyLabel": lambda: MoneyLabel(330000),
    "HeroMoney": lambda: HeroMoney(330000),
    **{f"Chip {kind.value}": (lambda kind=kind: Chip(kind, "Word")) for kind in ChipKind},
    **{f"Badge {kind.value}": (lambda kind=kind: Badge(kind)) for kind in BadgeKind},
    **{f"Connection {kind.value}": (lambda kind=kind: ConnectionLabel(kind, "Live")) for kind in ConnectionKind},
    "Button": lambda: Button("Send", key="Enter", icon="send"),
    "IconButton": lambda: IconButton("x", "Close"),
    "LinkButton": lambda: LinkButton("Change", key="Shift F2"),
    "SegmentedControl": lambda: SegmentedControl([("a", "A"), ("b", "B")], "Environment", solid=True),
    "RadioCards": lambda: RadioCards([Choice("a", "PayBill", "Has an account number")], "Kind"),
    "ConfirmBox": lambda: ConfirmBox("I see it", "Look at the SMS", framed=True, key="Space"),
    "FilterChips": lambda: FilterChips([Filter("a", "Paid", "check-circle", 45, Status.PAID)], "Result"),
    "MetricStrip": lambda: MetricStrip([Metric("a", "All", "50,740", "KES", "tabs")], "Figures"),
    "KeyHintBar": lambda: KeyHintBar([KeyHint("move", ("Up", "Down"), "Move")], "By tab number"),
    "TextField": lambda: TextField("PayBill number"),
    "PhoneField": lambda: PhoneField("Phone"),
    "AmountField": lambda: AmountField("Amount"),
    "SecretField": lambda: SecretField("Passkey", reveal_text="Reveal", hide_text="Hide", paste_text="Paste"),
    "CodeBoxes": lambda: CodeBoxes("Pairing code"),
    "PinBoxes": lambda: PinBoxes("PIN"),
    "PinPad": lambda: PinPad("Clear", "Undo"),
    "SearchBox": lambda: SearchBox("Find"),
    "People": lambda: People([PersonTile("m", "Mercy", "Cashier")], "Who are you?"),
    "Stepper": stepper,
    "Timeline": timeline,
    "Card": lambda: Card("Stuck?", icon="headset", aside="12 min left"),
    "StatusCard": lambda: StatusCard(Status.PAID, "check-circle", "M-Pesa took KES 1", "It says so"),
    **{f"NoteBox {kind.value}": (lambda kind=kind: NoteBox(kind, "Text", title="T")) for kind in NoteKind},
    "Banner": lambda: Banner(BannerKind.OFFLINE, "No internet.", "Nothing is lost.", aside="12 s"),
    "Toast": lambda: Toast(ToastKind.PAID, "Paid", "Faith", "Open", "112"),
    "EmptyState": lambda: EmptyState("tabs", "No open tabs", "New tabs show here."),
    "Skeleton": lambda: Skeleton(3, at_once=True),
    "PhoneFigure": phone,
    "ProgressBar": lambda: ProgressBar(name="Waiting"),
    "BarChart": lambda: BarChart([Bar("12", 1500, 1800, "1.5k", True)], "Received", now_text="so far"),
    "HBarChart": lambda: HBarChart([HBar("Cancelled", 4, "1032")], "Why payments failed"),
    "NavRail": lambda: NavRail([NavItem("tabs", "tabs", "Tabs", 3)], "Theme", "Pages"),
    "BarName": lambda: BarName("Kilimani Tavern"),
    "Clock": lambda: Clock("21:42"),
    "PersonLabel": lambda: PersonLabel("Mercy Atieno", "Cashier"),
    "BrandTile": lambda: BrandTile(),
    "BrandPanel": lambda: BrandPanel(),
}


@pytest.fixture(params=sorted(MAKERS))
def widget(request: pytest.FixtureRequest, qtbot: QtBot) -> QWidget:
    made = MAKERS[request.param]()
    qtbot.addWidget(made)
    return made


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


def test_it_has_an_accessible_name_and_so_has_all_that_takes_focus(widget: QWidget) -> None:
    assert widget.accessibleName()
    for part in widget.findChildren(QWidget):
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus.value and part.focusProxy() is None:
            assert part.accessibleName(), type(part).__name__


def test_it_paints_and_answers_to_the_theme(widget: QWidget) -> None:
    widget.resize(widget.sizeHint().expandedTo(widget.minimumSize()))
    light = widget.grab().toImage()
    assert len(colours(light)) > 1
    theme().set_mode(Mode.DARK)
    assert widget.grab().toImage() != light


def test_it_grows_with_the_text_scale(widget: QWidget) -> None:
    small = widget.sizeHint()
    theme().set_scale(130)
    grown = widget.sizeHint()
    assert grown.width() > small.width() or grown.height() > small.height()


# single promises


def test_money_shows_cents_only_when_there_are_some() -> None:
    assert format_amount(330000) == "3,300"
    assert format_amount(330050) == "3,300.50"
    assert format_amount(-200000) == "\u22122,000"
    assert format_amount(0) == "0"


def test_chips_never_elide(qtbot: QtBot) -> None:
    chip = Chip(ChipKind.WAITING, "Tunathibitisha na M-Pesa kwa sasa")
    qtbot.addWidget(chip)
    assert chip.minimumSizeHint().width() == chip_width(ChipKind.WAITING, chip.text())


def test_every_kind_the_rules_can_show_has_a_chip() -> None:
    assert set(ChipKind) == set(LOOKS)


@pytest.mark.parametrize(
    ("seconds", "text"), [(-3, "0 s"), (14.9, "14 s"), (60, "1 m 0 s"), (72, "1 m 12 s"), (7500, "2 h 05 m")]
)
def test_elapsed_time_reads_as_people_say_it(seconds: float, text: str) -> None:
    assert elapsed_text(seconds) == text


def test_names_with_angle_brackets_stay_names() -> None:
    assert bold_runs("Bar <Kibanda> & <b>Co</b>") == ("Bar <Kibanda> & Co", [(16, 2)])


def test_what_is_only_inferred_has_no_time() -> None:
    assert node_time(Node("p", "Prompt should be showing", state=NodeState.SHOULD, at="21:41:12"), 0) == ""
    assert node_time(Node("w", "Waiting", state=NodeState.RUNNING, since=100.0), 113.9) == "13 s"
    assert node_time(Node("r", "Recorded"), 0) == "\u2013"


def test_a_timeline_ticks_only_while_something_runs_and_never_says_the_seconds(qtbot: QtBot) -> None:
    made = timeline()
    qtbot.addWidget(made)
    made.show()
    assert made.ticking()
    assert re.search(r"\d", made.accessibleDescription()) is None
    made.set_nodes([Node("d", "Done", state=NodeState.DONE, at="21:41:12")])
    assert not made.ticking()


def test_reduced_motion_stops_the_ring(qtbot: QtBot) -> None:
    ring = Spinner()
    qtbot.addWidget(ring)
    ring.show()
    assert ring.turning
    theme().set_reduced_motion(True)
    assert not ring.turning


def test_the_worst_banner_shows_alone(qtbot: QtBot) -> None:
    stack = BannerStack()
    qtbot.addWidget(stack)
    assert not stack.isVisible()
    for kind in (BannerKind.MPESA_SLOW, BannerKind.KEYS_STOPPED, BannerKind.OFFLINE):
        stack.show_banner(Banner(kind, kind.value))
    current = stack.current()
    assert current is not None
    assert current.kind is BannerKind.KEYS_STOPPED
    stack.drop(BannerKind.KEYS_STOPPED)
    current = stack.current()
    assert current is not None
    assert current.kind is BannerKind.OFFLINE
    assert [stack.held(kind) is not None for kind in (BannerKind.OFFLINE, BannerKind.KEYS_STOPPED)] == [True, False]


def test_back_online_leaves_after_eight_seconds(qtbot: QtBot) -> None:
    stack = BannerStack()
    qtbot.addWidget(stack)
    stack.show_banner(Banner(BannerKind.BACK_ONLINE, "Back online."))
    assert stack._leave.interval() == BACK_ONLINE_MS == 8000
    assert stack._leave.isActive()
    stack._leave.timeout.emit()
    assert stack.current() is None
    assert not stack.isVisibleTo(None)


def test_three_toasts_at_most_and_the_newest_opens(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 600)
    stack = ToastStack(host)
    for number in range(5):
        stack.push(Toast(ToastKind.PAID, "Paid", str(number), "Open", str(number)))
    assert [toast.key for toast in stack.toasts()] == ["2", "3", "4"]
    with qtbot.waitSignal(stack.opened) as opened:
        assert stack.open_newest()
    assert opened.args == ["4"]
    assert [toast.key for toast in stack.toasts()] == ["2", "3"]
    bottoms = [toast.geometry().bottom() for toast in stack.toasts()]
    assert bottoms == sorted(bottoms)
    assert all(host.rect().contains(toast.geometry()) for toast in stack.toasts())


def test_the_message_line_is_reserved_so_that_nothing_jumps(qtbot: QtBot) -> None:
    field = TextField("PayBill number")
    qtbot.addWidget(field)
    before = field.sizeHint().height()
    field.set_state(FieldState.WRONG, "1 digit is missing")
    assert field.sizeHint().height() == before
    assert field.edit.accessibleDescription() == "1 digit is missing"


def test_a_dialog_stands_in_the_middle_and_follows_its_window(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1366, 768)
    host.show()
    frame = DialogFrame(host, "Request payment")
    frame.body.addWidget(Label("Amount"))
    frame.open_frame()
    assert frame.width() == 520
    assert abs(frame.geometry().center().x() - host.rect().center().x()) <= 1
    host.resize(1024, 700)
    assert abs(frame.geometry().center().x() - host.rect().center().x()) <= 1
    assert frame._scrim.geometry() == host.rect()


# rows


class Rows(QAbstractTableModel):
    """Two tabs: one overdue, one waiting whose chip has just changed."""

    def __init__(self) -> None:
        super().__init__()
        self.changed_at = 0.0

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 2

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 3

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        cells = [
            CellData("104", strong=True),
            CellData("9,840", money="normal"),
            CellData(chip=ChipKind.WAITING, chip_text="Waiting for PIN", aside="14 s", aside_tone="wait"),
        ]
        if role == CELL_ROLE:
            return cells[index.column()]
        if role == EDGE_ROLE:
            return Edge.OVERDUE if index.row() == 0 else Edge.WAITING
        if role == CHANGED_ROLE:
            return self.changed_at if index.row() == 1 and index.column() == 2 else 0.0
        return None


@pytest.fixture
def table(qtbot: QtBot) -> QTableView:
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(Rows())
    view.model().setParent(view)
    columns = [
        Column("tab", "Tab", 66, Cell.TAB, inset=20),
        Column("balance", "Balance KES", 104, Cell.MONEY, RIGHT, stretch=True, strong=True),
        Column("last", "Last payment", 218, Cell.CHIP, inset=22, outset=8),
    ]
    style_table(view, RowDelegate(columns))
    view.resize(500, 200)
    view.show()
    return view


def at(view: QTableView, x: int, y: int) -> QColor:
    return view.viewport().grab().toImage().pixelColor(x, y)


def test_rows_have_one_fixed_height_and_the_widths_of_their_columns(table: QTableView) -> None:
    assert [table.rowHeight(row) for row in range(2)] == [52, 52]
    assert table.horizontalHeader().height() == 34
    assert (table.columnWidth(0), table.columnWidth(2)) == (66, 218)
    assert table.horizontalHeader().sectionResizeMode(1) == QHeaderView.ResizeMode.Stretch
    theme().set_scale(130)
    assert table.rowHeight(0) == 68


def test_the_edge_says_who_needs_somebody(table: QTableView) -> None:
    tokens = theme().tokens
    assert at(table, 1, 20) == tokens.warn_solid
    assert at(table, 1, 72) == tokens.wait_solid
    table.selectRow(0)
    assert at(table, 1, 20) == tokens.accent
    assert at(table, 10, 0) == at(table, 10, 51) == tokens.accent_line
    assert at(table, 10, 10) == tokens.selected


def test_a_changed_cell_holds_its_tint_and_drops_it(table: QTableView) -> None:
    model = table.model()
    assert isinstance(model, Rows)
    spot = (table.columnViewportPosition(2) + 4, 60)
    assert at(table, *spot) == theme().tokens.surface
    model.changed_at = time.monotonic()
    assert at(table, *spot) == theme().tokens.selected
    model.changed_at = time.monotonic() - 2.6
    assert at(table, *spot) == theme().tokens.surface


def test_a_table_cell_and_a_widget_draw_the_same_chip(table: QTableView, qtbot: QtBot) -> None:
    chip = Chip(ChipKind.WAITING, "Waiting for PIN")
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    left = table.columnViewportPosition(2) + 22
    cell = table.viewport().grab().toImage().copy(left, 52 + 10, chip.width(), chip.height())
    middle = (chip.width() // 2, 5)
    assert cell.pixelColor(*middle) == chip.grab().toImage().pixelColor(*middle) == theme().tokens.wait_bg


def test_a_stale_figure_keeps_its_number(qtbot: QtBot) -> None:
    label = MoneyLabel(330000)
    qtbot.addWidget(label)
    plain = label.sizeHint().width()
    label.set_amount(330000, MoneyLook.STALE)
    assert label.text() == "3,300"
    assert label.sizeHint().width() > plain

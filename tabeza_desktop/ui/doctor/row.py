"""One check as a row: its tile, its name and what it is for, the result as a chip, a figure at the right."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from tabeza_desktop.core.doctor import Finding, Grade
from tabeza_desktop.ui.doctor.words import ICONS, detail_of, name_of, result_of
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.chip import ChipKind, paint_chip
from tabeza_desktop.ui.widgets.choice import ChoiceButton, ChoiceGroup
from tabeza_desktop.ui.widgets.paint import (
    RIGHT,
    Tone,
    draw_box,
    draw_elided,
    draw_icon,
    draw_text,
    text_width,
)

ROW_HEIGHT = 78
NARROW = 760
"""Below this many px the result stands further right, and a figure that has no room is left out."""
CHIPS = {
    Grade.RUNNING: ChipKind.NOT_ASKED, Grade.FINE: ChipKind.PAID, Grade.WARN: ChipKind.WARNING,
    Grade.FAIL: ChipKind.FAILED, Grade.SKIPPED: ChipKind.NOT_ASKED,
}  # fmt: skip


class CheckRow(ChoiceButton):
    """A radio button: the chosen one's cure stands in the panel."""

    ring_inset = 7

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.key.value, name_of(finding.key)[0])
        self._finding = finding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_theme()
        self.show_finding(finding)

    def show_finding(self, finding: Finding) -> None:
        self._finding = finding
        name, _ = name_of(finding.key)
        self.setText(name)
        self.setAccessibleName(f"{name}: {result_of(finding)}. {detail_of(finding)}".rstrip(". ") + ".")
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(px(ROW_HEIGHT))

    def sizeHint(self) -> QSize:
        return QSize(px(560), px(ROW_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = QPainter(self), theme().tokens, QRectF(self.rect())
        self._paint_ground(painter, box)
        name, purpose = name_of(self._finding.key)
        tile = QRectF(px(20), (box.height() - px(44)) / 2, px(44), px(44))
        draw_box(painter, tile, fill=tokens.bg, border=tokens.line)
        icon = ICONS[self._finding.key]
        draw_icon(painter, tile.left() + px(12), tile.top() + px(12), icon, Tone.T2.colour, 20)
        middle = round(box.width() * (0.535 if box.width() >= px(NARROW) else 0.66))
        left = tile.right() + px(16)
        room = middle - left - px(12)
        heading = theme().font(Role.HEADING)
        draw_elided(painter, QRectF(left, px(18), room, px(24)), name, heading, tokens.t1)
        body = theme().font(Role.BODY)
        draw_elided(painter, QRectF(left, px(41), room, px(22)), purpose, body, tokens.t2)
        chip = CHIPS[self._finding.grade]
        width = paint_chip(painter, middle, box.height() / 2, chip, result_of(self._finding))
        detail, fine = detail_of(self._finding), theme().font(Role.BODY, tnum=True)
        spot = QRectF(middle + width + px(12), 0, box.width() - middle - width - px(32), box.height())
        if text_width(fine, detail) <= spot.width():  # a figure cut in half says something else
            draw_text(painter, spot, detail, fine, tokens.t2, RIGHT)
        painter.end()

    def _paint_ground(self, painter: QPainter, box: QRectF) -> None:
        tokens = theme().tokens
        if self.isChecked():
            painter.fillRect(box, tokens.selected)
        elif self.underMouse():
            painter.fillRect(box, tokens.hover)
        else:
            painter.fillRect(box, tokens.surface)
        edges = {Grade.WARN: tokens.warn_solid, Grade.FAIL: tokens.fail_solid}
        edge = edges.get(self._finding.grade) or (tokens.accent if self.isChecked() else None)
        if edge is not None:
            painter.fillRect(QRectF(0, 0, px(4), box.height()), edge)
        painter.fillRect(QRectF(0, box.height() - px(1), box.width(), px(1)), tokens.line)


class CheckList(ChoiceGroup):
    """All rows, one tab stop; arrows choose."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._column = QVBoxLayout(self)
        scaled(self._column)
        self._column.addStretch(1)

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        rows = {button.key: button for button in self.buttons}
        if not rows:
            self.fill([CheckRow(finding) for finding in findings], self._column, findings[0].key.value)
            return
        for finding in findings:
            row = rows[finding.key.value]
            if isinstance(row, CheckRow):
                row.show_finding(finding)

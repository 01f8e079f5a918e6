"""PC check (F12, or from the offline banner): what this PC needs, looked at now, and the cure of what is wrong.

It changes nothing and sends no customer data. The worst finding is chosen by itself until a person chooses one.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.core.doctor import CheckKey, Checkup, Grade, begun, report
from tabeza_desktop.core.times import clock_text
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.a11y import announce
from tabeza_desktop.ui.doctor.row import CheckList
from tabeza_desktop.ui.doctor.words import ICONS, cure_of
from tabeza_desktop.ui.pages.page import Page
from tabeza_desktop.ui.scaled import fixed_height, scaled
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.keyhints import KeyHint, KeyHintBar
from tabeza_desktop.ui.widgets.label import IconLabel, Label, Tone
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.numbered import NumberedList
from tabeza_desktop.ui.widgets.scroll import scrolled

tr = words("Doctor")

WIDTH, NARROW_WIDTH = 396, 344
SETTINGS = {
    "win32": {
        "time": "ms-settings:dateandtime",
        "network": "ms-settings:network-status",
        "storage": "ms-settings:storagesense",
    },
    "darwin": {"time": "x-apple.systempreferences:com.apple.preference.datetime"},
}  # fmt: skip
"""Pages of the system's own settings, by platform; a system without one gets the steps alone."""


class DoctorPage(Page):
    """Private state: the check as it stands, and whether a person chose a row."""

    def __init__(self, console: Console, platform: str = sys.platform) -> None:
        super().__init__()
        self._console, self._platform = console, platform
        self._checkup = begun()
        self._at = ""
        self._chosen_by_hand = False
        self._title, self._sub = Label("", Role.TITLE), Label("", Role.BODY, Tone.T2, wrap=True)
        self._again = Button("", icon="refresh", key="F5")
        right = Qt.AlignmentFlag.AlignRight
        self._heads = [Label("", Role.FINE, weight=600, align=at) for at in (None, None, right)]
        self.list = CheckList(tr("What we checked"))
        self._hints = KeyHintBar()
        self.side_panel = self._panel = Panel(edges="l")
        self._when, self._verdict = Label("", Role.LABEL, Tone.T2), Label("", Role.DISPLAY, wrap=True)
        self._fine = IconLabel("check-circle", "", Role.BODY, Tone.PAID, weight=600)
        self._note = NoteBox(NoteKind.WARN, "", title=" ")
        self._calm = NoteBox(NoteKind.PAID, "", title=" ")
        self._todo, self._steps = Label("", Role.HEADING), NumberedList()
        self._open = Button("", ButtonKind.PRIMARY, icon="clock", large=True)
        self._copy = Button("", icon="copy")
        self._promise = Label("", Role.FINE, Tone.T2, wrap=True, align=Qt.AlignmentFlag.AlignHCenter)
        self._lay_out()
        self._again.clicked.connect(self.check)
        self._open.clicked.connect(self._open_settings)
        self._copy.clicked.connect(self._copy_result)
        self.list.changed.connect(self._choose)
        self._hints.triggered.connect(self._do)
        self.retranslate()

    # built

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        scaled(left)
        left.addWidget(self._head())
        left.addWidget(self._table_head())
        under = Panel()
        column = QVBoxLayout(under)
        scaled(column)
        column.addWidget(self.list)
        self._rows = scrolled(under)
        left.addWidget(self._rows, 1)
        left.addWidget(self._hints)
        outer = QHBoxLayout(self)
        scaled(outer)
        outer.addLayout(left, 1)
        outer.addWidget(self._build_panel())
        self.set_narrow(False)

    def _head(self) -> QWidget:
        head = Panel(fill="bg", edges="b")
        row = QHBoxLayout(head)
        scaled(row, (20, 14, 20, 14), 16)
        texts = QVBoxLayout()
        scaled(texts, spacing=2)
        texts.addWidget(self._title)
        texts.addWidget(self._sub)
        row.addLayout(texts, 1)
        row.addWidget(self._again)
        return head

    def _table_head(self) -> QWidget:
        head = Panel(fill="sunken", edges="b")
        row = QHBoxLayout(head)
        scaled(row, (20, 0, 20, 0))
        for label, stretch in zip(self._heads, (545, 300, 155), strict=True):
            row.addWidget(label, stretch)
        fixed_height(head, 34)
        return head

    def _build_panel(self) -> QWidget:
        column = QVBoxLayout(self._panel)
        scaled(column, (1, 0, 0, 0))
        top = Panel(edges="b")
        head = QVBoxLayout(top)
        scaled(head, (20, 16, 20, 14), 2)
        for widget in (self._when, self._verdict, self._fine):
            head.addWidget(widget)
        column.addWidget(top)
        middle = Panel()
        body = QVBoxLayout(middle)
        scaled(body, (20, 16, 20, 12), 14)
        for widget in (self._note, self._calm, self._todo, self._steps):
            body.addWidget(widget)
        body.addStretch(1)
        column.addWidget(scrolled(middle), 1)
        foot = QVBoxLayout()
        scaled(foot, (20, 8, 20, 14), 10)
        for widget in (self._open, self._copy, self._promise):
            foot.addWidget(widget)
        column.addLayout(foot)
        return self._panel

    def set_narrow(self, narrow: bool) -> None:
        self._panel.setFixedWidth(px(NARROW_WIDTH if narrow else WIDTH))

    # checking

    def arrive(self) -> None:
        """Looks at once when it comes to the front."""
        self.list.setFocus()
        self.check()

    def check(self) -> None:
        self._chosen_by_hand = False
        self._at = clock_text(self._console.state.clock.value.utc)
        if self._checkup.is_over:
            self._show(begun())
        self._console.services.doctor.run(self, self._told)

    def checkup(self) -> Checkup:
        return self._checkup

    def _told(self, checkup: Checkup) -> None:
        self._show(checkup)
        if checkup.is_over:
            announce(self, f"{self._verdict.text()}. {self._fine.text()}")

    def _show(self, checkup: Checkup) -> None:
        self._checkup = checkup
        self.list.show_findings(checkup.findings)
        if not self._chosen_by_hand and checkup.to_fix:
            here = self.list.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
            self.list.choose(checkup.to_fix[0].key.value)
            if here:
                self.list.setFocus()
            self._rows.ensureWidgetVisible(self.list.button(self.list.chosen))
        self._again.set_busy(not checkup.is_over, tr("Checking"))
        self._hints.set_note(
            tr("Took {seconds} s", seconds=f"{checkup.took_ms / 1000:.1f}") if checkup.took_ms else ""
        )
        self._show_panel()

    def _show_panel(self) -> None:
        checkup = self._checkup
        self._when.set_text(tr("Result at {at} on this PC", at=self._at) if self._at else tr("This PC"))
        count, fine, total = len(checkup.to_fix), checkup.fine_count, len(checkup.findings)
        if not checkup.is_over:
            self._verdict.set_text(tr("Looking"))
        elif count:
            self._verdict.set_text(
                tr("1 thing to fix") if count == 1 else tr("{count} things to fix", count=count)
            )
        else:
            self._verdict.set_text(tr("All is well"))
        self._fine.set_text(tr("{count} of {total} are fine", count=fine, total=total))
        finding = checkup.of(CheckKey(self.list.chosen)) if self.list.chosen else checkup.findings[0]
        cure, wrong = cure_of(finding), finding.needs_a_person
        self._note.setVisible(wrong)
        self._calm.setVisible(not wrong and finding.grade is Grade.FINE)
        for box in (self._note, self._calm):
            box.set_text(cure.text, cure.title)
        self._todo.setVisible(bool(cure.steps))
        self._todo.set_text(tr("What to do now"))
        self._show_open(cure.opens, ICONS[finding.key])
        steps = cure.steps
        if cure.opens == "time" and not self._opens:
            steps = (tr("Open the date and time settings of this PC."), *steps[1:])
        self._steps.set_items(steps)

    def _show_open(self, opens: str, icon: str) -> None:
        self._opens = SETTINGS.get(self._platform, {}).get(opens, "")
        self._open.setVisible(bool(self._opens))
        texts = {
            "time": tr("Open time settings"), "network": tr("Open network settings"),
            "storage": tr("Open storage settings"),
        }  # fmt: skip
        self._open.set_text(texts.get(opens, ""))
        self._open.set_icon(icon)

    # doing

    def _choose(self, _key: str) -> None:
        self._chosen_by_hand = True
        self._rows.ensureWidgetVisible(self.list.button(self.list.chosen))
        self._show_panel()

    def _open_settings(self) -> None:
        if self._opens:
            QDesktopServices.openUrl(QUrl(self._opens))

    def _copy_result(self) -> None:
        self.copy_text(report(self._checkup, self._console.services.doctor.version))
        self._copy.set_text(tr("Copied"))
        announce(self._copy, tr("Copied"))

    def _do(self, action: str) -> None:
        if not self.perform(action):
            self.asked.emit(action)

    def perform(self, action: str) -> bool:
        if action == "again":
            self.check()
        elif action == "copy":
            self._copy_result()
        elif action == "back":
            self.asked.emit("page_5")
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.asked.emit("page_5")
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy_result()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        self._title.set_text(tr("PC check"))
        self._sub.set_text(tr("What this PC needs. The check changes nothing and sends no customer data."))
        self._again.set_text(tr("Check again"))
        for label, text in zip(self._heads, (tr("What we checked"), tr("Result"), tr("Detail")), strict=True):
            label.set_text(text)
        self.list.setAccessibleName(tr("What we checked"))
        self._copy.set_text(tr("Copy result for support"))
        self._promise.set_text(tr("No names, phones, keys or amounts in it."))
        self._hints.set_hints(
            [
                KeyHint("again", ("F5",), tr("Check again")),
                KeyHint("copy", ("Ctrl C",), tr("Copy result")),
                KeyHint("back", ("Esc",), tr("Back to help")),
                KeyHint("all_keys", ("F1",), tr("All keys")),
            ]
        )
        self._show(self._checkup)

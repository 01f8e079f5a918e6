"""What is shown when something broke: that nothing is lost, the report to the letter, and the way on.

A window of its own, made of plain pieces: whatever broke may be part of the console's window. The report is seen before
it goes anywhere, and goes only where the person saves it. Starting again brings everything back: set-up at its step, a
request in flight by its key.
"""

from __future__ import annotations

import atexit
import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, QProcess, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.support.report_view import ReportView
from tabeza_desktop.ui.support.second_screen import own_command
from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.label import Icon, IconLabel, Label
from tabeza_desktop.ui.widgets.paint import Tone

tr = words("Crash")
FILE_NAME = "tabeza-crash.txt"


class CrashWindow(QWidget):
    """``go_on_asked``: stay with what still works (not after a fatal error). ``restart_asked``: begin anew."""

    go_on_asked = Signal()
    restart_asked = Signal()

    def __init__(self, report: str, *, fatal: bool) -> None:
        super().__init__()
        self.setWindowTitle(tr("Tabeza"))
        self._report = report
        self.title = Label(tr("Something broke in Tabeza"), Role.DIALOG_TITLE)
        self.text = Label(self._words(fatal), Role.BODY, Tone.T2, wrap=True)
        self.view = ReportView(report, tr("The report"), height=250)
        self.said = IconLabel("info", tr("Nothing is sent by itself."), Role.LABEL, Tone.T2, weight=500)
        self.save_button = Button(tr("Save the report"), icon="download")
        self.copy_button = Button(tr("Copy"), icon="copy")
        self.go_on_button = Button(tr("Close Tabeza") if fatal else tr("Go on"), key="Esc")
        self.restart_button = Button(
            tr("Start Tabeza again"), ButtonKind.PRIMARY, icon="refresh", key="Enter"
        )
        self._lay_out()
        self.save_button.clicked.connect(self.save)
        self.copy_button.clicked.connect(self._copy)
        self.go_on_button.clicked.connect(self.go_on_asked)
        self.restart_button.clicked.connect(self.restart_asked)
        self.resize(px(760), px(520))
        self.restart_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _words(self, fatal: bool) -> str:
        lost = tr("Nothing is lost: payments already asked for go on at M‑Pesa and are recorded.")
        if fatal:
            return lost + " " + tr("Start Tabeza again: it continues where you were.")
        return (
            lost
            + " "
            + tr("Start again to be on the safe side: it continues where you were. Or go on with what works.")
        )

    def _lay_out(self) -> None:
        head = Row(spacing=12)
        head.addWidget(Icon("alert", 24, Tone.FAIL))
        head.addWidget(self.title, 1)
        under = Row(spacing=12)
        under.addWidget(self.said, 1)
        under.addWidget(self.copy_button)
        under.addWidget(self.save_button)
        buttons = Row(spacing=12)
        buttons.addWidget(self.go_on_button)
        buttons.addStretch(1)
        buttons.addWidget(self.restart_button)
        column = Column(spacing=14, margins=(24, 22, 24, 22))
        column.addLayout(head)
        column.addWidget(self.text)
        column.addWidget(self.view)
        column.addLayout(under)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setLayout(column)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().tokens.surface)
        painter.end()

    def save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the report"), str(Path.home() / FILE_NAME))
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Small, and nothing else is running any more that could wait for the disk."""
        try:
            path.write_text(self._report, encoding="utf-8")
        except OSError:
            self.said.set_all("alert", tr("It could not be written there. Choose another place."), Tone.FAIL)
            return
        self.said.set_all("check-circle", tr("Saved as {name}", name=path.name), Tone.PAID)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.said.set_all("check-circle", tr("Copied"), Tone.PAID)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.restart_asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.go_on_asked.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.go_on_asked.emit()


def start_again() -> bool:
    """A fresh process of this program, as it was called; this one then ends."""
    program, *arguments = own_command()
    started, _pid = QProcess.startDetached(program, [*arguments, *sys.argv[1:]])
    return started


def show_report(report: str, *, fatal: bool) -> None:
    """Shows a report until the person chose, on the GUI thread; for when no console stands to do it."""
    from tabeza_desktop.application import application

    app = application()
    window = CrashWindow(report, fatal=fatal)
    waiting = QEventLoop()
    again: list[bool] = []

    def restart() -> None:
        again.append(True)
        waiting.quit()

    window.restart_asked.connect(restart)
    window.go_on_asked.connect(waiting.quit)
    window.show()
    window.activateWindow()
    waiting.exec()
    window.hide()
    window.deleteLater()
    if again:
        atexit.register(start_again)  # when this process and its lock are gone
    app.sendPostedEvents()

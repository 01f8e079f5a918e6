"""Diagnostics, one button on the Help page: the whole text is shown first, then saved where the person says, or not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.support.report_view import ReportView
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.label import IconLabel
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_desktop.ui.widgets.paint import Tone

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Diagnostics")
FILE_NAME = "tabeza-diagnostics.txt"


class BundleDialog(DialogFrame):
    """Private state: the text, exactly as it would be written."""

    def __init__(self, host: QWidget, console: Console) -> None:
        sub = tr(
            "This is all that would be saved: versions, settings, problem codes, pauses. No keys, no names, no money."
        )
        super().__init__(host, tr("Diagnostics for support"), sub, width=760, close_name=tr("Close"))
        self._console = console
        self._text = ""
        self.view = ReportView(tr("Collecting"), tr("Diagnostics for support"))
        self.said = IconLabel("info", "", Role.LABEL, Tone.T2, weight=500, wrap=True)
        self.save_button = Button(tr("Save to a file"), ButtonKind.PRIMARY, icon="download", key="Enter")
        self.close_button_below = Button(tr("Close"), key="Esc")
        self.body.addWidget(self.view)
        self.body.addWidget(self.said)
        self.footer.addWidget(self.close_button_below)
        self.footer.addStretch(1)
        self.footer.addWidget(self.save_button)
        self.said.hide()
        self.save_button.setEnabled(False)
        self.save_button.clicked.connect(self.save)
        self.close_button_below.clicked.connect(self.close_frame)
        self.set_primary(self.save_button)
        dispose_when_closed(self)

    def open_bundle(self) -> None:
        self.open_frame(self.view)
        self._console.services.diagnostics.collect(owner=self, done=self._show, failed=self._failed)

    def _show(self, text: str) -> None:
        self._text = text
        self.view.setPlainText(text)
        self.save_button.setEnabled(True)

    def save(self) -> None:
        """Where the person says; nothing is written before that, and nothing is sent anywhere."""
        path, _ = QFileDialog.getSaveFileName(self, tr("Save to a file"), str(Path.home() / FILE_NAME))
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        self._console.services.diagnostics.save(
            self._text, path, owner=self, done=lambda _: self._saved(path), failed=self._failed
        )

    def _saved(self, path: Path) -> None:
        self._say(
            "check-circle", tr("Saved as {name}. Send it to Tabeza as you like.", name=path.name), Tone.PAID
        )

    def _failed(self, problem: Problem) -> None:
        text = problem.text(current_language())
        self._say("alert", f"{text.happened} {text.do} ({problem.ref})", Tone.FAIL)

    def _say(self, icon: str, text: str, tone: Tone) -> None:
        self.said.set_all(icon, text, tone)
        self.said.show()

"""The lines in the settings that says which program this is, what is coming, and lets the person have it now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.updates import UpdateKind, Updates
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.version import VERSION

tr = words("Updates")


class UpdateRow(QWidget):
    """``installing()``: the person asked for it and nothing stands in the way; the program is about to end.

    Whoever owns the row calls :meth:`retranslate`.
    """

    installing = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self._name = Label("", Role.BODY, weight=600)
        self.said = Label("", Role.SUPPORT, Tone.T2, wrap=True)
        self.install = Button("", icon="refresh")
        self.install.clicked.connect(self._install)
        self.copy = Button("", icon="copy")
        self.copy.clicked.connect(self._copy)
        texts = Column(spacing=4)
        texts.addWidget(self._name)
        texts.addWidget(self.said)
        row = Row(spacing=16)
        row.addLayout(texts, 1)
        row.addWidget(self.install, alignment=Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.copy, alignment=Qt.AlignmentFlag.AlignBottom)
        self.setLayout(row)
        console.state.updates.changed.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        self._name.set_text(tr("Tabeza {version}", version=VERSION))
        self.install.set_text(tr("Install now"))
        self.copy.set_text(tr("Copy command"))
        self._show(self._console.state.updates.value)

    def _show(self, updates: Updates) -> None:
        text = _words(updates)
        self.said.set_text(text)
        self.said.set_tone(Tone.WAIT if updates.held_back or updates.required else Tone.T2)
        self.said.setVisible(bool(text))
        self.install.setVisible(updates.kind is UpdateKind.READY)
        self.copy.setVisible(updates.kind is UpdateKind.BY_HAND)

    def _install(self) -> None:
        self._console.services.updates.install_now()
        if not self._console.state.updates.value.held_back:
            self.installing.emit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._console.state.updates.value.command)


def _words(updates: Updates) -> str:
    version = updates.version
    if updates.held_back:
        return tr("A customer is paying just now. Try again when nothing is waiting.")
    match updates.kind:
        case UpdateKind.OFF:
            return ""
        case UpdateKind.CURRENT:
            return tr("There is nothing newer for this PC.")
        case UpdateKind.DOWNLOADING:
            return tr("Version {version} is coming: {percent}%.", version=version, percent=updates.percent)
        case UpdateKind.BY_HAND:
            return tr("Version {version} is here. An administrator installs it with a command.", version=version)
        case UpdateKind.GAVE_UP:
            return tr(
                "Version {version} could not be installed. Tabeza works as before. Please tell Tabeza.",
                version=version,
            )
    if updates.required:
        return tr("This version is too old to go on for long. Version {version} is ready.", version=version)
    return tr(
        "Version {version} is ready. It is installed when you close Tabeza, or when nobody is using it.",
        version=version,
    )

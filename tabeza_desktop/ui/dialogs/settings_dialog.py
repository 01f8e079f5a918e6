"""This PC: language, theme, text size, sound, motion, and when it locks. Every choice works at once and is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.core.alerts import SNOOZE_MINUTES
from tabeza_desktop.core.idle import LOCK_CHOICES
from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.core.session import Capability
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.theme.theme import SCALES
from tabeza_desktop.ui.updates.row import UpdateRow
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_desktop.ui.widgets.segmented import SegmentedControl

tr = words("Settings")

_KEYS = {
    "lang": ("en", "sw"),
    "theme": ("system", "light", "dark", "contrast"),
    "text_scale": tuple(str(scale) for scale in SCALES),
    "sound": ("off", "low", "normal"),
    "alerts": ("on", "quiet", "snooze"),
    "reduced_motion": ("full", "reduced"),
    "lock_after_minutes": tuple(str(minutes) for minutes in LOCK_CHOICES),
}


class SettingsDialog(Translated, DialogFrame):
    """``sound_changed()`` when the sound was chosen anew, so that it can be heard. When the PC locks is the owner's."""

    sound_changed = Signal()

    def __init__(self, host: QWidget, console: Console) -> None:
        super().__init__(host, "", width=640, close_name=tr("Close"))
        self._console = console
        self.choices: dict[str, SegmentedControl] = {}
        self._names: dict[str, Label] = {}
        owner = console.state.session.value.may(Capability.MANAGE_DEVICES)
        for field in _KEYS:
            if field != "lock_after_minutes" or owner:
                self.body.addLayout(self._row(field))
        self.updates = UpdateRow(console)
        self.updates.installing.connect(self.close_frame)
        self._done = Button("", ButtonKind.PRIMARY, key="Enter")
        self._done.clicked.connect(self.close_frame)
        self.footer.addWidget(self.updates, 1)
        self.footer.addWidget(self._done, alignment=Qt.AlignmentFlag.AlignBottom)
        self.set_primary(self._done)
        dispose_when_closed(self)
        self.retranslate()
        self._show(console.state.preferences.value)
        console.state.preferences.changed.connect(self._show)

    def _row(self, field: str) -> QHBoxLayout:
        name = Label("", Role.BODY, weight=600)
        choice = SegmentedControl([(key, "") for key in _KEYS[field]], field, height=44, pad=24)
        choice.changed.connect(self._chooser(field))
        self.choices[field], self._names[field] = choice, name
        row = QHBoxLayout()
        scaled(row, spacing=16)
        row.addWidget(name, 1)
        row.addWidget(choice)
        return row

    def _chooser(self, field: str) -> Callable[[str], None]:
        return lambda key: self._choose(field, key)

    def _choose(self, field: str, key: str) -> None:
        value: object = key
        if field == "alerts":
            self._choose_quiet(key)
            return
        if field in ("text_scale", "lock_after_minutes"):
            value = int(key)
        elif field == "reduced_motion":
            value = key == "reduced"
        self._console.services.preferences.set(**{field: value})
        if field == "sound":
            self.sound_changed.emit()

    def _choose_quiet(self, key: str) -> None:
        """How alerts may be heard until somebody says otherwise; a restart makes them heard again."""
        alerts = self._console.services.alerts
        if key == "snooze":
            alerts.snooze()
        else:
            alerts.set_quiet(key == "quiet")

    def _quiet(self) -> str:
        quiet = self._console.services.alerts.quiet.value
        if quiet.chosen:
            return "quiet"
        return "on" if quiet.snoozed_until is None else "snooze"

    def _show(self, chosen: Preferences) -> None:
        values = {
            "alerts": self._quiet(),
            "lang": chosen.lang, "theme": chosen.theme, "text_scale": str(chosen.text_scale), "sound": chosen.sound,
            "reduced_motion": "reduced" if chosen.reduced_motion else "full",
            "lock_after_minutes": str(chosen.lock_after_minutes),
        }
        for field, choice in self.choices.items():
            if values[field] in _KEYS[field]:
                choice.choose(values[field])
            else:
                choice.clear_choice()

    def open_settings(self) -> None:
        self.open_frame(self.choices["lang"].button(self.choices["lang"].chosen))

    def retranslate(self) -> None:
        self.set_title(tr("This PC"), tr("Each choice works at once."))
        self.close_button.set_name(tr("Close"))
        self._done.set_text(tr("Done"))
        self.updates.retranslate()
        names = {
            "lang": tr("Language"), "theme": tr("Theme"), "text_scale": tr("Text size"), "sound": tr("Sound"),
            "alerts": tr("Alerts"),
            "reduced_motion": tr("Motion"), "lock_after_minutes": tr("Lock after"),
        }
        texts = {
            "lang": ["English", "Kiswahili"],
            "theme": [tr("System"), tr("Light"), tr("Dark"), tr("Contrast")],
            "text_scale": [f"{scale}%" for scale in SCALES],
            "sound": [tr("Off"), tr("Low"), tr("Normal")],
            "alerts": [tr("On"), tr("Quiet"), tr("Quiet {count} min", count=SNOOZE_MINUTES)],
            "reduced_motion": [tr("Full"), tr("Reduced")],
            "lock_after_minutes": [tr("{count} min", count=minutes) for minutes in LOCK_CHOICES],
        }
        for field, choice in self.choices.items():
            self._names[field].set_text(names[field])
            choice.setAccessibleName(names[field])
            choice.set_texts(texts[field])

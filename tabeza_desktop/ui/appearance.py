"""How the program looks and speaks by what a person chose for this PC."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.theme import Mode, theme

_MODES = {"light": Mode.LIGHT, "dark": Mode.DARK, "contrast": Mode.CONTRAST}


def follow_preferences(chosen: Preferences) -> None:
    """Theme, text size, motion and language; whatever is so already costs nothing."""
    theme().set_mode(_MODES.get(chosen.theme, system_mode()))
    theme().set_scale(chosen.text_scale)
    theme().set_reduced_motion(chosen.reduced_motion)
    speak(chosen.lang)


def system_mode() -> Mode:
    """What the system asks for."""
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return Mode.DARK if dark else Mode.LIGHT

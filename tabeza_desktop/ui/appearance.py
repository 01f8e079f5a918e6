"""How the program looks and speaks by what a person chose for this PC."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.state.holder import Holder
from tabeza_desktop.ui.theme import Mode, theme

_MODES = {"light": Mode.LIGHT, "dark": Mode.DARK, "contrast": Mode.CONTRAST}


def follow_preferences(chosen: Preferences) -> None:
    """Theme, text size, motion and language; whatever is so already costs nothing."""
    theme().set_mode(_MODES.get(chosen.theme, system_mode()))
    theme().set_scale(chosen.text_scale)
    theme().set_reduced_motion(chosen.reduced_motion)
    speak(chosen.lang)


def system_mode() -> Mode:
    """What the system asks for; high contrast outranks light and dark."""
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return Mode.CONTRAST
    return Mode.DARK if hints.colorScheme() is Qt.ColorScheme.Dark else Mode.LIGHT


class SystemLooks(QObject):
    """Follows the system while it runs: somebody turned on high contrast, or the evening made it dark."""

    def __init__(self, preferences: Holder[Preferences], parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self.follow)
        hints.accessibility().contrastPreferenceChanged.connect(self.follow)

    def follow(self, _changed: object = None) -> None:
        """Only who chose "System" is moved by it."""
        chosen = self._preferences.value
        if chosen.theme == "system":
            theme().set_mode(system_mode())

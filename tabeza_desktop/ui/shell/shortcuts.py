"""Every key of the console in one registry, so that no two mean the same and a dialog can silence them all at once.

Keys that a text field needs (digits, ``/``, ``?``, Enter) are not here: the page handles those when no
field takes them. Alt+1 to Alt+4 belong to the strip of figures that is in front.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Binding:
    """One key and the action it asks for. ``over_dialogs``: still works while a dialog is open."""

    key: str
    action: str
    over_dialogs: bool = False
    repeats: bool = False


BINDINGS: Final = (
    Binding("F2", "request"),
    Binding("Shift+F2", "request_other"),
    Binding("F3", "verify"),
    Binding("F4", "close_tab"),
    Binding("Shift+F4", "reopen"),
    Binding("F9", "cash"),
    Binding("F10", "charge"),
    Binding("Ctrl+D", "adjust"),
    Binding("Ctrl+M", "more"),
    Binding("Ctrl+N", "new_tab"),
    Binding("Ctrl+T", "transfer"),
    Binding("Ctrl+Z", "void"),
    Binding("F5", "again"),
    Binding("F6", "other_ways"),
    Binding("F7", "review"),
    Binding("F8", "practice_keys", over_dialogs=True),
    Binding("F1", "all_keys"),
    Binding("F11", "full_screen", over_dialogs=True),
    Binding("F12", "doctor"),
    Binding("Ctrl+6", "people"),
    Binding("Ctrl+K", "find"),
    Binding("Ctrl+L", "lock", over_dialogs=True),
    Binding("Ctrl+Shift+D", "theme", over_dialogs=True),
    Binding("Ctrl+,", "settings"),
    Binding("Ctrl+J", "newest_toast"),
    Binding("Ctrl+P", "print"),
    Binding("Ctrl+E", "export"),
    Binding("Ctrl+Return", "record"),
    Binding("Alt+Left", "back"),
    *(Binding(f"Ctrl+{n}", f"page_{n}") for n in range(1, 6)),
)


class Shortcuts(QObject):
    """Private state: one QShortcut a binding, and whether a dialog silences them.

    ``asked(action)`` fires for every key pressed that is not silenced; a held key counts once.
    """

    asked = Signal(str)

    def __init__(self, window: QWidget, bindings: tuple[Binding, ...] = BINDINGS) -> None:
        super().__init__(window)
        self._shortcuts: dict[str, tuple[Binding, QShortcut]] = {}
        for binding in bindings:
            self._add(window, binding)

    def _add(self, window: QWidget, binding: Binding) -> None:
        if binding.key in self._shortcuts:
            raise ValueError(f"{binding.key} already has an action")
        shortcut = QShortcut(QKeySequence(binding.key), window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(binding.repeats)
        shortcut.activated.connect(self._asker(binding.action))
        self._shortcuts[binding.key] = (binding, shortcut)

    def _asker(self, action: str) -> Callable[[], None]:
        return lambda: self.asked.emit(action)

    def set_silenced(self, silenced: bool) -> None:
        """While a dialog is open only the keys that work over dialogs are heard."""
        for binding, shortcut in self._shortcuts.values():
            shortcut.setEnabled(binding.over_dialogs or not silenced)

    def set_off(self) -> None:
        """Nothing is heard but full screen and the theme: the window is locked or not yet paired."""
        for binding, shortcut in self._shortcuts.values():
            shortcut.setEnabled(binding.action in ("full_screen", "theme"))

    def keys_of(self, action: str) -> tuple[str, ...]:
        return tuple(key for key, (binding, _) in self._shortcuts.items() if binding.action == action)

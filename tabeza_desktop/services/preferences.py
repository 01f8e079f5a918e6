"""What a person chose for this PC: shown at once, written down by the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.services.base import Service


class PreferencesService(Service):
    def set(self, **fields: Any) -> None:
        """Change some of :class:`Preferences`. Raises ``msgspec.ValidationError`` for a value that is not a choice."""
        changed = replace(self._state.preferences.value, **fields)
        checked = msgspec.convert(msgspec.to_builtins(changed), Preferences)
        if self._state.preferences.set(checked):
            self._keep(lambda: self._backend.state.save_preferences(checked))

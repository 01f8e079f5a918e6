"""What a person chose for this PC."""

from __future__ import annotations

from typing import Literal

import msgspec

Language = Literal["en", "sw"]
ThemeChoice = Literal["system", "light", "dark", "contrast"]
TextScale = Literal[90, 100, 115, 130]
Sound = Literal["off", "low", "normal"]


class Preferences(msgspec.Struct, frozen=True):
    """Kept in ``state.sqlite`` as one JSON object; unknown fields of a newer console are ignored."""

    lang: Language = "en"
    theme: ThemeChoice = "system"
    text_scale: TextScale = 100
    reduced_motion: bool = False
    sound: Sound = "normal"
    lock_after_minutes: int = 5
    window_geometry: str = ""

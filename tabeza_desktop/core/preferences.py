"""What a person chose for this PC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["en", "sw"]
ThemeChoice = Literal["system", "light", "dark", "contrast"]
TextScale = Literal[90, 100, 115, 130]
Sound = Literal["off", "low", "normal"]


@dataclass(frozen=True, slots=True)
class Preferences:
    """Kept in ``state.sqlite`` as one JSON object; unknown fields of a newer console are ignored."""

    lang: Language = "en"
    theme: ThemeChoice = "system"
    text_scale: TextScale = 100
    reduced_motion: bool = False
    sound: Sound = "normal"
    lock_after_minutes: int = 5
    window_geometry: str = ""

    def is_known(self) -> bool:
        """Whether every choice is one that this console offers: a newer one may have written another."""
        return (
            self.lang in get_args(Language)
            and self.theme in get_args(ThemeChoice)
            and self.text_scale in get_args(TextScale)
            and self.sound in get_args(Sound)
        )

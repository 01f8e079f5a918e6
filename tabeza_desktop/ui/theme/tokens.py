"""The colour tokens of ``resources/tokens.json`` as a typed, immutable object; names are the file's in snake case.

Green, blue, amber and red belong to money state and are reached through ``Tokens.status``; buttons and selection use
``accent``. High contrast never invents colours: it is made from the system palette alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from PySide6.QtGui import QColor, QPalette

from tabeza_desktop.resources import resource_path


class Mode(StrEnum):
    """Which set of colours is in use. CONTRAST follows the system palette."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Status(StrEnum):
    """The five money states that own a colour."""

    PAID = "paid"
    WAIT = "wait"
    WARN = "warn"
    FAIL = "fail"
    MUTE = "mute"


class StatusColours(NamedTuple):
    """One status: ``text`` for words, ``fill`` and ``border`` for chips, ``solid`` for edges, dots and bars."""

    text: QColor
    fill: QColor
    border: QColor
    solid: QColor


class Tokens:
    """Every colour of one mode, by the names annotated here.

    Written out, since a data class of this size takes long to make, and the first screen waits for it.
    """

    bg: QColor
    surface: QColor
    sunken: QColor
    hover: QColor
    selected: QColor
    line: QColor
    line2: QColor
    t1: QColor
    t2: QColor
    t3: QColor
    accent: QColor
    accent_hover: QColor
    accent_press: QColor
    accent_on: QColor
    accent_tint: QColor
    accent_line: QColor
    paid: QColor
    paid_bg: QColor
    paid_line: QColor
    paid_solid: QColor
    wait: QColor
    wait_bg: QColor
    wait_line: QColor
    wait_solid: QColor
    warn: QColor
    warn_bg: QColor
    warn_line: QColor
    warn_solid: QColor
    fail: QColor
    fail_bg: QColor
    fail_line: QColor
    fail_solid: QColor
    mute: QColor
    mute_bg: QColor
    mute_line: QColor
    badge: QColor
    badge_on: QColor
    brand: QColor
    brand_on: QColor
    brand_muted: QColor
    brand_line: QColor
    scrim: QColor
    disabled: QColor
    disabled_on: QColor

    def __init__(self, colours: Mapping[str, QColor]) -> None:
        """Raises KeyError if a colour is missing."""
        self.__dict__.update({name: colours[name] for name in Tokens.__annotations__})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"tokens do not change: {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tokens) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    def status(self, status: Status) -> StatusColours:
        """The colours of one status. ``mute`` has no solid of its own: its border stands in."""
        name = status.value
        solid = self.line2 if status is Status.MUTE else getattr(self, f"{name}_solid")
        return StatusColours(getattr(self, name), getattr(self, f"{name}_bg"), getattr(self, f"{name}_line"), solid)


def parse_colour(text: str) -> QColor:
    """``#RRGGBB`` or ``rgba(r,g,b,alpha 0..1)``. Raises ValueError on anything else."""
    match = re.fullmatch(r"rgba\((\d+),(\d+),(\d+),([0-9.]+)\)", text.replace(" ", ""))
    if match:
        red, green, blue = (int(part) for part in match.groups()[:3])
        return QColor(red, green, blue, round(float(match[4]) * 255))
    colour = QColor(text)
    if not colour.isValid():
        raise ValueError(f"not a colour: {text}")
    return colour


def _json_name(field_name: str) -> str:
    head, *rest = field_name.split("_")
    return head + "".join(part.capitalize() for part in rest)


@lru_cache(maxsize=1)
def _token_file() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resource_path("tokens.json").read_text(encoding="utf-8"))
    return loaded


def load_tokens(mode: Mode) -> Tokens:
    """LIGHT or DARK as the file has them; raises KeyError when the file misses a token."""
    table = _token_file()[mode.value]
    return Tokens({name: parse_colour(table[_json_name(name)]) for name in Tokens.__annotations__})


@lru_cache(maxsize=1)
def type_table() -> dict[str, tuple[int, int, int]]:
    """Role name in the file -> (px, line px, weight)."""
    return {name: (row[0], row[1], row[2]) for name, row in _token_file()["type"].items()}


def contrast_tokens(palette: QPalette) -> Tokens:
    """High contrast: text, base and highlight of the system; every status keeps its icon and word, not its colour."""
    role = QPalette.ColorRole
    text, base = palette.color(role.WindowText), palette.color(role.Window)
    accent, accent_on = palette.color(role.Highlight), palette.color(role.HighlightedText)
    off = palette.color(QPalette.ColorGroup.Disabled, role.WindowText)
    scrim = QColor(base)
    scrim.setAlpha(217)
    colours = dict.fromkeys(Tokens.__annotations__, text)
    for name in ("bg", "surface", "sunken", "hover", "brand", "badge_on", "disabled"):
        colours[name] = base
    for name in ("paid_bg", "wait_bg", "warn_bg", "fail_bg", "mute_bg", "selected", "accent_tint"):
        colours[name] = base
    for name in ("accent", "accent_hover", "accent_press", "accent_line", "brand_line"):
        colours[name] = accent
    colours |= {"accent_on": accent_on, "scrim": scrim, "disabled_on": off}
    return Tokens(colours)

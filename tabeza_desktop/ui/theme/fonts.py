"""Font roles: Inter in four static weights, sized in pixels, with the figures each role needs.

``tnum`` keeps columns of numbers straight; receipts, support codes and result codes add a slashed zero and open
digits (``zero``, ``ss02``). Features live here and never in a stylesheet, which cannot set them. The theme caches.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontDatabase

from tabeza_desktop.resources import resource_path
from tabeza_desktop.ui.theme.tokens import type_table

FAMILY = "Inter"
_FILES = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")
_CODE_FEATURES = ("zero", "ss02")


class Role(StrEnum):
    """What a piece of text is for; the value is its key in ``tokens.json``."""

    HERO = "hero"
    DISPLAY = "display"
    TITLE = "title"
    DIALOG_TITLE = "dialogTitle"
    NODE = "node"
    ROW_MONEY = "rowMoney"
    PANEL_NAME = "panelName"
    HEADING = "heading"
    TAB_NO = "tabNo"
    NAME = "name"
    SUPPORT = "support"
    BODY = "body"
    CHIP = "chip"
    LABEL = "label"
    FINE = "fine"


class TypeStyle(NamedTuple):
    """Pixel size, line height in pixels and weight (100..900) at 100 %."""

    size: int
    line: int
    weight: int


_NUMBERS = frozenset({Role.HERO, Role.DISPLAY, Role.ROW_MONEY, Role.TAB_NO})
_EXTRA = {Role.DIALOG_TITLE: TypeStyle(22, 28, 700)}


def type_style(role: Role) -> TypeStyle:
    """The measured style of a role."""
    if role in _EXTRA:
        return _EXTRA[role]
    return TypeStyle(*type_table()[role.value])


def has_table_figures(role: Role) -> bool:
    """Whether the role is always a number and so always takes ``tnum``."""
    return role in _NUMBERS


def load_fonts() -> None:
    """Register the four files. Raises RuntimeError when Qt refuses one: the console must not run in a stray face."""
    for name in _FILES:
        if QFontDatabase.addApplicationFont(str(resource_path("fonts", name))) < 0:
            raise RuntimeError(f"the font {name} could not be loaded")


def make_font(pixel_size: int, weight: int, *, tnum: bool, codes: bool) -> QFont:
    """One font; ``codes`` implies ``tnum``."""
    font = QFont(FAMILY)
    font.setPixelSize(pixel_size)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tnum or codes:
        font.setFeature(QFont.Tag("tnum"), 1)
    if codes:
        for tag in _CODE_FEATURES:
            font.setFeature(QFont.Tag(tag), 1)
    return font

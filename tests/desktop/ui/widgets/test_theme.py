"""Tokens hold the contrast the specification measured; switching is live and scale multiplies every pixel."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontInfo
from pytestqt.qtbot import QtBot

from tabeza_desktop.resources import resource_path
from tabeza_desktop.ui.theme import Mode, Role, Status, theme
from tabeza_desktop.ui.theme.tokens import Tokens, load_tokens, parse_colour
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.label import Label


def luminance(colour: QColor) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


NEEDED = [
    *[("t1", ground, 7.0) for ground in ("surface", "selected", "sunken", "bg")],
    *[("t2", ground, 7.0) for ground in ("surface", "sunken", "selected", "bg")],
    *[("t3", ground, 4.5) for ground in ("surface", "sunken")],
    *[(status.value, ground, 7.0) for status in Status for ground in ("surface", "selected")],
    *[(status.value, f"{status.value}_bg", 7.0) for status in Status],
    ("accent_on", "accent", 7.0),
    ("accent_on", "accent_press", 7.0),
    ("accent_on", "accent_hover", 7.0),
    ("accent", "surface", 4.5),
    ("line2", "surface", 3.0),
    ("line2", "sunken", 3.0),
    *[(f"{status}_solid", "surface", 3.0) for status in ("paid", "wait", "warn", "fail")],
    ("disabled_on", "disabled", 4.5),
    ("brand_muted", "brand", 7.0),
    ("badge_on", "badge", 7.0),
]


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize(("ink", "ground", "need"), NEEDED)
def test_every_pair_reads(mode: Mode, ink: str, ground: str, need: float) -> None:
    tokens = load_tokens(mode)
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= need


def test_high_contrast_uses_only_colours_of_the_system() -> None:
    theme().set_mode(Mode.CONTRAST)
    tokens: Tokens = theme().tokens
    assert tokens.status(Status.PAID).text == tokens.status(Status.FAIL).text == tokens.t1
    assert tokens.surface == tokens.paid_bg


def test_a_colour_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a colour"):
        parse_colour("aubergine-ish")
    assert parse_colour("rgba(26,23,20,0.55)").alpha() == 140


def test_a_resource_outside_the_folder_is_refused() -> None:
    assert resource_path("icons", "check.svg").is_file()
    with pytest.raises(FileNotFoundError):
        resource_path("..", "pyproject.toml")
    with pytest.raises(FileNotFoundError):
        resource_path("icons", "unicorn.svg")


def test_inter_is_really_used_in_all_four_weights() -> None:
    for weight in (400, 500, 600, 700):
        info = QFontInfo(theme().font(Role.BODY, weight=weight))
        assert (info.family(), info.weight()) == ("Inter", weight)


def test_a_switch_repaints_what_is_on_screen(qtbot: QtBot) -> None:
    button = Button("Send", ButtonKind.PRIMARY)
    qtbot.addWidget(button)
    button.show()
    spot = (button.width() // 2, 4)
    assert button.grab().toImage().pixelColor(*spot) == load_tokens(Mode.LIGHT).accent
    with qtbot.waitSignal(theme().changed):
        theme().toggle()
    assert button.grab().toImage().pixelColor(*spot) == load_tokens(Mode.DARK).accent


def test_an_icon_changes_colour_with_the_theme() -> None:
    def inks() -> set[str]:
        image = theme().pixmap("check", theme().tokens.t1, 24).toImage()
        pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        return {colour.name() for colour in pixels if colour.alpha() == 255}

    assert theme().tokens.t1.name() in inks()
    theme().set_mode(Mode.DARK)
    assert theme().tokens.t1.name() in inks()


@pytest.mark.parametrize("percent", [90, 100, 115, 130])
def test_scale_grows_text_and_boxes_together(qtbot: QtBot, percent: int) -> None:
    label, button = Label("Paid", Role.BODY), Button("Send")
    qtbot.addWidget(label)
    qtbot.addWidget(button)
    theme().set_scale(percent)
    assert theme().font(Role.BODY).pixelSize() == round(15 * percent / 100)
    assert button.height() == round(44 * percent / 100)
    assert label.sizeHint().height() == round(22 * percent / 100)


def test_large_windows_grow_everything_once_more() -> None:
    theme().set_zoom(1.15)
    assert theme().px(44) == round(44 * 1.15)
    with pytest.raises(ValueError, match="zoom"):
        theme().set_zoom(3)
    with pytest.raises(ValueError, match="scale"):
        theme().set_scale(101)


def test_a_line_never_vanishes() -> None:
    theme().set_scale(90)
    assert theme().px(1) == 1
    assert theme().px(0) == 0

"""Switching languages while the window is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QDate
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tabeza_desktop.i18n.dates import clock_time, day_name, exact_time, long_date, short_date, short_day
from tabeza_desktop.i18n.language import (
    CatalogueTranslator,
    Translated,
    current_language,
    language_switch,
    speak,
)
from tabeza_desktop.i18n.words import fill

NIGHT = datetime(2026, 11, 19, 18, 42, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english_again(qapp: object) -> Iterator[None]:
    yield
    speak("en")


class Closing(Translated, QLabel):
    def __init__(self) -> None:
        super().__init__()
        self.retranslate()

    def retranslate(self) -> None:
        self.setText(QCoreApplication.translate("QPlatformTheme", "Close"))


def test_a_widget_inside_a_window_is_told_at_once(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = Closing()
    label.setParent(window)
    speak("sw")
    assert label.text() == "Funga"
    speak("en")
    assert label.text() == "Close"


def test_the_switch_says_when_it_has_switched_and_only_then(qtbot: QtBot) -> None:
    heard: list[str] = []
    switch = language_switch()
    switch.changed.connect(heard.append)
    speak("en")
    speak("sw")
    speak("sw")
    speak("en")
    switch.changed.disconnect(heard.append)
    assert heard == ["sw", "en"]


def test_a_language_we_do_not_speak_changes_nothing(qapp: object) -> None:
    with pytest.raises(ValueError, match="speaks"):
        speak("fr")
    assert current_language() == "en"


def test_standard_buttons_of_qt_speak_kiswahili(qtbot: QtBot) -> None:
    speak("sw")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Ghairi"


def test_a_text_without_an_entry_stays_english(qapp: object) -> None:
    translator = CatalogueTranslator({("Tabs", "Paid"): "Imelipwa"})
    assert translator.translate("Tabs", "Paid") == "Imelipwa"
    assert translator.translate("Tabs", "Owed") is None
    speak("sw")
    assert QCoreApplication.translate("Nowhere", "Owed") == "Owed"


def test_dates_are_nairobis_and_in_the_language_spoken(qapp: object) -> None:
    assert (clock_time(NIGHT), exact_time(NIGHT)) == ("21:42", "21:42:07")
    assert long_date(NIGHT) == "Thursday 19 November"
    speak("sw")
    assert long_date(NIGHT) == "Alhamisi 19 Novemba"
    assert day_name(NIGHT) == "Alhamisi"


def test_a_time_without_a_zone_is_refused(qapp: object) -> None:
    with pytest.raises(ValueError, match="zone"):
        clock_time(datetime(2026, 11, 19, 21, 42))  # noqa: DTZ001 - the point of the test


def test_a_broken_translation_falls_back_to_english() -> None:
    assert fill("Hatua {wrong}", "Step {n}", {"n": 2}) == "Step 2"


@pytest.mark.parametrize("language", ["en", "sw"])
def test_days_and_months_are_those_of_the_locale_data(language: str) -> None:
    speak(language)
    for days in range(366):
        at = datetime(2028, 1, 1, 9, tzinfo=UTC) + timedelta(days=days)
        patterns = {long_date: "dddd d MMMM", short_date: "d MMM", day_name: "dddd", short_day: "ddd"}
        for words_of, pattern in patterns.items():
            assert words_of(at) == language_switch().locale.toString(QDate(at.year, at.month, at.day), pattern)

"""Help: problems lead to their topic, every topic is found by its own words, the guide has its pictures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from tabeza_desktop.core.help_links import TOPICS, topic_of
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.resources import resource_path
from tabeza_desktop.ui.dialogs.problem_box import ProblemBox
from tabeza_desktop.ui.help.picture import HelpPicture
from tabeza_desktop.ui.help.topics import topics
from tabeza_protocol.problems import PROBLEMS
from tabeza_protocol.wire.ratings import RatingView
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_shots import NightWindow
from tests.desktop.ui.night_stage import NightStage


@pytest.fixture
def window(stand: Callable[[NightWindow], NightWindow]) -> NightWindow:
    return stand(NightWindow(NightStage(person=night.JOYCE)))


def test_links_lead_from_real_problems_to_real_topics(qapp: QApplication) -> None:
    assert set(TOPICS) <= set(PROBLEMS)
    assert set(TOPICS.values()) <= {topic.key for topic in topics()}
    assert topic_of("conflict") is None


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("decrypt", "keys"), ("shortcode format", "till"), ("1032", "cancelled"), ("callback not received", "checking"),
        ("rate limit", "limit"),
    ],
)  # fmt: skip
def test_the_troubleshooting_guide_is_found_by_the_words_support_uses(window: NightWindow, said: str, key: str) -> None:
    window.show_page("help")
    window.help._search.edit.setText(said)
    assert window.help.opened() == key


def test_a_problem_leads_to_its_topic(window: NightWindow) -> None:
    window.show_problem(Problem("limit_bar", retry_after_seconds=60))
    QApplication.processEvents()
    box = next(iter(window.findChildren(ProblemBox)))
    assert not box._more.isHidden()
    box._more.click()
    assert (window.front(), window.help.opened()) == ("help", "limit")


@pytest.mark.parametrize("lang", ["en", "sw"])
def test_the_set_up_guide_has_all_its_pictures(window: NightWindow, lang: str) -> None:
    guide = next(topic for topic in topics() if topic.key == "setup")
    assert len(guide.pictures) == 6
    for name, caption in guide.pictures:
        assert resource_path("help", f"{name}-{lang}.png").stat().st_size < 60_000
        assert caption
    window.open_help("setup")
    assert len(window.help.findChildren(HelpPicture)) == 6


def test_the_question_is_asked_once_a_month_and_answered_with_one_press(window: NightWindow) -> None:
    stage, card = window.stage, window.help.rating
    window.show_page("help")
    asked = [call for call in stage.calls if call.name == "ratings.ask"]
    assert len(asked) == 1
    assert card.isHidden()
    asked[0].answer(RatingView(month="2026-11", ask=True))
    assert card.isVisible()
    card.scores[5].click()
    rated = next(call for call in stage.calls if call.name == "ratings.rate")
    assert rated.args == (5,)
    window.show_page("tabs")
    window.show_page("help")
    assert len([call for call in stage.calls if call.name == "ratings.ask"]) == 1

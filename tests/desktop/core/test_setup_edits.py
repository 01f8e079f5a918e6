from __future__ import annotations

from tabeza_desktop.core.setup_flow import SetupDraft, with_edits
from tabeza_protocol.environment import Environment


def test_what_is_changed_while_the_draft_is_being_read_is_not_lost() -> None:
    before = SetupDraft()
    stored = SetupDraft(ticked=frozenset({"lipa"}), shortcode_text="4083917")
    now = SetupDraft(ticked=frozenset({"paybill"}), environment=Environment.SANDBOX)
    merged = with_edits(stored, before, now)
    assert merged.ticked == {"lipa", "paybill"}
    assert (merged.shortcode_text, merged.environment) == ("4083917", Environment.SANDBOX)


def test_a_tick_taken_back_while_reading_stays_taken_back() -> None:
    before = SetupDraft(ticked=frozenset({"paybill"}))
    now = SetupDraft(ticked=frozenset())
    assert with_edits(SetupDraft(ticked=frozenset({"paybill", "lipa"})), before, now).ticked == {"lipa"}

"""Things to do, found by their words in Ctrl+K, each with its key beside it."""

from __future__ import annotations

from tabeza_desktop.core.history import Hit
from tabeza_desktop.core.search import fold, matches
from tabeza_desktop.core.search import words as words_of
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.tab_sheet import TabAction, tab_actions

tr = words("FindActions")

MOST = 3


def find_actions(text: str, *, owner: bool) -> tuple[Hit, ...]:
    """Actions of the registry of keys whose words match; none for a text of fewer than three signs."""
    query = words_of(text)
    if len(text.strip()) < 3:
        return ()
    found = [act for act in _all(owner) if matches(fold(act.text), query)]
    return tuple(Hit("action", act.action, act.text, act.shown_key) for act in found[:MOST])


def _all(owner: bool) -> tuple[TabAction, ...]:
    own = [
        TabAction("request", "F2", tr("Request payment"), ""),
        TabAction("verify", "F3", tr("Verify a payment"), ""),
        TabAction("settings", "Ctrl+,", tr("Language, text size, sound"), ""),
        TabAction("doctor", "F12", tr("Check this PC"), ""),
        TabAction("all_keys", "F1", tr("All keys"), ""),
        TabAction("lock", "Ctrl+L", tr("Lock"), ""),
    ]
    if owner:
        own.append(TabAction("people", "Ctrl+6", tr("People and counter PCs"), ""))
    return (*tab_actions(owner=owner, has_tab=True), *own)

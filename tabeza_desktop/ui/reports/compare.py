"""A figure beside the same one of a week before, in words: how much, and whether that is better."""

from __future__ import annotations

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.widgets.money import format_amount

tr = words("TodayPage")


def against_money(now: int, then: int) -> tuple[str, bool | None]:
    """Cents against cents; nothing to say against nothing."""
    if not then:
        return "", None
    if now == then:
        return tr("The same as then"), None
    share, base = f"{100 * abs(now - then) / then:.1f}", format_amount(then)
    if now > then:
        return tr("{share}% up on {base}", share=share, base=base), True
    return tr("{share}% down on {base}", share=share, base=base), False


def against_count(now: int, then: int) -> tuple[str, bool | None]:
    if now == then:
        return tr("The same as then"), None
    if now > then:
        return tr("{count} more than {base}", count=now - then, base=then), True
    return tr("{count} fewer than {base}", count=then - now, base=then), False


def against_points(now: int, then: int) -> tuple[str, bool | None]:
    """Per cent against per cent."""
    if now == then:
        return tr("The same as then"), None
    if now > then:
        return tr("{points} points above {base}%", points=now - then, base=then), True
    return tr("{points} points below {base}%", points=then - now, base=then), False

"""The words of the all-keys overlay: which keys there are, in the order a cashier meets them."""

from __future__ import annotations

from dataclasses import dataclass

from tabeza_desktop.i18n.words import words

tr = words("KeyList")


@dataclass(frozen=True)
class KeyLine:
    """The keys as they stand on the keyboard, and what they do."""

    keys: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class KeyGroup:
    title: str
    lines: tuple[KeyLine, ...]


def key_groups(*, owner: bool, practice: bool) -> tuple[KeyGroup, ...]:
    """All keys that do something for this person."""
    return (_payments(owner), _tab(owner), _moving(), _pages(owner), _anywhere(practice), _papers())


def _payments(owner: bool) -> KeyGroup:
    lines = [
        KeyLine(("F2",), tr("Request payment")),
        KeyLine(("Shift F2",), tr("The same, with another phone")),
        KeyLine(("F3",), tr("Verify a payment")),
        KeyLine(("Enter",), tr("Send, or open the details")),
        KeyLine(("Alt P",), tr("Change the phone in the request")),
        KeyLine(("F5",), tr("Check again, or try now")),
        KeyLine(("F6",), tr("Other ways to pay")),
        KeyLine(("Esc",), tr("Close, clear, or stop waiting")),
    ]
    if owner:
        lines.append(KeyLine(("F7",), tr("Payments that need your decision")))
        lines.append(KeyLine(("Ctrl Enter",), tr("Record your decision")))
    return KeyGroup(tr("A payment"), tuple(lines))


def _tab(owner: bool) -> KeyGroup:
    lines = [
        KeyLine(("F9",), tr("Receive cash")),
        KeyLine(("F10",), tr("Add a charge")),
        KeyLine(("Ctrl Z",), tr("Take a charge or cash back")),
        KeyLine(("Ctrl T",), tr("Move the balance to another tab")),
        KeyLine(("F4",), tr("Close the tab")),
        KeyLine(("Ctrl N",), tr("Open a tab")),
        KeyLine(("Shift F4",), tr("Open a closed tab again")),
        KeyLine(("Ctrl M",), tr("All of these for one tab")),
    ]
    if owner:
        lines.insert(4, KeyLine(("Ctrl D",), tr("Adjust what is owed")))
    return KeyGroup(tr("A tab"), tuple(lines))


def _moving() -> KeyGroup:
    return KeyGroup(
        tr("Finding a tab"),
        (
            KeyLine(("0", "9"), tr("Jump to that tab")),
            KeyLine(("↑", "↓"), tr("Move one row")),
            KeyLine(("PgUp", "PgDn"), tr("Move one page")),
            KeyLine(("Home", "End"), tr("First or last row")),
            KeyLine(("/",), tr("Search this list")),
            KeyLine(("Ctrl K",), tr("Find a tab, name or receipt")),
            KeyLine(("Ctrl C",), tr("Copy its receipt")),
        ),
    )


def _pages(owner: bool) -> KeyGroup:
    lines = [
        KeyLine(("Ctrl 1",), tr("Tabs")),
        KeyLine(("Ctrl 2",), tr("Payments")),
        KeyLine(("Ctrl 3",), tr("Today")),
    ]
    if owner:
        lines.append(KeyLine(("Ctrl 4",), tr("Setup")))
    lines.append(KeyLine(("Ctrl 5",), tr("Help")))
    if owner:
        lines.append(KeyLine(("Ctrl 6",), tr("People and counter PCs")))
    lines.append(KeyLine(("Alt 1", "Alt 4"), tr("The four figures at the top")))
    return KeyGroup(tr("Pages"), tuple(lines))


def _papers() -> KeyGroup:
    return KeyGroup(
        tr("On paper"),
        (
            KeyLine(("Ctrl P",), tr("Print report, bill or slip")),
            KeyLine(("Ctrl E",), tr("Export what is shown")),
            KeyLine(("T",), tr("Today: table or chart")),
            KeyLine(("S",), tr("Sort the payments")),
        ),
    )


def _anywhere(practice: bool) -> KeyGroup:
    lines = [
        KeyLine(("Ctrl L",), tr("Lock")),
        KeyLine(("F1", "?"), tr("These keys")),
        KeyLine(("Ctrl ,",), tr("Language, text size, sound")),
        KeyLine(("F11",), tr("Full screen")),
        KeyLine(("F12",), tr("Check this PC")),
        KeyLine(("Ctrl Shift D",), tr("Light or dark")),
    ]
    if practice:
        lines.append(KeyLine(("F8",), tr("Keys to the practice phone, then 1 to 6")))
    return KeyGroup(tr("Anywhere"), tuple(lines))

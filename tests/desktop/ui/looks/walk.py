"""Walking a finished page: what it shows in words, what of it is cut, and what a screen reader is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QWidget

from tabeza_desktop.ui.widgets.button import Button, LinkButton
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.richtext import plain

_KEPT = re.compile(r"(\{[^}]*\}|</?b>)")
_ACCENTS = str.maketrans("aeiouAEIOU", "àéîöûÀÉÎÖÛ")
STRETCH = 0.3


class PseudoTranslator(QTranslator):
    """Answers every text with itself, accented, bracketed and about 30 % longer, as Kiswahili is."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        return pseudo(source)


def pseudo(source: str) -> str:
    """``Paid`` becomes ``[Pàîd~]``; fields and tags stay."""
    parts = _KEPT.split(source)
    words = "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in parts)
    longer = max(1, round(len(_KEPT.sub("", source)) * STRETCH) - 2)
    return f"[{words}{'~' * longer}]" if longer < 8 else f"[{words}{' ~~~~~' * (longer // 6 + 1)}]"


class PseudoSpoken:
    """``with PseudoSpoken():`` everything is said in the stretched language."""

    def __enter__(self) -> None:
        self._translator = PseudoTranslator()
        QCoreApplication.installTranslator(self._translator)

    def __exit__(self, *_: object) -> None:
        QCoreApplication.removeTranslator(self._translator)


def shown(root: QWidget) -> Iterator[QWidget]:
    """Every widget a person sees now, the root first."""
    for widget in (root, *root.findChildren(QWidget)):
        if (widget.isVisible() and not widget.visibleRegion().isEmpty()) or widget is root:
            yield widget


def texts(root: QWidget) -> set[str]:
    """The words of labels and buttons in sight."""
    found = set()
    for widget in shown(root):
        if isinstance(widget, (Label, QAbstractButton)) and widget.text().strip():
            found.add(plain(widget.text()))
    return found


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons whose words do not fit their box. Text that may elide is not among them."""
    found = []
    for widget in shown(root):
        if isinstance(widget, Label) and widget.text() and not widget._elide:
            if widget.wordWrap():
                if widget.height() < widget.heightForWidth(widget.width()):
                    found.append(f"too low: {plain(widget.text())}")
            elif widget.width() < widget.sizeHint().width():
                found.append(f"too narrow: {plain(widget.text())}")
        elif isinstance(widget, (Button, LinkButton)) and widget.cuts_its_words():
            found.append(f"button too narrow: {widget.text()}")
    return found


def unnamed(root: QWidget) -> list[str]:
    """What takes the focus and says nothing to a screen reader, by its place in the tree."""
    top = QAccessible.queryAccessibleInterface(root)
    return [] if top is None else list(_unnamed(top, root.metaObject().className(), 0))


def _unnamed(node: QAccessibleInterface, path: str, depth: int) -> Iterator[str]:
    state = node.state()
    if state.invisible or depth > 40:
        return
    if state.focusable and not state.disabled and not node.text(QAccessible.Text.Name).strip():
        yield f"{path} ({node.role().name})"
    for place in range(min(node.childCount(), 120)):
        child = node.child(place)
        if child is not None and child.isValid():
            yield from _unnamed(child, f"{path}/{child.role().name}{place}", depth + 1)


_SAME_IN_BOTH = frozenset(
    {
        "English", "Kiswahili", "Karibu.", "Tabeza", "Daraja", "LTD", "KILIMANI", "TAVERN", "PayBill", "Till", "KES",
        "LIVE", "COUNTER", "Ctrl", "Enter", "Esc", "Shift", "Backspace", "PIN", "Consumer", "key", "secret", "Passkey",
        "NAIVAS", "WESTLANDS", "CSV", "Excel",
    }
)
"""Names of languages, products and keys, what Safaricom's own form calls its fields, and another receiver's name."""


@cache
def _data() -> frozenset[str]:
    """Words that stand in the samples: people, bars, places, drinks, PCs, the six words of an identity."""
    from tests.desktop.ui import sample_night as night
    from tests.desktop.ui import setup_stage as stage
    from tests.desktop.ui import tab_shots

    names = [row.customer_name for row in (*night.tabs(), *night.payments())]
    names += [person.name for person in (night.MERCY, night.JOYCE, stage.MERCY, stage.BRIAN, stage.JOYCE)]
    names += [night.BAR.name, night.BAR.place, *stage.WORDS]
    names += [line.text for line in night.ledger(night.tab(124).id)]
    names += [person.name for person in tab_shots.PEOPLE] + [device.name for device in tab_shots.pcs()]
    return frozenset(_words(" ".join(names)))


def _words(text: str) -> list[str]:
    """What reads as a word: letters only, so no receipt, phone, code or amount."""
    return [word for word in re.findall(r"[\w‑.]+", text) if len(word) > 2 and word.strip(".").isalpha()]


def has_words(text: str) -> bool:
    """Whether something in it could be said in another language."""
    known = _SAME_IN_BOTH | _data()
    return any(word not in known and word.strip(".") not in known for word in _words(text))

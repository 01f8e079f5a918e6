"""How code asks for a text: ``tr = words("Setup")`` once a module, then ``tr("Step {n} of {total}", n=2, total=6)``.

The literal is what the translation guard looks for, so it is always written out in the call: never an f-string, never a
variable. Values are put in after translation.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication


def words(context: str) -> Callable[..., str]:
    """A translator for one context."""

    def tr(source: str, **values: object) -> str:
        text = QCoreApplication.translate(context, source)
        return fill(text, source, values) if values else text

    return tr


def fill(text: str, source: str, values: dict[str, object]) -> str:
    """``text`` with its fields filled; a translation that names a field nobody gave falls back to its English."""
    try:
        return text.format(**values)
    except (KeyError, IndexError, ValueError):
        return source.format(**values)

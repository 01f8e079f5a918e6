"""Seconds as people read them: ``14 s``, ``1 m 12 s``, ``2 h 05 m``."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def elapsed_text(seconds: float) -> str:
    """Whole seconds, rounded down; never negative."""
    whole = max(0, int(seconds))
    if whole < 60:
        return QCoreApplication.translate("widgets", "{seconds} s").format(seconds=whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return QCoreApplication.translate("widgets", "{minutes} m {seconds} s").format(minutes=minutes, seconds=rest)
    hours, minutes = divmod(minutes, 60)
    return QCoreApplication.translate("widgets", "{hours} h {minutes} m").format(hours=hours, minutes=f"{minutes:02d}")

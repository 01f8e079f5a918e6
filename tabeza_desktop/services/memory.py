"""Keeps Python's own housekeeping from holding up the window.

A full garbage collection scans every object of every imported library while holding the interpreter: 70 to 160 ms
measured with Qt, SQLAlchemy and httpx loaded, on any thread's account. What exists once everything is loaded stays for
good, so it is put out of the collector's sight; later collections look only at what came since.
"""

from __future__ import annotations

import gc
from typing import Final

YOUNG: Final = 5_000
MIDDLE: Final = 20
OLD: Final = 20


class Housekeeping:
    """``settle`` after each stage of loading. Only the first three times: a frozen cycle is never collected."""

    STAGES: Final = 3

    def __init__(self) -> None:
        self._left = self.STAGES

    def settle(self) -> None:
        if self._left == 0:
            return
        self._left -= 1
        gc.set_threshold(YOUNG, MIDDLE, OLD)
        gc.freeze()

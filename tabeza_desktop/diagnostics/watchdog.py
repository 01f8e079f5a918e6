"""Measures how long the window stood still. A heartbeat beats on the GUI thread; another thread watches it.

The watcher cannot be delayed by the GUI thread and records where the GUI thread was, so a stall names its cause. Its
own figures are plain numbers, read at any time.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from tabeza_desktop.core.health import StallFigures

BEAT_MS: Final = 5
STALL_MS: Final = 50.0
WATCH_SECONDS: Final = 0.02
KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class Stall:
    """One pause over 50 ms. ``where``: the innermost frames of the GUI thread while it lasted, oldest first.

    ``busy_ms`` is what the GUI thread itself computed meanwhile; the rest it waited, for a lock or for the processor.
    """

    milliseconds: float
    busy_ms: float
    where: tuple[str, ...]


def short_path(name: str) -> str:
    """The last three parts of a path: enough to find the line, nothing of whose PC this is."""
    return "/".join(Path(name).parts[-3:])


class Watchdog(QObject):
    """``start`` on the GUI thread; ``figures`` and ``stalls`` from anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._gui_thread = threading.get_ident()
        self._last, self._last_busy = time.perf_counter(), 0.0
        self._beats = self._count = 0
        self._longest = 0.0
        self._where: tuple[str, ...] = ()
        self._stalls: deque[Stall] = deque(maxlen=KEPT)
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="tabeza-watchdog", daemon=True)

    def start(self) -> None:
        self.excuse()
        self._timer.start()
        self._watcher.start()

    def stop(self) -> None:
        self._timer.stop()
        self._stop.set()
        if self._watcher.is_alive():
            self._watcher.join(1.0)

    @property
    def figures(self) -> StallFigures:
        return StallFigures(self._beats, self._count, round(self._longest, 1))

    @property
    def stalls(self) -> tuple[Stall, ...]:
        """The latest, oldest first."""
        return tuple(self._stalls)

    def reset(self) -> None:
        """Forget what was measured: the start-up is not the bar's night."""
        self._beats = self._count = 0
        self._longest = 0.0
        self._stalls.clear()
        self.excuse()

    def excuse(self) -> None:
        """What happened since the last beat was not the window's own doing (a tour took its picture)."""
        self._last, self._last_busy = time.perf_counter(), time.thread_time()

    def _beat(self) -> None:
        now = time.perf_counter()
        busy = time.thread_time()
        gap, busy_ms = (now - self._last) * 1000.0 - BEAT_MS, (busy - self._last_busy) * 1000.0
        self._last, self._last_busy = now, busy
        self._beats += 1
        self._longest = max(self._longest, gap)
        if gap > STALL_MS:
            self._count += 1
            self._stalls.append(Stall(round(gap, 1), round(busy_ms, 1), self._where))
        self._where = ()

    def _watch(self) -> None:
        while not self._stop.wait(WATCH_SECONDS):
            if (time.perf_counter() - self._last) * 1000.0 > STALL_MS:
                frame = sys._current_frames().get(self._gui_thread)
                if frame is not None:
                    stack = traceback.extract_stack(frame)[-6:]
                    self._where = tuple(f"{f.name} ({short_path(f.filename)}:{f.lineno})" for f in stack)

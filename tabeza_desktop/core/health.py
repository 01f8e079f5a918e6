"""How the console itself is doing: its disk, its cache, its own pauses."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StallFigures:
    """Pauses of the window since start, in milliseconds, as the watchdog measured them."""

    beats: int = 0
    stalls_over_50_ms: int = 0
    longest_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Health:
    disk_problem: str | None = None
    """``disk_failed`` while this PC can't write; payments then can't be asked for."""
    cache_rebuilt: bool = False
    stalls: StallFigures = field(default_factory=StallFigures)

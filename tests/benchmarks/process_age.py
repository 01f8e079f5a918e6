"""How old this process is, by the operating system's own account: imports and interpreter start included."""

from __future__ import annotations

import os
import time
from pathlib import Path


def process_age_ms() -> float:
    """Milliseconds since the kernel started this process (Linux; resolution 10 ms refined by the caller's clock).

    Reads ``TABEZA_SPAWNED_AT`` (the spawner's ``time.monotonic()``, the same clock in every process of a machine) if
    it is set, which is exact; else the start time in ``/proc``.
    """
    spawned = os.environ.get("TABEZA_SPAWNED_AT")
    if spawned is not None:
        return (time.monotonic() - float(spawned)) * 1000
    ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return (uptime - ticks / os.sysconf("SC_CLK_TCK")) * 1000

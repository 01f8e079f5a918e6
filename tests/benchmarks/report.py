"""Keeps the figures in docs/benchmarks.md: measured on what, when, by which command. Other figures there stay."""

from __future__ import annotations

import json
import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tests.journeys.town import ROOT

PAGE: Final = ROOT / "docs" / "benchmarks.md"
WANTED: Final = {
    "startup": (
        "start of the process to a painted who-are-you with cached tabs, in turns with an empty window with a table",
        "at most 2.0 times the empty window",
    ),
    "paint": (
        "from a callback's arrival at the service (its inbox's own time) to the changed row painted on a console",
        "median under 150 ms, 99th under 400 ms",
    ),
    "first_sync": (
        "a fresh console with its window open loads 20,000 payments and their ledger lines; the watchdog's stalls",
        "the window never stands still over 50 ms",
    ),
    "acknowledge": (
        "a callback posted on a connection of its own until its answer is read, several at once, on SQLite",
        "99th under 150 ms",
    ),
    "history": (
        "100,000 payments in the cache: a filter asked for until its rows are painted; stalls, memory, exports of all",
        "each answer under 100 ms, under 250 MB, the window never stands still over 50 ms",
    ),
}
_SECTION: Final = re.compile(r"^## (?P<name>\w+)\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def write_page(figures: dict[str, dict[str, Any]], page: Path = PAGE) -> None:
    """Replaces the sections of what was measured now."""
    sections = _sections(page.read_text(encoding="utf-8")) if page.exists() else {}
    for name, found in figures.items():
        told = json.dumps(found, indent=2)
        sections[name] = f"`python -m tests.benchmarks {name}`, {_when_and_where()}\n\n```json\n{told}\n```\n"
    body = "".join(f"\n## {name}\n\n{text.strip()}\n" for name, text in sorted(sections.items()))
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(_head() + body, encoding="utf-8")


def _head() -> str:
    names = " ".join(WANTED)
    rows = "".join(f"| `{name}` | {what} | {wanted} |\n" for name, (what, wanted) in WANTED.items())
    return (
        "# Benchmarks\n\n"
        f"Measured, never asserted: `python3 dev.py bench [{names}]` runs them and writes this page. Figures of a busy "
        "machine are slower: see the load beside each.\n\n"
        f"| name | what is measured | wanted |\n|---|---|---|\n{rows}"
    )


def _sections(text: str) -> dict[str, str]:
    return {found["name"]: found["body"] for found in _SECTION.finditer(text)}


def _when_and_where() -> str:
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    system = f"{platform.system()} {platform.machine()}, {_processor()}, {os.cpu_count()} cores"
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {system}{load}:"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor() or "unknown processor"
    models = re.findall(r"^model name\s*:\s*(.+)$", info.read_text(), re.MULTILINE)
    return models[0] if models else "unknown processor"

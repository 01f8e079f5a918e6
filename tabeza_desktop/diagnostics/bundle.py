"""What support may see of a PC: one plain text, made by allow-list, shown to the person before it is saved.

Everything in it is a number, a time, or a word of a list written here: versions, settings with their few values,
connection states, problem codes, pauses, names of our own files and functions. A text that somebody typed, a name, an
address, a phone or a key has no way in, because nothing is copied that is not on a list; redaction by shape
(:mod:`tabeza_desktop.diagnostics.logs`) is only the second wall. Times are UTC.
"""

from __future__ import annotations

import json
import platform
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, get_args

from tabeza_desktop.core.connection import ConnectionKind
from tabeza_desktop.core.health import Health
from tabeza_desktop.core.preferences import Language, Preferences, Sound, TextScale, ThemeChoice
from tabeza_desktop.diagnostics.crash import REPORT_FILE, frames_of
from tabeza_desktop.diagnostics.logs import BACKUPS, LOG_FILE, redact_text
from tabeza_desktop.places import PRACTICE_FOLDER, STATE_FILE, data_dir
from tabeza_desktop.version import VERSION
from tabeza_protocol.problems import PROBLEMS
from tabeza_protocol.routes import PROTOCOL_VERSION

LOG_FOLDER: Final = "logs"
SUPPORT_FOLDER: Final = "support"
MOST_LINES: Final = 400
MOST_HISTORY: Final = 100
_PACKAGES: Final = (
    "PySide6-Essentials",
    "httpx",
    "keyring",
    "cryptography",
    "SQLAlchemy",
    "msgspec",
    "structlog",
)
_SETTINGS: Final[Mapping[str, frozenset[Any]]] = MappingProxyType(
    {
        "lang": frozenset(get_args(Language)),
        "theme": frozenset(get_args(ThemeChoice)),
        "text_scale": frozenset(get_args(TextScale)),
        "reduced_motion": frozenset({True, False}),
        "sound": frozenset(get_args(Sound)),
        "lock_after_minutes": frozenset(range(121)),
    }
)
"""Each setting that may be told, and every value it may have. ``window_geometry`` is not among them."""
EVENTS: Final = frozenset(
    {
        "connection", "crash", "crash_report_not_written", "loop_failed", "offline_unlock_unavailable", "pauses",
        "problem", "qt", "request_broke_off", "update_installed", "update_not_kept", "update_not_reached",
        "update_not_started", "update_refused", "work_failed",
    }
)  # fmt: skip
"""Every event of our own log. A test reads the code and says which is missing here."""
_LEVELS: Final = frozenset({"debug", "info", "warning", "error", "critical"})
_TIME: Final = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]")
_VERSION: Final = re.compile(
    r"[0-9]{1,4}(?:\.[0-9]{1,5}){0,4}(?:(?:a|b|rc|\.dev|\.post|\+)[0-9a-z.]{1,12})?\Z"
)
_REFS: Final = frozenset(kind.ref for kind in PROBLEMS.values())
_NUMBERS: Final = frozenset({"beats", "stalls", "longest_ms"})
_MOST_NUMBER: Final = 10**9


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the facts come from. ``preferences`` and ``paired`` are what this PC remembers."""

    log_folder: Path
    data_folder: Path
    preferences: Preferences | None = None
    paired: bool = False
    health: Health | None = None


def build_bundle(sources: Sources, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> str:
    """The whole text. Never raises for what it can't read: a missing fact is a line saying so."""
    entries = list(log_entries(sources.log_folder))
    parts = [
        [
            "Tabeza diagnostics",
            f"made {_stamp(now())}, UTC throughout",
            "No keys, names, phones, tabs or amounts.",
        ],
        _section("Versions", _versions()),
        _section("Settings", _settings(sources)),
        _section("Files", _files(sources)),
        _section("Pauses of the window", _pauses(sources, entries)),
        _section("Connection", _history(entries, "connection", "state")),
        _section("Problems", _problems(entries)),
        _section("Last crash", _crash(sources.log_folder)),
        _section("Log", _log(entries)),
    ]
    return redact_text("\n".join("\n".join(part) + "\n" for part in parts))


def _section(title: str, lines: Iterable[str]) -> list[str]:
    return [f"== {title}", *(list(lines) or ["nothing"])]


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


# --- facts ------------------------------------------------------------------------------------------------------------


def _versions() -> Iterator[str]:
    yield f"Tabeza {_version(VERSION)} ({'installed' if getattr(sys, 'frozen', False) else 'from source'})"
    yield f"protocol {PROTOCOL_VERSION}"
    yield f"Python {platform.python_version()}"
    system = platform.system()
    machine = platform.machine()
    yield f"system {system if system in ('Windows', 'Linux', 'Darwin') else 'other'} {_version(platform.release())}"
    yield f"machine {machine if machine in ('x86_64', 'AMD64', 'arm64', 'aarch64') else 'other'}"
    for package in _PACKAGES:
        yield f"{package} {_installed(package)}"


def _installed(package: str) -> str:
    try:
        return _version(metadata.version(package))
    except metadata.PackageNotFoundError:
        return "inside"  # a frozen program carries no metadata


def _version(text: str) -> str:
    """A version number, or the leading number of what a system calls its release."""
    if _VERSION.match(text):
        return text
    found = re.match(r"[0-9]{1,4}(?:\.[0-9]{1,5}){0,3}", text)
    return found[0] if found else "unknown"


def _settings(sources: Sources) -> Iterator[str]:
    yield f"paired {'yes' if sources.paired else 'no'}"
    if sources.preferences is None:
        return
    for name, allowed in _SETTINGS.items():
        value = getattr(sources.preferences, name)
        known = type(value) in (str, int, bool) and value in allowed
        yield f"{name} {value if known else 'unknown'}"


def _files(sources: Sources) -> Iterator[str]:
    for name in (STATE_FILE, "cache.sqlite"):
        try:
            yield f"{name} {(sources.data_folder / name).stat().st_size} bytes"
        except OSError:
            yield f"{name} not there"


def _pauses(sources: Sources, entries: list[dict[str, Any]]) -> Iterator[str]:
    if sources.health is not None:
        stalls = sources.health.stalls
        yield f"now: {int(stalls.stalls_over_50_ms)} over 50 ms, longest {float(stalls.longest_ms):.0f} ms"
    for entry in [entry for entry in entries if entry["event"] == "pauses"][-10:]:
        yield f"{entry['at']} {entry.get('stalls', 0)} over 50 ms, longest {entry.get('longest_ms', 0):.0f} ms"


def _history(entries: list[dict[str, Any]], event: str, field: str) -> Iterator[str]:
    found = [entry for entry in entries if entry["event"] == event and field in entry]
    for entry in found[-MOST_HISTORY:]:
        yield f"{entry['at']} {entry[field]}"


def _problems(entries: list[dict[str, Any]]) -> Iterator[str]:
    found = [entry for entry in entries if entry["event"] == "problem" and "code" in entry]
    for entry in found[-MOST_HISTORY:]:
        yield f"{entry['at']} {PROBLEMS[entry['code']].ref} {entry['code']}"


def _crash(folder: Path) -> Iterator[str]:
    """Kind and frames of the last report, each frame one of our own files or a library's, by its name only."""
    try:
        text = (folder / REPORT_FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    stamp = _TIME.match(text)
    if stamp:
        yield stamp[0].replace("T", " ")
    yield from frames_of(text)


def _log(entries: list[dict[str, Any]]) -> Iterator[str]:
    for entry in entries[-MOST_LINES:]:
        rest = " ".join(
            f"{name}={value}" for name, value in entry.items() if name not in ("at", "level", "event")
        )
        yield f"{entry['at']} {entry['level']} {entry['event']} {rest}".rstrip()


# --- the log, by allow-list -------------------------------------------------------------------------------------------


def log_entries(folder: Path) -> Iterator[dict[str, Any]]:
    """Oldest first: of each line what is on a list, and of lines that are not ours nothing."""
    names = [f"{LOG_FILE}.{n}" for n in range(BACKUPS, 0, -1)] + [LOG_FILE]
    for name in names:
        try:
            text = (folder / name).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        for line in text.splitlines():
            entry = _allowed(line)
            if entry is not None:
                yield entry


def _allowed(line: str) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get("event") not in EVENTS:
        return None
    stamp = _TIME.match(str(told.get("timestamp", "")))
    level = told.get("level")
    entry: dict[str, Any] = {
        "at": stamp[0].replace("T", " ") if stamp else "-",
        "level": level if level in _LEVELS else "-",
        "event": told["event"],
    }
    for name, value in told.items():
        if (kept := _kept(name, value)) is not None:
            entry[name] = kept
    return entry


def _kept(name: str, value: Any) -> Any | None:
    """The value of a field if both are on a list."""
    if name in _NUMBERS:
        plain = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < _MOST_NUMBER
        return round(value, 1) if plain else None
    if not isinstance(value, str):
        return None
    lists: Mapping[str, Callable[[str], bool]] = {
        "code": PROBLEMS.__contains__,
        "ref": _REFS.__contains__,
        "state": {kind.value for kind in ConnectionKind}.__contains__,
        "kind": _is_known_exception,
    }
    allowed = lists.get(name)
    return value if allowed is not None and allowed(value) else None


def _is_known_exception(name: str) -> bool:
    """A built-in exception, or one that a module of ours or of our libraries defines and has loaded."""
    import builtins

    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, BaseException):
        return True
    return name in {kind.__name__ for kind in _subclasses(Exception)}


def _subclasses(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    for child in kind.__subclasses__():
        yield child
        yield from _subclasses(child)


# --- the command line -------------------------------------------------------------------------------------------------


def sources_of(folder: Path, health: Health | None = None) -> Sources:
    """What a data folder remembers, read without changing anything in it."""
    from tabeza_desktop.store.faces import faces

    known = faces(folder / STATE_FILE)
    return Sources(
        log_folder=folder / LOG_FOLDER,
        data_folder=folder,
        preferences=known.preferences if known is not None else None,
        paired=known is not None,
        health=health,
    )


def write_bundle(path: Path, *, practice: bool = False, support: bool = False) -> int:
    """``main.py --diagnostics FILE``: writes and prints it. 0 if the file was written, else 1."""
    folder = data_dir() / PRACTICE_FOLDER if practice else data_dir()
    text = build_bundle(sources_of(folder / SUPPORT_FOLDER if support else folder))
    if sys.stdout is not None:
        sys.stdout.write(text)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        if sys.stderr is not None:
            sys.stderr.write(f"could not write {path}: {problem.strerror}\n")
        return 1
    return 0

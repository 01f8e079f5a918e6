"""The diagnostics bundle: what is in it is on a list, so a secret planted anywhere never comes out, in any form."""

from __future__ import annotations

import ast
import base64
import json
import sqlite3
import urllib.parse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import tabeza_desktop
from tabeza_desktop.core.health import Health, StallFigures
from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.diagnostics import bundle
from tabeza_desktop.diagnostics.bundle import EVENTS, Sources, build_bundle, sources_of
from tabeza_desktop.diagnostics.crash import REPORT_FILE, crash_report
from tabeza_desktop.diagnostics.logs import LOG_FILE
from tabeza_protocol.problems import PROBLEMS

NOW = datetime(2026, 11, 20, 7, 31, tzinfo=UTC)
FIELDS = (
    "event", "level", "timestamp", "code", "ref", "state", "kind", "beats", "stalls", "longest_ms", "exc_info",
    "exception", "report", "text", "where", "passkey", "consumer_key", "pin", "phone", "detail", "version", "reason",
)  # fmt: skip


def made(folder: Path, **more: Any) -> str:
    return build_bundle(Sources(log_folder=folder, data_folder=folder, **more), now=lambda: NOW)


def write_log(folder: Path, *lines: Any) -> None:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / LOG_FILE).write_text("\n".join(texts) + "\n", encoding="utf-8")


def forms(secret: str) -> set[str]:
    """A secret as it may hide: plain, in base64 (at each of the three alignments), hex and URL form; either case."""
    raw = secret.encode("utf-8", "surrogatepass")
    found = {secret, raw.hex(), urllib.parse.quote(secret, safe="", errors="replace")}
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        found.add(text[(shift * 8 + 5) // 6 : -1])
    found |= {form.upper() for form in found} | {form.lower() for form in found}
    return {form for form in found if len(form) >= 6}


def assert_nothing_of(secret: str, text: str) -> None:
    without_words = build_bundle(Sources(Path("/nonexistent"), Path("/nonexistent")), now=lambda: NOW)
    for form in forms(secret):
        assert form not in text or form in without_words, form


SECRETS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=8, max_size=80),
    st.text("0123456789abcdef", min_size=16, max_size=64),
    st.text("0123456789", min_size=9, max_size=12),
    st.from_regex(r"[a-z_]{8,40}", fullmatch=True),
    st.from_regex(r"[A-Z][A-Za-z]{8,30}(Error|Exception)", fullmatch=True),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(secret=SECRETS)
@example(secret="bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919")
@example(secret="254712345678")
@example(secret="hunter_two_passkey")
@example(secret="SuperSecretError")
def test_a_secret_planted_everywhere_is_nowhere(tmp_path: Path, secret: str) -> None:
    raw = secret.encode()
    planted = [secret, base64.b64encode(raw).decode(), raw.hex(), urllib.parse.quote(secret, safe="")]
    plain = {
        "event": "problem",
        "level": "info",
        "timestamp": "2026-11-20T07:00:00Z",
        "code": "keys_rejected",
    }
    lines: list[Any] = [*planted, json.dumps(planted), json.dumps({secret: secret})]
    for form in planted:
        lines += [plain | {field: form} for field in FIELDS] + [plain | {form: 1}]
        lines += [
            plain | {"kind": {form: form}},
            plain | {"code": [form]},
            plain | {"timestamp": f"2026-11-20{form}"},
        ]
    write_log(tmp_path, *lines)
    frame = f"  tabeza_desktop/app.py:1 {secret}\n  {secret}.py:3 run\n{secret}\nbecause of {secret}\n"
    (tmp_path / REPORT_FILE).write_text(secret + "\n" + frame, encoding="utf-8")
    for name in ("state.sqlite", "cache.sqlite"):
        (tmp_path / name).write_bytes(raw)
    preferences = Preferences(lang=secret, theme=secret, sound=secret, window_geometry=secret)  # type: ignore[arg-type]
    text = made(tmp_path, preferences=preferences, paired=True)
    assert_nothing_of(secret, text)
    assert "keys_rejected" in text, "what is on the list is told"


def test_a_secret_in_the_state_file_is_nowhere(tmp_path: Path) -> None:
    """A real state file with a bar, people and preferences: none of their words come out."""
    with sqlite3.connect(tmp_path / "state.sqlite") as state:
        state.execute("CREATE TABLE install (name TEXT PRIMARY KEY, value BLOB)")
        device = {
            "service_url": "https://secret.example", "device_id": "d" * 32, "device_name": "SECRETPC",
            "bar": {"id": "b" * 32, "name": "Secret Tavern", "place": "Secretville"},
        }  # fmt: skip
        people = {"people": [{"id": "1" * 32, "name": "Secret Joyce", "role": "owner"}]}
        chosen = {"lang": "sw", "theme": "dark", "text_scale": 115, "window_geometry": "c2VjcmV0Z2VvbWV0cnk="}
        for name, value in (("device", device), ("people", people), ("preferences", chosen)):
            state.execute("INSERT INTO install VALUES (?, ?)", (name, json.dumps(value).encode()))
    state.close()
    text = build_bundle(sources_of(tmp_path), now=lambda: NOW)
    assert "paired yes" in text
    assert "lang sw" in text
    assert "text_scale 115" in text
    for word in ("ecret", "SECRET", "Joyce", "dddd", "c2Vj"):
        assert word not in text


def test_it_tells_what_support_needs(tmp_path: Path) -> None:
    write_log(
        tmp_path,
        {"event": "connection", "level": "info", "timestamp": "2026-11-20T06:59:00Z", "state": "live"},
        {"event": "connection", "level": "info", "timestamp": "2026-11-20T07:01:00Z", "state": "offline"},
        {"event": "problem", "level": "info", "timestamp": "2026-11-20T07:02:00Z", "code": "keys_rejected"},
        {
            "event": "pauses",
            "level": "info",
            "timestamp": "2026-11-20T07:03:00Z",
            "stalls": 3,
            "longest_ms": 81.4,
        },
        {"event": "work_failed", "level": "error", "timestamp": "2026-11-20T07:04:00Z", "kind": "ValueError"},
    )
    health = Health(stalls=StallFigures(beats=10, stalls_over_50_ms=4, longest_ms=90.0))
    text = made(tmp_path, preferences=Preferences(), paired=True, health=health)
    for line in (
        "2026-11-20 06:59:00 live", "2026-11-20 07:01:00 offline", "2026-11-20 07:02:00 S07 keys_rejected",
        "2026-11-20 07:03:00 3 over 50 ms, longest 81 ms", "now: 4 over 50 ms, longest 90 ms", "theme system",
        "2026-11-20 07:04:00 error work_failed kind=ValueError",
    ):  # fmt: skip
        assert line in text
    assert PROBLEMS["keys_rejected"].ref == "S07"


def test_the_crash_is_told_by_frames_that_exist(tmp_path: Path) -> None:
    try:
        bundle._version(None)  # type: ignore[arg-type]
    except TypeError as error:
        (tmp_path / REPORT_FILE).write_text(
            crash_report(type(error), error, error.__traceback__), encoding="utf-8"
        )
    text = made(tmp_path)
    assert "TypeError" in text
    assert "tabeza_desktop/diagnostics/bundle.py" in text
    assert "_version" in text


def test_an_empty_folder_gives_a_bundle_too(tmp_path: Path) -> None:
    assert "== Log\nnothing" in made(tmp_path / "none")


@pytest.mark.parametrize("lines", [["["] * 3, ["[" * 30_000], ['{"event": "problem"'], ["null", "1", '"x"']])
def test_a_broken_log_stops_nothing(tmp_path: Path, lines: list[str]) -> None:
    write_log(tmp_path, *lines)
    assert "== Log\nnothing" in made(tmp_path)


def test_every_event_of_the_code_is_on_the_list() -> None:
    root = Path(tabeza_desktop.__file__).parent
    found: set[str] = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            on_logger = isinstance(node.func.value, ast.Name) and node.func.value.id == "log"
            first = node.args[0]
            if on_logger and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    assert found - EVENTS == set()
    assert found > {"problem", "connection", "crash"}


def test_from_the_command_line_it_is_written_and_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TABEZA_DATA_DIR", str(tmp_path))
    target = tmp_path / "out.txt"
    assert bundle.write_bundle(target) == 0
    assert capsys.readouterr().out == target.read_text(encoding="utf-8")
    assert bundle.write_bundle(tmp_path / "no" / "where.txt") == 1

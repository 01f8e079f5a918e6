"""Running other programs and saying so: one line a step, the whole output in a log, shown only on failure."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from devtools.paths import LOGS, PYTHON, ROOT

TAIL_LINES = 40


class StepFailed(Exception):
    """A step that the rest cannot do without; `str()` is what the person at the keyboard should read."""


def say(text: str) -> None:
    """Prints one line at once, also into a pipe."""
    print(text, flush=True)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment every tool of ours runs in: UTF-8, and no foreign PYTHONPATH."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    env.update(PYTHONUTF8="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    env.update(extra or {})
    return env


def quietly(name: str, command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> None:
    """Runs `command` with its output in build/logs/NAME.log.

    Raises StepFailed with the end of that log if the program cannot start or exits other than 0.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    started = time.monotonic()
    words = [str(word) for word in command]
    with log.open("wb") as sink:
        try:
            code = subprocess.run(
                words, cwd=ROOT, env=environment(env), stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
            ).returncode
        except OSError as problem:
            raise StepFailed(f"{name}: cannot start {words[0]}: {problem.strerror}") from problem
    if code:
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:])
        raise StepFailed(f"{tail}\n{name} failed (exit code {code}); all of it: {log.relative_to(ROOT)}")
    say(f"  {name}: done in {time.monotonic() - started:.1f} s")


def loudly(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> int:
    """Runs `command` on our own output and returns its exit code; Ctrl+C reaches it and is not ours to explain."""
    words = [str(word) for word in command]
    process = subprocess.Popen(words, cwd=ROOT, env=environment(env))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def project_python(*arguments: str | Path, env: Mapping[str, str] | None = None) -> int:
    """Runs the project's own Python on our output; arguments as on its command line."""
    return loudly([PYTHON, *arguments], env=env)


def on_linux() -> bool:
    """Whether Debian packages and X displays mean anything here."""
    return sys.platform.startswith("linux")


def on_windows() -> bool:
    """Whether programs end in .exe here."""
    return sys.platform == "win32"

"""Starts practice mode's two child processes and stops them again.

The simulated Safaricom and the central service each run in a process of their own, reached over real HTTP on the
loopback interface, exactly as the real ones would be. Standard library only: the console's process loads none of the
central service. Each child holds the read end of a pipe whose write end is ours, and leaves when that closes, so
neither outlives a console that was killed.

Invariants: nothing here ever talks to a host other than 127.0.0.1; practice data lives in its own folder under its
own encryption key, and never in a real bar's.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import secrets
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

START_TIMEOUT_S: Final = 60.0
STOP_TIMEOUT_S: Final = 5.0
RUNNING_FILE: Final = "practice-running.json"
"""Where a second program finds the service while practice mode runs: its address and identity, no secret."""
_KEY_FILE: Final = "practice-key"
_TENANTS_FILE: Final = "practice-tenants.json"


class PracticeFailed(RuntimeError):
    """A child did not start. The message is for the log; the console shows its own words."""


class Practice:
    """Practice mode's children, from :meth:`start` to :meth:`stop`.

    ``command`` is what runs this program with the hidden child flag, e.g. ``[python, main.py, "--child"]`` from
    source or ``[Tabeza.exe, "--child"]`` when frozen. ``folder`` keeps practice data between starts.
    """

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._command = list(command)
        self._folder = folder
        self._children: list[_Child] = []
        self._environment: dict[str, str] = {}

    def start(self) -> dict[str, Any]:
        """Starts both and returns what the console needs, as the central child announced it.

        Raises :class:`PracticeFailed` if either dies or stays silent for 60 s; nothing is left running then.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            safaricom = self._start_safaricom()
            self._environment = {
                "MPESA_ENCRYPTION_KEY": self._encryption_key(),
                "TABEZA_PRACTICE_SAFARICOM": json.dumps(safaricom),
                "TABEZA_PRACTICE_FOLDER": str(self._folder),
            }
            central = self._spawn("practice-central", [], self._environment)
        except PracticeFailed:
            self.stop()
            raise
        self._environment["TABEZA_PRACTICE_PORT"] = str(central["port"])
        told = {name: central[name] for name in ("base_url", "identity_fingerprint")}
        (self._folder / RUNNING_FILE).write_text(json.dumps(told))
        return central

    def lose_service(self) -> None:
        """Kills the central service as a power cut would: no goodbye. For rehearsing what a console does then."""
        self._children.pop().kill()

    def bring_back_service(self) -> None:
        """Starts it again at the same address, over the same data."""
        self._spawn("practice-central", [], self._environment)

    def stop(self) -> None:
        """Ends both: by closing their pipe, then, after 5 s, by force. Safe to call twice."""
        for child in reversed(self._children):
            child.stop()
        if self._children:
            (self._folder / RUNNING_FILE).unlink(missing_ok=True)
        self._children.clear()

    def _start_safaricom(self) -> dict[str, Any]:
        """The same tenants and keys at every start, but new chances: receipts must never repeat."""
        arguments = ["--port", "0", "--exit-with-stdin", "--seed", str(secrets.randbelow(2**31))]
        tenants = self._folder / _TENANTS_FILE
        if tenants.exists():
            return self._spawn("safaricom", [*arguments, "--tenants", str(tenants)], {})
        announced = self._spawn("safaricom", arguments, {})
        tenants.write_text(json.dumps([_without_takings(tenant) for tenant in announced["tenants"]]))
        return announced

    def _spawn(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> dict[str, Any]:
        child = _Child([*self._command, name, *arguments], environment, self._folder / f"{name}.log")
        self._children.append(child)
        return child.ready()

    def _encryption_key(self) -> str:
        """Practice mode's own key, made once: made-up data, but sealed by the same code as a real bar's."""
        path = self._folder / _KEY_FILE
        with contextlib.suppress(FileNotFoundError):
            return path.read_text().strip()
        key = secrets.token_hex(32)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(key)
        return key


def support_desk(command: Sequence[str], folder: Path) -> dict[str, Any]:
    """What a support desk beside a running practice mode needs: address, identity, a desk's code, a person and a PIN.

    Raises :class:`PracticeFailed` if practice mode does not run in ``folder``.
    """
    try:
        running = dict(json.loads((folder / RUNNING_FILE).read_text()))
        key = (folder / _KEY_FILE).read_text().strip()
    except (OSError, ValueError):
        raise PracticeFailed("practice mode is not running: start it first, with --practice") from None
    environment = {"MPESA_ENCRYPTION_KEY": key, "TABEZA_PRACTICE_FOLDER": str(folder)}
    child = _Child([*command, "practice-desk"], environment, folder / "practice-desk.log")
    try:
        return {**running, **child.ready()}
    finally:
        child.stop()


class _Child:
    """One child process, its pipe to us and the thread that reads what it announces."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        self._name = command[-1]
        self._lines: queue.Queue[str] = queue.Queue(maxsize=1)
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
                creationflags=flags,
            )
        assert self._process.stdout is not None
        self._reader = threading.Thread(
            target=self._read, args=(self._process.stdout,), name=f"practice-{log.stem}", daemon=True
        )
        self._reader.start()
        self._log = log

    def _read(self, stream: IO[bytes]) -> None:
        """Hands on the first line; later lines are drained so that the child never blocks on a full pipe."""
        first = stream.readline()
        self._lines.put(first.decode("utf-8", "replace"))
        for _ in stream:
            pass

    def ready(self) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=START_TIMEOUT_S)
        except queue.Empty:
            raise PracticeFailed(f"{self._log.stem} did not start within {START_TIMEOUT_S:.0f} s") from None
        try:
            announced = json.loads(line)
        except ValueError:
            raise PracticeFailed(f"{self._log.stem} did not start; see {self._log.name}") from None
        return dict(announced)

    def stop(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._finish()

    def kill(self) -> None:
        self._process.kill()
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self._finish()

    def _finish(self) -> None:
        self._process.wait(STOP_TIMEOUT_S)
        self._reader.join(STOP_TIMEOUT_S)
        assert self._process.stdout is not None
        self._process.stdout.close()


def _without_takings(tenant: dict[str, Any]) -> dict[str, Any]:
    """A tenant as the simulator takes it; what it was paid belongs to one run."""
    return {name: value for name, value in tenant.items() if name != "paid_in"}


def child_command(main_file: Path) -> list[str]:
    """How to run this same program as a child, frozen or from source."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--child"]
    return [sys.executable, str(main_file), "--child"]

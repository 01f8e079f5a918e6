"""Wine as the Windows that a Debian machine has: a prefix of its own, and programs run in it.

Two DLLs that Windows 10 has and Wine 8 lacks are compiled from `packaging/windows/wine/`; they are put into the
prefix, never into what ships.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools.paths import LOGS, ROOT
from devtools.steps import TAIL_LINES, StepFailed, environment

STUBS = ROOT / "packaging" / "windows" / "wine"
COMPILER = "x86_64-w64-mingw32-gcc-win32"
LONGEST_RUN_S = 1800


@dataclass(frozen=True)
class Wine:
    """One prefix. `program` on drive C: is found under `drive_c`."""

    prefix: Path

    @property
    def drive_c(self) -> Path:
        return self.prefix / "drive_c"

    @property
    def local_app_data(self) -> Path:
        """%LOCALAPPDATA% of the one person who uses this prefix."""
        people = sorted(path for path in (self.drive_c / "users").iterdir() if path.name != "Public")
        return people[0] / "AppData" / "Local"

    @classmethod
    def fresh(cls, prefix: Path) -> Wine:
        """An empty Windows in `prefix`, whatever was there before."""
        shutil.rmtree(prefix, ignore_errors=True)
        prefix.parent.mkdir(parents=True, exist_ok=True)
        wine = cls(prefix)
        wine.run("wineboot", ["wineboot", "--init"])
        wine._add_missing_libraries()
        return wine

    def _add_missing_libraries(self) -> None:
        for source in sorted(STUBS.glob("*.c")):
            target = self.drive_c / "windows" / "system32" / f"{source.stem}.dll"
            subprocess.run([COMPILER, "-shared", "-O1", "-o", target, source, "-ladvapi32"], check=True)

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Quiet, in this prefix, and with none of the questions Wine asks about Mono and Gecko."""
        wine = {"WINEPREFIX": str(self.prefix), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
        env = environment({**wine, **(extra or {})})
        for name in ("DISPLAY", "QT_QPA_PLATFORM"):
            if name not in (extra or {}):
                env.pop(name, None)
        return env

    def ask(
        self, arguments: Sequence[str | Path], env: Mapping[str, str] | None = None, longest_s: int = LONGEST_RUN_S
    ) -> tuple[int, str]:
        """Runs a Windows program to its end; its exit code and what it said.

        Its output goes through a pipe: a Windows Python under Wine dies if it is a file. Raises StepFailed if it has
        not ended after `longest_s`.
        """
        words = [str(word) for word in arguments]
        try:
            done = subprocess.run(
                words if words[0] == "wineboot" else ["wine", *words],
                cwd=ROOT, env=self.environment(env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=longest_s, check=False,
            )
        except subprocess.TimeoutExpired as late:
            said = (late.stdout or b"").decode("utf-8", "replace")[-2000:]
            raise StepFailed(f"{said}\n{words[0]} had not ended after {longest_s} s.") from late
        return done.returncode, done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")

    def run(self, name: str, arguments: Sequence[str | Path], env: Mapping[str, str] | None = None) -> str:
        """Like `ask`, with the output also in build/logs/NAME.log. Raises StepFailed if the exit code is not 0."""
        code, said = self.ask(arguments, env)
        LOGS.mkdir(parents=True, exist_ok=True)
        (LOGS / f"{name}.log").write_text(said, encoding="utf-8")
        if code:
            tail = "\n".join(said.splitlines()[-TAIL_LINES:])
            raise StepFailed(f"{tail}\n{name} failed under Wine (exit code {code})")
        return said

    def start(self, arguments: Sequence[str | Path], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Starts a Windows program with a window; the caller ends it."""
        words = ["wine", *(str(word) for word in arguments)]
        return subprocess.Popen(
            words, cwd=ROOT, env=self.environment(env), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait_until_idle(self) -> None:
        """Returns when every program of this prefix has ended."""
        subprocess.run([self._server(), "--wait"], env=self.environment(), check=False, timeout=LONGEST_RUN_S)

    def stop_all(self) -> None:
        """Ends every program of this prefix, and only of this one."""
        subprocess.run([self._server(), "--kill"], env=self.environment(), check=False, timeout=LONGEST_RUN_S)

    def _server(self) -> str:
        found = shutil.which("wineserver") or shutil.which("wineserver64", path="/usr/lib/wine")
        if not found:
            raise StepFailed("wineserver is missing: Debian packs it in wine64")
        return found

    def registry(self, key: str, name: str | None = None) -> str | None:
        """What `reg query` says of a key, or of one value in it; None if there is no such thing."""
        value = ["/v", name] if name else []
        code, said = self.ask(["reg", "query", key, *value])
        return None if code else said


def windows_path(path: Path) -> str:
    r"""`/some/file` as Windows programs see it: `Z:\some\file`."""
    return "Z:" + str(path.resolve()).replace("/", "\\") if os.name == "posix" else str(path)

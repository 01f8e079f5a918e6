"""A private X server for tests that need real windows."""

from __future__ import annotations

import os
import select
import subprocess
from dataclasses import dataclass

START_TIMEOUT_S = 20.0
STOP_TIMEOUT_S = 5.0
SCREEN = "1366x768x24"


@dataclass
class Xvfb:
    """A running server; it listens on its own socket only, on a display number it chose itself."""

    display: str
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls) -> Xvfb:
        """Starts a server and waits until it accepts clients. Raises FileNotFoundError without Xvfb."""
        reading, writing = os.pipe()
        try:
            command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]
            process = subprocess.Popen(
                command, pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        finally:
            os.close(writing)
        with os.fdopen(reading, "rb") as numbers:
            ready, _, _ = select.select([numbers], [], [], START_TIMEOUT_S)
            number = numbers.readline().decode().strip() if ready else ""
        if not number:
            process.kill()
            process.wait()
            raise RuntimeError("Xvfb did not start")
        return cls(f":{number}", process)

    def stop(self) -> None:
        """Ends the server; its clients have ended, or lose their connection now."""
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

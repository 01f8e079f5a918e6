"""A keyring in a file, so that a console started for a measurement loads and asks a keyring as it does at a counter."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend

VARIABLE = "TABEZA_BENCH_KEYRING"


class FileKeyring(KeyringBackend):
    """Made-up secrets only; the file is named by ``TABEZA_BENCH_KEYRING``."""

    priority = 0  # type: ignore[assignment]  # never chosen by itself: only where it is named

    def get_password(self, service: str, username: str) -> str | None:
        return self._held().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        held = {**self._held(), f"{service}/{username}": password}
        self._path.write_text(json.dumps(held))

    def delete_password(self, service: str, username: str) -> None:
        held = self._held()
        held.pop(f"{service}/{username}", None)
        self._path.write_text(json.dumps(held))

    @property
    def _path(self) -> Path:
        return Path(os.environ[VARIABLE])

    def _held(self) -> dict[str, str]:
        return dict(json.loads(self._path.read_text())) if self._path.exists() else {}

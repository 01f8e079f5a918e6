"""A keyring for consoles that are killed: a file, so that the next process finds the tokens."""

from __future__ import annotations

import json
from pathlib import Path

from tabeza_desktop.store.secrets import KeyringReason, SecretName
from tabeza_protocol.secret import Secret


class FileStore:
    """The few secrets of one test console, in the JSON file ``path``."""

    reason: KeyringReason | None = None

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: SecretName) -> Secret | None:
        value = self._held().get(name)
        return None if value is None else Secret(value)

    def put(self, name: SecretName, value: Secret) -> None:
        self._write({**self._held(), name: value.reveal()})

    def drop(self, name: SecretName) -> None:
        self._write({key: value for key, value in self._held().items() if key != name})

    def _held(self) -> dict[str, str]:
        return dict(json.loads(self._path.read_text())) if self._path.exists() else {}

    def _write(self, held: dict[str, str]) -> None:
        whole = self._path.with_suffix(".new")
        whole.write_text(json.dumps(held))
        whole.replace(self._path)

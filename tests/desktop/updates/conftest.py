"""A server of releases, and files fetched from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tabeza_desktop.api.client import FileClient
from tests.desktop.updates.release_server import ReleaseServer


@pytest.fixture
def server() -> Iterator[ReleaseServer]:
    made = ReleaseServer()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def files() -> Iterator[FileClient]:
    made = FileClient(client_version="0.1.0")
    yield made
    made.close()

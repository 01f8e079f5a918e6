"""What every test stands on: no screen, no network but loopback, no one's real data, keyring or threads.

The environment is set when this file is imported, before anything can import Qt or read a data directory.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgres import NoPostgres, PostgresServer
from tests.support.xvfb import Xvfb

ROOT = Path(__file__).resolve().parent.parent
THREAD_GRACE_S = 2.0
LONGEST_ID = 40

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.update(
    QT_FONT_DPI="96",
    QT_ENABLE_HIGHDPI_SCALING="0",
    LC_ALL="C.UTF-8",
)
if "TABEZA_SECRET_SERVICE" not in os.environ:
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

settings.register_profile(
    "tabeza", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tabeza")

_display = pytest.StashKey[Xvfb]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--xvfb`: this whole run on an X server of its own, so that tests marked `xvfb` have real windows."""
    parser.addoption("--xvfb", action="store_true", help="run on a private X server instead of offscreen")


def pytest_configure(config: pytest.Config) -> None:
    """Starts that X server before Qt is asked for its first window."""
    if config.getoption("--xvfb"):
        config.stash[_display] = server = Xvfb.start()
        os.environ.update(DISPLAY=server.display, QT_QPA_PLATFORM="xcb")
        os.environ.pop("WAYLAND_DISPLAY", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends the X server this run started."""
    server = config.stash.get(_display, None)
    if server is not None:
        server.stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skips what this run cannot show: real windows without --xvfb, a real keyring without its bus."""
    no_windows = pytest.mark.skip(reason="needs real windows: run pytest with --xvfb")
    no_keyring = pytest.mark.skip(reason="needs a Secret Service: dev.py test starts one")
    for item in items:
        if item.get_closest_marker("xvfb") and not config.getoption("--xvfb"):
            item.add_marker(no_windows)
        if item.get_closest_marker("keyring") and "TABEZA_SECRET_SERVICE" not in os.environ:
            item.add_marker(no_keyring)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names a long value by its argument: tokens made at random would give two workers two lists of tests."""
    return argname if isinstance(val, str | bytes) and len(val) > LONGEST_ID else None


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data directory of this test alone (not made yet: making it is the program's business)."""
    place = tmp_path / "data"
    monkeypatch.setenv("TABEZA_DATA_DIR", str(place))
    return place


@pytest.fixture(autouse=True)
def no_threads_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves non-daemon threads behind: such a thread keeps a closed console alive."""
    before = set(threading.enumerate())
    yield
    if request.node.get_closest_marker("leaves_threads"):
        return
    deadline = time.monotonic() + THREAD_GRACE_S
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    names = [thread.name for thread in left if thread.is_alive()]
    assert not names, f"threads still running after the test: {', '.join(names)}"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of recorded Daraja payloads (JSON files). They are not part of the project: skips without them.

    `TABEZA_CORPUS` names the folder; else `shared/daraja-corpus` beside the working copy.
    """
    named = os.environ.get("TABEZA_CORPUS")
    place = Path(named) if named else ROOT.parent / "shared" / "daraja-corpus"
    if not place.is_dir():
        pytest.skip("no recorded Daraja payloads here: set TABEZA_CORPUS to their folder")
    return place


@pytest.fixture(scope="session")
def xvfb_display() -> Iterator[str]:
    """A private X server for programs the test starts itself; its value for DISPLAY, such as `:92`."""
    server = Xvfb.start()
    yield server.display
    server.stop()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A private PostgreSQL; skips where none is installed. For tests marked `postgres`."""
    try:
        server = PostgresServer.start()
    except NoPostgres as missing:
        pytest.skip(str(missing))
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The SQLAlchemy URL of an empty database of this test alone."""
    return postgres_server.new_database()

"""The real app on a real socket in this process, over a world whose Safaricom and clock the test owns."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import uvicorn

from tabeza_central.server import bind
from tabeza_central.settings import settings_from_environment
from tabeza_central.vault.keyring import Keyring
from tabeza_central.vault.vault import Vault
from tabeza_central.web.app import create_app, with_envelope
from tests.central import world as worlds
from tests.central.access.people import KEY, House

STARTUP_S = 20.0
METRICS_TOKEN = "operator-of-the-tests-" + "5c" * 16


@dataclass
class Live:
    """A served house: HTTP on ``http``, and the services underneath for setting the scene."""

    house: House
    http: httpx.Client
    base_url: str

    @property
    def world(self) -> worlds.World:
        return self.house.world


@contextmanager
def served(folder: Path) -> Iterator[Live]:
    world = worlds.build(f"sqlite:///{folder / 'central.sqlite'}", folder / "spool")
    world.ctx.vault = Vault(Keyring.from_text(KEY))
    world.ctx.callback_tokens = world.ctx.vault.callback_tokens
    bound = bind("127.0.0.1", 0)
    base_url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    settings = settings_from_environment(
        {"TABEZA_SERVICE_KIND": "test", "MPESA_ENCRYPTION_KEY": KEY, "TABEZA_METRICS_TOKEN": METRICS_TOKEN}
    )
    world.ctx.settings = replace(settings, public_base_url=base_url)
    app = create_app(world.ctx)
    config = uvicorn.Config(
        with_envelope(app, world.ctx),  # type: ignore[arg-type]
        access_log=False,
        log_config=None,
        date_header=False,
        server_header=False,
        lifespan="on",
        ws="none",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])), name="live-service")
    thread.start()
    try:
        with httpx.Client(base_url=base_url, timeout=20.0) as http:
            _until_up(server, thread)
            yield Live(House(world), http, base_url)
    finally:
        app.state.closing.set()
        server.should_exit = True
        thread.join(STARTUP_S)
        world.ctx.store.engine.dispose()
        bound.close()
    assert not thread.is_alive(), "the service did not end"


def _until_up(server: uvicorn.Server, thread: threading.Thread) -> None:
    pause = threading.Event()
    for _ in range(int(STARTUP_S / 0.01)):
        if server.started:
            return
        assert thread.is_alive(), "the service did not start"
        pause.wait(0.01)
    raise AssertionError("the service did not start in time")

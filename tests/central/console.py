"""A console's side of the changes feed, as small as it can be."""

from __future__ import annotations

from typing import Any

from tabeza_central.services import feed
from tabeza_protocol.wire.trade import Changes
from tests.central.world import World


class Console:
    """Applies pages as a console does: by id, if the version is greater."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cursor: str | None = None
        self.rows: dict[tuple[str, str], Any] = {}
        self.pages = 0

    def pull(self) -> Changes:
        page = feed.changes(self.world.ctx, self.world.principal(), self.world.bar_id, self.cursor)
        for kind in ("tabs", "lines", "payments", "notices"):
            for row in getattr(page, kind):
                known = self.rows.get((kind, row.id))
                if known is None or row.version > known.version:
                    self.rows[(kind, row.id)] = row
        for kind in ("bar", "settings"):
            if (row := getattr(page, kind)) is not None:
                self.rows[(kind, "")] = row
        self.cursor = page.cursor
        self.pages += 1
        return page

    def catch_up(self) -> None:
        while self.pull().more:
            assert self.pages < 1000

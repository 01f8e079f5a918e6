"""``python -m tests.crash.every [STORY...] --store sqlite|FOLDER-OF-A-POSTGRES [--sample N]``: killed at every place.

The scene is set once, and the whole story played once uncut. Then, for each numbered place, a fork of this process
plays it on a copy of the database until it dies there by SIGKILL, and another fork plays the next life and says what
does not hold. Prints one JSON object by story: how many places there are, how many were tried, the findings.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from tabeza_central.store import append_only, migrate, schema
from tabeza_central.store.engine import open_engine
from tests.crash.points import Points
from tests.crash.stories import STORIES, Stage, Story, books
from tests.support.postgres import SERVICE, PostgresServer, _binaries

FIRST_DATABASE = 500_000
"""Names of databases made here lie far from those that other tests of the same server make."""


class Shelf:
    """One prepared database and its folder, put back as they were before each life.

    The place stays the same, so one engine (never connected in this process when it forks) serves every fork, with its
    statements compiled once.
    """

    def __init__(self, place: str, work: Path) -> None:
        self.folder, self._scene = work / "now", work / "scene"
        self._server: PostgresServer | None = None
        self.folder.mkdir()
        url = f"sqlite:///{self.folder / 'central.sqlite'}"
        if place != "sqlite":
            self._server = PostgresServer(Path(place), _binaries(), FIRST_DATABASE + 1_000 * os.getpid())
            url = self._server.new_database()
        self._url = url
        self.points = Points()
        self.engine = open_engine(url, durable=False)  # a kill is not a power cut
        self.points.watch(self.engine)

    def make_schema(self) -> None:
        if self._server is not None:
            migrate.upgrade(self.engine)
            return
        with self.engine.begin() as connection:
            schema.metadata.create_all(connection)
            append_only.install(connection)

    def keep(self) -> None:
        """What there is now is what :meth:`put_back` restores."""
        self.engine.dispose()  # the last connection of a SQLite file leaves it whole
        shutil.copytree(self.folder, self._scene)
        if self._server is not None:
            self._kept = self._server.new_database(PostgresServer.name_of(self._url))

    def put_back(self) -> None:
        self.engine.dispose()
        shutil.rmtree(self.folder)
        shutil.copytree(self._scene, self.folder)
        if self._server is not None:
            name, kept = PostgresServer.name_of(self._url), PostgresServer.name_of(self._kept)
            self._server.drop(self._url)
            self._server.say(f"CREATE DATABASE {name} TEMPLATE {kept} OWNER {SERVICE}")

    def close(self) -> None:
        self.engine.dispose()
        if self._server is not None:
            self._server.drop(self._url)
            self._server.drop(self._kept)


def in_a_fork(work: Callable[[], object], said: Path) -> int:
    """Runs ``work`` in a child and writes what it returns as JSON; gives the child's wait status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    status = 1
    try:
        said.write_text(json.dumps(work()), encoding="utf-8")
        status = 0
    except BaseException:  # noqa: BLE001 - a fork must never come back as a second parent
        said.write_text(json.dumps([traceback.format_exc()[-1500:]]), encoding="utf-8")
    finally:
        os._exit(status)


class Killer:
    """Plays one story again and again, cut short at one place after the other."""

    def __init__(self, story: Story, shelf: Shelf, work: Path) -> None:
        self._story, self._shelf, self._said = story, shelf, work / "said.json"
        shelf.make_schema()
        story.scene(self._stage("scene"))
        shelf.keep()
        self.places = self._first_life(0)
        findings = self._next_life()
        if findings:
            raise AssertionError(f"even uncut: {findings}")

    def killed_at(self, number: int) -> list[str]:
        """What does not hold after a kill at this place."""
        self._shelf.put_back()
        self._said.unlink(missing_ok=True)
        died = in_a_fork(lambda: self._first_life(number), self._said)
        if not (os.WIFSIGNALED(died) and os.WTERMSIG(died) == signal.SIGKILL):
            return [f"it did not die there: {self._said.read_text(encoding='utf-8')}"]
        in_a_fork(self._next_life, self._said)
        found: list[str] = json.loads(self._said.read_text(encoding="utf-8"))
        return found

    def _stage(self, life: str) -> Stage:
        return self._story.stage(self._shelf.engine, self._shelf.folder, life, self._shelf.points)

    def _first_life(self, fatal: int) -> list[str]:
        stage = self._stage("first")
        stage.points.start(fatal)
        self._story.first(stage)
        stage.points.stop()
        return stage.points.passed

    def _next_life(self) -> list[str]:
        stage = self._stage("again")
        self._story.again(stage)
        return [*books(stage), *self._story.truth(stage)]


def sample_of(count: int, wanted: int) -> list[int]:
    """All places, or ``wanted`` of them spread evenly (both ends too)."""
    if not wanted or wanted >= count:
        return list(range(1, count + 1))
    return sorted({1 + round(step * (count - 1) / (wanted - 1)) for step in range(wanted)})


def tried(story: Story, store: str, sample: int) -> dict[str, object]:
    """How many places the story has, how many were tried, and the findings as (place, what)."""
    with tempfile.TemporaryDirectory(prefix="tabeza-crash-") as kept:
        shelf = Shelf(store, Path(kept))
        try:
            killer = Killer(story, shelf, Path(kept))
            places, numbers = killer.places, sample_of(len(killer.places), sample)
            findings = [
                [f"{number}: {places[number - 1]}", each]
                for number in numbers
                for each in killer.killed_at(number)
            ]
        finally:
            shelf.close()
    return {"places": len(places), "tried": len(numbers), "findings": findings}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.every", description=__doc__)
    parser.add_argument("stories", nargs="*", help=f"of {', '.join(STORIES)}; none: all")
    parser.add_argument("--store", default="sqlite")
    parser.add_argument("--sample", type=int, default=0)
    options = parser.parse_args()
    print(
        json.dumps(
            {name: tried(STORIES[name], options.store, options.sample) for name in options.stories or STORIES}
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

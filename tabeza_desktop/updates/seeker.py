"""The half of updating that works in a thread of its own: ask, judge, fetch, put on the shelf, tell.

Whatever fails leaves the shelf and the program as they are, and is tried again later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

import msgspec

from tabeza_desktop.api.client import FileClient
from tabeza_desktop.api.errors import ProblemError
from tabeza_desktop.core.updates import MOST_TRIES, UpdateKind, Updates
from tabeza_desktop.diagnostics.logs import get_logger
from tabeza_desktop.updates.download import NoRoom, fetch, is_whole
from tabeza_desktop.updates.manifest import (
    LONGEST_ENVELOPE_BYTES,
    Package,
    Release,
    UpdateRefused,
    judge,
    parse_version,
)
from tabeza_desktop.updates.policy import Wanted, judge_release
from tabeza_desktop.updates.shelf import Ready, Shelf
from tabeza_desktop.updates.trust import Plan

LOOK_EVERY_S: Final = 6 * 3600.0
AGAIN_AFTER_S: Final = 900.0
log = get_logger("updates")


class Told(Protocol):
    """Hears what is so now; called in the worker. ``ready`` only with something to install."""

    def __call__(self, updates: Updates, ready: Ready | None = None) -> None: ...


class Seeker:
    """``running`` is this program's version, ``device_id`` gives this installation's id."""

    def __init__(
        self,
        plan: Plan,
        shelf: Shelf,
        *,
        running: str,
        device_id: Callable[[], str],
        now: Callable[[], datetime],
        tell: Told,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._plan, self._shelf, self._running = plan, shelf, running
        self._device_id, self._now, self._tell, self._stopping = device_id, now, tell, stopping

    def settle(self) -> None:
        """At the start: what an update that has since been installed left behind goes."""
        kept = self._shelf.read()
        if kept.ready is not None and parse_version(kept.ready.version) <= parse_version(self._running):
            self._shelf.write(msgspec.structs.replace(kept, ready=None))
            self._shelf.sweep(set())
            log.info("update_installed", version=kept.ready.version)

    def look(self) -> float:
        """One round. Returns how many seconds to leave it at that."""
        files = FileClient(client_version=self._running)
        try:
            self._follow(files)
        except ProblemError as error:
            log.info("update_not_reached", code=error.code)
            return AGAIN_AFTER_S
        except UpdateRefused as refused:
            log.warning("update_refused", reason=refused.reason.value)
        except (NoRoom, OSError) as problem:
            log.warning("update_not_kept", kind=type(problem).__name__)
        finally:
            files.close()
        return LOOK_EVERY_S

    def start_installer(self, ready: Ready, *, reopen: bool) -> bool:
        """Hand over to the system's installer. False if the package is no longer what was signed; it is gone then.

        The try is counted before it is made: an update that kills the program must not be tried for ever. Raises
        ``OSError``.
        """
        path = self._shelf.path_of(ready)
        if not is_whole(path, ready.package):
            path.unlink(missing_ok=True)
            return False
        counted = msgspec.structs.replace(ready, tries=ready.tries + 1)
        self._shelf.write(msgspec.structs.replace(self._shelf.read(), ready=counted))
        self._plan.installer.start(path, reopen=reopen)
        return True

    def _follow(self, files: FileClient) -> None:
        kept = self._shelf.read()
        raw = files.read(self._plan.address, LONGEST_ENVELOPE_BYTES)
        release = judge(raw, self._plan.keys, now=self._now(), seen_sequence=kept.sequence)
        if release.sequence > kept.sequence:
            self._shelf.write(msgspec.structs.replace(kept, sequence=release.sequence))
        wanted, package = judge_release(release, self._running, self._device_id(), self._plan.platform)
        if package is None:
            self._clear()
            return
        self._bring(files, release, package, required=wanted is Wanted.REQUIRED)

    def _clear(self) -> None:
        """Nothing is on offer, or no longer: a release that was taken back is not installed either."""
        self._shelf.write(msgspec.structs.replace(self._shelf.read(), ready=None))
        self._shelf.sweep(set())
        self._tell(Updates(UpdateKind.CURRENT, checked_at=self._now()))

    def _bring(self, files: FileClient, release: Release, package: Package, *, required: bool) -> None:
        kept = self._shelf.read()
        ready = kept.ready
        if ready is None or (ready.version, ready.package) != (release.version, package):
            ready = Ready(release.version, self._plan.installer.file_name(release.version), package)
        news = Updates(UpdateKind.DOWNLOADING, release.version, required=required, checked_at=self._now())
        if ready.tries >= MOST_TRIES:
            self._tell(replace(news, kind=UpdateKind.GAVE_UP))
            return
        part = package.sha256[:32]
        self._shelf.sweep({ready.file_name, f"{part}.part", f"{part}.mark"})
        path = self._shelf.path_of(ready)
        if not fetch(files, package, path, stopping=self._stopping, told=self._percent_teller(news)):
            return
        self._shelf.write(msgspec.structs.replace(kept, ready=ready))
        command = self._plan.installer.command(path)
        kind = UpdateKind.BY_HAND if command else UpdateKind.READY
        self._tell(replace(news, kind=kind, percent=100, command=command), ready)

    def _percent_teller(self, news: Updates) -> Callable[[int], None]:
        """Tells each per cent once."""
        last = -1

        def tell(percent: int) -> None:
            nonlocal last
            if percent != last:
                last = percent
                self._tell(replace(news, percent=percent))

        return tell

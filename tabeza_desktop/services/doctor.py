"""Runs the PC check: each step for real, in a lane, told as soon as it is known. Changes nothing and keeps nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject

from tabeza_desktop.core import doctor
from tabeza_desktop.core.doctor import CheckKey, Checkup, Finding, Grade
from tabeza_desktop.core.times import clock_text
from tabeza_desktop.services.backend import new_id, to_problem
from tabeza_desktop.services.base import Service
from tabeza_desktop.services.lanes import Lane
from tabeza_protocol.payment_states import PaymentState

if TYPE_CHECKING:
    from tabeza_desktop.api.probes import Host

Told = Callable[[Checkup], object]
_ANSWERED = frozenset({PaymentState.SUCCEEDED, PaymentState.FAILED})
_SAID_SO = {"captive_portal": "portal", "proxy_sign_in": "proxy"}


class DoctorService(Service):
    """One check at a time: asking again while one runs changes nothing. Private state: the check that runs."""

    _running = False

    @property
    def version(self) -> str:
        return self._backend.config.client_version

    def run(self, owner: QObject, told: Told) -> bool:
        """``told`` gets the check as it grows, on the GUI thread, last with ``took_ms``. False: one runs already."""
        if self._running:
            return False
        self._running = True
        started = time.monotonic()
        mpesa = self._mpesa()
        held = [doctor.begun()]

        def tell(checkup: Checkup) -> None:
            if shiboken6.isValid(owner):
                told(checkup)

        def work() -> None:
            for finding in (*self._findings(), mpesa):
                checkup = held[0] = held[0].put(finding)
                self._lanes.post(lambda checkup=checkup: tell(checkup))  # type: ignore[misc]

        def over(_result: object = None) -> None:
            self._running = False
            took = round((time.monotonic() - started) * 1000)
            rows = tuple(_settled(finding) for finding in held[0].findings)
            tell(replace(held[0], findings=rows, took_ms=took))

        self._lanes.run(Lane.COMMANDS, work, apply=over, undo=over)
        return True

    # --- in a lane

    def _findings(self) -> Iterator[Finding]:
        yield self._disk()
        yield self._keyring()
        yield self._database()
        yield from self._way_to_the_service()

    def _disk(self) -> Finding:
        import shutil

        folder = self._backend.config.data_dir
        try:
            return doctor.disk(
                shutil.disk_usage(folder if folder.exists() else folder.parent).free // 1_000_000
            )
        except OSError:
            return doctor.disk(None)

    def _keyring(self) -> Finding:
        secrets = self._backend.secrets
        secrets.get("refresh_token")
        return doctor.keyring(secrets.reason)

    def _database(self) -> Finding:
        from tabeza_desktop.store.database import quick_check

        try:
            cache = self._backend.cache
            return doctor.database(
                quick_check(cache.engine) and self._backend.state.is_whole(), cache.rebuilt
            )
        except Exception as error:
            if to_problem(error) is None:
                raise
            return doctor.database(False, False)

    def _way_to_the_service(self) -> Iterator[Finding]:
        """Ask as the console does, and only where that fails step by step: so a proxy that works counts as working."""
        from tabeza_desktop.api.probes import Host

        host = Host(self._backend.service_url())
        skews: list[int] = []
        started = time.monotonic()
        problem, identity = self._ask(skews.append)
        took = round((time.monotonic() - started) * 1000)
        yield (
            doctor.clock(skews[-1] if skews else None)
            if problem != "clock_wrong"
            else Finding(CheckKey.CLOCK, Grade.WARN, "by_certificate")
        )
        if identity is not None:
            yield from _reached(took, host)
            yield self._identity(identity)
        else:
            yield from self._step_by_step(host, problem or "no_network")
        yield doctor.version(self.version, problem == "upgrade_required")

    def _ask(self, heard: Callable[[int], None]) -> tuple[str | None, object | None]:
        """The service's identity over a connection of its own, or the problem code that came instead."""
        from tabeza_desktop.api.client import HttpClient
        from tabeza_desktop.api.errors import ProblemError
        from tabeza_protocol.routes import SERVICE_IDENTITY
        from tabeza_protocol.wire.access import ServiceIdentity

        backend = self._backend
        client = HttpClient(
            backend.service_url(), client_version=self.version, new_id=new_id, heard=heard, wall=backend.now
        )
        try:
            return None, client.send("GET", SERVICE_IDENTITY, ServiceIdentity)
        except ProblemError as error:
            return error.code, None
        finally:
            client.close()

    def _identity(self, identity: object) -> Finding:
        from tabeza_desktop.api.sealing import fingerprint_of, words_of
        from tabeza_protocol.wire.access import ServiceIdentity

        assert isinstance(identity, ServiceIdentity)
        pinned = self._backend.pinned_fingerprint()
        if pinned is None:
            return Finding(CheckKey.IDENTITY, Grade.SKIPPED, "not_paired")
        if fingerprint_of(identity) != pinned.lower():
            return Finding(CheckKey.IDENTITY, Grade.FAIL, "another")
        return Finding(CheckKey.IDENTITY, Grade.FINE, "matches", {"words": ", ".join(words_of(identity)[:3])})

    def _step_by_step(self, host: Host, problem: str) -> Iterator[Finding]:
        """Where exactly it ends: the name, the connection, a page in the way, or privacy."""
        from tabeza_desktop.api import probes
        from tabeza_desktop.api.client import tls_context

        name = probes.name_ms(host)
        reached = probes.connection_ms(host) if name is not None else None
        yield _names(name)
        yield _internet(reached, problem)
        in_the_way = problem in _SAID_SO or (
            name is not None and host.is_private and probes.portal_in_the_way(host) is True
        )
        if in_the_way:
            yield Finding(CheckKey.PORTAL, Grade.FAIL, _SAID_SO.get(problem, "portal"))
        else:
            yield Finding(CheckKey.PORTAL, Grade.FINE if reached is not None else Grade.SKIPPED, "clear")
        found = problem if problem in ("tls_failed", "clock_wrong") else None
        if found is None and reached is not None and host.is_private:
            found = probes.certificate_problem(host, tls_context())
        if found == "tls_failed":
            yield Finding(CheckKey.PRIVACY, Grade.FAIL, "listening")
        else:
            grade = Grade.FINE if reached is not None and found is None else Grade.SKIPPED
            yield Finding(CheckKey.PRIVACY, grade, "private")
        yield Finding(CheckKey.IDENTITY, Grade.SKIPPED, "not_reached")

    # --- on the GUI thread

    def _mpesa(self) -> Finding:
        """From what the console holds: the check itself asks Safaricom nothing."""
        settings, connection = self._state.mpesa.value, self._state.connection.value
        answers = [
            tab.last_payment.at
            for tab in self._state.trade.value.tabs.values()
            if tab.last_payment is not None and tab.last_payment.state in _ANSWERED
        ]
        paused = connection.pause is not None
        return doctor.mpesa(
            None if settings is None else settings.enabled,
            paused,
            clock_text(max(answers)) if answers else "",
        )


def _reached(took_ms: int, host: Host) -> Iterator[Finding]:
    slow = Grade.WARN if took_ms > doctor.SLOW_MS else Grade.FINE
    yield Finding(CheckKey.INTERNET, slow, "slow" if slow is Grade.WARN else "working", {"ms": took_ms})
    yield Finding(CheckKey.NAMES, Grade.FINE, "working")
    yield Finding(CheckKey.PORTAL, Grade.FINE, "clear")
    yield Finding(CheckKey.PRIVACY, Grade.FINE, "private" if host.is_private else "on_this_pc")


def _names(took_ms: int | None) -> Finding:
    if took_ms is None:
        return Finding(CheckKey.NAMES, Grade.FAIL, "not_found")
    return Finding(CheckKey.NAMES, Grade.FINE, "working", {"ms": took_ms})


def _internet(reached_ms: int | None, problem: str) -> Finding:
    if reached_ms is None:
        return Finding(CheckKey.INTERNET, Grade.FAIL, "no_way")
    if problem in ("unavailable", "maintenance", "too_busy", "internal"):
        return Finding(CheckKey.INTERNET, Grade.WARN, "service_away", {"ms": reached_ms})
    if problem in ("timed_out", "bad_answer"):
        return Finding(CheckKey.INTERNET, Grade.WARN, "no_good_answer", {"ms": reached_ms})
    return Finding(CheckKey.INTERNET, Grade.FINE, "working", {"ms": reached_ms})


def _settled(finding: Finding) -> Finding:
    """A check that something nobody foresaw cut short did not happen; it is not called fine."""
    return (
        finding
        if finding.grade is not Grade.RUNNING
        else replace(finding, grade=Grade.SKIPPED, code="not_reached")
    )

"""The counter PC of a journey: a real console without windows, and someone who waits for what it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from tabeza_desktop.app import build_console
from tabeza_desktop.core.connection import ConnectionKind
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.requests import PendingRequest
from tabeza_desktop.core.session import Phase
from tabeza_desktop.models.cells import CELL_ROLE
from tabeza_desktop.models.tabs import TabColumn
from tabeza_desktop.services.backend import ConsoleConfig
from tabeza_desktop.services.console import Console
from tabeza_desktop.store.secrets import MemoryStore, SecretStore
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.trade import PaymentView, TabView
from tests.journeys.town import PATIENCE_S, Bar, Tab, Town
from tests.journeys.wire import Wire

OWNER = "Joyce Kendi"
PIN = "482915"


class Waits(Protocol):
    """Lets the event loop run until ``callback`` raises no more; pytest-qt's ``qtbot`` is one."""

    def waitUntil(self, callback: Callable[[], None], *, timeout: int) -> None: ...


class Refused(AssertionError):
    """A service call failed; ``problem`` is what the person would read about."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Counter:
    """One console on its own folder. ``secrets`` stands for the keyring, so that a restart finds its tokens."""

    def __init__(
        self,
        qtbot: Waits,
        folder: Path,
        wires: tuple[Wire, ...],
        config: ConsoleConfig,
        secrets: SecretStore | None = None,
    ) -> None:
        self._qtbot = qtbot
        self._wires = wires
        self.folder = folder
        self.secrets = secrets or MemoryStore()
        self.config = config
        self.clock_ahead = timedelta()
        """How far this PC's own clock is ahead: a way to let its time-outs pass."""
        self.console: Console = build_console(
            config, now=lambda: datetime.now(UTC) + self.clock_ahead, secrets=self.secrets
        )

    # --- waiting --------------------------------------------------------------------------------------------------

    def until(self, condition: Callable[[], Any], what: str, seconds: float = PATIENCE_S) -> None:
        """Lets the console live until ``condition`` holds; fails after ``seconds``."""

        def check() -> None:
            assert condition(), f"never came: {what}"

        self._qtbot.waitUntil(check, timeout=int(seconds * 1000))

    def call(self, method: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """A service's answer, once it is there. Raises :class:`Refused`."""
        answers: list[Any] = []
        refusals: list[Problem] = []
        method(*arguments, done=answers.append, failed=refusals.append, **options)
        self.until(lambda: answers or refusals, f"an answer of {method.__name__}")
        if refusals:
            raise Refused(refusals[0])
        return answers[0]

    # --- the person -----------------------------------------------------------------------------------------------

    def start(self) -> Counter:
        self.console.start()
        self.until(lambda: self.phase is not Phase.STARTING, "the start")
        return self

    @property
    def wire(self) -> Wire:
        """The cable to the service."""
        return self._wires[0]

    @property
    def requests(self) -> list[PendingRequest]:
        """What this console remembers of requests, oldest first."""
        return list(self.console.state.requests.value.by_key.values())

    def stop(self) -> None:
        """The program ends; its cables are pulled first, so that no held request keeps it waiting."""
        for wire in self._wires:
            wire.cut()
        self.console.stop()
        for wire in self._wires:
            wire.close()

    @property
    def phase(self) -> Phase:
        return self.console.state.session.value.phase

    @property
    def kind(self) -> ConnectionKind:
        return self.console.state.connection.value.kind

    def pair(self, code: str, name: str = "Counter PC") -> None:
        services = self.console.services
        offer = self.call(services.pairing.look, code)
        self.call(services.pairing.claim, offer, name)

    def claim(self, code: str) -> Counter:
        """Pair by the owner's code, set the PIN, and be signed in with the bar's tabs loaded."""
        self.pair(code)
        self.call(self.console.services.pairing.set_owner, OWNER, Secret(PIN))
        return self.loaded()

    def sign_in(self) -> Counter:
        self.until(lambda: self.console.state.session.value.people, "the people of this bar")
        person = self.console.state.session.value.people[0]
        self.call(self.console.services.session.sign_in, person.id, Secret(PIN))
        return self.loaded()

    def loaded(self) -> Counter:
        self.until(lambda: self.kind is ConnectionKind.LIVE, "a live connection")
        self.until(lambda: self.console.state.trade.value.loaded, "the tabs")
        return self

    def ask(self, tab: Tab, shillings: int | None = None, **options: Any) -> PendingRequest:
        """Press Request; the answer of the service (or UNSURE)."""
        cents = tab.owes_cents if shillings is None else shillings * 100
        answer = self.call(self.console.services.payments.request, tab.id, cents, **options)
        assert isinstance(answer, PendingRequest)
        return answer

    # --- what it shows --------------------------------------------------------------------------------------------

    def tab(self, tab: Tab) -> TabView | None:
        return self.console.state.trade.value.tabs.get(tab.id)

    def cell(self, tab: Tab, column: TabColumn) -> str:
        """The words of one cell of a tab's row, as painted."""
        model = self.console.models.tabs
        row = model.row_of(tab.id)
        if row < 0:
            return ""
        cell = model.data(model.index(row, int(column)), CELL_ROLE)
        return str(cell.chip_text or cell.text)

    def payment(self, payment_id: str) -> PaymentView:
        found = self.call(self.console.services.payments.detail, payment_id).payment
        assert isinstance(found, PaymentView)
        return found

    def until_last(self, tab: Tab, *states: str, seconds: float = PATIENCE_S) -> TabView:
        """The tab once its newest payment is in one of ``states``: the row changed by itself."""

        def reached() -> bool:
            shown = self.tab(tab)
            return shown is not None and shown.last_payment is not None and shown.last_payment.state in states

        self.until(reached, f"tab {tab.number} with a payment {' or '.join(states)}", seconds)
        shown = self.tab(tab)
        assert shown is not None
        return shown


def open_counter(
    qtbot: Waits,
    town: Town,
    folder: Path,
    *,
    secrets: SecretStore | None = None,
    fingerprint: str | None = None,
    direct: bool = False,
) -> Counter:
    """A started console of this town, not yet paired unless ``folder`` and ``secrets`` say so.

    ``direct``: without a cable between, so that a dead service refuses as a dead service does.
    """
    wires = () if direct else (Wire(town.central_port),)
    config = ConsoleConfig(folder, wires[0].url if wires else town.base_url, fingerprint or town.fingerprint)
    return Counter(qtbot, folder, wires, config, secrets).start()


__all__ = ["OWNER", "PIN", "Bar", "Counter", "Refused", "Tab", "open_counter"]

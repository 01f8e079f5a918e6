"""Everything a window needs, in one object: what to show, how to show it in tables, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tabeza_desktop.models.lines import LinesModel
    from tabeza_desktop.models.payments import PaymentsModel
    from tabeza_desktop.models.tabs import TabsModel
    from tabeza_desktop.services.alerts import AlertsService
    from tabeza_desktop.services.diagnostics import DiagnosticsService
    from tabeza_desktop.services.doctor import DoctorService
    from tabeza_desktop.services.history import HistoryService
    from tabeza_desktop.services.pairing import PairingService
    from tabeza_desktop.services.payments import PaymentsService
    from tabeza_desktop.services.people import PeopleService
    from tabeza_desktop.services.practice import PracticeService
    from tabeza_desktop.services.preferences import PreferencesService
    from tabeza_desktop.services.ratings import RatingsService
    from tabeza_desktop.services.reports import ReportsService
    from tabeza_desktop.services.session import SessionService
    from tabeza_desktop.services.setup import SetupService
    from tabeza_desktop.services.support import SupportService
    from tabeza_desktop.services.support_desk import SupportDeskService
    from tabeza_desktop.services.tabs import TabsService
    from tabeza_desktop.services.verify import VerifyService
    from tabeza_desktop.state.app_state import AppState
    from tabeza_desktop.updates.service import UpdateService


@dataclass(frozen=True, slots=True)
class Services:
    pairing: PairingService
    session: SessionService
    people: PeopleService
    tabs: TabsService
    payments: PaymentsService
    history: HistoryService
    setup: SetupService
    preferences: PreferencesService
    practice: PracticeService
    verify: VerifyService
    support: SupportService
    support_desk: SupportDeskService
    diagnostics: DiagnosticsService
    reports: ReportsService
    doctor: DoctorService
    alerts: AlertsService
    ratings: RatingsService
    updates: UpdateService


@dataclass(frozen=True, slots=True)
class Models:
    tabs: TabsModel
    payments: PaymentsModel
    lines: LinesModel


class Engine(Protocol):
    """What starts and stops behind the windows."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def try_now(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Console:
    """Handed to every window, page and dialog."""

    state: AppState
    services: Services
    models: Models
    engine: Engine

    def start(self) -> None:
        """Begin reading what this PC remembers and asking the service. Returns at once."""
        self.engine.start()

    def stop(self) -> None:
        """End every lane. After this nothing calls back."""
        self.engine.stop()

    def try_now(self) -> None:
        """Ask the service at once instead of waiting for the countdown."""
        self.engine.try_now()


Done = Callable[..., object]

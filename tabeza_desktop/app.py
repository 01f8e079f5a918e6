"""The console's composition root: builds everything once; wires nothing anywhere else.

``build_console`` makes the part without windows, which tests and tours drive as they are; ``ui`` puts windows on it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tabeza_desktop.core.times import Now
from tabeza_desktop.models.lines import LinesModel
from tabeza_desktop.models.payments import PaymentsModel
from tabeza_desktop.models.tabs import TabsModel
from tabeza_desktop.services.alerts import AlertsService
from tabeza_desktop.services.backend import Backend, ConsoleConfig, to_problem, utc_now
from tabeza_desktop.services.console import Console, Models, Services
from tabeza_desktop.services.diagnostics import DiagnosticsService
from tabeza_desktop.services.doctor import DoctorService
from tabeza_desktop.services.engine import ConsoleEngine
from tabeza_desktop.services.history import HistoryService
from tabeza_desktop.services.lanes import Lanes
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
from tabeza_desktop.services.sync import SyncService
from tabeza_desktop.services.tabs import TabsService
from tabeza_desktop.services.verify import VerifyService
from tabeza_desktop.state.app_state import AppState
from tabeza_desktop.updates.service import UpdateService

if TYPE_CHECKING:
    from tabeza_desktop.state.desk import DeskState
    from tabeza_desktop.store.secrets import SecretStore


def build_console(
    config: ConsoleConfig,
    *,
    now: Callable[[], datetime] = utc_now,
    secrets: SecretStore | None = None,
    desk: DeskState | None = None,
) -> Console:
    """Everything behind the windows, not yet started. Needs a ``QCoreApplication``; call on the GUI thread.

    ``secrets`` replaces the keyring (tests); ``desk`` belongs to a who-are-you that stands already. Nothing is read,
    written or sent before :meth:`Console.start`.
    """
    state = AppState(desk)
    lanes = Lanes(to_problem)
    heard: list[Callable[[int], None]] = []
    backend = Backend(config, heard=lambda skew: heard[0](skew), now=now, secrets=secrets)
    sync = SyncService(lanes, backend, state)
    heard.append(sync.heard_clock)
    start = Now(now(), time.monotonic())
    models = Models(TabsModel(start), PaymentsModel(start), LinesModel(start))
    session = SessionService(lanes, backend, state, sync)
    payments = PaymentsService(lanes, backend, state)
    services = Services(
        pairing=PairingService(lanes, backend, state, sync, session),
        session=session,
        people=PeopleService(lanes, backend, state),
        tabs=TabsService(lanes, backend, state, models.lines.show_ledger),
        payments=payments,
        history=HistoryService(lanes, backend, state, models.payments.show_page),
        setup=SetupService(lanes, backend, state, payments),
        preferences=PreferencesService(lanes, backend, state),
        practice=PracticeService(lanes, backend, state),
        verify=VerifyService(lanes, backend, state),
        support=SupportService(lanes, backend, state),
        support_desk=SupportDeskService(lanes, backend, state, sync),
        diagnostics=DiagnosticsService(lanes, backend, state),
        reports=ReportsService(lanes, backend, state),
        doctor=DoctorService(lanes, backend, state),
        alerts=AlertsService(lanes, backend, state),
        ratings=RatingsService(lanes, backend, state),
        updates=UpdateService(lanes, backend, state),
    )
    return Console(state, services, models, ConsoleEngine(lanes, backend, state, sync, services, models))

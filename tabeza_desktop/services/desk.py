"""What who-are-you needs of the console, before there is a console.

The sign-in screen is painted within a blink of the start; the services behind it are still being loaded. Whoever types
faster than that is kept waiting for a moment, never ignored: the call is kept and passed on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tabeza_desktop.state.desk import DeskState

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console, Services
    from tabeza_protocol.secret import Secret


class DeskServices:
    """Private state: the services once they are there, and until then what was asked of them."""

    def __init__(self) -> None:
        self._services: Services | None = None
        self._waiting: list[Callable[[Services], object]] = []
        self.session = DeskSession(self.ask)
        self.preferences = DeskPreferences(self.ask)

    def ask(self, call: Callable[[Services], object]) -> None:
        """Now if the services are there, else as soon as they are."""
        if self._services is None:
            self._waiting.append(call)
        else:
            call(self._services)

    def arrive(self, services: Services) -> None:
        self._services = services
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call(services)


class DeskSession:
    """The part of :class:`tabeza_desktop.services.session.SessionService` that a sign-in screen asks."""

    def __init__(self, ask: Callable[[Callable[[Services], object]], None]) -> None:
        self._ask = ask

    def sign_in(self, person_id: str, pin: Secret, **told: Any) -> None:
        self._ask(lambda services: services.session.sign_in(person_id, pin, **told))

    def unlock(self, pin: Secret, **told: Any) -> None:
        self._ask(lambda services: services.session.unlock(pin, **told))

    def switch_user(self) -> None:
        self._ask(lambda services: services.session.switch_user())


class DeskPreferences:
    """The part of :class:`tabeza_desktop.services.preferences.PreferencesService` that a sign-in screen asks."""

    def __init__(self, ask: Callable[[Callable[[Services], object]], None]) -> None:
        self._ask = ask

    def set(self, **fields: Any) -> None:
        self._ask(lambda services: services.preferences.set(**fields))


class FrontDesk:
    """Stands in for the console at the sign-in screen; ``open`` when the console itself is there."""

    def __init__(self, state: DeskState | None = None) -> None:
        self.state = state or DeskState()
        self.services = DeskServices()

    def open(self, console: Console) -> None:
        """The console was built on this desk's state: what was asked meanwhile is done now."""
        self.services.arrive(console.services)

"""The one question a month: whether this person may be asked, and their answer."""

from __future__ import annotations

from PySide6.QtCore import QObject

from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_protocol.wire.ratings import RatingRequest


class RatingsService(Service):
    """``done`` gets a :class:`~tabeza_protocol.wire.ratings.RatingView`; a refusal is no news to anybody."""

    def ask(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        bar_id = self._bar_id
        self._command(lambda: self._backend.api.rating(bar_id), owner, done, failed)

    def rate(
        self, score: int, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """``score`` is 1 to 5. Fails with ``rated_already``."""
        body = RatingRequest(bar_id=self._bar_id, score=score)
        self._command(lambda: self._backend.api.rate(body), owner, done, failed)

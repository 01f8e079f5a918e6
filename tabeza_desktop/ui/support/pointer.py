"""The frame that support draws round a field of the owner's guide: over the page, let through by the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.setup_flow import StepKey
from tabeza_desktop.core.support import STEP_OF_FIELD
from tabeza_desktop.ui.theme import px, theme
from tabeza_desktop.ui.widgets.focus import FocusRing
from tabeza_desktop.ui.widgets.paint import smooth
from tabeza_protocol.credentials import CredentialField
from tabeza_protocol.wire.support import SupportField

if TYPE_CHECKING:
    from tabeza_desktop.ui.setup.window import SetupWindow

_WIDTH = 4
_GAP = 6


class PointerFrame(FocusRing):
    """Follows its field wherever the page scrolls. Decoration: the bar above says the same in words."""

    def _place(self) -> None:
        host = self.parentWidget()
        if host is None or not self._target.isVisibleTo(host):
            self.hide()
            return
        around = px(_GAP + _WIDTH)
        at = self._target.mapTo(host, self._target.rect().topLeft())
        self.setGeometry(self._target.rect().translated(at).adjusted(-around, -around, around, around))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        half = px(_WIDTH) / 2
        painter.setPen(QPen(theme().tokens.accent, px(_WIDTH)))
        corner = px(10)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), corner, corner)
        painter.end()


class Pointing:
    """Keeps at most one frame on the guide. Private state: the frame, and what it is round."""

    def __init__(self, window: SetupWindow) -> None:
        self._window = window
        self._frame: PointerFrame | None = None
        self._shown: tuple[SupportField | None, StepKey] | None = None

    def show_field(self, field: SupportField | None, step: StepKey) -> None:
        """Frame a field if it is on the page in front; anything else takes the frame away."""
        if (field, step) == self._shown:
            return
        self._shown = (field, step)
        self._drop()
        if field is None or STEP_OF_FIELD[field] != step.value:
            return
        target = target_of(self._window, field)
        if target is None or not target.isVisibleTo(self._window):
            return
        self._frame = PointerFrame(target)
        self._window.bring_into_view(target)

    def _drop(self) -> None:
        if self._frame is not None:
            self._frame.hide()
            self._frame.deleteLater()
            self._frame = None

    @property
    def frame(self) -> PointerFrame | None:
        return self._frame


def target_of(window: SetupWindow, field: SupportField) -> QWidget | None:
    """The widget of a field; None for what has none of its own."""
    pages = window.pages
    if field in ("consumer_key", "consumer_secret", "passkey"):
        return window.credentials.fields[CredentialField(field)]
    if field == "environment":
        return window.credentials.environment
    if field == "send":
        return window.footer.primary_button
    places = {
        "checklist": (StepKey.CHECKLIST, "items"),
        "shortcode": (StepKey.PAYBILL, "number"),
        "kind": (StepKey.PAYBILL, "kinds"),
        "name": (StepKey.PAYBILL, "name_card"),
        "phone": (StepKey.TEST, "phone"),
        "seen_on_paybill": (StepKey.TEST, "seen"),
        "live_word": (StepKey.GO_LIVE, "word"),
    }
    step, name = places[field]
    found = getattr(pages[step], name, None)
    if isinstance(found, dict):
        found = next(iter(found.values()), None)
    return found if isinstance(found, QWidget) else None

"""How fresh the screen is: one line at the top right, from the last good answer and never from the system's opinion."""

from __future__ import annotations

from enum import StrEnum

from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.label import IconLabel
from tabeza_desktop.ui.widgets.paint import Tone


class ConnectionKind(StrEnum):
    STARTING = "starting"
    LIVE = "live"
    SLOW = "slow"
    OFFLINE = "offline"
    PAUSED = "paused"
    WRONG_CLOCK = "wrong_clock"
    SIGNED_OUT = "signed_out"
    IDENTITY_MISMATCH = "identity_mismatch"
    UPGRADE_NEEDED = "upgrade_needed"
    MAINTENANCE = "maintenance"


_LOOKS: dict[ConnectionKind, tuple[str, Tone]] = {
    ConnectionKind.STARTING: ("spinner", Tone.T2),
    ConnectionKind.LIVE: ("pulse", Tone.PAID),
    ConnectionKind.SLOW: ("refresh", Tone.WARN),
    ConnectionKind.OFFLINE: ("cloud-off", Tone.WARN),
    ConnectionKind.PAUSED: ("pause", Tone.WARN),
    ConnectionKind.WRONG_CLOCK: ("clock", Tone.WARN),
    ConnectionKind.SIGNED_OUT: ("lock", Tone.FAIL),
    ConnectionKind.IDENTITY_MISMATCH: ("stop", Tone.FAIL),
    ConnectionKind.UPGRADE_NEEDED: ("download", Tone.WARN),
    ConnectionKind.MAINTENANCE: ("setup", Tone.WARN),
}


class ConnectionLabel(IconLabel):
    """``set(kind, text)`` with words such as "Live · updated 2 s ago". Ticking ages are not announced."""

    def __init__(self, kind: ConnectionKind = ConnectionKind.STARTING, text: str = "") -> None:
        super().__init__("", text, Role.LABEL, Tone.T2, size=20, tnum=False)
        self.kind = kind
        self.set(kind, text)

    def set(self, kind: ConnectionKind, text: str) -> None:
        self.kind = kind
        icon, tone = _LOOKS[kind]
        self.set_all(icon, text, tone)

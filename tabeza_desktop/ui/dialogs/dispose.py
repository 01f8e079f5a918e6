"""A dialog that was closed leaves nothing behind: neither frame nor scrim."""

from __future__ import annotations

from tabeza_desktop.ui.widgets.overlay import DialogFrame, Scrim


def dispose_when_closed(frame: DialogFrame) -> None:
    """Delete the frame, and every scrim of its host that no longer covers anything, once it has closed."""
    host = frame.parentWidget()

    def gone() -> None:
        frame.deleteLater()
        if host is None:
            return
        for scrim in host.findChildren(Scrim):
            if scrim.isHidden():
                scrim.deleteLater()

    frame.closed.connect(gone)

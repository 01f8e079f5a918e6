"""When nothing else can tell: an error before the window stands, or while it is being made.

A frozen Windows program has neither console nor our own crash window yet; PyInstaller would show a box of its own with
a traceback in it. Installed first of all, this shows a window of ours instead, and if Qt itself is what broke, the
system's plainest message box. Standard library only until something has gone wrong.
"""

from __future__ import annotations

import sys
import traceback
from types import TracebackType
from typing import Final

TITLE: Final = "Tabeza"
TEXT: Final = (
    "Tabeza stopped because of an error of ours. Payments already asked for go on at M-Pesa and are recorded.\n"
    "Start Tabeza again: it continues where you were.\n\n"
    "Tabeza imesimama kwa hitilafu yetu. Malipo yaliyoombwa yanaendelea na yanarekodiwa.\n"
    "Anzisha Tabeza tena: itaendelea ulipoachia."
)
FAILED: Final = 70
"""The exit code, as sysexits.h has it for a defect of the program."""


def install() -> None:
    """Until the console's own crash hook takes over."""
    sys.excepthook = caught


def caught(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """Never raises: there is nobody left to hear it."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, where)
        return
    if sys.stderr is not None:
        traceback.print_exception(kind, error, where)
    show_stopped(kind, error, where)


def show_stopped(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """Our window with the report in it; failing that, the plainest box the system has."""
    try:
        from tabeza_desktop.diagnostics.crash import crash_report
        from tabeza_desktop.ui.support.crash_window import show_report

        show_report(crash_report(kind, error, where), fatal=True)
    except BaseException:  # noqa: BLE001 - Qt or our own code is what broke: say it with what is left
        _plain_box()


def _plain_box() -> None:
    if sys.platform != "win32":
        return  # standard error has it already
    import ctypes

    ctypes.windll.user32.MessageBoxW(None, TEXT, TITLE, 0x10)

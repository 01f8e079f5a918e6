"""The printers of this PC. Loaded late and asked in a worker: a network printer that is gone answers slowly."""

from __future__ import annotations

from dataclasses import dataclass

from tabeza_desktop.printing.paper import Paper, PaperSize
from tabeza_desktop.printing.render import PrintFailed, on_device


@dataclass(frozen=True, slots=True)
class Printers:
    """Names as the system has them; ``default`` is empty if there is none."""

    names: tuple[str, ...] = ()
    default: str = ""


def printers() -> Printers:
    """What can be printed on. No printing support at all reads as no printer."""
    try:
        from PySide6.QtPrintSupport import QPrinterInfo
    except ImportError:
        return Printers()
    return Printers(tuple(QPrinterInfo.availablePrinterNames()), QPrinterInfo.defaultPrinterName())


def print_on(paper: Paper, size: PaperSize, name: str) -> None:
    """Send a paper to a printer. Raises :class:`PrintFailed`; whether it lies in the tray nobody here can know."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    info = QPrinterInfo.printerInfo(name)
    if info.isNull():
        raise PrintFailed("no such printer")
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setDocName(paper.name)
    printer.setFullPage(True)
    on_device(paper, size, printer, printer.resolution())

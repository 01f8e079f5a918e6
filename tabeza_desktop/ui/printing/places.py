"""Where files go: the system's own dialog, beginning in Documents or wherever the last file went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

AskPlace = Callable[[QWidget, str, str, str], Path | None]
"""(parent, title, file name, filter) -> the place chosen, or None."""

_last: list[Path] = []


def ask_place(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Ask where to save; an existing file is replaced only if the person says so there. None: they thought better."""
    folder = _last[-1] if _last else _documents()
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(folder / name), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    suffix = Path(name).suffix
    if path.suffix.lower() != suffix:
        path = path.with_name(path.name + suffix)
    _last[:] = [path.parent]
    return path


def show_folder(path: Path) -> None:
    """Open the folder a file is in, with the system's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _documents() -> Path:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place else Path.home()

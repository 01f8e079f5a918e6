"""Every page as a picture: ``python -m tests.desktop.ui.shots DIR [NAME ...]``; a name is a page's or one picture's.

``PAGES`` names a function for each page; it gets a ``Shot`` (mode, language, size) and returns the widget
to grab, filled and
laid out. Other parts add theirs with ``@page``. Each is rendered light and dark, in English and Kiswahili, at 1366x768.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.theme import Mode, theme

NORMAL, SMALL, LARGE = (1366, 768), (1024, 700), (1920, 1080)


@dataclass(frozen=True)
class Shot:
    """One picture to make."""

    mode: Mode = Mode.LIGHT
    lang: str = "en"
    size: tuple[int, int] = NORMAL

    def file_name(self, page_name: str) -> str:
        parts = [page_name]
        if self.size != NORMAL:
            parts.append(f"{self.size[0]}x{self.size[1]}")
        if self.mode is not Mode.LIGHT:
            parts.append(self.mode.value)
        if self.lang != "en":
            parts.append(self.lang)
        return "-".join(parts) + ".png"


Maker = Callable[[Shot], QWidget]
PAGES: dict[str, Maker] = {}
SIZES: dict[str, tuple[tuple[int, int], ...]] = {}


def page(name: str, *, sizes: tuple[tuple[int, int], ...] = (NORMAL,)) -> Callable[[Maker], Maker]:
    """Register a page under a name."""

    def add(make: Maker) -> Maker:
        if name in PAGES:
            raise ValueError(f"there is a page called {name} already")
        PAGES[name], SIZES[name] = make, sizes
        return make

    return add


def settle() -> None:
    """Let layouts, deferred deletes and first paints happen."""
    for _ in range(6):
        QApplication.processEvents()


def render(name: str, shot: Shot, folder: Path) -> Path:
    """Make one picture and give its path."""
    theme().set_mode(shot.mode)
    speak(shot.lang)
    widget = PAGES[name](shot)
    settle()
    path = folder / shot.file_name(name)
    if not widget.grab().save(str(path)):
        raise OSError(f"could not write {path}")
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # else every later page tells it too
    settle()
    return path


def shots_of(name: str) -> list[Shot]:
    return [Shot(mode, lang, size) for size in SIZES[name] for mode in (Mode.LIGHT, Mode.DARK) for lang in ("en", "sw")]


def load_pages() -> None:
    """Import every module that registers pages; again is harmless."""
    import tests.desktop.support.pages
    import tests.desktop.ui.night_shots
    import tests.desktop.ui.report_shots
    import tests.desktop.ui.tab_shots
    import tests.desktop.ui.verify_shots  # noqa: F401
    from tests.desktop.ui.setup_shots import register

    if "pair" not in PAGES:
        register(page)


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    theme().install(app)
    load_pages()
    wanted = arguments[1:]
    for name in PAGES:
        for shot in shots_of(name):
            if not wanted or name in wanted or shot.file_name(name) in wanted:
                print(render(name, shot, folder))
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.desktop.ui import shots

    raise SystemExit(shots.main(sys.argv[1:]))

"""Committed pictures beyond the daily ones: ``python -m tests.desktop.looks.pictures [--missing] [NAME ...]``.

Light English at the usual size is compared every day (``tests/desktop/ui/looks``). Here each page stands dark and in
Kiswahili, the two together, and once at every other size it has: what one theme, language or size breaks shows.

Look at what changed before committing a new one. Kept at 40 % and 32 colours: all of them together stay a few
megabytes, and what a person would notice at the counter is still there.
"""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEvent, QIODevice
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.theme import Mode, theme
from tests.desktop.ui import shots
from tests.desktop.ui.shots import NORMAL, Shot

FOLDER = Path(__file__).resolve().parents[2] / "pictures"
SHARE = 0.4
COLOURS = 32
FAR = 48
"""A pixel is another pixel when a channel differs by more than this, of 255."""
MOST_OTHER = 0.008
"""The share of pixels that may be another: a caret, a ring that turns, a second that ticked."""


def grabbed(widget: QWidget) -> Image.Image:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")  # type: ignore[call-overload]
    whole = Image.open(BytesIO(bytes(data.data()))).convert("RGB")
    return whole.resize((round(whole.width * SHARE), round(whole.height * SHARE)), Image.Resampling.BOX)


def made(name: str, shot: Shot) -> Image.Image:
    """The page as it is now. The widget is really gone afterwards: every later page would tell it of themes."""
    theme().set_mode(shot.mode)
    speak(shot.lang)
    widget = shots.PAGES[name](shot)
    shots.settle()
    picture = grabbed(widget)
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    shots.settle()
    return picture


def every() -> list[tuple[str, Shot]]:
    other = [(name, Shot(size=size)) for name in shots.PAGES for size in shots.SIZES[name] if size != NORMAL]
    return [(name, Shot(Mode.DARK, "sw")) for name in shots.PAGES] + other


def main(names: list[str]) -> int:
    app = QApplication.instance() or QApplication([])
    theme().install(app)  # type: ignore[arg-type]
    app.setCursorFlashTime(0)  # type: ignore[attr-defined]
    shots.load_pages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    only_missing, names = "--missing" in names, [name for name in names if not name.startswith("--")]
    wanted = {shot.file_name(name) for name, shot in every()}
    for left in FOLDER.glob("*.png"):
        if left.name not in wanted:
            left.unlink()
    for name, shot in every():
        if only_missing and (FOLDER / shot.file_name(name)).exists():
            continue
        if not names or name in names:
            small = made(name, shot).quantize(COLOURS, dither=Image.Dither.NONE)
            small.save(FOLDER / shot.file_name(name), optimize=True)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(sys.argv[1:]))

"""The committed picture of every page, half size.

``python -m tests.desktop.ui.looks.references [NAME ...]`` makes them.

Look at what changed before committing a new one: the picture is the promise. Half size and 64 colours keep a page at a
few kilobytes; what a person would notice at the counter is still there.
"""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.ui.theme import theme

FOLDER = Path(__file__).resolve().parent.parent / "references"
SIZE = (683, 384)
COLOURS = 64
FAR = 40
"""A pixel is another pixel when a channel differs by more than this, of 255."""
MOST_OTHER = 0.006
"""The share of pixels that may be another: a caret, a second that ticked, this PC's name."""


def picture_of(widget: QWidget) -> Image.Image:
    """A grab of the widget, half size."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(BytesIO(bytes(data.data()))).convert("RGB").resize(SIZE, Image.Resampling.BOX)


def share_of_others(one: Image.Image, other: Image.Image, *, far: int = FAR) -> float:
    """How much of the picture is something else: 0 to 1."""
    if one.size != other.size:
        return 1.0
    red, green, blue = ImageChops.difference(one, other).split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(worst.histogram()[far + 1 :]) / (one.width * one.height)


def keep(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for colours in (COLOURS, 4 * COLOURS):
        kept = picture.quantize(colours, dither=Image.Dither.NONE)
        if share_of_others(picture, kept.convert("RGB")) < MOST_OTHER / 3:
            break  # a page under a scrim has more shades than most
    kept.save(path, optimize=True)


def main(names: list[str]) -> int:
    from tests.desktop.ui import shots

    app = QApplication.instance() or QApplication([])
    theme().install(app)  # type: ignore[arg-type]
    app.setCursorFlashTime(0)  # type: ignore[attr-defined]
    shots.load_pages()
    for name in names or list(shots.PAGES):
        widget = shots.PAGES[name](shots.Shot())
        shots.settle()
        keep(picture_of(widget), FOLDER / f"{name}.png")
        print(name, flush=True)
        widget.close()
        widget.deleteLater()
        shots.settle()
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    raise SystemExit(main(sys.argv[1:]))

"""Draws the application icon from the tally mark: `python packaging/icon.py` writes resources/icon/ and
the installer's picture.

The pictures are committed, so that neither a build nor a package needs to draw them. The tile is the brand colour of
the tokens; small sizes get a heavier mark and less air, or the strokes would fade at 16 px on a taskbar.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

from PIL import Image

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
ICON = RESOURCES / "icon"
INSTALLER = Path(__file__).resolve().parent / "windows"
WELCOME = (164, 314)
PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
ICNS_SIZES = (16, 32, 64, 128, 256, 512, 1024)
SMALL_PX = 32
STROKE = 'stroke-width="2.6"'


def tile(side: int) -> Image.Image:
    """The icon at ``side`` pixels square, transparent outside its rounded corners."""
    tokens = json.loads((RESOURCES / "tokens.json").read_text(encoding="utf-8"))["light"]
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens["brand"]))
    corner = side * 0.2
    painter.drawRoundedRect(QRectF(0, 0, side, side), corner, corner)
    small = side <= SMALL_PX
    air = side * (0.0 if small else 0.09)
    QSvgRenderer(mark(tokens["brandOn"], 3.0 if small else 2.6)).render(
        painter, QRectF(air, air, side - 2 * air, side - 2 * air)
    )
    painter.end()
    return as_pillow(image)


def mark(colour: str, stroke: float) -> QByteArray:
    """The tally mark in one colour, its strokes ``stroke`` units of its 28 wide."""
    source = (RESOURCES / "icons" / "_tally-mark.svg").read_text(encoding="utf-8")
    if STROKE not in source:
        raise SystemExit("the tally mark has changed: its stroke width is no longer the one this script knows")
    return QByteArray(source.replace("currentColor", colour).replace(STROKE, f'stroke-width="{stroke}"').encode())


def as_pillow(image: QImage) -> Image.Image:
    """The same picture for Pillow, which writes .ico and .icns."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(io.BytesIO(data.data())).convert("RGBA")


def scalable() -> str:
    """The same tile as SVG, for Linux desktops."""
    tokens = json.loads((RESOURCES / "tokens.json").read_text(encoding="utf-8"))["light"]
    body = mark(tokens["brandOn"], 2.6).data().decode()
    inner = body[body.index(">") + 1 : body.rindex("</svg>")]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128">'
        f'<rect width="128" height="128" rx="25.6" fill="{tokens["brand"]}"/>'
        f'<g transform="translate(11.52 11.52) scale(3.7486)" fill="none" stroke="{tokens["brandOn"]}" '
        f'stroke-width="2.6" stroke-linecap="round">{inner}</g></svg>\n'
    )


def welcome() -> Image.Image:
    """The picture beside the Windows installer's first and last page, at the size NSIS asks for."""
    tokens = json.loads((RESOURCES / "tokens.json").read_text(encoding="utf-8"))["light"]
    panel = Image.new("RGBA", WELCOME, tokens["brand"])
    logo = tile(WELCOME[0] - 56)
    panel.alpha_composite(logo, (28, 36))
    return panel.convert("RGB").quantize(64)


def main() -> None:
    """Writes every size as PNG, the .ico, the .icns and the SVG, and the installer's picture."""
    app = QGuiApplication([])
    ICON.mkdir(exist_ok=True)
    for side in PNG_SIZES:
        tile(side).save(ICON / f"tabeza-{side}.png", optimize=True)
    icos = [tile(side) for side in ICO_SIZES]
    icos[-1].save(ICON / "tabeza.ico", sizes=[(side, side) for side in ICO_SIZES], append_images=icos[:-1])
    icns = [tile(side) for side in ICNS_SIZES]
    icns[-1].save(ICON / "tabeza.icns", append_images=icns[:-1])
    welcome().save(INSTALLER / "welcome.bmp")
    (ICON / "tabeza.svg").write_text(scalable(), encoding="utf-8", newline="\n")
    app.quit()


if __name__ == "__main__":
    main()

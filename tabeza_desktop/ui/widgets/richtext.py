"""Text with ``<b>`` runs on a fixed line height: what Qt's own labels cannot do and every panel needs.

Only ``<b>`` and ``</b>`` and line feeds mean anything; all else is shown as it is, so a customer's name with a ``<`` in
it stays a name. Layout is a pure function of text, width and fonts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

_TAG = re.compile(r"</?b>")
_UNBOUNDED = 1_000_000


def plain(text: str) -> str:
    """The words without the marks, for screen readers."""
    return _TAG.sub("", text)


def bold_runs(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The plain text and the (start, length) of its bold runs."""
    out, runs, start, position = "", [], None, 0
    for match in _TAG.finditer(text):
        out += text[position : match.start()]
        position = match.end()
        if match.group() == "<b>":
            start = len(out)
        elif start is not None:
            runs.append((start, len(out) - start))
            start = None
    out += text[position:]
    if start is not None:
        runs.append((start, len(out) - start))
    return out, runs


class TextFaces(NamedTuple):
    """How a text is set: its font, the font of ``<b>`` and the line height in device-independent px."""

    normal: QFont
    bold: QFont
    line_height: int


class TextBlock:
    """A laid out text: paint it, or ask how big it is. ``strong`` is the colour of the bold runs."""

    def __init__(
        self,
        text: str,
        faces: TextFaces,
        width: float | None = None,
        align: Qt.AlignmentFlag | None = None,
        strong: QColor | None = None,
    ) -> None:
        words, runs = bold_runs(text)
        self._faces = faces
        self._runs = runs
        self._layout = QTextLayout(words.replace("\n", "\u2028"), faces.normal)
        option = QTextOption(align or Qt.AlignmentFlag.AlignLeft)
        wraps = QTextOption.WrapMode.WordWrap if width is None else QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        option.setWrapMode(wraps)
        self._layout.setTextOption(option)
        self._layout.setFormats(self._formats(strong))
        self._break(_UNBOUNDED if width is None else width)

    def _formats(self, strong: QColor | None) -> list[QTextLayout.FormatRange]:
        formats = []
        for start, length in self._runs:
            look = QTextCharFormat()
            look.setFont(self._faces.bold)
            if strong is not None:
                look.setForeground(strong)
            span = QTextLayout.FormatRange()
            span.start, span.length, span.format = start, length, look  # type: ignore[misc]
            formats.append(span)
        return formats

    def _break(self, width: float) -> None:
        self._layout.beginLayout()
        natural, count = 0.0, 0
        while True:
            line = self._layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            lead = (self._faces.line_height - line.height()) / 2
            line.setPosition(QPointF(0, count * self._faces.line_height + lead))
            natural = max(natural, line.naturalTextWidth())
            count += 1
        self._layout.endLayout()
        self.natural_width = int(natural + 0.999)
        self.line_count = max(1, count)
        self.height = self.line_count * self._faces.line_height

    def paint(self, painter: QPainter, x: float, y: float, colour: QColor) -> None:
        """Draw with the top of the first line at y."""
        painter.setPen(colour)
        self._layout.draw(painter, QPointF(x, y))

"""Drawing a paper: as PDF in memory, as pictures for the preview, on a printer. The same pages each time.

May run in any thread: QTextDocument, QPainter and QPdfWriter are reentrant
(https://doc.qt.io/qt-6/threads-modules.html), and nothing here is shared. Nothing touches the disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
    QTransform,
)

from tabeza_desktop.printing.markup import markup
from tabeza_desktop.printing.paper import Paper, PaperSize

FAMILY: Final = "Inter"
_MM_PER_INCH: Final = 25.4
_A4_MM: Final = (210.0, 297.0)
_A4_MARGIN_MM: Final = 15.0
_FOOT_MM: Final = 8.0
_ROLL_MM: Final = 80.0
_ROLL_MARGIN_MM: Final = 4.0
_ROLL_END_MM: Final = 12.0
"""Blank paper at the end of a roll, so that the cutter does not cut into words."""
_PDF_DPI: Final = 300


@dataclass(frozen=True, slots=True)
class _Page:
    """Millimetres: the whole sheet, the margin round it, and what the foot takes of the height."""

    width: float
    height: float
    margin: float
    foot: float


class Laid:
    """A paper laid out for one device's resolution: ``pages`` of the size ``sheet``."""

    def __init__(self, paper: Paper, size: PaperSize, dpi: float) -> None:
        self._paper, self._size, self._dpi = paper, size, dpi
        self._metrics = QImage(1, 1, QImage.Format.Format_Mono)
        per_metre = round(dpi / _MM_PER_INCH * 1000)
        self._metrics.setDotsPerMeterX(per_metre)
        self._metrics.setDotsPerMeterY(per_metre)
        self._document = QTextDocument()
        self._document.setDocumentMargin(0)
        self._document.setDefaultFont(_font())
        self._document.documentLayout().setPaintDevice(self._metrics)
        self._document.setHtml(markup(paper, size))
        self.sheet = self._lay_out()

    @property
    def pages(self) -> int:
        return 1 if self._size is PaperSize.ROLL80 else self._document.pageCount()

    def _dots(self, mm: float) -> float:
        return mm / _MM_PER_INCH * self._dpi

    def _lay_out(self) -> _Page:
        if self._size is PaperSize.ROLL80:
            self._document.setTextWidth(self._dots(_ROLL_MM - 2 * _ROLL_MARGIN_MM))
            high = self._document.size().height() * _MM_PER_INCH / self._dpi
            return _Page(_ROLL_MM, high + 2 * _ROLL_MARGIN_MM + _ROLL_END_MM, _ROLL_MARGIN_MM, 0)
        page = _Page(*_A4_MM, _A4_MARGIN_MM, _FOOT_MM)
        inner = page.height - 2 * page.margin - page.foot
        self._document.setPageSize(QSizeF(self._dots(page.width - 2 * page.margin), self._dots(inner)))
        return page

    def draw(self, painter: QPainter, number: int) -> None:
        """One page (from 0) at the painter's origin, which is the sheet's upper left corner."""
        sheet = self.sheet
        wide = self._dots(sheet.width - 2 * sheet.margin)
        high = self._dots(sheet.height - 2 * sheet.margin - sheet.foot)
        painter.save()
        margin = self._dots(sheet.margin)
        painter.setWorldTransform(QTransform.fromTranslate(margin, margin - number * high), True)
        part = QRectF(0, number * high, wide, high)
        painter.setClipRect(part)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = part
        context.palette.setColor(QPalette.ColorRole.Text, QColor(Qt.GlobalColor.black))
        self._document.documentLayout().draw(painter, context)
        painter.restore()
        if sheet.foot:
            self._draw_foot(painter, number)

    def _draw_foot(self, painter: QPainter, number: int) -> None:
        sheet, font = self.sheet, _font()
        font.setPixelSize(max(1, round(8 / 72 * self._dpi)))
        painter.save()
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.black)
        top = self._dots(sheet.height - sheet.margin - sheet.foot / 2)
        box = QRectF(self._dots(sheet.margin), top, self._dots(sheet.width - 2 * sheet.margin), self._dots(5))
        count = self._paper.page_words.format(page=number + 1, pages=self.pages)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft), self._paper.foot)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight), count)
        painter.restore()


def as_pdf(paper: Paper, size: PaperSize) -> bytes:
    """The whole file. The same paper gives the same words, whatever the day."""
    laid = Laid(paper, size, _PDF_DPI)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_PDF_DPI)
    writer.setTitle(paper.title)
    writer.setCreator("Tabeza Desktop")
    _fit(writer, laid.sheet)
    _draw_all(writer, laid)
    buffer.close()
    return bytes(data.data())


def as_pictures(paper: Paper, size: PaperSize, width_px: int, *, most: int = 20) -> list[QImage]:
    """The pages for a preview, ``width_px`` wide each; at most ``most`` of them."""
    wide = _ROLL_MM if size is PaperSize.ROLL80 else _A4_MM[0]
    dpi = width_px / wide * _MM_PER_INCH
    laid = Laid(paper, size, dpi)
    pictures = []
    for number in range(min(laid.pages, most)):
        high = round(laid.sheet.height / _MM_PER_INCH * dpi)
        picture = QImage(width_px, high, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        with _painting(picture) as painter:
            laid.draw(painter, number)
        pictures.append(picture)
    return pictures


def on_device(paper: Paper, size: PaperSize, device: QPagedPaintDevice, dpi: int) -> None:
    """Onto a printer that is ready. Raises :class:`PrintFailed` if it does not take the first page."""
    laid = Laid(paper, size, dpi)
    _fit(device, laid.sheet)
    _draw_all(device, laid)


class PrintFailed(Exception):
    """The printer or the file could not be drawn on; nothing whole came out."""


def _fit(device: QPagedPaintDevice, sheet: _Page) -> None:
    if (sheet.width, sheet.height) == _A4_MM:
        page = QPageSize(QPageSize.PageSizeId.A4)
    else:
        page = QPageSize(QSizeF(sheet.width, sheet.height), QPageSize.Unit.Millimeter, "80 mm")
    device.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))


def _draw_all(device: QPagedPaintDevice, laid: Laid) -> None:
    with _painting(device) as painter:
        for number in range(laid.pages):
            if number and not device.newPage():
                raise PrintFailed("new page")
            laid.draw(painter, number)


@contextmanager
def _painting(device: QPaintDevice) -> Iterator[QPainter]:
    painter = QPainter()
    if not painter.begin(device):
        raise PrintFailed("begin")
    try:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        yield painter
    finally:
        painter.end()


def _font() -> QFont:
    """Without ``tnum`` and ``calt``: their glyphs are others, and a PDF of them could not be searched."""
    font = QFont(FAMILY)
    font.setFeature(QFont.Tag("calt"), 0)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font

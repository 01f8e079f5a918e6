"""A paper before it is printed: how it will look, on what, and where to. Without a printer it becomes a PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.printing.paper import Paper, PaperSize
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.printing.places import AskPlace, ask_place, show_folder
from tabeza_desktop.ui.printing.preview import Preview
from tabeza_desktop.ui.printing.printer_list import PrinterList
from tabeza_desktop.ui.scaled import fixed_height, fixed_width, scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind, LinkButton
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_desktop.ui.widgets.segmented import SegmentedControl

if TYPE_CHECKING:
    from tabeza_desktop.printing.printers import Printers

tr = words("PrintDialog")
MakePaper = Callable[[], Paper]
_HEIGHT, _SIDE = 500, 320


class PrintDialog(Translated, DialogFrame):
    """``failed(problem)`` for the presenter; the dialog stays, so nothing has to be done again.

    ``make`` words the paper in the language spoken, and is called again when that changes. Private state: the paper,
    the printers once they are known, and where the last PDF went.
    """

    failed = Signal(Problem)

    def __init__(
        self, host: QWidget, console: Console, make: MakePaper, *, size: PaperSize = PaperSize.A4,
        place: AskPlace = ask_place,
    ) -> None:  # fmt: skip
        super().__init__(host, "", width=960, close_name=tr("Close"))
        self._console, self._make, self._ask_place = console, make, place
        self._paper = make()
        self._saved: Path | None = None
        self.preview = Preview()
        fixed_height(self.preview, _HEIGHT)
        sizes = [(PaperSize.A4.value, ""), (PaperSize.ROLL80.value, "")]
        self._size_name, self._printer_name = Label("", Role.LABEL), Label("", Role.LABEL)
        self.sizes = SegmentedControl(sizes, tr("Paper"), chosen=size.value, height=44, pad=30)
        self.printers = PrinterList(tr("Printer"))
        self._note = NoteBox(NoteKind.INFO, "")
        self._done = NoteBox(NoteKind.PAID, "")
        self._open_folder = LinkButton("", icon="file")
        self._done.add_widget(self._open_folder)
        self.print_button = Button("", ButtonKind.PRIMARY, icon="printer", key="Enter", large=True, spread=True)
        self.pdf_button = Button("", icon="download", large=True, spread=True)
        self._lay_out()
        self._connect()
        dispose_when_closed(self)
        self._know_printers(None)
        self.retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        scaled(row, spacing=20)
        row.addWidget(self.preview, 1)
        beside = QWidget()
        fixed_width(beside, _SIDE)
        side = QVBoxLayout(beside)
        scaled(side, spacing=8)
        for widget in (self._size_name, self.sizes, self._printer_name, self.printers, self._note, self._done):
            side.addWidget(widget)
        side.addStretch(1)
        side.addWidget(self.pdf_button)
        side.addWidget(self.print_button)
        row.addWidget(beside)
        self.body.addLayout(row)

    def _connect(self) -> None:
        self.sizes.changed.connect(self._look)
        self.print_button.clicked.connect(self._print)
        self.pdf_button.clicked.connect(self._save)
        self._open_folder.clicked.connect(self._show_folder)

    def open_dialog(self) -> None:
        """Show it, and ask for the printers and the pages."""
        self.open_frame(self.print_button)
        self._console.services.reports.printers(owner=self, done=self._know_printers)
        self._look()

    @property
    def size_chosen(self) -> PaperSize:
        return PaperSize(self.sizes.chosen)

    # what is seen

    def _look(self, _size: str = "") -> None:
        size = self.size_chosen
        wide = self.preview.page_width(roll=size is PaperSize.ROLL80)
        self._console.services.reports.preview(self._paper, size, wide, owner=self, done=self._show, failed=self._fail)

    def _show(self, pictures: list[QImage]) -> None:
        self.preview.show_pages(pictures, tr("{title}, {count} pages", title=self._paper.title, count=len(pictures)))

    def _know_printers(self, found: Printers | None) -> None:
        """None: not known yet. Until a printer is known, Enter saves a PDF."""
        names = () if found is None else found.names
        if found is not None and names:
            self.printers.show_printers(names, found.default)
        self._printer_name.setVisible(bool(names))
        self.printers.setVisible(bool(names))
        self.print_button.setVisible(bool(names))
        self._note.setVisible(found is not None and not names)
        self._done.setVisible(False)
        self.pdf_button.set_kind(ButtonKind.SECONDARY if names else ButtonKind.PRIMARY)
        self.pdf_button.set_key(None if names else "Enter")
        main = self.print_button if names else self.pdf_button
        self.set_primary(main)
        if self.is_open() and not self.preview.hasFocus():
            main.setFocus()

    # doing

    def _print(self) -> None:
        if self.print_button.is_busy or not self.printers.chosen:
            return
        self.print_button.set_busy(True, tr("Printing"))
        self._console.services.reports.print_paper(
            self._paper, self.size_chosen, self.printers.chosen, owner=self, done=self._printed, failed=self._fail
        )

    def _printed(self, _nothing: object = None) -> None:
        self.print_button.set_busy(False)
        self.close_frame()

    def _save(self) -> None:
        if self.pdf_button.is_busy:
            return
        path = self._ask_place(self, tr("Save as PDF"), f"{self._paper.name}.pdf", "PDF (*.pdf)")
        if path is None:
            return
        self.pdf_button.set_busy(True, tr("Saving"))
        self._console.services.reports.save_pdf(
            self._paper, self.size_chosen, path, owner=self, done=self._is_saved, failed=self._fail
        )

    def _is_saved(self, path: Path) -> None:
        self.pdf_button.set_busy(False)
        self._saved = path
        self._done.set_text(tr("Saved as {name}", name=path.name))
        self._done.setVisible(True)
        self._note.setVisible(False)

    def _fail(self, problem: Problem) -> None:
        self.print_button.set_busy(False)
        self.pdf_button.set_busy(False)
        self.failed.emit(problem)

    def _show_folder(self) -> None:
        if self._saved is not None:
            show_folder(self._saved)

    def retranslate(self) -> None:
        self._paper = self._make()
        self.set_title(self._paper.title, self._paper.sub)
        self.close_button.set_name(tr("Close"))
        self._size_name.set_text(tr("Paper"))
        self.sizes.setAccessibleName(tr("Paper"))
        self.sizes.set_texts([tr("A4"), tr("80 mm roll")])
        self._printer_name.set_text(tr("Printer"))
        self.printers.setAccessibleName(tr("Printer"))
        self._note.set_text(tr("No printer on this PC. Save a PDF and print it elsewhere."))
        self._open_folder.set_text(tr("Open folder"))
        self.print_button.set_text(tr("Print"))
        self.pdf_button.set_text(tr("Save as PDF"))
        if self.is_open():
            self._look()

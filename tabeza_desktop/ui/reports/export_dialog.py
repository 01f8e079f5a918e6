"""Export of exactly what the page shows: what it will hold is said first, then it is written, whole or not at all."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.reports import Extent
from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.printing.words import completeness_words
from tabeza_desktop.services.console import Console
from tabeza_desktop.services.reports import Exported
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.dialogs.problem_box import show_problem
from tabeza_desktop.ui.printing.places import AskPlace, ask_place, show_folder
from tabeza_desktop.ui.reports.export_words import count_words, export_words, filter_words
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind, LinkButton
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_desktop.ui.widgets.segmented import SegmentedControl

tr = words("Export")


class ExportDialog(Translated, DialogFrame):
    """``failed(problem)`` for the presenter; the dialog stays open, so that another name or place can be tried.

    Private state: the query (never changed here), its extent once counted, and the file last written.
    """

    failed = Signal(Problem)

    def __init__(
        self, host: QWidget, console: Console, query: HistoryQuery, *, place: AskPlace = ask_place
    ) -> None:
        super().__init__(host, "", width=560, close_name=tr("Close"))
        self._console, self._query, self._ask_place = console, query, place
        self._extent: Extent | None = None
        self._file: Path | None = None
        self._which, self._count = Label("", Role.BODY, wrap=True), Label("", Role.BODY, weight=600, wrap=True)
        self._cut = Label("", Role.LABEL, Tone.T2, wrap=True)
        self._warn = NoteBox(NoteKind.WARN, "")
        self._done = NoteBox(NoteKind.PAID, "")
        self._open_folder = LinkButton("", icon="file")
        self._done.add_widget(self._open_folder)
        self._kind_name = Label("", Role.LABEL)
        self.kinds = SegmentedControl([("xlsx", ""), ("csv", "")], tr("File"), height=44, pad=30)
        self._cancel = Button("", key="Esc")
        self.save = Button("", ButtonKind.PRIMARY, icon="download", key="Enter")
        for widget in (self._which, self._count, self._cut, self._warn, self._kind_name, self.kinds, self._done):
            self.body.addWidget(widget)
        self.footer.addStretch(1)
        self.footer.addWidget(self._cancel)
        self.footer.addWidget(self.save)
        self.set_primary(self.save)
        self._cancel.clicked.connect(self.close_frame)
        self.save.clicked.connect(self._save)
        self._open_folder.clicked.connect(self._show_folder)
        dispose_when_closed(self)
        self._done.hide()
        self.retranslate()

    def open_dialog(self) -> None:
        self.open_frame(self.save)
        self._console.services.reports.extent(self._query, owner=self, done=self._counted, failed=self._fail)

    def _counted(self, extent: Extent) -> None:
        self._extent = extent
        self._show_extent()

    def _show_extent(self) -> None:
        extent = self._extent
        self._which.set_text(tr("Payments {filter}", filter=filter_words(self._query)))
        self._count.set_text(tr("Counting") if extent is None else count_words(extent))
        said = "" if extent is None else completeness_words(extent.completeness)
        whole = extent is None or extent.completeness.is_complete
        self._cut.set_text(said)
        self._cut.setVisible(whole)
        self._warn.set_text(said)
        self._warn.setVisible(not whole)

    def _save(self) -> None:
        if self.save.is_busy:
            return
        csv = self.kinds.chosen == "csv"
        first, last = self._query.day_from, self._query.day_to
        days = "" if first is None or last is None else f"-{first}" if first == last else f"-{first}-{last}"
        name = f"tabeza-{tr('payments')}{days}.{self.kinds.chosen}"
        path = self._ask_place(self, tr("Save payments"), name, "CSV (*.csv)" if csv else "Excel (*.xlsx)")
        if path is None:
            return
        bar = self._console.state.session.value.bar
        self.save.set_busy(True, tr("Saving"))
        self._done.hide()
        self._console.services.reports.export(
            self._query, "csv" if csv else "xlsx", path, export_words(self._query, "" if bar is None else bar.name),
            owner=self, done=self._is_saved, failed=self._fail,
        )  # fmt: skip

    def _is_saved(self, made: Exported) -> None:
        self.save.set_busy(False)
        self._file = made.path
        self._done.set_text(tr("Saved {count} rows as {name}", count=f"{made.rows:,}", name=made.path.name))
        self._done.show()
        self._cancel.set_text(tr("Done"))

    def _fail(self, problem: Problem) -> None:
        self.save.set_busy(False)
        self.failed.emit(problem)

    def _show_folder(self) -> None:
        if self._file is not None:
            show_folder(self._file)

    def retranslate(self) -> None:
        self.set_title(tr("Export payments"), tr("Exactly what is shown now."))
        self.close_button.set_name(tr("Close"))
        self._kind_name.set_text(tr("File"))
        self.kinds.setAccessibleName(tr("File"))
        self.kinds.set_texts([tr("Excel"), tr("CSV")])
        self._cancel.set_text(tr("Cancel") if self._file is None else tr("Done"))
        self.save.set_text(tr("Save"))
        self._open_folder.set_text(tr("Open folder"))
        self._show_extent()


def open_export(console: Console, host: QWidget, query: HistoryQuery) -> ExportDialog:
    """Ask in a dialog over ``host``; problems stand over the dialog, which stays."""
    dialog = ExportDialog(host, console, query)
    dialog.failed.connect(partial(show_problem, host))
    dialog.open_dialog()
    return dialog

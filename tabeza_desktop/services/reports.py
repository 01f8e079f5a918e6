"""Figures of a day, the end-of-night report, exports and papers: read, laid out and written in lanes.

What takes long (an export of everything, a printer that thinks) runs beside the reader lane, so that the history and
the Today page never wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from PySide6.QtCore import QObject

from tabeza_desktop.core.history import HistoryQuery, TabLedger
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.reports import Completeness, Extent
from tabeza_desktop.services.base import Done, Failed, Service
from tabeza_desktop.services.lanes import Lane, Refusal

if TYPE_CHECKING:
    from tabeza_desktop.core.reports import NightReport
    from tabeza_desktop.core.takings_day import DayFigures
    from tabeza_desktop.export.sheet import ExportWords
    from tabeza_desktop.printing.paper import Paper, PaperSize
    from tabeza_desktop.printing.printers import Printers
    from tabeza_desktop.store.reports import ReportReader

ResultT = TypeVar("ResultT")
FileKind = Literal["csv", "xlsx"]


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that is there, whole."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class Bill:
    """A tab with its lines as this PC holds them, and how complete that is."""

    ledger: TabLedger
    completeness: Completeness


class ReportsService(Service):
    """Every method returns at once; ``done`` comes on the GUI thread."""

    def day(self, day: date, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """The :class:`~tabeza_desktop.core.takings_day.DayFigures` of a business day, up to the present."""
        now = self._state.clock.value

        def work() -> DayFigures:
            return self._reader().day(day, now.day_turn, now.utc)

        self._lanes.run(Lane.READER, work, owner=owner, done=done, failed=failed)

    def night(
        self, day: date, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """The :class:`~tabeza_desktop.core.reports.NightReport` of a business day."""
        now, bar = self._state.clock.value, self._state.session.value.bar
        name, stale = bar.name if bar is not None else "", self._state.connection.value.is_stale

        def work() -> NightReport:
            return self._reader().night(day, now.day_turn, now.utc, name, stale=stale)

        self._lanes.run(Lane.READER, work, owner=owner, done=done, failed=failed)

    def bill(
        self, tab_id: str, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """The :class:`Bill` of a tab. Fails with ``not_found`` for a tab this PC does not hold."""
        stale = self._state.connection.value.is_stale

        def work() -> Bill:
            cache = self._backend.cache
            tab = cache.tab(tab_id)
            if tab is None:
                raise Refusal(Problem("not_found"))
            ledger = TabLedger(tab, cache.lines_of(tab_id), from_cache=True)
            return Bill(ledger, self._reader().completeness(stale=stale))

        self._lanes.run(Lane.READER, work, owner=owner, done=done, failed=failed)

    # --- files

    def extent(
        self, query: HistoryQuery, owner: QObject | None = None, done: Done = None, failed: Failed = None
    ) -> None:
        """How much an export of ``query`` would hold (:class:`Extent`), to be said before it is made."""
        day_turn, stale = self._state.clock.value.day_turn, self._state.connection.value.is_stale

        def work() -> Extent:
            page = self._backend.history.page(query, day_turn, limit=0)
            return Extent(
                query, page.total_count, page.received_cents, self._reader().completeness(stale=stale)
            )

        self._lanes.run(Lane.READER, work, owner=owner, done=done, failed=failed)

    def export(
        self, query: HistoryQuery, kind: FileKind, path: Path, words: ExportWords, owner: QObject | None = None,
        done: Done = None, failed: Failed = None,
    ) -> None:  # fmt: skip
        """Write every payment of ``query``; gives :class:`Exported`.

        Fails with ``file_in_use``, ``disk_full`` or ``file_not_written``; what stood at ``path`` is then as it was.
        """
        now, stale = self._state.clock.value, self._state.connection.value.is_stale

        def work() -> Exported:
            from tabeza_desktop.export.csv_file import write_csv
            from tabeza_desktop.export.sheet import rows_of
            from tabeza_desktop.export.xlsx_file import write_xlsx

            write = write_csv if kind == "csv" else write_xlsx
            with self._backend.history.everything(query, now.day_turn) as found:
                extent = Extent(
                    query, found.count, found.received_cents, self._reader().completeness(stale=stale)
                )
                rows = self._written(
                    lambda: write(path, words, words.notes(extent), rows_of(found.rows, words, now))
                )
            return Exported(path, rows)

        self._command(work, owner, done, failed)

    def save_pdf(
        self, paper: Paper, size: PaperSize, path: Path, owner: QObject | None = None, done: Done = None,
        failed: Failed = None,
    ) -> None:  # fmt: skip
        """Write a paper as PDF; gives its path. Fails as :meth:`export` does."""

        def work() -> Path:
            from tabeza_desktop.export.files import write_bytes
            from tabeza_desktop.printing.render import as_pdf

            data = as_pdf(paper, size)
            self._written(lambda: write_bytes(path, data))
            return path

        self._command(work, owner, done, failed)

    # --- printers

    def printers(self, owner: QObject | None = None, done: Done = None, failed: Failed = None) -> None:
        """The :class:`~tabeza_desktop.printing.printers.Printers` of this PC."""

        def work() -> Printers:
            from tabeza_desktop.printing.printers import printers

            return printers()

        self._command(work, owner, done, failed)

    def preview(
        self, paper: Paper, size: PaperSize, width_px: int, owner: QObject | None = None, done: Done = None,
        failed: Failed = None,
    ) -> None:  # fmt: skip
        """The pages as a list of QImage, ``width_px`` wide each."""

        def work() -> list[Any]:
            from tabeza_desktop.printing.render import as_pictures

            return as_pictures(paper, size, width_px)

        self._lanes.run(Lane.READER, work, owner=owner, done=done, failed=failed)

    def print_paper(
        self, paper: Paper, size: PaperSize, printer: str, owner: QObject | None = None, done: Done = None,
        failed: Failed = None,
    ) -> None:  # fmt: skip
        """Send a paper to a printer. Fails with ``print_failed``."""

        def work() -> None:
            from tabeza_desktop.printing.printers import print_on
            from tabeza_desktop.printing.render import PrintFailed

            try:
                print_on(paper, size, printer)
            except PrintFailed as error:
                raise Refusal(Problem("print_failed", detail=str(error))) from None

        self._command(work, owner, done, failed)

    def _reader(self) -> ReportReader:
        from tabeza_desktop.store.reports import ReportReader

        return ReportReader(self._backend.cache, practice=self._backend.is_practice)

    @staticmethod
    def _written(write: Callable[[], ResultT]) -> ResultT:
        from tabeza_desktop.export.files import NotWritten

        try:
            return write()
        except NotWritten as error:
            raise Refusal(Problem(error.code)) from None

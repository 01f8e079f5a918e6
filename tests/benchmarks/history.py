"""A hundred thousand payments in the cache: how soon ranges, states, searches and orders answer in a real window, how
long it ever stands still, and what it weighs. Another process makes the cache, so that only the console is weighed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from tabeza_desktop.app import build_console
from tabeza_desktop.application import application
from tabeza_desktop.core.history import HistoryQuery
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.core.times import Now
from tabeza_desktop.diagnostics.watchdog import Watchdog
from tabeza_desktop.models.payments import MOST_ROWS
from tabeza_desktop.services.backend import CACHE_FILE, ConsoleConfig
from tabeza_desktop.services.console import Console
from tabeza_desktop.store.secrets import MemoryStore
from tabeza_desktop.ui.pages.day_range import DayRange
from tabeza_desktop.ui.reports.export_words import export_words
from tabeza_desktop.ui.shell.console_window import ConsoleWindow
from tabeza_protocol.business_day import business_day_of
from tests.benchmarks.figures import percentile, summary
from tests.desktop.ui import sample_night as night

PAYMENTS = 100_000
TIMES = 9
NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
FILL = "--fill"
WAIT_S = 120
ROOT = Path(__file__).resolve().parents[2]


def measure(payments: int = PAYMENTS) -> dict[str, Any]:
    """Everything on one console; times are of the person: from the key to the rows in the table."""
    with tempfile.TemporaryDirectory(prefix="tabeza-bench-history-") as folder:
        _fill_elsewhere(Path(folder) / CACHE_FILE, payments)
        app = application()
        bench = _Bench(app, Path(folder))
        empty_mb = rss_mb()
        watchdog = Watchdog()
        watchdog.start()
        answers = bench.answers()
        today = bench.today()
        looked = rss_mb()
        everything = bench.scroll_through()
        watchdog.stop()
        exports = bench.exports(Path(folder))
        bench.close()
    return {
        "payments": payments,
        "answers": answers,
        "slowest_answer_p50_ms": max(row["p50_ms"] for row in answers.values()),
        "slowest_answer_computing_p50_ms": max(row["computing_p50_ms"] for row in answers.values()),
        "today_page": today,
        "scrolled_through": everything,
        "gui_stalls_over_50_ms": watchdog.figures.stalls_over_50_ms,
        "gui_longest_stall_ms": watchdog.figures.longest_ms,
        "latest_stalls": [{"ms": row.milliseconds, "where": list(row.where)} for row in list(watchdog.stalls)[-3:]],
        "memory_mb": {"window": empty_mb, "after_searching": looked, "table_full": everything["memory_mb"]},
        "exports": exports,
        "target_answer_ms": 100,
        "target_memory_mb": 250,
    }


def _fill_elsewhere(path: Path, payments: int) -> None:
    command = [sys.executable, "-m", "tests.benchmarks.history", FILL, str(path), str(payments)]
    subprocess.run(command, cwd=ROOT, check=True)


def rss_mb() -> float:
    """What this process holds in memory now."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    raise OSError("this system does not say")


class _Bench:
    """A signed-in window on the big cache; the service is not asked."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self._app = app
        self.console: Console = build_console(
            ConsoleConfig(folder, "http://127.0.0.1:9", "00" * 32), now=lambda: NOW, secrets=MemoryStore()
        )
        self.console.state.clock.set(Now(NOW, time.monotonic()))
        self.console.state.session.set(Session(phase=Phase.SIGNED_IN, bar=night.BAR, person=night.JOYCE))
        self.window = ConsoleWindow(self.console)
        self.window.resize(1366, 768)
        self.window.show()
        self._pages: list[object] = []
        self.busy: list[float] = []
        self.console.models.payments.page_changed.connect(self._pages.append)
        self.timed(lambda: self.window.show_page("payments"))

    def timed(self, act: Callable[[], object]) -> float:
        """Milliseconds from asking to the answer painted; ``busy`` gets what the console itself computed meanwhile."""
        self._pages.clear()
        started, busy = time.perf_counter(), time.process_time()
        act()
        self.until(lambda: bool(self._pages))
        self.window.payments.table.viewport().repaint()
        self.busy.append((time.process_time() - busy) * 1000)
        return (time.perf_counter() - started) * 1000

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_S
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("the console did not answer")
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)

    def answers(self) -> dict[str, Any]:
        today = business_day_of(NOW)
        week, ever = today - timedelta(days=6), today - timedelta(days=400)
        queries = {
            "today": HistoryQuery(today, today),
            "7 days": HistoryQuery(week, today),
            "every day": HistoryQuery(ever, today),
            "every day, failed": HistoryQuery(ever, today, status="failed"),
            "search a name": HistoryQuery(ever, today, text="wanjiru"),
            "search a receipt": HistoryQuery(ever, today, text="SK00012A"),
            "search two words, nothing": HistoryQuery(ever, today, text="wanjiru zzz"),
            "by amount": HistoryQuery(ever, today, sort="amount"),
            "by customer, failed": HistoryQuery(ever, today, sort="customer", status="failed"),
        }
        history, found = self.console.services.history, {}
        for name, query in queries.items():
            self.busy.clear()
            took = [self.timed(lambda query=query: history.show(query)) for _ in range(TIMES)]
            found[name] = summary(took) | {"computing_p50_ms": round(percentile(self.busy, 50), 1)}
        return found

    def today(self) -> dict[str, Any]:
        day, took = business_day_of(NOW), []
        for _ in range(TIMES):
            found: list[object] = []
            started = time.perf_counter()
            self.console.services.reports.day(day, owner=self.window, done=found.append)
            self.until(lambda found=found: bool(found))
            took.append((time.perf_counter() - started) * 1000)
        return summary(took)

    def scroll_through(self) -> dict[str, Any]:
        """Every page the table takes, one after another, as by holding PgDn: the worst a person could do."""
        page, model = self.window.payments, self.console.models.payments
        today = business_day_of(NOW)
        page._dates = DayRange(today - timedelta(days=400), today)
        self.timed(lambda: self.console.services.history.show(HistoryQuery(today - timedelta(days=400), today)))
        fetches, started = [], time.perf_counter()
        while model.rowCount() < min(model.page.total_count, MOST_ROWS):
            fetches.append(self.timed(page.table.scrollToBottom))
        return {
            "rows": model.rowCount(), "seconds": round(time.perf_counter() - started, 1),
            "each_page": summary(fetches), "memory_mb": rss_mb(),
        }  # fmt: skip

    def exports(self, folder: Path) -> dict[str, Any]:
        found = {}
        for kind in ("csv", "xlsx"):
            done: list[Any] = []
            query, started = HistoryQuery(), time.perf_counter()
            self.console.services.reports.export(
                query, kind, folder / f"all.{kind}", export_words(query, "Bench"), owner=self.window, done=done.append
            )
            self.until(lambda done=done: bool(done))
            size = (folder / f"all.{kind}").stat().st_size / 1e6
            seconds = round(time.perf_counter() - started, 1)
            found[kind] = {"rows": done[0].rows, "seconds": seconds, "mb": round(size, 1)}
        found["memory_mb_after"] = rss_mb()
        return found

    def close(self) -> None:
        self.window.close()
        self.console.stop()


if __name__ == "__main__" and sys.argv[1:2] == [FILL]:
    from tests.desktop.big_cache import big_cache

    big_cache(Path(sys.argv[2]), int(sys.argv[3]), NOW).close()

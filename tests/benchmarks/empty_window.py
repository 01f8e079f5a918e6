"""The yardstick for start-up: an empty PySide6 window with one table of fourteen rows, painted once.

Run as a program; prints the milliseconds from the start of the process to the first paint.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

from tests.benchmarks.process_age import process_age_ms


class FirstPaint(QObject):
    """Quits when the watched widget has been painted and the event loop is idle again."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._done)
        return False

    def _done(self) -> None:
        sys.stdout.write(f"{process_age_ms():.1f}\n")
        QApplication.quit()


def main() -> int:
    app = QApplication(sys.argv)
    model = QStandardItemModel(14, 6)
    for row in range(14):
        for column in range(6):
            model.setItem(row, column, QStandardItem(f"{row} {column}"))
    window = QMainWindow()
    table = QTableView()
    table.setModel(model)
    window.setCentralWidget(table)
    watcher = FirstPaint()
    table.viewport().installEventFilter(watcher)
    window.resize(1366, 768)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())

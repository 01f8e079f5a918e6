"""The console at night in a real window, for whoever walks it as a screen reader does. Ends when its input closes."""

from __future__ import annotations

import sys
import threading

from PySide6.QtCore import QMetaObject, Qt
from PySide6.QtWidgets import QApplication

from tabeza_desktop.ui import accessible
from tabeza_desktop.ui.theme import theme
from tests.desktop.ui.night_shots import NightWindow
from tests.desktop.ui.night_stage import NightStage


def main() -> int:
    app = QApplication(["tabeza"])
    theme().install(app)
    accessible.install()
    window = NightWindow(NightStage())
    window.show()

    def wait_for_the_end() -> None:
        sys.stdin.read()
        QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    print("ready", flush=True)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())

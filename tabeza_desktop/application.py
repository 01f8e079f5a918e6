"""The one QApplication, dressed: fonts, palette, style and icon."""

from __future__ import annotations

import sys

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from tabeza_desktop.resources import resource_path
from tabeza_desktop.ui.theme import theme


def application(*, plain: bool = False) -> QApplication:
    """Made at the first call. ``plain``: as :meth:`tabeza_desktop.ui.theme.Theme.install` has it."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        app.setApplicationName("Tabeza")
        app.setApplicationDisplayName("Tabeza")
        app.setDesktopFileName("tabeza-desktop")
        app.setQuitOnLastWindowClosed(True)
    theme().install(app, plain=plain)
    app.setWindowIcon(QIcon(str(resource_path("icon", "tabeza-256.png"))))
    return app

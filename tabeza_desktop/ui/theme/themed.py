"""How a widget follows the theme: one mixin, one hook."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tabeza_desktop.ui.theme.theme import theme


class Themed:
    """Mix in before a QWidget class, call ``init_theme()`` last in ``__init__`` and override ``retheme()``.

    The connection ends with the widget: the receiver is a QObject, so Qt drops it on destruction.
    """

    def init_theme(self) -> None:
        theme().changed.connect(self._theme_changed)
        self.retheme()

    def _theme_changed(self) -> None:
        self.retheme()
        if isinstance(self, QWidget):
            self.updateGeometry()
            self.update()

    def retheme(self) -> None:
        """Take sizes, fonts and margins from the theme again. Colours are read while painting."""

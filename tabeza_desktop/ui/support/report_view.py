"""A text that is shown before it leaves this PC: the diagnostics and the crash report. Read-only, to the letter."""

from __future__ import annotations

from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from tabeza_desktop.ui.theme import Role, Themed, px, theme


class ReportView(Themed, QPlainTextEdit):
    """Exactly what would be saved, in figures of equal width; scrolls by keys."""

    def __init__(self, text: str, name: str, *, height: int = 360) -> None:
        super().__init__()
        self._high = height
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setPlainText(text)
        self.setAccessibleName(name)
        self.init_theme()

    def retheme(self) -> None:
        tokens = theme().tokens
        self.setFixedHeight(px(self._high))
        self.setFont(theme().font(Role.FINE, codes=True))
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {tokens.bg.name()}; color: {tokens.t1.name()};"
            f" border: 1px solid {tokens.line2.name()}; border-radius: {px(6)}px; padding: {px(8)}px; }}"
        )

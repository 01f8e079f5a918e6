"""Say this: the line to say now in the language of the owner, next line by key, and what must never be asked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent

from tabeza_desktop.core.support_lines import lines_for
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.a11y import announce
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Card, Panel
from tabeza_desktop.ui.widgets.label import Icon, IconLabel, Label
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.richtext import plain
from tabeza_desktop.ui.widgets.segmented import SegmentedControl
from tabeza_protocol.wire.support import SupportView

tr = words("Support")


class _Line(Label):
    """What is to be read out is never cut: what stands above it scrolls."""

    def keep_room(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.keep_room()


class SayCard(Translated, Panel):
    """Private state: the lines that fit what is seen now, which of them is shown, and the owner's language."""

    copied = Signal()

    def __init__(self) -> None:
        super().__init__(fill="bg", edges="t")
        self._lines: tuple[str, ...] = ()
        self._at = 0
        self._view: SupportView | None = None
        self.title = Label("", Role.BODY, weight=600)
        self.language = SegmentedControl(
            [("en", "English"), ("sw", "Kiswahili")], "", chosen=current_language(), height=36, pad=28
        )
        self.line = _Line("", Role.NAME, wrap=True, weight=400)
        self.count = Label("", Role.FINE, Tone.T2, tnum=True)
        self.never = IconLabel("alert", "", Role.LABEL, Tone.FAIL, weight=400, wrap=True)
        self.copy_button = Button("", icon="copy")
        self.next_button = Button("", ButtonKind.PRIMARY, key="N")
        self._lay_out()
        self.language.changed.connect(self._speak)
        self.copy_button.clicked.connect(self.copy)
        self.next_button.clicked.connect(self.next_line)
        self.retranslate()

    def _lay_out(self) -> None:
        head = Row(spacing=8)
        head.addWidget(Icon("chat", 20, Tone.ACCENT))
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.language)
        box = Card(pad=14)
        box.body.addWidget(self.line)
        buttons = Row(spacing=10)
        buttons.addWidget(self.copy_button, 1)
        buttons.addWidget(self.next_button, 1)
        column = Column(spacing=8, margins=(20, 8, 20, 12))
        column.addLayout(head)
        column.addWidget(box)
        column.addWidget(self.never)
        column.addLayout(buttons)
        self.setLayout(column)

    def show_view(self, view: SupportView | None) -> None:
        """Another step or another problem starts at its first line; news of the same keeps the place."""
        self._view = view
        lines = lines_for(view, self.language.chosen) if view is not None else ()
        if lines != self._lines:
            self._lines, self._at = lines, 0
        self._show()

    def next_line(self) -> None:
        if self._lines:
            self._at = (self._at + 1) % len(self._lines)
            self._show()
            announce(self, plain(self._lines[self._at]))

    def copy(self) -> None:
        """The words without marks, for a message."""
        if self._lines:
            QGuiApplication.clipboard().setText(plain(self._lines[self._at]))
            self.copied.emit()

    def text(self) -> str:
        return plain(self._lines[self._at]) if self._lines else ""

    def _speak(self, _language: str) -> None:
        at = self._at
        lines = lines_for(self._view, self.language.chosen) if self._view is not None else ()
        self._lines, self._at = lines, min(at, max(len(lines) - 1, 0))
        self._show()

    def _show(self) -> None:
        self.line.set_text(f"“{self._lines[self._at]}”" if self._lines else "")
        self.line.keep_room()
        total = len(self._lines)
        self.count.set_text(tr("{n} of {total}", n=self._at + 1, total=total) if total > 1 else "")

    def retranslate(self) -> None:
        self.title.set_text(tr("Say this"))
        self.language.setAccessibleName(tr("Language of the owner"))
        self.never.set_text(tr("<b>Never ask</b> for keys, passkey or M‑Pesa PIN."))
        self.never.label.set_tone(Tone.T1)
        self.copy_button.set_text(tr("Copy words"))
        self.next_button.set_text(tr("Next thing to say"))
        self._show()

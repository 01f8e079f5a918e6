"""The owner's side of guided set-up, in the help column: ask for a code, read it out, see who looks, stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from tabeza_desktop.core.support import Sharing, minutes_left
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.a11y import announce
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.button import Button, ButtonKind, LinkButton
from tabeza_desktop.ui.widgets.card import Card
from tabeza_desktop.ui.widgets.label import IconLabel, Label
from tabeza_desktop.ui.widgets.paint import Tone, draw_box
from tabeza_protocol.support_codes import display_support_code

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("GetHelp")


class CodeBox(Themed, QFrame):
    """``482-917`` in large figures, with Copy."""

    def __init__(self) -> None:
        super().__init__()
        self.code = Label("", Role.TITLE, codes=True, weight=700, size=28)
        self.copy_button = LinkButton("", icon="copy", tone=Tone.T1)
        self._row = Row(spacing=8, margins=(15, 2, 8, 2))
        self._row.addWidget(self.code, 1)
        self._row.addWidget(self.copy_button)
        self.setLayout(self._row)
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedHeight(px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        draw_box(painter, QRectF(self.rect()), fill=tokens.bg, border=tokens.line2)
        painter.end()


class GetHelpCard(Translated, Card):
    """``log_asked``: what support saw. ``second_screen_asked``: in practice, the made-up support person's window."""

    log_asked = Signal()
    second_screen_asked = Signal()

    def __init__(self, console: Console) -> None:
        super().__init__(" ", icon="headset")
        self._console = console
        self._minutes = IconLabel("clock", "", Role.FINE, Tone.T2, size=16, weight=600, gap=5, tnum=True)
        self.text = Label("", Role.LABEL, Tone.T2, weight=400, wrap=True)
        self.code = CodeBox()
        self.who = IconLabel("eye", "", Role.LABEL, Tone.T1, weight=400, wrap=True)
        self.problem = IconLabel("alert", "", Role.LABEL, Tone.FAIL, weight=500, wrap=True)
        self.ask_button = Button("", icon="headset", key="F1")
        self.stop_button = Button("", icon="eye-off")
        self.renew_button = Button("", icon="clock", height=40)
        self.second_button = Button("", ButtonKind.PRIMARY, icon="monitor")
        self.log_button = LinkButton("", icon="file")
        self.set_aside(self._minutes)
        self._lay_out()
        self._join()
        self.retranslate()

    def _lay_out(self) -> None:
        column = Column(spacing=8)
        for widget in (self.text, self.code, self.who, self.problem):
            column.addWidget(widget)
        for button in (self.ask_button, self.second_button, self.stop_button, self.renew_button):
            column.addWidget(button)
        column.addWidget(self.log_button)
        self.body.addLayout(column)

    def _join(self) -> None:
        self.ask_button.clicked.connect(self.ask)
        self.stop_button.clicked.connect(self.stop)
        self.renew_button.clicked.connect(self._renew)
        self.code.copy_button.clicked.connect(self._copy)
        self.log_button.clicked.connect(self.log_asked)
        self.second_button.clicked.connect(self.second_screen_asked)
        state = self._console.state
        state.support.changed.connect(self._follow)
        state.clock.changed.connect(self._refollow)

    # what a person does

    def ask(self) -> None:
        """Make a code, unless one is open and known already: then it is what is to be read out."""
        sharing = self._console.state.support.value
        if sharing.busy:
            return
        if sharing.open and sharing.code is not None:
            announce(self, tr("Your code is {code}", code=" ".join(sharing.code)))
            self.stop_button.setFocus()
            return
        self._console.services.support.share(owner=self)

    def stop(self) -> None:
        self._console.services.support.stop(owner=self)

    def _renew(self) -> None:
        self._console.services.support.renew(owner=self)

    def _copy(self) -> None:
        sharing = self._console.state.support.value
        if sharing.code is not None:
            QGuiApplication.clipboard().setText(display_support_code(sharing.code))

    # what it shows

    def retranslate(self) -> None:
        self.set_title(tr("Get help"))
        self.code.copy_button.set_text(tr("Copy"))
        self.stop_button.set_text(tr("Stop sharing"))
        self.renew_button.set_text(tr("15 more minutes"))
        self.log_button.set_text(tr("What support saw"))
        self.second_button.set_text(tr("Open Amina’s screen"))
        self._follow(self._console.state.support.value)

    def _refollow(self, _now: object) -> None:
        sharing = self._console.state.support.value
        if sharing.open:
            self._show_minutes(sharing)

    def _follow(self, sharing: Sharing) -> None:
        practising = self._console.state.practice.value.info is not None
        self.text.set_text(self._words(sharing))
        self.code.code.set_text(display_support_code(sharing.code) if sharing.code else "")
        self.code.setVisible(sharing.open and sharing.code is not None)
        self.who.setVisible(sharing.open)
        self.who.set_all(*self._who(sharing))
        self.problem.setVisible(sharing.problem is not None)
        if sharing.problem is not None:
            said = sharing.problem.text(current_language())
            self.problem.set_text(f"{said.happened} {said.do} ({sharing.problem.ref})")
        unknown = sharing.open and sharing.code is None
        self.ask_button.setVisible(not sharing.open or unknown)
        self.ask_button.set_text(tr("New code") if unknown else tr("Get help"))
        self.ask_button.set_busy(sharing.busy and not sharing.open, tr("Making a code"))
        self.stop_button.setVisible(sharing.open)
        self.stop_button.set_busy(sharing.busy and sharing.open, tr("One moment"))
        self.second_button.setVisible(practising and sharing.open and sharing.opened_by is None)
        self._show_minutes(sharing)

    def _show_minutes(self, sharing: Sharing) -> None:
        left = minutes_left(sharing.expires_at, self._console.state.clock.value.utc)
        self._minutes.setVisible(sharing.open)
        self._minutes.set_all(
            "clock", tr("{minutes} min left", minutes=left), Tone.WARN if left <= 5 else Tone.T2
        )
        self.renew_button.setVisible(sharing.open and left <= 5)

    def _words(self, sharing: Sharing) -> str:
        if not sharing.open:
            return tr(
                "Somebody at Tabeza can follow this guide for 15 minutes. They see <b>which step you are on, the last "
                "error and whether a key has the usual shape</b>. They never see your keys, your PIN, your tabs or "
                "takings, and can click nothing."
            )
        if sharing.code is None:
            return tr(
                "A code is open since before Tabeza was restarted. Make a new one to read out, or stop sharing."
            )
        return tr("Call the number on your Tabeza card and read out this code.")

    def _who(self, sharing: Sharing) -> tuple[str, str, Tone]:
        name = sharing.opened_by or ""
        if sharing.looking:
            return "eye", tr("{name} at Tabeza is looking", name=name), Tone.T1
        if sharing.opened_by is not None:
            return "eye", tr("{name} at Tabeza used the code; not looking now", name=name), Tone.T2
        return "eye-off", tr("Nobody has used the code yet"), Tone.T2

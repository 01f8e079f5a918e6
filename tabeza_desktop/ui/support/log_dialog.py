"""What support saw: the bar's own log of every code, look, pointer and tip, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.support_lines import TIPS, field_name
from tabeza_desktop.core.times import day_clock_text
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.label import Icon, Label, Line
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_protocol.wire.support import SupportLog, SupportLogLine

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("GetHelp")
_ICONS = {
    "support_code": "key",
    "support_renewed": "clock",
    "support_opened": "user",
    "support_looked": "eye",
    "support_pointed": "monitor",
    "support_tip": "chat",
    "support_closed": "check",
    "support_stopped": "eye-off",
}


class SupportLogDialog(DialogFrame):
    """Reads the log when it opens; a failure says why in its place."""

    def __init__(self, host: QWidget, console: Console) -> None:
        sub = tr(
            "Every code you made, and everything Tabeza’s support did with it. They never saw a key, tab or phone."
        )
        super().__init__(host, tr("What support saw"), sub, width=640, close_name=tr("Close"))
        self._console = console
        self._inside = Panel()
        self._lines = Column(spacing=0)
        self._inside.setLayout(self._lines)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(self._inside)
        self.scroll.setFixedHeight(px(340))
        self.body.addWidget(self.scroll)
        self._done = Button(tr("Close"), ButtonKind.PRIMARY, key="Enter")
        self._done.clicked.connect(self.close_frame)
        self.footer.addStretch(1)
        self.footer.addWidget(self._done)
        self.set_primary(self._done)
        self._say(tr("One moment"))
        dispose_when_closed(self)

    def open_log(self) -> None:
        self.open_frame(self._done)
        self._console.services.support.read_log(owner=self, done=self._show, failed=self._failed)

    def _show(self, log: SupportLog) -> None:
        self._clear()
        now = self._console.state.clock.value
        for line in log.lines:
            self._lines.addLayout(_row(line, day_clock_text(line.at, now, current_language())))
            self._lines.addWidget(Line())
        if not log.lines:
            self._lines.addWidget(Label(tr("Nobody has ever looked. There was no code."), Role.BODY, Tone.T2))
        self._lines.addStretch(1)

    def _failed(self, problem: Problem) -> None:
        text = problem.text(current_language())
        self._say(f"{text.happened} {text.do} ({problem.ref})")

    def _say(self, text: str) -> None:
        self._clear()
        self._lines.addWidget(Label(text, Role.BODY, Tone.T2, wrap=True))
        self._lines.addStretch(1)

    def _clear(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _row(line: SupportLogLine, at: str) -> Row:
    row = Row(spacing=12, margins=(0, 9, 12, 9))
    row.addWidget(Icon(_ICONS[line.act], 18, Tone.T2, line=Role.BODY))
    row.addWidget(Label(act_words(line), Role.BODY, wrap=True), 1)
    row.addWidget(Label(at, Role.LABEL, Tone.T2, weight=400, tnum=True))
    return row


def act_words(line: SupportLogLine) -> str:
    """One line of the log as a sentence."""
    lang, who = current_language(), line.who
    what = line.what or ""
    if line.act == "support_pointed":
        return tr("{who} pointed at: {field}", who=who, field=field_name(what, lang))
    if line.act == "support_tip":
        tip = TIPS[what].text(lang) if what in TIPS else what
        return tr("{who} sent a tip: “{tip}”", who=who, tip=tip)
    return {
        "support_code": tr("{who} made a code", who=who),
        "support_renewed": tr("{who} gave 15 more minutes", who=who),
        "support_opened": tr("{who} from Tabeza used the code", who=who),
        "support_looked": tr("{who} from Tabeza began to look", who=who),
        "support_closed": tr("{who} from Tabeza was done and closed it", who=who),
        "support_stopped": tr("{who} stopped sharing", who=who),
    }[line.act]

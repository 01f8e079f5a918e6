"""The bar over everything while somebody at Tabeza follows: who it is, for how long still, and how to end it.

It stands from the moment a code was used to the moment sharing ends, whether they look or have turned away: what can be
seen is what matters. A tip stands below it, in words chosen beforehand, until the owner has read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.core.support import STEP_OF_FIELD, Sharing, minutes_left
from tabeza_desktop.core.support_lines import TIPS, field_name
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.a11y import announce
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.support.phrases import step_name
from tabeza_desktop.ui.support.second_screen import open_second_screen
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.label import Icon, IconLabel, Label
from tabeza_desktop.ui.widgets.paint import Tone, rect_f
from tabeza_desktop.ui.widgets.richtext import plain
from tabeza_protocol.support_codes import display_support_code

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("GetHelp")
_HEIGHT = 48


class _Strip(Themed, QWidget):
    """A tinted line with a rule below."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedHeight(px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        painter.fillRect(self.rect(), tokens.selected)
        painter.fillRect(rect_f(0, self.height() - px(1), self.width(), px(1)), tokens.accent_line)
        painter.end()


class LookingBar(Translated, QWidget):
    """Hidden until somebody used the code; with ``shows_code`` it stands from the start and says the code too.

    Private state: whether it shows the code, and what was last announced.
    """

    def __init__(self, console: Console, *, shows_code: bool = False) -> None:
        super().__init__()
        self._console, self._shows_code = console, shows_code
        self._announced: tuple[object, ...] = ()
        self.who = Label("", Role.BODY, elide=True)
        self.left = IconLabel("clock", "", Role.LABEL, Tone.T2, size=16, weight=600, gap=5, tnum=True)
        self.second_button = Button("", icon="monitor", height=36)
        self.stop_button = Button("", icon="eye-off", height=36)
        self.tip = Label("", Role.BODY, elide=True)
        self.read_button = Button("", icon="check", height=36)
        self._icon = Icon("eye", 20, Tone.ACCENT)
        self._tip_strip = _Strip()
        self._lay_out()
        self.second_button.clicked.connect(self._open_second)
        self.stop_button.clicked.connect(self._stop)
        self.read_button.clicked.connect(self._read)
        console.state.support.changed.connect(self._follow)
        console.state.clock.changed.connect(self._refollow)
        self.retranslate()

    def _lay_out(self) -> None:
        strip = _Strip()
        row = Row(spacing=12, margins=(20, 0, 16, 0))
        row.addWidget(self._icon)
        row.addWidget(self.who, 1)
        row.addWidget(self.left)
        row.addWidget(self.second_button)
        row.addWidget(self.stop_button)
        strip.setLayout(row)
        tip_row = Row(spacing=12, margins=(20, 0, 16, 0))
        tip_row.addWidget(Icon("chat", 20, Tone.ACCENT))
        tip_row.addWidget(self.tip, 1)
        tip_row.addWidget(self.read_button)
        self._tip_strip.setLayout(tip_row)
        column = Column()
        column.addWidget(strip)
        column.addWidget(self._tip_strip)
        self.setLayout(column)

    def set_shows_code(self, shows_code: bool) -> None:
        """Where there is no room for the help column, the code stands here."""
        if shows_code != self._shows_code:
            self._shows_code = shows_code
            self._follow(self._console.state.support.value)

    def _open_second(self) -> None:
        open_second_screen(current_language())

    def _stop(self) -> None:
        self._console.services.support.stop(owner=self)

    def _read(self) -> None:
        self._console.services.support.put_tip_away()

    def retranslate(self) -> None:
        self.stop_button.set_text(tr("Stop sharing"))
        self.second_button.set_text(tr("Open Amina’s screen"))
        self.read_button.set_text(tr("I have read it"))
        self._follow(self._console.state.support.value)

    def _refollow(self, _now: object) -> None:
        sharing = self._console.state.support.value
        if sharing.open:
            self._show_left(sharing)

    def _show_left(self, sharing: Sharing) -> None:
        left = minutes_left(sharing.expires_at, self._console.state.clock.value.utc)
        self.left.set_text(tr("{minutes} min left", minutes=left))

    def _follow(self, sharing: Sharing) -> None:
        waiting = self._shows_code and sharing.opened_by is None and sharing.code is not None
        shown = sharing.open and (sharing.opened_by is not None or waiting)
        self.setVisible(shown)
        self.second_button.setVisible(waiting and self._console.state.practice.value.info is not None)
        if not shown:
            self._announced = ()
            return
        self._icon.set_icon("eye" if sharing.looking else "eye-off")
        self.who.set_text(self._who(sharing))
        self._show_left(sharing)
        self.stop_button.set_busy(sharing.busy, tr("One moment"))
        tip, name = sharing.shown_tip, sharing.opened_by or ""
        self._tip_strip.setVisible(tip is not None)
        if tip is not None:
            words_ = TIPS[tip].text(current_language())
            self.tip.set_text(tr("<b>{name} says:</b> {tip}", name=name, tip=words_))
        said = (sharing.opened_by, sharing.looking, sharing.pointed_at, tip, sharing.told_at)
        if said != self._announced:
            self._announced = said
            announce(self, plain(self.tip.text() if tip is not None else self.who.text()))

    def _who(self, sharing: Sharing) -> str:
        name = sharing.opened_by or ""
        if sharing.opened_by is None:
            code = display_support_code(sharing.code or "")
            return tr(
                "Your code is <b>{code}</b>. Call Tabeza and read it out. They see steps and errors, never keys.",
                code=code,
            )
        if sharing.pointed_at is not None:
            lang = current_language()
            field, step = field_name(sharing.pointed_at, lang), step_name(STEP_OF_FIELD[sharing.pointed_at])
            return tr(
                "<b>{name} from Tabeza</b> points at: <b>{field}</b> ({step})",
                name=name,
                field=field,
                step=step,
            )
        if sharing.looking:
            return tr(
                "<b>{name} from Tabeza is looking</b> at your set-up: steps and errors, never keys.",
                name=name,
            )
        return tr(
            "<b>{name} from Tabeza</b> may look at your set-up: steps and errors, never keys.", name=name
        )

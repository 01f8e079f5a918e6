"""What every dialog about one tab shares: whom it is about, one primary action on Enter, and sending once.

After ``sent`` the primary button is busy until ``come_back``: a second press sends nothing. What comes back with a
problem keeps its key, so pressing again after a lost answer is the same thing, never a second one; changing what is
asked for makes a new key.
"""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.i18n.language import Translated, current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tabeza_protocol.wire.trade import TabView

tr = words("TabDialog")


class TabDialog(Translated, DialogFrame):
    """Subclasses fill ``body``. ``asked_for`` says what would be sent (None: not yet), ``off_reason`` what lacks."""

    sent = Signal(object, str)
    """What is asked for, and its key."""

    def __init__(self, host: QWidget, tab: TabView | None, *, icon: str, danger: bool = False) -> None:
        super().__init__(host, "", close_name=tr("Close"))
        self._tab = tab
        self._key, self._keyed_for = "", None
        self._problem: Problem | None = None
        self._wrong = NoteBox(NoteKind.FAIL, "")
        self._cancel = Button("", key="Esc", large=True)
        kind = ButtonKind.DANGER if danger else ButtonKind.PRIMARY
        self._do = Button("", kind, icon=icon, key="Enter", large=True, spread=True)
        self._cancel.clicked.connect(self.close_frame)
        self._do.clicked.connect(self.send_now)
        self.footer.addWidget(self._cancel)
        self.footer.addWidget(self._do, 1)
        self.set_primary(self._do)

    def finish(self) -> None:
        """Call at the end of ``__init__``: the place of problems, and the words."""
        self.body.addWidget(self._wrong)
        self._wrong.hide()
        self.retranslate()

    # for subclasses

    def asked_for(self) -> object | None:
        """What the primary button would send; None while something is missing."""
        raise NotImplementedError

    def off_reason(self) -> str:
        """What is missing, in a few words."""
        return ""

    def do_words(self) -> tuple[str, str]:
        """The primary button's words, and those while it is busy."""
        raise NotImplementedError

    def reword(self) -> None:
        """Title and labels, in the language in use."""
        raise NotImplementedError

    def about_tab(self) -> str:
        """``Tab 124 · Brian Otieno``."""
        tab = self._tab
        return "" if tab is None else tr("Tab {number} · {name}", number=tab.number, name=tab.customer_name)

    # sending

    def judge(self) -> None:
        """Something was typed or chosen."""
        self._do.set_text(self.do_words()[0])
        if self.asked_for() is None:
            self._do.set_off(self.off_reason())
        else:
            self._do.set_on()

    def send_now(self) -> None:
        """What the primary button does: once, until it comes back."""
        asked = self.asked_for()
        if self._do.is_busy or asked is None:
            return
        if asked != self._keyed_for:
            self._key, self._keyed_for = uuid4().hex, asked
        self._do.set_busy(True, self.do_words()[1])
        self._problem = None
        self._wrong.hide()
        self.sent.emit(asked, self._key)

    def come_back(self, problem: Problem) -> None:
        """It was not done, or nobody knows: say why. Sending the same again is the same thing."""
        self._problem = problem
        self._do.set_busy(False)
        self._show_problem()
        self.judge()

    def _show_problem(self) -> None:
        self._wrong.setVisible(self._problem is not None)
        if self._problem is not None:
            text = self._problem.text(current_language())
            self._wrong.set_text(tr("{why}\n<b>What to do:</b> {do}", why=text.why, do=text.do), text.happened)

    def retranslate(self) -> None:
        self.close_button.set_name(tr("Close"))
        self._cancel.set_text(tr("Cancel"))
        self.reword()
        self._show_problem()
        self.judge()

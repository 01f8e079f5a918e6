"""The sign-in and lock screen as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Column
from tabeza_desktop.ui.pairing.brand_frame import BrandFrame
from tabeza_desktop.ui.signin.page import SignInPage
from tabeza_desktop.ui.signin.wall import LockNote, WallClock
from tabeza_desktop.ui.tab_order import ReadingOrder

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console
    from tabeza_desktop.services.desk import FrontDesk

tr = words("SignIn")


class SignInWindow(ReadingOrder, Translated, QWidget):
    """Shows whenever nobody is signed in or the console is locked. ``arrive()`` when it comes to the front."""

    def __init__(self, console: Console | FrontDesk, version: str) -> None:
        super().__init__()
        self.frame = BrandFrame(console, version)
        self.page = SignInPage(console)
        self.frame.middle.addWidget(WallClock(console))
        self.frame.welcome.addWidget(LockNote(console))
        self.frame.form.addWidget(self.page)
        column = Column()
        column.addWidget(self.frame)
        self.setLayout(column)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Who are you?"))

    def arrive(self) -> None:
        self.page.arrive()

    def leave(self) -> None:
        self.page.leave()

"""The set-up window: stepper, page, help and footer. It renders the view and passes keys on; it decides nothing.

Under 1200 px the stepper is a rail and the help narrows; under 1000 px (beside the practice phone) the help gives way.
Leaving wipes what was typed as a key; everything else is stored as it is typed.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from tabeza_desktop.core.setup_flow import STEPS, SetupView, StepKey
from tabeza_desktop.core.support import Sharing
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.in_steps import at_once
from tabeza_desktop.ui.layouts import Column, Row
from tabeza_desktop.ui.pages.page import Page, WhenShown
from tabeza_desktop.ui.practice.dock import PracticeDock
from tabeza_desktop.ui.setup.checklist_page import ChecklistPage
from tabeza_desktop.ui.setup.credentials_page import CredentialsPage
from tabeza_desktop.ui.setup.footer import FooterBar
from tabeza_desktop.ui.setup.go_live_page import GoLivePage
from tabeza_desktop.ui.setup.help_panel import HelpPanel
from tabeza_desktop.ui.setup.kes1_page import Kes1Page
from tabeza_desktop.ui.setup.paybill_page import PayBillPage
from tabeza_desktop.ui.setup.send_page import SendPage
from tabeza_desktop.ui.setup.step_page import StepPage
from tabeza_desktop.ui.setup.stepper_panel import StepperPanel
from tabeza_desktop.ui.setup.top_bar import SetupTopBar
from tabeza_desktop.ui.support.get_help import GetHelpCard
from tabeza_desktop.ui.support.log_dialog import SupportLogDialog
from tabeza_desktop.ui.support.looking_bar import LookingBar
from tabeza_desktop.ui.support.pointer import Pointing
from tabeza_desktop.ui.support.second_screen import open_second_screen
from tabeza_desktop.ui.tab_order import ReadingOrder
from tabeza_desktop.ui.theme import Role, px
from tabeza_desktop.ui.widgets.button import LinkButton
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.paint import Tone

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Setup")
NARROW_BELOW, NO_HELP_BELOW, LOW_BELOW = 1200, 1000, 740
_PAD = 40


def build_step_pages(console: Console) -> Generator[None, None, dict[StepKey, StepPage]]:
    """The page of each step, with a pause after each, so that a window that stands already keeps answering."""
    pages: dict[StepKey, StepPage] = {}
    credentials = CredentialsPage(console)
    for key, make in (
        (StepKey.CHECKLIST, ChecklistPage),
        (StepKey.PAYBILL, PayBillPage),
        (StepKey.CREDENTIALS, lambda _: credentials),
        (StepKey.SEND, lambda at: SendPage(at, credentials)),
        (StepKey.TEST, Kes1Page),
        (StepKey.GO_LIVE, GoLivePage),
    ):
        pages[key] = make(console)
        yield
    return pages


class SetupWindow(ReadingOrder, Page):
    """``left`` fires when the person wants out; the host then shows the console.

    ``in_shell``: a page of the console, under its top bar and beside its rail; else a window of its own with both.
    ``pages``: as :func:`build_step_pages` made them.
    """

    left = Signal()

    def __init__(
        self, console: Console, *, in_shell: bool = False, pages: dict[StepKey, StepPage] | None = None
    ) -> None:
        super().__init__()
        self._console, self._in_shell = console, in_shell
        self.pages = pages or at_once(build_step_pages(console))
        credentials = self.pages[StepKey.CREDENTIALS]
        assert isinstance(credentials, CredentialsPage)
        self.credentials = credentials
        self._front = self.pages[console.state.setup.value.current]
        self.top = SetupTopBar(console)
        self.stepper, self.help, self.footer = StepperPanel(), HelpPanel(), FooterBar()
        self.crumb = Label("", Role.LABEL, Tone.T2)
        self.help_link = LinkButton("", icon="headset", key="F1")
        self.looking = LookingBar(console, shows_code=in_shell)
        self.get_help = GetHelpCard(console)
        self.help.add_foot(self.get_help)
        self._pointing = Pointing(self)
        self._dock: PracticeDock | None = None
        self._lay_out()
        self._join()
        self.retranslate()
        self._follow(console.state.setup.value)

    def _lay_out(self) -> None:
        centre = Panel()
        self._centre = Column(margins=(_PAD, 26, _PAD, 16))
        where = Row(spacing=12)
        where.addWidget(self.crumb, 1)
        where.addWidget(self.help_link)
        self._centre.addLayout(where)
        for page in self.pages.values():
            self._centre.addWidget(page)
        centre.setLayout(self._centre)
        for page in self.pages.values():  # not before it lies in here: it would be a window of its own for a moment
            page.setVisible(page is self._front)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(centre)
        middle = Column()
        middle.addWidget(self._scroll, 1)
        middle.addWidget(self.footer)
        self._body = Row()
        self._body.addWidget(self.stepper)
        self._body.addLayout(middle, 1)
        self._body.addWidget(self.help)
        column = Column()
        column.addWidget(self.top)
        if not self._in_shell:  # else the window round it says who is looking
            column.addWidget(self.looking)
        column.addLayout(self._body, 1)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setLayout(column)
        self.top.setVisible(not self._in_shell)

    def _join(self) -> None:
        state = self._console.state
        news = WhenShown(self, self._refollow)  # a console that is set up does not work its set-up out all night
        state.setup.changed.connect(news.news)
        state.practice.changed.connect(news.news)
        state.support.changed.connect(self._follow_support)
        self.help_link.clicked.connect(self.get_help.ask)
        self.get_help.log_asked.connect(self._show_support_log)
        self.get_help.second_screen_asked.connect(self._open_second_screen)
        self.stepper.opened.connect(self._open_step)
        self.top.leave_asked.connect(self.leave)
        self.footer.primary.connect(self._primary)
        self.footer.secondary.connect(self._secondary)
        self.footer.quiet.connect(self._quiet)
        for page in self.pages.values():
            page.changed.connect(self._page_changed)
            page.leave_asked.connect(self.leave)

    # what the host calls

    @property
    def front(self) -> StepPage:
        return self._front

    def arrive(self) -> None:
        """The window is now in front: resume where set-up stood and put the focus where work starts."""
        self._console.services.setup.load(owner=self)
        self._focus_page()

    def perform(self, action: str) -> bool:
        """Actions of the shortcut registry."""
        if action == "back":
            self._quiet()
            return True
        if action == "again" and self._front.key is StepKey.TEST:
            self._primary()
            return True
        if action == "help_me":
            self.get_help.ask()
            return True
        return False

    def take_dock(self, dock: PracticeDock) -> None:
        """As a window of its own: the practice phone at the right of everything."""
        self._dock = dock
        self._body.addWidget(dock)
        dock.folded.connect(self._fit)

    def leave(self) -> None:
        """Out of set-up. Typed keys are wiped; all else is stored already."""
        self.credentials.wipe()
        self.left.emit()

    # following the view

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Set up M‑Pesa payments"))
        self.help_link.set_text(tr("Get help"))
        self._page_changed()

    def _refollow(self) -> None:
        self._follow(self._console.state.setup.value)

    def _follow(self, view: SetupView) -> None:
        page = self.pages[view.current]
        turned = page is not self._front
        if turned:
            self._front.hide()
            self._front = page
        self.top.show_view(view)
        self.stepper.show_view(view, self._console.state.clock.value.utc)
        where = tr("Step {n} of {total}", n=view.step_number, total=len(STEPS))
        self.crumb.set_text(tr("<b>Setup</b> › {where}", where=where))
        page.refresh()
        self._follow_support(self._console.state.support.value)
        if turned:
            page.show()
            self._scroll.verticalScrollBar().setValue(0)
            self._focus_page()

    def _follow_support(self, sharing: Sharing) -> None:
        """Who can see this, and what they point at."""
        self.stepper.show_sharing(sharing)
        pointed_at = sharing.pointed_at if sharing.open else None
        self._pointing.show_field(pointed_at, self._console.state.setup.value.current)

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll a field of the page to where it can be seen."""
        if self._front.isAncestorOf(widget):
            self._scroll.ensureWidgetVisible(widget, 0, px(24))

    def _show_support_log(self) -> None:
        SupportLogDialog(self, self._console).open_log()

    def _open_second_screen(self) -> None:
        open_second_screen(current_language())

    def _page_changed(self) -> None:
        """A page said that its footer or help differ; only the one in front matters."""
        if self.sender() in (None, self._front) or not isinstance(self.sender(), StepPage):
            self.footer.show_footer(self._front.footer())
            self.help.show_help(self._front.help())

    def _focus_page(self) -> None:
        target = self._front.first_focus()
        if target is None:
            target = self.footer.primary_button if self.footer.primary_button.isEnabled() else self.stepper
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._front.isAncestorOf(target):
            self._centre.activate()
            self._scroll.ensureWidgetVisible(target, 0, px(24))

    def _open_step(self, key: str) -> None:
        self._console.services.setup.go_to(StepKey(key))

    # buttons and keys

    def _primary(self) -> None:
        if self.footer.primary_button.isEnabled() and not self.footer.primary_button.is_busy:
            self._front.primary()

    def _secondary(self) -> None:
        self._front.secondary()

    def _quiet(self) -> None:
        if self.footer.quiet_button.isVisible():
            self._front.quiet()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no field took: Enter is the primary, Alt+Left goes back, Esc stops waiting."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._primary()
        elif key == Qt.Key.Key_Left and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._quiet()
        elif key == Qt.Key.Key_F5:
            self.perform("again")
        elif key == Qt.Key.Key_F1:
            self.get_help.ask()
        elif key == Qt.Key.Key_F8 and self._dock is not None:
            self._dock.take_keys()
        elif key == Qt.Key.Key_Escape and self._front.escape():
            event.accept()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Another screen covers this one (the lock, the console): what was typed as a key goes."""
        if not event.spontaneous():
            self.credentials.wipe()
        super().hideEvent(event)

    def minimumSizeHint(self) -> QSize:
        """What the narrow layout needs; without this the wide one would keep the window from getting narrow."""
        return QSize(px(600), px(480))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        width = self.width() - (self._dock.width() if self._dock is not None else 0)
        narrow = width < px(NARROW_BELOW)
        self.stepper.set_rail(narrow)
        self.help.set_narrow(narrow)
        self.help.setVisible(width >= px(NO_HELP_BELOW))
        self.help_link.setVisible(width < px(NO_HELP_BELOW))
        if not self._in_shell:
            self.looking.set_shows_code(width < px(NO_HELP_BELOW))
        self.top.set_narrow(self.width() < px(NARROW_BELOW))
        self._centre.set_margins((_PAD, 18 if self.height() < px(LOW_BELOW) else 26, _PAD, 16))
        for page in self.pages.values():
            page.set_narrow(narrow)
        self.crumb.setVisible(narrow)

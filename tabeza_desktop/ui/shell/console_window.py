"""The console put together: pages, dialogs, toasts and keys round one ``Console``.

Nothing is decided here: it only joins what a page asks to the service or dialog that does it, and follows
the session (who may see which page) and the preferences (theme, size, language).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, fields

from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.connection import Connection, ConnectionKind
from tabeza_desktop.core.preferences import Preferences
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Capability
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.a11y import announce
from tabeza_desktop.ui.appearance import follow_preferences
from tabeza_desktop.ui.dialogs.problem_box import show_problem
from tabeza_desktop.ui.dialogs.request_flow import RequestFlow
from tabeza_desktop.ui.dialogs.settings_dialog import SettingsDialog
from tabeza_desktop.ui.dialogs.tab_flow import TabFlow
from tabeza_desktop.ui.dialogs.verify_flow import VerifyFlow
from tabeza_desktop.ui.in_steps import at_once
from tabeza_desktop.ui.pages.help_page import HelpPage
from tabeza_desktop.ui.pages.page import Page
from tabeza_desktop.ui.pages.payments_page import PaymentsPage
from tabeza_desktop.ui.pages.tabs_page import TabsPage
from tabeza_desktop.ui.pages.today_page import TodayPage
from tabeza_desktop.ui.review.page import ReviewPage
from tabeza_desktop.ui.review.queue import ReviewQueue
from tabeza_desktop.ui.shell.idle_lock import IdleLock
from tabeza_desktop.ui.shell.main_window import MainWindow
from tabeza_desktop.ui.shell.payment_news import FAILED_LIST, PaymentNews
from tabeza_desktop.ui.sounds.sounds import Sounds
from tabeza_desktop.ui.theme import Mode, theme
from tabeza_protocol.wire.trade import PaymentView

tr = words("ConsoleWindow")

_CHOICES = {Mode.LIGHT: "light", Mode.DARK: "dark", Mode.CONTRAST: "contrast"}


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of the console, by the key each is offered under."""

    tabs: TabsPage
    payments: PaymentsPage
    today: TodayPage
    help: HelpPage
    review: ReviewPage
    setup: QWidget | None = None


def build_pages(console: Console, setup: QWidget | None = None) -> Generator[None, None, Pages]:
    """Every page in its turn, with a pause after each, so that a window that stands already keeps answering."""
    tabs = TabsPage(console)
    yield
    payments = PaymentsPage(console)
    yield
    today = TodayPage(console)
    yield
    help_page = HelpPage(console)
    yield
    review = ReviewPage(console, ReviewQueue(console))
    yield
    return Pages(tabs, payments, today, help_page, review, setup)


class ConsoleWindow(MainWindow):
    """``pages``: as :func:`build_pages` made them; else they are built now. Private state: the flows and the news."""

    def __init__(self, console: Console, pages: Pages | None = None) -> None:
        super().__init__(console)
        pages = pages or at_once(build_pages(console))
        self.tabs, self.payments, self.today, self.help = pages.tabs, pages.payments, pages.today, pages.help
        self.review, self.reviews = pages.review, pages.review.queue
        for field in fields(pages):
            page = getattr(pages, field.name)
            if page is None:
                continue
            self.add_page(field.name, page)
            if isinstance(page, Page):
                page.failed.connect(self.show_problem)
        self.requests = RequestFlow(console, self.dialog_host, self)
        self.verify = VerifyFlow(console, self.dialog_host, self)
        self.tab_flow = TabFlow(console, self.dialog_host, self)
        self.news = PaymentNews(console, self.toasts, self, self._watched_tab)
        self.sounds = Sounds(console.state, self)
        self.news.ended.connect(self.sounds.payment_ended)
        self.idle = IdleLock(console, self)
        self._was_offline = False
        self._join()
        self._reviews_changed(self.reviews.payments)
        self._follow_session()
        follow_preferences(console.state.preferences.value)

    def _join(self) -> None:
        console = self._console
        self.tabs.request.connect(lambda tab_id, other: self.requests.open(tab_id, other_phone=other))
        self.tabs.opened.connect(self.show_page)
        self.payments.open_tab.connect(self.open_tab)
        self.payments.review.connect(self.open_review)
        self.review.all_payments.connect(lambda: self.show_page("payments"))
        self.reviews.changed.connect(self._reviews_changed)
        self.payments.request_again.connect(self._request_again)
        self.toasts.opened.connect(self._open_toast)
        self.verify.open_tab.connect(self.open_tab)
        self.tabs.act.connect(self.tab_flow.start)
        self.tab_flow.opened.connect(self.open_tab)
        self.tab_flow.wanted.connect(self.do)
        self.verify.request.connect(self.requests.open)
        self.hit.connect(self._open_hit)
        self.lock_asked.connect(console.services.session.lock)
        self.theme_asked.connect(self._toggle_theme)
        console.state.session.changed.connect(self._follow_session)
        console.state.preferences.changed.connect(self._preferences_changed)
        console.state.connection.changed.connect(self._follow_connection)

    def do(self, action: str) -> None:
        """Verify works on every page; on the tabs page it is about the selected tab."""
        if action == "verify":
            self.verify.open(self.tabs.selected() if self.front() == "tabs" else None)
        elif action in ("new_tab", "reopen"):
            self.show_page("tabs")
            self.tabs.perform(action)
        elif action == "review":
            self.open_review()
        elif action == "settings":
            self.open_settings()
        elif action == "people":
            self.show_page("people")
        elif action == "doctor":
            self.open_doctor()
        else:
            super().do(action)

    # leading somewhere

    def open_tab(self, tab_id: str) -> None:
        """Bring a tab to the front."""
        self.show_page("tabs")
        self.tabs.select_tab(tab_id)

    def open_review(self, payment_id: str = "") -> None:
        """The owner's queue, at one payment if it is in it; nobody else has one."""
        if self._console.state.session.value.may(Capability.DECIDE_REVIEW):
            self.show_page("review")
            if payment_id:
                self.review.show_payment(payment_id)

    def open_settings(self) -> None:
        """What can be chosen for this PC, over whatever is in front."""
        dialog = SettingsDialog(self.dialog_host(), self._console)
        dialog.sound_changed.connect(self.sounds.try_out)
        dialog.open_settings()

    def make_page(self, key: str) -> None:
        from tabeza_desktop.ui.people.page import PeoplePage

        page = PeoplePage(self._console)
        page.failed.connect(self.show_problem)
        self.add_page(key, page)
        self._fit_width()

    def open_doctor(self) -> None:
        """The PC check; it is made when it is first wanted."""
        if "doctor" not in self._pages:
            from tabeza_desktop.ui.doctor.page import DoctorPage

            self.add_page("doctor", DoctorPage(self._console))
            self._fit_width()
        self.show_page("doctor")

    def _open_toast(self, key: str) -> None:
        """A toast of one tab leads to it, one of several failures to the list of them."""
        if key != FAILED_LIST:
            self.open_tab(key)
            return
        self.show_page("payments")
        self.payments.show_failed()

    def _reviews_changed(self, payments: tuple[PaymentView, ...]) -> None:
        self.set_review_count(len(payments))
        self.payments.set_reviews(len(payments))

    def _open_hit(self, kind: str, key: str) -> None:
        if kind == "action":
            self.do(key)
        elif kind == "tab":
            self.open_tab(key)
        else:
            self.show_page("payments")
            self.payments.show_payment(key)

    def _request_again(self, payment: PaymentView) -> None:
        if payment.tab_id is not None:
            self.requests.open(payment.tab_id, amount_cents=payment.amount_cents, retry_of=payment.id)

    def _watched_tab(self) -> str | None:
        """The tab somebody is looking at: no toast is needed for it."""
        tab = self.tabs.selected()
        return tab.id if tab is not None and self.front() == "tabs" else None

    def show_problem(self, problem: Problem) -> None:
        """The one way a problem reaches a person."""
        box = show_problem(self.dialog_host(), problem)
        if box is not None:
            box.help_asked.connect(self.open_help)

    def open_help(self, topic: str) -> None:
        """Help at one topic."""
        self.help.open_topic(topic)
        self.show_page("help")

    # following

    def _follow_session(self, _session: object = None) -> None:
        session = self._console.state.session.value
        pages = ["tabs", "payments", "today", "help"]
        if session.may(Capability.SET_UP):
            pages.append("setup")
        if session.may(Capability.MANAGE_PEOPLE):
            pages.append("people")
        if session.is_open:
            self.offer_pages(pages)
            if self.front() == "review" and not session.may(Capability.DECIDE_REVIEW):
                self.show_page("payments")

    def _follow_connection(self, connection: Connection) -> None:
        offline = connection.kind is ConnectionKind.OFFLINE
        if offline and not self._was_offline:
            announce(self, tr("Offline. The tabs are as they were."), urgent=True)
        elif self._was_offline and connection.kind is ConnectionKind.LIVE:
            announce(self, tr("Back online."))
        self._was_offline = offline

    def _preferences_changed(self, chosen: Preferences) -> None:
        follow_preferences(chosen)

    def _toggle_theme(self) -> None:
        theme().toggle()
        self._console.services.preferences.set(theme=_CHOICES[theme().mode])

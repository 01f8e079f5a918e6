"""The window: rail, top bar, banner, the page in front, and the practice dock; or one cover over everything.

A cover (pairing, sign-in, lock, identity mismatch) replaces the whole console, so nothing of the bar shows
behind it. The window knows keys and places, never money: pages render state, dialogs ask services.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from tabeza_desktop.i18n.language import Translated
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.pages.page import Page
from tabeza_desktop.ui.practice.dock import PracticeDock
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.shell.all_keys import AllKeys
from tabeza_desktop.ui.shell.banners import Banners
from tabeza_desktop.ui.shell.console_bar import ConsoleBar
from tabeza_desktop.ui.shell.find_list import FindList
from tabeza_desktop.ui.shell.shortcuts import Shortcuts
from tabeza_desktop.ui.support.looking_bar import LookingBar
from tabeza_desktop.ui.tab_order import ReadingOrder
from tabeza_desktop.ui.theme import theme
from tabeza_desktop.ui.widgets.banner import BannerStack
from tabeza_desktop.ui.widgets.nav import NavItem, NavRail
from tabeza_desktop.ui.widgets.toast import ToastStack

tr = words("MainWindow")

NARROW_BELOW, WIDE_FROM = 1200, 1600
MINIMUM_SIZE = (1024, 620)
_ICONS = {
    "tabs": "tabs", "payments": "payments", "today": "today", "setup": "setup", "people": "user", "help": "help",
}  # fmt: skip
_WITHIN = {"review": "payments", "doctor": "help"}
"""Pages that have no place of their own in the rail, and the one they belong to."""
_ORDER = ("tabs", "payments", "today", "setup", "help")
"""The pages of Ctrl+1 to 5."""
_RAIL = ("tabs", "payments", "today", "setup", "people", "help")
_LATER = frozenset({"people"})
"""Pages that are made when they are first shown."""


class MainWindow(ReadingOrder, Translated, QWidget):
    """``lock_asked()``, ``theme_asked()`` and ``hit(kind, id)`` (a find result) are for whoever composes the window.

    Private state: pages by key, which are offered in the rail, the cover if one is up, the dock, and the
    layout in force.
    """

    fills_its_window = True
    lock_asked = Signal()
    theme_asked = Signal()
    hit = Signal(str, str)
    page_changed = Signal(str)

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self._pages: dict[str, QWidget] = {}
        self._offered: tuple[str, ...] = ()
        self._reviews = 0
        self._dock: QWidget | None = None
        self._narrow: bool | None = None
        self._covers = QStackedWidget()
        self._frame = QWidget()
        self._rail = NavRail([], "", tr("Pages"))
        self._bar = ConsoleBar(console)
        self._stack = QStackedWidget()
        self._banner_stack = BannerStack()
        self._build()
        self._banners = Banners(console, self._banner_stack)
        self.toasts = ToastStack(self._stack)
        self._find = FindList(console, self._bar.search, self._frame)
        self._keys = Shortcuts(self)
        self._connect()
        self.setMinimumSize(*MINIMUM_SIZE)
        self.retranslate()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        scaled(outer)
        outer.addWidget(self._covers)
        self._covers.addWidget(self._frame)
        across = QHBoxLayout(self._frame)
        scaled(across)
        across.addWidget(self._rail)
        column = QVBoxLayout()
        scaled(column)
        across.addLayout(column, 1)
        column.addWidget(self._bar)
        self._stage = QWidget()
        self._row = QHBoxLayout()
        scaled(self._row)
        self._row.addWidget(self._stage, 1)
        column.addLayout(self._row, 1)
        inner = QVBoxLayout(self._stage)
        scaled(inner)
        inner.addWidget(LookingBar(self._console, shows_code=True))
        inner.addWidget(self._banner_stack)
        self._stack.setMinimumSize(1, 1)  # a page that is hidden must not widen the window
        inner.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._rail.changed.connect(self.show_page)
        self._rail.theme_clicked.connect(self.theme_asked)
        self._bar.lock.connect(self.lock_asked)
        self._banners.try_now.connect(self._console.try_now)
        self._banners.asked.connect(self.do)
        self._keys.asked.connect(self.do)
        self._find.chosen.connect(self.hit)
        self._find.left.connect(self._arrive)
        theme().changed.connect(self._fit_width)

    # pages

    def add_page(self, key: str, page: QWidget) -> None:
        """Give the window a page; it is offered in the rail by ``offer_pages``."""
        self._pages[key] = page
        self._stack.addWidget(page)
        if isinstance(page, Page):
            page.asked.connect(self.do)

    def offer_pages(self, keys: Sequence[str]) -> None:
        """Which pages this person may open, in the rail's own order; the page in front stays if it is among them."""
        offered = tuple(key for key in _RAIL if key in keys and (key in self._pages or key in _LATER))
        if offered == self._offered:
            return
        front = self.front()
        self._offered = offered
        self._rail.set_items([NavItem(key, _ICONS[key], self._page_names()[key]) for key in offered])
        self.set_review_count(self._reviews)
        if offered:
            self.show_page(front if self._may_show(front) else offered[0])

    def _may_show(self, key: str) -> bool:
        return (key in self._pages or key in _LATER) and _WITHIN.get(key, key) in self._offered

    def show_page(self, key: str) -> None:
        """Bring a page to the front and give it the focus."""
        if not self._may_show(key):
            return
        if key not in self._pages:
            self.make_page(key)
        page = self._pages[key]
        changed = self._stack.currentWidget() is not page
        self._stack.setCurrentWidget(page)
        self._rail.choose(_WITHIN.get(key, key))
        self._banner_stack.set_silent(key == "doctor")
        self._fit_panel()
        self._arrive()
        if changed:
            self.page_changed.emit(key)

    def make_page(self, key: str) -> None:
        """One of the pages that are made when they are first shown."""
        raise KeyError(key)

    def front(self) -> str:
        """The key of the page in front, or empty."""
        current = self._stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is current), "")

    def page(self, key: str) -> QWidget:
        """A page by key; raises KeyError."""
        return self._pages[key]

    def _arrive(self) -> None:
        page = self._stack.currentWidget()
        if isinstance(page, Page):
            page.arrive()
        elif page is not None:
            page.setFocus()

    # covers, dock, dialogs

    def show_cover(self, cover: QWidget) -> None:
        """Put one widget over the whole console; every key of the console falls silent."""
        if self._covers.indexOf(cover) < 0:
            self._covers.addWidget(cover)
        self._covers.setCurrentWidget(cover)
        self._keys.set_off()
        cover.setFocus()

    def drop_cover(self) -> None:
        """Back to the console."""
        covered = self.is_covered()
        self._covers.setCurrentWidget(self._frame)
        self._keys.set_silenced(False)
        if covered:
            self._arrive()

    def is_covered(self) -> bool:
        return self._covers.currentWidget() is not self._frame

    def set_dock(self, dock: QWidget | None) -> None:
        """The practice phone at the right, beside every page and over a side panel where there is one."""
        if self._dock is not None:
            self._row.removeWidget(self._dock)
            self._dock.hide()
        self._dock = dock
        if dock is not None:
            self._row.addWidget(dock)
            dock.show()
        self._fit_panel()

    def fit_dock(self) -> None:
        """The dock was opened or folded away: side panels make room or come back."""
        self._fit_panel()

    def dialog_host(self) -> QWidget:
        """What dialogs lie over: everything, but never the practice phone, which must stay within reach."""
        return self._stage if self._dock is not None and self._dock.isVisibleTo(self) else self._frame

    def _fit_panel(self) -> None:
        page = self._stack.currentWidget()
        if isinstance(page, Page) and page.side_panel is not None:
            docked = self._dock is not None and self._dock.isVisibleTo(self) and self._dock.width() > 200
            page.side_panel.setVisible(not docked or self.width() >= WIDE_FROM)

    # keys

    def do(self, action: str) -> None:
        """An action of the registry: the window's own, else the page in front."""
        own = {
            "lock": self.lock_asked.emit, "theme": self.theme_asked.emit, "find": self._open_find,
            "all_keys": self.show_keys, "full_screen": self._full_screen, "newest_toast": self.toasts.open_newest,
        }
        if action == "all_keys" and self._ask_page("help_me"):
            return  # in the set-up guide F1 asks for help
        if action in own:
            own[action]()
        elif action == "practice_keys":
            if isinstance(self._dock, PracticeDock):
                self._dock.take_keys()
        elif action.startswith("page_"):
            self.show_page(_ORDER[int(action.removeprefix("page_")) - 1])
        elif self._ask_page(action):
            return
        elif action == "again":
            self._console.try_now()
        elif action == "other_ways" and self.front() != "tabs":
            self.show_page("tabs")
            self._ask_page(action)

    def _ask_page(self, action: str) -> bool:
        page = self._stack.currentWidget()
        return isinstance(page, Page) and page.perform(action)

    def _open_find(self) -> None:
        self._bar.search.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._bar.search.edit.selectAll()

    def show_keys(self) -> None:
        """Every key, over everything."""
        state = self._console.state
        owner = state.session.value.role == "owner"
        overlay = AllKeys(self.dialog_host(), owner=owner, practice=state.practice.value.info is not None)
        overlay.open_keys()

    def _full_screen(self) -> None:
        whole = self.window()
        whole.showNormal() if whole.isFullScreen() else whole.showFullScreen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """``?`` shows the keys wherever no field wants it."""
        if event.text() == "?" and not self.is_covered():
            self.show_keys()
            return
        super().keyPressEvent(event)

    # layout in force

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()

    def _fit_width(self) -> None:
        """Larger text leaves less room: at 130 % a window of 1366 is laid out as one of 1050."""
        width = self.width() * 100 // theme().scale
        theme().set_zoom(1.15 if width >= WIDE_FROM else 1.0)
        narrow, wide = width < NARROW_BELOW, width >= WIDE_FROM
        if narrow != self._narrow:
            self._narrow = narrow
            self._rail.set_compact(narrow)
            self._bar.set_narrow(narrow)
        for page in self._pages.values():
            if isinstance(page, Page):
                page.set_narrow(narrow)
                page.set_wide(wide)
        self._fit_panel()

    def geometry_text(self) -> str:
        """Where the window is, for the preferences."""
        return bytes(self.window().saveGeometry().toBase64().data()).decode("ascii")

    # words

    def _page_names(self) -> dict[str, str]:
        return {
            "tabs": tr("Tabs"), "payments": tr("Payments"), "today": tr("Today"), "setup": tr("Setup"),
            "people": tr("People"), "help": tr("Help"),
        }

    def set_review_count(self, count: int) -> None:
        """How many payments wait for the person who is here; shown at Payments."""
        self._reviews = count
        if "payments" in self._offered:
            self._rail.set_count("payments", count)

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Tabeza"))
        self._rail.set_theme_text(tr("Theme"))
        names = self._page_names()
        front = self.front()
        self._rail.set_items([NavItem(key, _ICONS[key], names[key]) for key in self._offered])
        self.set_review_count(self._reviews)
        if self._may_show(front):
            self._rail.choose(_WITHIN.get(front, front))
        if hasattr(self, "_banners"):
            self._banners.refresh()

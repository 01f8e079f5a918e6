"""Help: the cases that come up at a counter, searchable, each with its cause and what to do; and the keys."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.help.picture import HelpPicture
from tabeza_desktop.ui.help.rating import RatingCard
from tabeza_desktop.ui.help.topics import Topic, topics
from tabeza_desktop.ui.pages.page import Page
from tabeza_desktop.ui.scaled import fixed_width, scaled
from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.card import Card, Panel
from tabeza_desktop.ui.widgets.choice import ChoiceButton, ChoiceGroup
from tabeza_desktop.ui.widgets.keyhints import KeyHint, KeyHintBar
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.numbered import NumberedList
from tabeza_desktop.ui.widgets.paint import draw_elided
from tabeza_desktop.ui.widgets.scroll import scrolled
from tabeza_desktop.ui.widgets.search import SearchBox

tr = words("HelpPage")


class TopicButton(ChoiceButton):
    """One topic of the list; the chosen one is tinted with the accent at its edge."""

    ring_inset = 7

    def __init__(self, key: str, text: str) -> None:
        super().__init__(key, text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def retheme(self) -> None:
        self.setFixedHeight(px(52))

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme().tokens
        box = QRectF(self.rect())
        if self.isChecked():
            painter.fillRect(box, tokens.selected)
            painter.fillRect(QRectF(0, 0, px(4), box.height()), tokens.accent)
        elif self.underMouse():
            painter.fillRect(box, tokens.hover)
        rule = tokens.accent_line if self.isChecked() else tokens.line
        painter.fillRect(QRectF(0, box.height() - px(1), box.width(), px(1)), rule)
        font = theme().font(Role.BODY, weight=600)
        draw_elided(painter, box.adjusted(px(20), 0, -px(12), 0), self.text(), font, tokens.t1)
        painter.end()


class TopicList(ChoiceGroup):
    """The topics that match, one of them chosen."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._column = QVBoxLayout(self)
        scaled(self._column)
        self._column.addStretch(1)

    def set_topics(self, found: tuple[Topic, ...], chosen: str) -> None:
        key = chosen if chosen in [topic.key for topic in found] else found[0].key if found else None
        self.fill([TopicButton(topic.key, topic.title) for topic in found], self._column, key)
        if key is not None:
            self.choose(key)


class TopicCard(Card):
    """What is said, why, and what to do in order."""

    def __init__(self) -> None:
        super().__init__("", pad=24, role=Role.TITLE)
        self._said, self._why = Label("", Role.NAME, Tone.T2, wrap=True), Label("", Role.BODY, wrap=True)
        self._do, self._steps = Label("", Role.HEADING), NumberedList([])
        self._support = Label("", Role.FINE, Tone.T2, wrap=True)
        for widget in (self._said, self._why, self._do, self._steps, self._support):
            self.body.addWidget(widget)
        self._shown: list[HelpPicture] = []
        self.body.addStretch(1)

    def show_topic(self, topic: Topic) -> None:
        self.set_title(topic.title)
        self._said.set_text(topic.said)
        self._why.set_text(topic.why)
        self._do.set_text(tr("What to do"))
        self._steps.set_items(list(topic.steps))
        self._support.set_text(topic.support)
        self._support.setVisible(bool(topic.support))
        self._show_pictures(topic)

    def _show_pictures(self, topic: Topic) -> None:
        for old in self._shown:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown = [HelpPicture(name, caption) for name, caption in topic.pictures]
        for picture in self._shown:
            self.body.insertWidget(self.body.count() - 1, picture)


class HelpPage(Page):
    """Private state: which topic is open; it stays open while the search still finds it."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self._open = "cancelled"
        self._search = SearchBox("", key="/")
        self._list, self._card = TopicList(tr("Topics")), TopicCard()
        self._settings = Button("", icon="setup", key="Ctrl ,", spread=True)
        self._doctor = Button("", icon="monitor", key="F12", spread=True)
        self.rating = RatingCard(console)
        self._diagnostics = Button("", icon="file", spread=True)
        self._hints = KeyHintBar()
        self._lay_out()
        self._diagnostics.clicked.connect(self.show_diagnostics)
        self._doctor.clicked.connect(lambda: self.asked.emit("doctor"))
        self._settings.clicked.connect(lambda: self.asked.emit("settings"))
        self._search.text_changed.connect(lambda _: self._fill())
        self._search.submitted.connect(lambda _: self._focus_list())
        self._search.left.connect(self._focus_list)
        self._list.changed.connect(self.open_topic)
        self._hints.triggered.connect(self._do)
        self.retranslate()

    def _lay_out(self) -> None:
        side = Panel(edges="r")
        column = QVBoxLayout(side)
        scaled(column, (0, 12, 0, 0), 12)
        search = QHBoxLayout()
        scaled(search, (16, 0, 16, 0))
        search.addWidget(self._search)
        column.addLayout(search)
        under = Panel()
        listed = QVBoxLayout(under)
        scaled(listed)
        listed.addWidget(self._list)
        self._topics_area = scrolled(under)
        column.addWidget(self._topics_area, 1)
        foot = QVBoxLayout()
        scaled(foot, (16, 0, 16, 12), 8)
        foot.addWidget(self._doctor)
        foot.addWidget(self._settings)
        above = QHBoxLayout()
        scaled(above, (16, 0, 16, 0))
        above.addWidget(self._diagnostics, 1)
        column.addLayout(above)
        column.addLayout(foot)
        fixed_width(side, 332)
        right = Panel(fill="bg")
        body = QVBoxLayout(right)
        scaled(body, (20, 20, 20, 20), 12)
        body.addWidget(self.rating)
        body.addWidget(self._card, 1)
        upper = QHBoxLayout()
        scaled(upper)
        upper.addWidget(side)
        upper.addWidget(scrolled(right), 1)
        outer = QVBoxLayout(self)
        scaled(outer)
        outer.addLayout(upper, 1)
        outer.addWidget(self._hints)

    def _fill(self) -> None:
        found = tuple(topic for topic in topics() if topic.matches(self._search.text()))
        self._list.set_topics(found, self._open)
        if found:
            self.open_topic(self._list.chosen)
        else:
            text = self._search.text().strip()
            self._card.show_topic(
                Topic("", tr("Nothing matches “{text}”", text=text), tr("Esc clears the search."), "", ())
            )

    def open_topic(self, key: str) -> None:
        """Open a topic by key; problems link here."""
        topic = next((topic for topic in topics() if topic.key == key), None)
        if topic is not None:
            self._open = key
            self._card.show_topic(topic)
            if self._list.chosen != key and key in [button.key for button in self._list.buttons]:
                self._list.choose(key)
                self._topics_area.ensureWidgetVisible(self._list.button(key))

    def opened(self) -> str:
        return self._open

    def show_diagnostics(self) -> None:
        """All that support may see of this PC, shown before it is saved."""
        from tabeza_desktop.ui.support.bundle_dialog import BundleDialog

        BundleDialog(self, self._console).open_bundle()

    def _focus_list(self) -> None:
        if self._list.chosen:
            self._list.button(self._list.chosen).setFocus()

    def _do(self, action: str) -> None:
        if not self.perform(action):
            self.asked.emit(action)

    def perform(self, action: str) -> bool:
        if action == "search":
            self._search.edit.setFocus()
            return True
        return False

    def arrive(self) -> None:
        self._focus_list()
        self.rating.look()

    def retranslate(self) -> None:
        self._search.set_placeholder(tr("Search help"))
        self._settings.set_text(tr("Settings"))
        self._doctor.set_text(tr("Check this PC"))
        self._diagnostics.set_text(tr("Diagnostics for support"))
        self._hints.set_hints(
            [
                KeyHint("move", ("↑", "↓"), tr("Move")),
                KeyHint("search", ("/",), tr("Search")),
                KeyHint("settings", ("Ctrl ,",), tr("This PC")),
                KeyHint("all_keys", ("F1",), tr("All keys")),
            ]
        )
        self._fill()


"""Open a closed tab again: the tabs closed last, found by number or name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.times import Now, day_clock_text
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.scaled import scaled
from tabeza_desktop.ui.widgets.choice import ChoiceGroup
from tabeza_desktop.ui.widgets.field import MessageAt, TextField
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.money import format_amount
from tabeza_desktop.ui.widgets.radio_cards import Choice, RadioCard
from tabeza_protocol.wire.trade import TabView

tr = words("ClosedDialog")

MOST_SHOWN = 5


@dataclass(frozen=True)
class Reopen:
    tab_id: str


class _Cards(ChoiceGroup):
    """One card under the other."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._column = QVBoxLayout(self)
        scaled(self._column, spacing=8)
        self.init_theme()

    def show_choices(self, choices: Sequence[Choice]) -> None:
        self.fill([RadioCard(choice) for choice in choices], self._column, choices[0].key if choices else None)


class ClosedDialog(TabDialog):
    """Private state: the closed tabs (None: not told yet) and those that match what was typed."""

    def __init__(self, host: QWidget, now: Now) -> None:
        super().__init__(host, None, icon="inbox")
        self._now = now
        self._tabs: tuple[TabView, ...] | None = None
        self._search = TextField("", icon="search", message_at=MessageAt.NONE)
        self._cards = _Cards(tr("Closed tabs"))
        self._none = Label("", tone=Tone.T2, wrap=True)
        for widget in (self._search, self._cards, self._none):
            self.body.addWidget(widget)
        self._search.edit.installEventFilter(self)
        self._search.text_changed.connect(self._filter)
        self._cards.changed.connect(self.judge)
        self.finish()

    def open_form(self) -> None:
        self.open_frame(self._search.edit)

    def show_tabs(self, tabs: Sequence[TabView]) -> None:
        """The service told which tabs are closed."""
        self._tabs = tuple(tabs)
        self._filter()

    def show_failure(self, problem: Problem) -> None:
        self._tabs = ()
        self.come_back(problem)
        self._filter()

    def _filter(self) -> None:
        text = self._search.text().strip().casefold()
        found = [tab for tab in self._tabs or () if text in f"{tab.number} {tab.customer_name}".casefold()]
        found.sort(key=lambda tab: str(tab.number) != text)
        self._cards.show_choices([self._choice(tab) for tab in found[:MOST_SHOWN]])
        self._cards.setVisible(bool(found))
        self._none.setVisible(not found and self._problem is None)
        self._none.set_text(
            tr("Getting the closed tabs") if self._tabs is None
            else tr("No closed tab matches") if text else tr("No tab is closed yet")
        )
        self.judge()

    def _choice(self, tab: TabView) -> Choice:
        closed = tab.closed_at or tab.opened_at
        at = day_clock_text(closed, self._now, current_language())
        sub = tr("Closed {at} · charged {amount}", at=at, amount=format_amount(tab.charged_cents))
        if tab.balance_cents < 0:
            sub = tr("Closed {at} · credit {amount}", at=at, amount=format_amount(-tab.balance_cents))
        return Choice(tab.id, f"{tab.number} · {tab.customer_name}", sub)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._search.edit and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            keys = [button.key for button in self._cards.buttons]
            if step and keys:
                at = keys.index(self._cards.chosen) if self._cards.chosen in keys else 0
                self._cards.choose(keys[(at + step) % len(keys)])
                self.judge()
                return True
        return super().eventFilter(watched, event)

    def asked_for(self) -> Reopen | None:
        chosen = self._cards.chosen
        return Reopen(chosen) if chosen and self._tabs else None

    def off_reason(self) -> str:
        return tr("Choose a tab")

    def do_words(self) -> tuple[str, str]:
        return tr("Open it again"), tr("Opening")

    def reword(self) -> None:
        self.set_title(tr("Open a closed tab again"), tr("With its number, its ledger and its balance."))
        self._search.set_label(tr("Tab number or name"))
        self._filter()

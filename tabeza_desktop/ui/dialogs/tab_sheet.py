"""Everything that can be done to a tab, with its keys: for who does not know them yet, and for touch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_desktop.ui.widgets.overlay import DialogFrame

tr = words("TabSheet")


@dataclass(frozen=True)
class TabAction:
    """One thing to do: its action in the registry of keys, its key as Qt and as people write it, and its words."""

    action: str
    key: str
    text: str
    icon: str

    @property
    def shown_key(self) -> str:
        return self.key.replace("+", " ")


def tab_actions(*, owner: bool, has_tab: bool) -> tuple[TabAction, ...]:
    """What this person may do, with or without a tab in hand. What the owner alone may is not there for others."""
    of_tab = [
        TabAction("cash", "F9", tr("Receive cash"), "cash"),
        TabAction("charge", "F10", tr("Add a charge"), "plus"),
        TabAction("void", "Ctrl+Z", tr("Take the last charge or cash back"), "undo"),
        TabAction("transfer", "Ctrl+T", tr("Move the balance to another tab"), "arrow-right"),
        TabAction("close_tab", "F4", tr("Close the tab"), "check"),
    ]
    if owner:
        of_tab.insert(4, TabAction("adjust", "Ctrl+D", tr("Adjust what is owed"), "pencil"))
    anywhere = [
        TabAction("new_tab", "Ctrl+N", tr("Open a tab"), "tabs"),
        TabAction("reopen", "Shift+F4", tr("Open a closed tab again"), "inbox"),
    ]
    return (*(of_tab if has_tab else ()), *anywhere)


class TabSheet(DialogFrame):
    """Made anew each time it opens. ``chosen(action)`` once, after it has closed."""

    chosen = Signal(str)

    def __init__(self, host: QWidget, title: str, text: str, actions: Sequence[TabAction]) -> None:
        super().__init__(host, title, width=480, close_name=tr("Close"))
        if text:
            self.body.addWidget(Label(text, tone=Tone.T1, wrap=True))
        self._keys: dict[str, str] = {}
        self._buttons = [self._button(action) for action in actions]
        if not self._buttons:
            close = Button(tr("Close"), ButtonKind.PRIMARY, key="Enter", large=True)
            close.clicked.connect(self.close_frame)
            self.footer.addStretch(1)
            self.footer.addWidget(close)
            self.set_primary(close)
        dispose_when_closed(self)

    def _button(self, action: TabAction) -> Button:
        button = Button(action.text, ButtonKind.SECONDARY, icon=action.icon, key=action.shown_key, spread=True)
        button.clicked.connect(self._chooser(action.action))
        self._keys[QKeySequence(action.key).toString()] = action.action
        self.body.addWidget(button)
        return button

    def _chooser(self, action: str) -> Callable[[], None]:
        return lambda: self._choose(action)

    def _choose(self, action: str) -> None:
        if self.is_open():
            self.close_frame()
            self.chosen.emit(action)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the page work here too; a shortcut of the sheet's own would be the second of the same key."""
        action = self._keys.get(QKeySequence(event.keyCombination()).toString())
        if action is None:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            event.accept()
            self._choose(action)

    def open_sheet(self) -> None:
        self.open_frame(self._buttons[0] if self._buttons else None)

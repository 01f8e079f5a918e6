"""What painted fields are to a screen reader: a place to type, not a nameless box. What is typed is never told.

Qt asks :func:`interface_for` once for each widget it is asked about; only our own painted fields get an answer here.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_FIELDS = frozenset({"CodeBoxes", "PinBoxes", "SecretEdit"})
_GROUPS = frozenset({"PaymentDrawer"})
_HIDDEN = frozenset({"PinBoxes", "SecretEdit"})


class FieldInterface(QAccessibleWidget):
    """An editable text. Its name is the widget's accessible name, its description how much stands in it."""

    def __init__(self, widget: QWidget, hidden: bool) -> None:
        super().__init__(widget, QAccessible.Role.EditableText, widget.accessibleName())
        self._hidden = hidden

    def state(self) -> QAccessible.State:
        state = super().state()
        state.editable = True
        state.passwordEdit = self._hidden
        return state


def interface_for(class_name: str, thing: QObject) -> QAccessibleInterface | None:
    """The factory Qt calls."""
    kind = type(thing).__name__
    if kind in _FIELDS and isinstance(thing, QWidget):
        return FieldInterface(thing, kind in _HIDDEN)
    if kind in _GROUPS and isinstance(thing, QWidget):
        return QAccessibleWidget(thing, QAccessible.Role.Grouping, thing.accessibleName())
    return None


def install() -> None:
    """Once a program."""
    QAccessible.installFactory(interface_for)

"""What is said aloud: paid, failed, offline and back online. Ticking seconds never are."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QLineEdit,
    QTextEdit,
    QWidget,
)

CONTROLS = (QAbstractButton, QLineEdit, QTextEdit, QAbstractSpinBox, QAbstractItemView)


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say one sentence. ``urgent`` interrupts what it is saying."""
    event = QAccessibleAnnouncementEvent(widget, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


def unnamed_controls(root: QWidget) -> list[QWidget]:
    """Controls a person can reach that say nothing of themselves; tests want none."""
    found = []
    for control in root.findChildren(QWidget):
        if not isinstance(control, CONTROLS) or not control.isVisibleTo(root):
            continue
        if control.focusPolicy().value == 0 and not isinstance(control, QAbstractButton):
            continue
        if not control.accessibleName().strip():
            found.append(control)
    return found

"""What a screen reader finds on every page: a name and a role for each control; Tab reaches all, never trapped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeyEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from tabeza_desktop.ui.tab_order import ReadingOrder
from tabeza_desktop.ui.widgets.overlay import DialogFrame
from tests.desktop.a11y.conftest import Page
from tests.desktop.ui import shots
from tests.desktop.ui.looks import walk

shots.load_pages()
NAMES = sorted(shots.PAGES)
Role = QAccessible.Role
SPOKEN = {
    Role.Button, Role.RadioButton, Role.CheckBox, Role.EditableText, Role.Table, Role.List, Role.Link, Role.ComboBox,
    Role.Cell, Role.ListItem, Role.ScrollBar, Role.ColumnHeader, Role.RowHeader, Role.PageTab, Role.Slider,
    Role.Grouping,
}  # fmt: skip
"""Roles a person is told what to do with."""
TAB_LIMIT = 150


def nodes(node: QAccessibleInterface, depth: int = 0) -> Iterator[QAccessibleInterface]:
    if node.state().invisible or depth > 40:
        return
    yield node
    for place in range(min(node.childCount(), 120)):
        child = node.child(place)
        if child is not None and child.isValid():
            yield from nodes(child, depth + 1)


@pytest.mark.parametrize("name", NAMES)
def test_every_control_has_a_name_and_a_role(page: Page, name: str) -> None:
    widget = page(name)
    assert walk.unnamed(widget) == []
    top = QAccessible.queryAccessibleInterface(widget)
    mute = [
        f"{type(node.object()).__name__} ({node.role().name})"
        for node in nodes(top)
        if node.state().focusable and not node.state().disabled and node.role() not in SPOKEN
        and not isinstance(node.object(), (QScrollArea, DialogFrame)) and node.object() is not widget
    ]  # fmt: skip
    assert mute == []


def tab_stops(window: QWidget) -> set[QWidget]:
    """Everything the keyboard should reach: in sight, enabled, a tab stop, and not under a dialog."""
    dialogs = [each for each in window.findChildren(DialogFrame) if each.isVisible()]
    ground = dialogs[-1] if dialogs else window
    found = set()
    for widget in (ground, *ground.findChildren(QWidget)):
        policy = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        if policy and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            found.add(widget)
    return found


def press_tab(back: bool = False) -> QWidget | None:
    focus = QApplication.focusWidget()
    if focus is None:
        return None
    key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
    held = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(focus, QKeyEvent(QEvent.Type.KeyPress, key, held))
    return QApplication.focusWidget()


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("odd-")])
@pytest.mark.parametrize("back", [False, True], ids=["tab", "shift-tab"])
def test_tab_reaches_everything_and_is_never_trapped(page: Page, name: str, back: bool) -> None:
    window = page(name)
    if not isinstance(window, ReadingOrder):
        pytest.skip("put together for its picture; in the program it stands in the console's window")
    assert QApplication.focusWidget() is not None, "work starts somewhere"
    wanted = tab_stops(window)
    seen: set[QWidget] = set()
    for _ in range(TAB_LIMIT):
        focus = press_tab(back)
        if focus is None or focus in seen:
            break
        seen.add(focus)
    missed = sorted(f"{type(each).__name__} {each.accessibleName()}" for each in wanted - seen)
    assert missed == []


@pytest.mark.parametrize("name", ["tabs", "payments", "needs-review"])
def test_rows_are_spoken_as_sentences(page: Page, name: str) -> None:
    window = page(name)
    table = {"tabs": "tabs", "payments": "payments"}.get(name)
    if table is None:
        return
    model = getattr(window.stage.models, table)  # type: ignore[attr-defined]
    for row in range(min(model.rowCount(), 20)):
        said = model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert said
        assert "," in said, "a sentence, not a cell"
        assert any(word in said for word in ("balance", "shillings")), said
        assert "sek" not in said

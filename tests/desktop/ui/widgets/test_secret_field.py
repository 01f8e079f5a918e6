"""A Daraja secret goes in, is judged by shape, comes out once, and shows nowhere on the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tabeza_desktop.ui.widgets.field import FieldState
from tabeza_desktop.ui.widgets.secret_field import SecretField

SECRET = "aGVsbG8td29ybGQtdGhpcy1pcy1hLW1hZGUtdXAta2V5"


@pytest.fixture
def field(qtbot: QtBot) -> SecretField:
    made = SecretField("Consumer key", reveal_text="Reveal", hide_text="Hide", paste_text="Paste")
    qtbot.addWidget(made)
    made.show()
    return made


def everything_said(widget: QWidget) -> str:
    """All a screen reader, a log line or a debugger's repr could pick up."""
    said = []
    for part in [widget, *widget.findChildren(QWidget)]:
        said += [repr(part), part.accessibleName(), part.accessibleDescription(), part.toolTip(), part.objectName()]
        reader = QAccessible.queryAccessibleInterface(part)
        if reader is not None:
            said += [reader.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Value)]
            said.append(reader.text(QAccessible.Text.Description))
    said += [property_text(widget, bytes(name).decode()) for name in widget.dynamicPropertyNames()]
    return "\n".join(said)


def property_text(widget: QWidget, name: str) -> str:
    """A dynamic property as text; Qt keeps some of its own that no Python can read."""
    try:
        return str(widget.property(name))
    except RuntimeError:
        return name


def paste(field: SecretField, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    field.paste_button.click()


def test_pasting_trims_spaces_and_line_breaks_and_leaves_the_clipboard(field: SecretField) -> None:
    messy = f"  {SECRET[:10]}\r\n{SECRET[10:]}\t\n"
    paste(field, messy)
    assert field.length() == len(SECRET)
    assert QGuiApplication.clipboard().text().replace("\r\n", "\n") == messy.replace("\r\n", "\n")
    assert field.take().reveal() == SECRET


def test_nothing_ever_says_the_secret(field: SecretField, capsys: pytest.CaptureFixture[str]) -> None:
    paste(field, SECRET)
    assert SECRET not in everything_said(field)
    field.reveal_button.click()
    assert field.edit.is_shown()
    assert SECRET not in everything_said(field)
    assert SECRET not in "".join(capsys.readouterr())


def test_copying_is_not_possible(field: SecretField, qtbot: QtBot) -> None:
    paste(field, SECRET)
    QGuiApplication.clipboard().setText("something else")
    field.edit.setFocus()
    for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X):
        qtbot.keyClick(field.edit, key, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "something else"
    assert field.length() == len(SECRET)


def test_it_is_given_once(field: SecretField) -> None:
    paste(field, SECRET)
    assert field.take().reveal() == SECRET
    assert field.is_empty()
    assert field.take().reveal() == ""


def test_wiping_empties_the_old_value_too(field: SecretField) -> None:
    paste(field, SECRET)
    held = field.edit.value()
    field.wipe()
    with pytest.raises(ValueError, match="wiped"):
        held.reveal()


def test_typing_erasing_and_replacing(field: SecretField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "abc d")
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.length() == 3
    qtbot.keyClick(field.edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field.edit, "z")
    assert field.take().reveal() == "z"


def test_shape_is_judged_at_once_and_on_every_change(field: SecretField) -> None:
    def judge(text: str) -> tuple[FieldState, str]:
        return (FieldState.RIGHT, "looks right") if len(text) == len(SECRET) else (FieldState.WARN, "unusual length")

    field.check(judge)
    assert field.state is FieldState.WARN
    paste(field, SECRET)
    assert field.state is FieldState.RIGHT
    assert field.edit.accessibleDescription() == "looks right"


def test_reveal_ends_by_itself_and_when_the_page_goes(field: SecretField, qtbot: QtBot) -> None:
    paste(field, SECRET)
    field.reveal_button.click()
    assert field._timer.interval() == 10_000
    assert field._timer.isActive()
    field._timer.timeout.emit()
    assert not field.edit.is_shown()
    field.reveal_button.click()
    field.hide()
    assert not field.edit.is_shown()


def test_dots_and_not_letters_are_painted_until_revealed(field: SecretField) -> None:
    paste(field, "WWWWWWWW")
    masked = field.edit.grab().toImage()
    paste(field, "iiiiiiii")
    assert field.edit.grab().toImage() == masked
    field.reveal_button.click()
    assert field.edit.grab().toImage() != masked

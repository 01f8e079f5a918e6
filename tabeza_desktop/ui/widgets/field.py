"""Text input: label above, one box, one message line that is always there so that nothing jumps.

The field shows a judgement, it does not make one: the caller sets ``FieldState`` and the words. Message and state reach
screen readers as the edit's description.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.field_state import FieldState
from tabeza_desktop.ui.widgets.label import Icon, IconLabel, Label
from tabeza_desktop.ui.widgets.paint import Tone, draw_box
from tabeza_desktop.ui.widgets.spinner import Spinner


class MessageAt(StrEnum):
    BELOW = "below"
    RIGHT = "right"
    NONE = "none"


MESSAGE_LOOKS: dict[FieldState, tuple[str, Tone]] = {
    FieldState.EMPTY: ("info", Tone.T2),
    FieldState.TYPING: ("info", Tone.T2),
    FieldState.CHECKING: ("spinner", Tone.WAIT),
    FieldState.RIGHT: ("check-circle", Tone.PAID),
    FieldState.WRONG: ("alert", Tone.FAIL),
    FieldState.WARN: ("alert", Tone.WARN),
}


class FieldBox(Themed, QWidget):
    """The bordered box round an edit. Paints the state; focus is a 2 px accent border, never a shift of the text."""

    def __init__(self, edit: QWidget, height: int, icon: str | None = None) -> None:
        super().__init__()
        self._height = height
        self._state = FieldState.EMPTY
        self._edit = edit
        self._row = QHBoxLayout(self)
        self._icon = Icon(icon, 18, Tone.T2) if icon else None
        if self._icon is not None:
            self._row.addWidget(self._icon)
        self._row.addWidget(edit, 1)
        self._spinner: Spinner | None = None
        edit.installEventFilter(self)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.init_theme()

    def add_trailing(self, widget: QWidget) -> None:
        self._row.addWidget(widget)

    def set_state(self, state: FieldState) -> None:
        self._state = state
        if state is FieldState.CHECKING and self._spinner is None:
            self._spinner = Spinner(18, Tone.WAIT)
            self._row.addWidget(self._spinner)
        if self._spinner is not None:
            self._spinner.setVisible(state is FieldState.CHECKING)
        self.update()

    def retheme(self) -> None:
        self.setFixedHeight(px(self._height))
        self._row.setContentsMargins(px(12), 0, px(12), 0)
        self._row.setSpacing(px(10))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.EnabledChange):
            self.update()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._edit.setFocus(Qt.FocusReason.MouseFocusReason)

    def border(self) -> tuple[QColor, int]:
        """Colour and unscaled width of the border now."""
        tokens = theme().tokens
        if self._state is FieldState.WRONG:
            return tokens.fail_solid, 2
        if self._state is FieldState.WARN:
            return tokens.warn_solid, 2
        if self._edit.hasFocus():
            return tokens.accent, 2
        if self._state is FieldState.RIGHT:
            return tokens.paid_solid, 1
        return tokens.line2, 1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = theme().tokens
        colour, width = self.border()
        fill = tokens.surface if self._edit.isEnabled() else tokens.bg
        draw_box(painter, QRectF(self.rect()), fill=fill, border=colour, width=width)
        painter.end()


class TextField(Themed, QWidget):
    """Label, box and message. ``edit`` is the QLineEdit; focus given to the field goes there."""

    text_changed = Signal(str)
    submitted = Signal()

    def __init__(
        self,
        label: str,
        *,
        placeholder: str = "",
        height: int = 44,
        icon: str | None = None,
        message_at: MessageAt = MessageAt.BELOW,
        role: Role = Role.NAME,
        codes: bool = False,
        weight: int = 400,
        size: int | None = None,
    ) -> None:
        super().__init__()
        self._role, self._codes, self._weight, self._size = role, codes, weight, size
        self._state = FieldState.EMPTY
        self._message_at = message_at
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(placeholder)
        self.label = Label(label, Role.LABEL)
        self.label.setBuddy(self.edit)
        self.message = IconLabel("", "", Role.LABEL, weight=500, gap=6)
        self.box = FieldBox(self.edit, height, icon)
        self._head = QHBoxLayout()
        self._box_row = QHBoxLayout()
        self._column = QVBoxLayout(self)
        self._lay_out()
        self.set_label(label)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit.textChanged.connect(self.text_changed)
        self.edit.returnPressed.connect(self.submitted)
        self.set_state(FieldState.EMPTY, "")
        self.init_theme()

    def _lay_out(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._head.addWidget(self.label)
        self._head.addStretch(1)
        self._column.addLayout(self._head)
        self._box_row.addWidget(self.box, 1)
        self._column.addLayout(self._box_row)
        if self._message_at is MessageAt.RIGHT:
            self._head.addWidget(self.message)
        elif self._message_at is MessageAt.BELOW:
            self._column.addWidget(self.message)

    def add_beside(self, widget: QWidget) -> None:
        """Put a button to the right of the box."""
        self._box_row.addWidget(widget)

    def retheme(self) -> None:
        self._column.setSpacing(px(5))
        self._box_row.setSpacing(px(8))
        self.edit.setFont(
            theme().font(self._role, tnum=True, codes=self._codes, weight=self._weight, size=self._size)
        )
        self.message.setFixedHeight(px(20))
        self.label.setFixedHeight(px(20))

    def set_label(self, label: str) -> None:
        self.label.set_text(label)
        self.label.setVisible(bool(label))
        self.edit.setAccessibleName(label)
        self.setAccessibleName(label)

    def set_placeholder(self, text: str) -> None:
        self.edit.setPlaceholderText(text)

    def set_max_length(self, length: int) -> None:
        self.edit.setMaxLength(length)

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        self.edit.setText(text)

    def select_all(self) -> None:
        self.edit.selectAll()

    @property
    def state(self) -> FieldState:
        return self._state

    def set_state(self, state: FieldState, message: str = "") -> None:
        """Show a judgement; the message keeps its place even when empty."""
        self._state = state
        icon, tone = MESSAGE_LOOKS[state]
        self.message.set_all(icon if message else "", message, tone)
        self.edit.setAccessibleDescription(message)
        self.box.set_state(state)

"""Open a tab: a name the whole bar knows, and the phone if the customer gives it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.dialogs.input_words import phone_words
from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.widgets.field import FieldState, MessageAt, TextField
from tabeza_desktop.ui.widgets.phone_field import PhoneField
from tabeza_protocol.phones import Msisdn, PhoneError, parse_phone

tr = words("NewTabDialog")

MOST_NAME = 80


@dataclass(frozen=True)
class NewTab:
    name: str
    phone: Msisdn | None


class NewTabDialog(TabDialog):
    def __init__(self, host: QWidget) -> None:
        super().__init__(host, None, icon="plus")
        self._name = TextField("", height=52, message_at=MessageAt.NONE)
        self._name.set_max_length(MOST_NAME)
        self._phone = PhoneField("")
        for field in (self._name, self._phone):
            self.body.addWidget(field)
            field.text_changed.connect(self.judge)
        self.finish()

    def open_form(self) -> None:
        self.open_frame(self._name.edit)

    def _typed_phone(self) -> Msisdn | PhoneError | None:
        return parse_phone(self._phone.text()) if self._phone.text().strip() else None

    def asked_for(self) -> NewTab | None:
        name, phone = " ".join(self._name.text().split()), self._typed_phone()
        return NewTab(name, phone) if name and not isinstance(phone, PhoneError) else None

    def off_reason(self) -> str:
        phone = self._typed_phone()
        if not self._name.text().strip():
            return tr("Type a name or a table")
        return phone_words(phone) if isinstance(phone, PhoneError) else ""

    def do_words(self) -> tuple[str, str]:
        return tr("Open the tab"), tr("Opening")

    def judge(self) -> None:
        phone = self._typed_phone()
        if isinstance(phone, PhoneError):
            wrong = phone.problem not in ("phone_empty", "phone_too_short")
            self._phone.set_state(FieldState.WRONG if wrong else FieldState.TYPING, phone_words(phone))
        elif phone is not None:
            self._phone.set_state(FieldState.RIGHT, tr("Looks right"))
        else:
            self._phone.set_state(FieldState.EMPTY, tr("May be left empty"))
        super().judge()

    def reword(self) -> None:
        self.set_title(tr("Open a tab"), tr("It gets the next number by itself."))
        self._name.set_label(tr("Customer or table"))
        self._phone.set_label(tr("Customer’s M‑Pesa phone"))

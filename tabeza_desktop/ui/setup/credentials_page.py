"""Step 3: the three Daraja keys, pasted and looked at for shape only.

The values live in the three fields and nowhere else until step 4 takes them. What this page keeps beside them is a
salted digest of the consumer key, so that the same value pasted twice can be told without holding it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from tabeza_desktop.core.setup_flow import BLOCKING_FINDINGS, StepKey, keys_sent, page_state
from tabeza_desktop.core.setup_words import finding_words, reason_words
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.layouts import Row
from tabeza_desktop.ui.setup.credentials_help import credentials_help
from tabeza_desktop.ui.setup.phrases import back_action, continue_action
from tabeza_desktop.ui.setup.send_preview import SendPreview
from tabeza_desktop.ui.setup.step_page import Footer, Help, StepPage, Words
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button
from tabeza_desktop.ui.widgets.field import FieldState
from tabeza_desktop.ui.widgets.label import Label
from tabeza_desktop.ui.widgets.note import NoteBox, NoteKind
from tabeza_desktop.ui.widgets.paint import Tone
from tabeza_desktop.ui.widgets.secret_field import SecretField
from tabeza_desktop.ui.widgets.segmented import SegmentedControl
from tabeza_protocol.credentials import CredentialField, Severity, tidy
from tabeza_protocol.environment import Environment
from tabeza_protocol.secret import Secret

if TYPE_CHECKING:
    from tabeza_desktop.services.console import Console

tr = words("Credentials")
_STATES = {Severity.OK: FieldState.RIGHT, Severity.WARN: FieldState.WARN, Severity.BLOCK: FieldState.WRONG}
Keys = tuple[Secret, Secret, Secret]


class CredentialsPage(StepPage):
    """Private state: the findings now on screen, and the salted digest of the consumer key."""

    key = StepKey.CREDENTIALS

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._salt = secrets.token_bytes(16)
        self._key_digest = b""
        self._environment_label = Label("", Role.BODY, weight=600)
        self.environment = SegmentedControl(
            [(Environment.SANDBOX.value, ""), (Environment.PRODUCTION.value, "")], "", solid=True
        )
        self._environment_note = Label("", Role.BODY, Tone.T2, wrap=True)
        self.fields = {name: SecretField("", reveal_text="", hide_text="", paste_text="") for name in CredentialField}
        self.already = NoteBox(NoteKind.PAID, "")
        self.practice = NoteBox(NoteKind.PRACTICE, "", title=" ")
        self.fill_button = Button("")
        self.promise = NoteBox(NoteKind.PROMISE, "")
        self.preview = SendPreview()
        self._lay_out()
        self._join()
        self.retranslate()

    def _lay_out(self) -> None:
        self.add_heading(gap=14)
        column = self.column
        column.addLayout(self._environment_row())
        column.gap(12)
        column.addWidget(self.already)
        for field in self.fields.values():
            column.addWidget(field)
            column.gap(12)
        column.gap(4)
        self.practice.add_widget(self.fill_button)
        column.addWidget(self.practice)
        column.addWidget(self.promise)
        column.gap(14)
        column.addWidget(self.preview)
        column.addStretch(1)

    def _environment_row(self) -> QHBoxLayout:
        row = Row(spacing=16)
        row.addWidget(self._environment_label)
        row.addWidget(self.environment)
        row.addWidget(self._environment_note, 1)
        return row

    def _join(self) -> None:
        self.environment.changed.connect(self._choose_environment)
        self.fill_button.clicked.connect(self._fill_practice)
        for name, field in self.fields.items():
            field.check(self._judge(name))
            field.changed.connect(self._edited)
        self.console.state.practice.changed.connect(self._follow_practice)

    # shape

    def _judge(self, name: CredentialField) -> Callable[[str], tuple[FieldState, str]]:
        def judge(text: str) -> tuple[FieldState, str]:
            value = tidy(text)
            if name is CredentialField.CONSUMER_KEY:
                self._key_digest = self._digest(value) if value else b""
            if not value:
                if self.view.draft.findings.get(name) not in (None, "empty"):
                    self.service.inspect(name, "")
                return FieldState.EMPTY, ""
            same = name is CredentialField.CONSUMER_SECRET and self._digest(value) == self._key_digest
            finding = self.service.inspect(name, text, value if same else "")
            return _STATES[finding.severity], finding_words(finding, current_language())

        return judge

    def _digest(self, value: str) -> bytes:
        return hashlib.blake2b(value.encode(), key=self._salt).digest()

    def _edited(self, _length: int) -> None:
        sender = self.sender()
        if sender is self.fields[CredentialField.CONSUMER_KEY]:
            self.fields[CredentialField.CONSUMER_SECRET].recheck()
        self.changed.emit()

    def recheck(self) -> None:
        """Judge all three again: another environment, or another language."""
        for field in self.fields.values():
            field.recheck()

    def filled(self) -> bool:
        """Whether all three fields hold something."""
        return not any(field.is_empty() for field in self.fields.values())

    def take(self) -> Keys:
        """The three values, once; the fields are empty afterwards."""
        key, secret, passkey = (self.fields[name].take() for name in CredentialField)
        return key, secret, passkey

    def wipe(self) -> None:
        """Nothing typed here stays."""
        for field in self.fields.values():
            field.wipe()
        self._key_digest = b""

    # what is shown

    def retranslate(self) -> None:
        self.title.set_text(tr("Paste your Daraja keys"))
        self._environment_label.set_text(tr("Environment"))
        self.environment.setAccessibleName(tr("Environment"))
        self.environment.set_texts((tr("Sandbox"), tr("Production")))
        labels = {
            CredentialField.CONSUMER_KEY: tr("Consumer key"),
            CredentialField.CONSUMER_SECRET: tr("Consumer secret"),
            CredentialField.PASSKEY: tr("Passkey"),
        }
        for name, field in self.fields.items():
            field.set_texts(labels[name], tr("Reveal"), tr("Hide"), tr("Paste"))
        self.promise.set_text(
            tr(
                "<b>Our promise:</b> your keys are locked on this PC so that only Tabeza’s payment service can open "
                "them, and are never shown again."
            )
        )
        self.practice.set_text(tr("They belong to the made-up bar and open nothing real."), tr("Practice keys"))
        self.fill_button.set_text(tr("Fill in the practice keys"))
        self.already.set_text(
            tr("Keys for this PayBill are with Tabeza’s payment service. Paste new ones only to replace them.")
        )
        self.recheck()
        self.refresh()

    def set_narrow(self, narrow: bool) -> None:
        """A narrow window keeps its room for the fields."""
        self.preview.setVisible(not narrow)

    def refresh(self) -> None:
        view, draft = self.view, self.view.draft
        number, name = f"<b>{draft.shortcode or ''}</b>", self.registered_name
        if name:
            self.lead.set_text(tr("For PayBill {number}, {name}", number=number, name=name))
        else:
            self.lead.set_text(tr("For PayBill {number}", number=number))
        self.environment.choose(draft.environment.value)
        sandbox = draft.environment is Environment.SANDBOX
        choice = (view.settings is not None and view.settings.sandbox_allowed) or sandbox
        self.environment.setVisible(choice)
        self._environment_label.setVisible(choice)
        if sandbox:
            self._environment_note.set_text(tr("Test money only. Use your sandbox app’s keys."))
        elif choice:
            self._environment_note.set_text(tr("Real money. Use your go-live app’s keys."))
        else:
            self._environment_note.set_text(tr("<b>Production:</b> real money. Use your go-live app’s keys."))
        self.already.setVisible(keys_sent(view) and not self._any_typed())
        self._follow_practice(None)
        self.changed.emit()

    def _any_typed(self) -> bool:
        return any(not field.is_empty() for field in self.fields.values())

    def _follow_practice(self, _value: object) -> None:
        offered = self.practising and not self._any_typed()
        self.practice.setVisible(offered)
        self.promise.setVisible(not offered)

    def footer(self) -> Footer:
        view = self.view
        state = page_state(view, self.key, fields_filled=self._any_typed())
        if keys_sent(view) and not self._any_typed():
            return Footer(continue_action(), quiet=back_action())
        if not self.filled():
            return Footer(continue_action(on=False), quiet=back_action(), reason=self._missing())
        return Footer(continue_action(on=state.valid), quiet=back_action(), reason=self._reason(state.reason))

    def _missing(self) -> Words:
        return Words(reason_words("keys_missing", current_language()))

    def _reason(self, reason: str | None) -> Words:
        """A key that can't be right stops the step; an odd length only says so."""
        if reason is not None:
            tone = Tone.FAIL if reason == "keys_blocked" else Tone.T2
            return Words(reason_words(reason, current_language()), "alert" if tone is Tone.FAIL else "info", tone)
        odd = [name for name, finding in self.view.draft.findings.items() if finding == "unusual_length"]
        if not odd:
            return Words()
        if len(odd) > 1:
            return Words(tr("{count} keys have an unusual length", count=len(odd)), "alert", Tone.WARN)
        names = {
            CredentialField.CONSUMER_KEY: tr("The key may be cut short"),
            CredentialField.CONSUMER_SECRET: tr("The secret may be cut short"),
            CredentialField.PASSKEY: tr("The passkey may be cut short"),
        }
        return Words(names[CredentialField(odd[0])], "alert", Tone.WARN)

    def help(self) -> tuple[Help, ...]:
        sandbox = self.view.draft.environment is Environment.SANDBOX
        return (credentials_help(sandbox=sandbox), never_read_out())

    # what a person does

    def first_focus(self) -> QWidget | None:
        if keys_sent(self.view) and not self._any_typed():
            return None
        empty = next((field for field in self.fields.values() if field.is_empty()), None)
        blocked = {name for name, key in self.view.draft.findings.items() if key in BLOCKING_FINDINGS}
        wrong = next((field for name, field in self.fields.items() if name in blocked), None)
        return empty or wrong

    def _choose_environment(self, key: str) -> None:
        self.service.set_environment(Environment(key))
        self.recheck()
        self.refresh()

    def _fill_practice(self) -> None:
        info = self.console.state.practice.value.info
        if info is None:
            return
        values = (info.consumer_key, info.consumer_secret, info.passkey)
        for field, value in zip(self.fields.values(), values, strict=True):
            field.edit.replace(value.reveal())
        self.refresh()

    def primary(self) -> None:
        state = page_state(self.view, self.key, fields_filled=self._any_typed())
        ready = self.filled() or (keys_sent(self.view) and not self._any_typed())
        if state.valid and ready:
            self.service.next()


def never_read_out() -> Help:
    warning = tr("<b>Never read keys out</b> on a call or send them by WhatsApp. Support will never ask.")
    return Help("", (warning,), style="warn")


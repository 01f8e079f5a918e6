"""People and counter PCs: who may sign in, and on which PCs. For the owner only; nobody else has this page.

Everything here is the service's to decide: the page shows what it told and asks. A PC that was disconnected falls back
to pairing within seconds and keeps nothing of the bar.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Capability
from tabeza_desktop.core.times import age, clock_text, day_clock_text, seconds_between
from tabeza_desktop.i18n.language import current_language
from tabeza_desktop.i18n.words import words
from tabeza_desktop.services.console import Console
from tabeza_desktop.ui.dialogs.dispose import dispose_when_closed
from tabeza_desktop.ui.dialogs.tab_dialog import TabDialog
from tabeza_desktop.ui.pages.page import Page
from tabeza_desktop.ui.people.ask_dialog import AskDialog
from tabeza_desktop.ui.people.code_dialog import CodeDialog
from tabeza_desktop.ui.people.pin_form import PinForm
from tabeza_desktop.ui.people.rows import Act, Entry, EntryList
from tabeza_desktop.ui.scaled import gap, scaled
from tabeza_desktop.ui.theme import Role
from tabeza_desktop.ui.widgets.button import Button, ButtonKind
from tabeza_desktop.ui.widgets.card import Card, Panel
from tabeza_desktop.ui.widgets.label import Label, Tone
from tabeza_protocol.wire.access import DeviceView, PersonView

tr = words("People")

HERE_SECONDS = 90
"""A PC heard of within this time is on: the service notes a PC's calls once a minute."""
_REFRESH_SECONDS = 15


class PeoplePage(Page):
    """Private state: the devices as last told, the dialog on screen, and when the devices were last asked for."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self._devices: tuple[DeviceView, ...] = ()
        self._dialog: TabDialog | CodeDialog | None = None
        self._asked_at = 0.0
        self._title, self._sub = Label("", Role.TITLE), Label("", Role.BODY, Tone.T2, wrap=True)
        self._add_person = Button("", ButtonKind.PRIMARY, icon="plus")
        self._add_pc = Button("", icon="plus")
        self._people, self._pcs = EntryList(self._person_act), EntryList(self._pc_act)
        self._cards = (Card("", icon="user"), Card("", icon="monitor"))
        self._lay_out()
        self._add_person.clicked.connect(self.add_person)
        self._add_pc.clicked.connect(self.add_pc)
        console.state.session.changed.connect(self._show)
        console.state.clock.changed.connect(self._tick)
        self.retranslate()

    def _lay_out(self) -> None:
        head = Panel(fill="bg", edges="b")
        top = QVBoxLayout(head)
        scaled(top, (20, 14, 20, 14), 2)
        top.addWidget(self._title)
        top.addWidget(self._sub)
        inside = QWidget()
        self._row = row = QHBoxLayout(inside)
        scaled(row, (20, 20, 20, 20), 20)
        for card, entries, button, share in zip(
            self._cards, (self._people, self._pcs), (self._add_person, self._add_pc), (3, 2), strict=True
        ):
            card.body.addWidget(entries)
            gap(card.body, 6)
            card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            row.addWidget(card, share, Qt.AlignmentFlag.AlignTop)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        scaled(column)
        column.addWidget(head)
        column.addWidget(scroll, 1)

    def set_narrow(self, narrow: bool) -> None:
        """Under 1200 the PCs stand below the people, so that no name is cut."""
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        for at, share in enumerate((0, 1) if narrow else (3, 2)):
            self._row.setStretch(at, share)

    # what is shown

    def arrive(self) -> None:
        self._ask_devices()
        self._console.services.session.refresh_people()
        self._add_person.setFocus()

    def perform(self, action: str) -> bool:
        if action == "again":
            self._ask_devices()
            return True
        return False

    def _may(self) -> bool:
        return self._console.state.session.value.may(Capability.MANAGE_PEOPLE)

    def _ask_devices(self) -> None:
        self._asked_at = self._console.state.clock.value.monotonic
        if self._may():
            self._console.services.people.devices(owner=self, done=self._told, failed=self._not_told)

    def _told(self, devices: tuple[DeviceView, ...]) -> None:
        self._devices = devices
        self._show()

    def _not_told(self, _problem: Problem) -> None:
        """The banner says that there is no connection; what is shown says its age by itself."""

    def _tick(self, _now: object = None) -> None:
        now = self._console.state.clock.value
        if isinstance(self._dialog, CodeDialog):
            self._dialog.tick(now)
        if self.isVisible():
            self._show()
            if now.monotonic - self._asked_at >= _REFRESH_SECONDS:
                self._ask_devices()

    def _show(self, _session: object = None) -> None:
        session = self._console.state.session.value
        if not self._may():
            self._people.show_entries(())
            self._pcs.show_entries(())
            return
        self._people.show_entries([self._person(person) for person in session.people])
        gone_last = sorted(self._devices, key=lambda pc: pc.revoked_at is not None)
        self._pcs.show_entries([self._pc(device) for device in gone_last])

    def _person(self, person: PersonView) -> Entry:
        said = tr("Owner") if person.role == "owner" else tr("Cashier")
        if person.claimed_bar:
            said = tr("Owner, who set up this bar")
        if person.locked_until is not None:
            said = tr("{role} · locked until {at}", role=said, at=clock_text(person.locked_until))
        me = self._console.state.session.value.person
        if me is not None and me.id == person.id:
            return Entry(person.id, "user", person.name, tr("{role} · you", role=said))
        if person.claimed_bar:
            return Entry(person.id, "user", person.name, said)
        role = Act("role", tr("Make cashier") if person.role == "owner" else tr("Make owner"))
        acts = (role, Act("pin", tr("New PIN")), Act("remove", tr("Remove"), danger=True))
        return Entry(person.id, "user", person.name, said, acts)

    def _pc(self, device: DeviceView) -> Entry:
        now, lang = self._console.state.clock.value, current_language()
        if device.revoked_at is not None:
            at = day_clock_text(device.revoked_at, now, lang)
            return Entry(device.id, "ban", device.name, tr("Disconnected {at}", at=at), gone=True)
        if device.is_this_device:
            return Entry(device.id, "monitor", device.name, tr("This PC"))
        seen = device.last_seen_at
        quiet = None if seen is None else seconds_between(seen, now.utc)
        if quiet is None:
            said = tr("Not seen yet")
        elif quiet <= HERE_SECONDS:
            said = tr("On now")
        else:
            said = tr("Last seen {age} ago", age=age(quiet, lang))
        return Entry(device.id, "monitor", device.name, said, (Act("disconnect", tr("Disconnect"), danger=True),))

    # doing

    def _open(self, dialog: TabDialog | CodeDialog) -> None:
        self._dialog = dialog
        if isinstance(dialog, TabDialog):
            dispose_when_closed(dialog)
        dialog.closed.connect(lambda: self._closed(dialog))

    def _closed(self, dialog: TabDialog | CodeDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def _done(self, _answer: object = None) -> None:
        if self._dialog is not None:
            self._dialog.close_frame()

    def _refused(self, problem: Problem) -> None:
        if isinstance(self._dialog, TabDialog):
            self._dialog.come_back(problem)

    def add_person(self) -> None:
        """Ask for the name; the person types the PIN."""
        if self._dialog is not None or not self._may():
            return
        form = PinForm(self.dialog_host(), None)
        form.chosen.connect(
            lambda name, pin: self._console.services.people.add(
                name, pin, owner=self, done=self._done, failed=self._refused
            )
        )
        self._open(form)
        form.open_form()

    def add_pc(self) -> None:
        """Show a fresh pairing code, large."""
        if self._dialog is not None or not self._may():
            return
        dialog = CodeDialog(self.dialog_host(), self._console.state.clock.value)
        dialog.again.connect(self._make_code)
        self._open(dialog)
        dialog.open_code()
        self._make_code()

    def _make_code(self) -> None:
        dialog = self._dialog
        if isinstance(dialog, CodeDialog):
            self._console.services.people.new_pairing_code(
                owner=dialog, done=dialog.show_code, failed=dialog.show_failure
            )

    def _person_act(self, person_id: str, act: str) -> None:
        people = {person.id: person for person in self._console.state.session.value.people}
        person = people.get(person_id)
        if person is None or self._dialog is not None or not self._may():
            return
        if act == "pin":
            self._new_pin(person)
        elif act == "role":
            self._change_role(person)
        else:
            self._remove(person)

    def _new_pin(self, person: PersonView) -> None:
        form = PinForm(self.dialog_host(), person)
        form.chosen.connect(
            lambda _name, pin: self._console.services.people.reset_pin(
                person.id, pin, owner=self, done=self._done, failed=self._refused
            )
        )
        self._open(form)
        form.open_form()

    def _change_role(self, person: PersonView) -> None:
        to_owner = person.role != "owner"
        text = (
            tr("An owner sees all takings, changes people and PCs, adjusts tabs and can change the M‑Pesa set-up.")
            if to_owner else tr("A cashier keeps tabs and payments, and loses everything that is the owner’s.")
        )
        ask = AskDialog(
            self.dialog_host(), title=tr("Make owner") if to_owner else tr("Make cashier"), sub=person.name, text=text,
            do=tr("Make owner") if to_owner else tr("Make cashier"), doing=tr("Saving"), icon="user",
            danger=to_owner,
        )
        role = "owner" if to_owner else "cashier"
        ask.sent.connect(
            lambda *_: self._console.services.people.change_role(
                person.id, role, owner=self, done=self._done, failed=self._refused
            )
        )
        self._open(ask)
        ask.open_form()

    def _remove(self, person: PersonView) -> None:
        text = tr(
            "{name} can no longer sign in, and is signed out everywhere at once. What {name} did stays in the books.",
            name=person.name,
        )
        ask = AskDialog(
            self.dialog_host(), title=tr("Remove {name}", name=person.name), sub="", text=text, do=tr("Remove"),
            doing=tr("Removing"), icon="x",
        )
        ask.sent.connect(
            lambda *_: self._console.services.people.remove(
                person.id, owner=self, done=self._done, failed=self._refused
            )
        )
        self._open(ask)
        ask.open_form()

    def _pc_act(self, device_id: str, _act: str) -> None:
        device = next((one for one in self._devices if one.id == device_id), None)
        if device is None or self._dialog is not None or not self._may():
            return
        text = tr(
            "It goes back to the pairing screen within ten seconds and keeps nothing of this bar. To use it again it "
            "needs a new code."
        )
        ask = AskDialog(
            self.dialog_host(), title=tr("Disconnect {name}", name=device.name), sub="", text=text,
            do=tr("Disconnect"), doing=tr("Disconnecting"), icon="ban",
        )

        def done(devices: tuple[DeviceView, ...]) -> None:
            self._told(devices)
            self._done()

        ask.sent.connect(
            lambda *_: self._console.services.people.disconnect(
                device.id, owner=self, done=done, failed=self._refused
            )
        )
        self._open(ask)
        ask.open_form()

    def retranslate(self) -> None:
        self._title.set_text(tr("People and counter PCs"))
        self._sub.set_text(tr("Who may sign in at this bar, and on which PCs. Changes hold at once, everywhere."))
        self._cards[0].set_title(tr("People"))
        self._cards[1].set_title(tr("Counter PCs"))
        self._add_person.set_text(tr("Add a person"))
        self._add_pc.set_text(tr("Add a PC"))
        self._show()

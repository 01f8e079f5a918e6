"""Pictures of what is done to a tab by hand, and of the owner's people and counter PCs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
from PySide6.QtWidgets import QWidget

from tabeza_desktop.core.changes import ChangeSet
from tabeza_protocol.pairing_codes import PairingPurpose
from tabeza_protocol.wire.access import DeviceView, PairingCode, PersonView
from tabeza_protocol.wire.trade import TabLine
from tests.desktop.ui import sample_night as night
from tests.desktop.ui.night_shots import NightWindow, window
from tests.desktop.ui.shots import NORMAL, SMALL, Shot, page, settle


def _at_work(shot: Shot, action: str, *, owner: bool = False) -> tuple[NightWindow, Any]:
    made = window(shot, owner=owner)
    made.tabs.table.setFocus()
    made.do(action)
    settle()
    return made, made.tab_flow.dialog


@page("cash")
def cash(shot: Shot) -> QWidget:
    return _at_work(shot, "cash")[0]


@page("cash-change")
def cash_change(shot: Shot) -> QWidget:
    made, dialog = _at_work(shot, "cash")
    dialog._amount.set_text("4,000")
    return made


@page("charge")
def charge(shot: Shot) -> QWidget:
    made, dialog = _at_work(shot, "charge")
    dialog._bring("1")
    return made


@page("take-back")
def take_back(shot: Shot) -> QWidget:
    return _at_work(shot, "void")[0]


@page("adjust")
def adjust(shot: Shot) -> QWidget:
    made, dialog = _at_work(shot, "adjust", owner=True)
    dialog._amount.set_text("9,999")
    return made


@page("move-tab")
def move_tab(shot: Shot) -> QWidget:
    made, dialog = _at_work(shot, "transfer")
    dialog._number.set_text("119")
    return made


@page("new-tab")
def new_tab(shot: Shot) -> QWidget:
    return _at_work(shot, "new_tab")[0]


@page("reopen-tab")
def reopen_tab(shot: Shot) -> QWidget:
    made = window(shot)
    made.stage.closed = (night.tab(130), night.tab(131), night.tab(112))
    made.do("reopen")
    return made


@page("tab-actions", sizes=(NORMAL, SMALL))
def tab_sheet(shot: Shot) -> QWidget:
    return _at_work(shot, "more", owner=True)[0]


@page("close-why")
def close_why(shot: Shot) -> QWidget:
    return _at_work(shot, "close_tab")[0]


@page("ledger-corrections")
def ledger_corrections(shot: Shot) -> QWidget:
    made = window(shot)
    tab = night.tab(124)
    gin = made.stage.ledger(tab.id)[5]

    def line(n: int, **more: Any) -> TabLine:
        return TabLine(tab_id=tab.id, id=f"{n:032x}-0", at=night.at(f"21:3{n}"), version=9000 + n, **more)

    mercy, joyce = night.MERCY.name, night.JOYCE.name
    entry = gin.id.rpartition("-")[0]
    made.stage.apply(ChangeSet(lines=(
        line(0, kind="charge_void", text=gin.text, amount_cents=-145_000, person=mercy, undoes=entry, reason="Table 7"),
        line(1, kind="cash", text="Cash", amount_cents=-100_000, person=mercy),
        line(2, kind="credit", text="Cash", amount_cents=-20_000, person=mercy),
        line(3, kind="adjustment", text="KES 300", amount_cents=-30_000, person=joyce, reason="Tusker"),
        line(4, kind="transfer", text="Moved", amount_cents=25_000, person=mercy, other_tab_number=119),
    )))  # fmt: skip
    made.tabs._panel.focus_ledger()
    return made


PEOPLE = (
    msgspec.structs.replace(night.JOYCE, claimed_bar=True),
    PersonView(id="5" * 32, name="Wambui Njoroge", role="owner"), night.MERCY,
    PersonView(id="4" * 32, name="Otieno Odhiambo", role="cashier", locked_until=night.at("21:50")),
)  # fmt: skip


def people_window(shot: Shot) -> NightWindow:
    """The owner's page with four people and four PCs."""
    made = window(shot, owner=True)
    state = made.stage.state
    state.session.set(replace(state.session.value, people=PEOPLE))
    made.do("people")
    asked = next(call for call in reversed(made.stage.calls) if call.name == "people.devices")
    asked.answer(pcs())
    settle()
    return made


def pcs() -> tuple[DeviceView, ...]:
    def one(letter: str, name: str, seen: str, day: int = 21, **more: Any) -> DeviceView:
        return DeviceView(
            id=letter * 32, name=name, paired_at=night.at("10:00", 4), last_seen_at=night.at(seen, day), **more
        )

    return (
        one("a", "Kaunta 1", "21:42", is_this_device=True), one("b", "Kaunta 2", "21:41:40"),
        one("c", "Ofisi", "18:10"), one("d", "Kaunta 3", "18:10", 3, revoked_at=night.at("11:00", 20)),
    )  # fmt: skip


@page("people", sizes=(NORMAL, SMALL))
def people(shot: Shot) -> QWidget:
    return people_window(shot)


@page("people-code")
def people_code(shot: Shot) -> QWidget:
    made = people_window(shot)
    made.page("people").add_pc()  # type: ignore[attr-defined]
    made.stage.calls[-1].answer(
        PairingCode(code="AB3DEFG7JK", purpose=PairingPurpose.ADD_DEVICE, expires_at=night.at("21:51:51"))
    )
    return made


@page("people-add")
def people_add(shot: Shot) -> QWidget:
    made = people_window(shot)
    made.page("people").add_person()  # type: ignore[attr-defined]
    return made


@page("people-remove")
def people_remove(shot: Shot) -> QWidget:
    made = people_window(shot)
    made.page("people")._person_act("4" * 32, "remove")  # type: ignore[attr-defined]
    return made

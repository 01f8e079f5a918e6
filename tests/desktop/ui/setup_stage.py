"""A console to stand screens on: the real state holders, and services that note what was asked and answer when told to.

The services are a fake at the one seam the screens have. They keep the rules that screens rely on: results come back
later (``answer``/``refuse``), immediate methods change the state at once through the real set-up rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from tabeza_desktop.core.pairing import Pairing, PairingOffer, ServiceWho
from tabeza_desktop.core.problems import Problem
from tabeza_desktop.core.session import Phase, Session
from tabeza_desktop.core.setup_flow import SetupDraft, StepKey, neighbour, step_views
from tabeza_desktop.core.times import Now
from tabeza_desktop.state.app_state import AppState
from tabeza_protocol.credentials import CredentialField, Finding, inspect_field
from tabeza_protocol.environment import Environment
from tabeza_protocol.pairing_codes import PairingPurpose
from tabeza_protocol.shortcodes import ShortcodeKind
from tabeza_protocol.wire.access import BarSummary, PairingLook, PersonView

MORNING = datetime(2026, 11, 20, 7, 31, 18, tzinfo=UTC)
"""10:31:18 in Nairobi."""
BAR = BarSummary(id="b" * 32, name="Kilimani Tavern", place="Kilimani, Nairobi")
MERCY = PersonView(id="1" * 32, name="Mercy", role="cashier")
BRIAN = PersonView(id="2" * 32, name="Brian", role="cashier")
JOYCE = PersonView(id="3" * 32, name="Joyce Kendi", role="owner")
WORDS = ("copper", "lantern", "river", "maize", "saddle", "orbit")


@dataclass
class Call:
    """One asynchronous request and the way to answer it."""

    name: str
    args: tuple[Any, ...]
    done: Callable[[Any], None] | None
    failed: Callable[[Problem], None] | None

    def answer(self, result: object = None) -> None:
        if self.done is not None:
            self.done(result)

    def refuse(self, code: str, **fields: Any) -> None:
        if self.failed is not None:
            self.failed(Problem(code, **fields))


@dataclass
class Recorder:
    """Any service: every call is noted under its name."""

    calls: list[Call]
    prefix: str

    def __getattr__(self, name: str) -> Callable[..., None]:
        def call(*args: Any, owner: object = None, done: Any = None, failed: Any = None, **more: Any) -> None:
            self.calls.append(Call(f"{self.prefix}.{name}", (*args, *more.values()), done, failed))

        return call


class StageSetup(Recorder):
    """Set-up: immediate methods really change the draft, by the real rules."""

    def __init__(self, calls: list[Call], state: AppState) -> None:
        super().__init__(calls, "setup")
        self._state = state

    def show(self, **changes: Any) -> None:
        """Change the view and let the rules say where the steps stand."""
        view = replace(self._state.setup.value, **changes)
        self._state.setup.set(replace(view, steps=step_views(view)))

    def draft(self, **changes: Any) -> None:
        draft = msgspec.structs.replace(self._state.setup.value.draft, **changes)
        self.show(draft=msgspec.structs.replace(draft, saved_at=self._state.clock.value.utc))

    def tick(self, item: str, on: bool) -> None:
        ticked = self._state.setup.value.draft.ticked
        self.draft(ticked=ticked | {item} if on else ticked - {item})

    def set_paybill(self, text: str, kind: ShortcodeKind | None) -> None:
        old = self._state.setup.value.draft
        changed = {"lookup": None, "name_confirmed": False} if text != old.shortcode_text else {}
        self.draft(shortcode_text=text, declared_kind=kind, **changed)

    def confirm_name(self, on: bool) -> None:
        self.draft(name_confirmed=on)

    def set_environment(self, environment: Environment) -> None:
        self.draft(environment=environment)

    def inspect(self, name: CredentialField, text: str, other: str = "") -> Finding:
        draft = self._state.setup.value.draft
        finding = inspect_field(name, text, draft.environment, other)
        self.draft(findings={**draft.findings, name: finding.key}, lengths={**draft.lengths, name: finding.length})
        return finding

    def seen(self, on: bool) -> None:
        self.draft(seen_on_paybill=on)

    def go_to(self, step: StepKey) -> bool:
        self.draft(current=step)
        return True

    def next(self) -> bool:
        return self._turn(1)

    def back(self) -> bool:
        return self._turn(-1)

    def _turn(self, by: int) -> bool:
        goal = neighbour(self._state.setup.value, by)
        if goal is not None:
            self.draft(current=goal)
        return goal is not None


class StagePreferences(Recorder):
    def __init__(self, calls: list[Call], state: AppState) -> None:
        super().__init__(calls, "preferences")
        self._state = state

    def set(self, **fields: Any) -> None:
        self._state.preferences.set(replace(self._state.preferences.value, **fields))


@dataclass
class StageServices:
    pairing: Recorder
    session: Recorder
    setup: StageSetup
    preferences: StagePreferences
    practice: Recorder
    payments: Recorder
    support: Recorder
    support_desk: Recorder


@dataclass
class Stage:
    """Quacks like ``Console``."""

    state: AppState
    services: StageServices
    calls: list[Call] = field(default_factory=list)
    tries: int = 0

    def try_now(self) -> None:
        self.tries += 1

    def named(self, name: str) -> list[Call]:
        return [call for call in self.calls if call.name == name]

    def last(self, name: str) -> Call:
        """The newest call of that name; fails the test if there is none."""
        found = self.named(name)
        assert found, f"{name} was not called, only {[call.name for call in self.calls]}"
        return found[-1]

    @property
    def draft(self) -> SetupDraft:
        return self.state.setup.value.draft

    def at(self, now: datetime) -> None:
        self.state.clock.set(Now(now, 1000.0))


def make_stage() -> Stage:
    """A bar that is paired and signed in by nobody yet, at half past ten in the morning."""
    state, calls = AppState(), []
    services = StageServices(
        pairing=Recorder(calls, "pairing"),
        session=Recorder(calls, "session"),
        setup=StageSetup(calls, state),
        preferences=StagePreferences(calls, state),
        practice=Recorder(calls, "practice"),
        payments=Recorder(calls, "payments"),
        support=Recorder(calls, "support"),
        support_desk=Recorder(calls, "support_desk"),
    )
    stage = Stage(state, services, calls)
    stage.at(MORNING)
    return stage


def unpaired() -> Stage:
    stage = make_stage()
    stage.state.session.set(Session(phase=Phase.UNPAIRED, device_name="COUNTER-01"))
    return stage


def offer(*, must_compare: bool = True, purpose: PairingPurpose = PairingPurpose.CLAIM_OWNER) -> PairingOffer:
    look = PairingLook(purpose=purpose, bar_name=BAR.name, bar_place=BAR.place, expires_at=MORNING)
    return PairingOffer("K7QM4R2XHV", look, ServiceWho("self_hosted", WORDS, "0" * 64, must_compare))


def offered(**kinds: Any) -> Stage:
    stage = unpaired()
    stage.state.pairing.set(Pairing(offer=offer(**kinds)))
    return stage


def at_the_counter(phase: Phase = Phase.SIGNED_OUT, person: PersonView | None = None) -> Stage:
    stage = make_stage()
    people = (MERCY, BRIAN, JOYCE)
    stage.state.session.set(
        Session(phase=phase, bar=BAR, device_id="d" * 32, device_name="COUNTER-01", person=person, people=people)
    )
    return stage


def in_setup(**draft: Any) -> Stage:
    stage = at_the_counter(Phase.SIGNED_IN, JOYCE)
    stage.services.setup.show(loaded=True)
    stage.services.setup.draft(**draft)
    return stage



"""The owner's walk through the six set-up steps, as the pages ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tabeza_desktop.core.setup_flow import CHECKLIST, LIVE_WORD, StepKey, page_state
from tabeza_protocol.credentials import CredentialField
from tabeza_protocol.secret import Secret
from tabeza_protocol.shortcodes import ShortcodeKind
from tests.journeys.counter import Counter

FIELDS = ("consumer_key", "consumer_secret", "passkey")


def walk_setup(counter: Counter, keys: Mapping[str, Any], phone: str, pay: Callable[[], None]) -> None:
    """From the checklist to LIVE. ``pay``: what the owner does on the phone when the KES 1 prompt shows."""
    setup, state = counter.console.services.setup, counter.console.state.setup
    counter.call(setup.load)
    for item in CHECKLIST:
        setup.tick(item, True)
    _onwards(counter, StepKey.PAYBILL)
    setup.set_paybill(str(keys["shortcode"]), ShortcodeKind.PAYBILL)
    counter.call(setup.lookup)
    setup.confirm_name(True)
    _onwards(counter, StepKey.CREDENTIALS)
    for field in FIELDS:
        setup.inspect(CredentialField(field), str(keys[field]))
    _onwards(counter, StepKey.SEND)
    counter.call(setup.send, *(Secret(str(keys[field])) for field in FIELDS))
    _onwards(counter, StepKey.TEST)
    counter.call(setup.start_test, phone)
    pay()
    counter.until(lambda: state.value.test is not None and state.value.test.state == "succeeded", "the KES 1")
    _onwards(counter, StepKey.GO_LIVE)
    setup.seen(True)
    settings = counter.call(setup.go_live, LIVE_WORD)
    assert settings.enabled
    counter.until(lambda: state.value.step(StepKey.GO_LIVE).state == "done", "the last step done")


def _onwards(counter: Counter, step: StepKey) -> None:
    """Continue, once it is on."""
    state = counter.console.state.setup

    def ready() -> bool:
        typed = state.value.current is StepKey.CREDENTIALS
        return page_state(state.value, state.value.current, fields_filled=typed).valid

    counter.until(ready, f"Continue at {state.value.current}, towards {step}")
    assert counter.console.services.setup.next()
    assert state.value.current is step

"""What is typed once must be found nowhere: keys and PIN as canaries through a whole set-up and a payment."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tabeza_protocol.secret import Secret
from tests.journeys.conftest import OpenCounter
from tests.journeys.counter import OWNER, PIN
from tests.journeys.town import Bar, Town
from tests.journeys.walk import FIELDS, walk_setup

pytestmark = pytest.mark.alone
SHORT = 8
"""A PIN's six digits turn up by chance in ids and times: it is looked for as a JSON value and beside its name."""


def shapes(secret: str) -> set[bytes]:
    """A secret in plain, URL, hex and base64 form (at each of the three alignments), either case of hex."""
    raw = secret.encode()
    found = {raw, raw[::-1], quote(secret, safe="").encode(), raw.hex().encode(), raw.hex().upper().encode()}
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + raw)
        inner = whole[4 if shift else 0 : -4]
        found |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return {shape for shape in found if len(shape) > SHORT}


def pin_shapes(pin: str) -> set[bytes]:
    return {f'"{pin}"'.encode(), f"pin={pin}".encode(), f"pin: {pin}".encode(), f"PIN {pin}".encode()}


def new_keys() -> dict[str, str]:
    """Daraja keys as Safaricom makes them, unlike any others in the world."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    def made(length: int) -> str:
        return "".join(secrets.choice(letters) for _ in range(length))

    return {"consumer_key": made(48), "consumer_secret": made(64), "passkey": secrets.token_hex(32)}


def traces(canaries: set[bytes], places: Iterator[tuple[str, bytes]]) -> list[str]:
    return [place for place, content in places if any(canary in content for canary in canaries)]


def files(*folders: Path) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield str(path), path.read_bytes()


def test_no_file_no_log_and_no_answer_holds_a_key_or_the_pin(
    own_town: Town, counter: OpenCounter, tmp_path: Path
) -> None:
    keys = new_keys()
    bar: Bar = own_town.new_bar(560, live=False, keys=keys)
    tab = bar.tabs[0]
    console = counter(own_town, folder=tmp_path / "pc")
    console.pair(bar.code)
    console.call(console.console.services.pairing.set_owner, OWNER, Secret(PIN))
    console.loaded()
    walk_setup(console, bar.tenant, "0799 000 111", lambda: own_town.answer("254799000111"))
    console.ask(tab)
    own_town.answer(tab.phone)
    console.until_last(tab, "succeeded")
    console.console.services.session.lock()
    console.call(console.console.services.session.unlock, Secret(PIN))
    while_running = list(files(own_town.folder, tmp_path / "pc"))
    answers = [("an answer of the service", content) for content in console.wire.answers]
    console.stop()
    own_town.central.end()
    after = list(files(own_town.folder, tmp_path / "pc"))
    canaries = set().union(*(shapes(keys[name]) for name in FIELDS))
    assert len(answers) > 20
    assert any(path.endswith("central.sqlite") for path, _ in after)
    assert any("state.sqlite" in path for path, _ in after)
    everything = [*while_running, *after, *answers]
    assert traces({bar.id.encode()}, iter(everything)), "a search that finds nothing proves nothing"
    assert traces(canaries | pin_shapes(PIN), iter(everything)) == []
    phone = b"254799000111"
    assert traces({phone, b"0799000111"}, iter([*answers, *files(tmp_path / "pc")])) == []


@pytest.mark.parametrize("length", [48, 64])
def test_the_search_would_find_a_secret_in_any_form(length: int) -> None:
    secret = new_keys()["consumer_key" if length == 48 else "consumer_secret"]
    for hidden in (
        secret,
        secret.encode().hex(),
        base64.b64encode(secret.encode()).decode(),
        base64.b64encode(f"x{secret}".encode()).decode(),
        base64.urlsafe_b64encode(f"xy{secret}:".encode()).decode(),
        quote(secret, safe=""),
    ):
        assert traces(shapes(secret), iter([("here", b"..." + hidden.encode() + b"...")])) == ["here"]

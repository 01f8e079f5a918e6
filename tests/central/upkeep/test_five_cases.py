"""The five cases of the troubleshooting table, from what is seen to the cure, over real HTTP and a real process."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tabeza_protocol import routes
from tests.central import journey
from tests.central.outside import free_port

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.timeout(300)]
CUSTOMER = "254733000111"


@dataclass
class Bar:
    """A bar that is live, and everything needed to open its console on another run of the service."""

    folder: Path
    master: str
    simulator: journey.Program
    bar_id: str
    device_id: str
    device_token: str
    session_token: str

    @contextmanager
    def open(self, folder: Path, **environment: str) -> Iterator[tuple[journey.Central, journey.Console]]:
        """The service over a copy of the bar's data, as a restart finds it, and its owner's console."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        settings = {"MPESA_ENCRYPTION_KEY": self.master} | environment
        with (
            journey.central(folder, self.simulator, **settings) as service,
            journey.console(service) as owner,
        ):
            owner.bar_id, owner.device_id, owner.device_token = self.bar_id, self.device_id, self.device_token
            owner.session_token = self.session_token
            yield service, owner


@pytest.fixture(scope="module")
def bar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bar]:
    folder, master = tmp_path_factory.mktemp("bar"), secrets.token_hex(32)
    with journey.safaricom() as simulator:
        with (
            journey.central(folder, simulator, MPESA_ENCRYPTION_KEY=master) as service,
            journey.console(service) as owner,
        ):
            owner.pair(service.claim_code(service.new_bar()))
            owner.sign_in(owner.become_owner())
            assert owner.send_keys(journey.keys_of(simulator)).status_code == 201
            journey.customer(simulator, journey.PHONE)
            owner.until_payment(owner.test_payment()["id"], "succeeded")
            owner.go_live()
        yield Bar(
            folder, master, simulator, owner.bar_id, owner.device_id, owner.device_token, owner.session_token
        )


def test_1_failed_to_decrypt_is_a_key_of_another_place_and_the_right_key_opens_everything(
    bar: Bar, tmp_path: Path
) -> None:
    other = secrets.token_hex(32)
    with (
        pytest.raises(AssertionError, match="did not start") as seen,
        bar.open(tmp_path, MPESA_ENCRYPTION_KEY=other),
    ):
        pass
    assert "The data was sealed under key" in str(seen.value)
    assert other not in str(seen.value)
    with bar.open(tmp_path) as (service, owner):
        assert "MISSING" not in service.operator("keys", "status")
        assert owner.ok("POST", routes.MPESA_TEST, {"barId": bar.bar_id})["ok"] is True
    both = {"MPESA_ENCRYPTION_KEY": other, "MPESA_ENCRYPTION_KEYS_OLD": bar.master}
    with bar.open(tmp_path / "both", **both) as (service, owner):
        assert owner.ok("POST", routes.MPESA_TEST, {"barId": bar.bar_id})["ok"] is True, (
            "or both, as for a rotation"
        )


@pytest.mark.parametrize("shortcode", ["4083", "40839171", "4O83917"])
def test_2_an_invalid_shortcode_is_refused_with_the_way_forward_and_the_live_keys_stay(
    bar: Bar, tmp_path: Path, shortcode: str
) -> None:
    with bar.open(tmp_path) as (_, owner):
        refused = owner.send_keys({**journey.keys_of(bar.simulator), "shortcode": shortcode})
        assert (refused.status_code, refused.json()["code"]) == (422, "shortcode_invalid")
        assert owner.settings()["enabled"] is True
        assert owner.send_keys(journey.keys_of(bar.simulator)).status_code == 201


def test_3_a_cancelled_request_is_normal_and_asking_again_is_paid(bar: Bar, tmp_path: Path) -> None:
    with bar.open(tmp_path) as (_, owner):
        tab = owner.open_tab(330_000, CUSTOMER)
        journey.customer(bar.simulator, CUSTOMER, "cancel")
        failed = owner.until_payment(owner.request_payment(tab, 330_000)["id"], "failed")
        assert failed["resultCode"] == "1032"
        paid_by = "254733000112"
        journey.customer(bar.simulator, paid_by)
        body = {
            "barId": bar.bar_id,
            "tabId": tab,
            "amountCents": 330_000,
            "phone": paid_by,
            "retryOf": failed["id"],
        }
        again = owner.ok("POST", routes.MPESA_REQUEST, body, key=owner.new_key())
        owner.until_payment(again["id"], "succeeded")


def test_4_a_callback_that_can_not_arrive_is_found_by_preflight_and_the_payment_settles_all_the_same(
    bar: Bar, tmp_path: Path
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    journey.customer(bar.simulator, "254733000113")
    with bar.open(tmp_path, PUBLIC_BASE_URL=nowhere) as (service, owner):
        done = subprocess.run(
            [sys.executable, "-m", "tabeza_central", "preflight"], cwd=journey.ROOT,
            env={**os.environ, **service.settings}, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        assert "FAIL  callback reached: Nothing listens" in done.stdout
        tab = owner.open_tab(120_000, "254733000113")
        asked = owner.request_payment(tab, 120_000)
        settled = until_settled(owner, asked["id"])
        assert settled["confirmedBy"] == "query"
        assert owner.ok("GET", f"{routes.TABS}/{tab}", barId=bar.bar_id)["tab"]["balanceCents"] == 0


def until_settled(owner: journey.Console, payment_id: str) -> dict[str, object]:
    """The workers ask Safaricom first after 15 s: a little more patience than for a callback."""
    for _ in range(2):
        try:
            return owner.until_payment(payment_id, "succeeded")
        except AssertionError:
            continue
    return owner.until_payment(payment_id, "succeeded")


def test_5_too_many_requests_wait_as_long_as_is_said_or_the_operator_gives_more(
    bar: Bar, tmp_path: Path
) -> None:
    with bar.open(tmp_path) as (service, owner):
        service.operator("bars", "limit", bar.bar_id, "2")
        tabs = [owner.open_tab(10_000, f"25473300020{n}") for n in range(3)]

        def ask(tab: str) -> httpx.Response:
            body = {"barId": bar.bar_id, "tabId": tab, "amountCents": 10_000}
            return owner.call("POST", routes.MPESA_REQUEST, body, key=owner.new_key())

        answers = [ask(tab) for tab in tabs]
        assert [answer.status_code for answer in answers][-1] == 429
        refused = answers[-1]
        assert refused.json()["code"] == "limit_bar"
        assert 0 < int(refused.headers["retry-after"]) <= 300
        service.operator("bars", "limit", bar.bar_id, "20")
        assert ask(tabs[-1]).status_code == 202

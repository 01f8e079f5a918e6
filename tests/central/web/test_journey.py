"""The whole main job over real HTTP: from an operator's code to a paid tab on the changes feed."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tabeza_protocol import routes
from tests.central import journey


@pytest.mark.alone
def test_from_a_pairing_code_to_a_paid_tab(tmp_path: Path) -> None:
    with (
        journey.safaricom() as simulator,
        journey.central(tmp_path, simulator) as service,
        journey.console(service) as owner,
    ):
        bar_id = service.new_bar()
        code = service.claim_code(bar_id)
        look = owner.ok("POST", routes.PAIRING_LOOK, {"code": code.lower()}, token=None)
        assert (look["barName"], look["purpose"]) == ("Mlango Mmoja", "claim_owner")

        owner.pair(code)
        owner.sign_in(owner.become_owner())
        assert owner.bar_id == bar_id

        sent = owner.send_keys(journey.keys_of(simulator))
        assert sent.status_code == 201, sent.text
        candidate = sent.json()["candidate"]
        assert candidate["registeredName"] == "KILIMANI TAVERN LTD"
        assert {check["name"]: check["state"] for check in candidate["checks"]} == {
            "oauth": "passed",
            "passkey_and_shortcode": "passed",
            "organisation": "passed",
        }
        assert owner.settings()["enabled"] is False

        journey.customer(simulator, journey.PHONE)
        test = owner.test_payment()
        paid = owner.until_payment(test["id"], "succeeded")
        assert paid["amountCents"] == 100
        assert paid["receipt"]
        settings = owner.settings()
        assert (settings["testStatus"], settings["enabled"]) == ("passed", False)

        live = owner.go_live()
        assert (live["enabled"], live["setupCompleted"]) == (True, True)

        tab_id = owner.open_tab(330_000, phone="0733000111")
        journey.customer(simulator, "254733000111")
        request = owner.request_payment(tab_id, 330_000)
        assert request["phoneMasked"] == "0733 *** 111"
        owner.until_payment(request["id"], "succeeded")
        tab = owner.ok("GET", f"{routes.TABS}/{tab_id}", barId=bar_id)["tab"]
        assert (tab["balanceCents"], tab["paidCents"]) == (0, 330_000)


@pytest.mark.alone
def test_a_lost_answer_is_unknown_then_paid_by_its_callback_and_never_pushed_twice(tmp_path: Path) -> None:
    with (
        journey.safaricom() as simulator,
        journey.central(tmp_path, simulator) as service,
        journey.console(service) as owner,
    ):
        owner.pair(service.claim_code(service.new_bar()))
        owner.sign_in(owner.become_owner())
        assert owner.send_keys(journey.keys_of(simulator)).status_code == 201
        journey.customer(simulator, journey.PHONE)
        fault = {"kind": "lost_reset", "phone": journey.PHONE, "times": 1}
        set_up = httpx.post(f"{simulator.ready['control_url']}/faults", json=fault)
        assert set_up.is_success, set_up.text
        test = owner.test_payment()
        owner.until_payment(test["id"], "succeeded")
        history = owner.ok("GET", f"{routes.PAYMENTS}/{test['id']}", barId=owner.bar_id)["timeline"]
        assert "no_answer" in [event["kind"] for event in history]
        pushes = [entry for entry in journey.record_of(simulator) if entry.get("what") == "push"]
        assert len(pushes) == 1

"""Two workers of the real program on one PostgreSQL: a bar is set up at one, and its console served by the other."""

from __future__ import annotations

import secrets
from pathlib import Path

import httpx
import pytest

from tabeza_protocol import routes
from tests.central import journey


@pytest.mark.postgres
def test_a_bar_lives_on_two_workers_at_once(store_url_of_postgres: str, tmp_path: Path) -> None:
    url = store_url_of_postgres
    settings = {"DATABASE_URL": url, "DATABASE_LISTEN_URL": url, "MPESA_ENCRYPTION_KEY": secrets.token_hex(32)}
    with (
        journey.safaricom() as simulator,
        journey.central(tmp_path, simulator, **settings) as one,
        journey.central(tmp_path, simulator, **settings) as two,
        journey.console(one) as owner,
    ):
        assert one.program.ready["identity_fingerprint"] == two.program.ready["identity_fingerprint"]
        bar_id = one.new_bar()
        owner.pair(one.claim_code(bar_id))
        owner.sign_in(owner.become_owner())
        assert owner.send_keys(journey.keys_of(simulator)).status_code == 201
        journey.customer(simulator, journey.PHONE)
        owner.until_payment(owner.test_payment()["id"], "succeeded")
        owner.go_live()
        tab_id = owner.open_tab(330_000, phone="0733000111")

        owner.http.base_url = httpx.URL(two.base_url)
        journey.customer(simulator, "254733000111")
        request = owner.request_payment(tab_id, 330_000)
        owner.until_payment(request["id"], "succeeded")
        tab = owner.ok("GET", f"{routes.TABS}/{tab_id}", barId=bar_id)["tab"]
        assert (tab["balanceCents"], tab["paidCents"]) == (0, 330_000)

        status = two.operator("keys", "status")
        assert "current" in status
        assert "MISSING" not in status
        assert "0 sealed anew" in one.operator("keys", "rotate")

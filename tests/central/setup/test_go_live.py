"""Going live: exactly the version whose KES 1 was paid, by the owner's word, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tabeza_central.services import progress, setup
from tabeza_central.settings import SANDBOX_HOST, SettingsRefused, settings_from_environment
from tabeza_protocol.environment import Environment
from tabeza_protocol.wire.setup import GoLiveRequest, MpesaSettings, SetupProgressRequest, StepProgress
from tests.central import world as worlds
from tests.central.access import people
from tests.central.access.people import KEY, House, problem_of
from tests.central.world import World


@pytest.fixture
def house(quick_url: str) -> Iterator[House]:
    made = people.build(quick_url)
    made.world.bar_id = made.bar()
    yield made
    made.ctx.store.engine.dispose()


def settings(world: World) -> MpesaSettings:
    return setup.read_settings(world.ctx, world.principal("owner"))


def request(world: World, version: int, *, seen: bool = True, word: str = "LIVE") -> GoLiveRequest:
    return GoLiveRequest(bar_id=world.bar_id, credential_version=version, seen_on_paybill=seen, word=word)


def after_test(house: House, *, paid: bool = True) -> int:
    """The version of fresh keys whose KES 1 was paid (or cancelled)."""
    world = house.world
    version = worlds.add_version(world, world.bar_id)
    test = world.ask_test()
    world.work()
    world.call_back(test.id, 0 if paid else 1032)
    return version


def test_after_a_paid_test_the_owners_word_turns_it_on(house: House) -> None:
    world, version = house.world, after_test(house)
    assert not settings(world).enabled
    setup.go_live(world.ctx, world.principal("owner"), request(world, version))
    now = settings(world)
    assert (now.enabled, now.setup_completed, now.credential_version) == (True, True, version)
    setup.go_live(world.ctx, world.principal("owner"), request(world, version))
    went_live = [row for row in world.rows("audit_log") if row.action == "went_live"]
    assert len(went_live) == 1


@pytest.mark.parametrize("word", ["", "live", "LIVE!", "L I V E", "ＬＩＶＥ", "YES"])
def test_another_word_does_not(house: House, word: str) -> None:
    world, version = house.world, after_test(house)
    refused = problem_of(
        setup.go_live, world.ctx, world.principal("owner"), request(world, version, word=word)
    )
    assert (refused.code, refused.fields) == ("not_confirmed", {"word": "word_missing"})
    assert not settings(world).enabled


def test_not_without_having_seen_it_on_the_paybill(house: House) -> None:
    world, version = house.world, after_test(house)
    refused = problem_of(
        setup.go_live, world.ctx, world.principal("owner"), request(world, version, seen=False)
    )
    assert refused.code == "not_confirmed"
    assert not settings(world).enabled


def test_not_after_a_failed_test_or_none(house: House) -> None:
    world = house.world
    version = worlds.add_version(world, world.bar_id)
    owner = world.principal("owner")
    assert problem_of(setup.go_live, world.ctx, owner, request(world, version)).code == "test_not_passed"
    failed = after_test(house, paid=False)
    assert problem_of(setup.go_live, world.ctx, owner, request(world, failed)).code == "test_not_passed"
    assert not settings(world).enabled


@pytest.mark.parametrize("off", [-1, 1, 100])
def test_not_for_another_version_than_the_tested_one(house: House, off: int) -> None:
    world, version = house.world, after_test(house)
    refused = problem_of(setup.go_live, world.ctx, world.principal("owner"), request(world, version + off))
    assert refused.code == "test_not_passed"


def test_new_keys_are_untested_and_leave_the_live_ones_working(house: House) -> None:
    world, version = house.world, after_test(house)
    setup.go_live(world.ctx, world.principal("owner"), request(world, version))
    newer = worlds.add_version(world, world.bar_id, salt="2")
    now = settings(world)
    assert (now.enabled, now.credential_version) == (True, version)
    assert now.candidate is not None
    assert (now.candidate.version, now.candidate.test_status) == (newer, "pending")
    refused = problem_of(setup.go_live, world.ctx, world.principal("owner"), request(world, newer))
    assert refused.code == "test_not_passed"


def test_another_paybill_passes_its_test_but_waits_for_the_owners_word(house: House) -> None:
    world, version = house.world, after_test(house)
    setup.go_live(world.ctx, world.principal("owner"), request(world, version))
    newer = worlds.add_version(world, world.bar_id, salt="2", shortcode="7654321")
    world.pass_time(130)
    test = world.ask_test(phone="0733000222")
    world.work()
    world.receive(
        worlds.callback_body(
            world.push_of(test.id).merchant_request_id, world.push_of(test.id).checkout_request_id, 0,
            receipt="UKL9ZZ9ZZ9", phone="254733000222",
        ),
        world.ctx.callback_tokens.make(test.id),
    )  # fmt: skip
    world.work()
    now = settings(world)
    assert (now.credential_version, now.business_shortcode) == (newer, "7654321")
    assert not now.enabled
    setup.go_live(world.ctx, world.principal("owner"), request(world, newer))
    assert settings(world).enabled


# --- progress -------------------------------------------------------------------------------------------------------


def test_progress_is_kept_as_it_was_said(house: House) -> None:
    world = house.world
    who = world.principal("owner")
    assert progress.read_progress(world.ctx, who).current == "checklist"
    said = SetupProgressRequest(
        bar_id=world.bar_id, current="credentials", business_shortcode="4083917", declared_kind="paybill",
        environment=Environment.PRODUCTION, checklist=("paybill", "daraja_account"),
        steps=(StepProgress(step="checklist", state="done"), StepProgress(step="paybill", state="done")),
        fields={"consumer_key": "looks_right", "passkey": "unusual_length"},
    )  # fmt: skip
    kept = progress.write_progress(world.ctx, who, said)
    assert progress.read_progress(world.ctx, who) == kept
    assert (kept.current, kept.fields, kept.checklist) == (said.current, said.fields, said.checklist)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"fields": {"passkey": "bfb279f9aa9bdbcf158e97dd71a467cd"}}, "fields"),
        ({"fields": {"my_secret": "looks_right"}}, "fields"),
        ({"checklist": ("Bearer abc def",)}, "checklist"),
        ({"checklist": ("x" * 41,)}, "checklist"),
        ({"checklist": ("a",) * 13}, "checklist"),
        ({"registered_name": "x" * 81}, "registeredName"),
        ({"business_shortcode": "x" * 48}, "businessShortcode"),
        ({"steps": (StepProgress(step="test", state="failed", problem="key is Ab+/="),)}, "steps"),
        ({"steps": (StepProgress(step="test", state="done"), StepProgress(step="test", state="todo"))}, "steps"),
    ],
)  # fmt: skip
def test_a_value_cannot_be_parked_in_the_progress(
    house: House, changed: dict[str, object], wrong: str
) -> None:
    world = house.world
    fields: dict[str, object] = {"bar_id": world.bar_id, "current": "paybill", "steps": ()} | changed
    said = SetupProgressRequest(**fields)  # type: ignore[arg-type]
    refused = problem_of(progress.write_progress, world.ctx, world.principal("owner"), said)
    assert refused.code == "bad_request"
    assert wrong in (refused.fields or {})
    assert not world.rows("setup_progress")


# --- settings -------------------------------------------------------------------------------------------------------


GOOD = {"MPESA_ENCRYPTION_KEY": KEY, "PUBLIC_BASE_URL": "https://api.tabeza.co.ke"}


def test_the_checklists_names_are_read() -> None:
    made = settings_from_environment({"NEXT_PUBLIC_API_BASE_URL": "https://api.tabeza.co.ke/"})
    assert made.callback_url("t") == "https://api.tabeza.co.ke/api/payments/mpesa/callback/t"
    neutral = settings_from_environment({**GOOD, "TABEZA_CALLBACK_PATH": "pay/cb/"})
    assert neutral.callback_url("t") == "https://api.tabeza.co.ke/pay/cb/t"
    assert made.daraja_host(Environment.SANDBOX) == SANDBOX_HOST
    assert KEY not in repr(neutral)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"PUBLIC_BASE_URL": ""}, "PUBLIC_BASE_URL is not set"),
        ({"PUBLIC_BASE_URL": "http://api.tabeza.co.ke"}, "https://"),
        ({"PUBLIC_BASE_URL": "https://api.tabeza.co.ke/path"}, "without a path"),
        ({"PUBLIC_BASE_URL": "https://user:pw@api.tabeza.co.ke"}, "host only"),
        ({"PUBLIC_BASE_URL": "api.tabeza.co.ke"}, "not a web address"),
        ({"PUBLIC_BASE_URL": "https://x:99999"}, "not a web address"),
        ({"TABEZA_SERVICE_KIND": "prod"}, "TABEZA_SERVICE_KIND"),
        ({"TABEZA_CALLBACK_PATH": "/hooks"}, "only those two answer"),
        ({"DARAJA_SANDBOX_URL": "http://127.0.0.1:1"}, "only for practice and tests"),
        ({"DARAJA_PRODUCTION_URL": "http://127.0.0.1:1", "TABEZA_SERVICE_KIND": "production"}, "only for practice"),
        ({"DARAJA_PRODUCTION_URL": "https://evil.example", "TABEZA_SERVICE_KIND": "practice"}, "on this machine"),
        ({"DARAJA_SANDBOX_URL": "http://10.0.0.1", "TABEZA_SERVICE_KIND": "test"}, "on this machine"),
    ],
)  # fmt: skip
def test_a_setting_that_could_harm_refuses_with_a_cure(changed: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsRefused, match=says):
        settings_from_environment(GOOD | changed)


def test_database_addresses_as_supabase_prints_them(tmp_path: Path) -> None:
    for given in ("postgres://u:p@h/db", "postgresql://u:p@h/db"):
        assert (
            settings_from_environment(GOOD | {"DATABASE_URL": given}).database_url
            == "postgresql+psycopg://u:p@h/db"
        )

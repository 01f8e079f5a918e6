"""Sealed credentials: opened once, for here, looked at, tried, stored sealed; and never told again."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tabeza_central.domain.principal import Principal
from tabeza_central.ports import (
    DarajaCredentials,
    LookupAnswer,
    NoAnswer,
    NotYet,
    Organisation,
    QueryAnswer,
    Refused,
    Result,
    TokenAnswer,
    TokenReady,
)
from tabeza_central.services import identity, organisations, probe, setup
from tabeza_central.vault.at_rest import key_id_of
from tabeza_protocol.credentials import SANDBOX_PASSKEY
from tabeza_protocol.environment import Environment
from tabeza_protocol.sealing import seal_info
from tabeza_protocol.wire.setup import CredentialsPlain, SealedCredentialsRequest
from tests.central import world as worlds
from tests.central.access import people
from tests.central.access.people import House, problem_of

KEY = "canaryKEY0" + "k" * 38
SECRET = "canarySECRET" + "s" * 52
PASSKEY = "ca" + "0f" * 31


@dataclass
class Safaricom(worlds.ScriptedDaraja):
    """Answers the set-up's questions as told and remembers that it was asked."""

    token_answer: TokenAnswer = field(default_factory=TokenReady)
    query_answer: QueryAnswer = field(default_factory=lambda: NotYet("500.001.1001"))
    lookup_answer: LookupAnswer = field(default_factory=lambda: Organisation("MLANGO MMOJA LTD", None))
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def token(self, credentials: DarajaCredentials) -> TokenAnswer:
        self.asked.append(("token", credentials.consumer_key.reveal()))
        return self.token_answer

    def query(self, credentials: DarajaCredentials, checkout_request_id: str) -> QueryAnswer:
        self.asked.append(("query", checkout_request_id))
        return self.query_answer

    def lookup(self, credentials: DarajaCredentials | None, shortcode: str) -> LookupAnswer:
        self.asked.append(("lookup", None if credentials is None else shortcode))
        return self.lookup_answer


@dataclass
class Scene:
    house: House
    owner: Principal
    safaricom: Safaricom

    @property
    def ctx(self) -> Any:
        return self.house.ctx

    def sealed(self, plain: CredentialsPlain | None = None, **changed: Any) -> SealedCredentialsRequest:
        """A request as the console makes it; ``changed`` says what is different in binding or request."""
        key = identity.describe(self.ctx).sealing_keys[0]
        nonce = changed.pop("nonce", None) or setup.seal_nonce(self.ctx, self.owner).nonce
        plain = plain or credentials()
        binding = {
            "bar_id": self.owner.bar_id, "device_id": self.owner.device_id, "key_id": key.key_id, "nonce": nonce,
        } | changed.pop("binding", {})  # fmt: skip
        public = X25519PublicKey.from_public_bytes(bytes.fromhex(key.public_key))
        suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
        box = suite.encrypt(changed.pop("raw", msgspec.json.encode(plain)), public, info=seal_info(**binding))
        request = {
            "environment": plain.environment, "business_shortcode": plain.business_shortcode,
            "declared_kind": "paybill", "key_id": key.key_id, "nonce": nonce,
            "sealed": base64.b64encode(box).decode(),
        }  # fmt: skip
        return SealedCredentialsRequest(**(request | changed))

    def submit(self, request: SealedCredentialsRequest | None = None) -> Any:
        return setup.submit_credentials(self.ctx, self.owner, request or self.sealed()).candidate

    def refused(self, request: SealedCredentialsRequest) -> str:
        return problem_of(setup.submit_credentials, self.ctx, self.owner, request).code

    def stored(self) -> list[Any]:
        return self.house.world.rows("mpesa_credential_candidates")


def credentials(**changed: Any) -> CredentialsPlain:
    fields: dict[str, Any] = {
        "consumer_key": KEY, "consumer_secret": SECRET, "passkey": PASSKEY,
        "environment": Environment.PRODUCTION, "business_shortcode": "4083917",
    }  # fmt: skip
    return CredentialsPlain(**(fields | changed))


@pytest.fixture
def scene(quick_url: str) -> Iterator[Scene]:
    house = people.build(quick_url)
    safaricom = Safaricom()
    house.ctx.daraja = safaricom
    _, owner = house.owner(house.bar())
    yield Scene(house, owner, safaricom)
    house.ctx.store.engine.dispose()


# --- the way in -----------------------------------------------------------------------------------------------------


def test_good_keys_become_a_candidate_with_what_is_known_of_them(scene: Scene) -> None:
    candidate = scene.submit()
    assert (candidate.version, candidate.test_status) == (1, "pending")
    assert candidate.registered_name == "MLANGO MMOJA LTD"
    assert [(c.name, c.state, c.advisory) for c in candidate.checks] == [
        ("oauth", "passed", False),
        ("passkey_and_shortcode", "passed", True),
        ("organisation", "passed", True),
    ]
    assert candidate.consumer_key.set
    assert candidate.consumer_key.set_by == "Wanjiru"
    settings = setup.read_settings(scene.ctx, scene.owner)
    assert not settings.enabled
    assert not settings.consumer_key.set, "nothing is in use before its test"
    assert settings.candidate is not None


def test_they_lie_sealed_for_their_bar_and_field_under_the_current_key(scene: Scene) -> None:
    scene.submit()
    (row,) = scene.stored()
    vault = scene.ctx.vault
    for name, value in (("consumer_key", KEY), ("consumer_secret", SECRET), ("passkey", PASSKEY)):
        sealed = getattr(row, f"{name}_encrypted")
        assert key_id_of(sealed) == vault.keyring.current_id
        assert vault.open(row.bar_id, name, sealed).decode() == value


def test_each_change_is_a_new_untested_version_and_leaves_the_old_one_superseded(scene: Scene) -> None:
    first, second = scene.submit(), scene.submit(scene.sealed(credentials(passkey="cb" * 32)))
    assert (first.version, second.version) == (1, 2)
    assert second.test_status == "pending"
    assert [row.state for row in scene.stored()] == ["superseded", "candidate"]
    assert first.passkey.fingerprint != second.passkey.fingerprint
    assert first.consumer_key.fingerprint == second.consumer_key.fingerprint


def test_stray_blanks_of_a_paste_are_dropped(scene: Scene) -> None:
    scene.submit(scene.sealed(credentials(consumer_key=f"  {KEY}\n", passkey=f"\u200b{PASSKEY}\r\n")))
    assert ("token", KEY) in scene.safaricom.asked


# --- what must not open ---------------------------------------------------------------------------------------------


def test_a_box_opens_once(scene: Scene) -> None:
    request = scene.sealed()
    scene.submit(request)
    assert scene.refused(request) == "seal_nonce_invalid"
    assert len(scene.stored()) == 1


def test_a_nonce_dies_after_ten_minutes(scene: Scene) -> None:
    request = scene.sealed()
    scene.house.world.clock.forward(601)
    assert scene.refused(request) == "seal_nonce_invalid"


@pytest.mark.parametrize("nonce", ["", "0" * 32, "x" * 5_000])
def test_a_nonce_nobody_gave_is_refused(scene: Scene, nonce: str) -> None:
    good = scene.sealed()
    assert scene.refused(msgspec.structs.replace(good, nonce=nonce)) == "seal_nonce_invalid"


def test_a_nonce_of_another_device_is_refused(scene: Scene) -> None:
    paired = scene.house.pair(scene.house.code(scene.owner.bar_id))
    elsewhere = Principal(scene.owner.bar_id, paired.device_id, scene.owner.person_id, "owner", "Wanjiru")
    nonce = setup.seal_nonce(scene.ctx, elsewhere).nonce
    assert scene.refused(scene.sealed(nonce=nonce)) == "seal_nonce_invalid"


@pytest.mark.parametrize("part", ["bar_id", "device_id", "key_id", "nonce"])
def test_a_box_bound_to_another_place_does_not_open(scene: Scene, part: str) -> None:
    assert scene.refused(scene.sealed(binding={part: "f" * 32})) == "seal_invalid"
    assert not scene.stored()


def test_another_bars_owner_cannot_use_a_box_that_was_sealed_here(scene: Scene) -> None:
    _, stranger = scene.house.owner(scene.house.bar("Elsewhere"))
    nonce = setup.seal_nonce(scene.ctx, stranger).nonce
    stolen = msgspec.structs.replace(scene.sealed(), nonce=nonce)
    assert problem_of(setup.submit_credentials, scene.ctx, stranger, stolen).code == "seal_invalid"


def test_a_key_that_is_not_ours_or_has_ended_is_refused(scene: Scene) -> None:
    assert scene.refused(msgspec.structs.replace(scene.sealed(), key_id="0" * 16)) == "seal_invalid"
    key = identity.describe(scene.ctx).sealing_keys[0]
    scene.house.world.clock.forward(identity.SEALING_LIFE_S + identity.GRACE_S + 1)
    assert identity.sealing_pair(scene.ctx, key.key_id) is None


def test_a_new_sealing_key_comes_in_time_and_the_old_one_still_opens(scene: Scene) -> None:
    old = identity.describe(scene.ctx).sealing_keys
    request = scene.sealed()
    scene.house.world.clock.forward(identity.SEALING_LIFE_S - identity.RENEW_BEFORE_S + 60)
    both = identity.describe(scene.ctx).sealing_keys
    assert (len(old), len(both)) == (1, 2)
    assert both[0].key_id != old[0].key_id
    assert request.key_id == both[1].key_id
    assert identity.sealing_pair(scene.ctx, request.key_id) is not None


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff", b'{"consumerKey":"x"}', b"{" * 9_000])
def test_what_is_not_credentials_inside_is_refused_without_a_word_more(scene: Scene, raw: bytes) -> None:
    assert scene.refused(scene.sealed(raw=raw)) == "seal_invalid"


def test_inside_and_outside_must_say_the_same(scene: Scene) -> None:
    assert scene.refused(scene.sealed(business_shortcode="7654321")) == "seal_invalid"
    scene.ctx.store  # noqa: B018 - the scene stands
    assert scene.refused(
        scene.sealed(credentials(business_shortcode="1234567"), business_shortcode="4083917")
    ) == ("seal_invalid")


# --- what is certainly wrong ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "name", "finding"),
    [
        ({"consumer_key": "\u2022" * 20}, "consumer_key", "masked_dots"),
        ({"consumer_key": ""}, "consumer_key", "empty"),
        ({"consumer_secret": KEY}, "consumer_secret", "same_as_key"),
        ({"consumer_secret": "two words"}, "consumer_secret", "inner_space"),
        ({"passkey": SANDBOX_PASSKEY}, "passkey", "sandbox_passkey_in_production"),
        ({"passkey": "Safaricom999!*!"}, "passkey", "initiator_password"),
        ({"consumer_key": "x" * 600}, "consumer_key", "too_long"),
    ],
)
def test_the_recognisers_stop_here_too(
    scene: Scene, changed: dict[str, str], name: str, finding: str
) -> None:
    problem = problem_of(
        setup.submit_credentials, scene.ctx, scene.owner, scene.sealed(credentials(**changed))
    )
    assert problem.code == "credentials_invalid"
    assert problem.fields == {name: finding}
    assert not scene.safaricom.asked, "nothing that is certainly wrong is sent to Safaricom"


@pytest.mark.parametrize("shortcode", ["1234", "12345678", "40839l7", "", "４０８３９１７"])
def test_a_shortcode_has_five_to_seven_digits(scene: Scene, shortcode: str) -> None:
    assert scene.refused(scene.sealed(business_shortcode=shortcode)) == "shortcode_invalid"


def test_the_sandbox_is_for_test_bars_only(scene: Scene) -> None:
    sandbox = credentials(
        environment=Environment.SANDBOX, business_shortcode="174379", passkey=SANDBOX_PASSKEY
    )
    assert scene.refused(scene.sealed(sandbox)) == "sandbox_not_allowed"
    from tabeza_central.services import operator

    operator.mark_test_bar(scene.ctx, scene.owner.bar_id, is_test_bar=True)
    assert scene.submit(scene.sealed(sandbox)).environment is Environment.SANDBOX
    assert not any(what == "lookup" for what, _ in scene.safaricom.asked)


# --- what Safaricom says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", ["keys_rejected", "keys_other_environment"])
def test_keys_that_safaricom_refuses_are_not_stored(scene: Scene, problem: str) -> None:
    scene.safaricom.token_answer = Refused(problem, None, 400)
    assert scene.refused(scene.sealed()) == problem
    assert not scene.stored()


@pytest.mark.parametrize("answer", [NoAnswer("timeout"), Refused("safaricom_unreachable")])
def test_a_safaricom_that_cannot_be_reached_does_not_stop_it(scene: Scene, answer: Any) -> None:
    scene.safaricom.token_answer = answer
    candidate = scene.submit()
    assert {check.state for check in candidate.checks} == {"not_checked"}


@pytest.mark.parametrize("problem", ["passkey_rejected", "shortcode_unknown"])
def test_what_the_invented_query_says_is_advice_and_blocks_nothing(scene: Scene, problem: str) -> None:
    scene.safaricom.query_answer = Refused(problem, "500.001.1001", 500)
    candidate = scene.submit()
    check = candidate.checks[1]
    assert (check.state, check.problem, check.advisory) == ("failed", problem, True)


def test_an_invented_payment_that_somebody_paid_is_still_only_a_right_passkey(scene: Scene) -> None:
    scene.safaricom.query_answer = Result("0", "x")
    assert scene.submit().checks[1].state == "passed"
    assert not setup.read_settings(scene.ctx, scene.owner).enabled


def test_a_number_that_is_only_a_till_is_blocked(scene: Scene) -> None:
    scene.safaricom.lookup_answer = Organisation(None, "MLANGO TILL")
    assert scene.refused(scene.sealed()) == "till_not_supported"
    assert not scene.stored()


@pytest.mark.parametrize(
    "answer", [NoAnswer("timeout"), Refused("product_missing"), Organisation(None, None)]
)
def test_a_name_that_cannot_be_found_blocks_nothing_and_verifies_nothing(scene: Scene, answer: Any) -> None:
    scene.safaricom.lookup_answer = answer
    candidate = scene.submit()
    assert candidate.checks[2].state == "not_checked"
    assert candidate.registered_name is None


# --- the look-up by itself ------------------------------------------------------------------------------------------


def test_before_there_are_keys_the_look_up_is_unavailable_and_asks_nobody(scene: Scene) -> None:
    assert organisations.look_up(scene.ctx, scene.owner, "4083917").state == "unavailable"
    assert not scene.safaricom.asked


def test_with_the_candidates_keys_it_tells_the_name(scene: Scene) -> None:
    scene.submit()
    found = organisations.look_up(scene.ctx, scene.owner, "408 39-17")
    assert (found.state, found.paybill_name, found.shortcode) == ("found", "MLANGO MMOJA LTD", "4083917")


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Organisation(None, "T"), "only_till"), (Organisation(None, None), "not_found"),
     (Organisation("P", "T"), "found"), (NoAnswer("timeout"), "unavailable"), (Refused("x"), "unavailable")],
)  # fmt: skip
def test_its_answers_are_states(scene: Scene, answer: Any, state: str) -> None:
    scene.submit()
    scene.safaricom.lookup_answer = answer
    assert organisations.look_up(scene.ctx, scene.owner, "4083917").state == state


def test_each_bar_has_a_budget_of_look_ups(scene: Scene) -> None:
    for _ in range(organisations.BUDGET):
        organisations.look_up(scene.ctx, scene.owner, "4083917")
    refused = problem_of(organisations.look_up, scene.ctx, scene.owner, "4083917")
    assert refused.code == "lookup_budget"
    assert 0 < (refused.retry_after_seconds or 0) <= 3600
    _, stranger = scene.house.owner(scene.house.bar("Elsewhere"))
    organisations.look_up(scene.ctx, stranger, "4083917")
    scene.house.world.clock.forward(3600)
    organisations.look_up(scene.ctx, scene.owner, "4083917")


# --- the health check without a phone -------------------------------------------------------------------------------


def test_the_probe_proves_what_is_stored_and_turns_nothing_on(scene: Scene) -> None:
    assert problem_of(probe.probe, scene.ctx, scene.owner).code == "no_candidate"
    scene.submit()
    told = probe.probe(scene.ctx, scene.owner)
    assert (told.ok, told.checks) == (True, ("oauth: passed", "passkey_and_shortcode: passed"))
    scene.safaricom.query_answer = Refused("passkey_rejected", "500.001.1001", 500)
    told = probe.probe(scene.ctx, scene.owner)
    assert (told.ok, told.problem) == (False, "passkey_rejected")
    scene.safaricom.token_answer = NoAnswer("timeout")
    assert not probe.probe(scene.ctx, scene.owner).ok
    settings = setup.read_settings(scene.ctx, scene.owner)
    assert (settings.enabled, settings.candidate.test_status if settings.candidate else "") == (
        False,
        "pending",
    )
    assert not scene.safaricom.pushes


def test_under_another_master_key_they_are_unreadable_and_that_is_what_is_said(scene: Scene) -> None:
    from tabeza_central.vault.keyring import Keyring
    from tabeza_central.vault.vault import Vault

    scene.submit()
    scene.ctx.vault = Vault(Keyring.from_text("c0ffee" + people.KEY[6:]))
    assert problem_of(probe.probe, scene.ctx, scene.owner).code == "keys_unreadable"


# --- nothing gets out -----------------------------------------------------------------------------------------------


def test_no_credential_is_in_any_answer_log_line_or_column(scene: Scene) -> None:
    candidate = scene.submit()
    settings = setup.read_settings(scene.ctx, scene.owner)
    told = json.dumps(msgspec.to_builtins(candidate)) + json.dumps(msgspec.to_builtins(settings))
    told += "\n".join(scene.house.world.lines())
    for table in (
        "mpesa_credential_candidates",
        "bars",
        "audit_log",
        "seal_nonces",
        "service_keys",
        "oauth_tokens",
    ):
        told += repr([tuple(row) for row in scene.house.world.rows(table)])
    for secret in (KEY, SECRET, PASSKEY):
        assert secret not in told
        assert base64.b64encode(secret.encode()).decode().rstrip("=") not in told
        assert secret.encode().hex() not in told

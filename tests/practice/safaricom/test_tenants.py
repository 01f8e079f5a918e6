"""Who is registered when nobody says otherwise, and what a tenants file may say."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tabeza_practice.safaricom.behaviour import Behaviour, evidence
from tabeza_practice.safaricom.results import RESULTS
from tabeza_practice.safaricom.tenants import (
    DEFAULT_TENANTS,
    SANDBOX_PASSKEY,
    Directory,
    Tenant,
    TenantSpec,
    load_tenants,
)


def test_the_usual_tenants_cover_every_case_a_bar_can_be() -> None:
    there = {(spec.shortcode, spec.kind, spec.environment, spec.daraja) for spec in DEFAULT_TENANTS}
    assert ("4083917", "paybill", "production", True) in there
    assert ("174379", "paybill", "sandbox", True) in there
    assert ("7206115", "till", "production", True) in there
    assert ("7206116", "till", "production", False) in there
    assert ("522522", "paybill", "production", True) in there


def test_only_the_public_sandbox_passkey_is_a_real_one() -> None:
    passkeys = {tenant.spec.shortcode: tenant.passkey for tenant in Directory(9)}
    assert [code for code, passkey in passkeys.items() if passkey == SANDBOX_PASSKEY] == ["174379"]
    assert len(set(passkeys.values())) == len(passkeys)


def test_a_tenant_without_daraja_shows_no_keys() -> None:
    till = next(t for t in Directory(1) if not t.spec.daraja)
    assert "consumer_key" not in till.public()
    assert Directory(1).by_consumer_key(till.consumer_key) is None


@pytest.mark.parametrize("wrong", [{"kind": "till"}, {"till": "123456"}])
def test_a_till_number_belongs_to_a_till(wrong: dict) -> None:
    with pytest.raises(ValueError, match="Till needs"):
        Tenant(TenantSpec(shortcode="600001", name="X", **wrong), 1)


@pytest.mark.parametrize("shortcode", ["4083917", "9153842", "7206115"])
def test_no_number_is_registered_twice_in_one_environment(shortcode: str) -> None:
    directory = Directory(1)
    with pytest.raises(ValueError, match="already registered"):
        directory.add(TenantSpec(shortcode=shortcode, name="SECOND"))
    assert directory.add(TenantSpec(shortcode=shortcode, name="SECOND", environment="sandbox"))


def test_a_tenants_file_replaces_the_usual_ones(tmp_path: Path) -> None:
    file = tmp_path / "tenants.json"
    file.write_text('[{"shortcode": "600123", "name": "MINE", "passkey": "abc", "consumer_key": "k"}]')
    (mine,) = Directory(1, load_tenants(file))
    assert (mine.passkey, mine.consumer_key, mine.spec.kind) == ("abc", "k", "paybill")


@pytest.mark.parametrize(
    "text",
    [
        '[{"shortcode": "12", "name": "X"}]',
        '[{"shortcode": "600123"}]',
        '[{"shortcode": "600123", "nmae": "X"}]',
        "{}",
    ],
)
def test_a_wrong_tenants_file_names_the_field(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tenants.json"
    file.write_text(text)
    with pytest.raises(msgspec.ValidationError):
        load_tenants(file)


def test_every_knob_and_every_result_carries_its_evidence() -> None:
    told = evidence()
    assert set(told) == set(Behaviour.__struct_fields__)
    tags = ("[O]", "[D]", "[C]", "[I]", "[?]")
    assert all(text.startswith(tags) for text in told.values())
    assert all(result.evidence.startswith(tags) for result in RESULTS.values())

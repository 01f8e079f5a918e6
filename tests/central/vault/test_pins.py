"""PIN hashes and keyed digests."""

from __future__ import annotations

import secrets

from tabeza_central.vault.keyring import Keyring
from tabeza_central.vault.pins import SALT_BYTES
from tabeza_central.vault.vault import Vault
from tabeza_protocol.secret import Secret

KEY = secrets.token_hex(32)
VAULT = Vault(Keyring.from_text(KEY))


def test_the_right_pin_matches_and_others_do_not() -> None:
    stored = VAULT.pins.hash(Secret("482915"), secrets.token_bytes(SALT_BYTES))
    assert "$argon2id$" in stored
    assert VAULT.pins.matches(Secret("482915"), stored)
    assert not VAULT.pins.matches(Secret("482916"), stored)
    assert not VAULT.pins.matches(Secret(""), stored)


def test_a_hash_alone_is_useless_without_the_key() -> None:
    stored = VAULT.pins.hash(Secret("482915"), secrets.token_bytes(SALT_BYTES))
    stranger = Vault(Keyring.from_text(secrets.token_hex(32)))
    assert not stranger.pins.matches(Secret("482915"), stored)
    relabelled = stranger.keyring.current_id + stored[8:]
    assert not stranger.pins.matches(Secret("482915"), relabelled)


def test_after_a_rotation_the_pin_still_works_and_asks_to_be_hashed_anew() -> None:
    stored = VAULT.pins.hash(Secret("482915"), secrets.token_bytes(SALT_BYTES))
    rotated = Vault(Keyring.from_text(secrets.token_hex(32), KEY))
    assert rotated.pins.matches(Secret("482915"), stored)
    assert rotated.pins.needs_rehash(stored)


def test_a_broken_hash_matches_nothing() -> None:
    assert not VAULT.pins.matches(Secret("1"), "")
    assert not VAULT.pins.matches(Secret("1"), f"{VAULT.keyring.current_id}:$argon2id$nonsense")


def test_digests_differ_by_bar_field_and_framing() -> None:
    values = {
        VAULT.fingerprint("bar-a", "passkey", Secret("same")),
        VAULT.fingerprint("bar-b", "passkey", Secret("same")),
        VAULT.fingerprint("bar-a", "consumer_key", Secret("same")),
    }
    assert len(values) == 3
    assert VAULT.digest("phone", "abc") != VAULT.digest("code", "abc")
    a = VAULT.oauth_cache_key("sandbox", Secret("k"), Secret("s"))
    assert a == VAULT.oauth_cache_key("sandbox", Secret("k"), Secret("s"))
    assert a != VAULT.oauth_cache_key("production", Secret("k"), Secret("s"))

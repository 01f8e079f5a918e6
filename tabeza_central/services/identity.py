"""The service's identity and the keys consoles seal to, made once and kept sealed in the database.

``TABEZA_IDENTITY_KEY`` overrides the stored identity (an operator who keeps it elsewhere). Two workers starting at
once agree: whoever stored first is the identity, the other reads it back.
"""

from __future__ import annotations

from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import SECOND
from tabeza_central.services.tokens import new_token, vault_of
from tabeza_central.store import service_keys as store
from tabeza_central.store.service_keys import KeyKind, StoredKey
from tabeza_central.store.uow import ALL_BARS
from tabeza_central.vault.at_rest import SERVICE
from tabeza_central.vault.sealing import Identity, SealingKeyPair
from tabeza_protocol.routes import PROTOCOL_VERSION
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import SealingKey, ServiceIdentity

_DAY_S: Final = 86_400
SEALING_LIFE_S: Final = 90 * _DAY_S
RENEW_BEFORE_S: Final = 30 * _DAY_S
GRACE_S: Final = _DAY_S
"""A box sealed just before its key's end still opens."""

SERVER_VERSION: Final = "0.1.0"


def describe(context: Context) -> ServiceIdentity:
    """What anybody may know: who this service is, and the keys to seal to, newest first."""
    me = identity(context)
    keys = [
        SealingKey(
            key_id=pair.key_id,
            public_key=pair.public_bytes.hex(),
            not_after=pair.not_after,
            signature=me.vouch_for(pair),
        )
        for pair in _sealing_pairs(context)
    ]
    return ServiceIdentity(
        kind=context.settings.wire_kind,
        identity_public_key=me.public_bytes.hex(),
        sealing_keys=tuple(keys),
        protocol_version=PROTOCOL_VERSION,
        server_version=SERVER_VERSION,
    )


def identity(context: Context) -> Identity:
    """The Ed25519 identity; made at the first call of a fresh service."""
    given = context.settings.identity_key
    if given is not None:
        return Identity(given)
    stored = _stored(context, "identity")
    if not stored:
        seed = new_token(context)
        _add(context, "identity", Identity(seed).public_bytes.hex(), seed, None)
        stored = _stored(context, "identity")
    oldest = stored[-1]
    return Identity(_open(context, oldest))


def sealing_pair(context: Context, key_id: str) -> SealingKeyPair | None:
    """The pair a box names, if it may still be opened with it."""
    now_s = context.now() // SECOND
    for key in _stored(context, "sealing"):
        if key.key_id == key_id and key.not_after is not None and key.not_after + GRACE_S > now_s:
            return SealingKeyPair.from_seed(_open(context, key), key.not_after)
    return None


def _sealing_pairs(context: Context) -> list[SealingKeyPair]:
    now_s = context.now() // SECOND
    stored = _stored(context, "sealing")
    if not any((key.not_after or 0) > now_s + RENEW_BEFORE_S for key in stored):
        seed, not_after = new_token(context), now_s + SEALING_LIFE_S
        pair = SealingKeyPair.from_seed(seed, not_after)
        _add(context, "sealing", pair.public_bytes.hex(), seed, not_after, key_id=pair.key_id)
        stored = _stored(context, "sealing")
    return [
        SealingKeyPair.from_seed(_open(context, key), key.not_after)
        for key in stored
        if key.not_after is not None and key.not_after > now_s
    ]


def _stored(context: Context, kind: KeyKind) -> list[StoredKey]:
    with context.store.read(bar=ALL_BARS) as tx:
        return store.of_kind(tx, kind)


def _open(context: Context, key: StoredKey) -> Secret:
    return vault_of(context).open_secret(SERVICE, f"{key.kind}_key", key.sealed)


def _add(
    context: Context, kind: KeyKind, public_key: str, seed: Secret, not_after: int | None, key_id: str = ""
) -> None:
    sealed = vault_of(context).seal_secret(SERVICE, f"{kind}_key", seed)
    key = StoredKey(key_id or public_key[:16], kind, public_key, sealed, not_after)
    with context.store.write("identity.key", bar=ALL_BARS) as tx:
        if kind == "identity" and store.of_kind(tx, kind):
            return  # another worker was first: its identity is the one
        store.add(tx, key, context.now())

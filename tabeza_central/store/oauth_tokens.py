"""OAuth tokens, sealed, one row per pair of Daraja keys; the row is also the lease for fetching a new one.

Rows are keyed by a digest of environment, key and secret and belong to no bar: two bars with the same app must share
its one live token.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from tabeza_central.daraja.oauth import HeldToken
from tabeza_central.domain.instants import instant, micros
from tabeza_central.ports import Unreadable, Vault
from tabeza_central.store.schema import oauth_tokens
from tabeza_central.store.uow import ALL_BARS, Store
from tabeza_protocol.secret import Secret

_OWNER = "service"
_FIELD = "oauth_token"


class OAuthTokenStore:
    """:class:`tabeza_central.daraja.oauth.TokenStore` in the database."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    def read(self, cache_key: str) -> HeldToken | None:
        """The kept token. One that no longer opens (the key was rotated away) reads as none: fetch anew."""
        wanted = select(oauth_tokens).where(oauth_tokens.c.credential_hmac == cache_key)
        with self._store.read(bar=ALL_BARS) as tx:
            row = tx.one_or_none(wanted)
        if row is None or row.token_encrypted is None:
            return None
        try:
            token = self._vault.open(_OWNER, _FIELD, row.token_encrypted)
        except Unreadable:
            return None
        return HeldToken(Secret(token.decode()), instant(row.expires_at), row.generation)

    def lease(self, cache_key: str, now: datetime, until: datetime) -> bool:
        with self._store.write("oauth", bar=ALL_BARS) as tx:
            made = tx.insert(oauth_tokens).values(credential_hmac=cache_key).on_conflict_do_nothing()
            tx.execute(made)
            taken = (
                update(oauth_tokens)
                .where(
                    oauth_tokens.c.credential_hmac == cache_key, oauth_tokens.c.fetching_until < micros(now)
                )
                .values(fetching_until=micros(until))
            )
            return tx.changed(taken) == 1

    def put(
        self, cache_key: str, leased_until: datetime, token: Secret, expires_at: datetime
    ) -> HeldToken | None:
        kept = (
            update(oauth_tokens)
            .where(
                oauth_tokens.c.credential_hmac == cache_key,
                oauth_tokens.c.fetching_until == micros(leased_until),
            )
            .values(
                token_encrypted=self._vault.seal(_OWNER, _FIELD, token.reveal().encode()),
                expires_at=micros(expires_at),
                generation=oauth_tokens.c.generation + 1,
                fetching_until=0,
            )
            .returning(oauth_tokens.c.generation)
        )
        with self._store.write("oauth", bar=ALL_BARS) as tx:
            generation = tx.execute(kept).scalar_one_or_none()
        return None if generation is None else HeldToken(token, expires_at, generation)

    def release(self, cache_key: str, leased_until: datetime) -> None:
        ended = (
            update(oauth_tokens)
            .where(
                oauth_tokens.c.credential_hmac == cache_key,
                oauth_tokens.c.fetching_until == micros(leased_until),
            )
            .values(fetching_until=0)
        )
        with self._store.write("oauth", bar=ALL_BARS) as tx:
            tx.execute(ended)

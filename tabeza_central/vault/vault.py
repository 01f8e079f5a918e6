"""The vault as the services see it: one object made from the keyring at start."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from tabeza_central.vault.at_rest import AtRest
from tabeza_central.vault.callback_tokens import CallbackTokens
from tabeza_central.vault.keyring import Keyring, MasterKey
from tabeza_central.vault.pins import Pins
from tabeza_protocol.secret import Secret

_FINGERPRINT_DIGITS: Final = 8


class Vault:
    """``at_rest`` seals fields, ``callback_tokens`` and ``pins`` do what they say; the rest are keyed digests."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self.at_rest = AtRest(keyring)
        self.callback_tokens = CallbackTokens(keyring)
        self.pins = Pins(keyring)
        self._index: MasterKey | None = None

    def use_index_key(self, key: Secret) -> None:
        """From here on keyed digests are made under this key (64 hex digits), whatever the master key is."""
        self._index = MasterKey("index", bytes.fromhex(key.reveal()))

    def seal(self, bar_id: str, field: str, plain: bytes) -> str:
        return self.at_rest.seal(bar_id, field, plain)

    def open(self, bar_id: str, field: str, sealed: str) -> bytes:
        """Raises :class:`tabeza_central.ports.Unreadable`."""
        return self.at_rest.open(bar_id, field, sealed)

    def digest(self, purpose: str, value: str) -> str:
        """A keyed digest to look something up by without storing it, such as a phone: 64 hex digits.

        Short values (codes, phones) could be searched offline if they were only hashed.
        """
        return self._keyed(f"index/{purpose}/v1", value)

    def seal_secret(self, bar_id: str, field: str, secret: Secret) -> str:
        return self.seal(bar_id, field, secret.reveal().encode())

    def open_secret(self, bar_id: str, field: str, sealed: str) -> Secret:
        """Raises :class:`tabeza_central.ports.Unreadable`."""
        return Secret(self.open(bar_id, field, sealed).decode())

    def fingerprint(self, bar_id: str, field: str, secret: Secret) -> str:
        """Eight hex digits by which an owner can see that a stored credential changed, and learn nothing else."""
        return self._keyed("fingerprint/v1", bar_id, field, secret.reveal())[:_FINGERPRINT_DIGITS]

    def oauth_cache_key(self, environment: str, consumer_key: Secret, consumer_secret: Secret) -> str:
        """Where the OAuth token of these keys is kept: the same keys in two bars share one token."""
        return self._keyed("oauth-cache/v1", environment, consumer_key.reveal(), consumer_secret.reveal())

    def token_hash(self, token: Secret) -> str:
        """How an opaque 256-bit token is stored. It has full entropy, so a plain digest is enough."""
        return hashlib.sha256(token.reveal().encode()).hexdigest()

    def _keyed(self, label: str, *parts: str) -> str:
        ring = self.keyring if self._index is None else Keyring(self._index)
        key = ring.derive(ring.current_id, label)
        framed = b"".join(len(p.encode()).to_bytes(4, "big") + p.encode() for p in parts)
        return hmac.new(key, framed, hashlib.sha256).hexdigest()

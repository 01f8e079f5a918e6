"""The unguessable end of a payment's callback URL: key id, payment id and a MAC over both, in lowercase hex.

It is derived, never stored, so a dump of the database cannot forge a callback. Hex cannot spell the words Safaricom
refuses in a URL (mpesa, sql, exec, query...). A token alone credits nothing: it says which payment a callback is
about and that whoever called was told this URL.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import Final

from tabeza_central.vault.keyring import KEY_ID_DIGITS, Keyring

_PAYMENT_DIGITS: Final = 32
_MAC_BYTES: Final = 16
TOKEN_LENGTH: Final = KEY_ID_DIGITS + _PAYMENT_DIGITS + 2 * _MAC_BYTES
TRUSTED_FOR: Final = timedelta(hours=48)
"""How long after a payment came to rest its token is still believed. A late callback is a hint from then on."""

_TOKEN: Final = re.compile(rf"[0-9a-f]{{{TOKEN_LENGTH}}}\Z")
_PAYMENT: Final = re.compile(rf"[0-9a-f]{{{_PAYMENT_DIGITS}}}\Z")


class CallbackTokens:
    """Makes and checks callback tokens under the keys of one ring."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def make(self, payment_id: str) -> str:
        """The token for a payment. Raises ``ValueError`` unless ``payment_id`` is 32 lowercase hex digits."""
        if not _PAYMENT.match(payment_id):
            raise ValueError("an payment id is 32 lowercase hex digits")
        key_id = self._keyring.current_id
        return key_id + payment_id + self._mac(key_id, payment_id)

    def read(self, token: str) -> str | None:
        """Which payment ``token`` was made for, or None. Needs no database; compares in constant time."""
        if not _TOKEN.match(token):
            return None
        key_id, payment_id = token[:KEY_ID_DIGITS], token[KEY_ID_DIGITS : KEY_ID_DIGITS + _PAYMENT_DIGITS]
        if key_id not in self._keyring:
            return None
        expected = self._mac(key_id, payment_id)
        if not hmac.compare_digest(expected, token[-2 * _MAC_BYTES :]):
            return None
        return payment_id

    def _mac(self, key_id: str, payment_id: str) -> str:
        key = self._keyring.derive(key_id, "callback-token/v1")
        return hmac.new(key, b"cb1\0" + payment_id.encode(), hashlib.sha256).digest()[:_MAC_BYTES].hex()


def still_trusted(finished_at: datetime | None, now: datetime) -> bool:
    """Whether a right token still counts as evidence.

    ``finished_at``: when the payment last came to rest (final, or put before a person); None while it is unresolved.
    """
    return finished_at is None or now - finished_at <= TRUSTED_FOR

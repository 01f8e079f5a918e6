"""Secrets as they lie in the database: JWE ``dir`` + ``A256CBC-HS512`` (RFC 7518 5.2: AES-256-CBC, then HMAC-SHA512).

The content key is derived from the master key, its id, the bar and the field, so a ciphertext copied to another bar
or another column does not open. The tag is checked, in constant time, before anything is decrypted; every failure is
the same :class:`~tabeza_central.ports.Unreadable`, so an attacker who alters bytes learns nothing from the answer.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Final

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from tabeza_central.ports import Unreadable
from tabeza_central.vault.keyring import Keyring

_ALGORITHMS: Final = ("dir", "A256CBC-HS512")
_TYPE: Final = "tbz1"
_CONTENT_KEY_BYTES: Final = 64
_MAX_TOKEN: Final = 16_384

SERVICE: Final = "service"
"""In the place of a bar id, for secrets that belong to the service itself. No bar has this id."""


UNREADABLE: Final = "Failed to decrypt M-Pesa credentials"
"""The one text for every failure to open (the checklist's, so that its cure is found)."""


class AtRest:
    """Seals under the ring's current key; opens what any key of the ring sealed."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def seal(self, bar_id: str, field: str, plain: bytes) -> str:
        """``plain`` as a compact JWE for exactly this bar and field."""
        key_id = self._keyring.current_id
        header = {"alg": _ALGORITHMS[0], "enc": _ALGORITHMS[1], "kid": key_id, "typ": _TYPE}
        return jwe.encrypt_compact(
            header, plain, self._content_key(key_id, bar_id, field), algorithms=_ALGORITHMS
        )

    def open(self, bar_id: str, field: str, token: str) -> bytes:
        """What is in ``token``. Raises :class:`tabeza_central.ports.Unreadable`, the same for every cause."""
        try:
            key = self._content_key(key_id_of(token), bar_id, field)
            opened = jwe.decrypt_compact(token, key, algorithms=_ALGORITHMS)
            return opened.plaintext or b""
        except (JoseError, ValueError, KeyError, TypeError):
            raise Unreadable(UNREADABLE) from None

    def needs_resealing(self, token: str) -> bool:
        """Whether ``token`` is under an old key."""
        return key_id_of(token) != self._keyring.current_id

    def reseal(self, bar_id: str, field: str, token: str) -> str:
        """The same secret under the current key. Raises :class:`tabeza_central.ports.Unreadable`."""
        return self.seal(bar_id, field, self.open(bar_id, field, token))

    def head(self, key_id: str) -> str:
        """How every token sealed under this key begins."""
        return jwe.encrypt_compact(
            {"alg": _ALGORITHMS[0], "enc": _ALGORITHMS[1], "kid": key_id, "typ": _TYPE},
            b"",
            OctKey.import_key(bytes(_CONTENT_KEY_BYTES)),
            algorithms=_ALGORITHMS,
        ).partition(".")[0]

    def _content_key(self, key_id: str, bar_id: str, field: str) -> OctKey:
        if not bar_id or not field:
            raise ValueError("a sealed field belongs to a bar and has a name")
        raw = self._keyring.derive(key_id, "credential/v1", bar_id, field, length=_CONTENT_KEY_BYTES)
        return OctKey.import_key(raw)


def key_id_of(token: str) -> str:
    """The id of the key a token was sealed under. Raises ``ValueError`` if it is not one of ours."""
    if len(token) > _MAX_TOKEN or not token.isascii():
        raise ValueError("not a sealed field")
    head = token.partition(".")[0]
    header = json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    if (
        not isinstance(header, dict)
        or header.get("typ") != _TYPE
        or set(header) != {"alg", "enc", "kid", "typ"}
    ):
        raise ValueError("not a sealed field")
    return str(header["kid"])

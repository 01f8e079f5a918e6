"""The question that ``preflight`` posts to the service's own public callback address, and the one right answer to it.

The question is a nonce under a key that only services over this database have; so is the answer. Whoever answers right
is this service, reached from wherever the question was posted. It writes nothing and says nothing else.
"""

from __future__ import annotations

import hmac
import re
from typing import Final

from tabeza_central.ports import Vault

_QUESTION: Final = re.compile(r"p([0-9a-f]{32})([0-9a-f]{32})\Z")
"""No payment's token begins with a p: those are hexadecimal."""


def question(vault: Vault, nonce: str) -> str:
    """The last part of the address to post to. ``nonce`` is 32 lowercase hex digits."""
    return f"p{nonce}{vault.digest('callback-probe/question', nonce)[:32]}"


def answer(vault: Vault, token: str | None) -> str | None:
    """The answer if this is a question of ours, else None. Constant time in the key."""
    found = _QUESTION.match(token) if token else None
    if found is None or not hmac.compare_digest(question(vault, found[1]), found[0]):
        return None
    return expected(vault, found[1])


def expected(vault: Vault, nonce: str) -> str:
    """What the question with this nonce must bring back."""
    return vault.digest("callback-probe/answer", nonce)

"""Pairing codes as people read them out: ten characters in two groups, without the letters that sound or look alike."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 10
_CONFUSABLE: Final = str.maketrans({"0": "Q", "O": "Q", "I": "J", "L": "J", "1": "J", "U": "V"})


class PairingPurpose(StrEnum):
    """What a code may be used for. Its holder gets that and nothing else."""

    CLAIM_OWNER = "claim_owner"
    ADD_DEVICE = "add_device"
    SUPPORT_DESK = "support_desk"


def normalise_code(text: str) -> str | None:
    """The ten characters of a typed or pasted code, or None if it can't be one.

    Case, spaces and dashes do not matter; characters we never use are read as the one they resemble.
    """
    cleaned = re.sub(r"[\s\-\u2010-\u2015\u00a0]+", "", text).upper().translate(_CONFUSABLE)
    if len(cleaned) != LENGTH or any(c not in ALPHABET for c in cleaned):
        return None
    return cleaned


def display_code(code: str) -> str:
    """``ABCDE-FGHJK``."""
    return f"{code[:5]}-{code[5:]}"

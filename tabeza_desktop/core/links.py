"""Links that open the console: ``tabeza://pair/CODE`` and nothing else.

Anyone can put a link on a web page or into a message, so a link may carry a pairing code and never an address, an
option or a command. It is judged whole: what does not match from the first character to the last is not a link of ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tabeza_protocol.pairing_codes import normalise_code

SCHEME: Final = "tabeza:"
_PAIR: Final = r"tabeza://pair/([0-9a-z]{5}-?[0-9a-z]{5})/?"


def is_link(arguments: Sequence[str]) -> bool:
    """Whether the program was started for a link. The system puts it first, so whatever follows came out of the link
    itself (an unescaped quote) and is part of what :func:`code_of` judges.
    """
    return bool(arguments) and arguments[0][: len(SCHEME)].lower() == SCHEME


def code_of(arguments: Sequence[str]) -> str | None:
    """The pairing code of a link, in its plain ten characters; None if it is not exactly one good link."""
    if len(arguments) != 1:
        return None
    match = re.fullmatch(_PAIR, arguments[0], re.ASCII | re.IGNORECASE)
    return normalise_code(match[1]) if match else None

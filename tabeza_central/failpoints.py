"""Places where a crash test may kill the process: ``TABEZA_FAILPOINT=name`` or ``name:n`` (the n-th passage).

Read once at import. Without the variable :func:`failpoint` is a function that does nothing.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Final

VARIABLE: Final = "TABEZA_FAILPOINT"


def _armed(spec: str) -> Callable[[str], None]:
    name, _, count = spec.partition(":")
    left = [int(count or "1")]

    def failpoint(here: str) -> None:
        """Kills this process as a power cut would, when the armed place is passed for the n-th time."""
        if here == name:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return failpoint


def _nothing(here: str) -> None:
    """Not armed."""


_SPEC: Final = os.environ.get(VARIABLE, "")
failpoint: Final[Callable[[str], None]] = _armed(_SPEC) if _SPEC else _nothing

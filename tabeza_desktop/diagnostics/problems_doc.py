"""``docs/problems.md``: every problem by the short reference that is read over the phone, in both languages.

``python -m tabeza_desktop.diagnostics.problems_doc docs/problems.md`` writes it; a test fails while the file differs.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import Final

from tabeza_desktop.core.problems import text_for
from tabeza_protocol.problems import PROBLEMS, ProblemKind

_HEAD: Final = """# Problems by their reference

Written from the catalogue by `python -m tabeza_desktop.diagnostics.problems_doc docs/problems.md`; a test fails while
it differs.

One letter and two digits, the same everywhere: on the owner's screen, in the support view, in the console's and the
service's logs, in the diagnostics and here. Ask "which letter and number do you see?" and look it up. The code beside
it is what programs match on. What M-Pesa itself answers (1032, 2001...) has Safaricom's own number.
"""
_GROUPS: Final = {
    "R": "The request itself",
    "A": "Who may",
    "S": "Set-up",
    "P": "Payments",
    "C": "This PC and its connection",
}


def text() -> str:
    """The whole file."""
    parts = [_HEAD]
    kinds = sorted(PROBLEMS.values(), key=lambda kind: (list(_GROUPS).index(kind.ref[0]), kind.ref))
    for letter, members in groupby(kinds, key=lambda kind: kind.ref[0]):
        parts.append(f"\n## {letter}: {_GROUPS[letter]}\n")
        parts += [_entry(kind) for kind in members]
    return "".join(parts)


def _entry(kind: ProblemKind) -> str:
    en, sw = text_for(kind.code, "en"), text_for(kind.code, "sw")
    where = f"HTTP {kind.status}" if kind.status else "never leaves the console"
    said = " ".join(part for part in (en.happened, en.why, en.do) if part)
    said_sw = " ".join(part for part in (sw.happened, sw.why, sw.do) if part)
    return f"\n**{kind.ref}** `{kind.code}` ({where})  \n{said}  \n*{said_sw}*\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")

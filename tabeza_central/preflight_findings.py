"""One line of ``preflight``'s report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """What was checked, how it stands, and in words: what is, or what to do about it."""

    name: str
    level: Literal["pass", "warn", "fail"]
    text: str

    @property
    def passed(self) -> bool:
        """A warning does not stop anyone."""
        return self.level != "fail"

    @property
    def word(self) -> str:
        return "FAIL" if self.level == "fail" else self.level


def passed(name: str, text: str) -> Finding:
    return Finding(name, "pass", text)


def warned(name: str, text: str) -> Finding:
    return Finding(name, "warn", text)


def failed(name: str, text: str) -> Finding:
    return Finding(name, "fail", text)

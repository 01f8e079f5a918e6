"""A problem as the screens get it, and its words: what happened, why, what to do now.

Codes come from :mod:`tabeza_protocol.problems`; the words live in :mod:`tabeza_desktop.core.problem_texts`. Nobody
matches on text. A code we do not know (a newer service) reads as ``internal``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tabeza_desktop.core.problem_texts import TEXTS, ProblemText
from tabeza_protocol.problems import problem_kind


def _empty() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong. ``detail`` is for support, never the sentence a cashier reads."""

    code: str
    detail: str | None = None
    retry_after_seconds: int | None = None
    fields: Mapping[str, str] = field(default_factory=_empty)
    payment_id: str | None = None
    request_id: str | None = None

    @property
    def ref(self) -> str:
        """Short enough to read over the phone: ``A05``."""
        return problem_kind(self.code).ref

    def text(self, lang: str) -> ProblemText:
        return text_for(self.code, lang)


def text_for(code: str, lang: str) -> ProblemText:
    """The words of one code; unknown codes read as ``internal``."""
    both = TEXTS.get(code, TEXTS["internal"])
    return both[1] if lang == "sw" else both[0]

"""Expected failures: one exception type whose code comes from the shared catalogue.

Raised anywhere in the service, turned into problem+json in exactly one place of the web shell. The text never
carries a secret, a phone or anything a caller typed.
"""

from __future__ import annotations

from collections.abc import Mapping

from tabeza_protocol.problems import PROBLEMS, ProblemKind


class Problem(Exception):
    """Something the caller can be told. ``code`` must be in :data:`tabeza_protocol.problems.PROBLEMS`."""

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        *,
        retry_after_seconds: int | None = None,
        fields: Mapping[str, str] | None = None,
        payment_id: str | None = None,
    ) -> None:
        if code not in PROBLEMS:
            raise ValueError(f"{code!r} is not in the catalogue of problems")
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.retry_after_seconds = retry_after_seconds
        self.fields = dict(fields) if fields else None
        self.payment_id = payment_id

    @property
    def kind(self) -> ProblemKind:
        return PROBLEMS[self.code]

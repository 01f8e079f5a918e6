"""A value that must not be seen. Not a ``str``, so it cannot slip into a format string, a log line or JSON."""

from __future__ import annotations

from typing import Final, NoReturn

REDACTED: Final = "[REDACTED]"


class Secret:
    """Holds a secret text until :meth:`reveal` is called where it is needed.

    ``str()``, ``repr()`` and ``format()`` give ``[REDACTED]``; pickling and copying into JSON raise ``TypeError``.
    Equality is constant-time. :meth:`wipe` drops the reference (Python cannot promise to clear the memory itself).
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value: str | None = value

    def reveal(self) -> str:
        """The secret itself. Raises ``ValueError`` once wiped."""
        if self._value is None:
            raise ValueError("this secret was wiped")
        return self._value

    def wipe(self) -> None:
        self._value = None

    def __len__(self) -> int:
        return len(self._value or "")

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac  # loads OpenSSL: not before who-are-you is on the screen

        return hmac.compare_digest((self._value or "").encode(), (other._value or "").encode())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return REDACTED

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return REDACTED

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is never pickled or copied")

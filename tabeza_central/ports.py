"""What the services need from outside, as protocols: time, ids, Safaricom, the vault, callback tokens.

Passed in by the composition root, so that a simulation can own all of them. Nothing here imports a library of the
outside world.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from tabeza_protocol.environment import Environment
from tabeza_protocol.phones import Msisdn
from tabeza_protocol.secret import Secret


class Clock(Protocol):
    """Time. ``now`` may jump when the machine's clock is set; ``monotonic`` never does."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds; only differences mean anything."""
        ...


class Ids(Protocol):
    """Fresh random identifiers."""

    def new_id(self) -> str:
        """32 lowercase hex characters, unguessable."""
        ...


# --- Safaricom ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DarajaCredentials:
    """One bar's opened credentials, for the length of one call."""

    bar_id: str
    version: int
    environment: Environment
    business_shortcode: str
    consumer_key: Secret
    consumer_secret: Secret
    passkey: Secret


@dataclass(frozen=True, slots=True)
class PushRequest:
    """One STK push. ``account_reference`` at most 12 characters, ``description`` at most 13: letters and digits."""

    amount_shillings: int
    phone: Msisdn
    callback_url: str
    account_reference: str
    description: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """Safaricom queued the push. It means "queued", never "paid"."""

    merchant_request_id: str
    checkout_request_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It is certain that nothing was started: an error envelope came back, or nothing was sent at all.

    ``problem`` is a code of :mod:`tabeza_protocol.problems` (``keys_rejected``, ``passkey_rejected``,
    ``shortcode_unknown``, ``product_missing``, ``phone_busy``, ``safaricom_unreachable``, ``safaricom_refused``...).
    ``error_code`` is Safaricom's own, kept only if it looks like a code.
    """

    problem: str
    error_code: str | None = None
    http_status: int = 0


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The request may have left and nothing that can be trusted came back: nobody knows. Never a failure."""

    reason: Literal["timeout", "disconnected", "not_an_envelope", "busy", "cut_short"]


@dataclass(frozen=True, slots=True)
class Result:
    """A status query gave a result code. Text always, never a number."""

    code: str
    description: str


@dataclass(frozen=True, slots=True)
class NotYet:
    """A status query said nothing about the end: ``4999`` or ``500.001.1001``."""

    code: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """What Safaricom calls a shortcode as a PayBill and as a Till; None where it knows no such thing."""

    paybill_name: str | None
    till_name: str | None


@dataclass(frozen=True, slots=True)
class TokenReady:
    """An OAuth token is in hand: the consumer key and secret are a pair."""


PushAnswer = Accepted | Refused | NoAnswer
QueryAnswer = Result | NotYet | Refused | NoAnswer
LookupAnswer = Organisation | Refused | NoAnswer
TokenAnswer = TokenReady | Refused | NoAnswer


class Daraja(Protocol):
    """Safaricom's API as one bar. Never called inside a unit of work; never raises for what the network does.

    ``push`` sends at most one request, but for the one repeat with a fresh token after ``404.001.03``, which
    Safaricom refuses before processing.
    """

    def push(self, credentials: DarajaCredentials, request: PushRequest) -> PushAnswer: ...

    def query(self, credentials: DarajaCredentials, checkout_request_id: str) -> QueryAnswer: ...

    def lookup(self, credentials: DarajaCredentials | None, shortcode: str) -> LookupAnswer:
        """The registered name; with None the operator's own look-up credentials are used, if there are any."""
        ...

    def token(self, credentials: DarajaCredentials) -> TokenAnswer:
        """Proves the consumer key and secret: from the cache, or fetched."""
        ...


# --- the vault ----------------------------------------------------------------------------------------------------


class Unreadable(Exception):
    """A sealed value does not open: wrong master key, or it was sealed for another bar or field."""


class Vault(Protocol):
    """Sealing at rest, bound to a bar and a field, and keyed digests for looking things up."""

    def seal(self, bar_id: str, field: str, plain: bytes) -> str:
        """ASCII text for a ``*_encrypted`` column. ``field`` names the kind of value (``passkey``, ``phone``...)."""
        ...

    def open(self, bar_id: str, field: str, sealed: str) -> bytes:
        """The plain value. Raises :class:`Unreadable`."""
        ...

    def digest(self, purpose: str, value: str) -> str:
        """64 lowercase hex: HMAC-SHA256 under a key derived for ``purpose``. The same for every bar."""
        ...


class CallbackTokens(Protocol):
    """The unguessable end of a payment's callback URL: lowercase hex of key id, payment id and MAC."""

    def make(self, payment_id: str) -> str: ...

    def read(self, token: str) -> str | None:
        """The payment id if the MAC is ours, else None. Constant time in the MAC."""
        ...

"""The ids Safaricom hands out: request ids, checkout ids, receipts, tokens, and the keys of simulated apps.

Forms as captured: MerchantRequestID `5dbd-4f93-a478-41cdaf2b9acd86873` [C], CheckoutRequestID `ws_CO_` + Nairobi
`ddMMyyyyHHmmss` + fraction + last nine digits of the phone [O: one fraction digit in every 2026 capture, three in
2022 to 2024], receipts that start with their date [C: checked against dated samples], access tokens of 28
characters [C]. No receipt is ever made twice, also not by a restarted simulator: it is a scrambled count of
the 1/512 milliseconds of its day.
"""

from __future__ import annotations

import hashlib
import hmac
import random
import string

from tabeza_practice.safaricom.clock import DAY_MS, nairobi, nairobi_day

RECEIPT_ALPHABET = string.digits + string.ascii_uppercase
_DAY_SIGNS = string.digits[1:] + string.ascii_uppercase[:22]  # 1..9, then A (10) to V (31)
_RECEIPT_TAIL = 7
_TAILS = 36**_RECEIPT_TAIL
_PER_MS = 512  # 86,400,000 ms x 512 < 36**7, so each 1/512 ms of a day has a tail of its own
_SCRAMBLE = 54_726_110_357  # odd, not divisible by 3: coprime to 36**7, so scrambling loses nothing
_FIRST_YEAR = 2019  # N [C]
_TOKEN_ALPHABET = string.ascii_letters + string.digits


class Ids:
    """Makes ids from a seed and the time. The counters are private; nothing here fails."""

    def __init__(self, seed: int, start_ms: int) -> None:
        self._seed = seed
        self._random = random.Random(f"ids:{seed}:{start_ms}")  # noqa: S311 - looks, not secrecy
        self._requests = self._random.randrange(1000, 90_000)
        self._last_ordinal = -1
        self._last_day = -1
        self._tokens = 0
        self._last_tick: dict[str, int] = {}

    def request_id(self) -> str:
        """MerchantRequestID and requestId: the tail of a version-4 UUID with a count behind it [C]."""
        self._requests += self._random.randrange(1, 40)
        bits = self._random.getrandbits
        variant = "89ab"[bits(2)]
        return f"{bits(16):04x}-4{bits(12):03x}-{variant}{bits(12):03x}-{bits(48):012x}{self._requests}"

    def conversation_id(self, at_ms: int) -> str:
        """`AG_20240124_...` as on the other APIs [C]."""
        return f"AG_{nairobi(at_ms):%Y%m%d}_{self._random.getrandbits(80):020x}"

    def checkout_request_id(self, at_ms: int, msisdn: str) -> str:
        """Unique: two pushes to one phone within a tenth of a second get neighbouring tenths."""
        tick_ms = 100 if nairobi(at_ms).year >= 2025 else 1
        tick = max(at_ms // tick_ms, self._last_tick.get(msisdn, -1) + 1)
        self._last_tick[msisdn] = tick
        return _checkout_text(tick * tick_ms, msisdn)

    def receipt(self, at_ms: int) -> str:
        """Ten characters: year, month, day, then seven that were never used that day."""
        day = nairobi_day(at_ms)
        ordinal = ((at_ms + 3 * 60 * 60 * 1000) % DAY_MS) * _PER_MS
        if day == self._last_day:
            ordinal = max(ordinal, self._last_ordinal + 1)
        self._last_day, self._last_ordinal = day, ordinal
        when = nairobi(at_ms)
        year = string.ascii_uppercase[(string.ascii_uppercase.index("N") + when.year - _FIRST_YEAR) % 26]
        month = string.ascii_uppercase[when.month - 1]
        return (
            f"{year}{month}{_DAY_SIGNS[when.day - 1]}{_base36((ordinal * _SCRAMBLE + self._seed) % _TAILS)}"
        )

    def access_token(self, consumer_key: str, at_ms: int) -> str:
        """28 characters, another one each time, the same again only for the same seed, key and moment."""
        self._tokens += 1
        return _letters(f"token:{self._seed}:{consumer_key}:{at_ms}:{self._tokens}", 28)


def app_keys(seed: int, environment: str, shortcode: str) -> tuple[str, str, str]:
    """Consumer key (48 characters), consumer secret (64) and passkey (64 hex) of one simulated app."""
    name = f"{seed}:{environment}:{shortcode}"
    passkey = hashlib.sha256(f"passkey:{name}".encode()).hexdigest()
    return _letters(f"key:{name}", 48), _letters(f"secret:{name}", 64), passkey


def _checkout_text(at_ms: int, msisdn: str) -> str:
    when = nairobi(at_ms)
    thousandths = when.microsecond // 1000
    fraction = f"{thousandths // 100}" if when.year >= 2025 else f"{thousandths:03d}"
    return f"ws_CO_{when:%d%m%Y%H%M%S}{fraction}{msisdn[-9:]}"


def _base36(number: int) -> str:
    signs = []
    for _ in range(_RECEIPT_TAIL):
        number, digit = divmod(number, 36)
        signs.append(RECEIPT_ALPHABET[digit])
    return "".join(reversed(signs))


def _letters(name: str, length: int) -> str:
    """`length` letters and digits that follow from `name` alone."""
    stream = b"".join(
        hmac.new(b"simulated safaricom", f"{name}:{block}".encode(), hashlib.sha256).digest()
        for block in range(-(-length // 32))
    )
    return "".join(_TOKEN_ALPHABET[byte % len(_TOKEN_ALPHABET)] for byte in stream[:length])

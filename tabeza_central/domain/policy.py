"""The figures the service runs by, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from tabeza_central.domain.instants import DAY, HOUR, MINUTE, SECOND


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits and waiting times. Durations are microseconds (``*_us``), bodies bytes."""

    bar_window_us: int = 5 * MINUTE
    """The window of a bar's push limit; the limit itself (10) is a column of the bar."""
    phone_limit: int = 3
    phone_window_us: int = 5 * MINUTE
    phone_open_us: int = 60 * SECOND
    tab_unknown_us: int = 120 * SECOND
    """An unknown payment keeps its tab busy this long after it was sent: a prompt may still be showing."""
    same_amount_us: int = 120 * SECOND
    phone_global_limit: int = 30
    phone_global_window_us: int = HOUR
    queue_timeout_us: int = 60 * SECOND
    """A request that could not be sent for this long is refused: nobody wants a prompt out of the blue."""
    prompt_timeout_us: int = 120 * SECOND
    query_delays_us: tuple[int, ...] = (
        15 * SECOND, 30 * SECOND, 45 * SECOND, 75 * SECOND, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE,
        HOUR, 6 * HOUR, 24 * HOUR,
    )  # fmt: skip
    """When an unresolved payment is asked about, after it was dispatched; then a person decides."""
    unaskable_us: int = 15 * MINUTE
    """A payment with nothing to ask by (answer and callback both lost) goes to a person this long after dispatch."""
    callback_body_bytes: int = 16 * 1024
    callback_depth: int = 8
    unmatched_delays_us: tuple[int, ...] = (
        SECOND, 5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR,
    )  # fmt: skip
    query_gap_us: int = 10 * SECOND
    """The least time between two checks of one payment, when several are overdue after a standstill."""
    untrusted_waiting: int = 2_000
    """Callbacks without a valid token that may wait at once; they credit nothing, so more are dropped."""
    hint_queries_per_bar: int = 10
    hint_queries_overall: int = 100
    hint_window_us: int = MINUTE
    lease_us: int = 45 * SECOND
    """How long a claim holds: longer than a token and a push may take together (40 s), shorter than
    ``queue_timeout_us``, so that what a worker died with is still sent by another."""
    feed_page: int = 200
    keep_callbacks_us: int = 90 * DAY
    keep_phones_us: int = 400 * DAY
    """How long raw messages of M-Pesa and customers' phones are kept; the books stay."""

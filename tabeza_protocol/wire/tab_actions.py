"""What people do to a tab besides selling on it: cash, corrections with a reason, reopening, moving a balance.

Every one is a ``POST`` below ``/api/tabs/{id}`` with an ``Idempotency-Key`` (but reopening, which is the same however
often it is asked) and answers with the tab and its whole ledger.
"""

from __future__ import annotations

from tabeza_protocol.wire.base import Request

MOST_REASON: int = 80
"""Characters of a reason."""


class ReceiveCashRequest(Request, kw_only=True, frozen=True):
    """``/cash``: what stays on the tab, in whole shillings (change given back is no business of the ledger).

    More than is owed becomes the customer's credit.
    """

    bar_id: str
    amount_cents: int


class VoidEntryRequest(Request, kw_only=True, frozen=True):
    """``/entries/{entry_id}/void``: takes one charge or one cash payment back, whole, once.

    The entry is a line's id without its last part. A cashier takes back what he or she entered this business day; the
    owner anything.
    """

    bar_id: str
    reason: str


class AdjustTabRequest(Request, kw_only=True, frozen=True):
    """``/adjust``, owner only: above zero the customer owes that much more, below zero that much less."""

    bar_id: str
    amount_cents: int
    reason: str


class TransferTabRequest(Request, kw_only=True, frozen=True):
    """``/transfer``: the whole balance, owed or credit, goes to another open tab of the bar."""

    bar_id: str
    to_tab_id: str


class ReopenTabRequest(Request, kw_only=True, frozen=True):
    """``/reopen``: a closed tab is open again, with its number, ledger and balance."""

    bar_id: str

"""What an export holds, whatever the kind of file: notes, columns, rows. Pure.

Cells are typed: money is integer cents until a file writes it as a number, text is never a formula, moments are aware
times. Phones are those of the cache: masked, as on screen, for every role.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tabeza_desktop.core.display import payment_display
from tabeza_desktop.core.reports import Completeness, Extent, Missing
from tabeza_desktop.core.times import Now, seconds_between
from tabeza_protocol.business_day import NAIROBI
from tabeza_protocol.environment import Environment
from tabeza_protocol.money import Kes, format_kes
from tabeza_protocol.wire.trade import PaymentView


class Kind(StrEnum):
    """``MONEY`` is integer cents, ``MOMENT`` an aware datetime, ``NUMBER`` an int; each may be None: an empty cell."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    MOMENT = "moment"


Value = str | int | datetime | None
MOMENT = "%Y-%m-%d %H:%M:%S"
"""As spreadsheets of every country read a time; always Nairobi's clock."""


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """``width`` in characters, for files that have widths."""

    key: str
    kind: Kind
    width: int


COLUMNS = (
    ExportColumn("requested", Kind.MOMENT, 20),
    ExportColumn("tab", Kind.NUMBER, 8),
    ExportColumn("customer", Kind.TEXT, 24),
    ExportColumn("phone", Kind.TEXT, 15),
    ExportColumn("amount", Kind.MONEY, 13),
    ExportColumn("result", Kind.TEXT, 20),
    ExportColumn("code", Kind.TEXT, 8),
    ExportColumn("receipt", Kind.TEXT, 14),
    ExportColumn("finished", Kind.MOMENT, 20),
    ExportColumn("took", Kind.NUMBER, 9),
    ExportColumn("requested_by", Kind.TEXT, 18),
    ExportColumn("kind", Kind.TEXT, 14),
)
"""In the order of the file. Their titles come with :class:`ExportWords`."""


@dataclass(frozen=True, slots=True)
class ExportWords:
    """Every word of a file in one language, made where languages live; the file is written in a worker.

    ``titles`` by column key. Templates: ``one`` and ``many`` take ``{count}`` and ``{received}``, those of ``complete``
    take ``{at}`` and ``{change}``.
    """

    lang: str
    sheet: str
    title: str
    titles: Mapping[str, str]
    one: str
    many: str
    complete: Mapping[Missing, str]
    never: str
    tab_payment: str
    test_payment: str
    sandbox: str

    def notes(self, extent: Extent) -> tuple[str, ...]:
        """What stands above the table: whose and which payments, how many, as of when, and what may be missing."""
        received = format_kes(Kes(extent.received_cents))
        template = self.one if extent.count == 1 else self.many
        return (
            self.title,
            template.format(count=f"{extent.count:,}", received=received),
            self._cut(extent.completeness),
        )

    def _cut(self, found: Completeness) -> str:
        if found.as_of is None:
            return self.never
        at = found.as_of.astimezone(NAIROBI).strftime(MOMENT)
        return self.complete[found.missing].format(at=at, change=f"{found.change:,}")


def cells_of(payment: PaymentView, words: ExportWords, now: Now) -> tuple[Value, ...]:
    """One row, in the order of :data:`COLUMNS`. The result reads as on screen."""
    took = None if payment.finished_at is None else seconds_between(payment.requested_at, payment.finished_at)
    what = words.test_payment if payment.kind == "test" else words.tab_payment
    if payment.environment is not Environment.PRODUCTION:
        what = f"{what}, {words.sandbox}"
    return (
        payment.requested_at,
        payment.tab_number,
        payment.customer_name,
        payment.phone_masked,
        payment.amount_cents,
        payment_display(payment, now, words.lang).word,
        payment.result_code,
        payment.receipt,
        payment.finished_at,
        took,
        payment.requested_by,
        what,
    )


def rows_of(payments: Iterable[PaymentView], words: ExportWords, now: Now) -> Iterator[tuple[Value, ...]]:
    """Rows one by one, so that a hundred thousand need no more memory than one."""
    return (cells_of(payment, words, now) for payment in payments)

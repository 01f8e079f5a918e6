"""The tables of ``cache.sqlite``: columns to search and sort by, and each row whole as the wire told it.

Money in integer cents, times in integer microseconds UTC. Bodies hold wire structs, which carry masked phones only.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text

from tabeza_desktop.core.search import payment_text
from tabeza_desktop.core.times import micros
from tabeza_protocol.wire.trade import Notice, PaymentView, TabLine, TabView

metadata = MetaData()

meta = Table(
    "meta", metadata, Column("name", Text, primary_key=True), Column("value", LargeBinary, nullable=False)
)

tabs = Table(
    "tabs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("customer", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("tabs_by_status", "status", "number"),
    Index("tabs_by_end", "closed_at", "opened_at"),
)

lines = Table(
    "lines",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("tab_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("payment_id", Text),
    Column("person", Text),
    Column("body", LargeBinary, nullable=False),
    Index("lines_by_tab", "tab_id", "at", "amount_cents"),
    Index("lines_by_day", "at", "kind", "payment_id", "amount_cents", "person"),
)

payments = Table(
    "payments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tab_id", Text),
    Column("tab_number", Integer),
    Column("customer", Text, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("receipt", Text),
    Column("result_code", Text),
    Column("problem", Text),
    Column("requested_by", Text, nullable=False),
    Column("requested_at", BigInteger, nullable=False),
    Column("counted_at", BigInteger, nullable=False),
    Column("search", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # these two hold all that filters, counts and sums need, so that bodies are read for the rows shown only
    Index(
        "payments_by_time", "requested_at", "state", "kind", "environment", "amount_cents", "tab_number", "customer",
        "receipt", "tab_id", "search", "id",
    ),
    Index(
        "payments_by_day", "counted_at", "state", "kind", "environment", "amount_cents", "requested_at",
        "requested_by", "result_code", "problem",
    ),
    Index("payments_by_tab", "tab_id"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)


def tab_row(tab: TabView, body: bytes) -> dict[str, Any]:
    return {
        "id": tab.id,
        "version": tab.version,
        "number": tab.number,
        "status": tab.status,
        "opened_at": micros(tab.opened_at),
        "closed_at": None if tab.closed_at is None else micros(tab.closed_at),
        "customer": tab.customer_name,
        "body": body,
    }


def line_row(line: TabLine, body: bytes) -> dict[str, Any]:
    return {
        "id": line.id,
        "version": line.version,
        "tab_id": line.tab_id,
        "at": micros(line.at),
        "kind": line.kind,
        "amount_cents": line.amount_cents,
        "payment_id": line.payment_id,
        "person": line.person,
        "body": body,
    }


def payment_row(payment: PaymentView, body: bytes) -> dict[str, Any]:
    """``counted_at`` is when it finished, or, while open, when it was asked: the day it belongs to."""
    return {
        "id": payment.id,
        "version": payment.version,
        "kind": payment.kind,
        "environment": payment.environment.value,
        "state": payment.state.value,
        "tab_id": payment.tab_id,
        "tab_number": payment.tab_number,
        "customer": payment.customer_name,
        "amount_cents": payment.amount_cents,
        "receipt": payment.receipt,
        "result_code": payment.result_code,
        "problem": payment.problem,
        "requested_by": payment.requested_by,
        "requested_at": micros(payment.requested_at),
        "counted_at": micros(payment.finished_at or payment.requested_at),
        "search": payment_text(payment),
        "body": body,
    }


def notice_row(notice: Notice, body: bytes) -> dict[str, Any]:
    return {"id": notice.id, "version": notice.version, "at": micros(notice.at), "body": body}

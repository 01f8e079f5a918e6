"""``tabeza-central reconcile``: a bar's books against its M-Pesa statement, for the operator.

Exit codes: 0 everything matches, 1 refused, 3 something differs or waits for ``--apply``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from tabeza_central.compose import Service
from tabeza_central.domain.instants import instant
from tabeza_central.services import operator
from tabeza_central.services import reconcile as reconciling
from tabeza_central.services.reconcile import FINE, PROVEN, Item, Reconciliation, Verdict
from tabeza_central.services.reconcile_apply import apply
from tabeza_central.services.statements import StatementRefused, read_statement
from tabeza_protocol.business_day import NAIROBI
from tabeza_protocol.money import Kes, format_kes

EX_DIFFERS: Final = 3
Opened = Callable[[], AbstractContextManager[Service]]

WORDS: Final = {
    Verdict.MATCHED: "match",
    Verdict.OUTGOING: "money that left: charges, withdrawals",
    Verdict.NOT_COMPLETED: "not completed by M-Pesa",
    Verdict.OTHER_BAR: "count in another bar of the same PayBill",
    Verdict.EDGE: "near the ends of the statement: look at the neighbouring one",
    Verdict.RECEIPT_FOUND: "paid, and the statement tells the receipt",
    Verdict.SETTLES: "not settled here, and the statement shows the money came",
    Verdict.HAND_CONFIRMS: "recorded by hand, and the statement confirms it",
    Verdict.LINE_WITHOUT_PAYMENT: "on the statement, and no payment here has it",
    Verdict.PAYMENT_WITHOUT_LINE: "paid here, and not on the statement",
    Verdict.HAND_WITHOUT_LINE: "recorded by hand, and not on the statement",
    Verdict.AMOUNT_DIFFERS: "the amounts differ",
    Verdict.REPEATED_LINE: "on the statement twice",
    Verdict.COUNTED_TWICE: "one receipt counted for a request and by hand",
    Verdict.REVERSED: "taken back by a reversal",
}


def register(app: typer.Typer, opened: Opened) -> None:
    """Adds the command; ``opened`` opens the service it works on."""

    @app.command("reconcile")
    def reconcile(
        bar: Annotated[str, typer.Option(help="The bar's id.")],
        statement: Annotated[
            Path, typer.Option(help="The organisation's statement as the M-Pesa portal exports it (CSV).")
        ],
        write: Annotated[bool, typer.Option("--apply", help="Write down what the statement proves.")] = False,
        by: Annotated[str, typer.Option(help="Who does it; kept in the audit log.")] = operator.OPERATOR,
        as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    ) -> None:
        """Match every line of an M-Pesa statement with a payment, or list what does not match, both ways."""
        try:
            read = read_statement(statement.read_bytes())
            with opened() as service:
                if write:
                    done = apply(service.context, bar, read, by=by)
                else:
                    done = reconciling.reconcile(service.context, bar, read)
        except StatementRefused as refused:
            typer.echo(f"{statement.name}: {refused}", err=True)
            raise typer.Exit(1) from None
        typer.echo(json.dumps(as_object(done), indent=2) if as_json else "\n".join(as_text(done)))
        if not done.all_matches:
            raise typer.Exit(EX_DIFFERS)


def as_text(done: Reconciliation) -> list[str]:
    """The report for a person, a line each."""
    period = f"{_shown(done.statement.since_at)} to {_shown(done.statement.until_at)}"
    said = [f"PayBill {done.shortcode}, {period}, {len(done.statement.lines)} lines"]
    said += [f"{count:6}  {WORDS[verdict]}" for verdict, count in done.counts.items() if verdict in FINE]
    for heading, items in (
        ("Waiting for --apply:", done.pending),
        ("For a person to look at:", done.differences),
    ):
        if items:
            said += ["", heading, *(_item_text(item) for item in items)]
    if done.applied:
        said += [
            "",
            "Written down:",
            *(f"{count:6}  {WORDS[verdict]}" for verdict, count in done.applied.items()),
        ]
    return [*said, "", "Everything matches." if done.all_matches else "Not everything matches."]


def _item_text(item: Item) -> str:
    booked = item.payment.amount_cents if item.payment else item.hand.amount_cents if item.hand else None
    told = item.line.amount_cents if item.line else None
    at = (
        item.line.completed_at
        if item.line
        else item.payment.initiated_at
        if item.payment
        else item.hand.at
        if item.hand
        else 0
    )
    amounts = " / ".join(
        f"KES {format_kes(Kes(cents))}" for cents in dict.fromkeys((told, booked)) if cents is not None
    )
    about = f"payment {item.payment.id} {item.payment.wire_reference}" if item.payment else ""
    about = f"recorded by {item.hand.person}" if item.hand else about
    row = f"line {item.line.row}" if item.line else "no line"
    maybe = f"  maybe payment {', '.join(item.candidates)}" if item.candidates else ""
    cells = (
        f"{item.receipt or '-':10}",
        _shown(at),
        f"{amounts:>16}",
        f"{row:9}",
        WORDS[item.verdict],
        about + maybe,
    )
    return "  " + "  ".join(cells).rstrip()


def as_object(done: Reconciliation) -> dict[str, Any]:
    """The report for a program. Money in cents; times as ISO 8601, UTC; no phones, no names."""
    return {
        "bar_id": done.bar_id,
        "shortcode": done.shortcode,
        "statement": {
            "sha256": done.statement.sha256,
            "since": _iso(done.statement.since_at),
            "until": _iso(done.statement.until_at),
            "lines": len(done.statement.lines),
        },
        "all_matches": done.all_matches,
        "counts": {str(verdict): count for verdict, count in sorted(done.counts.items())},
        "applied": {str(verdict): count for verdict, count in sorted(done.applied.items())},
        "items": [_item_object(item) for item in done.items if item.verdict not in FINE],
    }


def _item_object(item: Item) -> dict[str, Any]:
    return {
        "verdict": str(item.verdict),
        "waits_for_apply": item.verdict in PROVEN,
        "receipt": item.receipt,
        "line": item.line.row if item.line else None,
        "statement_cents": item.line.amount_cents if item.line else None,
        "completed": _iso(item.line.completed_at) if item.line else None,
        "payment_id": item.payment.id if item.payment else None,
        "booked_cents": item.payment.amount_cents
        if item.payment
        else item.hand.amount_cents
        if item.hand
        else None,
        "recorded_by": item.hand.person if item.hand else None,
        "candidates": list(item.candidates),
    }


def _iso(at: int) -> str:
    return instant(at).isoformat()


def _shown(at: int) -> str:
    local: datetime = instant(at).astimezone(NAIROBI)
    return local.strftime("%d %b %Y %H:%M:%S")

"""A fresh console loads a bar's whole past: 20,000 payments with their ledger lines, window open, watchdog running."""

from __future__ import annotations

import secrets
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from tabeza_central.store import schema
from tabeza_central.store.uow import Tx
from tabeza_desktop.application import application
from tabeza_desktop.diagnostics.watchdog import Watchdog
from tabeza_desktop.window import Window
from tests.benchmarks.stage import EventLoop, town
from tests.journeys.counter import Counter, open_counter
from tests.journeys.town import Bar, Town

PAYMENTS = 20_000
PER_TAB = 100
CHUNK = 5_000
LIMIT_S = 600.0


def measure(payments: int = PAYMENTS) -> dict[str, Any]:
    with town() as here, tempfile.TemporaryDirectory(prefix="tabeza-bench-sync-") as folder:
        bar = here.new_bar(300, *([500] * 13))
        _one_real_payment(here, bar, Path(folder) / "first")
        with here.services() as service, service.store.write("bench.past") as tx:
            _write_past(tx, bar, payments)
        assert here.audit() == [], "the written past must pass the audit like a lived one"
        return _sync(here, bar, Path(folder) / "fresh", payments)


def _sync(here: Town, bar: Bar, folder: Path, payments: int) -> dict[str, Any]:
    app = application()
    counter = open_counter(EventLoop(app), here, folder)
    window = Window(counter.console, practice=False)
    window.show()
    counter.pair(here.add_device_code(bar), "Second PC")
    seen: list[int] = [0]
    counter.console.state.trade.applied.connect(lambda changes: seen.__setitem__(0, seen[0] + len(changes.payments)))
    watchdog = Watchdog()
    counter.until(lambda: counter.console.state.session.value.people, "the faces")
    watchdog.start()
    started = time.monotonic()
    counter.sign_in()
    window.show_page("payments")
    counter.until(lambda: seen[0] >= payments, "every payment", seconds=LIMIT_S)
    took = time.monotonic() - started
    watchdog.stop()
    figures = watchdog.figures
    stalls = sorted(watchdog.stalls, key=lambda stall: -stall.milliseconds)[:5]
    window.close()
    counter.stop()
    return {
        "payments": payments,
        "seconds": round(took, 1),
        "payments_per_second": round(payments / took),
        "gui_beats": figures.beats,
        "gui_stalls_over_50_ms": figures.stalls_over_50_ms,
        "gui_longest_stall_ms": figures.longest_ms,
        "latest_stalls": [
            {"ms": stall.milliseconds, "busy_ms": stall.busy_ms, "where": list(stall.where)} for stall in stalls
        ],
    }


def _one_real_payment(here: Town, bar: Bar, folder: Path) -> Counter:
    """Lived through, to be the pattern of the rest."""
    counter = open_counter(EventLoop(application()), here, folder).claim(bar.code)
    counter.ask(bar.tabs[0])
    here.answer(bar.tabs[0].phone)
    counter.until_last(bar.tabs[0], "succeeded")
    counter.stop()
    return counter


def _write_past(tx: Tx, bar: Bar, payments: int) -> None:
    """Closed tabs with a charge and a hundred payments each, told to the feed, copied from the one that was lived."""
    pattern = _Pattern(tx, bar)
    rows: dict[Any, list[dict[str, Any]]] = {}
    for place in range(payments // PER_TAB):
        pattern.tab(1_000 + place, rows)
    for table in (
        schema.tabs, schema.mpesa_transactions, schema.payment_events, schema.ledger_journals, schema.ledger_lines,
        schema.feed_items,
    ):  # fmt: skip
        for start in range(0, len(rows[table]), CHUNK):
            tx.execute(insert(table), rows[table][start : start + CHUNK])
    tx.execute(update(schema.bar_feeds).where(schema.bar_feeds.c.bar_id == bar.id).values(seq=pattern.seq))


class _Pattern:
    """The rows of the lived payment, its tab and its journals, to be copied under new ids."""

    def __init__(self, tx: Tx, bar: Bar) -> None:
        def all_of(table: Any, *where: Any) -> list[dict[str, Any]]:
            found = tx.all(select(table).where(table.c.bar_id == bar.id, *where))
            return [dict(row._mapping) for row in found]

        self._bar = bar
        self._payment = all_of(schema.mpesa_transactions)[0]
        self._tab = all_of(schema.tabs, schema.tabs.c.id == bar.tabs[0].id)[0]
        journals = all_of(schema.ledger_journals, schema.ledger_journals.c.tab_id == bar.tabs[0].id)
        self._paid = next(journal for journal in journals if journal["payment_id"])
        self._sold = next(journal for journal in journals if not journal["payment_id"])
        lines = all_of(schema.ledger_lines)
        self._lines = {
            journal["id"]: [line for line in lines if line["journal_id"] == journal["id"]]
            for journal in (self._paid, self._sold)
        }
        self.seq = int(all_of(schema.bar_feeds)[0]["seq"])

    def tab(self, number: int, rows: dict[Any, list[dict[str, Any]]]) -> None:
        tab_id, total = secrets.token_hex(16), self._payment["amount_cents"] * PER_TAB
        self._put(rows, schema.tabs, self._tab | {
            "id": tab_id, "number": number, "account": f"TAB{number}", "status": "closed",
            "closed_at": self._tab["opened_at"], "charged_cents": total, "paid_cents": total, "balance_cents": 0,
            "payment_count": PER_TAB, "last_payment_id": None,
        })  # fmt: skip
        self._tell(rows, "tab", tab_id)
        self._journal(rows, self._sold, tab_id, None, None, PER_TAB)
        for place in range(PER_TAB):
            self._pay(rows, tab_id, number, place)

    def _pay(self, rows: dict[Any, list[dict[str, Any]]], tab_id: str, number: int, place: int) -> None:
        payment_id, receipt = secrets.token_hex(16), f"B{number}{place:04d}"
        back_us = (number * PER_TAB + place) * 1_000_000
        self._put(rows, schema.mpesa_transactions, self._payment | {
            "id": payment_id, "tab_id": tab_id, "tab_number": number, "client_key": payment_id, "event_count": 1,
            "checkout_request_id": f"ws_CO_{payment_id}", "merchant_request_id": payment_id,
            "mpesa_receipt_number": receipt, "initiated_at": self._payment["initiated_at"] - back_us,
            "account_reference": f"{self._bar.id}|{tab_id}",
        })  # fmt: skip
        self._put(rows, schema.payment_events, {
            "bar_id": self._bar.id, "payment_id": payment_id, "seq": 1, "at": self._payment["initiated_at"] - back_us,
            "kind": "settled", "from_state": None, "to_state": "succeeded", "result_code": "0", "actor": "past",
            "detail": None,
        })  # fmt: skip
        self._tell(rows, "payment", payment_id)
        self._journal(rows, self._paid, tab_id, payment_id, receipt, 1)

    def _journal(
        self, rows: dict[Any, list[dict[str, Any]]], like: dict[str, Any], tab_id: str, payment_id: str | None,
        receipt: str | None, times: int,
    ) -> None:  # fmt: skip
        journal_id = secrets.token_hex(16)
        self._put(rows, schema.ledger_journals, like | {
            "id": journal_id, "cause_id": payment_id or journal_id, "tab_id": tab_id, "payment_id": payment_id,
            "receipt": receipt,
        })  # fmt: skip
        old_tab = f"tab:{self._tab['id']}"
        for line in self._lines[like["id"]]:
            account = f"tab:{tab_id}" if line["account"] == old_tab else line["account"]
            amount = line["amount_cents"] * times
            self._put(rows, schema.ledger_lines, line | {
                "journal_id": journal_id, "account": account, "amount_cents": amount
            })  # fmt: skip
            if line["account"] == old_tab:
                self._tell(rows, "line", f"{journal_id}-{line['n']}")

    def _tell(self, rows: dict[Any, list[dict[str, Any]]], kind: str, item_id: str) -> None:
        self.seq += 1
        self._put(rows, schema.feed_items, {"bar_id": self._bar.id, "kind": kind, "id": item_id, "seq": self.seq})

    def _put(self, rows: dict[Any, list[dict[str, Any]]], table: Any, row: dict[str, Any]) -> None:
        rows.setdefault(table, []).append(row)

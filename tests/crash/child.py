"""The process that gets killed: one payment through the real service on a database file.

``python -m tests.crash.child FOLDER first|again``. What Safaricom saw is in ``FOLDER/pushes``, one fsynced line a push:
it survives the kill, as the real Safaricom would.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tabeza_central.failpoints import failpoint
from tabeza_central.observe.audit import audit
from tabeza_central.ports import NotYet, PushAnswer, QueryAnswer
from tabeza_central.problems import Problem
from tabeza_central.store import migrate
from tabeza_central.store.engine import open_engine
from tabeza_protocol.payment_states import FINAL_STATES
from tests.central import world as worlds
from tests.central.world import CountingIds, Push, World, callback_body

KEY = "kept-on-the-console"
AMOUNT_CENTS = 330_000


class FileSafaricom(worlds.ScriptedDaraja):
    """Takes every push and the customer's money, and remembers it on disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._path = folder / "pushes"

    def record(self, push: Push) -> PushAnswer | None:
        with self._path.open("a", encoding="utf-8") as sink:
            ids = [push.request.callback_url, push.merchant_request_id, push.checkout_request_id]
            sink.write(json.dumps(ids) + "\n")
            sink.flush()
            os.fsync(sink.fileno())
        return None

    def seen(self) -> list[list[str]]:
        if not self._path.exists():
            return []
        return [json.loads(line) for line in self._path.read_text(encoding="utf-8").splitlines()]

    def query(self, credentials: object, checkout_request_id: str) -> QueryAnswer:
        known = any(checkout == checkout_request_id for _, _, checkout in self.seen())
        return worlds.result("0") if known else NotYet("500.001.1001")


def start(folder: Path, life: str) -> tuple[World, FileSafaricom]:
    engine = open_engine(f"sqlite:///{folder / 'central.sqlite'}", durable=False)  # a kill is not a power cut
    migrate.upgrade(engine)
    world = worlds.attach("", folder / "spool", engine=engine, ids=CountingIds(life))
    safaricom = FileSafaricom(folder)
    safaricom.on_push = safaricom.record
    world.daraja = world.ctx.daraja = safaricom
    return world, safaricom


def deliver(world: World, safaricom: FileSafaricom) -> None:
    for url, merchant, checkout in safaricom.seen():
        world.receive(callback_body(merchant, checkout, amount=AMOUNT_CENTS // 100), url.rsplit("/", 1)[1])


def first(folder: Path) -> None:
    """The life that is cut short somewhere."""
    world, safaricom = start(folder, "first")
    world.bar_id = worlds.add_bar(world)
    tab = world.open_tab(owes_cents=AMOUNT_CENTS)
    (folder / "bar").write_text(f"{world.bar_id} {tab.id}", encoding="utf-8")
    failpoint("start")
    world.ask(tab.id, AMOUNT_CENTS, key=KEY)
    world.work()
    deliver(world, safaricom)
    world.pass_time(130, step=15)


def again(folder: Path) -> None:
    """The next life: the console asks again with its key, every callback comes twice, two days pass."""
    world, safaricom = start(folder, "again")
    world.bar_id, tab_id = (folder / "bar").read_text(encoding="utf-8").split()
    world.clock.forward(1)
    world.workers.recover()
    try:
        payment_id = world.ask(tab_id, AMOUNT_CENTS, key=KEY).id
    except Problem as problem:
        payment_id = problem.code
    world.work()
    for _ in range(2):
        deliver(world, safaricom)
        world.work()
    if world.payment(payment_id).state not in FINAL_STATES:
        world.pass_time(26 * 3600, step=1800)
    row = world.payment(payment_id)
    report = {
        "findings": [str(finding) for finding in audit(world.ctx)],
        "pushes": [url for url, _, _ in safaricom.seen()],
        "state": str(row.state),
        "balance": world.tab(tab_id).balance_cents,
        "callbacks": len(world.rows("mpesa_callbacks")),
        "failed_jobs": [line for line in world.lines() if '"job_failed"' in line],
    }
    print(json.dumps(report))


if __name__ == "__main__":
    {"first": first, "again": again}[sys.argv[2]](Path(sys.argv[1]))

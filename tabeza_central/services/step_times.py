"""How long set-up stands on each step, and what last went wrong there: kept as the console tells its progress."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tabeza_central.store import support as store
from tabeza_central.store.support import Step
from tabeza_central.store.uow import Tx
from tabeza_protocol.wire.setup import SetupProgressRequest

_NEVER: Final = Step(step="", spent_us=0, entered_at=None, problem=None, problem_at=None)


def note(tx: Tx, bar_id: str, request: SetupProgressRequest, now: int) -> None:
    """Closes the visit of the step that was left, opens that of the current one, and keeps the last problem.

    A problem stays until its step is done: an owner who tries again has still been stopped by it.
    """
    before = store.steps_of(tx, bar_id)
    after = {step: _left(row, now) if step != request.current else row for step, row in before.items()}
    standing = after.get(request.current, replace(_NEVER, step=request.current))
    if standing.entered_at is None:
        standing = replace(standing, entered_at=now)
    after[request.current] = standing
    for told in request.steps:
        row = after.get(told.step, replace(_NEVER, step=told.step))
        if told.state == "done":
            row = replace(row, problem=None, problem_at=None)
        elif told.problem is not None:
            row = replace(row, problem=told.problem, problem_at=now)
        if told.step in after or row.problem is not None:
            after[told.step] = row
    for step, row in after.items():
        if before.get(step) != row:
            store.put_step(tx, bar_id, row)
    if before and before.get(request.current, _NEVER).entered_at is None:
        store.stop_pointing(tx, bar_id)


def _left(row: Step, now: int) -> Step:
    if row.entered_at is None:
        return row
    return replace(row, spent_us=row.spent_us + max(now - row.entered_at, 0), entered_at=None)

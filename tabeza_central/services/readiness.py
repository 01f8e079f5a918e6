"""Whether this process can do its work now."""

from __future__ import annotations

import msgspec

from tabeza_central.app_context import Context
from tabeza_central.store import service_keys
from tabeza_central.store.uow import ALL_BARS, StoreDown


class Readiness(msgspec.Struct, frozen=True):
    ready: bool
    database: bool


def check(context: Context) -> Readiness:
    """Reads one small table: the database answers and has our schema."""
    try:
        with context.store.read(bar=ALL_BARS) as tx:
            service_keys.check_values(tx)
    except StoreDown:
        return Readiness(ready=False, database=False)
    return Readiness(ready=True, database=True)


def is_outage(error: Exception) -> bool:
    """Whether an error says that the database is away, full or read-only: nothing was changed, try again."""
    return isinstance(error, StoreDown)

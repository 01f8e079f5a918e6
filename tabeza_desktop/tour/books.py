"""The central service's books, read behind its back: a read-only look into its SQLite file.

Only the tour uses this, and only in practice mode, where the file is on this machine. Opened anew for each question,
so that every answer is a fresh committed state.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


class Books:
    """Questions to the practice service's database. All amounts in cents."""

    def __init__(self, database: Path) -> None:
        self._uri = f"{database.as_uri()}?mode=ro"

    def rows(self, sql: str, **values: object) -> list[dict[str, Any]]:
        """Every row of a query, as dicts."""
        with closing(sqlite3.connect(self._uri, uri=True, timeout=5)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]

    def one(self, sql: str, **values: object) -> dict[str, Any] | None:
        found = self.rows(sql, **values)
        return found[0] if found else None

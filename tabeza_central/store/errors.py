"""Counts what the database fails, by the kind of error. A unique key that held is no failure."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, event, exc
from sqlalchemy.engine import ExceptionContext


def count_errors(engine: Engine, counted: Callable[[str], None]) -> None:
    """Calls ``counted`` with SQLAlchemy's name of each failure (``OperationalError``...). It must not raise."""

    @event.listens_for(engine, "handle_error")
    def _failed(context: ExceptionContext) -> None:
        problem = context.sqlalchemy_exception or context.original_exception
        if not isinstance(problem, exc.IntegrityError):
            counted(type(problem).__name__)

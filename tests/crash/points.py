"""Every place where a process can be killed: before and after each statement, commit, push and file of a life.

The places are numbered in the order in which they are passed. The work is one thread's on a clock of its own, so the
numbers are the same in every run, and a place is named by its number.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event


class Points:
    """Counts the places that are passed between :meth:`start` and :meth:`stop`."""

    def __init__(self) -> None:
        self.passed: list[str] = []
        self._fatal = 0
        self._counting = False

    def start(self, fatal: int) -> None:
        """Places count from here on; at number ``fatal`` the process dies as by a power cut (0: it never does)."""
        self.passed, self._fatal, self._counting = [], fatal, True

    def stop(self) -> None:
        self._counting = False

    def here(self, place: str) -> None:
        """A place is passed."""
        if not self._counting:
            return
        self.passed.append(place)
        if len(self.passed) == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same work with a place before and one after it."""

        def framed(*arguments: Any, **options: Any) -> Any:
            self.here(f"before {name}")
            done = work(*arguments, **options)
            self.here(f"after {name}")
            return done

        return framed

    def watch(self, engine: Engine) -> None:
        """Every statement (BEGIN too), commit and rollback of this engine has a place before and one after it."""

        def before(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            self.here(f"before {first_words(statement)}")

        def after(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            self.here(f"after {first_words(statement)}")

        event.listen(engine, "before_cursor_execute", before)
        event.listen(engine, "after_cursor_execute", after)
        dialect: Any = engine.dialect
        dialect.do_commit = self.around("COMMIT", dialect.do_commit)
        dialect.do_rollback = self.around("ROLLBACK", dialect.do_rollback)


def first_words(statement: str) -> str:
    """``UPDATE mpesa_transactions`` and the like: enough to know the place by."""
    words = statement.split()
    if words[:1] == ["SELECT"] and "FROM" in words:
        return f"SELECT {words[words.index('FROM') + 1]}"
    return " ".join(words[: 3 if words[:1] in (["INSERT"], ["DELETE"]) else 2])

"""What is due when. Steps run in the order of their time, and of their making within one millisecond."""

from __future__ import annotations

import heapq
from collections.abc import Callable

Step = Callable[[int], None]


class Schedule:
    """Steps get the time they were due, so a late wake-up changes no result."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Step]] = []
        self._made = 0

    def at(self, due_ms: int, step: Step) -> None:
        self._made += 1
        heapq.heappush(self._heap, (due_ms, self._made, step))

    def next_due_ms(self) -> int | None:
        return self._heap[0][0] if self._heap else None

    def run(self, until_ms: int) -> None:
        while self._heap and self._heap[0][0] <= until_ms:
            due_ms, _, step = heapq.heappop(self._heap)
            step(due_ms)

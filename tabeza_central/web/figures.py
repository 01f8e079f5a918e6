"""Figures of the HTTP door for Prometheus: how many requests of each route, how they ended, how long they took."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

_BUCKETS: Final = (0.005, 0.02, 0.05, 0.15, 0.5, 1, 2, 5, 10, 30)


class DoorFigures:
    """One app's own registry (nothing global), labelled by route template: never by bar, path or token."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "tabeza_http_requests", "Requests answered", ("route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "tabeza_http_seconds", "Time to answer", ("route",), buckets=_BUCKETS, registry=self.registry
        )

    def observe(self, route: str, status: int, seconds: float) -> None:
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def exposition(self) -> bytes:
        """Prometheus text."""
        return generate_latest(self.registry)

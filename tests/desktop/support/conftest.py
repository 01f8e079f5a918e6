"""Windows for tests: dressed, active, and really gone when the test is over."""

from __future__ import annotations

from tests.desktop.ui.conftest import stand

__all__ = ["stand"]

from __future__ import annotations

from tests.desktop.ui.conftest import stand

__all__ = ["stand"]

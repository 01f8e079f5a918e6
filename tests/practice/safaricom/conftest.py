"""One fresh world for each test."""

from __future__ import annotations

import pytest

from tests.practice.safaricom.world import World


@pytest.fixture
def world() -> World:
    return World()

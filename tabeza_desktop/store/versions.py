"""Versions of the files this console keeps, for readers that must not load the database layer."""

from __future__ import annotations

from typing import Final

CACHE_VERSION: Final = 2
"""Raise with every change of :mod:`tabeza_desktop.store.cache_schema`: an older cache is thrown away, for the service
has it all.
"""

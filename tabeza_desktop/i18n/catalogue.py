"""Reads ``sw/*.json`` into one table. Pure: no Qt.

Two files may not give one text two meanings: the first one read would win by file name, which nobody could guess, so
loading refuses it.
"""

from __future__ import annotations

import json
import string
from collections.abc import Iterable, Mapping
from pathlib import Path

Key = tuple[str, str]
"""Context and English text."""

FOLDER = Path(__file__).resolve().parent


class CatalogueError(ValueError):
    """A translation file is not ``{context: {English: Kiswahili}}``, or contradicts another one."""


def catalogue_files(language: str) -> tuple[Path, ...]:
    """The files of a language in the order of their names; none for English."""
    return tuple(sorted((FOLDER / language).glob("*.json")))


def load_catalogue(language: str) -> dict[Key, str]:
    """All texts of a language. Raises CatalogueError for a file that is malformed or contradicts another."""
    table: dict[Key, str] = {}
    for path in catalogue_files(language):
        for key, text in read_file(path):
            if table.setdefault(key, text) != text:
                raise CatalogueError(f"{path.name}: {key} is translated in two ways")
    return table


def read_file(path: Path) -> Iterable[tuple[Key, str]]:
    """The entries of one file."""
    try:
        contexts = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    if not isinstance(contexts, Mapping):
        raise CatalogueError(f"{path.name}: the top level must be contexts")
    for context, texts in contexts.items():
        if not isinstance(texts, Mapping) or not all(isinstance(text, str) for text in texts.values()):
            raise CatalogueError(f"{path.name}: {context} must map English to Kiswahili")
        for source, text in texts.items():
            yield (context, source), text


def fields_of(text: str) -> frozenset[str]:
    """The ``{fields}`` of a text, without their format; raises ValueError if the braces do not match."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)

"""Whether the database has our schema, and making it in one that is empty."""

from __future__ import annotations

from sqlalchemy import Engine, inspect

from tabeza_central.store import append_only, schema


def schema_exists(engine: Engine) -> bool:
    return inspect(engine).has_table(schema.bars.name)


def create(engine: Engine) -> None:
    """The whole schema, in one transaction."""
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        append_only.install(connection)

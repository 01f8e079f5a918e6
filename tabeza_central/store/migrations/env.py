"""Run by Alembic, always with a connection handed in by :mod:`tabeza_central.store.migrate`."""

from __future__ import annotations

from alembic import context

from tabeza_central.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

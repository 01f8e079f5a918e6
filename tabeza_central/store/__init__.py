"""All SQL of the service: the schema, the unit of work, and one module per aggregate.

Functions here take a :class:`tabeza_central.store.uow.Tx` and the bar first. A statement over a tenant table names
``bar_id``; the few that look across bars are marked :func:`tabeza_central.store.uow.all_bars` and say why.
"""

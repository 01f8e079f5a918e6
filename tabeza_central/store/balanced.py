"""PostgreSQL refuses, at commit, a journal whose lines do not sum to 0 or that has no lines.

On SQLite the ledger module and the hourly audit keep the same rule: SQLite has no deferred triggers.
"""

from __future__ import annotations

from typing import Final

_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION tabeza_journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    journal text := to_jsonb(NEW) ->> TG_ARGV[0];
    named text := coalesce(current_setting('tabeza.bar_id', true), '');
    total bigint;
BEGIN
    PERFORM set_config('tabeza.bar_id', NEW.bar_id, true);  -- whatever the writer named by now
    SELECT sum(amount_cents) INTO total FROM ledger_lines WHERE bar_id = NEW.bar_id AND journal_id = journal;
    PERFORM set_config('tabeza.bar_id', named, true);
    IF total IS DISTINCT FROM 0 THEN
        RAISE EXCEPTION 'journal % does not sum to 0', journal USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
_TABLES: Final = {"ledger_lines": "journal_id", "ledger_journals": "id"}


def statements(dialect: str) -> list[str]:
    if dialect != "postgresql":
        return []
    return [_FUNCTION] + [
        f"CREATE CONSTRAINT TRIGGER {table}_balance AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION tabeza_journal_balances('{column}')"
        for table, column in _TABLES.items()
    ]


def drop_statements(dialect: str) -> list[str]:
    """What undoes :func:`statements`."""
    if dialect != "postgresql":
        return []
    dropped = [f"DROP TRIGGER {table}_balance ON {table}" for table in _TABLES]
    return [*dropped, "DROP FUNCTION tabeza_journal_balances()"]

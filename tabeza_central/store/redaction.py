"""The one change that history allows: a person's data in a free text gives way to ``[erased]``, for all to see.

Data protection law lets a customer ask for that; the books must stay. So in the append-only tables an UPDATE passes
only if nothing but free text differs and every text that differs holds the mark. Rows still can't be deleted, amounts,
times, states and references can't be changed, and what was erased can be seen to have been.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MARK: Final = "[erased]"


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of an append-only table: what people may have typed into, and all others."""

    free: tuple[str, ...]
    fixed: tuple[str, ...]


SHAPES: Final = {
    "payment_events": Shape(
        ("actor", "detail"),
        ("bar_id", "payment_id", "seq", "at", "kind", "from_state", "to_state", "result_code"),
    ),
    "audit_log": Shape(("actor", "object", "detail"), ("id", "bar_id", "at", "action")),
    "ledger_journals": Shape(
        ("text", "person"),
        (
            "bar_id",
            "id",
            "cause_kind",
            "cause_id",
            "at",
            "tab_id",
            "payment_id",
            "quantity",
            "unit_price_cents",
            "receipt",
        ),
    ),
}
"""``ledger_lines`` has no free text and stays closed altogether."""

_FUNCTION: Final = f"""
CREATE OR REPLACE FUNCTION tabeza_erasure_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    becomes jsonb := to_jsonb(NEW);
    free text;
BEGIN
    FOREACH free IN ARRAY TG_ARGV LOOP
        IF becomes ->> free IS DISTINCT FROM was ->> free
           AND position('{MARK}' in coalesce(becomes ->> free, '')) = 0 THEN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        was := was - free;
        becomes := becomes - free;
    END LOOP;
    IF was IS DISTINCT FROM becomes THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


def statements(dialect: str) -> list[str]:
    """Opens the append-only triggers by exactly this much; they must be there already."""
    if dialect == "sqlite":
        return [line for table, shape in SHAPES.items() for line in _sqlite(table, shape)]
    return [_FUNCTION] + [line for table, shape in SHAPES.items() for line in _postgresql(table, shape)]


def _sqlite(table: str, shape: Shape) -> list[str]:
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in shape.fixed)
    marked = " AND ".join(
        f"(NEW.{name} IS OLD.{name} OR ifnull(instr(NEW.{name}, '{MARK}'), 0) > 0)" for name in shape.free
    )
    return [
        f"DROP TRIGGER {table}_no_update",
        (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({same} AND {marked}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        ),
    ]


def _postgresql(table: str, shape: Shape) -> list[str]:
    free = ", ".join(f"'{name}'" for name in shape.free)
    return [
        f"DROP TRIGGER {table}_append_only ON {table}",
        (
            f"CREATE TRIGGER {table}_append_only BEFORE DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION tabeza_append_only()"
        ),
        (
            f"CREATE TRIGGER {table}_erasure BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION tabeza_erasure_only({free})"
        ),
    ]


def drop_statements(dialect: str) -> list[str]:
    """Back to refusing every change."""
    if dialect == "sqlite":
        return [
            line
            for table in SHAPES
            for line in (
                f"DROP TRIGGER {table}_no_update",
                (
                    f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                ),
            )
        ]
    dropped: list[str] = []
    for table in SHAPES:
        dropped += [
            f"DROP TRIGGER {table}_erasure ON {table}",
            f"DROP TRIGGER {table}_append_only ON {table}",
            (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION tabeza_append_only()"
            ),
        ]
    return [*dropped, "DROP FUNCTION tabeza_erasure_only()"]

"""History may be made to forget a person, visibly. In every other way it stays as it was written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import exc, text

from tabeza_central.store import erasure, redaction, schema
from tabeza_central.store.uow import ALL_BARS
from tests.central.data_rights.conftest import PHONE, Customer
from tests.central.world import World


def change(world: World, table: str, assignment: str) -> None:
    with world.ctx.store.write(bar=ALL_BARS) as tx:
        tx.execute(text(f"UPDATE {table} SET {assignment}"))


@pytest.mark.parametrize("table", sorted(redaction.SHAPES))
def test_the_shape_is_the_tables(table: str) -> None:
    shape = redaction.SHAPES[table]
    assert {*shape.free, *shape.fixed} == set(schema.metadata.tables[table].c.keys())


def test_every_table_of_history_is_closed_or_has_a_shape() -> None:
    assert {*redaction.SHAPES, "ledger_lines"} == set(schema.APPEND_ONLY)


def fixed_columns() -> Iterator[tuple[str, str]]:
    for table, shape in redaction.SHAPES.items():
        yield from ((table, column) for column in shape.fixed)


def test_a_text_may_only_give_way_to_the_mark(customer: Customer) -> None:
    for table, shape in redaction.SHAPES.items():
        for column in shape.free:
            with pytest.raises(exc.IntegrityError, match="append-only"):
                change(customer.world, table, f"{column} = 'something else'")
            with pytest.raises(exc.IntegrityError, match="append-only"):
                change(customer.world, table, f"{column} = ''")


def test_with_the_mark_nothing_else_may_change_either(customer: Customer) -> None:
    for table, column in fixed_columns():
        free = redaction.SHAPES[table].free[0]
        kind = schema.metadata.tables[table].c[column].type.python_type
        value = f"coalesce({column}, 0) + 1" if kind is int else f"coalesce({column}, '') || 'x'"
        with pytest.raises((exc.IntegrityError, exc.DataError), match=r"append-only|too long"):
            change(customer.world, table, f"{free} = '[erased]', {column} = {value}")


def test_rows_of_history_are_never_deleted(customer: Customer) -> None:
    for table in schema.APPEND_ONLY:
        with (
            pytest.raises(exc.IntegrityError, match="append-only"),
            customer.world.ctx.store.write(bar=ALL_BARS) as tx,
        ):
            tx.execute(text(f"DELETE FROM {table}"))


@pytest.mark.parametrize(
    "typed",
    ["0733987654", "+254733987654", "254733987654", "733987654", "0733 987 654", "0733-987-654", "+254 733 987 654",
     "(0733) 987.654", "254 0733987654", "tel:0733987654!", "call 0733/987/654 now"],
)  # fmt: skip
def test_a_phone_is_seen_however_it_was_typed(typed: str) -> None:
    pattern = erasure.pattern_of(PHONE)
    assert redaction.MARK in pattern.sub(redaction.MARK, typed)
    assert not any(run in pattern.sub("", typed) for run in ("733", "987", "654"))


@pytest.mark.parametrize(
    "typed", ["10733987654", "07339876541", "0733987655", "KES 733,987", "ws_CO_1733987654"]
)
def test_other_digits_are_left_alone(typed: str) -> None:
    assert not erasure.pattern_of(PHONE).search(typed)

"""The mapped columns of a chunk as text: plain lines through Arrow's CSV parser, all other rows from their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pilar.core.bulk.readers import PlainLine, RawRow
from pilar.evidence.intake.stage.plan import Plan

if TYPE_CHECKING:
    import pyarrow as pa

_FOREIGN = ("\r", "\x00", "\ufeff")
"""Signs inside a line that Arrow reads otherwise than we do; a chunk with any of them is taken apart in Python."""


def raw_table(plan: Plan, rows: Sequence[RawRow | PlainLine]) -> pa.Table:
    """Row number `n` and each mapped field untrimmed, under its key; NULL only where a row is too short. In no certain order."""
    import pyarrow as pa

    plain = [row for row in rows if isinstance(row, PlainLine)]
    whole = [row for row in rows if isinstance(row, RawRow)]
    text = "\n".join([line.text for line in plain])
    if any(sign in text for sign in _FOREIGN):
        whole, plain = [*whole, *(line.row for line in plain)], []
    parts = [part for part in (_of_lines(plan, plain, text), _of_cells(plan, whole)) if part is not None]
    return parts[0] if len(parts) == 1 else pa.concat_tables(parts)


def _of_lines(plan: Plan, lines: list[PlainLine], text: str) -> pa.Table | None:
    """Lines of exactly as many cells as there are headings."""
    if not lines:
        return None
    import pyarrow as pa
    import pyarrow.csv as pa_csv

    data = text.encode()
    places = [str(index) for index in range(len(plan.heading.columns))]
    wanted = [str(column.index) for column in plan.columns]
    read = pa_csv.read_csv(
        pa.BufferReader(data),
        pa_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=places),
        pa_csv.ParseOptions(
            delimiter=lines[0].sign, quote_char=False, double_quote=False, escape_char=False, ignore_empty_lines=False
        ),
        pa_csv.ConvertOptions(
            include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), check_utf8=False, null_values=[]
        ),
    )
    numbers = pa.array([line.number for line in lines], pa.int32())
    return pa.table([numbers, *read.columns], names=["n", *(column.field.key for column in plan.columns)])


def _of_cells(plan: Plan, rows: list[RawRow]) -> pa.Table | None:
    if not rows:
        return None
    import pyarrow as pa

    turned = list(zip(*[row.cells for row in rows], strict=False))
    columns = {"n": pa.array([row.number for row in rows], pa.int32())}
    for column in plan.columns:
        columns[column.field.key] = pa.array(turned[column.index], pa.string())
    return pa.table(columns)

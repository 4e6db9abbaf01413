"""Temporary tables and lists of codes as SQL sets, the same on both engines."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

CODES = {
    "postgresql": 'SELECT unnest(%s::text[]) COLLATE "C" AS code',
    "sqlite": "SELECT value AS code FROM json_each(%s)",
}
"""A list of codes as a one-column select; the parameter comes from `codes_parameter`."""


def codes_select() -> str:
    """SQL of a select whose rows are the codes of one parameter."""
    return CODES[connection.vendor]


def codes_parameter(codes: Iterable[str]) -> Any:
    """The parameter that goes with `codes_select`: one value, however many codes."""
    if connection.vendor == "postgresql":
        return list(codes)
    import json

    return json.dumps(list(codes))


@contextmanager
def staged(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A temporary table `name` of text columns in byte order, filled in one bulk write, gone afterwards.

    The first column is its key. Must run inside a transaction.
    """
    kind = 'text COLLATE "C"' if connection.vendor == "postgresql" else "text"
    definition = ", ".join(f"{column} {kind}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {name} ({definition}, PRIMARY KEY ({columns[0]}))")
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"ANALYZE {name}")
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", list(rows))
        yield name
        cursor.execute(f"DROP TABLE {name}")

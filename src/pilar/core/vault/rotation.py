"""Changing the keys while people work: every sealed value is sealed anew and every blind index made anew, in batches.

A value written under the active data key has its index under the active index key too, since both are written together: so
the key number in front of a sealed value tells what is left to do, and an interrupted rotation goes on by itself.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from pilar.core.problems import problem
from pilar.core.vault.fields import blind_index_many, seal_many, unseal_many
from pilar.core.vault.files import SealedWriter, key_of_file, open_sealed
from pilar.core.vault.keyring import refresh, ring, ring_path

KEYS_CHANGING = problem(
    "KUNCI-001",
    "Kunci penyimpanan sedang diganti, sehingga berkas belum dapat diperiksa atau diterbitkan.",
    "Tunggu sampai penggantian kunci selesai (`pilar keys status`), lalu ulangi.",
    409,
)
KEYS_IN_USE = problem(
    "KUNCI-002",
    "Masih ada berkas yang sedang diperiksa atau diterbitkan, sehingga kunci belum dapat diganti.",
    "Tunggu sampai kiriman itu selesai, lalu jalankan lagi `pilar keys rotate`.",
    409,
)
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A sealed column, the index beside it (or ""), and the field name that its values are bound to.

    `chooser`: a column of the same row that decides the field; `field` is then a dict from its value to the name.
    """

    table: str
    sealed: str
    field: str | dict[Any, str]
    index: str = ""
    chooser: str = ""
    key: str = "id"


def _lock_path() -> Path:
    return ring_path().parent / ".rotation.lock"


@contextmanager
def steady_keys() -> Iterator[None]:
    """For work that compares blind indexes in bulk: no rotation begins inside. Raises KUNCI-001 while one is under way."""
    refresh()
    _lock_path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _lock_path().open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise KEYS_CHANGING() from error
        if len(ring().index) > 1:
            raise KEYS_CHANGING()
        yield


@contextmanager
def changing_keys(patience: float) -> Iterator[None]:
    """Alone with the keys: waits up to `patience` seconds for `steady_keys` work to end. Raises KUNCI-002."""
    ring()
    end = time.monotonic() + patience
    with _lock_path().open("a") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= end:
                    raise KEYS_IN_USE() from error
                time.sleep(0.2)
        yield


def old_values(column: SealedColumn) -> int:
    """How many values of the column are not under the active data key."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {column.table} WHERE {_is_old(column.sealed)}")
        return int(cursor.fetchone()[0])


def _is_old(sealed: str) -> str:
    active = ring().data_active
    if connection.vendor == "postgresql":
        return f"{sealed} IS NOT NULL AND length({sealed}) > 0 AND get_byte({sealed}, 0) <> {active}"
    return f"{sealed} IS NOT NULL AND length({sealed}) > 0 AND substr({sealed}, 1, 1) <> X'{active:02x}'"


def reseal_column(column: SealedColumn, tick: Callable[[int], None]) -> int:
    """Seal all old values of a column anew, with their index, 5,000 in a transaction. Returns their number.

    `tick` gets the number of each finished batch. Rows are locked while they are changed, so that no writer's value is lost.
    """
    changed, last = 0, -(1 << 62)
    while True:
        with transaction.atomic():
            rows = _old_rows(column, last)
            if rows:
                _write(column, _anew(column, rows))
        if not rows:
            return changed
        last = rows[-1][0]
        changed += len(rows)
        tick(len(rows))


def _old_rows(column: SealedColumn, last: int) -> list[tuple[Any, ...]]:
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    chooser = column.chooser or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column.key}, {column.sealed}, {chooser} FROM {column.table} WHERE {column.key} > %s AND "
            f"{_is_old(column.sealed)} ORDER BY {column.key} LIMIT {BATCH}{lock}",
            [last],
        )
        return list(cursor.fetchall())


def _anew(column: SealedColumn, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """(key, sealed anew, index anew) of each row."""
    made: list[tuple[Any, ...]] = []
    for field in _fields(column):
        group = [row for row in rows if not column.chooser or column.field[row[2]] == field]  # type: ignore[index]
        texts = unseal_many(field, [row[1] for row in group])
        sealed = seal_many(field, texts)
        marks = blind_index_many(field, texts) if column.index else [None] * len(group)
        made += [(row[0], blob, mark) for row, blob, mark in zip(group, sealed, marks, strict=True)]
    return made


def _fields(column: SealedColumn) -> list[str]:
    return [column.field] if isinstance(column.field, str) else sorted(set(column.field.values()))


def _write(column: SealedColumn, rows: Sequence[tuple[Any, ...]]) -> None:
    update_by_key(column.table, column.key, [column.sealed, *([column.index] if column.index else [])], rows)


def update_by_key(table: str, key: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Set binary columns of many rows by one statement; each row is (key, value, value, …), more values are left out."""
    from pilar.core.bulk.write import insert_tuples

    kind = "bytea" if connection.vendor == "postgresql" else "blob"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS resealed")
        cursor.execute(
            f"CREATE TEMP TABLE resealed (k bigint, {', '.join(f'v{n} {kind}' for n in range(len(columns)))})"
        )
        names = ["k", *(f"v{n}" for n in range(len(columns)))]
        insert_tuples("resealed", names, [row[: len(columns) + 1] for row in rows])
        sets = ", ".join(f"{column} = resealed.v{n}" for n, column in enumerate(columns))
        cursor.execute(f"UPDATE {table} SET {sets} FROM resealed WHERE {table}.{key} = resealed.k")
        cursor.execute("DROP TABLE resealed")


def old_files(folder: Path) -> list[Path]:
    """Sealed files under a folder that are not under the active data key."""
    active = ring().data_active
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and key_of_file(path) not in (None, active)]


def reseal_file(path: Path) -> None:
    """Seal a file anew in its place; whoever reads the old one meanwhile reads on undisturbed."""
    writer = SealedWriter(path)
    try:
        for chunk in open_sealed(path):
            writer.write(chunk)
        writer.commit()
    finally:
        writer.discard()

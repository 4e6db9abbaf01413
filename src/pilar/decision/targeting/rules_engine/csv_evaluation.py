"""Rules over CSV files, in one DuckDB statement: declared columns in, one row per family and programme out.

A cell that is empty or cannot be read as its declared kind is unknown; unreadable ones are counted and told.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .catalogue import WIDEST_RANGE, Field, Kind, Subject
from .dialects import Engine
from .resolution import ResolvedRules
from .statement import Columns, compile_statement

if TYPE_CHECKING:
    import duckdb

FAMILY_COLUMNS = ("family", "family_id", "keluarga", "id_keluarga", "hhid", "id")
OUT_COLUMNS = ("family", "programme", "outcome", "not_met", "unknown", "amount")


class UnreadableTable(Exception):
    """A CSV cannot be used; the message names file and reason in Indonesian."""


@dataclass(frozen=True)
class Evaluation:
    """`notes` are sentences about missing columns and unreadable cells; `counts` by (programme, outcome)."""

    families: int
    rows: int
    counts: dict[tuple[str, str], int]
    notes: tuple[str, ...]


def evaluate_csv(rules: ResolvedRules, families: Path, members: Path | None, out: Path) -> Evaluation:
    """Evaluates every family and writes `family,programme,outcome,not_met,unknown,amount`.

    Rows keep the order of the families file, programmes that of the rule file. Masks are decimal numbers; amounts
    whole rupiah, 0 unless met.

    Raises:
        UnreadableTable: no family column, a family twice, no header, broken quoting, not UTF-8.
    """
    import duckdb

    connection = duckdb.connect()
    try:
        connection.execute("SET preserve_insertion_order = true")
        notes = _load(connection, "families", families, rules, Subject.FAMILY)
        _refuse_duplicates(connection, families)
        if members is not None:
            notes += _load(connection, "members", members, rules, Subject.MEMBER)
            notes += _strangers(connection)
        elif rules.needs_members():
            notes.append("Tanpa --members semua syarat tentang anggota keluarga belum diketahui.")
        statement = compile_statement(rules, Engine.DUCKDB, members="members" if members is not None else None)
        connection.execute(f"CREATE TABLE result AS {statement.sql}")
        _write(connection, statement.columns, out)
        return _summary(connection, statement.columns, notes)
    finally:
        connection.close()


def _load(
    connection: duckdb.DuckDBPyConnection, table: str, path: Path, rules: ResolvedRules, subject: Subject
) -> list[str]:
    """The CSV as a typed table (`position`, `family`, declared fields)."""
    import duckdb

    header, delimiter = _header(path)
    key = next((name for name in FAMILY_COLUMNS if name in header), None)
    if key is None:
        raise UnreadableTable(f"{path.name}: tidak ada kolom keluarga ({', '.join(FAMILY_COLUMNS)})")
    names = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(header)))
    try:
        connection.execute(
            f"CREATE TABLE {table}_raw AS SELECT row_number() OVER () AS position, * FROM read_csv($path, "
            f"header = false, skip = 1, columns = {{{names}}}, delim = '{delimiter}', quote = '\"', "
            "escape = '\"', auto_detect = false, null_padding = false, parallel = false)",
            {"path": str(path)},
        )
    except duckdb.Error as error:
        raise UnreadableTable(f"{path.name}: {str(error).splitlines()[0]}") from None
    declared = rules.catalogue.of(subject)
    used = [name for name in header if name in declared and name != key]
    columns = [f"trim(c{header.index(key)}) AS family"]
    columns += [f'{typed(declared[name], f"trim(c{header.index(name)})")} AS "{name}"' for name in used]
    columns += [f'{_nothing(field)} AS "{name}"' for name, field in declared.items() if name not in used]
    connection.execute(f"CREATE TABLE {table} AS SELECT position, {', '.join(columns)} FROM {table}_raw")
    return _unreadable(connection, table, header, used, path)


def _header(path: Path) -> tuple[list[str], str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
            for _ in zip(range(10_000), lines, strict=False):
                pass
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableTable(f"{path.name}: tidak dapat dibaca sebagai UTF-8 ({error})") from None
    delimiter = max(",;\t", key=first.count)
    header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    if not header or not any(header):
        raise UnreadableTable(f"{path.name}: baris pertama harus memuat nama kolom")
    twice = {name for name in header if header.count(name) > 1}
    if twice:
        raise UnreadableTable(f"{path.name}: kolom '{min(twice)}' ada dua kali")
    return header, delimiter


def typed(declared: Field, text: str) -> str:
    """SQL that reads a trimmed text as the declared kind, NULL where it is not one."""
    if declared.kind is Kind.TEXT:
        return f"nullif({text}, '')"
    if declared.kind is Kind.BOOLEAN:
        yes = "('true', 't', '1', '1.0', 'ya', 'y', 'yes')"
        no = "('false', 'f', '0', '0.0', 'tidak', 'n', 'no')"
        return f"CASE WHEN lower({text}) IN {yes} THEN TRUE WHEN lower({text}) IN {no} THEN FALSE END"
    if declared.kind is Kind.DATE:
        return rf"CASE WHEN regexp_full_match({text}, '\d{{4}}-\d{{2}}-\d{{2}}') THEN TRY_CAST({text} AS DATE) END"
    low, high = declared.bounds if declared.has_range else (-WIDEST_RANGE, WIDEST_RANGE)
    if declared.kind is Kind.INTEGER:
        matched = rf"regexp_full_match({text}, '[+-]?\d{{1,16}}(\.0+)?')"
        value = f"TRY_CAST(split_part({text}, '.', 1) AS BIGINT)"
    else:
        matched = rf"regexp_full_match({text}, '[+-]?\d{{1,16}}(\.\d+)?([eE][+-]?\d{{1,2}})?')"
        value = f"round(TRY_CAST({text} AS DOUBLE), 6)"
    return f"CASE WHEN {matched} AND {value} BETWEEN {low} AND {high} THEN {value} END"


def _nothing(declared: Field) -> str:
    sql_type = {
        Kind.INTEGER: "BIGINT",
        Kind.NUMBER: "DOUBLE",
        Kind.TEXT: "VARCHAR",
        Kind.BOOLEAN: "BOOLEAN",
        Kind.DATE: "DATE",
    }[declared.kind]
    return f"CAST(NULL AS {sql_type})"


def _unreadable(
    connection: duckdb.DuckDBPyConnection, table: str, header: Sequence[str], used: Sequence[str], path: Path
) -> list[str]:
    """One sentence per column with cells that carry text but no value."""
    if not used:
        return [f"{path.name}: tidak ada kolom yang dikenal ketentuan."]
    lost = {name: f"trim(r.c{header.index(name)}) <> '' AND t.\"{name}\" IS NULL" for name in used}
    query = ", ".join(f"count(*) FILTER ({test}), min(r.position) FILTER ({test})" for test in lost.values())
    found = connection.execute(f"SELECT {query} FROM {table} t JOIN {table}_raw r USING (position)").fetchone()
    assert found is not None  # noqa: S101  (an aggregate always answers)
    connection.execute(f"DROP TABLE {table}_raw")
    return [
        f"{path.name}: {found[2 * index]} sel '{name}' tidak terbaca (pertama: baris {found[2 * index + 1] + 1}); "
        "dianggap belum diketahui."
        for index, name in enumerate(lost)
        if found[2 * index]
    ]


def _refuse_duplicates(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    bad = connection.execute(
        "SELECT family, count(*) FROM families GROUP BY family "
        "HAVING count(*) > 1 OR family IS NULL OR family = '' ORDER BY family LIMIT 1"
    ).fetchone()
    if bad:
        raise UnreadableTable(
            f"{path.name}: keluarga '{bad[0]}' ada {bad[1]} kali"
            if bad[0]
            else f"{path.name}: ada baris tanpa nomor keluarga"
        )


def _strangers(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "SELECT count(*) FROM members WHERE family IS NULL OR family NOT IN (SELECT family FROM families)"
    ).fetchone()
    if found and found[0]:
        return [f"{found[0]} anggota tidak punya keluarga dalam berkas keluarga; tidak dihitung."]
    return []


def _write(connection: duckdb.DuckDBPyConnection, columns: Sequence[Columns], out: Path) -> None:
    if not columns:
        out.write_text(",".join(OUT_COLUMNS) + "\n", encoding="utf-8")
        return
    connection.execute(f"CREATE TABLE long AS {_long(columns)}")
    connection.execute(
        f"COPY (SELECT {', '.join(OUT_COLUMNS)} FROM long JOIN families USING (family) ORDER BY position, place) "
        f"TO {_quoted(out)} (FORMAT csv, HEADER true)"
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _long(columns: Sequence[Columns]) -> str:
    """The wide result as one row per family and programme."""
    parts = [
        f"SELECT family, {place} AS place, '{item.programme}' AS programme, CASE WHEN {item.not_met} <> 0 THEN "
        f"'not_met' WHEN {item.unknown} <> 0 THEN 'unknown' ELSE 'met' END AS outcome, {item.not_met} AS not_met, "
        f"{item.unknown} AS unknown, {item.amount} AS amount FROM result"
        for place, item in enumerate(columns)
    ]
    return " UNION ALL ".join(parts)


def _summary(connection: duckdb.DuckDBPyConnection, columns: Sequence[Columns], notes: list[str]) -> Evaluation:
    total = connection.execute("SELECT count(*) FROM families").fetchone()
    families = int(total[0]) if total else 0
    counts: dict[tuple[str, str], int] = {}
    if columns:
        rows = connection.execute(
            "SELECT programme, outcome, count(*) FROM long GROUP BY programme, outcome, place ORDER BY place, outcome"
        ).fetchall()
        counts = {(programme, outcome): number for programme, outcome, number in rows}
    return Evaluation(families, sum(counts.values()), counts, tuple(notes))

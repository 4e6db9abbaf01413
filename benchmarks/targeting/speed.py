"""Speed of rules and score in one run: DuckDB, PostgreSQL, a Rust CEL evaluator, LightGBM's predict."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from pilar.decision.targeting.rank.card import Card
from pilar.decision.targeting.rank.scoring import score_table
from pilar.decision.targeting.rules_engine.catalogue import Kind
from pilar.decision.targeting.rules_engine.checking import check
from pilar.decision.targeting.rules_engine.dialects import Engine
from pilar.decision.targeting.rules_engine.loading import load
from pilar.decision.targeting.rules_engine.resolution import ResolvedRules, resolve
from pilar.decision.targeting.rules_engine.statement import compile_statement

Row = tuple[str, str, str]
RULES = Path(__file__).parent / "rules_speed.toml"
#: The 15 conditions in CEL, as one program that answers a list: what a row-by-row engine must do for reasons.
CEL = """[desil <= 4, desil <= 5,
 hamil > 0 || balita > 0 || anak_sd > 0 || anak_smp > 0 || anak_sma > 0 || lansia > 0 || disabilitas > 0,
 !aparatur, !pensiunan, upah <= 2500000,
 atap in [6, 7] || dinding in [4, 6] || lantai in [7, 8], luas * 10 < anggota * 72,
 atap in [6, 7] || dinding in [4, 6] || lantai in [7, 8] || luas * 10 < anggota * 72,
 milik_sendiri, lansia > 0 && anggota == 1, !terima_pkh && !terima_sembako, terima_pkh || terima_sembako,
 usaha && usia_kerja > 0, anak_sd + anak_smp + anak_sma > 0]"""


def best(run: Callable[[], object], rounds: int = 5) -> float:
    """Shortest wall-clock time of several runs, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def families(connection: duckdb.DuckDBPyConnection, rules: ResolvedRules, number: int, *, missing: float) -> None:
    """A table `families` of random facts; each cell is NULL with probability `missing`."""
    connection.execute("SELECT setseed(0.42)")
    columns = []
    for field in rules.catalogue.family.values():
        value = "random() < 0.15"
        if field.kind is Kind.INTEGER:
            low, high = int(field.low or 0), int(field.high or 9)
            high = min(high, 5_000_000 if field.name == "upah" else low + 9 if high > 30 else high)
            high = min(high, 2) if field.low == 0 and field.high == 9 else high
            value = f"CAST({low} + floor(random() * {high - low + 1}) AS INTEGER)"
        columns.append(f'CASE WHEN random() >= {missing} THEN {value} END AS "{field.name}"')
    connection.execute(
        f"CREATE OR REPLACE TABLE families AS SELECT CAST(i AS BIGINT) AS family, {', '.join(columns)} "
        f"FROM range({number}) t(i)"
    )


def rules_speed(number: int, postgres: str) -> list[Row]:
    """Families a second of the ten programmes with both masks and amounts."""
    book = load(RULES)
    check(book)
    rules = resolve(book, date(2026, 1, 1))
    connection = duckdb.connect()
    families(connection, rules, number, missing=0.03)
    statement = compile_statement(rules, Engine.DUCKDB)
    seconds = best(lambda: connection.execute(f"CREATE OR REPLACE TABLE result AS {statement.sql}"))
    threads = connection.execute("SELECT current_setting('threads')").fetchone()
    rows: list[Row] = [
        (
            f"aturan, DuckDB ({threads[0] if threads else '?'} inti): {number:,} keluarga x {len(rules.programmes)} program",
            f"{seconds:.2f} s",
            f"<= 0.5 s: {'ya' if seconds <= 0.5 * number / 1e6 else 'tidak'}",
        )
    ]
    cel = cel_rate(connection)
    if postgres:
        rate = number / postgres_seconds(connection, rules, postgres)
        rows.append(("aturan, PostgreSQL, menulis tabel hasil", f"{rate:,.0f} keluarga/s", ""))
        if cel:
            rows.append(
                ("PostgreSQL / CEL Rust", f"{rate / cel:.1f} kali", f">= 15: {'ya' if rate / cel >= 15 else 'tidak'}")
            )
    if cel:
        rows.append(("CEL Rust (common-expression-language), 15 syarat, satu program", f"{cel:,.0f} keluarga/s", ""))
        rows.append(("DuckDB / CEL Rust", f"{number / seconds / cel:.0f} kali", ""))
    else:
        rows.append(("CEL Rust", "tidak terpasang", "lihat README.md"))
    return rows


def postgres_seconds(connection: duckdb.DuckDBPyConnection, rules: ResolvedRules, address: str) -> float:
    """Time to write the result table from an unlogged copy of `families`."""
    import psycopg

    described = connection.execute("DESCRIBE families").fetchall()
    names = {"BIGINT": "bigint", "INTEGER": "integer", "BOOLEAN": "boolean"}
    columns = ", ".join(f'"{row[0]}" {names[row[1]]}' for row in described)
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("DROP SCHEMA IF EXISTS targeting_benchmark CASCADE")
        database.execute("CREATE SCHEMA targeting_benchmark")
        database.execute("SET search_path = targeting_benchmark")
        database.execute(f"CREATE UNLOGGED TABLE families ({columns})")
        path = Path(f"/tmp/pilar_families_{time.time_ns()}.csv")
        connection.execute(f"COPY families TO '{path}' (FORMAT csv, HEADER false)")
        try:
            with path.open("rb") as source, database.cursor().copy("COPY families FROM STDIN (FORMAT csv)") as copy:
                while chunk := source.read(1 << 20):
                    copy.write(chunk)
        finally:
            path.unlink()
        database.execute("ANALYZE families")
        sql = compile_statement(rules, Engine.POSTGRESQL).sql

        def run() -> None:
            database.execute("DROP TABLE IF EXISTS result")
            database.execute(f"CREATE UNLOGGED TABLE result AS {sql}")

        seconds = best(run, 3)
        database.execute("DROP SCHEMA targeting_benchmark CASCADE")
    return seconds


def cel_rate(connection: duckdb.DuckDBPyConnection, number: int = 20_000) -> float:
    """Families a second of the Rust CEL evaluator on rows without NULL (it has no third truth); 0 if absent."""
    try:
        import cel
    except ImportError:
        return 0.0
    found = connection.execute(f"SELECT * EXCLUDE (family) FROM families LIMIT {number}")
    names = [column[0] for column in found.description]
    rows = [
        {n: cell if cell is not None else False if n in FLAGS else 1 for n, cell in zip(names, row, strict=True)}
        for row in found.fetchall()
    ]
    program = cel.compile(CEL)
    return number / best(lambda: [program.execute(row) for row in rows], 3)


FLAGS = {"aparatur", "pensiunan", "milik_sendiri", "terima_pkh", "terima_sembako", "usaha"}


def score_speed(
    card: Card, train: dict[str, np.ndarray], areas: list[list[str]], welfare: np.ndarray, number: int
) -> list[Row]:
    """Score and tenth of `number` families drawn from the survey, against LightGBM's predict on the same rows."""
    import lightgbm

    names = list(train)
    rows = np.random.default_rng(5).integers(0, len(welfare), number)
    table = {name: values[rows] for name, values in train.items()}
    connection = duckdb.connect()
    import pyarrow

    columns = {name: pyarrow.array(values, from_pandas=True) for name, values in table.items()}
    columns["hhid"] = pyarrow.array(np.arange(number))
    for name, level in zip(card.area_columns, areas, strict=True):
        codes = np.array([code.split("/")[-1] for code in level])
        columns[name] = pyarrow.array(codes[rows].tolist())
    connection.register("source", pyarrow.table(columns))
    connection.execute("CREATE TABLE families AS SELECT * FROM source")
    ours = best(
        lambda: score_table(connection, card, table="families", key="hhid", areas=card.area_columns, into="scored"),
        3,
    )
    model = lightgbm.LGBMRegressor(n_estimators=500, num_leaves=8, learning_rate=0.025, verbose=-1, n_jobs=2)
    matrix = np.column_stack([train[name] for name in names])
    model.fit(matrix, welfare)
    part = np.column_stack([table[name] for name in names])[:100_000]
    theirs = best(lambda: model.predict(part), 2) * number / len(part)
    return [
        (f"skor dan desil lokal {number:,} keluarga, DuckDB", f"{ours:.2f} s", ""),
        ("LightGBM predict (500 pohon, 2 utas), dari 100.000 baris", f"{theirs:.1f} s", ""),
        ("LightGBM / skor", f"{theirs / ours:.0f} kali", f">= 50: {'ya' if theirs / ours >= 50 else 'tidak'}"),
    ]

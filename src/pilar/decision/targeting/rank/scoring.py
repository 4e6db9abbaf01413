"""A card over many families in one SQL statement, and local tenths with deterministic ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .card import Card, Correction, Points
from .survey import SurveyRefused, Table, area_paths, read_table

if TYPE_CHECKING:
    import duckdb

SALT = "pilar-skor-lokal"


def score_sql(card: Card, *, table: str, key: str, columns: Mapping[str, str] | None = None, area: str = "") -> str:
    """SELECT of `family`, `score`: whole-number CASE sums, the same in DuckDB, PostgreSQL and SQLite.

    Args:
        card: published card.
        table: table with one row per family.
        key: its family column.
        columns: question name to column name, where they differ.
        area: SQL expression with the area points (from `area_sql`), empty for none.
    """
    names = dict(columns or {})

    def column(name: str) -> str:
        return '"' + names.get(name, name).replace('"', '""') + '"'

    terms = [str(card.base), *([area] if area else [])]
    terms += [_case(question, column(question.name)) for question in card.questions]
    terms += [_correction(item, column(item.question)) for item in card.corrections]
    quoted = '"' + key.replace('"', '""') + '"'
    return f'SELECT {quoted} AS family, {" + ".join(terms)} AS score FROM "{table}"'


def area_sql(card: Card, columns: Sequence[str]) -> str:
    """Area points from code columns, outermost first; the innermost area on the card counts."""
    if not card.areas:
        return "0"
    paths = []
    for depth in range(len(columns), 0, -1):
        path = " || '/' || ".join(f'CAST("{name}" AS VARCHAR)' for name in columns[:depth])
        tests = " ".join(
            f"WHEN '{code}' THEN {points}"
            for code, points in sorted(card.areas.items())
            if code.count("/") == depth - 1 and "'" not in code
        )
        if tests:
            paths.append(f"CASE {path} {tests} END")
    return f"COALESCE({', '.join(paths)}, 0)" if paths else "0"


def _case(question: Points, column: str) -> str:
    tests = [f"WHEN {column} IS NULL THEN {question.missing}"]
    tests += [
        f"WHEN {column} < {threshold!r} THEN {points}"
        for threshold, points in zip(question.thresholds, question.points, strict=False)
    ]
    return f"CASE {' '.join(tests)} ELSE {question.points[-1]} END"


def _correction(item: Correction, column: str) -> str:
    test = f"{column} IS NULL" if item.test == "missing" else f"{column} {item.test} {item.value!r}"
    return f"CASE WHEN {test} THEN {item.points} ELSE 0 END"


def tenths_sql(source: str, *, area: str = "") -> str:
    """SELECT adding `tenth` 1..10 (inside `area` when named) to a SELECT of family, score[, area].

    Equal scores are ordered by a fixed digest of the family number, so that neither row order nor age of the number
    decides, and the answer never changes between runs.
    """
    partition = f"PARTITION BY {area} " if area else ""
    return (
        f"SELECT *, CAST(ntile(10) OVER ({partition}ORDER BY score, md5('{SALT}' || CAST(family AS VARCHAR)), "
        f"family) AS INTEGER) AS tenth FROM ({source}) s"
    )


def score_csv(card: Card, path: Path, out: Path, *, key: str = "hhid") -> int:
    """Scores every row of a CSV and writes `hhid,score`; returns the number of rows.

    Raises:
        SurveyRefused: unreadable file, no key column, a question of the card missing, a cell that is no number.
    """
    import numpy as np

    from .corrections import holds
    from .points import answer_points

    table = read_table(path)
    _need(table, card, key, path)
    answers = {name: table.numbers(name) for name in _asked(card)}
    scores = np.full(len(table.rows), card.base, dtype=np.int64)
    area = np.zeros(len(table.rows), dtype=np.int64)
    for labels in area_paths(table, card.area_columns):
        area = np.array([card.areas.get(name, before) for name, before in zip(labels, area, strict=True)], dtype=np.int64)
    scores += area
    for question in card.questions:
        scores += answer_points(question, answers[question.name])
    for item in card.corrections:
        scores += item.points * holds(item, answers[item.question])
    lines = [f"{name},{score}" for name, score in zip(table.texts(key), scores.tolist(), strict=True)]
    out.write_text("\n".join(["hhid,score", *lines]) + "\n", encoding="utf-8")
    return len(lines)


def _asked(card: Card) -> list[str]:
    return list(dict.fromkeys([*(q.name for q in card.questions), *(item.question for item in card.corrections)]))


def _need(table: Table, card: Card, key: str, path: Path) -> None:
    absent = [name for name in (key, *_asked(card)) if name not in table.columns]
    if absent:
        raise SurveyRefused(f"{path.name}: kolom tidak ada: {', '.join(absent)}")


def score_table(
    connection: duckdb.DuckDBPyConnection, card: Card, *, table: str, key: str, areas: Sequence[str], into: str
) -> None:
    """Scores and local tenths (inside the outermost area) of a DuckDB table into a new table, set-based."""
    base = score_sql(card, table=table, key=key, area=area_sql(card, areas))
    if areas:
        base = base.replace("SELECT ", f'SELECT "{areas[0]}" AS area, ', 1)
    connection.execute(f'CREATE OR REPLACE TABLE "{into}" AS {tenths_sql(base, area="area" if areas else "")}')

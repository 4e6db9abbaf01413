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
    points = {tuple(code.split("/")): number for code, number in card.areas.items() if "'" not in code}

    def level(above: tuple[str, ...]) -> str:
        """Points below an area, its own where nothing inside fits."""
        own = str(points.get(above, 0))
        inside = sorted({path[: len(above) + 1] for path in points if path[: len(above)] == above and path != above})
        if not inside or len(above) == len(columns):
            return own
        column = '"' + columns[len(above)].replace('"', '""') + '"'
        tests = " ".join(f"WHEN '{path[-1]}' THEN {level(path)}" for path in inside)
        return f"CASE CAST({column} AS VARCHAR) {tests} ELSE {own} END"

    return level(())


def _case(question: Points, column: str) -> str:
    """NULL fails every comparison and so takes the points of "unknown"."""
    tests = [
        f"WHEN {column} < {threshold!r} THEN {points}"
        for threshold, points in zip(question.thresholds, question.points, strict=False)
    ]
    if not question.thresholds:
        return f"CASE WHEN {column} IS NULL THEN {question.missing} ELSE {question.points[0]} END"
    last = f"WHEN {column} >= {question.thresholds[-1]!r} THEN {question.points[-1]}"
    return f"CASE {' '.join(tests)} {last} ELSE {question.missing} END"


def _correction(item: Correction, column: str) -> str:
    test = f"{column} IS NULL" if item.test == "missing" else f"{column} {item.test} {item.value!r}"
    return f"CASE WHEN {test} THEN {item.points} ELSE 0 END"


def tenths_sql(source: str) -> str:
    """DuckDB SELECT adding `tenth` 1..10 inside each area to a SELECT of area, family, score.

    The place p of n families gives tenth floor((p - 1) * 10 / n) + 1. Equal scores are ordered by a fixed digest of
    the family number, so that neither row order nor age of the number decides, and the answer never changes between
    runs. Only the few scores that lie across the edge of a tenth need that order at all.
    """
    return (
        f"WITH s AS MATERIALIZED ({source}), counted AS (SELECT area, score, count(*) AS n, "
        "CAST(sum(count(*)) OVER (PARTITION BY area ORDER BY score) AS BIGINT) AS upto, "
        "CAST(sum(count(*)) OVER (PARTITION BY area) AS BIGINT) AS total FROM s GROUP BY area, score), "
        "placed AS (SELECT area, score, upto - n AS before, total, ((upto - n) * 10) // total AS low, "
        "((upto - 1) * 10) // total AS high FROM counted) "
        "SELECT s.area, s.family, s.score, CAST(low + 1 AS INTEGER) AS tenth "
        "FROM s JOIN placed p ON p.area = s.area AND p.score = s.score WHERE low = high "
        "UNION ALL SELECT s.area, s.family, s.score, CAST(((before + row_number() OVER (PARTITION BY s.area, s.score "
        f"ORDER BY md5('{SALT}' || CAST(s.family AS VARCHAR)), s.family) - 1) * 10) // total + 1 AS INTEGER) "
        "FROM s JOIN placed p ON p.area = s.area AND p.score = s.score WHERE low <> high"
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
        area = np.array(
            [card.areas.get(name, before) for name, before in zip(labels, area, strict=True)], dtype=np.int64
        )
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
    outer = f'CAST("{areas[0]}" AS VARCHAR)' if areas else "''"
    base = base.replace("SELECT ", f"SELECT {outer} AS area, ", 1)
    connection.execute(f'CREATE OR REPLACE TABLE "{into}" AS {tenths_sql(base)}')

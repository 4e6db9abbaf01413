"""Staging a batch: every row becomes accepted, quarantined or named as no data; nothing else happens to it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pilar.core.bulk.readers import BrokenRow, Piece, PlainLine, RawRow
from pilar.core.bulk.readers.layout import Other, other_kind
from pilar.evidence.intake.faults import FAULTS, Severity
from pilar.evidence.intake.fields import Field
from pilar.evidence.intake.kinds import Kind
from pilar.evidence.intake.publish.run import insert_arrow
from pilar.evidence.intake.stage.checks import FaultRow, cell_faults, cross_cell_faults, make_clean
from pilar.evidence.intake.stage.expressions import written
from pilar.evidence.intake.stage.places import PlaceBook
from pilar.evidence.intake.stage.plan import Plan
from pilar.evidence.intake.stage.raw import raw_table
from pilar.evidence.intake.stage.registered import registered_faults
from pilar.evidence.intake.stage.seal import sealed_columns
from pilar.evidence.intake.stage.sheetwide import sheet_faults
from pilar.evidence.intake.stage.vocabulary import Vocabulary

if TYPE_CHECKING:
    import duckdb

CHUNK = 20_000
_PLACE_KEYS = ("village_code", "regency_code", "regency_name", "district_name", "village_name")

Kept = Callable[[Plan, list[FaultRow], dict[int, list[str]]], None]
"""Stores faults and quarantined cells of a chunk: (plan of the sheet, faults, cells by row)."""


@dataclass(slots=True)
class StageCounts:
    """What became of the rows of a file; `accepted + quarantined + sum(other.values())` is `rows`."""

    rows: int = 0
    accepted: int = 0
    quarantined: int = 0
    other: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, object]:
        return {
            "rows": self.rows,
            "accepted": self.accepted,
            "quarantined": self.quarantined,
            "other": dict(self.other),
            "faults": dict(sorted(self.faults.items())),
        }


@dataclass(slots=True)
class Staging:
    """One run over a file. `tick(rows)` is called after each chunk: it shows progress and may stop the run."""

    engine: duckdb.DuckDBPyConnection
    kind: Kind
    places: PlaceBook
    today: date
    keep: Kept
    tick: Callable[[int], None]
    counts: StageCounts = field(default_factory=StageCounts)
    vocabulary: Vocabulary = field(init=False)

    def __post_init__(self) -> None:
        self.vocabulary = Vocabulary(self.engine, self.today)

    def run(self, plans: list[Plan]) -> StageCounts:
        """Stage all sheets into the table `staged` of the engine."""
        self.engine.execute("CREATE TABLE IF NOT EXISTS province (code VARCHAR)")
        insert_arrow(self.engine, "province", [(code,) for code in PROVINCE_PREFIXES])
        for position, plan in enumerate(plans):
            self._sheet(plan, position)
        return self.counts

    def _sheet(self, plan: Plan, position: int) -> None:
        for rows in _chunks(self._data_rows(plan), CHUNK):
            self._chunk(plan, position, rows)
            self.tick(self.counts.rows)
        self._sheetwide(plan, position)

    def _data_rows(self, plan: Plan) -> Iterator[Piece]:
        """Rows that are data (or broken); the others are only counted."""
        width, required = len(plan.heading.columns), plan.required
        begins_with_number = plan.heading.first == 0 and 0 in required
        for piece in plan.table.pieces():
            self.counts.rows += 1
            if isinstance(piece, PlainLine):
                if begins_with_number and piece.number > plan.heading.row and _is_plainly_data(piece, width):
                    yield piece
                    continue
                row = piece.row
            elif isinstance(piece, BrokenRow):
                yield piece
                continue
            else:
                row = piece
            if row.number <= plan.heading.row:
                self.counts.other[Other.HEADING if row.number == plan.heading.row else Other.TITLE] += 1
            elif other := other_kind(row, plan.heading, required):
                self.counts.other[other] += 1
            elif len(row.cells) != width and _misaligned(row.cells, width):
                yield BrokenRow(row.number, "BRK-601", " | ".join(row.cells)[:2000])
            else:
                yield row

    def _chunk(self, plan: Plan, position: int, pieces: list[Piece]) -> None:
        whole = [piece for piece in pieces if not isinstance(piece, BrokenRow)]
        broken = [piece for piece in pieces if isinstance(piece, BrokenRow)]
        faults: list[FaultRow] = [
            (row.number, "", row.code, row.text[:60] if row.code != "BRK-601" else "") for row in broken
        ]
        cells = {row.number: row.text.split(" | ") if row.code == "BRK-601" else [row.text] for row in broken}
        if whole:
            faults += self._check(plan, position, whole)
            bad = _rows_with_errors(faults)
            cells |= {piece.number: _cells(piece) for piece in whole if piece.number in bad}
        self.counts.quarantined += len(cells)
        self.counts.accepted += len(whole) - (len(cells) - len(broken))
        self._keep(plan, faults, cells)

    def _keep(self, plan: Plan, faults: list[FaultRow], cells: dict[int, list[str]]) -> None:
        self.counts.faults.update(code for _, _, code, _ in faults)
        headings = {column.field.key: column.heading for column in plan.columns}
        named = [(row, headings.get(key, ""), code, shown) for row, key, code, shown in faults]
        self.keep(plan, named, cells)

    def _check(self, plan: Plan, position: int, rows: list[RawRow | PlainLine]) -> list[FaultRow]:
        engine, fields = self.engine, [column.field for column in plan.columns]
        cells, rest, faults = self.vocabulary.read(raw_table(plan, rows), fields)
        engine.register("cells", cells)
        texts = {entry.key for entry in rest}
        ready = [f'"{entry.key}"' for entry in fields if entry.key not in texts]
        engine.execute(
            f"CREATE OR REPLACE TEMP VIEW raw AS SELECT {', '.join(['n', *ready, *_trimmed(rest)])} FROM cells"
        )
        make_clean(engine, rest, self.today)
        present = {entry.key for entry in fields}
        faults += cell_faults(engine, rest, self.today) + cross_cell_faults(engine, present)
        if self.kind.needs_area:
            faults += self._place(present)
            present.add("wilayah")
        bad = _rows_with_errors(faults)
        self._store(present, position, bad)
        engine.unregister("cells")
        return faults

    def _place(self, present: set[str]) -> list[FaultRow]:
        """Add `wilayah` to `clean` (with RW and RT where known); report rows whose place is not found."""
        engine = self.engine
        chosen = ", ".join(f"coalesce({key}, '')" if key in present else "''" for key in _PLACE_KEYS)
        spellings = engine.execute(f"SELECT DISTINCT {chosen} FROM clean").fetchall()
        answers = self.places.look_up(spellings)
        engine.execute(
            "CREATE OR REPLACE TEMP TABLE place (a VARCHAR, b VARCHAR, c VARCHAR, d VARCHAR, e VARCHAR, code VARCHAR, fault VARCHAR)"
        )
        # Not `executemany`: DuckDB's loads pandas (two seconds) and inserts row by row.
        insert_arrow(
            engine, "place", [(*spelling, *answer) for spelling, answer in zip(spellings, answers, strict=True)]
        )
        columns = [f"coalesce({key}, '')" if key in present else "''" for key in _PLACE_KEYS]
        matches = " AND ".join(f"place.{letter} = {column}" for letter, column in zip("abcde", columns, strict=True))
        units = _units_sql(present)
        engine.execute("ALTER TABLE clean ADD COLUMN wilayah VARCHAR")
        engine.execute("ALTER TABLE clean ADD COLUMN place_fault VARCHAR")
        engine.execute(
            f"UPDATE clean SET wilayah = place.code || CASE WHEN place.code = '' THEN '' ELSE {units} END, "
            f"place_fault = place.fault FROM place WHERE {matches}"
        )
        shown = "village_name" if "village_name" in present else "village_code" if "village_code" in present else "''"
        key = "village_name" if "village_name" in present else "village_code"
        found = engine.execute(
            f"SELECT n, '{key}', place_fault, coalesce(left(CAST({shown} AS VARCHAR), 60), '') FROM clean WHERE place_fault <> ''"
        ).fetchall()
        engine.execute("ALTER TABLE clean DROP COLUMN place_fault")
        return list(found)

    def _store(self, present: set[str], position: int, bad: set[int]) -> None:
        engine = self.engine
        engine.register("sealed", sealed_columns(engine, present))
        engine.execute("CREATE OR REPLACE TEMP TABLE bad (n INTEGER)")
        if bad:
            import pyarrow as pa

            engine.register("bad_rows", pa.table({"n": pa.array(sorted(bad), pa.int32())}))
            engine.execute("INSERT INTO bad SELECT n FROM bad_rows")
            engine.unregister("bad_rows")
        open_keys = sorted(present - {"nik", "kk", "mother_name", "phone"} - set(_PLACE_KEYS))
        tail = "".join(f", right({key}, 1) = '0' AS {key}_zero" for key in ("nik", "kk") if key in present)
        extra = ", sealed.* EXCLUDE (n)" if len(engine.execute("DESCRIBE sealed").fetchall()) > 1 else ""
        chosen = "".join(f', clean."{key}"' for key in open_keys)
        select = (
            f"SELECT clean.n, {position} AS sheet{chosen}{tail}{extra}, (clean.n IN (SELECT n FROM bad)) AS bad "
            "FROM clean JOIN sealed USING (n)"
        )
        known = engine.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'staged'").fetchone()
        if known and known[0]:
            engine.execute(f"INSERT INTO staged BY NAME {select}")
        else:
            engine.execute(f"CREATE TABLE staged AS {select}")
        engine.unregister("sealed")

    def _sheetwide(self, plan: Plan, position: int) -> None:
        """Faults that only the whole sheet shows; their rows leave the accepted ones, their cells are read again."""
        found = sheet_faults(self.engine, self.kind, position)
        if self.kind.guards_identity:
            found += registered_faults(self.engine, position)
        wrong = _rows_with_errors(found)
        if wrong:
            self._mark_bad(position, wrong)
            cells = {
                piece.number: _cells(piece)
                for piece in plan.table.pieces()
                if piece.number in wrong and not isinstance(piece, BrokenRow)
            }
            self.counts.accepted -= len(wrong)
            self.counts.quarantined += len(wrong)
        else:
            cells = {}
        self._keep(plan, found, cells)

    def _mark_bad(self, position: int, rows: set[int]) -> None:
        import pyarrow as pa

        self.engine.register("wrong", pa.table({"n": pa.array(sorted(rows), pa.int32())}))
        self.engine.execute(f"UPDATE staged SET bad = true WHERE sheet = {position} AND n IN (SELECT n FROM wrong)")
        self.engine.unregister("wrong")


def _units_sql(present: set[str]) -> str:
    """RW and RT digits behind a village code; an RT whose RW is unknown stands below RW 000."""
    if {"rt", "rw"} <= present:
        return "CASE WHEN rw IS NOT NULL THEN rw || coalesce(rt, '') WHEN rt IS NOT NULL THEN '000' || rt ELSE '' END"
    if "rw" in present:
        return "coalesce(rw, '')"
    return "CASE WHEN rt IS NOT NULL THEN '000' || rt ELSE '' END" if "rt" in present else "''"


PROVINCE_PREFIXES = (
    *[
        "11",
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
        "18",
        "19",
        "21",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "51",
        "52",
        "53",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "72",
        "73",
        "74",
        "75",
        "76",
        "81",
        "82",
        "91",
        "92",
        "93",
        "94",
        "95",
        "96",
    ],
    "99",
)
"""First two digits of NIKs: the provinces, and 99 which Dukcapil uses for citizens registered abroad. [bg M]"""


def _is_plainly_data(line: PlainLine, width: int) -> bool:
    """As many cells as headings, and a required first cell of more than two signs that begins with a digit: no heading, numbering,
    total or blank row."""
    text = line.text
    return text[:1].isdigit() and text.find(line.sign) > 2 and text.count(line.sign) == width - 1


def _cells(row: RawRow | PlainLine) -> list[str]:
    return row.cells if isinstance(row, RawRow) else row.text.split(row.sign)


def _trimmed(fields: list[Field]) -> list[str]:
    return [f"nullif(trim(\"{field.key}\"), '') AS {written(field)}" for field in fields]


def _misaligned(cells: list[str], width: int) -> bool:
    """More filled cells than headings, or fewer cells than headings in a delimited line."""
    if len(cells) > width:
        return any(cell.strip() for cell in cells[width:])
    return len(cells) < width


def _rows_with_errors(faults: list[FaultRow]) -> set[int]:
    return {row for row, _, code, _ in faults if code not in FAULTS or FAULTS[code].severity == Severity.ERROR}


def _chunks(rows: Iterator[Piece], size: int) -> Iterator[list[Piece]]:
    chunk: list[Piece] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) >= size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def cells_json(headings: tuple[str, ...], cells: list[str]) -> str:
    """The cells of a row with their headings, as kept in quarantine. No cell is lost: a doubled heading gets its column number
    behind it, a cell beyond the headings that number alone."""
    named: dict[str, str] = {}
    for index, cell in enumerate(cells):
        heading = headings[index] if index < len(headings) else ""
        plain = heading if heading and heading not in named else f"{heading} (kolom {index + 1})".strip()
        named[plain] = cell
    return json.dumps(named, ensure_ascii=False)

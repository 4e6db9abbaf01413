"""A survey file as arrays, after checks that refuse it clearly or name what was left out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Fewer interviews than this give points that are mostly chance (error grows visibly below 300).
FEWEST_ROWS = 100
WISE_ROWS = 300
FEWEST_GROUPS = 5


class SurveyRefused(Exception):
    """The file cannot be used; the message names the reason in Indonesian."""


@dataclass
class Table:
    """A CSV as texts: `rows[i][columns.index(name)]`."""

    columns: list[str]
    rows: list[list[str]]

    def texts(self, name: str) -> list[str]:
        place = self.columns.index(name)
        return [row[place].strip() for row in self.rows]

    def numbers(self, name: str) -> Floats:
        """Values with NaN for empty cells.

        Raises:
            SurveyRefused: a cell is neither empty nor a finite number.
        """
        values = np.full(len(self.rows), np.nan)
        for place, text in enumerate(self.texts(name)):
            if not text or text.lower() in {"na", "nan", "null", "."}:
                continue
            try:
                values[place] = float(text)
            except ValueError:
                raise SurveyRefused(f"kolom '{name}' baris {place + 2}: '{text[:30]}' bukan bilangan") from None
            if not np.isfinite(values[place]):
                raise SurveyRefused(f"kolom '{name}' baris {place + 2}: '{text[:30]}' bukan bilangan terhingga")
        return values


@dataclass
class Survey:
    """One row per household.

    welfare: log of consumption; weights sum to the number of rows; group: number of the village (for folds);
    areas: code path per level, outermost first ("12", "12/15"); notes: named degradations.
    """

    welfare: Floats
    consumption: Floats
    weights: Floats
    group: NDArray[np.int64]
    areas: list[list[str]]
    answers: dict[str, Floats]
    notes: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.welfare)

    def subset(self, kept: NDArray[np.bool_]) -> Survey:
        """The households where `kept` is true."""
        places = np.flatnonzero(kept)
        return Survey(
            self.welfare[kept],
            self.consumption[kept],
            self.weights[kept],
            self.group[kept],
            [[level[place] for place in places] for level in self.areas],
            {name: values[kept] for name, values in self.answers.items()},
        )


def read_table(path: Path) -> Table:
    """A survey file with a header: CSV (comma, semicolon or tab) or a workbook, of which the first sheet that holds rows counts.

    Raises:
        SurveyRefused: no table, not UTF-8, no header, a row of another length, a column twice.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SurveyRefused(f"{path.name} tidak dapat dibaca: {error}") from None
    return parse_table(content, path.name)


def parse_table(content: bytes, name: str) -> Table:
    """The same from bytes; `name` stands in the reasons. Raises SurveyRefused as `read_table`."""
    rows = _sheet_rows(content, name) if content.startswith(_WORKBOOKS) else _text_rows(content, name)
    if not rows:
        raise SurveyRefused(f"{name} kosong")
    columns = [one.strip() for one in rows[0]]
    if len(set(columns)) != len(columns):
        raise SurveyRefused(f"{name}: ada nama kolom yang ditulis dua kali")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(columns):
            raise SurveyRefused(f"{name} baris {number}: {len(row)} kolom, seharusnya {len(columns)}")
    return Table(columns, rows[1:])


_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""First bytes of XLSX and ODS, and of the older XLS."""


def _text_rows(content: bytes, name: str) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
        first = text[: text.find("\n")] if "\n" in text else text
        delimiter = max(",;\t", key=first.count)
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise SurveyRefused(f"{name} tidak dapat dibaca: {error}") from None


def _sheet_rows(content: bytes, name: str) -> list[list[str]]:
    """Rows of the first sheet with any, all as wide as its header: a workbook leaves empty cells at the end of a row out."""
    from pilar.core.bulk.readers import RawRow, open_tables
    from pilar.core.problems import Problem

    try:
        for table in open_tables(lambda: io.BytesIO(content), name):
            rows = [
                row.cells for row in table.rows() if isinstance(row, RawRow) and any(cell.strip() for cell in row.cells)
            ]
            if rows:
                width = max(place for place, cell in enumerate(rows[0], start=1) if cell.strip())
                return [
                    [*row[:width], *[""] * (width - len(row))] + [cell for cell in row[width:] if cell.strip()]
                    for row in rows
                ]
    except Problem as problem:
        raise SurveyRefused(problem.sentence.rstrip(".")) from None
    return []


def read_survey(
    table: Table, *, candidates: Sequence[str], target: str, group: str, areas: Sequence[str], weight: str | None
) -> Survey:
    """Checks and arrays. Families with missing answers stay; households without consumption cannot teach.

    Raises:
        SurveyRefused: a named column is absent, too few rows or villages, consumption not positive, weights
            missing or negative.
    """
    wanted = [*candidates, target, group, *areas, *([weight] if weight else [])]
    absent = [name for name in wanted if name not in table.columns]
    if absent:
        raise SurveyRefused(f"kolom tidak ada dalam survei: {', '.join(absent)}")
    if target in candidates:
        raise SurveyRefused(f"'{target}' adalah hasil, tidak boleh menjadi pertanyaan")
    consumption = table.numbers(target)
    notes: list[str] = []
    known = ~np.isnan(consumption)
    if (consumption[known] <= 0).any():
        bad = int((consumption[known] <= 0).sum())
        first = int(np.flatnonzero(known & (consumption <= 0))[0]) + 2
        raise SurveyRefused(f"{bad} rumah tangga dengan '{target}' nol atau negatif (pertama: baris {first})")
    if not known.all():
        notes.append(f"{int((~known).sum())} rumah tangga tanpa '{target}' tidak ikut")
    weights = _weights(table, weight)
    if int(known.sum()) < FEWEST_ROWS:
        raise SurveyRefused(f"hanya {int(known.sum())} rumah tangga; paling sedikit {FEWEST_ROWS}")
    if int(known.sum()) < WISE_ROWS:
        notes.append(f"hanya {int(known.sum())} rumah tangga: galat jauh lebih besar daripada dengan 1.200")
    labels = table.texts(group)
    if "" in labels:
        raise SurveyRefused(f"kolom kelompok '{group}' kosong pada baris {labels.index('') + 2}")
    names = {name: number for number, name in enumerate(dict.fromkeys(labels))}
    if len(names) < FEWEST_GROUPS:
        raise SurveyRefused(f"hanya {len(names)} kelompok '{group}'; paling sedikit {FEWEST_GROUPS} untuk uji silang")
    answers, dropped = _answers(table, candidates, known)
    notes += dropped
    if not answers:
        raise SurveyRefused("tidak ada calon pertanyaan yang dapat dipakai")
    survey = Survey(
        np.log(np.where(known, consumption, 1.0)),
        consumption,
        weights,
        np.array([names[label] for label in labels], dtype=np.int64),
        area_paths(table, areas),
        answers,
    ).subset(known)
    if float(np.ptp(survey.welfare)) == 0:
        raise SurveyRefused(f"'{target}' sama untuk semua rumah tangga")
    survey.weights = survey.weights * survey.size / survey.weights.sum()
    survey.notes = notes
    return survey


def area_paths(table: Table, areas: Sequence[str]) -> list[list[str]]:
    """Codes per level joined with those above: a district number may repeat in another province."""
    levels: list[list[str]] = []
    above = [""] * len(table.rows)
    for name in areas:
        texts = [_code(text) for text in table.texts(name)] if name in table.columns else [""] * len(table.rows)
        above = [f"{path}/{text}" if path else text for path, text in zip(above, texts, strict=True)]
        levels.append(above)
    return levels


def _code(text: str) -> str:
    """ "12.0" and "12" are the same area."""
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text


def _weights(table: Table, weight: str | None) -> Floats:
    if weight is None:
        return np.ones(len(table.rows))
    values = table.numbers(weight)
    if np.isnan(values).any():
        first = int(np.flatnonzero(np.isnan(values))[0]) + 2
        raise SurveyRefused(f"bobot '{weight}' kosong (pertama: baris {first})")
    if (values < 0).any() or values.sum() <= 0:
        raise SurveyRefused(f"bobot '{weight}' harus positif")
    return values


def _answers(table: Table, candidates: Sequence[str], known: NDArray[np.bool_]) -> tuple[dict[str, Floats], list[str]]:
    answers: dict[str, Floats] = {}
    notes: list[str] = []
    for name in dict.fromkeys(candidates):
        values = table.numbers(name)
        seen = values[known & ~np.isnan(values)]
        if len(seen) == 0 or float(np.ptp(seen)) == 0:
            notes.append(f"'{name}' tidak dipakai: {'kosong' if len(seen) == 0 else 'sama untuk semua'}")
        elif len(seen) < known.sum() / 2:
            notes.append(f"'{name}' tidak dipakai: lebih dari separuh kosong")
        else:
            answers[name] = values
    return answers, notes

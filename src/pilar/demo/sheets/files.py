"""Writes drafts as delimited text or XLSX and returns what stands where."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from pilar.demo.draws import Ints
from pilar.demo.errors.draft import Damage, Draft, SheetDate
from pilar.demo.errors.profile import ErrorProfile

LABEL = "DATA SINTETIS"


@dataclass(frozen=True, slots=True)
class MessyFile:
    """A written file and the exact truth about it.

    `rows` (Arrow): row, true_id, resembles - the family or person behind each data row. row is the 1-based line of a
    text file or row of the sheet, true_id is 0 for an outsider, resembles the person an outsider may be taken for.
    `damages` (Arrow): file, row, column, kind, true_value, written_value, true_id. column is "" when the damage is
    the whole row; values are texts as `cell_text` gives them. Every cell without a damage holds its true value.
    """

    path: Path
    profile: str
    encoding: str
    delimiter: str  # "" for a workbook
    sheet: str  # "" for a text file
    header_row: int
    columns: tuple[str, ...]
    rows: Any
    damages: Any


def cell_text(value: Any) -> str:
    """A cell as text: empty for None, ISO for a date cell, digits for a number."""
    if value is None:
        return ""
    if isinstance(value, SheetDate):
        return value.value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@dataclass(slots=True)
class _Layout:
    """Where rows come to stand, and the damages of the layout itself."""

    row_of: np.ndarray[Any, Any]
    extra: list[tuple[int, str, str]]  # row, kind, written text


def _truth(draft: Draft, layout: _Layout, file_name: str) -> tuple[Any, Any]:
    """The tables `rows` and `damages` of a MessyFile."""
    import pyarrow as pa

    written = [_written(draft, damage) for damage in draft.damages]
    positions = [damage.position for damage in draft.damages]
    rows = [int(layout.row_of[p]) for p in positions] + [row for row, _, _ in layout.extra]
    ids = [int(draft.true_id[p]) for p in positions] + [0] * len(layout.extra)
    by_row = {int(row): int(draft.true_id[at]) for at, row in enumerate(layout.row_of)}
    for at, (row, _, _) in enumerate(layout.extra):
        ids[len(positions) + at] = by_row.get(row, 0)
    damages = pa.table({
        "file": pa.array([file_name] * len(rows), type=pa.string()),
        "row": pa.array(rows, type=pa.int64()),
        "column": pa.array([d.column for d in draft.damages] + [""] * len(layout.extra), type=pa.string()),
        "kind": pa.array([d.kind for d in draft.damages] + [kind for _, kind, _ in layout.extra], type=pa.string()),
        "true_value": pa.array(
            [cell_text(draft.rendered(d.column, d.true_value)) for d in draft.damages] + [""] * len(layout.extra),
            type=pa.string()),
        "written_value": pa.array(written + [text for _, _, text in layout.extra], type=pa.string()),
        "true_id": pa.array(ids, type=pa.int64()),
    })  # fmt: skip
    row_table = pa.table({
        "row": pa.array(layout.row_of, type=pa.int64()),
        "true_id": pa.array(draft.true_id),
        "resembles": pa.array(draft.resembles),
    })  # fmt: skip
    return row_table, damages


def _written(draft: Draft, damage: Damage) -> str:
    if not damage.column:
        return ""
    return cell_text(draft.rendered(damage.column, draft.columns[damage.column][damage.position]))


_ROWS_AT_ONCE = 20_000


def _records(draft: Draft) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Position and rendered cells of every row; in pieces, so that only one piece is held as written."""
    for start in range(0, draft.size, _ROWS_AT_ONCE):
        stop = start + _ROWS_AT_ONCE
        columns = [
            [draft.rendered(name, value) for value in cells[start:stop]] for name, cells in draft.columns.items()
        ]
        yield from enumerate(zip(*columns, strict=True), start=start)


def write_text(
    draft: Draft, path: Path, *, profile: str, delimiter: str, encoding: str, errors: ErrorProfile,
    rng: np.random.Generator, byte_order_mark: bool = False,
) -> MessyFile:  # fmt: skip
    """Delimited text of one draft, see write_text_pieces."""
    return write_text_pieces([draft], path, profile=profile, delimiter=delimiter, encoding=encoding, errors=errors,
                             rng=rng, byte_order_mark=byte_order_mark)  # fmt: skip


def write_text_pieces(
    drafts: Iterable[Draft], path: Path, *, profile: str, delimiter: str, encoding: str, errors: ErrorProfile,
    rng: np.random.Generator, byte_order_mark: bool = False,
) -> MessyFile:  # fmt: skip
    """Delimited text of drafts with the same columns, one below the other; only one of them is held at a time.

    A pipe file has no quoting, others quote where needed. Malformed lines: cut short, one delimiter too many, broken
    in two. Characters the encoding lacks raise UnicodeEncodeError; no draft at all raises ValueError.
    """
    import pyarrow as pa

    columns: tuple[str, ...] = ()
    truths: list[tuple[Any, Any]] = []
    number = 2
    with path.open("w", encoding=encoding, newline="\n") as out:
        for draft in drafts:
            extra: list[tuple[int, str, str]] = []
            if not columns:
                columns = tuple(draft.columns)
                mark = byte_order_mark and errors.layout
                extra += [(1, "byte_order_mark", "")] if mark else []
                out.write(("\ufeff" if mark else "") + delimiter.join(columns) + "\n")
            row_of, number = _append_lines(out, draft, extra, number, delimiter, errors, rng)
            truths.append(_truth(draft, _Layout(row_of, extra), path.name))
    if not truths:
        raise ValueError(f"no draft for {path.name}")
    rows, damages = (pa.concat_tables(tables) for tables in zip(*truths, strict=True))
    return MessyFile(path, profile, encoding, delimiter, "", 1, columns, rows, damages)


def _append_lines(
    out: TextIO, draft: Draft, extra: list[tuple[int, str, str]], number: int, delimiter: str, errors: ErrorProfile,
    rng: np.random.Generator,
) -> tuple[Ints, int]:  # fmt: skip
    """Writes a draft from line `number` on, notes blank and malformed lines in `extra`; (line of each row, next line)."""
    quoting = delimiter != "|"
    row_of = np.zeros(draft.size, dtype=np.int64)
    blank = rng.random(draft.size) < errors.blank_row
    malformed = rng.random(draft.size) < errors.line_malformed
    for at, values in _records(draft):
        fields = [_field(cell_text(value), delimiter, quoting) for value in values]
        if blank[at]:
            extra.append((number, "blank_row", ""))
            out.write("\n")
            number += 1
        row_of[at] = number
        line = delimiter.join(fields)
        if malformed[at] and len(fields) > 3:
            kind, line = _malform(rng, line, fields, delimiter)
            extra.append((number, kind, line))
        out.write(line + "\n")
        number += 1 + line.count("\n")
    return row_of, number


def _field(text: str, delimiter: str, quoting: bool) -> str:
    if quoting and (delimiter in text or '"' in text or "\n" in text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _malform(rng: np.random.Generator, line: str, fields: Sequence[str], delimiter: str) -> tuple[str, str]:
    kind = int(rng.integers(3))
    if kind == 0:
        return "line_short", delimiter.join(fields[: int(rng.integers(2, len(fields) - 1))])
    at = int(rng.integers(1, len(fields) - 1))
    if kind == 1:
        return "line_long", delimiter.join([*fields[:at], "", *fields[at:]])
    return "line_broken", delimiter.join(fields[:at]) + "\n" + delimiter.join(fields[at:])


def write_workbook(
    draft: Draft, path: Path, *, profile: str, sheet: str, errors: ErrorProfile, rng: np.random.Generator,
    titles: Sequence[str] = (), total_label: str = "", closing: Sequence[str] = (),
    other_sheets: dict[str, Sequence[Sequence[str]]] | None = None,
) -> MessyFile:  # fmt: skip
    """One data sheet with merged title rows, blank rows inside and a total with closing lines after the data.

    `other_sheets` come before the data sheet. The workbook's properties say DATA SINTETIS.
    """
    import xlsxwriter

    width = len(draft.columns)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False})
    # A fixed creation date keeps the bytes a function of the seed.
    about = f"{LABEL}, dibuat oleh Pilar untuk peragaan dan pengujian"
    book.set_properties({"title": LABEL, "comments": about, "created": _CREATED})
    for name, lines in (other_sheets or {}).items():
        page = book.add_worksheet(name)
        for at, line in enumerate(lines):
            page.write_row(at, 0, line)
    page = book.add_worksheet(sheet)
    bold = book.add_format({"bold": True, "align": "center"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    extra: list[tuple[int, str, str]] = []
    row = 0
    for title in titles if errors.layout else ():
        page.merge_range(row, 0, row, max(width - 1, 1), title, bold)
        extra.append((row + 1, "title_row", title))
        row += 1
    if titles and errors.layout:
        extra.append((row + 1, "blank_row", ""))
        row += 1
    header_row = row + 1
    for at, name in enumerate(draft.columns):
        page.write_string(row, at, name, bold)
    row += 1
    row_of = np.zeros(draft.size, dtype=np.int64)
    blank = rng.random(draft.size) < errors.blank_row
    for at, values in _records(draft):
        if blank[at]:
            extra.append((row + 1, "blank_row", ""))
            row += 1
        row_of[at] = row + 1
        _write_row(page, row, values, day)
        row += 1
    if total_label and errors.layout:
        page.write_string(row, 0, total_label, bold)
        page.write_number(row, 1, draft.size, bold)
        extra.append((row + 1, "total_row", total_label))
        row += 2
        for line in closing:
            page.write_string(row, max(width - 3, 0), line)
            extra.append((row + 1, "closing_row", line))
            row += 1
    book.close()
    rows, damages = _truth(draft, _Layout(row_of, extra), path.name)
    return MessyFile(path, profile, "", "", sheet, header_row, tuple(draft.columns), rows, damages)


def _write_row(page: Any, row: int, cells: Sequence[Any], day: Any) -> None:
    for at, value in enumerate(cells):
        if value is None or value == "":
            continue
        if isinstance(value, SheetDate):
            page.write_datetime(row, at, value.value, day)
        elif isinstance(value, bool | int | float | np.integer | np.floating):
            page.write_number(row, at, float(value))
        else:
            page.write_string(row, at, str(value))


_CREATED = datetime(2026, 11, 1)  # noqa: DTZ001 - a property of the file, no moment in time

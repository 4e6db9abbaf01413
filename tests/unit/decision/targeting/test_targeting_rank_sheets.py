"""A survey may be a workbook: the same table as its CSV, and a bad one is refused with its reason."""

import csv
import io
from collections.abc import Sequence

import pytest
from local_rank_office import survey_csv
from openpyxl import Workbook  # type: ignore[import-untyped]

from pilar.decision.targeting.rank.survey import SurveyRefused, parse_table


def _workbook(rows: Sequence[Sequence[object]], *, before: int = 0) -> bytes:
    book = Workbook()
    for _ in range(before):
        book.create_sheet(index=0)
    sheet = book.worksheets[before]
    for row in rows:
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _typed(text: str) -> object:
    """As an office's sheet holds it: numbers as numbers, empty cells empty."""
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text or None


def test_a_workbook_gives_the_numbers_of_its_csv() -> None:
    content = survey_csv()
    rows = list(csv.reader(io.StringIO(content.decode())))
    told = parse_table(content, "s.csv")
    sheet = parse_table(_workbook([rows[0], *[[_typed(cell) for cell in row] for row in rows[1:]]], before=1), "s.xlsx")
    assert sheet.columns == told.columns and len(sheet.rows) == len(told.rows)
    for name in told.columns:
        if all(cell.replace(".", "", 1).lstrip("-").isdigit() for cell in told.texts(name) if cell):
            assert sheet.numbers(name).tolist() == pytest.approx(told.numbers(name).tolist(), rel=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_workbook([["a", "a"], [1, 2]]), "dua kali"),
        (_workbook([["a", "b"], [1, 2, 3]]), "baris 2: 3 kolom"),
        (_workbook([]), "kosong"),
        (b"PK\x03\x04 bukan zip", "rusak"),
    ],
)
def test_a_bad_workbook_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(SurveyRefused, match=reason):
        parse_table(content, "s.xlsx")


def test_empty_cells_at_the_end_of_a_row_are_unknown() -> None:
    table = parse_table(_workbook([["a", "b"], [1, None], [None, 2]]), "s.xlsx")
    assert table.rows == [["1", ""], ["", "2"]]

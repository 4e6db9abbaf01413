"""The quick way of plain lines through Arrow reads every line as the slow way does, whatever signs stand in it."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.core.bulk.readers import PlainLine, RawRow
from pilar.evidence.intake.stage.raw import raw_table

PLAN: Any = SimpleNamespace(
    heading=SimpleNamespace(columns=("a", "b", "c")),
    columns=(
        SimpleNamespace(index=2, field=SimpleNamespace(key="third")),
        SimpleNamespace(index=0, field=SimpleNamespace(key="first")),
    ),
)


def both(texts: list[tuple[str, str, str]], sign: str) -> tuple[Any, Any]:
    lines = [PlainLine(number, sign.join(cells), sign) for number, cells in enumerate(texts, start=2)]
    quick, slow = (
        raw_table(PLAN, rows).sort_by("n").to_pylist()
        for rows in (lines, [RawRow(line.number, line.text.split(sign)) for line in lines])
    )
    return quick, slow


SIGNS = st.text(st.characters(exclude_characters="\n|", exclude_categories=("Cs",)), max_size=12)


@given(st.lists(st.tuples(SIGNS, SIGNS, SIGNS), min_size=1, max_size=20))
def test_any_text_in_any_cell(rows: list[tuple[str, str, str]]) -> None:
    quick, slow = both(rows, "|")
    assert quick == slow and len(quick) == len(rows)


@pytest.mark.parametrize(
    "cell", ["", " ", "NULL", "nan", "1.5", "\\", "a\\|".replace("|", ""), "\r", "\x00", "\ufeff", "'", "=1+1", "é�"]
)
@pytest.mark.parametrize("sign", ["|", ";", "\t", ","])
def test_cells_that_parsers_like_to_change(cell: str, sign: str) -> None:
    quick, slow = both([(cell, "x", cell), ("", "", "")], sign)
    assert (
        quick
        == slow
        == [
            {"n": 2, "third": cell, "first": cell},
            {"n": 3, "third": "", "first": ""},
        ]
    )

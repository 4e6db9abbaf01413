"""A survey file as arrays for the engine: area codes, the questions the register knows, households to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pilar.decision.targeting import problems_rank as problems
from pilar.decision.targeting.rank.features import AREA_COLUMNS, FEATURES
from pilar.decision.targeting.rank.survey import Floats, Survey, SurveyRefused, Table, parse_table, read_survey

AREA_LENGTHS = (4, 6, 10)


@dataclass(frozen=True)
class SurveyData:
    """`survey`: for the engine. Per row of the file: `codes`, `groups`, `consumption`, `weights`, `members`, `cards` (KK or "")."""

    survey: Survey
    names: tuple[str, ...]
    area_columns: tuple[str, ...]
    codes: list[str]
    groups: list[int]
    consumption: Floats
    weights: Floats
    members: Floats
    cards: list[str]


def read_file(content: bytes, name: str, columns: Mapping[str, str], protected: Sequence[str]) -> SurveyData:
    """A survey whose columns are named in `columns` (see models.Survey).

    Raises:
        Problem SKOR-001 (unusable, with the reason), SKOR-003 (no question of the register), SKOR-004.
    """
    try:
        table = parse_table(content, name)
        missing = [one for one in columns.values() if one and one not in table.columns]
        if missing:
            raise SurveyRefused(f"kolom tidak ada dalam survei: {', '.join(missing)}")
        codes = _codes(table, columns["area"])
        table = _with_areas(table, codes)
        answers = _answers(table)
        if not answers:
            raise problems.NO_QUESTION()
        absent = [one for one in protected if one not in answers]
        if absent:
            raise SurveyRefused(f"pertanyaan yang dilindungi tidak ada: {', '.join(absent)}")
        areas = AREA_COLUMNS if min(map(len, codes)) >= 6 else AREA_COLUMNS[:1]
        table = _with_answers(table, answers)
        survey = read_survey(
            table,
            candidates=list(answers),
            target=columns["consumption"],
            group=columns["group"],
            areas=areas,
            weight=columns.get("weight") or None,
        )
        return _whole(table, survey, columns, codes, tuple(answers), areas)
    except SurveyRefused as refused:
        raise problems.SURVEY_REFUSED(reason=str(refused)) from None


def _codes(table: Table, column: str) -> list[str]:
    found = []
    for row, text in enumerate(table.texts(column), start=2):
        code = text.replace(".", "")
        if not code.isdigit() or len(code) not in AREA_LENGTHS:
            raise problems.BAD_AREA(column=column, row=row, value=text[:20])
        found.append(code)
    if not found:
        raise SurveyRefused("tidak ada satu baris pun")
    return found


def _with_areas(table: Table, codes: Sequence[str]) -> Table:
    columns = [name for name in table.columns if name not in AREA_COLUMNS]
    places = [table.columns.index(name) for name in columns]
    rows = [
        [*(row[place] for place in places), code[:4], code[:6]] for row, code in zip(table.rows, codes, strict=True)
    ]
    return Table([*columns, *AREA_COLUMNS], rows)


def _answers(table: Table) -> dict[str, Floats]:
    """The questions of the register that the file answers, under their own key or through the register's variables."""
    found = {one.key: table.numbers(one.key) for one in FEATURES if one.key in table.columns}
    size = found.get("hhsize")
    made = [
        one
        for one in FEATURES
        if one.key not in found
        and one.needs
        and one.needs[0] in table.columns
        and (one.key != "luas_per_orang" or size is not None)
    ]
    if not made:
        return found
    variables = list(dict.fromkeys(name for one in made for name in one.needs))
    raw = {
        name: table.numbers(name) if name in table.columns else np.full(len(table.rows), np.nan) for name in variables
    }
    return found | _derived([(one.key, one.sql) for one in made], raw, size)


def _derived(made: Sequence[tuple[str, str]], raw: Mapping[str, Floats], size: Floats | None) -> dict[str, Floats]:
    import pyarrow as pa

    from pilar.core.bulk.engine import analysis

    with analysis(threads=1) as engine:
        rows = len(next(iter(raw.values())))
        columns = {name: pa.array(values, from_pandas=True) for name, values in raw.items()}
        engine.register("raw_survey", pa.table({"n": pa.array(np.arange(rows)), **columns}))
        counts = np.full(rows, np.nan) if size is None else size
        engine.register(
            "raw_size", pa.table({"n": pa.array(np.arange(rows)), "size": pa.array(counts, from_pandas=True)})
        )
        parts = ", ".join(f'CAST({sql} AS DOUBLE) AS "{key}"' for key, sql in made)
        found = engine.execute(f"SELECT {parts} FROM raw_survey f JOIN raw_size m USING (n) ORDER BY n").fetchnumpy()
    return {key: np.ma.filled(np.ma.masked_array(found[key]).astype(np.float64), np.nan) for key, _ in made}


def _with_answers(table: Table, answers: Mapping[str, Floats]) -> Table:
    added = [key for key in answers if key not in table.columns]
    texts = [["" if np.isnan(value) else repr(float(value)) for value in answers[key]] for key in added]
    rows = [[*row, *(column[place] for column in texts)] for place, row in enumerate(table.rows)]
    return Table([*table.columns, *added], rows)


def _whole(
    table: Table,
    survey: Survey,
    columns: Mapping[str, str],
    codes: list[str],
    names: tuple[str, ...],
    areas: Sequence[str],
) -> SurveyData:
    labels = table.texts(columns["group"])
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    weight, card = columns.get("weight"), columns.get("family_card")
    return SurveyData(
        survey=survey,
        names=names,
        area_columns=tuple(areas),
        codes=codes,
        groups=[numbers[label] for label in labels],
        consumption=table.numbers(columns["consumption"]),
        weights=table.numbers(weight) if weight else np.ones(len(table.rows)),
        members=table.numbers("hhsize") if "hhsize" in table.columns else np.full(len(table.rows), np.nan),
        cards=["".join(sign for sign in text if sign.isdigit()) for text in table.texts(card)]
        if card
        else [""] * len(table.rows),
    )

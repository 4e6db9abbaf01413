"""The 26 PPKS: completeness, age and sex boundaries, old abbreviations, neglect score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.evidence.registry.ppks import (
    ATENSI_CLUSTERS,
    GROUPS,
    PPKS,
    PPKS_BY_CODE,
    PROBLEM_CRITERIA,
    SMALL_COUNT_CODES,
    SYNONYMS_2007,
    check_ppks,
    neglect_grade,
)


def test_there_are_26_types_and_7_criteria() -> None:
    assert [ppks.code for ppks in PPKS] == [f"PPKS-{number:02d}" for number in range(1, 27)]
    assert [ppks.number for ppks in PPKS] == list(range(1, 27))
    assert len(PROBLEM_CRITERIA) == 7
    assert len({ppks.abbreviation for ppks in PPKS}) == 26


def test_every_type_is_described_and_placed() -> None:
    clusters = {entry.code for entry in ATENSI_CLUSTERS}
    groups = {entry.code for entry in GROUPS}
    for ppks in PPKS:
        assert ppks.definition.endswith(".")
        assert len(ppks.criteria) >= 1
        assert {str(number) for number in ppks.atensi_clusters} <= clusters
        assert ppks.group in groups
        assert ppks.basis


def test_sensitive_types() -> None:
    restricted = {p.number for p in PPKS if p.sensitivity not in ("none", "child")}
    assert restricted == {3, 5, 6, 7, 9, 10, 14, 15, 16, 17, 18, 19, 25}
    assert {p.number for p in PPKS if p.sensitivity == "child"} == {1, 2, 4}
    assert {PPKS_BY_CODE[code].number for code in SMALL_COUNT_CODES} == {10, 14, 15, 16, 17, 18}


def test_atensi_clusters() -> None:
    def numbers(cluster: int) -> set[int]:
        return {p.number for p in PPKS if cluster in p.atensi_clusters}

    assert numbers(1) == set(range(1, 8))
    assert numbers(2) == {5, 9}
    assert numbers(3) == {10, 11, 12, 13, 14, 15, 16, 18, 19, 20}
    assert numbers(4) == {17}
    assert numbers(5) == {8}
    assert {21, 22} <= numbers(6)


# number, lowest and highest allowed age in completed years (None: open)
BOUNDS = [
    (1, 0, 5),
    (2, 6, 18),
    (3, 12, 17),
    (4, 5, 18),
    (5, None, 17),
    (6, None, 17),
    (7, 0, 18),
    (8, 60, None),
    (10, 18, None),
    (15, 19, None),
    (23, 18, 59),
]


@pytest.mark.parametrize(("number", "low", "high"), BOUNDS)
def test_age_boundaries(number: int, low: int | None, high: int | None) -> None:
    code = f"PPKS-{number:02d}"
    for inside in (low, high):
        if inside is not None:
            assert check_ppks(code, inside, 2) is None
    for outside in ([low - 1] if low else []) + ([high + 1] if high is not None else []):
        fault = check_ppks(code, outside, 2)
        assert fault is not None
        assert fault.severity == "error"
        assert str(outside) in fault.sentence


def test_age_boundary_list_names_every_type_with_a_firm_age() -> None:
    firm = {p.number for p in PPKS if p.age_is_firm and (p.age_from is not None or p.age_to is not None)}
    assert firm == {number for number, _, _ in BOUNDS}


@given(st.integers(0, 120), st.sampled_from([1, 2, None]))
def test_types_without_age_or_sex_take_everybody(age: int, sex: int | None) -> None:
    for number in (11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 24, 25, 26):
        assert check_ppks(f"PPKS-{number:02d}", age, sex) is None


def test_disability_of_a_child_is_a_question_not_an_error() -> None:
    fault = check_ppks("PPKS-09", 17, 1)
    assert fault is not None
    assert fault.severity == "question"
    assert check_ppks("PPKS-09", 18, 1) is None


def test_prse_is_for_women() -> None:
    man = check_ppks("PPKS-23", 30, 1)
    assert man is not None
    assert man.severity == "error"
    assert "perempuan" in man.sentence
    unknown = check_ppks("PPKS-23", 30, None)
    assert unknown is not None
    assert unknown.severity == "question"


def test_unknown_age_is_a_question() -> None:
    fault = check_ppks("PPKS-08", None, 2)
    assert fault is not None
    assert fault.severity == "question"


def test_unknown_type_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        check_ppks("PPKS-27", 30, 1)


def test_abbreviations_of_2007() -> None:
    assert len(SYNONYMS_2007) == 22
    assert SYNONYMS_2007["WRSE"] == "PPKS-23"
    assert SYNONYMS_2007["PM"] == "PPKS-20"
    assert {old for old, new in SYNONYMS_2007.items() if new is None} == {"RTLH", "KLGRTN"}
    assert {new for new in SYNONYMS_2007.values() if new} <= set(PPKS_BY_CODE)


def test_neglect_score() -> None:
    assert [neglect_grade(met) for met in range(8)] == [
        "tidak_telantar",
        "tidak_telantar",
        "hampir_telantar",
        *["telantar"] * 5,
    ]
    for impossible in (-1, 8):
        with pytest.raises(ValueError, match="kriteria"):
            neglect_grade(impossible)

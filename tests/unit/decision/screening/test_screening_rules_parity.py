"""The rules in SQL say what the rules in Python say, for any case."""

import dataclasses
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilar.decision.screening.desk_check.case import SCHEMA, Case
from pilar.decision.screening.desk_check.evaluate import evaluate
from pilar.decision.screening.desk_check.limits import limits_on
from pilar.decision.screening.desk_check.rules import RULES, RULES_BY_CODE, judge
from pilar.decision.screening.lists import REASONS_BY_CODE

_digits = st.text("0123456789", min_size=16, max_size=16)
_shaped = st.builds(
    lambda area, day, month, year, serial: f"{area}{day:02d}{month:02d}{year:02d}{serial:04d}",
    st.sampled_from(["187201", "990101", "001122", "317301"]), st.integers(0, 75), st.integers(0, 13), st.integers(0, 99), st.sampled_from([0, 1, 9999]),
)  # fmt: skip
_numbers = st.one_of(
    st.none(), _digits, _shaped, st.sampled_from(["", "123", "18720105057900X1", "１８７２０１０５０５７９０００１"])
)
_dates = st.one_of(st.none(), st.dates(date(1890, 1, 1), date(2030, 1, 1)))
_areas = st.sampled_from(["", "1872011001", "1872011003", "1871011001"])
_words = st.one_of(st.none(), st.sampled_from(["", "Daftar ASN (asn.xlsx)"]))
_small = st.one_of(st.none(), st.integers(-5, 130))
CASES = st.builds(
    Case,
    kind=st.sampled_from(["bansos", "baru_dtsen", "perbaikan_data"]), programme=st.sampled_from(["", "PKH"]), names_family=st.booleans(),
    is_new=st.booleans(), asks_aid=st.booleans(), nik=_numbers, kk=_numbers, sex=st.sampled_from([None, 1, 2]), birth_date=_dates,
    village=_areas, today=st.just(date(2026, 11, 24)), known=st.booleans(), nik_persons=st.integers(0, 3), name_percent=_small,
    known_birth=_dates, known_status=st.sampled_from([None, "hidup", "meninggal", "pindah_keluar"]),
    known_presence=st.sampled_from([None, 1, 2, 3, 4, 5, 6]), known_village=st.one_of(st.none(), _areas),
    known_relation=st.sampled_from([None, 1, 2, 3]), family_status=st.sampled_from([None, "aktif", "pindah_keluar"]),
    kk_families=st.integers(0, 3), kk_differs=st.sampled_from([None, True, False]), child_gap=_small, desil=st.one_of(st.none(), st.integers(1, 10)),
    desil_limit=st.sampled_from([None, 4, 5]), dukcapil=st.sampled_from([None, "padan", "typo", "tidak_padan", "meninggal", "belum_dicek", "belum_rekam"]),
    aided=st.booleans(), open_flags=_words, upheld_flags=_words, family_flags=_words, gone_flags=_words, missing=_words, elsewhere=_words,
    rivals=st.integers(0, 2),
)  # fmt: skip


def by_sql(cases: list[Case]) -> list[frozenset[str]]:
    engine = duckdb.connect()
    columns = ", ".join(f"{name} {kind}" for name, kind in SCHEMA.items())
    engine.execute(f"CREATE TABLE cases (case_id BIGINT, wilayah VARCHAR, {columns})")
    marks = ", ".join("?" * (len(SCHEMA) + 2))
    rows: list[list[Any]] = [
        [number, case.village, *(getattr(case, name) for name in SCHEMA)] for number, case in enumerate(cases)
    ]
    engine.executemany(f"INSERT INTO cases VALUES ({marks})", rows)
    evaluate(engine)
    found: dict[int, set[str]] = {}
    for case_id, code in engine.execute("SELECT case_id, code FROM found").fetchall():
        found.setdefault(case_id, set()).add(code)
    return [frozenset(found.get(number, ())) for number in range(len(cases))]


@settings(max_examples=60, deadline=None)
@given(st.lists(CASES, min_size=1, max_size=25))
def test_sql_and_python_agree(cases: list[Case]) -> None:
    assert by_sql(cases) == [judge(case) for case in cases]


def test_the_columns_are_those_of_a_case() -> None:
    assert list(SCHEMA) == [field.name for field in dataclasses.fields(Case)]


CLEAN = Case(
    nik="1872010505790001", kk="1872010101180001", sex=1, birth_date=date(1979, 5, 5), village="1872011001", known=True, nik_persons=1,
    name_percent=100, known_birth=date(1979, 5, 5), known_status="hidup", known_village="1872011001", known_relation=1, family_status="aktif",
    kk_families=1, kk_differs=False, child_gap=25, desil=2, desil_limit=4, dukcapil="padan", asks_aid=True, programme="PKH", missing="",
)  # fmt: skip


def test_a_clean_case_has_no_finding() -> None:
    assert by_sql([CLEAN]) == [frozenset()] == [judge(CLEAN)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"nik": None}, "PRA-101"), ({"nik": "187201050579001"}, "PRA-102"), ({"nik": "1872013213790001"}, "PRA-103"),
        ({"nik": "1872010505790000"}, "PRA-103"), ({"birth_date": date(1979, 5, 6)}, "PRA-104"), ({"sex": 2}, "PRA-105"),
        ({"nik": "0072010505790001"}, "PRA-106"), ({"kk": None}, "PRA-111"), ({"kk": "12"}, "PRA-112"), ({"kk": "1872019901180001"}, "PRA-113"),
        ({"is_new": True}, "PRA-201"), ({"name_percent": 59}, "PRA-202"), ({"nik_persons": 2}, "PRA-203"), ({"kk_families": 2}, "PRA-204"),
        ({"kk_differs": True}, "PRA-205"), ({"known_birth": date(1980, 1, 2)}, "PRA-206"), ({"known": False}, "PRA-207"),
        ({"birth_date": date(1879, 5, 5)}, "PRA-301"), ({"birth_date": date(2079, 5, 5)}, "PRA-301"),
        ({"birth_date": date(2010, 5, 5)}, "PRA-302"), ({"child_gap": 9}, "PRA-303"), ({"known_status": "meninggal"}, "PRA-401"),
        ({"dukcapil": "meninggal"}, "PRA-401"), ({"gone_flags": "Daftar kematian (x)"}, "PRA-402"), ({"family_status": "pindah_keluar"}, "PRA-403"),
        ({"known_village": "1872011003"}, "PRA-404"), ({"known_village": "1871011003"}, "PRA-405"), ({"known_presence": 6}, "PRA-406"),
        ({"dukcapil": "nik_ganda"}, "PRA-501"), ({"dukcapil": "belum_rekam"}, "PRA-502"), ({"dukcapil": None}, "PRA-503"),
        ({"desil": 5}, "PRA-601"), ({"desil": None}, "PRA-602"), ({"open_flags": "x"}, "PRA-701"), ({"upheld_flags": "x"}, "PRA-702"),
        ({"family_flags": "x"}, "PRA-703"), ({"missing": "Foto kartu keluarga"}, "PRA-801"), ({"elsewhere": "1872011003"}, "PRA-901"),
        ({"rivals": 1}, "PRA-902"), ({"aided": True}, "PRA-903"),
    ],
)  # fmt: skip
def test_each_fault_is_named(change: dict[str, Any], code: str) -> None:
    broken = dataclasses.replace(CLEAN, **change)
    assert code in judge(broken)
    assert by_sql([broken]) == [judge(broken)]


def test_a_woman_has_forty_added_to_her_day() -> None:
    woman = dataclasses.replace(CLEAN, nik="1872014505790001", sex=2)
    assert judge(woman) == frozenset()


def test_every_rule_is_tried_and_says_what_to_do() -> None:
    assert len(RULES_BY_CODE) == len(RULES)
    for rule in RULES:
        assert rule.sentence.endswith(".") and rule.next_action.endswith("."), rule.code
        assert not rule.reason or rule.reason in REASONS_BY_CODE


def test_limits_are_dated() -> None:
    assert limits_on(date(2026, 11, 24))["PKH"].desil == 4
    assert limits_on(date(2020, 1, 1)) == {}

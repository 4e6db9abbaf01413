"""One person at a counter is prepared in plain Python: the same columns as the bulk way, value by value."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilar.evidence.linkage.engine import parse_map
from pilar.evidence.linkage.engine.fewrows import prepare_few
from pilar.evidence.linkage.engine.prepare import Profile, prepare

MAP = (
    "id=id,national_id=nik,family_id=kk,name=name,given_name=g,surname=s,sex=sex,birth_place=bp,birth_date=dob,mother_name=m,address=a,"
    "rt=rt,rw=rw,area=kel,postcode=p,phone=ph,text:job=job,exact:code=code"
)
NAMES = [
    "Hj. Siti Nur'aini binti Ali", "Moch. Soeharto, S.Pd.", "siti alias leh", "H. Drs.", "M", "Soekarno Dj. Tjahjo", "x / y", "  ",
    "-", "Ayu A A", "Raden 1234 Ayu", "JOSÉ Ünal", "Ni Putu", "abdul", "3",
]  # fmt: skip
NUMBERS = [
    "3573014101900007",
    "3,57301E+15",
    "9999999999999999",
    "0",
    "3573.0141.0190.0007",
    "1872015505880001",
    "abc",
    "",
]
DATES = ["17-08-1945", "1 Januari 1990", "01/01/1980", "1990", "00/00/0000", "31/12/99", "45-13-2000", "", "19450817"]
ADDRESSES = ["Jl. Kawi Gg. III No. 12 RT 003/RW 05", "Dusun Krajan 03/07", "", "Kp. Baru", "-"]
OTHER = [
    "L",
    "P",
    "perempuan",
    "2",
    "01",
    "000",
    "0812 3456 7890",
    "+62812345",
    "Kota Metro",
    "1872010001",
    "tidak ada",
    "Desa A",
    "ß ﬁ",
]

texts = st.one_of(st.none(), st.text(max_size=12), st.sampled_from([*NAMES, *NUMBERS, *DATES, *ADDRESSES, *OTHER]))
profiles = st.builds(Profile, nik=st.booleans(), kk=st.booleans(), area_code=st.booleans())


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Word sets have no order."""
    return {name: sorted(value) if isinstance(value, list) else value for name, value in row.items()}


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_few_rows_are_prepared_as_in_bulk(data: st.DataObject) -> None:
    schema, profile = parse_map(MAP), data.draw(profiles)
    records = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(schema.roles, texts)), min_size=1, max_size=3))
    table = pa.table({role: pa.array([record[role] for record in records], pa.string()) for role in schema.roles})
    bulk = [_plain(row) for row in prepare(table, schema, profile).to_pylist()]
    assert [_plain(row) for row in prepare_few(records, schema, profile)] == bulk


@pytest.mark.parametrize("value", [*NAMES, *NUMBERS, *DATES, *ADDRESSES, *OTHER])
def test_the_usual_oddities_too(value: str) -> None:
    schema = parse_map(MAP)
    for profile in (Profile(True, True, True), Profile()):
        table = pa.table({role: pa.array([value], pa.string()) for role in schema.roles})
        (bulk,) = prepare(table, schema, profile).to_pylist()
        (few,) = prepare_few([dict.fromkeys(schema.roles, value)], schema, profile)
        assert _plain(few) == _plain(bulk)

"""The truth of a synthetic city: same seed same city, sound numbers, relations that can be."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from pilar.demo.city import LABEL, TABLES, City, generate_city
from pilar.demo.placement import serials
from pilar.evidence.registry.catalogue import FAMILY_VARIABLES, PERSON_VARIABLES, check_answers

HERDS_START = "jumlah_ternak"


def test_same_seed_gives_the_same_city_and_another_seed_does_not(small: City, area_table: Any) -> None:
    again = generate_city(area_table, persons=2_500, seed=7)
    other = generate_city(area_table, persons=2_500, seed=8)
    for name in TABLES:
        assert getattr(again, name).equals(getattr(small, name)), name
    assert not other.persons["name"].equals(small.persons["name"])


@pytest.mark.parametrize("city", ["18.72", "3573", "13.71", "36.71", "64.08"])
def test_every_place_stands_on_its_own_areas(area_table: Any, city: str) -> None:
    made = generate_city(area_table, city=city, persons=3_000, seed=1)
    prefix = city.replace(".", "")
    assert made.persons.num_rows == 3_000
    assert {code[:4] for code in made.families["wilayah"].to_pylist()} == {prefix}
    known = {code for code, _ in area_table if len(code) == 10}
    assert set(made.families["kelurahan_code"].to_pylist()) <= known


@pytest.mark.parametrize("persons", [1, 2, 37, 1_001])
def test_the_number_of_persons_is_exact(area_table: Any, persons: int) -> None:
    city = generate_city(area_table, persons=persons, seed=3)
    assert city.persons.num_rows == persons
    assert sum(city.families["members"].to_pylist()) == persons


def test_refuses_what_it_cannot_make(area_table: Any) -> None:
    with pytest.raises(ValueError, match="no demonstration place"):
        generate_city(area_table, city="31.71", persons=10, seed=1)
    with pytest.raises(ValueError, match="at least 1"):
        generate_city(area_table, persons=0, seed=1)
    with pytest.raises(ValueError, match="no kelurahan of Kota Metro"):
        generate_city([("1873010001", "Lain")], persons=10, seed=1)
    with pytest.raises(ValueError, match="lacks kecamatan 187201"):
        generate_city([("18.72.01.1001", "Metro", "18.72.01")], persons=10, seed=1)


def test_serials_outside_the_synthetic_range_are_refused() -> None:
    assert serials(np.zeros(999, dtype=np.int64), "KK").max() == 9999
    with pytest.raises(ValueError, match="too many persons"):
        serials(np.zeros(1_000, dtype=np.int64), "KK")


def test_says_that_it_is_synthetic(small: City, tmp_path: Path) -> None:
    for path in small.write_parquet(tmp_path / "kota"):
        assert pq.read_schema(path).metadata[b"pilar"].decode() == LABEL
        assert pq.read_table(path).equals(getattr(small, path.stem))


def test_nik_agrees_with_birth_date_and_sex_and_is_nobodys(sql: Any) -> None:
    wrong = sql.execute("""
        select count(*) from p where nik is not null and (
          not regexp_full_match(nik, '[1-9][0-9]{15}')
          or cast(nik[7:8] as int) <> day(birth_date) + case jenis_kelamin when 2 then 40 else 0 end
          or cast(nik[9:10] as int) <> month(birth_date) or cast(nik[11:12] as int) <> year(birth_date) % 100
          or cast(nik[13:16] as int) < 9001)
    """).fetchone()
    assert wrong == (0,)
    total, distinct, missing = sql.execute(
        "select count(nik), count(distinct nik), avg((nik is null)::int) from p"
    ).fetchone()
    assert total == distinct
    assert 0.008 < missing < 0.025
    own = sql.execute("select avg((nik[1:4] = '1872')::int) from p where nik is not null").fetchone()[0]
    assert 0.8 < own < 0.98


def test_kk_has_the_kecamatan_of_the_family_and_a_day_of_issue(sql: Any) -> None:
    wrong = sql.execute("""
        select count(*) from f where kk[1:6] <> kelurahan_code[1:6] or cast(kk[7:8] as int) not between 1 and 31
          or cast(kk[9:10] as int) not between 1 and 12 or cast(kk[13:16] as int) < 9001 or length(kk) <> 16
    """).fetchone()
    assert wrong == (0,)
    assert sql.execute("select count(distinct kk) = count(*), count(distinct kk_v2) = count(*) from f").fetchone() == (
        True,
        True,
    )
    clash = sql.execute("select count(*) from f a join f b on a.kk_v2 = b.kk and a.family_id <> b.family_id").fetchone()
    assert clash == (0,)


def test_wilayah_is_the_kelurahan_with_rw_and_rt(sql: Any) -> None:
    assert sql.execute("select count(*) from f where wilayah <> kelurahan_code || rw || rt").fetchone() == (0,)


def test_heads_are_alive_first_and_adult(sql: Any) -> None:
    assert sql.execute("""
        select count(*) from f join p on p.person_id = f.head_person_id
        where p.family_id <> f.family_id or p.shdk <> 1 or p.line <> 1 or p.keberadaan <> 1
          or date_diff('day', p.birth_date, date '2026-11-01') < 17.9 * 365
    """).fetchone() == (0,)
    assert (
        sql.execute("select count(*) from p where shdk = 1").fetchone()
        == sql.execute("select count(*) from f").fetchone()
    )


def test_relations_can_be(sql: Any) -> None:
    youngest, oldest = sql.execute("""
        select min(date_diff('day', m.birth_date, c.birth_date)) / 365.25,
          max(date_diff('day', m.birth_date, c.birth_date)) / 365.25
        from p c join p m on c.mother_person_id = m.person_id
    """).fetchone()
    assert youngest >= 14
    assert oldest < 61  # mother of the head, too
    children = sql.execute("""
        select max(date_diff('day', m.birth_date, c.birth_date)) / 365.25
        from p c join p m on c.mother_person_id = m.person_id
        where c.shdk = 4
    """).fetchone()[0]
    assert children < 47
    assert sql.execute("""
        select count(*) from p c join p m on c.mother_person_id = m.person_id
        where c.family_id <> m.family_id or m.jenis_kelamin <> 2
          or regexp_replace(m.name, '^HJ\\. | BIN(TI)? .*$', '', 'g') <> c.mother_name
    """).fetchone() == (0,)
    assert sql.execute(
        "select count(*) from p c join p d on c.father_person_id = d.person_id where d.jenis_kelamin <> 1"
    ).fetchone() == (0,)


def test_couples_are_one_man_and_one_woman_and_married(sql: Any) -> None:
    assert sql.execute("""
        select count(*) from p s join p h on s.family_id = h.family_id and h.shdk = 1
        where s.shdk in (2, 3) and (s.jenis_kelamin = h.jenis_kelamin or s.shdk <> 1 + s.jenis_kelamin
          or (s.keberadaan <> 2 and h.status_kawin <> 2) or (s.keberadaan = 2 and h.status_kawin <> 4))
    """).fetchone() == (0,)
    assert sql.execute(
        "select count(*) from p where status_kawin <> 1 and birth_date > date '2010-11-02'"
    ).fetchone() == (0,)


def test_twins_share_birth_date_and_mother(sql: Any) -> None:
    twins, wrong = sql.execute("""
        select count(*), count(*) filter (a.birth_date <> b.birth_date
          or a.mother_name <> b.mother_name or a.family_id <> b.family_id
          or a.name = b.name)
        from p b join p a on a.person_id = b.person_id - 1 where b.twin_of_previous
    """).fetchone()
    assert twins > 20
    assert wrong <= twins * 0.1  # the first word may fall on the same name


def test_answers_keep_the_skip_rules_of_the_register(metro: City) -> None:
    families = metro.families.slice(0, 1_500)
    keys = [v.key for v in FAMILY_VARIABLES if v.key in families.column_names]
    assert len(keys) > 30
    for row in families.select(keys).to_pylist():
        values = {key: None if value == 0 and not key.startswith(HERDS_START) else value for key, value in row.items()}
        assert [f for f in check_answers(values, subject="family") if f.severity != "missing"] == []
    keys = [v.key for v in PERSON_VARIABLES if v.key in metro.persons.column_names]
    assert len(keys) > 25
    counts = {key for key in keys if key.startswith("jumlah_pekerja")}
    for row in metro.persons.slice(0, 4_000).select([*keys, "birth_date", "jenis_kelamin"]).to_pylist():
        born = row["birth_date"]
        age = 2026 - born.year - ((born.month, born.day) > (11, 1))
        values = {key: None if row[key] == 0 and key not in counts else row[key] for key in keys}
        faults = check_answers(values, subject="person", age=age, sex=row["jenis_kelamin"])
        assert [f for f in faults if f.severity != "missing" or f.key in keys] == []


def test_events_lie_between_birth_and_the_reference_date(sql: Any, metro: City) -> None:
    assert metro.as_of == date(2026, 11, 1)
    assert sql.execute("""
        select count(*) from p where (keberadaan = 1) <> (gone_date is null)
          or gone_date < birth_date or gone_date >= date '2026-11-01'
    """).fetchone() == (0,)

"""Believable numbers: ages, families, desil and poverty, programmes, PPKS, pillars."""

from typing import Any

import pytest

from pilar.demo.city import City, generate_city
from pilar.demo.places import PLACES


def one(sql: Any, query: str) -> Any:
    return sql.execute(query).fetchone()[0]


def test_ages_and_families(sql: Any) -> None:
    assert 3.3 < one(sql, "select avg(members) from f") < 3.7
    assert one(sql, "select max(members) from f") <= 12
    assert one(sql, "select min(members) from f") >= 1
    young = one(sql, "select avg((birth_date > date '2011-11-01')::int) from p")
    old = one(sql, "select avg((birth_date <= date '1966-11-01')::int) from p")
    assert 0.19 < young < 0.27
    assert 0.08 < old < 0.14
    assert 0.48 < one(sql, "select avg((jenis_kelamin = 2)::int) from p") < 0.53
    assert 0.1 < one(sql, "select avg((jenis_kelamin = 2)::int) from p where shdk = 1") < 0.22


@pytest.mark.parametrize("code", sorted(PLACES))
def test_poverty_is_that_of_the_place(area_table: Any, code: str) -> None:
    import duckdb

    city = generate_city(area_table, city=code, persons=8_000, seed=5)
    families = city.families  # noqa: F841 - read by DuckDB
    rate = duckdb.sql("select sum(members) filter (poor) / sum(members) from families").fetchone()
    assert rate is not None
    assert rate[0] == pytest.approx(PLACES[code].poverty_rate, abs=0.002)
    poorest = duckdb.sql("select avg((desil <= 4)::int) from families").fetchone()
    assert poorest is not None
    assert 0.2 < poorest[0] < 0.5


def test_desil_follows_consumption_with_errors(sql: Any) -> None:
    means = [row[0] for row in sql.execute("select avg(consumption) from f group by desil order by desil").fetchall()]
    assert len(means) == 10
    assert all(low < high for low, high in zip(means[::3], means[3::3], strict=False))
    assert one(sql, "select count(*) from f where poor and desil > 2") > 0  # exclusion
    assert one(sql, "select count(*) from f where not poor and desil = 1") > 0  # inclusion


def test_dwelling_and_assets_follow_desil(sql: Any) -> None:
    for better, column, code in (
        (True, "aset_bergerak_ac", 1),
        (True, "daya_terpasang", 4),
        (False, "jenis_lantai_terluas", 8),
        (False, "fasilitas_bab", 6),
    ):
        with_it = one(sql, f"select avg(desil) from f where {column} = {code}")
        mean = one(sql, "select avg(desil) from f")
        assert (with_it > mean + 1) if better else (with_it < mean - 1), column


def test_desil_moves_between_versions(sql: Any) -> None:
    assert 0.6 < one(sql, "select avg((desil = desil_v2)::int) from f") < 0.85
    assert 0.005 < one(sql, "select avg((not in_v2)::int) from f") < 0.04
    assert 0.005 < one(sql, "select avg((not in_v3)::int) from f") < 0.04
    assert one(sql, "select count(*) from f where not in_v2 and not in_v3") == 0
    assert one(sql, "select count(*) from f where kelurahan_code <> kelurahan_code_v2") > 0
    assert one(sql, "select count(*) from f where kk <> kk_v2") > 0


def test_programmes_reach_the_poor_mostly(sql: Any) -> None:
    shares = dict(
        sql.execute("""
        select f.desil, avg((g.family_id is not null)::int) from f left join (
          select distinct family_id from g where programme = 'SEMBAKO') g
        using (family_id) group by 1
    """).fetchall()
    )
    assert shares[1] > 0.55
    assert shares[1] < 0.97  # some are left out
    assert 0 < sum(shares[d] for d in range(6, 11)) < 0.15  # a few are wrongly in
    assert (
        one(
            sql,
            """
        select count(*) from g join p using (person_id) where g.family_id <> p.family_id
    """,
        )
        == 0
    )
    assert (
        one(
            sql,
            """
        select count(*) from (select family_id from g where programme = 'PKH' group by 1 having count(*) > 1)
    """,
        )
        == 0
    )


def test_ppks_types_keep_their_age_and_sex(sql: Any) -> None:
    assert (
        one(
            sql,
            """
        select count(*) from k join p using (person_id) where
          (ppks = 'PPKS-01' and birth_date <= date '2021-11-01')
          or (ppks = 'PPKS-08' and birth_date > date '1966-11-01')
          or (ppks = 'PPKS-05' and birth_date <= date '2008-11-01')
          or (ppks = 'PPKS-23' and (jenis_kelamin <> 2 or birth_date > date '2008-11-01'
            or birth_date <= date '1966-11-01'))
    """,
        )
        == 0
    )
    assert one(sql, "select count(distinct ppks) from k") > 12
    assert one(sql, "select count(*) - count(distinct (person_id, ppks)) from k") == 0


@pytest.mark.parametrize(("code", "psm", "tksk"), [("1371", 312, 11), ("3671", 823, 13), ("1872", 66, 5)])
def test_pillars_in_the_known_numbers(area_table: Any, code: str, psm: int, tksk: int) -> None:
    city = generate_city(area_table, city=code, persons=9_000, seed=2)
    kinds = city.pillars["kind"].to_pylist()
    assert kinds.count("PSM") == psm
    assert kinds.count("TKSK") == tksk
    people = city.pillars["person_id"].to_pylist()
    assert len(people) == len(set(people))
    assert None not in city.pillars["nik"].to_pylist()
    assert all(phone.startswith("0840") and len(phone) == 12 for phone in city.pillars["phone"].to_pylist())


def test_every_rt_with_a_fit_resident_has_a_head(sql: Any) -> None:
    assert (
        one(
            sql,
            """
        select avg((q.area_code is not null)::int) from (select distinct wilayah from f) f
        left join q on q.area_code = f.wilayah and q.kind = 'KETUA_RT'
    """,
        )
        > 0.97
    )
    assert (
        one(
            sql,
            """
        select count(*) from q join p using (person_id) join f using (family_id)
        where q.kind in ('KETUA_RT', 'KETUA_RW') and not starts_with(f.wilayah, q.area_code)
    """,
        )
        == 0
    )


def test_names_are_many_and_uneven(metro: City, sql: Any) -> None:
    top, distinct = sql.execute("""
        select max(n), count(*) from (select count(*) n from p group by name)
    """).fetchone()
    assert top > 5
    assert distinct > metro.persons.num_rows * 0.7
    one_word_old = one(sql, "select avg((name not like '% %')::int) from p where birth_date < date '1960-01-01'")
    one_word_new = one(sql, "select avg((name not like '% %')::int) from p where birth_date > date '2005-01-01'")
    assert one_word_old > 0.35 > 0.1 > one_word_new


def test_names_are_those_of_the_region(area_table: Any) -> None:
    padang = generate_city(area_table, city="13.71", persons=6_000, seed=5)
    cultures = padang.persons["culture"].to_pylist()
    assert cultures.count("minang") / len(cultures) > 0.75

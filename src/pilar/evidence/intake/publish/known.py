"""Who of a slice is already in the register: families by KK, persons by NIK, else by name within a known family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pilar.evidence.intake.publish.columns import Layout
from pilar.evidence.intake.publish.run import look_up

if TYPE_CHECKING:
    import duckdb

SAME_NAME = 0.92
"""Jaro-Winkler above which two names inside one family, birth dates not contradicting, are one person."""


def find_known(engine: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """Fills family_id, person_id and old_family_id of `cur` for who is known."""
    if "kk_index" in layout.columns:
        _families_by_kk(engine)
    if "nik_index" in layout.columns:
        _persons_by_nik(engine)
    if "kk_index" in layout.columns and "nik_index" in layout.columns:
        _families_with_new_number(engine, layout)
    if layout.has_family and layout.has_person:
        _persons_by_name(engine, layout)


def _families_by_kk(engine: duckdb.DuckDBPyConnection) -> None:
    """Families by KK. A sheet that names only the village leaves the RT and RW known before as they are."""
    found = look_up(
        engine,
        "known_family",
        "SELECT DISTINCT kk_index FROM cur WHERE kk_index IS NOT NULL",
        "SELECT wanted.key, min(f.id), min(f.wilayah) FROM wanted JOIN registry_family d ON d.kk_index = wanted.key "
        "JOIN registry_family f ON f.id = coalesce(d.merged_into, d.id) WHERE f.status = 'aktif' GROUP BY wanted.key",
        "kk_index BLOB, id BIGINT, wilayah VARCHAR",
    )
    if not found:
        return
    engine.execute(
        "UPDATE cur SET family_id = k.id, "
        "wilayah = CASE WHEN starts_with(k.wilayah, cur.wilayah) THEN k.wilayah ELSE cur.wilayah END "
        "FROM known_family AS k WHERE cur.kk_index = k.kk_index"
    )


def _persons_by_nik(engine: duckdb.DuckDBPyConnection) -> None:
    found = look_up(
        engine,
        "known_person",
        "SELECT DISTINCT nik_index FROM cur WHERE nik_index IS NOT NULL",
        "SELECT wanted.key, p.id, p.family_id, p.relation FROM wanted JOIN registry_person p ON p.nik_index = wanted.key "
        "ORDER BY p.id",
        "nik_index BLOB, id BIGINT, family_id BIGINT, relation SMALLINT",
    )
    if not found:
        return
    engine.execute(
        "UPDATE cur SET person_id = k.id, old_family_id = k.family_id FROM "
        "(SELECT nik_index, min(id) AS id, first(family_id ORDER BY id) AS family_id FROM known_person GROUP BY nik_index) AS k "
        "WHERE cur.nik_index = k.nik_index"
    )


def _families_with_new_number(engine: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """A KK that nobody knows, whose head is the head of a known family: that family got a new card number."""
    if layout.relation == "relation":
        engine.execute(
            "UPDATE cur SET family_id = moved.id FROM (SELECT cur.part, min(k.family_id) AS id FROM cur "
            "JOIN known_person k ON k.id = cur.person_id AND k.relation = 1 "
            "WHERE cur.relation = 1 AND cur.family_id IS NULL AND k.family_id IS NOT NULL GROUP BY cur.part "
            "HAVING min(k.family_id) NOT IN (SELECT family_id FROM cur WHERE family_id IS NOT NULL)) AS moved "
            "WHERE cur.part = moved.part"
        )


def _persons_by_name(engine: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    found = look_up(
        engine,
        "known_member",
        f"SELECT DISTINCT family_id FROM cur WHERE family_id IS NOT NULL AND person_id IS NULL AND {layout.names_person}",
        "SELECT p.family_id, p.id, p.name, p.birth_date, p.nik_index FROM wanted "
        "JOIN registry_person p ON p.family_id = wanted.key",
        "family_id BIGINT, id BIGINT, name VARCHAR, birth_date DATE, nik_index BLOB",
    )
    if not found:
        return
    born = "birth_date" if "birth_date" in layout.columns else "CAST(NULL AS DATE)"
    nik = "nik_index" if "nik_index" in layout.columns else "CAST(NULL AS BLOB)"
    engine.execute(
        "UPDATE cur SET person_id = same.id, old_family_id = same.family_id FROM ("
        "SELECT sheet, n, id, family_id FROM ("
        f"SELECT c.sheet, c.n, k.id, k.family_id, row_number() OVER (PARTITION BY c.sheet, c.n ORDER BY "
        f"jaro_winkler_similarity(c.pname, k.name) DESC, k.id) AS nth, row_number() OVER (PARTITION BY k.id ORDER BY "
        f"jaro_winkler_similarity(c.pname, k.name) DESC, c.n) AS back FROM "
        f"(SELECT sheet, n, family_id, {layout.person_name} AS pname, {born} AS born, {nik} AS nik FROM cur "
        f"WHERE person_id IS NULL AND family_id IS NOT NULL AND {layout.names_person}) AS c "
        "JOIN known_member k ON k.family_id = c.family_id "
        "WHERE (c.nik IS NULL OR k.nik_index IS NULL) AND (c.born IS NULL OR k.birth_date IS NULL OR c.born = k.birth_date) "
        f"AND jaro_winkler_similarity(c.pname, k.name) >= {SAME_NAME} "
        "AND k.id NOT IN (SELECT person_id FROM cur WHERE person_id IS NOT NULL)) WHERE nth = 1 AND back = 1) AS same "
        "WHERE cur.sheet = same.sheet AND cur.n = same.n"
    )

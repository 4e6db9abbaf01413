"""Bringing known families and persons up to date: only where this delivery is not older than what is known.

All statements are set-based, over temporary tables of the database that hold the slice's rows.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from pilar.core.bulk.write import insert_query
from pilar.core.ids import new_ids
from pilar.evidence.intake.publish.columns import Layout, text_facts
from pilar.evidence.intake.publish.run import Publication


def renew_known(pub: Publication, layout: Layout) -> None:
    """Update the projection for everybody of the slice who was known before."""
    known = pub.engine.execute(
        "SELECT count(*) FILTER (WHERE family_id IS NOT NULL AND NOT new_family), "
        "count(*) FILTER (WHERE person_id IS NOT NULL AND NOT new_person) FROM cur"
    ).fetchone() or (0, 0)
    if layout.has_family and known[0]:
        _renew_families(pub, layout)
    if layout.has_person and known[1]:
        _renew_persons(pub, layout)
    if layout.has_family and layout.has_person and (known[0] or known[1]):
        _recount_members(pub)


def temp_table(pub: Publication, name: str, columns: dict[str, str], sql: str) -> None:
    """A temporary table of the database with the rows of a DuckDB query. `bytes` stands for the engine's binary type."""
    binary = "bytea" if connection.vendor == "postgresql" else "blob"
    described = ", ".join(f'"{key}" {binary if kind == "bytes" else kind}' for key, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TEMP TABLE {name} ({described})")
    insert_query(pub.engine, name, list(columns), sql)


def _run(sql: str, parameters: list[Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or [])
        return int(cursor.rowcount)


def _renew_families(pub: Publication, layout: Layout) -> None:
    start = new_ids(len(pub.engine.execute("SELECT DISTINCT family_id FROM cur WHERE NOT new_family").fetchall())).start
    temp_table(
        pub,
        "renew_family",
        {"id": "bigint", "former_id": "bigint", "wilayah": "varchar(16)", "address": "varchar(250)", "head_name": "varchar(120)",
         "kk_sealed": "bytes", "kk_index": "bytes"},
        f"SELECT family_id, {start} - 1 + row_number() OVER (ORDER BY family_id), max(wilayah), max({layout.text('address')}), "
        f"coalesce(max(CASE WHEN {layout.is_head} THEN {layout.person_name} END), max({layout.head_name})), "
        f"{layout.first('kk_sealed')}, {layout.first('kk_index')} FROM cur WHERE family_id IS NOT NULL AND NOT new_family GROUP BY family_id",
    )  # fmt: skip
    as_of = pub.as_of
    _run(
        "INSERT INTO registry_formeridentifier (id, kind, subject_id, wilayah, value_sealed, value_index, active_to, source_id, reason) "
        "SELECT r.former_id, 'kk', f.id, f.wilayah, f.kk_sealed, f.kk_index, %s, %s, 'nomor KK baru dalam kiriman' "
        "FROM renew_family r JOIN registry_family f ON f.id = r.id "
        "WHERE r.kk_index IS NOT NULL AND f.kk_index IS NOT NULL AND f.kk_index <> r.kk_index AND f.as_of <= %s",
        [as_of, pub.source_id, as_of],
    )
    changed = _run(
        "UPDATE registry_family SET wilayah = coalesce(r.wilayah, registry_family.wilayah), "
        "address = coalesce(r.address, registry_family.address), head_name = coalesce(r.head_name, registry_family.head_name), "
        "kk_sealed = coalesce(r.kk_sealed, registry_family.kk_sealed), kk_index = coalesce(r.kk_index, registry_family.kk_index), "
        "as_of = %s, revision = registry_family.revision + 1 FROM renew_family r "
        "WHERE registry_family.id = r.id AND registry_family.as_of <= %s",
        [as_of, as_of],
    )
    pub.add(renewed_families=changed)
    if layout.family_facts:
        _upsert_facts(pub, "registry_familyfacts", "family_id", layout.family_facts, group=True)


def _renew_persons(pub: Publication, layout: Layout) -> None:
    c = layout.column
    start = new_ids(len(pub.engine.execute("SELECT person_id FROM cur WHERE NOT new_person").fetchall())).start
    temp_table(
        pub,
        "renew_person",
        {"id": "bigint", "membership_id": "bigint", "wilayah": "varchar(16)", "family_id": "bigint", "relation": "smallint",
         "name": "varchar(120)", "search_text": "text", "nik_sealed": "bytes", "nik_index": "bytes", "sex": "smallint", "birth_date": "date",
         "birth_place": "varchar(80)", "mother_sealed": "bytes", "phone_sealed": "bytes"},
        f"SELECT person_id, {start} - 1 + row_number() OVER (ORDER BY person_id), wilayah, family_id, {layout.relation}, {layout.person_name}, "
        f"nullif({layout.search_text}, ''), {c('nik_sealed')}, {c('nik_index')}, {c('sex')}, {c('birth_date')}, left({layout.text('birth_place')}, 80), "
        f"{c('mother_name_sealed')}, {c('phone_sealed')} FROM cur WHERE person_id IS NOT NULL AND NOT new_person "
        "QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY sheet, n) = 1",
    )  # fmt: skip
    _move_members(pub)
    changed = _run(
        "UPDATE registry_person SET "
        + ", ".join(f"{name} = coalesce(r.{name}, registry_person.{name})" for name in _RENEWED)
        + ", nik_sealed = coalesce(registry_person.nik_sealed, r.nik_sealed), "
        "nik_index = coalesce(registry_person.nik_index, r.nik_index), "
        "as_of = %s, revision = registry_person.revision + 1 FROM renew_person r "
        "WHERE registry_person.id = r.id AND registry_person.as_of <= %s",
        [pub.as_of, pub.as_of],
    )
    pub.add(renewed_persons=changed)
    if layout.person_facts:
        _upsert_facts(pub, "registry_personfacts", "person_id", layout.person_facts, group=False)


_RENEWED = (
    "wilayah", "family_id", "relation", "name", "search_text", "sex", "birth_date", "birth_place", "mother_sealed", "phone_sealed",
)  # fmt: skip


def _move_members(pub: Publication) -> None:
    """End the old membership and begin the new one of persons who now stand on another family's card."""
    moved = "p.as_of <= %s AND r.family_id IS NOT NULL AND (p.family_id IS NULL OR p.family_id <> r.family_id)"
    _run(
        "UPDATE registry_membership SET active_to = %s, reason = 'pindah KK' WHERE active_to IS NULL AND active_from <= %s "
        f"AND person_id IN (SELECT p.id FROM renew_person r JOIN registry_person p ON p.id = r.id WHERE {moved})",
        [pub.as_of, pub.as_of, pub.as_of],
    )
    count = _run(
        "INSERT INTO registry_membership (id, family_id, person_id, relation, active_from, source_id, reason) "
        f"SELECT r.membership_id, r.family_id, p.id, r.relation, %s, %s, 'pindah KK' FROM renew_person r JOIN registry_person p ON p.id = r.id WHERE {moved}",
        [pub.as_of, pub.source_id, pub.as_of],
    )
    pub.add(moved_persons=count)


def _upsert_facts(pub: Publication, table: str, key: str, facts: tuple[str, ...], *, group: bool) -> None:
    texts = set(text_facts(table))
    known = " OR ".join(f'"{fact}" IS NOT NULL' for fact in facts)
    values = ", ".join(f'max("{fact}")' if group else f'any_value("{fact}")' for fact in facts)
    fresh = "new_family" if group else "new_person"
    kinds = {fact: "varchar(200)" if fact in texts else "integer" for fact in facts}
    temp_table(
        pub,
        "renew_facts",
        {key: "bigint", **kinds},
        f"SELECT {key}, {values} FROM cur WHERE {key} IS NOT NULL AND NOT {fresh} AND ({known}) GROUP BY {key}",
    )
    missing = [fact for fact in text_facts(table) if fact not in facts]
    names = ", ".join(f'"{fact}"' for fact in (*facts, *missing))
    chosen = ", ".join(
        [f"coalesce(\"{fact}\", '')" if fact in texts else f'"{fact}"' for fact in facts] + ["''" for _ in missing]
    )
    updates = ", ".join(_newest_known(table, fact, text=fact in texts) for fact in facts)
    _run(
        f"INSERT INTO {table} ({key}, as_of, source_id, {names}) SELECT {key}, %s, %s, {chosen} FROM renew_facts WHERE true "
        f"ON CONFLICT ({key}) DO UPDATE SET {updates}, "
        f"source_id = CASE WHEN excluded.as_of >= {table}.as_of THEN excluded.source_id ELSE {table}.source_id END, "
        f"as_of = CASE WHEN excluded.as_of >= {table}.as_of THEN excluded.as_of ELSE {table}.as_of END",
        [pub.as_of, pub.source_id],
    )


def _newest_known(table: str, fact: str, *, text: bool) -> str:
    """The newer of two known values; an older delivery only fills what nobody knew."""
    fresh, present = f'excluded."{fact}"', f'{table}."{fact}"'
    if text:
        fresh, present = f"nullif({fresh}, '')", f"nullif({present}, '')"
    chosen = f"CASE WHEN excluded.as_of >= {table}.as_of THEN coalesce({fresh}, {present}) ELSE coalesce({present}, {fresh}) END"
    return f'"{fact}" = ' + (f"coalesce({chosen}, '')" if text else chosen)


def _recount_members(pub: Publication) -> None:
    temp_table(
        pub,
        "touched_family",
        {"id": "bigint"},
        "SELECT DISTINCT id FROM (SELECT family_id AS id FROM cur UNION ALL SELECT old_family_id FROM cur) WHERE id IS NOT NULL",
    )
    _run(
        "UPDATE registry_family SET member_count = (SELECT count(*) FROM registry_person p "
        "WHERE p.family_id = registry_family.id AND p.status = 'hidup') WHERE id IN (SELECT id FROM touched_family)"
    )

"""Publishing persons, families, their facts and DTSEN entries, slice by slice.

A slice holds whole families. It finds who is known (NIK; else name within a known family), gives ids to the new ones,
inserts, then brings known ones up to date where this delivery is not older than what is known.
"""

from __future__ import annotations

from pilar.core.bulk.write import insert_query
from pilar.core.ids import new_ids
from pilar.evidence.intake.publish.columns import Layout, text_facts
from pilar.evidence.intake.publish.desil import renew_desil_of_known
from pilar.evidence.intake.publish.known import find_known
from pilar.evidence.intake.publish.renew import renew_known
from pilar.evidence.intake.publish.run import Publication, Slice

__all__ = ["publish_people"]


def publish_people(pub: Publication) -> dict[str, int]:
    """Publisher of all kinds with persons or families."""
    layout = Layout.of(pub.columns)
    group = f"{layout.group_key}" if layout.group_key else "n"
    total = _one(pub, "SELECT count(*) FROM staged")
    for part in pub.slices(group, place="coalesce(left(wilayah, 10), '')"):
        _take_slice(pub, part)
        with pub.step(part.number, part.done, total):
            _publish_slice(pub, layout)
            pub.add(rows=part.rows)
    if pub.options.get("version_id") and layout.has_family:
        renew_desil_of_known(pub, after=pub.last_part, total=total)
    return pub.counts


def _one(pub: Publication, sql: str) -> int:
    row = pub.engine.execute(sql).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _take_slice(pub: Publication, part: Slice) -> None:
    """The rows of a slice as the table `cur`, nobody known yet; before the transaction, which holds others up."""
    pub.engine.execute(
        "CREATE OR REPLACE TEMP TABLE cur AS SELECT *, CAST(NULL AS BIGINT) AS family_id, CAST(NULL AS BIGINT) AS person_id, "
        "CAST(NULL AS BIGINT) AS old_family_id, false AS new_family, false AS new_person "
        f"FROM work WHERE part >= {part.first} AND part < {part.end}"
    )


def _publish_slice(pub: Publication, layout: Layout) -> None:
    find_known(pub.engine, layout)
    _give_ids(pub, layout)
    families = _insert_families(pub, layout)
    persons = _insert_persons(pub, layout)
    renew_known(pub, layout)
    _insert_observations(pub, layout)
    entries = _insert_entries(pub, layout)
    pub.add(new_families=families, new_persons=persons, entries=entries)


def _give_ids(pub: Publication, layout: Layout) -> None:
    """Ids for new families (one per group) and new persons (one per row), in order."""
    engine = pub.engine
    if layout.has_family:
        start = new_ids(_one(pub, "SELECT count(DISTINCT part) FROM cur WHERE family_id IS NULL")).start
        engine.execute(
            f"UPDATE cur SET family_id = {start} - 1 + ids.nth, new_family = true FROM "
            "(SELECT part, row_number() OVER (ORDER BY part) AS nth FROM (SELECT DISTINCT part FROM cur WHERE family_id IS NULL)) AS ids "
            "WHERE cur.part = ids.part AND cur.family_id IS NULL"
        )
    if layout.has_person:
        start = new_ids(_one(pub, f"SELECT count(*) FROM cur WHERE person_id IS NULL AND {layout.names_person}")).start
        engine.execute(
            f"UPDATE cur SET person_id = {start} - 1 + ids.nth, new_person = true FROM "
            f"(SELECT sheet, n, row_number() OVER (ORDER BY part, sheet, n) AS nth FROM cur WHERE person_id IS NULL AND {layout.names_person}) "
            "AS ids WHERE cur.sheet = ids.sheet AND cur.n = ids.n"
        )


def _insert_families(pub: Publication, layout: Layout) -> int:
    if not layout.has_family:
        return 0
    head = f"coalesce(max(CASE WHEN {layout.is_head} THEN {layout.person_name} END), max({layout.head_name}), '')"
    members = f"count(*) FILTER (WHERE {layout.names_person})" if layout.has_person else "0"
    desil = "max(desil)" if "desil" in layout.columns else "NULL"
    version = pub.options.get("version_id") or "NULL"
    count = insert_query(
        pub.engine,
        "registry_family",
        [
            "id",
            "wilayah",
            "kk_sealed",
            "kk_index",
            "address",
            "head_name",
            "member_count",
            "status",
            "desil",
            "desil_version",
            "born_batch",
            "as_of",
            "revision",
        ],
        f"SELECT family_id, max(wilayah), {layout.first('kk_sealed')}, {layout.first('kk_index')}, coalesce(max({layout.text('address')}), ''), "
        f"{head}, {members}, 'aktif', {desil}, CASE WHEN {desil} IS NULL THEN NULL ELSE {version} END, {pub.batch_id}, DATE '{pub.as_of}', 1 "
        "FROM cur WHERE new_family GROUP BY family_id ORDER BY family_id",
    )
    if layout.family_facts:
        _insert_facts(pub, "registry_familyfacts", "family_id", layout.family_facts, "new_family", group=True)
    return count


def _insert_persons(pub: Publication, layout: Layout) -> int:
    if not layout.has_person:
        return 0
    c = layout.column
    count = insert_query(
        pub.engine,
        "registry_person",
        ["id", "wilayah", "family_id", "relation", "name", "search_text", "nik_sealed", "nik_index", "sex", "birth_date", "birth_place",
         "mother_sealed", "phone_sealed", "status", "born_batch", "as_of", "revision"],
        f"SELECT person_id, wilayah, family_id, {layout.relation}, {layout.person_name}, {layout.search_text}, {c('nik_sealed')}, {c('nik_index')}, "
        f"{c('sex')}, {c('birth_date')}, coalesce(left({layout.text('birth_place')}, 80), ''), {c('mother_name_sealed')}, {c('phone_sealed')}, "
        f"'hidup', {pub.batch_id}, DATE '{pub.as_of}', 1 FROM cur WHERE new_person ORDER BY person_id",
    )  # fmt: skip
    start = new_ids(count).start
    insert_query(
        pub.engine,
        "registry_membership",
        ["id", "family_id", "person_id", "relation", "active_from", "source_id", "reason"],
        f"SELECT {start} - 1 + row_number() OVER (ORDER BY person_id), family_id, person_id, {layout.relation}, DATE '{pub.as_of}', {pub.source_id}, "
        "'terdaftar' FROM cur WHERE new_person AND family_id IS NOT NULL",
    )
    if layout.person_facts:
        _insert_facts(pub, "registry_personfacts", "person_id", layout.person_facts, "new_person", group=False)
    return count


def _insert_facts(pub: Publication, table: str, key: str, facts: tuple[str, ...], which: str, *, group: bool) -> None:
    known = " OR ".join(f'"{fact}" IS NOT NULL' for fact in facts)
    texts = text_facts(table)
    values = ", ".join(_fact_value(fact, group=group, text=fact in texts) for fact in facts)
    insert_query(
        pub.engine,
        table,
        [key, "as_of", "source_id", *facts, *_text_defaults(table, facts)],
        f"SELECT {key}, DATE '{pub.as_of}', {pub.source_id}, {values}{', ' * bool(_text_defaults(table, facts))}"
        f"{', '.join(repr('') for _ in _text_defaults(table, facts))} "
        f"FROM cur WHERE {which} AND ({known}) {f'GROUP BY {key}' if group else ''} ORDER BY {key}",
    )


def _fact_value(fact: str, *, group: bool, text: bool) -> str:
    value = f'max("{fact}")' if group else f'"{fact}"'
    return f"coalesce({value}, '')" if text else value


def _text_defaults(table: str, facts: tuple[str, ...]) -> list[str]:
    """Text columns that this file does not bring: they are empty, not unknown, in the database."""
    return [fact for fact in text_facts(table) if fact not in facts]


def _insert_observations(pub: Publication, layout: Layout) -> None:
    """What this row said of its person, and what its family's rows said of the family."""
    columns = ["id", "subject_kind", "subject_id", "as_of", "source_id", "row", "facts", "sealed"]
    if layout.has_family:
        start = new_ids(_one(pub, "SELECT count(DISTINCT family_id) FROM cur WHERE family_id IS NOT NULL")).start
        insert_query(
            pub.engine, "registry_observation", columns,
            f"SELECT {start} - 1 + row_number() OVER (ORDER BY family_id), 1, family_id, DATE '{pub.as_of}', {pub.source_id}, min(n), "
            f"{layout.family_json}, {layout.first('kk_sealed')} FROM cur WHERE family_id IS NOT NULL GROUP BY family_id",
        )  # fmt: skip
    if layout.has_person:
        start = new_ids(_one(pub, "SELECT count(*) FROM cur WHERE person_id IS NOT NULL")).start
        insert_query(
            pub.engine, "registry_observation", columns,
            f"SELECT {start} - 1 + row_number() OVER (ORDER BY person_id, n), 2, person_id, DATE '{pub.as_of}', {pub.source_id}, n, "
            f"{layout.person_json}, {layout.column('nik_sealed')} FROM cur WHERE person_id IS NOT NULL",
        )  # fmt: skip


def _insert_entries(pub: Publication, layout: Layout) -> int:
    version = pub.options.get("version_id")
    if not version or not layout.has_family:
        return 0
    start = new_ids(_one(pub, "SELECT count(DISTINCT family_id) FROM cur")).start
    flags = ", ".join(f"bool_or({layout.column(flag)})" if flag in layout.columns else "NULL" for flag in FLAGS)
    desil = "max(desil)" if "desil" in layout.columns else "NULL"
    return insert_query(
        pub.engine,
        "registry_dtsenentry",
        ["id", "version_id", "family_id", "wilayah", "desil", *FLAGS, "row"],
        f"SELECT {start} - 1 + row_number() OVER (ORDER BY family_id), {version}, family_id, max(wilayah), {desil}, {flags}, min(n) "
        "FROM cur WHERE family_id IS NOT NULL GROUP BY family_id",
        skip_conflicts=True,
    )


FLAGS = ("is_gc_kemensos", "is_pbi_se", "is_siks_ng")

"""BDT 2015: households and members of eleven years ago, translated into today's codes, entered through the people publisher.

A household of 2015 whose head (or any member) is registered today belongs to that family; members who are on no card today
keep a family of their own, so that nobody of 2015 slips onto a present card. What has no equivalent today gives no value.
"""

from __future__ import annotations

from pilar.evidence.intake.publish.people import publish_people
from pilar.evidence.intake.publish.run import Publication, look_up
from pilar.evidence.registry.catalogue.bdt2015 import BDT_COLUMNS, BdtColumn

RAW = "bdt_"


def translated_columns() -> tuple[BdtColumn, ...]:
    """Columns whose 2015 answer codes have a map to a variable of today; 45-47 (boats) share a target and only 46 is taken."""
    return tuple(
        column
        for column in BDT_COLUMNS
        if column.target and column.code_map is not None and column.number not in (45, 47, 82, 84, 85)
    )


def publish_bdt(pub: Publication) -> dict[str, int]:
    """Publisher of the kind "bdt"."""
    _translate(pub)
    _attach(pub)
    return publish_people(pub)


def _translate(pub: Publication) -> None:
    """Replace the raw answers by facts of the catalogue."""
    present = pub.columns
    parts = [
        f"* EXCLUDE ({', '.join(sorted(c for c in present if c.startswith(RAW)))})"
        if any(c.startswith(RAW) for c in present)
        else "*"
    ]
    for column in translated_columns():
        raw = f"{RAW}{column.number}"
        if raw in present and column.code_map:
            cases = " ".join(f"WHEN {old} THEN {new}" for old, new in column.code_map.items())
            parts.append(f'CAST(CASE try_cast({raw} AS INTEGER) {cases} END AS SMALLINT) AS "{column.target}"')
    pub.engine.execute(f"CREATE OR REPLACE TABLE staged AS SELECT {', '.join(parts)} FROM staged")


def _attach(pub: Publication) -> None:
    """Give each household the KK of the family its members are in today, and split off the members unknown today."""
    engine = pub.engine
    if "nik_index" not in pub.columns:
        return
    look_up(
        engine,
        "known_today",
        "SELECT DISTINCT nik_index FROM staged WHERE nik_index IS NOT NULL",
        "SELECT wanted.key, p.family_id, f.kk_index FROM wanted JOIN registry_person d ON d.nik_index = wanted.key "
        "JOIN registry_person p ON p.id = coalesce(d.merged_into, d.id) "
        "JOIN registry_family f ON f.id = p.family_id WHERE f.status = 'aktif' AND f.kk_index IS NOT NULL "
        f"AND (p.born_batch IS NULL OR p.born_batch <> {pub.batch_id})",
        "nik_index BLOB, family_id BIGINT, kk_index BLOB",
    )
    engine.execute(
        "CREATE OR REPLACE TABLE staged AS SELECT s.* REPLACE (coalesce(s.household, 'baris ' || s.n) || "
        "CASE WHEN k.kk_index IS NOT NULL THEN '/' || k.family_id ELSE '' END AS household), k.kk_index AS kk_index "
        "FROM staged s LEFT JOIN (SELECT nik_index, any_value(family_id) AS family_id, any_value(kk_index) AS kk_index "
        "FROM known_today GROUP BY nik_index) k USING (nik_index) ORDER BY s.sheet, s.n"
    )

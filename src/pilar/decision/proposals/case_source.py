"""Open usulan on the village's desk, as the desk check reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from pilar.core import vault
from pilar.core.ids import new_ids
from pilar.core.scope import Actor
from pilar.decision.proposals.lists import DOCUMENTS, KINDS, documents_required
from pilar.decision.screening.cases import CaseSource, register
from pilar.evidence.intake.publish.matching import moment
from pilar.evidence.intake.publish.run import insert_arrow, look_up

if TYPE_CHECKING:
    import duckdb

DESK_STATES = ("draf", "diusulkan_rt", "praverifikasi", "perbaikan", "dikembalikan")
_IN_DESK = ", ".join(f"'{state}'" for state in DESK_STATES)
ASKS_AID = ("bansos",)


def register_cases() -> None:
    """Called once from the app's `ready`."""
    register(CaseSource(villages=villages, load=load, checked=checked))


def villages(area: str) -> list[tuple[str, int]]:
    """Kelurahan of an area that have usulan on the desk, with their number."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT substr(wilayah, 1, 10) AS village, count(*) FROM proposals_usul WHERE state IN ({_IN_DESK}) "
            "AND wilayah >= %s AND wilayah < %s GROUP BY substr(wilayah, 1, 10) ORDER BY 1",
            [area, area + ":"],
        )
        return [(str(code), int(size)) for code, size in cursor.fetchall()]


def load(engine: duckdb.DuckDBPyConnection, codes: Sequence[str]) -> None:
    """Fill the table `proposed`: identity opened in memory, missing papers, the same thing open elsewhere."""
    rows = _open_rows(codes)
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    (
        ids,
        areas,
        kinds,
        programmes,
        nik_sealed,
        nik_index,
        kk_sealed,
        kk_index,
        names,
        sexes,
        births,
        persons,
        families,
    ) = columns
    niks = [text or None for text in vault.unseal_many("registry.person.nik", nik_sealed)]
    kks = [text or None for text in vault.unseal_many("registry.family.kk", kk_sealed)]
    by_code = {kind.code: kind for kind in KINDS}
    insert_arrow(
        engine,
        "proposed (case_id, wilayah, kind, programme, names_family, is_new, asks_aid, nik, nik_index, kk, kk_index, name, sex, birth_date, "
        "person_id, family_id)",
        list(
            zip(
                ids, areas, kinds, programmes, [by_code[kind].subject == "family" for kind in kinds],
                [kind == "baru_dtsen" for kind in kinds], [kind in ASKS_AID for kind in kinds],
                niks, nik_index, kks, kk_index, names, sexes, births, persons, families, strict=True,
            )
        ),
    )  # fmt: skip
    _missing_papers(engine)
    _same_elsewhere(engine)


def _open_rows(codes: Sequence[str]) -> list[tuple[Any, ...]]:
    marks = " OR ".join("(wilayah >= %s AND wilayah < %s)" for _ in codes)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, wilayah, kind, programme, nik_sealed, nik_index, kk_sealed, kk_index, name, sex, birth_date, person_id, family_id "
            f"FROM proposals_usul WHERE state IN ({_IN_DESK}) AND ({marks}) ORDER BY id",
            [bound for code in codes for bound in (code, code + ":")],
        )
        return list(cursor.fetchall())


def _missing_papers(engine: duckdb.DuckDBPyConnection) -> None:
    """Names of the required papers that a case lacks; a photo that must carry a position counts only with one."""
    look_up(
        engine, "paper", "SELECT case_id FROM proposed",
        "SELECT d.usul_id, d.code, d.has_position FROM wanted JOIN proposals_usuldocument d ON d.usul_id = wanted.key",
        "case_id BIGINT, code VARCHAR, has_position BOOLEAN",
    )  # fmt: skip
    engine.execute(
        "CREATE OR REPLACE TABLE needed (kind VARCHAR, code VARCHAR, label VARCHAR, positioned BOOLEAN, place INTEGER)"
    )
    order = {one.code: place for place, one in enumerate(DOCUMENTS)}
    engine.executemany(
        "INSERT INTO needed VALUES (?, ?, ?, ?, ?)",
        [
            [kind.code, one.code, one.name_id, one.needs_position, order[one.code]]
            for kind in KINDS
            for one in documents_required(kind.code)
        ],
    )
    engine.execute(
        "UPDATE proposed SET missing = lacking.words FROM (SELECT q.case_id, string_agg(n.label, ', ' ORDER BY n.place) AS words "
        "FROM proposed q JOIN needed n USING (kind) WHERE NOT EXISTS (SELECT 1 FROM paper p WHERE p.case_id = q.case_id AND p.code = n.code "
        "AND (p.has_position OR NOT n.positioned)) GROUP BY q.case_id) AS lacking WHERE proposed.case_id = lacking.case_id"
    )


def _same_elsewhere(engine: duckdb.DuckDBPyConnection) -> None:
    """Open usulan of the same NIK, KK or family with the same kind and programme: in another kelurahan, or beside it."""
    schema = "key {0}, id BIGINT, kind VARCHAR, programme VARCHAR, wilayah VARCHAR"
    select = "SELECT wanted.key, u.id, u.kind, u.programme, u.wilayah FROM wanted JOIN proposals_usul u ON u.{0} = wanted.key AND u.is_open"
    look_up(
        engine,
        "by_subject",
        "SELECT DISTINCT nik_index FROM proposed WHERE nik_index IS NOT NULL",
        select.format("nik_index"),
        schema.format("BLOB"),
    )
    look_up(
        engine,
        "by_card",
        "SELECT DISTINCT kk_index FROM proposed WHERE kk_index IS NOT NULL",
        select.format("kk_index"),
        schema.format("BLOB"),
    )
    look_up(engine, "by_family", "SELECT DISTINCT family_id FROM proposed WHERE family_id IS NOT NULL",
            select.format("family_id"), schema.format("BIGINT"))  # fmt: skip
    engine.execute(
        "CREATE OR REPLACE TABLE rival AS SELECT DISTINCT q.case_id, o.id, left(o.wilayah, 10) AS village, left(q.wilayah, 10) AS here FROM proposed q JOIN ("
        "SELECT case_id, by_subject.* EXCLUDE (key) FROM proposed JOIN by_subject ON key = nik_index UNION "
        "SELECT case_id, by_card.* EXCLUDE (key) FROM proposed JOIN by_card ON key = kk_index UNION "
        "SELECT case_id, by_family.* EXCLUDE (key) FROM proposed JOIN by_family ON key = family_id) o "
        "ON o.case_id = q.case_id AND o.id <> q.case_id AND o.kind = q.kind AND o.programme = q.programme"
    )
    engine.execute(
        "UPDATE proposed SET elsewhere = r.elsewhere, rivals = r.rivals FROM (SELECT case_id, string_agg(DISTINCT village, ', ') "
        "FILTER (village <> here) AS elsewhere, count(DISTINCT id) FILTER (village = here) AS rivals FROM rival GROUP BY case_id) r "
        "WHERE proposed.case_id = r.case_id"
    )


def checked(codes: Sequence[str], by: Actor, at: datetime) -> int:
    """Usulan that the village handed in now lie on the desk "Pemeriksaan awal", with a logged step each. Returns their number."""
    marks = " OR ".join("(wilayah >= %s AND wilayah < %s)" for _ in codes)
    bounds = [bound for code in codes for bound in (code, code + ":")]
    when = moment(at)
    typed = "%s::timestamptz" if connection.vendor == "postgresql" else "%s"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM proposals_usul WHERE state = 'diusulkan_rt' AND ({marks})", bounds)
        size = int(cursor.fetchone()[0])
        if not size:
            return 0
        start = new_ids(size).start
        cursor.execute(
            'INSERT INTO proposals_usultransition (id, usul_id, at, "by", role, capability, source_state, target_state, reason) '
            f"SELECT {start} - 1 + row_number() OVER (ORDER BY id), id, {typed}, %s, %s, 'screening.run', state, 'praverifikasi', '' "
            f"FROM proposals_usul WHERE state = 'diusulkan_rt' AND ({marks})",
            [when, by.username, by.role, *bounds],
        )
        cursor.execute(
            f"UPDATE proposals_usul SET state = 'praverifikasi', state_since = {typed}, revision = revision + 1 "
            f"WHERE state = 'diusulkan_rt' AND ({marks})",
            [when, *bounds],
        )
    return size

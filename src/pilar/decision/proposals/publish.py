"""Rows of a BNBA sheet become usulan; a repeat of an open one joins it. Slice by slice, set-based, repeatable."""

from __future__ import annotations

from typing import Any

from pilar.core import vault
from pilar.core.bulk.write import insert_query
from pilar.core.ids import encode_id, new_ids
from pilar.decision.proposals.lists import CHANNEL_FORMAL
from pilar.decision.proposals.subject import subject_key
from pilar.decision.proposals.words import read_proposed
from pilar.decision.screening.requests import request_desk_check
from pilar.evidence.intake.publish.matching import (
    add_columns,
    count,
    families_by_kk,
    moment,
    persons_by_nik,
    row_slices,
)
from pilar.evidence.intake.publish.run import Publication, look_up
from pilar.evidence.intake.similarity import agreement_percent

SAME_MEMBER_PERCENT = 90
"""Likeness from which a row without NIK is the member of that name on the card it names, birth dates not contradicting."""
_OPTIONAL = {
    "nik_index": "BLOB", "nik_sealed": "BLOB", "kk_index": "BLOB", "kk_sealed": "BLOB", "mother_name_sealed": "BLOB", "birth_date": "DATE",
    "birth_place": "VARCHAR", "sex": "TINYINT", "address": "VARCHAR", "rationale": "VARCHAR", "note": "VARCHAR",
}  # fmt: skip


def publish_bnba(pub: Publication) -> dict[str, int]:
    """Publisher of the kind "bnba"; option `channel` (default rt_rw) says through whom they came."""
    columns = pub.columns
    channel = pub.options.get("channel", "rt_rw")
    channel = channel if channel in CHANNEL_FORMAL else "rt_rw"
    for size, _total in row_slices(pub):
        _prepare(pub, columns)
        _resolve(pub)
        _join_open(pub)
        new = _insert_new(pub, channel)
        joined = _insert_contributions(pub, channel)
        pub.add(rows=size, new_proposals=new, joined=joined)
    request_desk_check(area=pub.wilayah, by=pub.by, cause=encode_id(pub.batch_id))
    return pub.counts


def _prepare(pub: Publication, columns: set[str]) -> None:
    for key, kind in _OPTIONAL.items():
        if key not in columns:
            pub.engine.execute(f"ALTER TABLE cur ADD COLUMN {key} {kind}")
    # People write numbers of relatives into remarks: free text is not sealed, so they do not stay there.
    texts = ("birth_place", "address", "rationale", "note")
    pub.engine.execute(f"UPDATE cur SET {', '.join(f'{key} = {vault.masked_sql(key)}' for key in texts)}")

    def make(asked: list[list[Any]]) -> dict[str, list[Any]]:
        read = [read_proposed(text) for text in asked[0]]
        return {"kind": [one.kind for one in read], "programme": [one.programme for one in read]}

    add_columns(pub.engine, ["proposed"], {"kind": "VARCHAR", "programme": "VARCHAR"}, make)


def _resolve(pub: Publication) -> None:
    """person_id and family_id (NIK, else the like-named member of the card), then subject_key."""
    engine = pub.engine
    persons_by_nik(engine)
    families_by_kk(engine)
    look_up(
        engine, "card_member", "SELECT DISTINCT id FROM by_kk",
        "SELECT p.family_id, p.id, p.name, p.birth_date, p.nik_index FROM wanted JOIN registry_person p ON p.family_id = wanted.key "
        "WHERE p.status <> 'meninggal'",
        "family_id BIGINT, id BIGINT, name VARCHAR, birth_date DATE, nik_index BLOB",
    )  # fmt: skip
    pairs = engine.execute(
        "SELECT c.sheet, c.n, m.id, m.nik_index, c.name, m.name FROM cur c JOIN by_kk k USING (kk_index) JOIN card_member m ON m.family_id = k.id "
        "WHERE c.nik_index IS NULL AND (c.birth_date IS NULL OR m.birth_date IS NULL OR c.birth_date = m.birth_date)"
    ).fetchall()
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE named (sheet INTEGER, n INTEGER, id BIGINT, nik_index BLOB, percent INTEGER)"
    )
    like = [(s, n, id_, nik, agreement_percent(ours, theirs)) for s, n, id_, nik, ours, theirs in pairs]
    if good := [row for row in like if row[4] >= SAME_MEMBER_PERCENT]:
        engine.executemany("INSERT INTO named VALUES (?, ?, ?, ?, ?)", good)
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE cur AS SELECT c.*, coalesce(p.id, m.id) AS person_id, coalesce(p.family_id, k.id) AS family_id, "
        "coalesce(c.nik_index, m.nik_index) AS key_nik FROM cur c LEFT JOIN by_nik p ON p.nik_index = c.nik_index "
        "LEFT JOIN by_kk k ON k.kk_index = c.kk_index "
        "LEFT JOIN (SELECT * FROM named QUALIFY row_number() OVER (PARTITION BY sheet, n ORDER BY percent DESC, id) = 1) m "
        "ON m.sheet = c.sheet AND m.n = c.n"
    )

    def make(asked: list[list[Any]]) -> dict[str, list[Any]]:
        return {
            "subject_key": [
                subject_key(nik_index=nik, person_id=person, name=name, birth_date=born, place=card or village)
                for nik, person, name, born, card, village in zip(*asked, strict=True)
            ]
        }

    asked = ["key_nik", "person_id", "name", "CAST(birth_date AS VARCHAR)", "kk_index", "left(wilayah, 10)"]
    add_columns(engine, asked, {"subject_key": "BLOB"}, make)


def _join_open(pub: Publication) -> None:
    """usul_id of the open usulan that a row repeats: of the same subject, else of the same person."""
    engine = pub.engine
    schema = "id BIGINT, kind VARCHAR, programme VARCHAR"
    look_up(
        engine,
        "open_subject",
        "SELECT DISTINCT subject_key FROM cur",
        "SELECT wanted.key, u.id, u.kind, u.programme FROM wanted JOIN proposals_usul u ON u.subject_key = wanted.key AND u.is_open",
        f"subject_key BLOB, {schema}",
    )
    look_up(
        engine,
        "open_person",
        "SELECT DISTINCT person_id FROM cur WHERE person_id IS NOT NULL",
        "SELECT wanted.key, u.id, u.kind, u.programme FROM wanted JOIN proposals_usul u ON u.person_id = wanted.key AND u.is_open",
        f"person_id BIGINT, {schema}",
    )
    # Rows of one person may carry different keys (with and without NIK): the first row's key stands for all.
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE cur AS SELECT c.*, coalesce(s.id, p.id) AS usul_id, "
        "coalesce(CAST(c.person_id AS VARCHAR), hex(c.subject_key)) AS who FROM cur c "
        "LEFT JOIN open_subject s USING (subject_key, kind, programme) LEFT JOIN open_person p USING (person_id, kind, programme)"
    )  # fmt: skip


def _insert_new(pub: Publication, channel: str) -> int:
    engine = pub.engine
    firsts = (
        "(SELECT sheet, n, who, kind, programme, row_number() OVER (ORDER BY sheet, n) AS nth FROM cur WHERE usul_id IS NULL "
        "QUALIFY row_number() OVER (PARTITION BY who, kind, programme ORDER BY sheet, n) = 1)"
    )
    size = count(engine, firsts)
    engine.execute("ALTER TABLE cur ADD COLUMN is_first BOOLEAN DEFAULT false")
    if not size:
        return 0
    ids, steps = new_ids(size).start, new_ids(size).start
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT *, {ids} - 1 + row_number() OVER (ORDER BY sheet, n) AS id FROM {firsts}"
    )
    engine.execute("UPDATE cur SET is_first = true FROM fresh WHERE cur.sheet = fresh.sheet AND cur.n = fresh.n")
    engine.execute(
        "UPDATE cur SET usul_id = fresh.id FROM fresh WHERE cur.usul_id IS NULL AND cur.who = fresh.who AND cur.kind = fresh.kind "
        "AND cur.programme = fresh.programme"
    )
    at = f"'{moment(pub.at)}'"
    insert_query(
        engine,
        "proposals_usul",
        ["id", "wilayah", "kind", "programme", "reason", "state", "came_from", "is_open", "state_since", "channel", "subject_key", "person_id",
         "family_id", "name", "nik_sealed", "nik_index", "kk_sealed", "kk_index", "mother_sealed", "sex", "birth_date", "birth_place", "address",
         "rationale", "note", "source_id", "row", "born_batch", "created_at", "created_by", "revision"],
        f"SELECT usul_id, wilayah, kind, programme, '', 'diusulkan_rt', '', true, {at}, '{channel}', subject_key, person_id, family_id, "
        "left(name, 120), nik_sealed, nik_index, kk_sealed, kk_index, mother_name_sealed, sex, birth_date, coalesce(left(birth_place, 80), ''), "
        f"coalesce(address, ''), coalesce(rationale, ''), coalesce(note, ''), {pub.source_id}, n, {pub.batch_id}, {at}, {_text(pub.by.username)}, 1 "
        "FROM cur WHERE is_first ORDER BY usul_id",
    )  # fmt: skip
    insert_query(
        engine,
        "proposals_usultransition",
        ["id", "usul_id", "at", "by", "role", "capability", "source_state", "target_state", "reason"],
        f"SELECT {steps} - 1 + row_number() OVER (ORDER BY usul_id), usul_id, {at}, {_text(pub.by.username)}, {_text(pub.by.role)}, "
        "'proposals.create', '', 'diusulkan_rt', '' FROM cur WHERE is_first",
    )
    return size


def _insert_contributions(pub: Publication, channel: str) -> int:
    size = count(pub.engine, "cur", "NOT is_first")
    start = new_ids(size).start
    return insert_query(
        pub.engine,
        "proposals_usulcontribution",
        ["id", "usul_id", "at", "by", "channel", "source_id", "row", "rationale", "note"],
        f"SELECT {start} - 1 + row_number() OVER (ORDER BY sheet, n), usul_id, '{moment(pub.at)}', {_text(pub.by.username)}, '{channel}', "
        f"{pub.source_id}, n, coalesce(rationale, ''), coalesce(note, '') FROM cur WHERE NOT is_first",
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

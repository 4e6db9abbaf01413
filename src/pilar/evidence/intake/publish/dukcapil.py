"""Answers of the civil registry become results of persons, with the fields that differ named."""

from __future__ import annotations

import json
from typing import Any

from pilar.core.bulk.write import insert_query
from pilar.core.ids import new_ids
from pilar.evidence.intake.publish.matching import add_columns, count, persons_by_nik, row_slices
from pilar.evidence.intake.publish.run import Publication
from pilar.evidence.intake.similarity import padan_percent

RESULT_WORDS: dict[str, str] = {
    "padan": "padan", "match": "padan", "terkonfirmasi": "padan", "sesuai": "padan",
    "padan dengan perbedaan": "padan_dengan_perbedaan", "padan sebagian": "padan_dengan_perbedaan",
    "typo": "typo", "salah ketik": "typo",
    "tidak padan": "tidak_padan", "tidak sesuai": "tidak_padan",
    "tidak ditemukan": "tidak_ditemukan", "data tidak ditemukan": "tidak_ditemukan", "tidak terkonfirmasi": "tidak_ditemukan",
    "belum rekam": "belum_rekam", "belum rekam ktp-el": "belum_rekam", "tidak punya dokumen kependudukan": "belum_rekam",
    "nik ganda": "nik_ganda", "ganda": "nik_ganda",
    "meninggal": "meninggal", "belum dicek": "belum_dicek", "gagal teknis": "gagal_teknis",
}  # fmt: skip
"""What answers are called, and the code of the registry's list `DUKCAPIL_RESULTS` [src:MKDTKS M, inf]."""


def publish_dukcapil(pub: Publication) -> dict[str, int]:
    """Publisher of the kind "dukcapil"."""
    columns = pub.columns
    for size, _total in row_slices(pub):
        persons_by_nik(pub.engine)
        pub.engine.execute(
            "CREATE OR REPLACE TEMP TABLE cur AS SELECT cur.*, p.id AS person_id, p.wilayah AS place, p.birth_date AS known_birth, "
            "p.kk_index AS known_kk, p.name AS known_name FROM cur LEFT JOIN by_nik p USING (nik_index)"
        )
        _compare(pub, columns)
        matched = count(pub.engine, "cur", "person_id IS NOT NULL")
        start = new_ids(size).start
        area = pub.wilayah.replace("'", "")
        insert_query(
            pub.engine,
            "registry_dukcapilresult",
            ["id", "person_id", "wilayah", "nik_sealed", "nik_index", "result", "name_similarity", "differences", "as_of", "source_id", "row"],
            f"SELECT {start} - 1 + row_number() OVER (ORDER BY sheet, n), person_id, coalesce(place, '{area}'), nik_sealed, nik_index, code, "
            f"similarity, differences, DATE '{pub.as_of}', {pub.source_id}, n FROM cur ORDER BY sheet, n",
        )  # fmt: skip
        pub.add(rows=size, matched=matched, unmatched=size - matched)
    return pub.counts


def _compare(pub: Publication, columns: set[str]) -> None:
    def column(key: str, kind: str = "VARCHAR") -> str:
        return key if key in columns else f"CAST(NULL AS {kind})"

    asked = [
        "result", column("name"), column("held_name"), "known_name",
        f"{column('birth_date', 'DATE')} IS NOT NULL AND known_birth IS NOT NULL AND {column('birth_date', 'DATE')} <> known_birth",
        f"{column('kk_index', 'BLOB')} IS NOT NULL AND known_kk IS NOT NULL AND {column('kk_index', 'BLOB')} <> known_kk",
        column("note"),
    ]  # fmt: skip
    add_columns(pub.engine, asked, {"code": "VARCHAR", "similarity": "SMALLINT", "differences": "VARCHAR"}, _judged)


def _judged(columns: list[list[Any]]) -> dict[str, list[Any]]:
    codes, percents, differences = [], [], []
    for result, asked, held, known, other_birth, other_kk, note in zip(*columns, strict=True):
        percent = padan_percent((asked or known or "").upper(), held.upper()) if held and (asked or known) else None
        found: dict[str, Any] = {}
        if percent is not None and percent < 100:
            found["nama"] = percent
        if other_birth:
            found["tanggal_lahir"] = True
        if other_kk:
            found["kk"] = True
        if note:
            found["keterangan"] = note[:120]
        codes.append(RESULT_WORDS[result])
        percents.append(percent)
        differences.append(json.dumps(found, ensure_ascii=False))
    return {"code": codes, "similarity": percents, "differences": differences}

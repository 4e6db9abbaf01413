"""Lists of recipients (OpenSID and the like) become facts "receives programme X" of a person and family.

The participant number of such lists is often the NIK or KK itself: it is used to find the family and kept masked only.
"""

from __future__ import annotations

import re
from typing import Any

from pilar.core import vault
from pilar.core.bulk.write import insert_query
from pilar.core.ids import new_ids
from pilar.core.problems import problem
from pilar.evidence.intake.publish.matching import add_columns, count, families_by_kk, persons_by_nik, row_slices
from pilar.evidence.intake.publish.run import Publication

NO_PROGRAMME = problem(
    "BRK-031",
    "Program dari daftar penerima ini belum disebutkan.",
    "Pilih programnya saat mengunggah, atau tambahkan --option programme=PKH.",
)
_SIXTEEN = re.compile(r"[0-9]{16}")


def publish_aid(pub: Publication) -> dict[str, int]:
    """Publisher of the kind "aid". Raises BRK-031 without a programme."""
    programme = pub.options.get("programme", "").strip().upper()
    if not programme:
        raise NO_PROGRAMME()
    columns = pub.columns
    for size, _total in row_slices(pub):
        _resolve(pub, columns)
        matched = count(pub.engine, "cur", "person_id IS NOT NULL OR family_id IS NOT NULL")
        _insert(pub, columns, programme[:40], size)
        pub.add(rows=size, matched=matched, unmatched=size - matched)
    return pub.counts


def _resolve(pub: Publication, columns: set[str]) -> None:
    engine = pub.engine
    participant = "participant_no" if "participant_no" in columns else "CAST(NULL AS VARCHAR)"
    add_columns(
        engine,
        [participant],
        {"number_kk": "BLOB", "number_nik": "BLOB", "number_shown": "VARCHAR"},
        _read_numbers,
    )
    if "nik_index" not in columns:
        engine.execute("ALTER TABLE cur ADD COLUMN nik_index BLOB")
        engine.execute("ALTER TABLE cur ADD COLUMN nik_sealed BLOB")
    engine.execute("ALTER TABLE cur ADD COLUMN key_nik BLOB")
    engine.execute("UPDATE cur SET key_nik = coalesce(nik_index, number_nik)")
    persons_by_nik(engine, "key_nik")
    families_by_kk(engine, "number_kk")
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE cur AS SELECT cur.*, p.id AS person_id, coalesce(p.family_id, f.id) AS family_id, "
        "coalesce(p.wilayah, f.wilayah) AS place FROM cur LEFT JOIN by_nik p ON p.nik_index = cur.key_nik "
        "LEFT JOIN by_kk f ON f.kk_index = cur.number_kk"
    )


def _read_numbers(columns: list[list[Any]]) -> dict[str, list[Any]]:
    """Blind indexes of participant numbers that have the shape of a NIK or KK; other numbers are shown as they are."""
    plain = [re.sub(r"[\s'’.\-]", "", text or "") for text in columns[0]]
    sixteen = [text if _SIXTEEN.fullmatch(text) else None for text in plain]
    return {
        "number_kk": vault.blind_index_many("registry.family.kk", sixteen),
        "number_nik": vault.blind_index_many("registry.person.nik", sixteen),
        "number_shown": [
            vault.mask_digits(re.sub(r"[^0-9A-Za-z]", "", text))
            if len(re.sub(r"\D", "", text or "")) >= 12
            else (text or "")[:60]
            for text in columns[0]
        ],
    }


def _insert(pub: Publication, columns: set[str], programme: str, size: int) -> None:
    start = new_ids(size).start
    area = pub.wilayah.replace("'", "")
    name = "left(coalesce(name, ''), 120)" if "name" in columns else "''"
    safe = programme.replace("'", "''")
    insert_query(
        pub.engine,
        "registry_receivedaid",
        ["id", "person_id", "family_id", "wilayah", "programme", "name", "nik_sealed", "nik_index", "participant_no",
         "status", "as_of", "source_id", "row"],
        f"SELECT {start} - 1 + row_number() OVER (ORDER BY sheet, n), person_id, family_id, coalesce(place, '{area}'), '{safe}', {name}, "
        f"nik_sealed, nik_index, number_shown, 'penerima', DATE '{pub.as_of}', {pub.source_id}, n FROM cur ORDER BY sheet, n",
    )  # fmt: skip

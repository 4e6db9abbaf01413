"""Rows of a check list become entries; persons who fit (NIK, or exact name and birth date) get a flag.

Equal NIK with a name far apart is a likely false positive and says so in the flag. The same claim again joins the flag that
it raised before, also one that was dismissed.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from pilar.core import vault
from pilar.core.bulk.write import insert_query
from pilar.core.ids import encode_id, new_ids
from pilar.decision.screening.lists import CHECK_LISTS_BY_CODE
from pilar.decision.screening.problems import UNKNOWN_LIST
from pilar.decision.screening.publish.flags import raise_flags
from pilar.decision.screening.requests import request_desk_check
from pilar.evidence.intake.publish.matching import add_columns, count, persons_by_nik, row_slices
from pilar.evidence.intake.publish.run import Publication, look_up
from pilar.evidence.registry.names import search_key
from pilar.foundation.wilayah import queries as wilayah

COMBINED = "tni_polri"
DETAIL = ("number", "event_date", "unit", "position", "amount", "remark", "area")
_POLICE = ("POL", "BRIMOB")


def publish_checklist(pub: Publication) -> dict[str, int]:
    """Publisher of the kind "checklist"; option `list` names the list. Raises PRA-010 for an unknown one."""
    code = pub.options.get("list", "")
    if code != COMBINED and code not in CHECK_LISTS_BY_CODE:
        raise UNKNOWN_LIST(code=code or "-")
    columns = pub.columns
    for size, _total in row_slices(pub):
        _prepare(pub, columns, code)
        _match(pub)
        _insert_entries(pub)
        raise_flags(pub)
        pub.add(rows=size)
    request_desk_check(area=pub.wilayah, by=pub.by, cause=encode_id(pub.batch_id))
    return pub.counts


def _prepare(pub: Publication, columns: set[str], code: str) -> None:
    """Adds check_list, search_key, detail, fact_key, place, and the columns that the file lacks."""
    engine = pub.engine
    for key, kind in (("nik_index", "BLOB"), ("nik_sealed", "BLOB"), ("birth_date", "DATE")):
        if key not in columns:
            engine.execute(f"ALTER TABLE cur ADD COLUMN {key} {kind}")
    present = [key for key in DETAIL if key in columns]

    def make(asked: list[list[Any]]) -> dict[str, list[Any]]:
        names, births, indexes, *rest = asked
        keys = [search_key(name) for name in names]
        details = [_detail(present, values) for values in zip(*rest, strict=True)] if rest else [{} for _ in names]
        claims = [
            f"{bytes(index).hex() if index else ''}|{key}|{born or ''}"
            for index, key, born in zip(indexes, keys, births, strict=True)
        ]
        return {
            "search_key": keys,
            "check_list": [_list_of(code, detail) for detail in details],
            "detail": [vault.mask_numbers(json.dumps(detail, ensure_ascii=False)) for detail in details],
            "fact_key": vault.blind_index_many("screening.flag.fact", claims),
        }

    schema = {"search_key": "VARCHAR", "check_list": "VARCHAR", "detail": "VARCHAR", "fact_key": "BLOB"}
    add_columns(
        engine,
        ["name", "CAST(birth_date AS VARCHAR)", "nik_index", *(f'CAST("{key}" AS VARCHAR)' for key in present)],
        schema,
        make,
    )
    _places(pub, "area" in columns)


def _detail(present: list[str], values: tuple[Any, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {key: value for key, value in zip(present, values, strict=True) if value is not None}
    if (
        "number" in found
    ):  # a service number may have sixteen digits or be a NIK: its end is enough to find the row again
        digits = "".join(sign for sign in found["number"] if sign.isalnum())
        found["number"] = vault.mask_digits(digits) if len(digits) > 8 else found["number"]
    if "amount" in found:
        found["amount"] = int(found["amount"])
    return found


def _list_of(code: str, detail: dict[str, Any]) -> str:
    """A combined list of soldiers and police is told apart by the unit."""
    if code != COMBINED:
        return code
    unit = str(detail.get("unit", "")).upper()
    return "polri" if any(word in unit for word in _POLICE) else "tni"


def _places(pub: Publication, named: bool) -> None:
    """`place`: code of the kelurahan named in the row, when it is found in the kab/kota of the batch; else ''."""
    engine = pub.engine
    engine.execute("CREATE OR REPLACE TEMP TABLE spelled (area VARCHAR, place VARCHAR)")
    regency = pub.options.get("regency") or (pub.wilayah[:4] if len(pub.wilayah) >= 4 else "")
    if named and regency:
        names = [row[0] for row in engine.execute("SELECT DISTINCT area FROM cur WHERE area IS NOT NULL").fetchall()]
        found = wilayah.match_names(pub.by.scope, regency, {("", name) for name in names})
        rows = [[name, match.code] for (_, name), match in found.items() if match.code]
        if rows:
            engine.executemany("INSERT INTO spelled VALUES (?, ?)", rows)
    area = "cur.area" if named else "NULL"
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE cur AS SELECT cur.*, coalesce(spelled.place, '') AS place FROM cur LEFT JOIN spelled ON spelled.area = {area}"
    )


def _match(pub: Publication) -> None:
    """Table `hit`: sheet, n, person_id, basis. By NIK; without a NIK match by exact name skeleton and birth date."""
    engine = pub.engine
    persons_by_nik(engine)
    _persons_by_birth(pub)
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE hit AS "
        "SELECT c.sheet, c.n, p.id AS person_id, p.family_id, p.wilayah, p.name AS known_name, 'nik' AS basis "
        "FROM cur c JOIN by_nik p USING (nik_index) WHERE NOT (p.status = 'meninggal' AND c.check_list = 'meninggal') "
        "UNION ALL "
        "SELECT c.sheet, c.n, p.id, p.family_id, p.wilayah, p.name, 'nama_lahir' FROM cur c JOIN by_birth p "
        "ON p.birth_date = c.birth_date AND starts_with(p.search_text, c.search_key || ' w') "
        "WHERE length(c.search_key) >= 3 AND (c.nik_index IS NULL OR (p.nik_index IS NULL AND c.nik_index NOT IN (SELECT nik_index FROM by_nik))) "
        "AND (c.place = '' OR left(p.wilayah, 4) = left(c.place, 4)) "
        "AND NOT (p.status = 'meninggal' AND c.check_list = 'meninggal')"
    )


def _persons_by_birth(pub: Publication) -> None:
    """Table `by_birth`: persons of the batch's area born on a date of the rows that no NIK matched."""
    from django.db import connection

    day = (
        "date(wanted.key * 86400, 'unixepoch')"
        if connection.vendor == "sqlite"
        else "DATE '1970-01-01' + CAST(wanted.key AS integer)"
    )
    area = "".join(sign for sign in pub.wilayah if sign.isdigit())
    inside = f"AND p.wilayah >= '{area}' AND p.wilayah < '{area}:'" if area else ""
    look_up(
        pub.engine,
        "by_birth",
        "SELECT DISTINCT datediff('day', DATE '1970-01-01', birth_date) FROM cur WHERE birth_date IS NOT NULL "
        "AND (nik_index IS NULL OR nik_index NOT IN (SELECT nik_index FROM by_nik))",
        "SELECT p.id, p.family_id, p.wilayah, p.name, p.search_text, p.birth_date, p.nik_index, p.status FROM wanted "
        f"JOIN registry_person p ON p.birth_date = {day} AND p.merged_into IS NULL {inside}",
        "id BIGINT, family_id BIGINT, wilayah VARCHAR, name VARCHAR, search_text VARCHAR, birth_date DATE, nik_index BLOB, status VARCHAR",
    )


def _insert_entries(pub: Publication) -> None:
    engine = pub.engine
    start = new_ids(count(engine, "cur")).start
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE cur AS SELECT *, {start} - 1 + row_number() OVER (ORDER BY sheet, n) AS entry_id FROM cur"
    )
    insert_query(
        engine,
        "screening_listentry",
        ["id", "check_list", "wilayah", "name", "search_key", "birth_date", "nik_sealed", "nik_index",
         "detail", "as_of", "source_id", "born_batch", "row"],
        "SELECT entry_id, check_list, place, left(name, 120), search_key, birth_date, nik_sealed, nik_index, detail, "
        f"{_day(pub.as_of)}, {pub.source_id}, {pub.batch_id}, n FROM cur ORDER BY entry_id",
    )  # fmt: skip


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"

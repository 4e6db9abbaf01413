"""Keys that stand on blind indexes, and sealed values inside JSON: what a rotation changes beside the sealed columns."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from pilar.cli.sealed_columns import JSON_SECRETS
from pilar.core import vault
from pilar.core.vault.fields import key_number
from pilar.core.vault.keyring import ring
from pilar.core.vault.rotation import BATCH, update_by_key
from pilar.decision.proposals.subject import FIELD, subject_key


def _batches(sql: str, locked: str) -> Iterator[list[tuple[Any, ...]]]:
    """Batches of rows (key first) in the order of the key, each locked inside a transaction of its own."""
    last = -(1 << 62)
    lock = f" FOR UPDATE OF {locked}" if connection.vendor == "postgresql" else ""
    while True:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql + lock, [last, BATCH])
                rows = list(cursor.fetchall())
            if rows:
                yield rows
        if not rows:
            return
        last = rows[-1][0]


def renew_subject_keys() -> int:
    """`subject_key` of all usulan, by the rule that a repeat of the usulan is recognised with. Returns the rows.

    Where two usulan that were apart now count as the same subject (a fact was corrected meanwhile), the later one gets a
    key of its own: both stay open for a person to join.
    """
    count, seen = 0, set()
    sql = (
        "SELECT u.id, nik_index, person_id, name, birth_date, kk_index, wilayah, kind, programme, is_open FROM proposals_usul u "
        "WHERE u.id > %s ORDER BY u.id LIMIT %s"
    )
    for rows in _batches(sql, "u"):
        made = []
        for number, nik, person, name, born, card, area, *kind, is_open in rows:
            key = subject_key(
                nik_index=nik, person_id=person, name=name, birth_date=born, place=bytes(card) if card else area[:10]
            )
            if is_open and (key, *kind) in seen:
                key = vault.blind_index(FIELD, f"usul:{number}")
            if is_open:
                seen.add((key, *kind))
            made.append((number, key))
        update_by_key("proposals_usul", "id", ["subject_key"], made)
        count += len(made)
    return count


def renew_fact_keys() -> int:
    """`fact_key` of all hits of flags, from the list row behind each, as the publisher of check lists makes it."""
    count = 0
    sql = (
        "SELECT h.id, e.nik_index, e.search_key, e.birth_date FROM screening_flaghit h "
        "JOIN screening_listentry e ON e.id = h.entry_id WHERE h.id > %s ORDER BY h.id LIMIT %s"
    )
    for rows in _batches(sql, "h"):
        claims = [f"{bytes(nik).hex() if nik else ''}|{key}|{born or ''}" for _, nik, key, born in rows]
        keys = vault.blind_index_many("screening.flag.fact", claims)
        update_by_key(
            "screening_flaghit", "id", ["fact_key"], [(row[0], key) for row, key in zip(rows, keys, strict=True)]
        )
        count += len(rows)
    return count


def reseal_json() -> int:
    """Sealed values inside the facts of observations (acts at a desk leave few). Returns the rows changed."""
    count, cast = 0, "::text" if connection.vendor == "postgresql" else ""
    sql = (
        f"SELECT o.id, facts FROM registry_observation o WHERE facts{cast} LIKE '%%\\_sealed\"%%' ESCAPE '\\' AND o.id > %s "
        "ORDER BY o.id LIMIT %s"
    )
    for rows in _batches(sql, "o"):
        changed = [(text, number) for number, facts in rows if (text := _resealed(facts)) is not None]
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE registry_observation SET facts = %s WHERE id = %s", changed)
        count += len(changed)
    return count


def _resealed(facts: Any) -> str | None:
    known: dict[str, Any] = json.loads(facts) if isinstance(facts, str) else facts
    old = False
    for key, field in JSON_SECRETS.items():
        if not known.get(key):
            continue
        blob = base64.b64decode(known[key])
        if key_number(blob) != ring().data_active:
            known[key] = base64.b64encode(vault.seal(field, vault.unseal(field, blob))).decode()
            old = True
    return json.dumps(known, ensure_ascii=False) if old else None

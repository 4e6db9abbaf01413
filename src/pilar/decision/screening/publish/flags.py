"""Raising flags for the matches of a slice: new ones, repeats that join, and what a repeat leaves unchanged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from pilar.core.bulk.write import insert_query
from pilar.core.ids import new_ids
from pilar.decision.screening.lists import CHECK_LISTS_BY_CODE
from pilar.decision.screening.terms import clarification_days
from pilar.evidence.intake.publish.matching import add_columns, count, moment
from pilar.evidence.intake.publish.renew import temp_table
from pilar.evidence.intake.publish.run import Publication, look_up
from pilar.evidence.intake.similarity import PADAN_PERCENT, agreement_percent
from pilar.evidence.registry.queries.related import source_labels
from pilar.foundation.accounts.queries import today


def raise_flags(pub: Publication) -> None:
    """From the tables `cur` (with entry_id) and `hit` of a slice."""
    engine = pub.engine
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE claim AS SELECT h.sheet, h.n, h.person_id, h.family_id, h.wilayah, h.basis, h.known_name, "
        "c.entry_id, c.check_list, c.fact_key, c.name AS listed_name FROM hit h JOIN cur c USING (sheet, n) "
        "QUALIFY row_number() OVER (PARTITION BY h.person_id, c.entry_id ORDER BY h.basis DESC) = 1"
    )
    add_columns(
        engine,
        ["known_name", "listed_name", "person_id"],
        {"similarity": "SMALLINT", "for_person": "BIGINT"},
        _alike,
        table="claim",
    )
    engine.execute("DELETE FROM claim WHERE for_person <> person_id")
    _find_earlier(pub)
    fresh = _insert_new(pub)
    joined = _join_earlier(pub)
    _insert_hits(pub)
    pub.add(flags=fresh, joined=joined, matched=count(engine, "(SELECT DISTINCT entry_id FROM claim)"))


def _alike(columns: list[list[Any]]) -> dict[str, list[Any]]:
    percents = [agreement_percent(known, listed) for known, listed in zip(columns[0], columns[1], strict=True)]
    return {"similarity": percents, "for_person": columns[2]}


def _find_earlier(pub: Publication) -> None:
    """flag_id of each claim: the flag that the same claim raised before, else the open flag of person and list."""
    engine = pub.engine
    look_up(
        engine,
        "earlier",
        "SELECT DISTINCT person_id FROM claim",
        "SELECT f.person_id, f.id, f.check_list, f.is_open, h.fact_key FROM wanted "
        "JOIN screening_flag f ON f.person_id = wanted.key LEFT JOIN screening_flaghit h ON h.flag_id = f.id",
        "person_id BIGINT, id BIGINT, check_list VARCHAR, is_open BOOLEAN, fact_key BLOB",
    )
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE claim AS SELECT claim.*, coalesce(same.id, still.id) AS flag_id, false AS is_new FROM claim "
        "LEFT JOIN (SELECT person_id, check_list, fact_key, max(id) AS id FROM earlier GROUP BY ALL) same USING (person_id, check_list, fact_key) "
        "LEFT JOIN (SELECT person_id, check_list, max(id) AS id FROM earlier WHERE is_open GROUP BY ALL) still USING (person_id, check_list)"
    )


def _insert_new(pub: Publication) -> int:
    engine = pub.engine
    wanted = "(SELECT DISTINCT person_id, check_list FROM claim WHERE flag_id IS NULL)"
    size = count(engine, wanted)
    if not size:
        return 0
    start = new_ids(size).start
    engine.execute(
        f"UPDATE claim SET flag_id = {start} - 1 + ids.nth, is_new = true FROM (SELECT person_id, check_list, "
        f"row_number() OVER (ORDER BY person_id, check_list) AS nth FROM {wanted}) AS ids "
        "WHERE claim.person_id = ids.person_id AND claim.check_list = ids.check_list AND claim.flag_id IS NULL"
    )
    _due_dates(pub)
    engine.execute("CREATE OR REPLACE TEMP TABLE why (check_list VARCHAR, reason VARCHAR)")
    engine.executemany(
        "INSERT INTO why VALUES (?, ?)", [[one.code, one.reason] for one in CHECK_LISTS_BY_CODE.values()]
    )
    label = source_labels({pub.source_id}).get(pub.source_id, "").replace("'", "''")
    at = f"'{moment(pub.at)}'"
    return insert_query(
        engine,
        "screening_flag",
        ["id", "person_id", "family_id", "wilayah", "check_list", "reason", "state", "is_open", "basis", "name_similarity", "likely_false",
         "listed_name", "source_id", "source_label", "as_of", "hits", "raised_at", "last_seen_at", "due_date", "born_batch", "revision"],
        "SELECT flag_id, person_id, first(family_id), first(wilayah), check_list, first(why.reason), 'muncul', true, "
        f"arg_max(basis, similarity), max(similarity), max(similarity) < {PADAN_PERCENT}, left(arg_max(listed_name, similarity), 120), "
        f"{pub.source_id}, '{label}', DATE '{pub.as_of}', count(*), {at}, {at}, first(due), {pub.batch_id}, 1 "
        "FROM claim JOIN why USING (check_list) JOIN due ON due.village = left(wilayah, 10) WHERE is_new "
        "GROUP BY flag_id, person_id, check_list ORDER BY flag_id",
    )  # fmt: skip


def _due_dates(pub: Publication) -> None:
    engine = pub.engine
    villages = [
        row[0] for row in engine.execute("SELECT DISTINCT left(wilayah, 10) FROM claim WHERE is_new").fetchall()
    ]
    day = today(pub.at)
    days = clarification_days(villages, day)
    engine.execute("CREATE OR REPLACE TEMP TABLE due (village VARCHAR, due DATE)")
    engine.executemany(
        "INSERT INTO due VALUES (?, ?)",
        [[village, day + timedelta(days=days[village])] for village in villages],
    )


def _join_earlier(pub: Publication) -> int:
    """Earlier flags learn that their claim was made again; their state stays."""
    temp_table(
        pub,
        "seen_flag",
        {"id": "bigint", "more": "integer"},
        "SELECT flag_id, count(*) FROM claim WHERE NOT is_new GROUP BY flag_id",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE screening_flag SET hits = screening_flag.hits + seen_flag.more, last_seen_at = %s FROM seen_flag "
            "WHERE screening_flag.id = seen_flag.id",
            [moment(pub.at)],
        )
        return int(cursor.rowcount)


def _insert_hits(pub: Publication) -> None:
    start = new_ids(count(pub.engine, "claim")).start
    insert_query(
        pub.engine,
        "screening_flaghit",
        ["id", "flag_id", "entry_id", "fact_key"],
        f"SELECT {start} - 1 + row_number() OVER (ORDER BY flag_id, entry_id), flag_id, entry_id, fact_key FROM claim",
    )

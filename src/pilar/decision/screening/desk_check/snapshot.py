"""One snapshot: the open cases of some kelurahan joined with what the register, lists and Dukcapil say, as the table `cases`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pilar.decision.screening.cases import PROPOSED_SCHEMA, source
from pilar.decision.screening.desk_check.case import SCHEMA
from pilar.decision.screening.desk_check.limits import limits_for
from pilar.decision.screening.lists import CHECK_LISTS_BY_CODE, FAMILY_OF_EMPLOYEE
from pilar.evidence.intake.publish.run import look_up
from pilar.evidence.intake.similarity import agreement_percent

if TYPE_CHECKING:
    import duckdb

AID_IS_CURRENT_DAYS = 183
"""A list of recipients counts as the present state for half a year [inf: two payment rounds]."""
_GONE = ("meninggal", "pindah")
_PERSON = (
    "p.id, p.name, p.birth_date, p.sex, p.status, p.wilayah, p.family_id, p.relation, f.kk_index, f.status, f.desil, pf.keberadaan "
    "FROM wanted JOIN registry_person d ON {match} JOIN registry_person p ON p.id = coalesce(d.merged_into, d.id) LEFT JOIN registry_family f ON f.id = p.family_id "
    "LEFT JOIN registry_personfacts pf ON pf.person_id = p.id"
)
_PERSON_SCHEMA = (
    "id BIGINT, name VARCHAR, birth_date DATE, sex SMALLINT, status VARCHAR, wilayah VARCHAR, family_id BIGINT, relation SMALLINT, "
    "kk_index BLOB, family_status VARCHAR, desil SMALLINT, keberadaan SMALLINT"
)


def take_snapshot(engine: duckdb.DuckDBPyConnection, villages: Sequence[str], today: date) -> int:
    """Fill `cases` for the open cases of these kelurahan. Returns their number. A fixed number of queries, however many cases."""
    engine.execute(f"CREATE OR REPLACE TABLE proposed ({PROPOSED_SCHEMA})")
    source().load(engine, villages)
    _persons(engine)
    _families(engine)
    _civil_answers(engine)
    _aid(engine, today)
    _flags(engine)
    _limits(engine, villages, today)
    _flatten(engine, today)
    row = engine.execute("SELECT count(*) FROM cases").fetchone()
    return int(row[0]) if row else 0


def _persons(engine: duckdb.DuckDBPyConnection) -> None:
    """Table `someone`: the registered person of each case, by NIK, else by the person it names."""
    look_up(
        engine,
        "by_nik",
        "SELECT DISTINCT nik_index FROM proposed WHERE nik_index IS NOT NULL",
        "SELECT wanted.key, " + _PERSON.format(match="d.nik_index = wanted.key"),
        f"nik_index BLOB, {_PERSON_SCHEMA}",
    )
    look_up(
        engine,
        "by_id",
        "SELECT DISTINCT person_id FROM proposed WHERE person_id IS NOT NULL",
        "SELECT wanted.key, " + _PERSON.format(match="d.id = wanted.key"),
        f"key BIGINT, {_PERSON_SCHEMA}",
    )
    engine.execute(
        "CREATE OR REPLACE TABLE someone AS SELECT q.case_id, q.name AS asked_name, x.* FROM proposed q JOIN ("
        "SELECT case_id, by_nik.* EXCLUDE (nik_index), 1 AS rank FROM proposed JOIN by_nik USING (nik_index) "
        "UNION ALL SELECT proposed.case_id, by_id.* EXCLUDE (key), 0 FROM proposed JOIN by_id ON by_id.key = proposed.person_id) x USING (case_id) "
        "QUALIFY row_number() OVER (PARTITION BY q.case_id ORDER BY rank DESC, x.id = q.person_id DESC, x.id) = 1"
    )
    pairs = engine.execute("SELECT case_id, asked_name, name FROM someone").fetchall()
    engine.execute("CREATE OR REPLACE TABLE alike (case_id BIGINT, percent INTEGER)")
    _fill(engine, "alike", [(case_id, agreement_percent(asked or "", known or "")) for case_id, asked, known in pairs])


def _fill(engine: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    from pilar.evidence.intake.publish.run import insert_arrow

    insert_arrow(engine, table, rows)


def _families(engine: duckdb.DuckDBPyConnection) -> None:
    """`by_kk`: how many active families carry a KK; `gap`: years between the head and the eldest child of a family."""
    look_up(
        engine,
        "by_kk",
        "SELECT DISTINCT kk_index FROM proposed WHERE kk_index IS NOT NULL",
        "SELECT wanted.key, count(*), min(f.id) FROM wanted JOIN registry_family f ON f.kk_index = wanted.key "
        "WHERE f.status = 'aktif' GROUP BY wanted.key",
        "kk_index BLOB, families INTEGER, id BIGINT",
    )
    engine.execute(
        "CREATE OR REPLACE TABLE home AS SELECT q.case_id, coalesce(s.family_id, q.family_id, k.id) AS family_id FROM proposed q "
        "LEFT JOIN someone s USING (case_id) LEFT JOIN by_kk k ON k.kk_index = q.kk_index"
    )
    look_up(
        engine,
        "relative",
        "SELECT DISTINCT family_id FROM home WHERE family_id IS NOT NULL",
        "SELECT p.family_id, p.id, p.relation, p.birth_date FROM wanted JOIN registry_person p ON p.family_id = wanted.key "
        "WHERE p.relation IN (1, 3) AND p.birth_date IS NOT NULL AND p.status <> 'meninggal'",
        "family_id BIGINT, id BIGINT, relation SMALLINT, birth_date DATE",
    )
    look_up(
        engine,
        "household",
        "SELECT DISTINCT family_id FROM home WHERE family_id IS NOT NULL",
        "SELECT f.id, f.desil, f.status FROM wanted JOIN registry_family f ON f.id = wanted.key",
        "family_id BIGINT, desil SMALLINT, status VARCHAR",
    )
    engine.execute(
        "CREATE OR REPLACE TABLE gap AS SELECT h.family_id, min(year(c.birth_date)) - year(max(h.birth_date)) AS years FROM relative h "
        "JOIN relative c ON c.family_id = h.family_id AND c.relation = 3 WHERE h.relation = 1 GROUP BY h.family_id"
    )  # fmt: skip


def _civil_answers(engine: duckdb.DuckDBPyConnection) -> None:
    look_up(
        engine,
        "answers",
        "SELECT DISTINCT nik_index FROM proposed WHERE nik_index IS NOT NULL",
        "SELECT wanted.key, d.result, d.as_of, d.id FROM wanted JOIN registry_dukcapilresult d ON d.nik_index = wanted.key",
        "nik_index BLOB, result VARCHAR, as_of DATE, id BIGINT",
    )
    engine.execute(
        "CREATE OR REPLACE TABLE answer AS SELECT nik_index, result FROM answers "
        "QUALIFY row_number() OVER (PARTITION BY nik_index ORDER BY as_of DESC, id DESC) = 1"
    )  # fmt: skip


def _aid(engine: duckdb.DuckDBPyConnection, today: date) -> None:
    """`receives`: (case, programme) of lists not older than half a year, through the family or the NIK."""
    look_up(
        engine,
        "family_aid",
        "SELECT DISTINCT family_id FROM home WHERE family_id IS NOT NULL",
        "SELECT a.family_id, a.programme, a.as_of FROM wanted JOIN registry_receivedaid a ON a.family_id = wanted.key",
        "family_id BIGINT, programme VARCHAR, as_of DATE",
    )
    look_up(
        engine,
        "nik_aid",
        "SELECT DISTINCT nik_index FROM proposed WHERE nik_index IS NOT NULL",
        "SELECT wanted.key, a.programme, a.as_of FROM wanted JOIN registry_receivedaid a ON a.nik_index = wanted.key",
        "nik_index BLOB, programme VARCHAR, as_of DATE",
    )
    recent = f"as_of >= DATE '{today}' - {AID_IS_CURRENT_DAYS}"
    engine.execute(
        f"CREATE OR REPLACE TABLE receives AS SELECT case_id, programme FROM home JOIN family_aid USING (family_id) WHERE {recent} "
        f"UNION SELECT case_id, nik_aid.programme FROM proposed JOIN nik_aid USING (nik_index) WHERE {recent}"
    )  # fmt: skip


def _flags(engine: duckdb.DuckDBPyConnection) -> None:
    """Words of the flags of the person (`own`) and of other members of the family (`theirs`), per case."""
    look_up(
        engine,
        "own_flag",
        "SELECT DISTINCT id FROM someone",
        "SELECT g.person_id, g.check_list, g.state, g.source_label, g.likely_false FROM wanted JOIN screening_flag g ON g.person_id = wanted.key",
        "person_id BIGINT, check_list VARCHAR, state VARCHAR, source_label VARCHAR, likely_false BOOLEAN",
    )
    look_up(
        engine,
        "family_flag",
        "SELECT DISTINCT family_id FROM home WHERE family_id IS NOT NULL",
        "SELECT g.family_id, g.person_id, g.check_list, g.state, g.source_label, g.likely_false, g.reason FROM wanted "
        "JOIN screening_flag g ON g.family_id = wanted.key",
        "family_id BIGINT, person_id BIGINT, check_list VARCHAR, state VARCHAR, source_label VARCHAR, likely_false BOOLEAN, reason VARCHAR",
    )
    engine.execute("CREATE OR REPLACE TABLE list_name (check_list VARCHAR, label VARCHAR)")
    engine.executemany(
        "INSERT INTO list_name VALUES (?, ?)", [[one.code, one.name_id] for one in CHECK_LISTS_BY_CODE.values()]
    )
    words = "label || ' (' || source_label || ')' || CASE WHEN likely_false THEN ', nama jauh berbeda' ELSE '' END"
    gone = ", ".join(f"'{code}'" for code in _GONE)
    employees = ", ".join(f"'{code}'" for code in sorted(FAMILY_OF_EMPLOYEE))
    open_states = "state NOT IN ('diterima', 'dibatalkan')"
    engine.execute(
        "CREATE OR REPLACE TABLE own AS SELECT s.case_id, "
        f"string_agg({words}, '; ' ORDER BY label) FILTER ({open_states} AND check_list NOT IN ({gone})) AS still_open, "
        f"string_agg({words}, '; ' ORDER BY label) FILTER (state = 'diterima') AS upheld, "
        f"string_agg({words}, '; ' ORDER BY label) FILTER ({open_states} AND check_list IN ({gone})) AS gone "
        "FROM someone s JOIN own_flag g ON g.person_id = s.id JOIN list_name USING (check_list) GROUP BY s.case_id"
    )
    engine.execute(
        f"CREATE OR REPLACE TABLE theirs AS SELECT h.case_id, string_agg(DISTINCT {words}, '; ') AS words FROM home h "
        "JOIN family_flag g USING (family_id) JOIN list_name USING (check_list) LEFT JOIN someone s ON s.case_id = h.case_id "
        f"WHERE g.state <> 'dibatalkan' AND g.reason IN ({employees}) AND g.person_id IS DISTINCT FROM s.id GROUP BY h.case_id"
    )  # fmt: skip


def _limits(engine: duckdb.DuckDBPyConnection, villages: Sequence[str], today: date) -> None:
    engine.execute("CREATE OR REPLACE TABLE desil_limits (programme VARCHAR, desil INTEGER)")
    area = min(villages, default="")[:4]
    engine.executemany(
        "INSERT INTO desil_limits VALUES (?, ?)",
        [[programme, desil] for programme, desil in limits_for(today, area).items()],
    )


def _flatten(engine: duckdb.DuckDBPyConnection, today: date) -> None:
    columns = {
        "kind": "q.kind", "programme": "q.programme", "names_family": "q.names_family", "is_new": "q.is_new", "asks_aid": "q.asks_aid",
        "nik": "q.nik", "kk": "q.kk", "sex": "q.sex", "birth_date": "q.birth_date", "village": "left(q.wilayah, 10)",
        "today": f"DATE '{today}'", "known": "s.id IS NOT NULL", "nik_persons": "coalesce(n.persons, 0)", "name_percent": "a.percent",
        "known_birth": "s.birth_date", "known_status": "s.status", "known_presence": "s.keberadaan", "known_village": "left(s.wilayah, 10)",
        "known_relation": "s.relation", "family_status": "u.status", "kk_families": "coalesce(k.families, 0)",
        "kk_differs": "s.kk_index IS NOT NULL AND q.kk_index IS NOT NULL AND s.kk_index <> q.kk_index", "child_gap": "g.years",
        "desil": "u.desil", "desil_limit": "l.desil", "dukcapil": "d.result", "aided": "r.programme IS NOT NULL",
        "open_flags": "o.still_open", "upheld_flags": "o.upheld", "family_flags": "t.words", "gone_flags": "o.gone",
        "missing": "q.missing", "elsewhere": "q.elsewhere", "rivals": "coalesce(q.rivals, 0)",
    }  # fmt: skip
    parts = ", ".join(f"CAST({columns[name]} AS {kind}) AS {name}" for name, kind in SCHEMA.items())
    engine.execute(
        f"CREATE OR REPLACE TABLE cases AS SELECT q.case_id, q.wilayah, {parts} FROM proposed q "
        "LEFT JOIN someone s USING (case_id) LEFT JOIN alike a USING (case_id) LEFT JOIN home h USING (case_id) "
        "LEFT JOIN (SELECT nik_index, count(*) AS persons FROM by_nik GROUP BY nik_index) n ON n.nik_index = q.nik_index "
        "LEFT JOIN by_kk k ON k.kk_index = q.kk_index LEFT JOIN gap g ON g.family_id = h.family_id "
        "LEFT JOIN household u ON u.family_id = h.family_id LEFT JOIN answer d ON d.nik_index = q.nik_index "
        "LEFT JOIN (SELECT DISTINCT case_id, programme FROM receives) r ON r.case_id = q.case_id AND r.programme = q.programme "
        "LEFT JOIN own o ON o.case_id = q.case_id LEFT JOIN theirs t ON t.case_id = q.case_id "
        "LEFT JOIN desil_limits l ON l.programme = q.programme"
    )

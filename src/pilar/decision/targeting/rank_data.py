"""The register as the questions of a card see it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from pilar.core.scope import Scope
from pilar.decision.targeting.rank.features import MEMBER_FIELDS, answers_sql, family_fields

if TYPE_CHECKING:
    import duckdb


def load_answers(
    engine: duckdb.DuckDBPyConnection, scope: Scope, area: str, *, day: date, at: datetime, family: int | None = None
) -> int:
    """Table `answers(family, wilayah, kabupaten, kecamatan, <questions>)` and `families` with desil. Returns families."""
    from pilar.decision.targeting.rules_engine.registry_fields import registry_catalogue
    from pilar.decision.targeting.snapshot import Wanted, load_snapshot

    known = registry_catalogue()
    wanted = Wanted(
        tuple(known.family[name] for name in ("desil", "jumlah_anggota_keluarga", *family_fields())),
        tuple(known.member[name] for name in MEMBER_FIELDS),
        (),
        (),
    )
    count = load_snapshot(engine, scope, area, wanted, day=day, known_at=at, past=False, family=family)
    engine.execute(f"CREATE OR REPLACE TABLE answers AS {answers_sql()}")
    return count

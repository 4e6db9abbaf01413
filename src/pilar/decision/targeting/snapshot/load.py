"""Choosing what to read, and reading it at present or as of a past date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from pilar.core.scope import Scope
from pilar.decision.targeting.book import used_fields
from pilar.decision.targeting.rules_engine.catalogue import Field, Kind, Subject
from pilar.decision.targeting.rules_engine.registry_fields import registry_catalogue
from pilar.decision.targeting.rules_engine.resolution import ResolvedRules

if TYPE_CHECKING:
    import duckdb

SQL_TYPES = {
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.TEXT: "VARCHAR",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Declared fields to read. `stated`: those that no question of the register asks (facts stated by the office)."""

    family: tuple[Field, ...]
    member: tuple[Field, ...]
    stated_family: tuple[Field, ...]
    stated_member: tuple[Field, ...]

    @property
    def all_family(self) -> tuple[Field, ...]:
        return (*self.family, *self.stated_family)

    @property
    def all_member(self) -> tuple[Field, ...]:
        return (*self.member, *self.stated_member)


def wanted_by(rules: Sequence[ResolvedRules]) -> Wanted:
    """The fields that these rules look at. Where two rule sets declare a field differently, the first one counts."""
    names = used_fields(rules)
    asked = registry_catalogue()
    found: dict[Subject, tuple[list[Field], list[Field]]] = {}
    for subject in Subject:
        own: list[Field] = []
        stated: list[Field] = []
        for name in names[subject]:
            declared = next(r.catalogue.of(subject)[name] for r in rules if name in r.catalogue.of(subject))
            (own if name in asked.of(subject) else stated).append(declared)
        found[subject] = (own, stated)
    return Wanted(
        tuple(found[Subject.FAMILY][0]),
        tuple(found[Subject.MEMBER][0]),
        tuple(found[Subject.FAMILY][1]),
        tuple(found[Subject.MEMBER][1]),
    )


def load_snapshot(
    engine: duckdb.DuckDBPyConnection,
    scope: Scope,
    area: str,
    wanted: Wanted,
    *,
    day: date,
    known_at: datetime,
    past: bool,
    family: int | None = None,
) -> int:
    """Make `families` and `members` of an area. Returns the number of families.

    Args:
        day: date of the data; ages are those of this day.
        known_at: nothing recorded later counts (past reads only).
        past: fold the observations up to `day` instead of reading the present facts.
        family: read this family only (a reason sheet).
    """
    from pilar.decision.targeting.snapshot import past as past_read
    from pilar.decision.targeting.snapshot import present, stated

    inside = scope.narrowed(area)
    _make_tables(engine, wanted)
    if past:
        past_read.load(engine, inside, area, wanted, day=day, known_at=known_at, family=family)
    else:
        present.load(engine, inside, wanted, day=day, family=family)
    stated.load(engine, inside, wanted, day=day, known_at=known_at, family=family)
    row = engine.execute("SELECT count(*) FROM families").fetchone()
    return int(row[0]) if row else 0


def _make_tables(engine: duckdb.DuckDBPyConnection, wanted: Wanted) -> None:
    for table, keys, fields in (
        ("families", "family BIGINT, wilayah VARCHAR", wanted.all_family),
        ("members", "family BIGINT, person BIGINT", wanted.all_member),
    ):
        columns = "".join(f', "{one.name}" {SQL_TYPES[one.kind]}' for one in fields)
        engine.execute(f"CREATE OR REPLACE TABLE {table} ({keys}{columns})")

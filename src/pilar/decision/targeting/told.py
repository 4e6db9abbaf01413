"""Facts that other contexts tell the rules: their shape, and who tells them. Light: imported when the program starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pilar.core.scope import Scope

EVERYBODY = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One fact: of a family (person None) or of a member; `value` of the declared kind or None (not known any more).

    `family` EVERYBODY: of all families, or of all members (by the field), whose family lies in `place`.
    """

    family: int
    person: int | None
    field: str
    value: bool | int | float | str | None
    as_of: date
    source: str
    place: str = ""


class FactSource(Protocol):
    """Where facts for some fields come from besides statements. `family` None: everybody in the scope.

    `tables`: tables with growing ids; a new row there may change what it tells.
    """

    fields: frozenset[str]
    tables: tuple[str, ...]

    def facts(self, scope: Scope, day: date, known_at: datetime, family: int | None) -> list[Told]: ...


_sources: list[FactSource] = []


def register_fact_source(source: FactSource) -> None:
    """Facts that another context owns; called once when it starts."""
    _sources.append(source)


def fact_sources() -> tuple[FactSource, ...]:
    """Everybody who tells facts."""
    return tuple(_sources)


def tables_of_sources() -> tuple[str, ...]:
    """Tables whose newest rows tell whether any source may say something else than before."""
    return tuple(sorted({table for source in _sources for table in source.tables}))


def as_day(raw: object) -> date:
    """A date of a plain cursor: SQLite gives its text."""
    return raw if isinstance(raw, date) else date.fromisoformat(str(raw)[:10])

"""Which fields a rule may name, and of which kind: the only names that reach a database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
#: Widest range a file may declare, and the one without a declaration: whole numbers stay exact in a double.
WIDEST_RANGE = 10**15


class Kind(StrEnum):
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"

    @property
    def numeric(self) -> bool:
        return self in (Kind.INTEGER, Kind.NUMBER)


class Subject(StrEnum):
    FAMILY = "family"
    MEMBER = "member"


@dataclass(frozen=True)
class Field:
    """A declared column. `low`/`high` are inclusive; a value outside them counts as unknown."""

    name: str
    kind: Kind
    low: int | float | None = None
    high: int | float | None = None
    label: str = ""

    @property
    def bounds(self) -> tuple[int | float, int | float]:
        low = -WIDEST_RANGE if self.low is None else self.low
        high = WIDEST_RANGE if self.high is None else self.high
        return (low, high)

    @property
    def has_range(self) -> bool:
        return self.low is not None or self.high is not None


@dataclass(frozen=True)
class Catalogue:
    """Declared fields by subject. Names are lower snake case, at most 60 characters."""

    family: Mapping[str, Field] = field(default_factory=dict)
    member: Mapping[str, Field] = field(default_factory=dict)

    def of(self, subject: Subject) -> Mapping[str, Field]:
        return self.family if subject is Subject.FAMILY else self.member

    def merged(self, other: Catalogue) -> Catalogue:
        """Fields of both; where both declare a name, `other` wins."""
        return Catalogue({**self.family, **other.family}, {**self.member, **other.member})

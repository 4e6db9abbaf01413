"""What a case is for the desk check: proposals register how theirs are read, screening evaluates them without knowing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pilar.core.scope import Actor

if TYPE_CHECKING:
    import duckdb

PROPOSED_SCHEMA = (
    "case_id BIGINT, wilayah VARCHAR, kind VARCHAR, programme VARCHAR, names_family BOOLEAN, is_new BOOLEAN, asks_aid BOOLEAN, "
    "nik VARCHAR, nik_index BLOB, kk VARCHAR, kk_index BLOB, name VARCHAR, sex SMALLINT, birth_date DATE, "
    "person_id BIGINT, family_id BIGINT, missing VARCHAR, elsewhere VARCHAR, rivals INTEGER"
)
"""Table `proposed` that a source fills: one row per open case on the village's desk. `missing` lists absent papers in words,
`elsewhere` an area where the same is already open, `rivals` other open cases of the same family and kind here."""


@dataclass(frozen=True, slots=True)
class CaseSource:
    """How open cases are found and read. All reads are set-based over a list of kelurahan codes."""

    villages: Callable[[str], list[tuple[str, int]]]
    """(kelurahan code, number of open cases) inside an area code, in order."""
    load: Callable[[duckdb.DuckDBPyConnection, Sequence[str]], None]
    """Fills `proposed` for these kelurahan."""
    checked: Callable[[Sequence[str], Actor, datetime], int]
    """Told, inside the same transaction, that these kelurahan were checked. Returns cases that moved on."""


_SOURCES: list[CaseSource] = []


def register(source: CaseSource) -> None:
    """Make the cases of a context known (once; again replaces it)."""
    _SOURCES[:] = [source]


def source() -> CaseSource:
    """The registered source. Raises LookupError when no context brought cases."""
    if not _SOURCES:
        raise LookupError("no context registered cases for the desk check")
    return _SOURCES[0]

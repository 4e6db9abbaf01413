"""A case with everything the rules look at: the flat row of the snapshot, as Python sees it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """None means unknown, and unknown breaks no rule. Field names are the columns of the table `cases`."""

    kind: str = "bansos"
    programme: str = ""
    names_family: bool = True
    is_new: bool = False
    asks_aid: bool = False
    nik: str | None = None
    kk: str | None = None
    sex: int | None = None
    birth_date: date | None = None
    village: str = ""
    today: date = date(2026, 11, 24)
    known: bool = False
    nik_persons: int = 0
    name_percent: int | None = None
    known_birth: date | None = None
    known_status: str | None = None
    known_presence: int | None = None
    known_village: str | None = None
    known_relation: int | None = None
    family_status: str | None = None
    kk_families: int = 0
    kk_differs: bool | None = None
    child_gap: int | None = None
    desil: int | None = None
    desil_limit: int | None = None
    dukcapil: str | None = None
    aided: bool = False
    open_flags: str | None = None
    upheld_flags: str | None = None
    family_flags: str | None = None
    gone_flags: str | None = None
    missing: str | None = None
    elsewhere: str | None = None
    rivals: int = 0


SCHEMA = {
    "kind": "VARCHAR", "programme": "VARCHAR", "names_family": "BOOLEAN", "is_new": "BOOLEAN", "asks_aid": "BOOLEAN",
    "nik": "VARCHAR", "kk": "VARCHAR", "sex": "SMALLINT", "birth_date": "DATE", "village": "VARCHAR", "today": "DATE",
    "known": "BOOLEAN", "nik_persons": "INTEGER", "name_percent": "INTEGER", "known_birth": "DATE", "known_status": "VARCHAR",
    "known_presence": "INTEGER", "known_village": "VARCHAR", "known_relation": "INTEGER", "family_status": "VARCHAR",
    "kk_families": "INTEGER", "kk_differs": "BOOLEAN", "child_gap": "INTEGER", "desil": "INTEGER", "desil_limit": "INTEGER",
    "dukcapil": "VARCHAR", "aided": "BOOLEAN", "open_flags": "VARCHAR", "upheld_flags": "VARCHAR", "family_flags": "VARCHAR",
    "gone_flags": "VARCHAR", "missing": "VARCHAR", "elsewhere": "VARCHAR", "rivals": "INTEGER",
}  # fmt: skip
"""DuckDB type of each field, for the snapshot and for the parity test."""

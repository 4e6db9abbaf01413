"""The shipped data of programmes: which there are, dated amounts, dated clash rules. Data with legal basis, read once."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class ProgrammeKind:
    """A known programme. `times`: "bulan" (amount a month) or "tahap" (amount a stage). `lists`: its codes in lists of received aid."""

    code: str
    name: str
    form: str
    per_family: bool
    rule_key: str
    tariff: str
    times: str
    lists: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Tariff:
    """A dated amount in whole rupiah per month or stage. `example`: no official amount was found."""

    key: str
    label: str
    begins: date
    rupiah: int
    unit: str
    basis: str
    example: bool


@dataclass(frozen=True, slots=True)
class ClashRule:
    """Programmes that exclude each other from a day on. `refuses`: no decree while it stands; otherwise a warning."""

    code: str
    programmes: frozenset[str]
    others: frozenset[str]
    same_family: bool
    begins: date
    ends: date | None
    refuses: bool
    basis: str

    def excluded_by(self, programme: str) -> frozenset[str]:
        """What a programme must not meet under this rule (rules work both ways)."""
        if programme in self.programmes:
            return self.others
        return self.programmes if programme in self.others else frozenset()


def _rows(name: str, table: str) -> list[dict[str, Any]]:
    with (_DATA / f"{name}.toml").open("rb") as file:
        return list(tomllib.load(file)[table])


@lru_cache(maxsize=1)
def programme_kinds() -> dict[str, ProgrammeKind]:
    """The known programmes by code."""
    return {
        row["kode"]: ProgrammeKind(
            row["kode"], row["nama"], row["bentuk"], row["sasaran"] == "keluarga", row.get("aturan", ""), row.get("besaran", ""),
            row["kali"], tuple(row["terima"]), row["dasar"],
        )
        for row in _rows("program", "program")
    }  # fmt: skip


@lru_cache(maxsize=1)
def _tariffs() -> tuple[Tariff, ...]:
    return tuple(
        Tariff(row["kunci"], row["label"], row["mulai"], row["rupiah"], row["satuan"], row["dasar"], row.get("contoh", False))
        for row in _rows("besaran", "besaran")
    )  # fmt: skip


@lru_cache(maxsize=1)
def clash_rules() -> tuple[ClashRule, ...]:
    """All clash rules, in the order of the file."""
    return tuple(
        ClashRule(
            row["kode"], frozenset(row["program"]), frozenset(row["dengan"]), row["lingkup"] == "keluarga", row["mulai"],
            row.get("sampai"), row["tolak"], row["dasar"],
        )
        for row in _rows("bentrok", "bentrok")
    )  # fmt: skip


def tariff_on(key: str, day: date) -> Tariff | None:
    """The amount in force on a day: the newest that has begun; None before the first."""
    begun = [one for one in _tariffs() if one.key == key and one.begins <= day]
    return max(begun, key=lambda one: one.begins, default=None)


def tariff_keys() -> list[tuple[str, str]]:
    """(key, label) of every amount, for a choice."""
    return list({one.key: (one.key, one.label) for one in _tariffs()}.values())


def rules_against(programme: str, day: date) -> list[ClashRule]:
    """Clash rules that speak of a programme on a day."""
    running = [one for one in clash_rules() if one.begins <= day and (one.ends is None or day < one.ends)]
    return [one for one in running if one.excluded_by(programme)]


def lists_of(programme: str) -> tuple[str, ...]:
    """The codes under which lists of received aid name a programme."""
    kind = programme_kinds().get(programme)
    return kind.lists if kind else (programme,)


@lru_cache(maxsize=1)
def data_version() -> str:
    """Twelve digits over the amounts as they stand: named on what was computed from them."""
    return hashlib.sha256((_DATA / "besaran.toml").read_bytes()).hexdigest()[:12]

"""Highest desil of a programme: from the published rules; before any are published, from the list `data/batas_desil.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class DesilLimit:
    """Families above `desil` are not proposed for `programme`, from a date on, on this basis."""

    programme: str
    desil: int
    valid_from: date
    basis: str


@cache
def all_limits() -> tuple[DesilLimit, ...]:
    """Every declared limit, oldest first. Raises ValueError for a desil outside 1 to 10."""
    text = (resources.files("pilar.decision.screening") / "data" / "batas_desil.toml").read_text(encoding="utf-8")
    limits = [
        DesilLimit(row["program"], row["desil"], row["berlaku_mulai"], row["dasar"])
        for row in tomllib.loads(text)["batas"]
    ]
    if any(not 1 <= limit.desil <= 10 for limit in limits):
        raise ValueError("batas_desil.toml: desil must be 1 to 10")
    return tuple(sorted(limits, key=lambda limit: limit.valid_from))


def limits_on(day: date) -> dict[str, DesilLimit]:
    """The limit in force per programme; a programme without one is missing."""
    return {limit.programme: limit for limit in all_limits() if limit.valid_from <= day}


RULE_KEYS = {"PKH": "pkh", "SEMBAKO": "sembako", "PBI": "pbi_jk"}
"""Programme of a proposal to its key in the rules."""


def limits_for(day: date, area: str) -> dict[str, int]:
    """The limit in force per programme in an area; a programme without one is missing."""
    from pilar.decision.targeting.queries.limits import desil_limits

    limits = {programme: limit.desil for programme, limit in limits_on(day).items()}
    ruled = desil_limits(day, area)
    return limits | {programme: ruled[key] for programme, key in RULE_KEYS.items() if key in ruled}

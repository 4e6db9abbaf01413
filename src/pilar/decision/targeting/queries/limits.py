"""The highest desil of each programme as the published rules of a day say, for those who check proposals."""

from __future__ import annotations

from datetime import date

from pilar.decision.targeting.book import checked_book
from pilar.decision.targeting.choices import effective
from pilar.decision.targeting.queries.sheet import desil_limit
from pilar.decision.targeting.queries.versions import all_choices, published_on
from pilar.decision.targeting.rules_engine.resolution import resolve


def desil_limits(day: date, area: str) -> dict[str, int]:
    """Programme key of the rules to its highest desil in an area; empty while no rules are published."""
    version = published_on(day)
    if version is None:
        return {}
    book = checked_book(version.files)
    known = book.alternatives()
    chosen = {key: name for key, name in effective(all_choices(), area, day).items() if name in known.get(key, ())}
    found = {programme.key: desil_limit(programme) for programme in resolve(book.choosing(chosen), day).programmes}
    return {key: limit for key, limit in found.items() if limit is not None}

"""How long a person has to answer a flag: the term of the deepest area, of the latest date; 30 days where none is set."""

from collections.abc import Iterable
from datetime import date

from pilar.decision.screening.models import ClarificationTerm

DEFAULT_DAYS = 30
"""One month, as the local governments got to re-check the matches of 2023 in the field [src:STRANAS H]."""


def clarification_days(areas: Iterable[str], on: date) -> dict[str, int]:
    """Days for each area code, from one query."""
    terms = list(
        ClarificationTerm.objects.filter(valid_from__lte=on)
        .order_by("valid_from")
        .values_list("wilayah", "days", "valid_from")
    )
    found = {}
    for area in areas:
        fitting = [(len(place), since, days) for place, days, since in terms if area.startswith(place)]
        found[area] = max(fitting)[2] if fitting else DEFAULT_DAYS
    return found

"""Words for levels with their periods, for the settings page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from pilar.core.scope import Scope
from pilar.foundation.wilayah.models import LevelName
from pilar.foundation.wilayah.queries.names import resolve


@dataclass(frozen=True, slots=True)
class LevelNameRow:
    """One word; `area` is "" for the whole country, `valid_from` null for "always"."""

    wilayah: str
    area: str
    level: int
    kind: str
    label: str
    short: str
    head_title: str
    legal_basis: str
    valid_from: date | None
    valid_to: date | None


def level_names(scope: Scope) -> tuple[LevelNameRow, ...]:
    """All words, those in force and those before them, by region, level and kind, newest first."""
    if not scope.prefixes:
        return ()
    columns = ("level", "kind", "label", "short", "head_title", "legal_basis", "valid_from", "valid_to")
    order = ("wilayah", "level", "kind", F("valid_to").desc(nulls_first=True))
    rows = list(LevelName.objects.order_by(*order).values_list("wilayah", *columns))
    names = resolve(scope, {row[0] for row in rows if row[0]})
    return tuple(LevelNameRow(row[0], names[row[0]].path if row[0] else "", *row[1:]) for row in rows)

"""Data of a tile map: a square for each kecamatan or desa/kelurahan of an area, grouped by the area between."""

from dataclasses import dataclass

from pilar.core.scope import Scope
from pilar.foundation.wilayah.layout import tile_places
from pilar.foundation.wilayah.models import Area
from pilar.foundation.wilayah.queries.names import resolve
from pilar.foundation.wilayah.rules import Level, is_code


@dataclass(frozen=True, slots=True)
class Tile:
    """One square: its area, the area it is grouped under, and its place from 0."""

    code: str
    name: str
    group: str
    group_name: str
    column: int
    row: int


def tile_map(scope: Scope, area: str, level: int = Level.DESA) -> tuple[Tile, ...]:
    """Tiles of all areas of `level` (6 or 10) inside `area` (province, kab/kota or kecamatan), only inside the scope.

    Groups are the kecamatan for villages, the kab/kota for kecamatan. The same areas always lie at the same places.
    """
    if not is_code(area) or level not in (Level.KECAMATAN, Level.DESA) or len(area) >= level:
        raise ValueError("a tile map shows kecamatan or desa/kelurahan of a wider area")
    codes = list(
        Area.objects.within(scope.narrowed(area))
        .filter(level=level, valid_to__isnull=True)
        .order_by("code")
        .values_list("code", flat=True)
    )
    cut = int(Level.KABKOTA if level == Level.KECAMATAN else Level.KECAMATAN)
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(code[:cut], []).append(code)
    names = resolve(scope, [*codes, *groups])
    places = tile_places([len(members) for members in groups.values()])
    return tuple(
        Tile(code, names[code].name, group, names[group].name, column, row)
        for (group, members), spots in zip(groups.items(), places, strict=True)
        for code, (column, row) in zip(members, spots, strict=True)
    )

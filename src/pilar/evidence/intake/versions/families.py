"""The versions themselves, and the families behind a number of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.intake.versions.compare import GONE, MOVED, MOVED_SQL, NEW, UNKNOWN
from pilar.evidence.registry.catalogue.dtsen import DESIL_CHANGES

PAGE = 50


@dataclass(frozen=True, slots=True)
class Version:
    """A published delivery. `families` counts those inside the scope."""

    pk: int
    label: str
    as_of: date
    published_at: datetime
    batch_id: int | None
    wilayah: str
    families: int

    @property
    def code(self) -> str:
        """The form of the id in addresses."""
        return encode_id(self.pk)


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """A family in a comparison; None where it does not stand in a version (or its desil is not known)."""

    family_id: int
    head_name: str
    area_before: str
    area_after: str
    desil_before: int | None
    desil_after: int | None
    wilayah: str
    """Where the register has the family now: a page of it opens only inside the scope."""

    @property
    def area(self) -> str:
        return self.area_after or self.area_before


def list_versions(scope: Scope) -> list[Version]:
    """Published versions that hold families of the scope, the latest day first. Two queries however many versions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, label, as_of, published_at, batch_id, wilayah, family_count FROM registry_dtsenversion "
            "WHERE published_at IS NOT NULL ORDER BY as_of DESC, id DESC"
        )
        rows = [row for row in cursor.fetchall() if _meets(scope, row[5])]
        partly = [row[0] for row in rows if not scope.covers(row[5])]
        counts: dict[int, int] = {}
        if partly:
            condition, values = scope.sql("wilayah")
            marks = ", ".join(["%s"] * len(partly))
            cursor.execute(
                f"SELECT version_id, count(*) FROM registry_dtsenentry WHERE version_id IN ({marks}) AND {condition} GROUP BY version_id",
                [*partly, *values],
            )
            counts = dict(cursor.fetchall())
    return [_version(row, counts.get(row[0], 0) if row[0] in partly else row[6]) for row in rows]


def _meets(scope: Scope, area: str) -> bool:
    return any(prefix.startswith(area) or area.startswith(prefix) for prefix in scope.prefixes)


def _version(row: tuple[object, ...], families: int) -> Version:
    """SQLite gives days and moments as text, PostgreSQL as what they are."""
    pk, label, as_of, published_at, batch_id, wilayah, _count = row
    day = as_of if isinstance(as_of, date) else date.fromisoformat(str(as_of)[:10])
    moment = published_at if isinstance(published_at, datetime) else datetime.fromisoformat(str(published_at))
    return Version(
        int(str(pk)),
        str(label),
        day,
        moment,
        int(str(batch_id)) if batch_id is not None else None,
        str(wilayah),
        families,
    )


def get_versions(scope: Scope, earlier: int, later: int) -> tuple[Version, Version, list[Version]]:
    """The two versions and all others to choose from. Raises UMUM-404."""
    versions = list_versions(scope)
    by_id = {version.pk: version for version in versions}
    if earlier not in by_id or later not in by_id or earlier == later:
        raise NOT_FOUND()
    return by_id[earlier], by_id[later], versions


def list_families(
    scope: Scope, earlier: int, later: int, *, what: str, area: str = "", after: str = "", limit: int = PAGE
) -> tuple[list[FamilyLine], str]:
    """(Families behind one number inside `area`, cursor of the next page), by family id.

    `what` is a code of compare.WORDS. Raises UMUM-404 for another one.
    """
    inner = scope.narrowed(area) if area else scope
    sql, values = _chosen(scope, inner, earlier, later, what)
    try:
        cursor_id = decode_id(after) if after else -1
    except ValueError:
        cursor_id = -1
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.family_id, f.head_name, c.area_a, c.area_b, c.desil_a, c.desil_b, f.wilayah FROM ({sql}) AS c "
            "JOIN registry_family f ON f.id = c.family_id WHERE c.family_id > %s ORDER BY c.family_id LIMIT %s",
            [*values, cursor_id, limit + 1],
        )
        rows = [
            FamilyLine(row[0], row[1] or "", row[2] or "", row[3] or "", row[4], row[5], row[6])
            for row in cursor.fetchall()
        ]
    return rows[:limit], encode_id(rows[limit - 1].family_id) if len(rows) > limit else ""


def _chosen(scope: Scope, inner: Scope, earlier: int, later: int, what: str) -> tuple[str, list[int | str]]:
    """Entries behind a number: the area narrows the later version, for those gone the earlier one."""
    entry = "registry_dtsenentry"
    a_scope, a_values = scope.sql("a.wilayah")
    b_scope, b_values = scope.sql("b.wilayah")
    a_inner, a_inner_values = inner.sql("a.wilayah")
    b_inner, b_inner_values = inner.sql("b.wilayah")
    if what == GONE:
        return (
            f"SELECT a.family_id, a.wilayah AS area_a, NULL AS area_b, a.desil AS desil_a, NULL AS desil_b FROM {entry} a "
            f"WHERE a.version_id = %s AND {a_inner} AND NOT EXISTS (SELECT 1 FROM {entry} b WHERE b.version_id = %s "
            f"AND b.family_id = a.family_id AND {b_scope})",
            [earlier, *a_inner_values, later, *b_values],
        )
    if what == NEW:
        return (
            f"SELECT b.family_id, NULL AS area_a, b.wilayah AS area_b, NULL AS desil_a, b.desil AS desil_b FROM {entry} b "
            f"WHERE b.version_id = %s AND {b_inner} AND NOT EXISTS (SELECT 1 FROM {entry} a WHERE a.version_id = %s "
            f"AND a.family_id = b.family_id AND {a_scope})",
            [later, *b_inner_values, earlier, *a_values],
        )
    condition, extra = _condition(what)
    return (
        "SELECT b.family_id, a.wilayah AS area_a, b.wilayah AS area_b, a.desil AS desil_a, b.desil AS desil_b "
        f"FROM {entry} b JOIN {entry} a ON a.version_id = %s AND a.family_id = b.family_id AND {a_scope} "
        f"WHERE b.version_id = %s AND {b_inner} AND {condition}",
        [earlier, *a_values, later, *b_inner_values, *extra],
    )


def _condition(what: str) -> tuple[str, list[int | str]]:
    if what == MOVED:
        return MOVED_SQL, []
    if what == UNKNOWN:
        return "(a.desil IS NULL OR b.desil IS NULL)", []
    label = next((label for label in DESIL_CHANGES if label.code == what), None)
    if label is None:
        raise NOT_FOUND()
    low, high = label.low if label.low is not None else -9, label.high if label.high is not None else 9
    return "b.desil - a.desil BETWEEN %s AND %s", [low, high]

"""Comparisons with other parties' lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Count

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.delivery.reconciliation.models import Comparison, ComparisonLine
from pilar.delivery.reconciliation.rules.comparison import VERDICT_BY_CODE, VERDICTS, Verdict
from pilar.foundation.wilayah.queries import resolve

PAGE = 50
STATE_PAID = ("PBI-JK", "PBI-JKN", "PBI", "KIS")
"""Programmes of received aid by which the state pays the premium itself."""


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """One class with heads and the premium of all months."""

    verdict: Verdict
    count: int
    total_rp: int


@dataclass(frozen=True, slots=True)
class Claims:
    """Both sides in money, and the difference: theirs minus ours."""

    counts: tuple[VerdictCount, ...]
    theirs_rp: int
    ours_rp: int

    @property
    def gap_rp(self) -> int:
        return self.theirs_rp - self.ours_rp


def list_comparisons(scope: Scope) -> list[Comparison]:
    """Newest first. Needs disbursement.reconcile."""
    scope.require("disbursement.reconcile")
    return list(Comparison.objects.within(scope).order_by("-pk")[:50])


def get_comparison(scope: Scope, comparison_id: int) -> Comparison:
    """Raises UMUM-403, UMUM-404."""
    scope.require("disbursement.reconcile")
    found = Comparison.objects.within(scope).filter(pk=comparison_id).first()
    if found is None:
        raise NOT_FOUND()
    return found


def claims_of(scope: Scope, one: Comparison) -> Claims:
    """Heads and premium per class."""
    rows = (
        ComparisonLine.objects.within(scope).filter(comparison=one).order_by().values_list("code").annotate(Count("pk"))
    )
    found = dict(rows)
    each = one.premium_rp * one.months
    counts = tuple(
        VerdictCount(verdict, found[verdict.code], found[verdict.code] * each)
        for verdict in VERDICTS
        if verdict.code in found
    )
    return Claims(
        counts, sum(c.total_rp for c in counts if c.verdict.theirs), sum(c.total_rp for c in counts if c.verdict.ours)
    )


def comparison_lines(
    scope: Scope, one: Comparison, *, code: str = "", after: int = 0, size: int = PAGE
) -> list[tuple[Any, ...]]:
    """(line, verdict, name, place) in order, one more than `size`; persons outside the scope stay unnamed."""
    rows = (
        ComparisonLine.objects.within(scope)
        .filter(comparison=one, pk__gt=after)
        .select_related("person")
        .order_by("pk")
    )
    if code in VERDICT_BY_CODE:
        rows = rows.filter(code=code)
    found = list(rows[: size + 1])
    seen = [row.person for row in found if row.person is not None and scope.covers(row.person.wilayah)]
    names = resolve(scope, {person.wilayah[:10] for person in seen})
    named = {person.pk: (person.name, names[person.wilayah[:10]].title) for person in seen}
    return [(row, VERDICT_BY_CODE[row.code], *named.get(row.person_id or 0, ("", ""))) for row in found]


def every_line(scope: Scope, one: Comparison) -> Iterator[tuple[Any, ...]]:
    """All lines for a workbook, a page at a time."""
    after = 0
    while True:
        part = comparison_lines(scope, one, after=after, size=2_000)
        yield from part[:2_000]
        if len(part) <= 2_000:
            return
        after = part[1_999][0].pk


def programme_choices(scope: Scope) -> list[tuple[str, str]]:
    """(code, name) of programmes that concern the scope."""
    rows = apps.get_model("programs", "Programme").objects.order_by("name").values_list("code", "name", "wilayah")
    return list(dict.fromkeys((code, name) for code, name, area in rows if scope.narrowed(area).prefixes))


def facts_of(scope: Scope, one: Comparison) -> tuple[list[tuple[Any, ...]], dict[int, str], set[int]]:
    """What judging needs: (row, outcome, person id, status, area, paid by the state) of the list in order; members
    (person -> area) inside the scope; their persons who died. Three queries."""
    paid = [code for code in STATE_PAID if code != one.programme.upper()]
    marks = ", ".join(["%s"] * len(paid))
    where, bounds = scope.sql("m.wilayah")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.row, r.outcome, r.person_id, coalesce(p.status, ''), coalesce(p.wilayah, ''), CASE WHEN EXISTS (SELECT 1 FROM "
            f"registry_receivedaid a WHERE a.person_id = r.person_id AND upper(a.programme) IN ({marks})) THEN 1 ELSE 0 END "
            "FROM linkage_listrow r LEFT JOIN registry_person p ON p.id = r.person_id WHERE r.run_id = %s ORDER BY r.row",
            [*paid, one.run_id],
        )
        rows = list(cursor.fetchall())
        cursor.execute(
            "SELECT m.person_id, m.wilayah, p.status FROM programs_membership m JOIN programs_programme g ON g.id = m.programme_id "
            f"LEFT JOIN registry_person p ON p.id = m.person_id WHERE g.code = %s AND m.state = 'aktif' AND {where}",
            [one.programme, *bounds],
        )
        members = list(cursor.fetchall())
    return (
        rows,
        {person: area for person, area, _ in members},
        {person for person, _, status in members if status == "meninggal"},
    )

"""Reads of usulan inside a scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext as translate

from pilar.core import vault
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.decision.proposals.case_source import DESK_STATES
from pilar.decision.proposals.lifecycle import FINALS, STATES_BY_CODE, steps_from
from pilar.decision.proposals.lists import DOCUMENTS, KINDS_BY_CODE, PROGRAMMES, documents_required
from pilar.decision.proposals.models import Usul, UsulContribution
from pilar.decision.screening import queries as screening
from pilar.decision.screening.wording import FindingLine
from pilar.foundation.accounts.duties import record_conflict
from pilar.foundation.wilayah.queries import resolve

PAGE = 50
PROGRAMME_WORDS = {one.code: one.name_id for one in PROGRAMMES}


@dataclass(frozen=True, slots=True)
class UsulFilter:
    """What a list is narrowed to; "" for no narrowing. state "terbuka": every open one; "meja": on the village's desk.
    `outcome` of the last check: "error", "warning" (without errors), "ready", "unchecked"."""

    state: str = "terbuka"
    kind: str = ""
    programme: str = ""
    area: str = ""
    outcome: str = ""
    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class UsulLine:
    """One usulan in a list; errors and warnings are None while it was never checked."""

    id: int
    name: str
    nik_masked: str
    place: str
    kind_label: str
    programme: str
    state: str
    state_label: str
    tone: str
    created_at: datetime
    errors: int | None
    warnings: int | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A required or optional paper of a usulan, and what of it is there."""

    code: str
    label: str
    needs_position: bool
    required: bool
    files: int
    complete: bool


@dataclass(frozen=True, slots=True)
class UsulPage:
    """A usulan with everything its page shows. `blocked` says why this person may not take a step that the role could."""

    line: UsulLine
    row: Usul
    nik_masked: str
    kk_masked: str
    findings: tuple[FindingLine, ...]
    resolved: tuple[FindingLine, ...]
    papers: tuple[Paper, ...]
    transitions: tuple[Any, ...]
    contributions: tuple[Any, ...]
    steps: tuple[tuple[str, str, tuple[str, ...]], ...]
    blocked: str
    checked_at: datetime | None
    told: str


@dataclass(frozen=True, slots=True)
class VillageCount:
    """One kelurahan of the overview: open usulan on the desk, ready ones, with errors, never checked, outside the desk."""

    code: str
    name: str
    total: int
    ready: int
    warned: int
    with_errors: int
    unchecked: int


def _tone(state: str) -> str:
    if state in ("tidak_layak", "ditolak", "dihentikan", "gagal_pusat", "gagal_salur"):
        return "error"
    if state in ("perbaikan", "dikembalikan", "ditangguhkan", "sanggah_terbuka"):
        return "warning"
    return "done" if state in FINALS else "info" if state == "draf" else "waiting"


def kind_label(kind: str, programme: str) -> str:
    """ "Usulan bansos: PKH"."""
    return KINDS_BY_CODE[kind].name + (f": {programme}" if programme else "")


def list_usul(scope: Scope, asked: UsulFilter, *, after: int = 0, size: int = PAGE) -> list[UsulLine]:
    """Usulan inside the scope, newest first; `size` + 1 rows behind the id cursor. Needs proposals.view."""
    rows = filtered(scope, asked).order_by("-id")
    if after:
        rows = rows.filter(id__lt=after)
    return lines(scope, list(rows[: size + 1]))


def count_usul(scope: Scope, asked: UsulFilter) -> int:
    """How many usulan the filter gives."""
    return int(filtered(scope, asked).count())


def filtered(scope: Scope, asked: UsulFilter) -> Any:
    """Rows of a filter. Needs proposals.view."""
    scope.require("proposals.view")
    rows = Usul.objects.within(scope.narrowed(asked.area) if asked.area else scope)
    if asked.state == "terbuka":
        rows = rows.filter(is_open=True)
    elif asked.state == "meja":
        rows = rows.filter(state__in=DESK_STATES)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    for field in ("kind", "programme"):
        if value := getattr(asked, field):
            rows = rows.filter(**{field: value})
    if asked.name:
        rows = rows.filter(name__icontains=asked.name.strip())
    if asked.code:
        rows = rows.filter(pk__in=screening.cases_with_code(scope, asked.code))
    if asked.outcome == "unchecked":
        rows = rows.exclude(pk__in=screening.every_checked_case(scope))
    elif asked.outcome:
        rows = rows.filter(pk__in=screening.cases_with_outcome(scope, asked.outcome))
    return rows


def lines(scope: Scope, rows: list[Usul]) -> list[UsulLine]:
    """Rows as a list shows them; one query for checks, one for names."""
    checks = screening.checked_cases(scope, [row.pk for row in rows])
    names = resolve(scope, {row.wilayah[:10] for row in rows})
    niks = vault.unseal_many("registry.person.nik", [row.nik_sealed for row in rows])
    return [
        UsulLine(
            row.pk, row.name, vault.mask_digits(nik) if nik else "", names[row.wilayah[:10]].title, kind_label(row.kind, row.programme),
            row.programme, row.state, STATES_BY_CODE[row.state].name, _tone(row.state), row.created_at,
            checks[row.pk].errors if row.pk in checks else None, checks[row.pk].warnings if row.pk in checks else None,
        )
        for row, nik in zip(rows, niks, strict=True)
    ]  # fmt: skip


def get_usul(scope: Scope, usul_id: int, *, by: Actor | None = None) -> UsulPage:
    """One usulan. Raises UMUM-404. `steps` are those `by` may take here: (target, verb, needs)."""
    scope.require("proposals.view")
    row = Usul.objects.within(scope).select_related("person", "family").filter(pk=usul_id).first()
    if row is None:
        raise NOT_FOUND()
    transitions = tuple(row.transitions.order_by("-at", "-id"))
    own = frozenset(one.capability for one in transitions if by is not None and one.by == by.username)
    possible = [
        s for s in steps_from(row.state, kind=row.kind, came_from=row.came_from or None) if scope.can(s.capability)
    ]
    conflicts = [record_conflict(s.capability, own) for s in possible]
    found = screening.find_findings(scope, [row.pk], history=True)[row.pk]
    line = lines(scope, [row])[0]
    check = screening.checked_cases(scope, [row.pk]).get(row.pk)
    return UsulPage(
        line=line,
        row=row,
        nik_masked=line.nik_masked,
        kk_masked=vault.mask_digits(vault.unseal("registry.family.kk", row.kk_sealed)),
        findings=tuple(one for one in found if one.resolved_at is None),
        resolved=tuple(one for one in found if one.resolved_at is not None),
        papers=_papers(row),
        transitions=transitions,
        contributions=tuple(row.contributions.order_by("-at", "-id")),
        steps=tuple((s.target, s.verb, s.needs) for s, no in zip(possible, conflicts, strict=True) if no is None),
        blocked=next((no for no in conflicts if no), ""),
        checked_at=check.checked_at if check else None,
        told=translate(STATES_BY_CODE[row.state].told_id),
    )


def _papers(row: Usul) -> tuple[Paper, ...]:
    there: dict[str, list[bool]] = {}
    for code, positioned in row.documents.values_list("code", "has_position"):
        there.setdefault(code, []).append(positioned)
    required = {one.code for one in documents_required(row.kind)}
    return tuple(
        Paper(
            one.code, one.name, one.needs_position, one.code in required, len(there.get(one.code, [])),
            any(positioned or not one.needs_position for positioned in there.get(one.code, [])),
        )
        for one in DOCUMENTS
        if row.kind in one.kinds
    )  # fmt: skip


def count_by_kind(scope: Scope) -> dict[str, int]:
    """Open usulan per kind (with programme: "bansos:PKH")."""
    scope.require("proposals.view")
    rows = Usul.objects.within(scope).filter(is_open=True).values("kind", "programme").annotate(size=Count("id"))
    return {
        row["kind"] + (f":{row['programme']}" if row["programme"] else ""): row["size"]
        for row in rows.order_by("kind", "programme")
    }


def overview(scope: Scope, area: str) -> list[VillageCount]:
    """Every kelurahan of an area with its usulan on the desk: ready, with warnings only, with errors, never checked."""
    scope.require("proposals.view")
    part = scope.narrowed(area)
    where, bounds = part.sql("u.wilayah")
    states = ", ".join(f"'{state}'" for state in DESK_STATES)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT substr(u.wilayah, 1, 10), count(*), sum(CASE WHEN c.errors = 0 AND c.warnings = 0 THEN 1 ELSE 0 END), "
            "sum(CASE WHEN c.errors = 0 AND c.warnings > 0 THEN 1 ELSE 0 END), sum(CASE WHEN c.errors > 0 THEN 1 ELSE 0 END), "
            "sum(CASE WHEN c.case_id IS NULL THEN 1 ELSE 0 END) FROM proposals_usul u LEFT JOIN screening_checkedcase c ON c.case_id = u.id "
            f"WHERE u.state IN ({states}) AND {where} "
            "AND NOT EXISTS (SELECT 1 FROM registry_pendingbatch p WHERE p.id = u.born_batch) GROUP BY substr(u.wilayah, 1, 10) ORDER BY 1",
            bounds,
        )
        rows = cursor.fetchall()
    names = resolve(scope, [row[0] for row in rows])
    return [VillageCount(code, names[code].title, *(int(n or 0) for n in counts)) for code, *counts in rows]


def draft_rows(scope: Scope, village: str) -> tuple[list[Usul], dict[int, list[FindingLine]]]:
    """Usulan on the desk of one kelurahan in order of RW, RT and name, with their findings: the draft BNBA."""
    rows = list(filtered(scope, UsulFilter(state="meja", area=village)).order_by("wilayah", "name", "id"))
    return rows, screening.find_findings(scope, [row.pk for row in rows])


def proposers_of(usul_id: int) -> frozenset[str]:
    """Who proposed a usulan in person, by screen. Whoever uploaded a sheet of others' proposals did not propose them."""
    row = Usul.objects.filter(pk=usul_id, source_id__isnull=True).values_list("created_by", flat=True).first()
    joined = UsulContribution.objects.filter(usul_id=usul_id, source_id__isnull=True).values_list("by", flat=True)
    return frozenset(name for name in (row, *joined) if name)

"""Reads of usulan, always inside a scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import Substr

from pilar.core import vault
from pilar.core.declared import Step
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.proposals.lifecycle import STATES_BY_CODE, steps_from
from pilar.decision.proposals.lists import CHANNELS, DOCUMENTS, KINDS_BY_CODE, documents_required
from pilar.decision.proposals.models import Usul, UsulContribution, UsulDocument, UsulTransition
from pilar.decision.screening import queries as screening
from pilar.decision.screening.queries import FindingLine
from pilar.foundation.wilayah.queries import resolve

PAGE = 50
DESK = ("draf", "diusulkan_rt", "praverifikasi", "perbaikan", "dikembalikan")
_CHANNELS = {entry.code: entry.name_id for entry in CHANNELS}
_DOCUMENTS = {entry.code: entry for entry in DOCUMENTS}


@dataclass(frozen=True, slots=True)
class UsulLine:
    """A usulan in a list: words for kind and state, masked NIK, place, findings."""

    row: Usul
    kind: str
    state: str
    nik_masked: str
    place: str
    findings: Sequence[FindingLine]

    @property
    def worst(self) -> str:
        """The severest present finding: error, warning, info, or "" when there is none."""
        return self.findings[0].severity if self.findings else ""

    @property
    def counts(self) -> dict[str, int]:
        found = {"error": 0, "warning": 0, "info": 0}
        for finding in self.findings:
            found[finding.severity] += 1
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class UsulFilter:
    """Filters of the list; empty ones do not filter."""

    wilayah: str = ""
    state: str = ""
    kind: str = ""
    programme: str = ""
    severity: str = ""
    code: str = ""
    open_only: bool = False


def list_usul(scope: Scope, asked: UsulFilter, *, after: int = 0) -> tuple[list[UsulLine], int | None]:
    """A page of usulan, newest first, and the mark of the next page."""
    scope.require("proposals.view")
    rows = list(_filtered(scope, asked).filter(**({"pk__lt": after} if after else {})).order_by("-id")[: PAGE + 1])
    lines = as_lines(scope, rows[:PAGE])
    return lines, (rows[PAGE - 1].pk if len(rows) > PAGE else None)


def count_usul(scope: Scope, asked: UsulFilter) -> int:
    return int(_filtered(scope, asked).count())


def _filtered(scope: Scope, asked: UsulFilter) -> Any:
    inner = scope.narrowed(asked.wilayah) if asked.wilayah else scope
    rows = Usul.objects.within(inner)
    for field in ("state", "kind", "programme"):
        if value := getattr(asked, field):
            rows = rows.filter(**{field: value})
    if asked.open_only:
        rows = rows.filter(is_open=True)
    if asked.severity or asked.code:
        rows = rows.filter(screening.cases_with(inner, severity=asked.severity, code=asked.code))
    return rows


def as_lines(scope: Scope, rows: Sequence[Usul]) -> list[UsulLine]:
    """Rows in words: three queries however many."""
    found = screening.findings_of(scope, [row.pk for row in rows])
    names = resolve(scope, [row.wilayah for row in rows])
    niks = vault.unseal_many("registry.person.nik", [row.nik_sealed for row in rows])
    return [
        UsulLine(
            row, kind_words(row), STATES_BY_CODE[row.state].name_id, vault.mask_digits(nik), names[row.wilayah].path,
            found.get(row.pk, []),
        )
        for row, nik in zip(rows, niks, strict=True)
    ]  # fmt: skip


def kind_words(row: Usul) -> str:
    """Kind and programme in words."""
    name = KINDS_BY_CODE[row.kind].name_id
    return f"{name}: {row.programme}" if row.programme else name


@dataclass(frozen=True, slots=True)
class UsulPage:
    """Everything on the page of a usulan."""

    line: UsulLine
    kk_masked: str
    channel: str
    told: str
    steps: Sequence[Step]
    transitions: Sequence[UsulTransition]
    contributions: Sequence[UsulContribution]
    documents: Sequence[tuple[str, bool]]
    checked_at: datetime | None


def get_usul(scope: Scope, usul_id: int) -> UsulPage:
    """One usulan. Raises UMUM-404 outside the scope."""
    scope.require("proposals.view")
    row = Usul.objects.within(scope).filter(pk=usul_id).first()
    if row is None:
        raise NOT_FOUND()
    kk = vault.unseal("registry.family.kk", row.kk_sealed)
    steps = [s for s in steps_from(row.state, kind=row.kind, came_from=row.came_from or None) if scope.can(s.capability)]
    return UsulPage(
        line=as_lines(scope, [row])[0],
        kk_masked=vault.mask_digits(kk),
        channel=_CHANNELS.get(row.channel, row.channel),
        told=STATES_BY_CODE[row.state].told_id,
        steps=steps,
        transitions=list(UsulTransition.objects.filter(usul=row).order_by("-id")[:50]),
        contributions=list(UsulContribution.objects.filter(usul=row).order_by("-id")[:50]),
        documents=_documents(row),
        checked_at=screening.checked_at(scope, [row.pk]).get(row.pk),
    )


def _documents(row: Usul) -> list[tuple[str, bool]]:
    """(label, present) of every paper that this kind needs."""
    held = set(UsulDocument.objects.filter(usul=row).values_list("code", flat=True))
    return [(one.name_id, one.code in held) for one in documents_required(row.kind)]


def count_by_kind(scope: Scope) -> dict[str, int]:
    """Usulan per kind."""
    rows = Usul.objects.within(scope).order_by("kind").values_list("kind").annotate(Count("id"))
    return {str(kind): int(count) for kind, count in rows}


def count_by_state(scope: Scope) -> dict[str, int]:
    """Open usulan per state."""
    rows = Usul.objects.within(scope).filter(is_open=True).order_by("state").values_list("state").annotate(Count("id"))
    return {str(state): int(count) for state, count in rows}


def find_open_for_person(scope: Scope, person_id: int) -> list[UsulLine]:
    """Open usulan of a person; for the counter."""
    return as_lines(scope, list(Usul.objects.within(scope).filter(person_id=person_id, is_open=True).order_by("-id")))


@dataclass(frozen=True, slots=True)
class VillageLine:
    """The desk of one kelurahan: open usulan, those with findings that hold up, warn, and clean ones."""

    code: str
    name: str
    total: int
    unchecked: int
    errors: int
    warnings: int
    clean: int
    checked_at: datetime | None


def village_overview(scope: Scope) -> list[VillageLine]:
    """All kelurahan with usulan on the desk, those with most held-up usulan first."""
    scope.require("proposals.view")
    desk = Usul.objects.within(scope).filter(state__in=DESK).annotate(village=Substr("wilayah", 1, 10))
    totals = dict(desk.order_by().values_list("village").annotate(Count("id")))
    cases = screening.checked_cases(scope).filter(pk__in=desk.values("pk"))
    counted = cases.annotate(village=Substr("wilayah", 1, 10)).order_by().values("village").annotate(
        checked=Count("case_id"),
        held=Count("case_id", filter=Q(errors__gt=0)),
        warned=Count("case_id", filter=Q(errors=0, warnings__gt=0)),
        last=Max("checked_at"),
    )  # fmt: skip
    by_village = {entry["village"]: entry for entry in counted}
    names = resolve(scope, list(totals))
    lines = [_village(code, names[code].title, total, by_village.get(code, {})) for code, total in totals.items()]
    return sorted(lines, key=lambda line: (-line.errors, line.name))


def _village(code: str, name: str, total: int, counted: dict[str, Any]) -> VillageLine:
    checked, held, warned = (int(counted.get(key, 0)) for key in ("checked", "held", "warned"))
    return VillageLine(
        code, name, total, total - checked, held, warned, checked - held - warned, counted.get("last")
    )


def desk_lines(scope: Scope, village: str) -> list[UsulLine]:
    """All usulan on the desk of a kelurahan, in the order of RW, RT and name; for the screen and the draft BNBA."""
    scope.require("proposals.view")
    rows = Usul.objects.within(scope.narrowed(village)).filter(state__in=DESK).order_by("wilayah", "name", "id")
    return as_lines(scope, list(rows))

"""What hangs on a family or person: desil over the versions, aid, PPKS, answers of Dukcapil, former numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pilar.core import vault
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.registry.catalogue.dtsen import desil_change, desil_label
from pilar.evidence.registry.lists import DUKCAPIL_BY_CODE
from pilar.evidence.registry.models import (
    DtsenEntry,
    DtsenVersion,
    DukcapilResult,
    FormerIdentifier,
    PersonPpks,
    ReceivedAid,
    Source,
)
from pilar.evidence.registry.ppks import PPKS_BY_CODE
from pilar.evidence.registry.rules import KK_FIELD, NIK_FIELD


@dataclass(frozen=True, slots=True)
class DesilStep:
    """The desil of a family in one version. `change` compares with the version before in which it stood."""

    version: str
    as_of: date
    desil: int | None
    meaning: str
    change: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aid:
    """One line of a list of recipients, with the list's own status and date."""

    programme: str
    name: str
    person_id: int | None
    status: str
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class PpksMark:
    """A PPKS type of a person during a half-open period."""

    id: int
    person_id: int
    code: str
    name: str
    criteria: tuple[str, ...]
    active_from: date
    active_to: date | None
    sensitive: bool


@dataclass(frozen=True, slots=True)
class CivilAnswer:
    """One answer of the civil registry."""

    person_id: int | None
    result: str
    label: str
    as_of: date
    name_similarity: int | None
    source: str


@dataclass(frozen=True, slots=True)
class FormerNumber:
    """A NIK or KK number that is no longer carried, masked."""

    kind: str
    masked: str
    active_to: date
    reason: str
    subject_id: int


_CHANNELS = (
    ("is_gc_kemensos", "ground check Kemensos"),
    ("is_pbi_se", "ground check PBI"),
    ("is_siks_ng", "SIKS-NG"),
)


def desil_meaning(desil: int | None) -> str:
    """The label of a desil. Never an amount of income: desil is a rank of welfare."""
    return desil_label(desil).name if desil else ""


def desil_history(scope: Scope, family_id: int) -> list[DesilStep]:
    """Newest version first. One query."""
    entries = list(
        DtsenEntry.objects.within(scope)
        .filter(family_id=family_id, version__published_at__isnull=False)
        .select_related("version")
        .order_by("version__as_of", "version_id")
    )
    steps: list[DesilStep] = []
    before: int | None = None
    for entry in entries:
        change = desil_change(before, entry.desil).name if before and entry.desil else ""
        channels = tuple(word for flag, word in _CHANNELS if getattr(entry, flag))
        version = entry.version
        steps.append(DesilStep(version.label, version.as_of, entry.desil, desil_meaning(entry.desil), change, channels))
        before = entry.desil or before
    return steps[::-1]


def versions(scope: Scope, limit: int = 12) -> list[DtsenVersion]:
    """Published versions that touch the scope, newest first."""
    rows = DtsenVersion.objects.filter(published_at__isnull=False).order_by("-as_of", "-id")
    if "" in scope.prefixes:
        return list(rows[:limit])
    kept = [
        row for row in rows[:200] if any(p.startswith(row.wilayah) or row.wilayah.startswith(p) for p in scope.prefixes)
    ]
    return kept[:limit]


def aid_of(scope: Scope, family_id: int | None, person_ids: Sequence[int]) -> list[Aid]:
    """Aid of a family and its persons, newest list first."""
    rows = list(
        (ReceivedAid.objects.within(scope).filter(person_id__in=person_ids)
         | ReceivedAid.objects.within(scope).filter(family_id=family_id or 0))
        .order_by("-as_of", "programme", "-id")[:100]
    )  # fmt: skip
    labels = source_labels({row.source_id for row in rows})
    return [
        Aid(row.programme, row.name, row.person_id, row.status, row.as_of, labels.get(row.source_id, ""))
        for row in rows
    ]


def ppks_of(scope: Scope, person_ids: Sequence[int]) -> list[PpksMark]:
    """PPKS marks that this scope may see: none without `ppks.view`, sensitive ones only with `ppks.sensitive.view`."""
    if not scope.can("ppks.view"):
        return []
    rows = PersonPpks.objects.within(scope).filter(person_id__in=person_ids).order_by("-active_from", "-id")
    marks = [_mark(row) for row in rows]
    seen = [mark for mark in marks if not mark.sensitive or scope.can("ppks.sensitive.view")]
    return sorted(seen, key=lambda mark: mark.active_to is not None)


def ppks_mark(scope: Scope, mark_id: int) -> PpksMark:
    """One mark. Raises UMUM-404 when it is not there, lies outside the scope, or may not be seen."""
    row = PersonPpks.objects.within(scope).filter(pk=mark_id).first()
    mark = _mark(row) if row else None
    if mark is None or (mark.sensitive and not scope.can("ppks.sensitive.view")):
        raise NOT_FOUND()
    return mark


def _mark(row: PersonPpks) -> PpksMark:
    kind = PPKS_BY_CODE.get(row.code)
    return PpksMark(
        row.pk, row.person_id, row.code, kind.name if kind else row.code, tuple(str(each) for each in row.criteria),
        row.active_from, row.active_to, kind is None or kind.sensitivity != "none",
    )  # fmt: skip


def civil_answers(scope: Scope, person_ids: Sequence[int]) -> list[CivilAnswer]:
    """What Dukcapil said, newest first."""
    rows = list(DukcapilResult.objects.within(scope).filter(person_id__in=person_ids).order_by("-as_of", "-id")[:50])
    labels = source_labels({row.source_id for row in rows})
    return [
        CivilAnswer(
            row.person_id, row.result, DUKCAPIL_BY_CODE[row.result].name if row.result in DUKCAPIL_BY_CODE else row.result,
            row.as_of, row.name_similarity, labels.get(row.source_id, ""),
        )
        for row in rows
    ]  # fmt: skip


def former_numbers(scope: Scope, subject_ids: Sequence[int]) -> list[FormerNumber]:
    """Former NIK and KK numbers of these persons and families, masked, newest first."""
    rows = list(FormerIdentifier.objects.within(scope).filter(subject_id__in=subject_ids).order_by("-active_to", "-id"))
    return [
        FormerNumber(
            row.kind.upper(),
            vault.mask_digits(vault.unseal(NIK_FIELD if row.kind == "nik" else KK_FIELD, row.value_sealed)),
            row.active_to,
            row.reason,
            row.subject_id,
        )
        for row in rows
    ]


def source_labels(ids: set[int]) -> dict[int, str]:
    """Labels of sources; no query for none."""
    return dict(Source.objects.filter(pk__in=ids).values_list("pk", "label")) if ids else {}

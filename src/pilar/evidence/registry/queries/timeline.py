"""Who changed what, when, from which source: the observations of subjects, folded into changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as translate

from pilar.core import vault
from pilar.core.scope import Scope
from pilar.core.ui.formats import tanggal
from pilar.evidence.registry.catalogue import VARIABLES
from pilar.evidence.registry.models import Observation
from pilar.evidence.registry.models.evidence import FAMILY
from pilar.evidence.registry.ppks import PPKS_BY_CODE
from pilar.evidence.registry.queries import answers
from pilar.evidence.registry.rules import KK_FIELD, NIK_FIELD
from pilar.foundation.wilayah.queries import resolve

PPKS_PREFIX = "ppks:"
_SEALED_KEYS = ("mother_sealed", "phone_sealed")


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact: what was known before ("" for nothing) and what this source said."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one observation changed of one subject. `repeated` counts facts it said again without changing them."""

    observation_id: int
    subject_id: int
    subject: str
    as_of: date
    recorded_at: datetime
    recorder: str
    source: str
    source_kind: str
    row: int | None
    changes: tuple[FactChange, ...]
    repeated: int


def history(scope: Scope, subjects: Mapping[int, str], *, limit: int = 60) -> list[Step]:
    """Changes of these subjects (id -> name to show), newest first, at most `limit`. Two queries.

    The caller has read the subjects within the same scope. Sensitive facts are left out without the capability. A source that
    only repeated what was known is shown with an empty tuple of changes.
    """
    rows = list(
        Observation.objects.filter(subject_id__in=list(subjects)).select_related("source").order_by("as_of", "id")
    )
    areas = {str(row.facts["wilayah"]) for row in rows if row.facts.get("wilayah")}
    names = {code: name.path for code, name in resolve(scope, areas).items()}
    known: dict[int, dict[str, Any]] = {subject: {} for subject in subjects}
    steps = []
    for row in rows:
        said = {**row.facts, **_identifier(row)}
        steps.append(_step(scope, row, said, known[row.subject_id], subjects[row.subject_id], names))
        known[row.subject_id].update(said)
    return steps[::-1][:limit]


def _identifier(row: Observation) -> dict[str, str]:
    """The NIK or KK that an observation carries, as a fact."""
    if not row.sealed:
        return {}
    field = KK_FIELD if row.subject_kind == FAMILY else NIK_FIELD
    return {"kk" if row.subject_kind == FAMILY else "nik": vault.unseal(field, row.sealed)}


def _step(
    scope: Scope, row: Observation, said: dict[str, Any], known: dict[str, Any], subject: str, names: dict[str, str]
) -> Step:
    changes, repeated = [], 0
    for key, value in said.items():
        if not may_see(scope, key):
            continue
        if key in known and known[key] == value:
            repeated += 1
            continue
        changes.append(FactChange(key, label(key), words(key, known.get(key), names), words(key, value, names)))
    source = row.source
    return Step(
        row.pk, row.subject_id, subject, row.as_of, source.recorded_at, source.recorder, source.label, source.kind,
        row.row, tuple(changes), repeated,
    )  # fmt: skip


def may_see(scope: Scope, key: str) -> bool:
    """False for a sensitive fact without the capability."""
    if key.startswith(PPKS_PREFIX):
        kind = PPKS_BY_CODE.get(key.removeprefix(PPKS_PREFIX))
        needed = "ppks.view" if kind and kind.sensitivity == "none" else "ppks.sensitive.view"
        return scope.can(needed)
    variable = VARIABLES.get(key)
    return variable is None or answers.may_see(scope, variable)


def label(key: str) -> str:
    """The words for a key of an observation."""
    if key in ("nik", "kk"):
        return "NIK" if key == "nik" else "Nomor KK"
    if key.startswith(PPKS_PREFIX):
        kind = PPKS_BY_CODE.get(key.removeprefix(PPKS_PREFIX))
        return f"PPKS: {kind.name}" if kind else key
    return answers.fact_label(key)


def words(key: str, value: Any, names: dict[str, str]) -> str:
    """A value in words; numbers and secrets masked. `names`: area code -> name."""
    if value in (None, ""):
        return ""
    if key in ("nik", "kk"):
        return vault.mask_digits(str(value))
    if key in _SEALED_KEYS:
        return "••••"
    if key in ("birth_date", "died_date"):
        return tanggal(date.fromisoformat(str(value)[:10]))
    if key == "sex":
        return answers.sex_text(int(value))
    if key == "relation":
        return answers.relation_text(int(value))
    if key == "wilayah":
        return names.get(str(value), str(value))
    if key == "status":
        return translate(answers.PERSON_STATE_WORDS.get(str(value), str(value)))
    if key.startswith(PPKS_PREFIX):
        return "berlaku" if value else "berakhir"
    if key in VARIABLES:
        return answers.answer_text(VARIABLES[key], value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

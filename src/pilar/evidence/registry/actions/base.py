"""What every act shares: locking the row, checking its revision, writing an observation."""

import json
from collections.abc import Mapping
from datetime import date, datetime

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.problems import CHANGED_MEANWHILE, NOT_FOUND
from pilar.core.scope import Actor
from pilar.evidence.registry import sources
from pilar.evidence.registry.actions import problems
from pilar.evidence.registry.models import Family, Observation, Person
from pilar.evidence.registry.models.evidence import FAMILY, PERSON
from pilar.evidence.registry.names import search_document
from pilar.evidence.registry.rules import KK_FIELD, NIK_FIELD, check_kk, check_nik, digits_of
from pilar.foundation.wilayah import queries as wilayah


def lock_family(family_id: int, by: Actor, revision: int | None) -> Family:
    """The family for writing. Raises UMUM-404 outside the scope, UMUM-409 when it changed since `revision`."""
    by.scope.require("registry.family.edit")
    family = Family.objects.within(by.scope).select_for_update().filter(pk=family_id).first()
    if family is None:
        raise NOT_FOUND()
    if revision is not None and family.revision != revision:
        raise CHANGED_MEANWHILE()
    return family


def lock_person(person_id: int, by: Actor, revision: int | None) -> Person:
    """The person for writing, with the same refusals."""
    by.scope.require("registry.person.edit")
    person = Person.objects.within(by.scope).select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NOT_FOUND()
    if revision is not None and person.revision != revision:
        raise CHANGED_MEANWHILE()
    return person


def observe(
    subject: Family | Person, facts: Mapping[str, object], *, source_id: int, as_of: date, sealed: bytes | None = None
) -> None:
    """Add what this act says of the subject."""
    Observation(
        subject_kind=FAMILY if isinstance(subject, Family) else PERSON,
        subject_id=subject.pk,
        as_of=as_of,
        source_id=source_id,
        facts=json.loads(json.dumps(dict(facts), default=str)),
        sealed=sealed,
    ).save(force_insert=True)


def source_for(label: str, by: Actor, at: datetime) -> int:
    """A source for one act, as of today."""
    return sources.for_act(label, as_of=at.date(), by=by, at=at)


def record(
    act: str, subject: Family | Person, *, by: Actor, at: datetime, after: Mapping[str, object], reason: str = "",
    before: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """The audit event of the act."""
    kind = "family" if isinstance(subject, Family) else "person"
    audit.record(
        act, by=by, at=at, wilayah=subject.wilayah, subject=(kind, subject.pk), reason=reason,
        before=_plain(before) if before is not None else None, after=_plain(after),
    )  # fmt: skip


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return dict(json.loads(json.dumps(dict(values), default=str)))


def touch(subject: Family | Person, at: datetime) -> None:
    """Raise the revision and the date of the present state; the caller saves."""
    subject.revision += 1
    subject.as_of = max(subject.as_of, at.date())


def require_area(code: str, by: Actor) -> None:
    """Raises REG-106 for a code that is no village (with RW and RT below) inside the actor's areas."""
    if len(code) < 10 or not by.scope.covers(code) or wilayah.unknown_codes(by.scope, {code[:10]}):
        raise problems.BAD_AREA()


def seal_nik(text: str, *, birth_date: date | None, sex: int | None, holder: int | None) -> tuple[bytes, bytes]:
    """(sealed, index) of a NIK that may be stored. Raises REG-101 for its form, REG-102 when another person has it."""
    nik = digits_of(text)
    errors = [fault for fault in check_nik(nik, birth_date=birth_date, sex=sex) if fault.severity == "error"]
    if errors:
        raise problems.BAD_NUMBER(reason=errors[0].sentence)
    candidates = vault.index_candidates(NIK_FIELD, nik)
    if Person.objects.filter(nik_index__in=candidates).exclude(pk=holder or 0).exists():
        raise problems.NIK_TAKEN()
    return vault.seal(NIK_FIELD, nik), vault.blind_index(NIK_FIELD, nik)


def seal_kk(text: str, *, holder: int | None) -> tuple[bytes, bytes]:
    """(sealed, index) of a KK number that may be stored. Raises REG-101 and REG-103."""
    number = digits_of(text)
    errors = [fault for fault in check_kk(number) if fault.severity == "error"]
    if errors:
        raise problems.BAD_NUMBER(reason=errors[0].sentence)
    candidates = vault.index_candidates(KK_FIELD, number)
    if Family.objects.filter(kk_index__in=candidates, status="aktif").exclude(pk=holder or 0).exists():
        raise problems.KK_TAKEN()
    return vault.seal(KK_FIELD, number), vault.blind_index(KK_FIELD, number)


def document_of(person: Person, address: str) -> str:
    """The text under which the person is found."""
    year = person.birth_date.year if person.birth_date else None
    return search_document(person.name, person.wilayah, year, address)


def recount(family: Family, at: datetime) -> None:
    """Members, head's name and status of a family after its people changed; saves it."""
    members = Person.objects.filter(family_id=family.pk, status="hidup").order_by("relation", "pk")
    family.member_count = members.count()
    head = members.filter(relation=1).first()
    family.head_name = head.name if head else family.head_name
    touch(family, at)
    family.save(update_fields=["member_count", "head_name", "revision", "as_of", "status"])

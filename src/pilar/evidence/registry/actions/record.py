"""What every act does in the same way: lock, check the revision, observe, keep counts right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q

from pilar.config import config
from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.jobs.rules import office_zone
from pilar.core.problems import CHANGED_MEANWHILE, NOT_FOUND
from pilar.core.scope import Actor, is_area_code
from pilar.evidence.registry import sources
from pilar.evidence.registry.actions import problems
from pilar.evidence.registry.models import Family, FormerIdentifier, Membership, Observation, Person
from pilar.evidence.registry.models.evidence import FAMILY, PERSON
from pilar.evidence.registry.names import search_document
from pilar.evidence.registry.rules import ALIVE, KK_FIELD, NIK_FIELD, NumberFault, check_kk, check_nik, digits_of


@dataclass(frozen=True, slots=True)
class Act:
    """One act under way: who, when, and the source its observations name."""

    by: Actor
    at: datetime
    source_id: int
    day: date


def begin(label: str, *, by: Actor, at: datetime, newest: date | None = None) -> Act:
    """Open the source of an act. Its facts are as of the day of the act, or of the newest known fact when that lies later,
    so that what a person corrected by hand wins over what stood there."""
    day = max(today(at), newest) if newest else today(at)
    return Act(by, at, sources.for_act(label, as_of=day, by=by, at=at), day)


def today(at: datetime) -> date:
    """The day of an act on the clock of the office (WIB where none is set)."""
    return at.astimezone(office_zone(config().office)).date()


def lock_family(by: Actor, family_id: int, revision: int | None = None) -> Family:
    """The family for update. Raises UMUM-404, UMUM-409."""
    row = Family.objects.within(by.scope).select_for_update().filter(pk=family_id).first()
    if row is None:
        raise NOT_FOUND()
    if revision is not None and row.revision != revision:
        raise CHANGED_MEANWHILE()
    return row


def lock_person(by: Actor, person_id: int, revision: int | None = None) -> Person:
    """The person for update. Raises UMUM-404, UMUM-409, REG-135 for a record that was merged into another."""
    row = Person.objects.within(by.scope).select_for_update().filter(pk=person_id).first()
    if row is None:
        raise NOT_FOUND()
    if row.merged_into is not None:
        raise problems.RECORD_MERGED()
    if revision is not None and row.revision != revision:
        raise CHANGED_MEANWHILE()
    return row


def lock_members(by: Actor, family_id: int) -> list[Person]:
    """Members of a family for update, in the order of their ids so that two acts never wait for each other."""
    return list(Person.objects.within(by.scope).select_for_update().filter(family_id=family_id).order_by("id"))


def require_area(by: Actor, code: str) -> None:
    """Raises REG-120 unless the code is a village or deeper inside the actor's areas."""
    if not is_area_code(code) or len(code) < 10 or not by.scope.covers(code):
        raise problems.OUTSIDE_AREA()


def observe(act: Act, kind: int, subject_id: int, facts: Mapping[str, Any], sealed: bytes | None = None) -> None:
    """Add what this act says of a subject. Dates become ISO text; None says that the fact does not hold any more."""
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in facts.items()}
    Observation(
        subject_kind=kind, subject_id=subject_id, as_of=act.day, source_id=act.source_id, facts=plain, sealed=sealed
    ).save(force_insert=True)


def observe_family(act: Act, family_id: int, facts: Mapping[str, Any], sealed: bytes | None = None) -> None:
    observe(act, FAMILY, family_id, facts, sealed)


def observe_person(act: Act, person_id: int, facts: Mapping[str, Any], sealed: bytes | None = None) -> None:
    observe(act, PERSON, person_id, facts, sealed)


def change_family(act: Act, row: Family, **values: Any) -> None:
    """Write columns of a locked family and count its revision."""
    Family.objects.filter(pk=row.pk).update(**values, as_of=act.day, revision=F("revision") + 1)
    for key, value in values.items():
        setattr(row, key, value)


def change_person(act: Act, row: Person, **values: Any) -> None:
    """Write columns of a locked person, its search words, and count its revision."""
    for key, value in values.items():
        setattr(row, key, value)
    if values.keys() & {"name", "wilayah", "birth_date", "family_id"}:
        values["search_text"] = row.search_text = search_text_of(row, _address_of(row.family_id))
    Person.objects.filter(pk=row.pk).update(**values, as_of=act.day, revision=F("revision") + 1)


def renew_search_words(row: Person) -> None:
    """Make the search words of a person anew, after the address of the family changed."""
    row.search_text = search_text_of(row, _address_of(row.family_id))
    Person.objects.filter(pk=row.pk).update(search_text=row.search_text)


def count_revision(row: Family) -> None:
    """Somebody who still has the page of this family open must see it again; of the family itself nothing was said."""
    Family.objects.filter(pk=row.pk).update(revision=F("revision") + 1)


def search_text_of(row: Person, address: str) -> str:
    """The search document of a person as its columns stand."""
    return search_document(row.name, row.wilayah, row.birth_date.year if row.birth_date else None, address)


def _address_of(family_id: int | None) -> str:
    return Family.objects.filter(pk=family_id).values_list("address", flat=True).first() or "" if family_id else ""


def enter_family(act: Act, row: Person, family: Family | None, relation: int | None, reason: str) -> None:
    """End the present membership of a person and begin one in `family` (None: in none)."""
    Membership.objects.filter(person_id=row.pk, active_to__isnull=True, active_from__gt=act.day).update(
        active_from=act.day
    )
    Membership.objects.filter(person_id=row.pk, active_to__isnull=True).update(active_to=act.day, reason=reason)
    if family is not None:
        Membership(
            family_id=family.pk,
            person_id=row.pk,
            relation=relation,
            active_from=act.day,
            source_id=act.source_id,
            reason=reason,
        ).save(force_insert=True)
    change_person(act, row, family_id=family.pk if family else None, relation=relation)
    observe_person(act, row.pk, {"relation": relation})


def recount(family_ids: Iterable[int]) -> None:
    """Bring the number of living members of families up to date."""
    wanted = list(dict.fromkeys(family_ids))
    living = Count("persons", filter=Q(persons__status=ALIVE))
    for number, count in Family.objects.filter(pk__in=wanted).annotate(n=living).values_list("pk", "n"):
        Family.objects.filter(pk=number).exclude(member_count=count).update(member_count=count)


def checked_nik(text: str, *, birth_date: date | None, sex: int | None, seen: bool, own: int | None = None) -> str:
    """The 16 digits, or "" for none. Raises REG-101 (taken), REG-103 (impossible), REG-104 (doubtful and not `seen`)."""
    nik = digits_of(text)
    if not nik:
        return ""
    _judge(check_nik(nik, birth_date=birth_date, sex=sex), seen)
    if Person.objects.filter(nik_index__in=vault.index_candidates(NIK_FIELD, nik)).exclude(pk=own or 0).exists():
        raise problems.NIK_TAKEN()
    return nik


def checked_kk(text: str, *, seen: bool, own: int | None = None) -> str:
    """The 16 digits, or "" for none. Raises REG-102, REG-103, REG-104."""
    kk = digits_of(text)
    if not kk:
        return ""
    _judge(check_kk(kk), seen)
    taken = Family.objects.filter(kk_index__in=vault.index_candidates(KK_FIELD, kk), status="aktif")
    if taken.exclude(pk=own or 0).exists():
        raise problems.KK_TAKEN()
    return kk


def _judge(faults: list[NumberFault], seen: bool) -> None:
    errors = [fault.sentence for fault in faults if fault.severity == "error"]
    if errors:
        raise problems.NUMBER_WRONG(sentence=" ".join(errors))
    if faults and not seen:
        raise problems.NUMBER_DOUBTFUL(sentence=" ".join(fault.sentence for fault in faults))


def sealed_pair(field: str, text: str) -> tuple[bytes | None, bytes | None]:
    """(sealed value, blind index); (None, None) for ""."""
    return (vault.seal(field, text), vault.blind_index(field, text)) if text else (None, None)


def keep_former(act: Act, kind: str, row: Family | Person, reason: str) -> None:
    """Keep the number a subject carries now, so that it is still found after it changed. Nothing for none."""
    sealed, index = (row.nik_sealed, row.nik_index) if isinstance(row, Person) else (row.kk_sealed, row.kk_index)
    if sealed is None or index is None:
        return
    FormerIdentifier(
        kind=kind, subject_id=row.pk, wilayah=row.wilayah, value_sealed=sealed, value_index=index, active_to=act.day,
        source_id=act.source_id, reason=reason[:200],
    ).save(force_insert=True)  # fmt: skip


def finish(
    act: Act,
    name: str,
    subject: tuple[str, int],
    wilayah: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """The audit event of an act, in its transaction; dates as ISO text."""
    audit.record(
        name,
        by=act.by,
        at=act.at,
        wilayah=wilayah,
        subject=subject,
        before=_plain(before),
        after=_plain(after),
        reason=reason,
    )


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}

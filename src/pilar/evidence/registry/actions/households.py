"""Families split, merge and change their head. No person is ever without a family or in two."""

from datetime import datetime

from django.db import transaction

from pilar.core.scope import Actor
from pilar.evidence.registry.actions import base, problems
from pilar.evidence.registry.models import Family, Membership, Person
from pilar.evidence.registry.rules import HEAD


@transaction.atomic
def split_family(
    *,
    family_id: int,
    relations: dict[int, int],
    by: Actor,
    at: datetime,
    reason: str,
    kk: str = "",
    wilayah: str = "",
    address: str = "",
    revision: int | None = None,
) -> int:
    """Members leave and form a new family; `relations` gives each leaving person's new relation, one of them head (1).

    Returns the new family's id. Raises REG-103, REG-106, REG-107, REG-108, REG-115.
    """
    family = base.lock_family(family_id, by, revision)
    members = {person.pk: person for person in _living(family)}
    if not relations or not relations.keys() <= members.keys():
        raise problems.NOT_A_MEMBER()
    if len(relations) == len(members):
        raise problems.ALL_LEAVE()
    if list(relations.values()).count(HEAD) != 1:
        raise problems.NO_HEAD()
    place = wilayah or family.wilayah
    if wilayah:
        base.require_area(wilayah, by)
    sealed, index = base.seal_kk(kk, holder=None) if kk else (None, None)
    fresh = Family(
        wilayah=place, address=(address or family.address)[:250], kk_sealed=sealed, kk_index=index, as_of=at.date()
    )
    fresh.save(force_insert=True)
    source = base.source_for("Pecah KK", by, at)
    for person_id, relation in relations.items():
        _transfer(members[person_id], fresh, relation, source, at, "pecah KK")
    for changed in (family, fresh):
        base.recount(changed, at)
    facts = {"wilayah": fresh.wilayah, "address": fresh.address, "head_name": fresh.head_name}
    base.observe(fresh, facts, source_id=source, as_of=at.date(), sealed=sealed)
    after = {"new_family": fresh.pk, "persons": sorted(relations)}
    base.record("registry.family.split", family, by=by, at=at, after=after, reason=reason)
    return fresh.pk


@transaction.atomic
def merge_families(
    *, family_id: int, into_id: int, relations: dict[int, int], by: Actor, at: datetime, reason: str
) -> None:
    """All members of a family go into another; the emptied one stays readable as "digabung".

    `relations` gives each person's relation in the other family; nobody becomes head. Raises REG-107, REG-109, REG-115.
    """
    if family_id == into_id:
        raise problems.SAME_FAMILY()
    first, second = sorted((family_id, into_id))
    locked = {pk: base.lock_family(pk, by, None) for pk in (first, second)}
    family, into = locked[family_id], locked[into_id]
    if family.status != "aktif" or into.status != "aktif":
        raise problems.CLOSED_FAMILY()
    members = list(Person.objects.select_for_update().filter(family=family))
    if {person.pk for person in members if person.status == "hidup"} != set(relations):
        raise problems.NOT_A_MEMBER()
    if HEAD in relations.values():
        raise problems.NO_HEAD()
    source = base.source_for("Gabung keluarga", by, at)
    for person in members:
        _transfer(person, into, relations.get(person.pk, person.relation or 8), source, at, "gabung keluarga")
    family.status = "digabung"
    for changed in (family, into):
        base.recount(changed, at)
    base.observe(family, {"status": "digabung"}, source_id=source, as_of=at.date())
    base.record("registry.family.merged", family, by=by, at=at, after={"into": into.pk}, reason=reason)


@transaction.atomic
def change_head(
    *, family_id: int, relations: dict[int, int], by: Actor, at: datetime, reason: str, revision: int | None = None
) -> None:
    """Another member becomes head; `relations` gives every living member's relation to the new head.

    Raises REG-107 when a living member is missing, REG-115 unless exactly one is head.
    """
    family = base.lock_family(family_id, by, revision)
    members = {person.pk: person for person in _living(family)}
    if set(relations) != set(members):
        raise problems.NOT_A_MEMBER()
    if list(relations.values()).count(HEAD) != 1:
        raise problems.NO_HEAD()
    source = base.source_for("Ganti kepala keluarga", by, at)
    before = {str(pk): person.relation for pk, person in members.items()}
    for pk, relation in relations.items():
        person = members[pk]
        if person.relation == relation:
            continue
        person.relation = relation
        base.touch(person, at)
        person.save(update_fields=["relation", "revision", "as_of"])
        person.memberships.filter(active_to__isnull=True).update(relation=relation)
        base.observe(person, {"relation": relation}, source_id=source, as_of=at.date())
    base.recount(family, at)
    base.observe(family, {"head_name": family.head_name}, source_id=source, as_of=at.date())
    after: dict[str, object] = {str(pk): relation for pk, relation in relations.items()}
    base.record("registry.family.head_changed", family, by=by, at=at, before=dict(before), after=after, reason=reason)


def _living(family: Family) -> list[Person]:
    return list(Person.objects.select_for_update().filter(family=family, status="hidup").order_by("pk"))


def _transfer(person: Person, family: Family, relation: int, source: int, at: datetime, why: str) -> None:
    person.memberships.filter(active_to__isnull=True).update(active_to=at.date(), reason=why)
    Membership(
        family=family, person=person, relation=relation, active_from=at.date(), source_id=source, reason=why
    ).save(force_insert=True)
    person.family, person.relation, person.wilayah = family, relation, family.wilayah
    person.search_text = base.document_of(person, family.address)
    base.touch(person, at)
    person.save(update_fields=["family", "relation", "wilayah", "search_text", "revision", "as_of"])
    base.observe(person, {"relation": relation, "wilayah": family.wilayah}, source_id=source, as_of=at.date())

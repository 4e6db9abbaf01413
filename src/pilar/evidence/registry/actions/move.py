"""Moving: a family to another address or area, a person into another family."""

from datetime import date, datetime

from django.db import transaction

from pilar.core.scope import Actor
from pilar.evidence.registry.actions import problems, record
from pilar.evidence.registry.models import Family, Person, PersonPpks
from pilar.evidence.registry.rules import ACTIVE, ALIVE, HEAD


@transaction.atomic
def move_family(
    *, family_id: int, revision: int, wilayah: str, address: str, reason: str, by: Actor, at: datetime
) -> int:
    """The whole family lives elsewhere inside the actor's areas. Returns the new revision.

    Raises UMUM-404, -409, REG-110, -114, -119, -120.
    """
    by.scope.require("registry.family.edit")
    row = record.lock_family(by, family_id, revision)
    if row.status != ACTIVE:
        raise problems.FAMILY_CLOSED()
    record.require_area(by, wilayah)
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    place = address.strip()[:250]
    if (wilayah, place) == (row.wilayah, row.address):
        raise problems.NOTHING_CHANGED()
    act = record.begin("Pindah alamat keluarga", by=by, at=at, newest=_newest(row))
    before = {"wilayah": row.wilayah, "address": row.address}
    record.change_family(act, row, wilayah=wilayah, address=place)
    record.observe_family(act, row.pk, {"wilayah": wilayah, "address": place or None})
    for person in record.lock_members(by, row.pk):
        place_person(act, person, wilayah)
    record.finish(
        act, "registry.family.moved", ("family", row.pk), wilayah, before=before, after={"wilayah": wilayah, "address": place},
        reason=reason,
    )  # fmt: skip
    return row.revision + 1


@transaction.atomic
def move_person(
    *, person_id: int, revision: int, to_family_id: int, relation: int, reason: str, by: Actor, at: datetime
) -> int:
    """A person goes over to another family. The head can only leave as the last one. Returns the new revision.

    Raises UMUM-404, -409, REG-106, -107, -109, -110, -114.
    """
    by.scope.require("registry.person.edit")
    row = record.lock_person(by, person_id, revision)
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    if row.status != ALIVE:
        raise problems.NOT_A_MEMBER()
    if row.family_id == to_family_id:
        raise problems.SAME_FAMILY()
    target = record.lock_family(by, to_family_id)
    if target.status != ACTIVE:
        raise problems.FAMILY_CLOSED()
    living = Person.objects.filter(status=ALIVE)
    if (relation == HEAD) == living.filter(family_id=target.pk, relation=HEAD).exists():
        raise problems.NEEDS_ONE_HEAD()
    if row.relation == HEAD and living.filter(family_id=row.family_id or 0).exclude(pk=row.pk).exists():
        raise problems.NEEDS_ONE_HEAD()
    old_family = row.family_id
    act = record.begin("Pindah keluarga", by=by, at=at, newest=max(row.as_of, target.as_of))
    record.enter_family(act, row, target, relation, "pindah keluarga")
    place_person(act, row, target.wilayah)
    if relation == HEAD:
        record.change_family(act, target, head_name=row.name)
        record.observe_family(act, target.pk, {"head_name": row.name})
    record.recount([target.pk, *([old_family] if old_family else [])])
    close_if_empty(act, old_family)
    record.finish(
        act, "registry.person.moved", ("person", row.pk), target.wilayah, before={"family": old_family},
        after={"family": target.pk, "relation": relation}, reason=reason,
    )  # fmt: skip
    return row.revision + 2


def place_person(act: record.Act, row: Person, wilayah: str) -> None:
    """Bring a person (and their PPKS marks, whose scope is the person's) to an area; search words follow the new address."""
    if row.wilayah == wilayah:
        record.renew_search_words(row)
        return
    record.observe_person(act, row.pk, {"wilayah": wilayah})
    PersonPpks.objects.filter(person_id=row.pk).update(wilayah=wilayah)
    record.change_person(act, row, wilayah=wilayah)


def close_if_empty(act: record.Act, family_id: int | None) -> None:
    """A family that nobody lives in any more is closed, never deleted."""
    if family_id is None or Person.objects.filter(family_id=family_id, status=ALIVE).exists():
        return
    family = Family.objects.select_for_update().filter(pk=family_id).first()
    if family is not None and family.status == ACTIVE:
        record.change_family(act, family, status="bubar", member_count=0)
        record.observe_family(act, family.pk, {"status": "bubar"})


def _newest(row: Family) -> date:
    return max([row.as_of, *Person.objects.filter(family_id=row.pk).values_list("as_of", flat=True)])

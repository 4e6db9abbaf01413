"""Acts on whole families: split, merge, change of head."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from pilar.core.scope import Actor
from pilar.evidence.registry.actions import problems, record
from pilar.evidence.registry.actions.move import place_person
from pilar.evidence.registry.models import Family, Person
from pilar.evidence.registry.rules import ACTIVE, ALIVE, HEAD, KK_FIELD, MERGED


@transaction.atomic
def split_family(
    *,
    family_id: int,
    revision: int,
    leaving: Mapping[int, int],
    wilayah: str,
    address: str,
    kk: str = "",
    kk_seen: bool = False,
    reason: str,
    by: Actor,
    at: datetime,
) -> int:
    """Members leave to form a family of their own. `leaving` maps person id to the relation in the new family, one of them
    head; the old head may not leave while others stay (change the head first). Returns the id of the new family.

    Raises UMUM-404, -409, REG-102 to -104, -106 to -108, -110, -114, -120.
    """
    by.scope.require("registry.family.edit")
    old = _open_family(by, family_id, revision)
    _reasoned(reason)
    record.require_area(by, wilayah)
    members = record.lock_members(by, old.pk)
    going = [person for person in members if person.pk in leaving and person.status == ALIVE]
    if len(going) != len(leaving) or not going:
        raise problems.NOT_A_MEMBER()
    if sum(relation == HEAD for relation in leaving.values()) != 1:
        raise problems.NEEDS_ONE_HEAD()
    staying = [person for person in members if person.pk not in leaving and person.status == ALIVE]
    if not staying:
        raise problems.NO_ONE_STAYS()
    if any(person.relation == HEAD for person in going):
        raise problems.NEEDS_ONE_HEAD()
    act = record.begin("Pecah keluarga", by=by, at=at, newest=_newest([old], members))
    head = next(person for person in going if leaving[person.pk] == HEAD)
    sealed, index = record.sealed_pair(KK_FIELD, record.checked_kk(kk, seen=kk_seen))
    new = Family(
        wilayah=wilayah,
        address=address.strip()[:250],
        head_name=head.name,
        kk_sealed=sealed,
        kk_index=index,
        as_of=act.day,
    )
    new.save(force_insert=True)
    said = {"head_name": new.head_name, "wilayah": wilayah} | ({"address": new.address} if new.address else {})
    record.observe_family(act, new.pk, said, sealed)
    for person in going:
        record.enter_family(act, person, new, leaving[person.pk], "pecah keluarga")
        place_person(act, person, wilayah)
    record.count_revision(old)
    record.recount([old.pk, new.pk])
    after = {"new_family": new.pk, "members": [person.pk for person in going]}
    record.finish(act, "registry.family.split", ("family", old.pk), old.wilayah, after=after, reason=reason)
    return new.pk


@transaction.atomic
def merge_families(
    *,
    keep_id: int,
    keep_revision: int,
    merged_id: int,
    relations: Mapping[int, int],
    reason: str,
    by: Actor,
    at: datetime,
) -> int:
    """All members of `merged_id` (the dead too) go over to `keep_id`; the emptied family stays as "digabung".

    `relations` maps each living person that comes to a relation other than head; absent ones become 8 (lainnya). The KK number of
    the merged family becomes a former identifier of the kept one. Returns the new revision of the kept family.
    """
    by.scope.require("registry.family.edit")
    _reasoned(reason)
    if keep_id == merged_id:
        raise problems.SAME_FAMILY()
    for number in sorted((keep_id, merged_id)):
        record.lock_family(by, number)
    keep, gone = _open_family(by, keep_id, keep_revision), _open_family(by, merged_id)
    members = record.lock_members(by, gone.pk)
    living_head = Person.objects.filter(family_id=keep.pk, relation=HEAD, status=ALIVE).exists()
    if HEAD in relations.values() and living_head:
        raise problems.NEEDS_ONE_HEAD()
    act = record.begin("Gabung keluarga", by=by, at=at, newest=_newest([keep, gone], members))
    for person in members:
        record.enter_family(act, person, keep, relations.get(person.pk, 8), "gabung keluarga")
        if person.status == ALIVE:
            place_person(act, person, keep.wilayah)
    if gone.kk_index is not None:
        carrier = Family(pk=keep.pk, wilayah=keep.wilayah, kk_sealed=gone.kk_sealed, kk_index=gone.kk_index)
        record.keep_former(act, "kk", carrier, "KK keluarga yang digabungkan")
    record.change_family(act, gone, status=MERGED, member_count=0)
    record.observe_family(act, gone.pk, {"status": MERGED})
    record.count_revision(keep)
    record.recount([keep.pk, gone.pk])
    after = {"into": keep.pk, "members": [person.pk for person in members]}
    record.finish(act, "registry.family.merged", ("family", gone.pk), gone.wilayah, after=after, reason=reason)
    return keep.revision + 1


@transaction.atomic
def change_head(
    *, family_id: int, revision: int, new_head_id: int, old_head_relation: int, reason: str, by: Actor, at: datetime
) -> int:
    """Another living member becomes head; the old head gets another relation (a dead one keeps its own).

    Returns the new revision. Raises UMUM-404, -409, REG-106, -107, -110, -114, -119.
    """
    by.scope.require("registry.family.edit")
    family = _open_family(by, family_id, revision)
    _reasoned(reason)
    if old_head_relation == HEAD:
        raise problems.NEEDS_ONE_HEAD()
    members = record.lock_members(by, family.pk)
    chosen = next((person for person in members if person.pk == new_head_id and person.status == ALIVE), None)
    if chosen is None:
        raise problems.NOT_A_MEMBER()
    old = [person for person in members if person.relation == HEAD and person.status == ALIVE]
    if chosen in old and len(old) == 1:
        raise problems.NOTHING_CHANGED()
    act = record.begin("Ganti kepala keluarga", by=by, at=at, newest=_newest([family], members))
    for person in old:
        if person is not chosen:
            _relate(act, person, old_head_relation)
    _relate(act, chosen, HEAD)
    before = {"head": [person.pk for person in old], "head_name": family.head_name}
    record.change_family(act, family, head_name=chosen.name)
    record.observe_family(act, family.pk, {"head_name": chosen.name})
    record.finish(
        act, "registry.family.head_changed", ("family", family.pk), family.wilayah, before=before,
        after={"head": chosen.pk, "head_name": chosen.name}, reason=reason,
    )  # fmt: skip
    return family.revision + 1


def _relate(act: record.Act, person: Person, relation: int) -> None:
    if person.relation != relation:
        person.memberships.filter(active_to__isnull=True).update(relation=relation)
        record.change_person(act, person, relation=relation)
        record.observe_person(act, person.pk, {"relation": relation})


def _open_family(by: Actor, family_id: int, revision: int | None = None) -> Family:
    family = record.lock_family(by, family_id, revision)
    if family.status != ACTIVE:
        raise problems.FAMILY_CLOSED()
    return family


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()


def _newest(families: Iterable[Family], people: Iterable[Person]) -> date:
    return max([row.as_of for row in families] + [row.as_of for row in people])

"""Bringing records into agreement with which of them are one: the single step behind merging, splitting and undoing.

It computes what holds of a record from the observations of all records that were merged into it, and writes only the differences:
as observations of a source of kind "gabung", so that `pilar registry rebuild` folds to the same, and as columns.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models

from pilar.core import vault
from pilar.core.scope import Actor
from pilar.evidence.registry import joining
from pilar.evidence.registry.actions import record
from pilar.evidence.registry.actions.facts import write_facts
from pilar.evidence.registry.joining import State, Statement
from pilar.evidence.registry.models import DtsenEntry, Family, Membership, Person, Source
from pilar.evidence.registry.models.evidence import FAMILY, PERSON
from pilar.evidence.registry.queries import merge as queries
from pilar.evidence.registry.rules import ACTIVE, ALIVE, EMPTY, HEAD, MERGED, NIK_FIELD

_SUBJECT = {FAMILY: "family", PERSON: "person"}


def begin(label: str, rows: Sequence[Person | Family], *, by: Actor, at: datetime) -> record.Act:
    """Open the source of a merge, split or undoing: as of today, or of the newest fact among the records it touches."""
    day = max([record.today(at), *(row.as_of for row in rows)])
    source = Source(kind=queries.MACHINE, label=label[:200], as_of=day, recorded_at=at, recorder=by.username)
    source.save(force_insert=True)
    return record.Act(by, at, source.pk, day)


def lock(kind: int, ids: Sequence[int]) -> dict[int, Any]:
    """Rows for update in the order of their ids, whatever area they lie in: the caller has read the two it acts on in scope."""
    rows: models.QuerySet[Any] = queries.model_of(kind).objects.select_for_update().filter(pk__in=ids).order_by("id")
    return {row.pk: row for row in rows}


def settle_each(act: record.Act, roots: Sequence[int]) -> set[int]:
    """Settle several people who may claim the same place: whoever stands on the family's own card comes before those whose card
    is a double of it, so that the head is the same whichever record was kept. Returns the families that changed."""
    statements = queries.statements_of(PERSON, roots)
    ordered = sorted(roots, key=lambda number: not _on_own_card(number, statements))
    touched: set[int] = set()
    for place, number in enumerate(ordered):
        touched |= settle_people(act, number, waiting=ordered[place + 1 :])
    return touched


def _on_own_card(person_id: int, statements: Sequence[Statement]) -> bool:
    place = queries.own_place(person_id, statements)
    return place is not None and queries.root_of(FAMILY, place.family_id) == place.family_id


def settle_people(act: record.Act, root: int, waiting: Sequence[int] = ()) -> set[int]:
    """Bring a person and all that were merged into them into agreement. Returns the families that changed.

    `waiting`: people who are settled next, whose present place does not count."""
    tree = queries.tree_of(PERSON, root)
    rows = lock(PERSON, tree.ids)
    statements = queries.statements_of(PERSON, tree.ids)
    touched: set[int] = set()
    shown = queries.joined_state(PERSON, tree, statements)
    for number in tree.ids[1:]:
        row = rows[number]
        _point(row, root)
        own = queries.own_state(PERSON, number, statements)
        values = _values(PERSON, own) | {"status": MERGED, "died_date": None}
        if "nik" in own and shown["nik"].number == own["nik"].number:
            values["nik"] = None  # the record that carries on shows this number: one number stands on one row
        if row.family_id is not None:
            touched.add(row.family_id)
            reason = _why_leaving(row, tree, statements)
            record.enter_family(act, row, None, None, reason)
        _write(act, PERSON, row, values, statements)
    row = rows[root]
    _point(row, None)
    _write(act, PERSON, row, _values(PERSON, shown), statements)
    return touched | _place(act, row, tree, statements, waiting)


def _why_leaving(row: Person, tree: queries.Tree, statements: Sequence[Statement]) -> str:
    """A list that names a merged person on their old card, which is a double too, says nothing new of where they belong."""
    since = min(merge.pk for merges in tree.merges.values() for merge in merges if merge.gone_id == row.pk)
    fresh = Membership.objects.filter(person_id=row.pk, active_to__isnull=True, pk__gt=since).first()
    if fresh is None:
        return "digabung"
    before = queries.own_place(row.pk, statements, leave_out=fresh.pk)
    same = before is not None and queries.root_of(FAMILY, before.family_id) == queries.root_of(FAMILY, fresh.family_id)
    return queries.REPEATED if same else "digabung"


_NOTHING = joining.Said(None, date.min, 0)


def settle_families(act: record.Act, root: int) -> set[int]:
    """Bring a family and its doubles into agreement, members included. Returns the families that changed."""
    tree = queries.tree_of(FAMILY, root)
    rows = lock(FAMILY, tree.ids)
    statements = queries.statements_of(FAMILY, tree.ids)
    touched = set(tree.ids)
    people = _belong(tree.ids)
    for number in tree.ids[1:]:
        _point(rows[number], root)
        state = queries.own_state(FAMILY, number, statements)
        _write(act, FAMILY, rows[number], _values(FAMILY, state) | {"status": MERGED}, statements)
    _point(rows[root], None)
    values = _values(FAMILY, queries.joined_state(FAMILY, tree, statements))
    own = queries.own_state(FAMILY, root, statements).get("status", _NOTHING).value or ACTIVE
    if rows[root].status == MERGED or own != EMPTY:
        values["status"] = own if own != EMPTY else ACTIVE
    else:
        values["status"] = rows[root].status
    _write(act, FAMILY, rows[root], values, statements)
    return touched | settle_each(act, people)


def _belong(family_ids: Sequence[int]) -> list[int]:
    """Persons (not merged away) who stand in these families, or stood there until a merge moved them."""
    inside = Person.objects.filter(family_id__in=family_ids, merged_into__isnull=True).values_list("pk", flat=True)
    once = Membership.objects.filter(family_id__in=family_ids).values_list("person_id", flat=True)
    roots = Person.objects.filter(pk__in=set(once), merged_into__isnull=True).values_list("pk", flat=True)
    return sorted({*inside, *roots})


def finish_families(act: record.Act, touched: set[int]) -> None:
    """Counts, names of heads, closed and reopened families after people moved."""
    record.recount(touched)
    for family in Family.objects.select_for_update().filter(pk__in=touched).order_by("id"):
        living = list(Person.objects.filter(family_id=family.pk, status=ALIVE).order_by("relation", "id"))
        head = next((person for person in living if person.relation == HEAD), None)
        changed: dict[str, Any] = {}
        if head is not None and family.head_name != head.name:
            changed["head_name"] = head.name
        if family.status == ACTIVE and not living and Membership.objects.filter(family_id=family.pk).exists():
            changed |= {"status": EMPTY, "member_count": 0}
        if family.status == EMPTY and living:
            changed["status"] = ACTIVE
        if changed:
            record.change_family(act, family, **changed)
            record.observe_family(act, family.pk, {k: v for k, v in changed.items() if k != "member_count"})
        else:
            record.count_revision(family)


def _point(row: Person | Family, root: int | None) -> None:
    if row.merged_into != root:
        type(row).objects.filter(pk=row.pk).update(merged_into=root)
        row.merged_into = root


def _values(kind: int, state: State) -> dict[str, Any]:
    values = queries.values_of(state, queries.joined_keys(kind))
    if kind == PERSON:
        values["status"] = values["status"] or ALIVE
    return values


def _write(act: record.Act, kind: int, row: Any, values: Mapping[str, Any], statements: Sequence[Statement]) -> None:
    """Observe what the record's own fold does not say yet, and bring the columns up to `values`."""
    written = queries.values_of(queries.written_state(kind, row.pk, statements), values)
    if kind == PERSON or "status" in values:
        written["status"] = written.get("status") or (ALIVE if kind == PERSON else ACTIVE)
    number = queries.number_key(kind)
    said = {key: value for key, value in values.items() if not _same(kind, key, value, written[key])}
    sealed = said.pop(number, None) if not joining.empty(said.get(number)) else None
    columns = _columns(kind, row, values)
    if not said and sealed is None and not columns:
        return
    if kind == PERSON:
        record.change_person(act, row, **columns)
        record.observe_person(act, row.pk, said, sealed)
    else:
        record.change_family(act, row, **columns)
        record.observe_family(act, row.pk, said, sealed)
    answers = {variable.key for variable in queries.projection_of(kind).variables}
    write_facts(act, _SUBJECT[kind], row.pk, {k: v for k, v in said.items() if k in answers})  # type: ignore[arg-type]
    row.as_of = act.day


def _same(kind: int, key: str, left: Any, right: Any) -> bool:
    if joining.empty(left) or joining.empty(right):
        return joining.empty(left) and joining.empty(right)
    if key == queries.number_key(kind):
        opened = vault.unseal_many(queries.projection_of(kind).field, [left, right])
        return opened[0] == opened[1]
    return bool(left == right)


def _columns(kind: int, row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of the table itself that must change."""
    projection = queries.projection_of(kind)
    found: dict[str, Any] = {}
    for key in (*projection.columns, "mother_sealed", "phone_sealed"):
        if key in values:
            value = _stored(key, values[key])
            present = getattr(row, key)
            if value != (bytes(present) if isinstance(present, memoryview) else present):
                found[key] = value
    number = projection.sealed_key
    if not _same(kind, number, values[number], getattr(row, projection.sealed_column)):
        text = vault.unseal(projection.field, values[number]) if values[number] else ""
        found[projection.sealed_column], found[f"{number}_index"] = record.sealed_pair(projection.field, text)
    return found


def _stored(key: str, value: Any) -> Any:
    import base64

    if key in ("mother_sealed", "phone_sealed"):
        return base64.b64decode(value) if value else None
    if key in ("birth_date", "died_date"):
        return date.fromisoformat(value) if value else None
    if value is None and key in ("name", "birth_place", "address"):
        return ""
    return value


def _place(
    act: record.Act, row: Person, tree: queries.Tree, statements: Sequence[Statement], waiting: Sequence[int]
) -> set[int]:
    """Put a person into the family that the sources say. Returns the families that changed."""
    family_id, relation = _wanted_place(row, tree, statements)
    if family_id is None:
        if row.family_id is None:
            return set()
        touched = {row.family_id}
        record.enter_family(act, row, None, None, "penggabungan dibatalkan")
        return touched
    if relation == HEAD and _has_other_head(family_id, [row.pk, *waiting]):
        relation = joining.OTHER_MEMBER
    if row.family_id == family_id:
        if row.relation != relation:
            row.memberships.filter(active_to__isnull=True).update(relation=relation)
            record.change_person(act, row, relation=relation)
            record.observe_person(act, row.pk, {"relation": relation})
        return {family_id}
    left = row.family_id
    family = Family.objects.select_for_update().get(pk=family_id)
    record.enter_family(act, row, family, relation, "penggabungan" if row.merged_into is None else "digabung")
    _bring(act, row, family.wilayah)
    return {family_id} | ({left} if left else set())


def _bring(act: record.Act, row: Person, wilayah: str) -> None:
    from pilar.evidence.registry.actions.move import place_person

    place_person(act, row, wilayah)


def _wanted_place(row: Person, tree: queries.Tree, statements: Sequence[Statement]) -> tuple[int | None, int | None]:
    """The family (or the one that carries on for it) and the relation in it; a double who is head there makes the person head."""
    found = [(number, queries.own_place(number, statements)) for number in tree.ids]
    places = [
        (queries.root_of(FAMILY, place.family_id), _relation(number, place, statements))
        for number, place in found
        if place
    ]
    if not places:
        return None, None
    family_id, relation = places[0]
    if (family_id, HEAD) in places:
        return family_id, HEAD
    return family_id, row.relation if relation is None and row.family_id == family_id else relation


def _relation(number: int, place: Membership, statements: Sequence[Statement]) -> int | None:
    """The relation of a membership, or what was said of it since."""
    said = queries.own_state(PERSON, number, statements).get("relation")
    return said.value if said is not None and said.number > place.pk and said.value else place.relation


def _has_other_head(family_id: int, but: Sequence[int]) -> bool:
    return Person.objects.filter(family_id=family_id, relation=HEAD, status=ALIVE).exclude(pk__in=but).exists()


def index_of(sealed: bytes | None) -> bytes | None:
    """The blind index of a sealed NIK."""
    return vault.blind_index(NIK_FIELD, vault.unseal(NIK_FIELD, sealed)) if sealed else None


def renew_desil(family_id: int) -> None:
    """The desil of a family whose entries of DTSEN moved: the newest published version that gave one."""
    if Family.objects.filter(pk=family_id, desil__isnull=False, desil_version__isnull=True).exists():
        return  # a desil that no version brought
    newest = (
        DtsenEntry.objects.filter(family_id=family_id, desil__isnull=False, version__published_at__isnull=False)
        .order_by("-version__as_of", "-version_id")
        .first()
    )
    desil, version = (newest.desil, newest.version_id) if newest else (None, None)
    Family.objects.filter(pk=family_id).exclude(desil=desil, desil_version=version).update(
        desil=desil, desil_version=version
    )

"""Correcting facts of a person or family."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilar.core import vault
from pilar.core.scope import Actor
from pilar.evidence.registry.actions import problems, record
from pilar.evidence.registry.actions.facts import check_facts, write_facts
from pilar.evidence.registry.actions.register import packed
from pilar.evidence.registry.models import Family, FamilyFacts, Membership, Person, PersonFacts
from pilar.evidence.registry.names import clean_name
from pilar.evidence.registry.queries.answers import fact_values
from pilar.evidence.registry.rules import HEAD, MOTHER_FIELD, PHONE_FIELD, age_on

_PERSON_COLUMNS = ("name", "sex", "birth_date", "birth_place", "relation")
_SECRETS = {"mother_name": ("mother_sealed", MOTHER_FIELD), "phone": ("phone_sealed", PHONE_FIELD)}


@transaction.atomic
def correct_person(
    *, person_id: int, revision: int, changed: Mapping[str, Any], reason: str, by: Actor, at: datetime
) -> int:
    """Correct name, sex, birth_date, birth_place, relation, mother_name, phone, or answers of the catalogue.

    Only keys given are touched; None clears. Returns the new revision. Raises UMUM-404, -409, REG-106, -113, -114, -118, -119, -122.
    """
    by.scope.require("registry.person.edit")
    row = record.lock_person(by, person_id, revision)
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    act = record.begin("Perbaikan data orang", by=by, at=at, newest=row.as_of)
    columns = _person_columns(row, changed, act.day)
    given = {key: value for key, value in changed.items() if key not in _PERSON_COLUMNS and key not in _SECRETS}
    answers = _person_answers(row, given, columns, act.day)
    before = {key: getattr(row, key) for key in columns if not key.endswith("_sealed")}
    if not columns and not answers:
        raise problems.NOTHING_CHANGED()
    said = {key: packed(value) if key.endswith("_sealed") else value for key, value in columns.items()}
    record.change_person(
        act, row, **{key: "" if key == "birth_place" and value is None else value for key, value in columns.items()}
    )
    record.observe_person(act, row.pk, said | answers)
    write_facts(act, "person", row.pk, answers)
    if "relation" in columns:
        Membership.objects.filter(person_id=row.pk, active_to__isnull=True).update(relation=row.relation)
    if row.relation == HEAD and columns.keys() & {"name", "relation"} and row.family_id:
        _rename_head(act, row)
    shown = {key: value for key, value in columns.items() if not key.endswith("_sealed")}
    hidden = [key for key in columns if key.endswith("_sealed")]
    record.finish(
        act, "registry.person.corrected", ("person", row.pk), row.wilayah, before=before,
        after=shown | {"answers": sorted(answers)} | ({"sealed": hidden} if hidden else {}), reason=reason,
    )  # fmt: skip
    return row.revision + 1


@transaction.atomic
def correct_family(
    *,
    family_id: int,
    revision: int,
    changed: Mapping[str, Any],
    reason: str,
    by: Actor,
    at: datetime,
    source: str = "Perbaikan data keluarga",
) -> int:
    """Correct the address or answers about dwelling, assets, programmes. Desil comes from BPS and is never among them.
    `source`: how the source of these facts is called, for example the visit that brought them.

    Returns the new revision. Raises UMUM-404, -409, REG-110, -114, -118, -119.
    """
    by.scope.require("registry.family.edit")
    row = record.lock_family(by, family_id, revision)
    if row.status != "aktif":
        raise problems.FAMILY_CLOSED()
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    act = record.begin(source, by=by, at=at, newest=row.as_of)
    given = dict(changed)
    address = str(given.pop("address", row.address) or "").strip()[:250]
    answers = _family_answers(row, given)
    if address == row.address and not answers:
        raise problems.NOTHING_CHANGED()
    said = dict(answers)
    if address != row.address:
        said["address"] = address or None
        record.change_family(act, row, address=address)
        _refresh_search(row)
    else:
        record.change_family(act, row)
    record.observe_family(act, row.pk, said)
    write_facts(act, "family", row.pk, answers)
    record.finish(
        act, "registry.family.corrected", ("family", row.pk), row.wilayah, after={"facts": sorted(said)}, reason=reason
    )
    return row.revision + 1


def _refresh_search(row: Family) -> None:
    for person in Person.objects.filter(family_id=row.pk):
        record.renew_search_words(person)


def _person_columns(row: Person, changed: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Columns whose value differs from what stands there."""
    columns: dict[str, Any] = {}
    for key in _PERSON_COLUMNS:
        if key in changed:
            value = _cleaned(key, changed[key])
            if value != (getattr(row, key) or None):
                columns[key] = value
    if "name" in columns and not columns["name"]:
        raise problems.NAME_NEEDED()
    born = columns.get("birth_date")
    if born and not date(1900, 1, 1) <= born <= day:
        raise problems.DATE_IMPOSSIBLE(why="lahir di masa depan atau sebelum 1900")
    if columns.get("relation") == HEAD and row.family_id:
        others = Person.objects.filter(family_id=row.family_id, relation=HEAD, status="hidup").exclude(pk=row.pk)
        if others.exists():
            raise problems.NEEDS_ONE_HEAD()
    for key, (column, field) in _SECRETS.items():
        if key in changed:
            text = clean_name(str(changed[key] or "")) if key == "mother_name" else str(changed[key] or "").strip()
            if text != vault.unseal(field, getattr(row, column)):
                columns[column] = vault.seal(field, text) if text else None
    return columns


def _cleaned(key: str, value: Any) -> Any:
    if key == "name":
        return clean_name(str(value or ""))[:120] or None
    if key == "birth_place":
        return str(value or "").strip().upper()[:80] or None
    return value


def _person_answers(row: Person, given: dict[str, Any], columns: dict[str, Any], day: date) -> dict[str, Any]:
    known = fact_values(PersonFacts.objects.filter(pk=row.pk).first(), "person")
    born, sex = columns.get("birth_date", row.birth_date), columns.get("sex", row.sex)
    fresh = {key: value for key, value in given.items() if (None if value == "" else value) != known.get(key)}
    return check_facts("person", fresh, known=known, age=age_on(born, day), sex=sex) if fresh else {}


def _family_answers(row: Family, given: dict[str, Any]) -> dict[str, Any]:
    known = fact_values(FamilyFacts.objects.filter(pk=row.pk).first(), "family")
    fresh = {key: value for key, value in given.items() if (None if value == "" else value) != known.get(key)}
    return check_facts("family", fresh, known=known) if fresh else {}


def _rename_head(act: record.Act, row: Person) -> None:
    """The family carries the name of its head."""
    family = Family.objects.select_for_update().filter(pk=row.family_id or 0).first()
    if family is not None and family.head_name != row.name:
        record.change_family(act, family, head_name=row.name)
        record.observe_family(act, family.pk, {"head_name": row.name})

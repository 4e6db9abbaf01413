"""Registering a person or a whole family at the desk."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilar.core import vault
from pilar.core.scope import Actor
from pilar.evidence.registry.actions import problems, record
from pilar.evidence.registry.actions.facts import check_facts, write_facts
from pilar.evidence.registry.models import Family, Membership, Person
from pilar.evidence.registry.names import clean_name
from pilar.evidence.registry.rules import ACTIVE, HEAD, KK_FIELD, MOTHER_FIELD, NIK_FIELD, PHONE_FIELD, age_on


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person as typed at the desk. `nik` in any spelling, "" for none; `seen`: doubtful numbers were compared with the card."""

    name: str
    nik: str = ""
    relation: int | None = None
    sex: int | None = None
    birth_date: date | None = None
    birth_place: str = ""
    mother_name: str = ""
    phone: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    seen: bool = False


@transaction.atomic
def register_person(*, new: NewPerson, family_id: int | None, wilayah: str = "", by: Actor, at: datetime) -> int:
    """A new person, in a family or alone (then `wilayah` says where). Returns the id.

    Raises REG-101, -103, -104, -106 (a second head), -110, -113, -118, -120, -122, UMUM-404.
    """
    by.scope.require("registry.person.edit")
    family = record.lock_family(by, family_id) if family_id else None
    if family and family.status != ACTIVE:
        raise problems.FAMILY_CLOSED()
    place = family.wilayah if family else wilayah
    record.require_area(by, place)
    if (
        family
        and new.relation == HEAD
        and Person.objects.filter(family_id=family.pk, relation=HEAD, status="hidup").exists()
    ):
        raise problems.NEEDS_ONE_HEAD()
    act = record.begin("Pendaftaran orang", by=by, at=at)
    person = add_person(act, new, family, place)
    if family:
        record.recount([family.pk])
        if new.relation == HEAD:
            record.change_family(act, family, head_name=person.name)
            record.observe_family(act, family.pk, {"head_name": person.name})
    after = {"name": person.name, "family": family.pk if family else None, "has_nik": person.nik_index is not None}
    record.finish(act, "registry.person.registered", ("person", person.pk), place, after=after)
    return person.pk


@transaction.atomic
def register_family(
    *,
    members: Sequence[NewPerson],
    wilayah: str,
    address: str = "",
    kk: str = "",
    kk_seen: bool = False,
    by: Actor,
    at: datetime,
) -> int:
    """A new family with its members, exactly one of them head. Returns the family's id.

    Raises REG-101 to -106, -113, -118, -120, -122.
    """
    by.scope.require("registry.family.edit")
    record.require_area(by, wilayah)
    if not members:
        raise problems.NO_MEMBERS()
    if sum(member.relation == HEAD for member in members) != 1:
        raise problems.NEEDS_ONE_HEAD()
    act = record.begin("Pendaftaran keluarga", by=by, at=at)
    head = next(member for member in members if member.relation == HEAD)
    sealed, index = record.sealed_pair(KK_FIELD, record.checked_kk(kk, seen=kk_seen))
    family = Family(
        wilayah=wilayah, address=address.strip()[:250], head_name=clean_name(head.name)[:120], kk_sealed=sealed, kk_index=index,
        as_of=act.day,
    )  # fmt: skip
    family.save(force_insert=True)
    facts = {"head_name": family.head_name, "wilayah": wilayah} | (
        {"address": family.address} if family.address else {}
    )
    record.observe_family(act, family.pk, facts, sealed)
    people = [add_person(act, member, family, wilayah).pk for member in members]
    record.recount([family.pk])
    record.finish(
        act, "registry.family.registered", ("family", family.pk), wilayah, after={"members": people, "has_kk": bool(kk)}
    )
    return family.pk


def add_person(act: record.Act, new: NewPerson, family: Family | None, wilayah: str) -> Person:
    """Insert a person with membership, facts and observation, inside the transaction of an act."""
    name = clean_name(new.name)[:120]
    if not name:
        raise problems.NAME_NEEDED()
    if new.birth_date and not date(1900, 1, 1) <= new.birth_date <= act.day:
        raise problems.DATE_IMPOSSIBLE(why="lahir di masa depan atau sebelum 1900")
    nik = record.checked_nik(new.nik, birth_date=new.birth_date, sex=new.sex, seen=new.seen)
    sealed, index = record.sealed_pair(NIK_FIELD, nik)
    mother, phone = clean_name(new.mother_name), new.phone.strip()
    person = Person(
        wilayah=wilayah, family=family, relation=new.relation, name=name, nik_sealed=sealed, nik_index=index, sex=new.sex,
        birth_date=new.birth_date, birth_place=new.birth_place.strip().upper()[:80],
        mother_sealed=vault.seal(MOTHER_FIELD, mother) if mother else None,
        phone_sealed=vault.seal(PHONE_FIELD, phone) if phone else None, as_of=act.day,
    )  # fmt: skip
    person.search_text = record.search_text_of(person, family.address if family else "")
    person.save(force_insert=True)
    if family:
        Membership(
            family=family,
            person=person,
            relation=new.relation,
            active_from=act.day,
            source_id=act.source_id,
            reason="terdaftar",
        ).save(force_insert=True)
    answers = check_facts("person", dict(new.answers), age=age_on(new.birth_date, act.day), sex=new.sex)
    record.observe_person(act, person.pk, _said(person) | answers, sealed)
    write_facts(act, "person", person.pk, answers)
    return person


def _said(person: Person) -> dict[str, Any]:
    """What registering says of a person, unknown things left out."""
    facts: dict[str, Any] = {
        "name": person.name, "wilayah": person.wilayah, "relation": person.relation, "sex": person.sex,
        "birth_date": person.birth_date, "birth_place": person.birth_place or None,
        "mother_sealed": packed(person.mother_sealed), "phone_sealed": packed(person.phone_sealed),
    }  # fmt: skip
    return {key: value for key, value in facts.items() if value is not None}


def packed(blob: bytes | memoryview | None) -> str | None:
    """A sealed value as text for the JSON of an observation."""
    return base64.b64encode(bytes(blob)).decode() if blob else None

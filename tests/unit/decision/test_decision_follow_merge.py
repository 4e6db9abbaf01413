"""Usulan and flags follow a person whose records become one, and come back when that is undone."""

from datetime import datetime, timedelta

import pytest
from desk_door import CITY, VILLAGE, born, nik
from django.utils import timezone

from pilar.decision.proposals import actions
from pilar.decision.proposals.actions import Subject
from pilar.decision.proposals.models import Usul
from pilar.decision.screening.models import Flag
from pilar.evidence.registry import actions as registry
from pilar.evidence.registry.actions import merge
from pilar.evidence.registry.models import Person

pytestmark = pytest.mark.django_db


def alone(name: str, number: int, at: datetime) -> Person:
    """The head of a family of one."""
    new = registry.NewPerson(name=name, nik=nik(number), relation=1, sex=1, birth_date=born(number), seen=True)
    registry.register_family(members=[new], wilayah=VILLAGE, address="JL MAWAR", by=CITY, at=at)
    return Person.objects.get(name=name)


def flag(person: Person, at: datetime) -> Flag:
    row = Flag(
        person_id=person.pk, family_id=person.family_id, wilayah=person.wilayah, check_list="asn", reason="R1", basis="nik",
        name_similarity=100, listed_name=person.name, source_id=0, source_label="ASN", as_of=at.date(), raised_at=timezone.now(),
        last_seen_at=timezone.now(), due_date=at.date(), state="muncul",
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def test_open_ones_follow_and_return(metro: None, at: datetime) -> None:
    one, two = alone("BUDI", 1, at), alone("BUDY", 2, at)
    own = [
        actions.propose(subject=Subject(person_id=p.pk), kind="bansos", programme="PKH", by=CITY, at=at).usul_id
        for p in (one, two)
    ]
    other = actions.propose(
        subject=Subject(person_id=two.pk), kind="bansos", programme="SEMBAKO", by=CITY, at=at
    ).usul_id
    raised = flag(two, at)
    number = merge.merge_people(kept_id=one.pk, gone_id=two.pk, reason="sama", by=CITY, at=at)
    held = dict(Usul.objects.values_list("pk", "person_id"))
    assert held == {own[0]: one.pk, own[1]: two.pk, other: one.pk}, (
        "the second open usulan of a kind stays where it was"
    )
    assert Flag.objects.get(pk=raised.pk).person_id == one.pk
    merge.undo_merge(merge_id=number, reason="keliru", by=CITY, at=at + timedelta(days=1))
    assert dict(Usul.objects.values_list("pk", "person_id")) == {own[0]: one.pk, own[1]: two.pk, other: two.pk}
    assert Flag.objects.get(pk=raised.pk).person_id == two.pk

"""Random merges, undoings and acts at a desk: with all merges undone the register is as if nobody had ever been merged."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registry_people import METRO, nik

from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.evidence.registry import actions
from pilar.evidence.registry.actions import merge
from pilar.evidence.registry.actions.rebuild import check_projection
from pilar.evidence.registry.models import Family, Membership, Merge, Person, PersonFacts
from pilar.evidence.registry.queries.merge import later_acts

ACTS = ("merge", "merge", "merge", "undo", "rename", "answer", "place", "go", "die", "live", "family")
STEP = st.tuples(st.sampled_from(ACTS), st.integers(0, 99), st.integers(0, 99), st.booleans())
BY = Actor("acak", "uji", Scope(("1872",), frozenset({"*"})), channel="test")
START = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
Known = dict[int, dict[str, Any]]


def start() -> Known:
    """Three families of two; each person with a NIK or none. What is known of each is the oracle."""
    known: Known = {}
    for number in range(3):
        members = [
            actions.NewPerson(name=f"ORANG {number}{place}", relation=1 + place, nik=nik(8000 + number) if place else "", seen=True)
            for place in range(2)
        ]  # fmt: skip
        actions.register_family(members=members, wilayah=METRO, address="JL LAMA", by=BY, at=START)
    for row in Person.objects.all():
        known[row.pk] = {
            "name": row.name,
            "status_kawin": None,
            "birth_place": "",
            "family": row.family_id,
            "status": "hidup",
        }
    return known


def act(name: str, row: Person, two: int, serial: int, at: datetime) -> dict[str, Any]:
    """One act at a desk on a record that is not merged; returns what it says of the person."""
    who = {"person_id": row.pk, "revision": row.revision, "by": BY, "at": at}
    if name == "rename":
        actions.correct_person(changed={"name": f"GANTI {serial}"}, reason="acak", **who)
        return {"name": f"GANTI {serial}"}
    if name == "answer":
        actions.correct_person(changed={"status_kawin": 1 + two % 4}, reason="acak", **who)
        return {"status_kawin": 1 + two % 4}
    if name == "place":
        actions.correct_person(changed={"birth_place": f"KOTA {serial}"}, reason="acak", **who)
        return {"birth_place": f"KOTA {serial}"}
    if name == "die":
        actions.mark_deceased(died_date=date(2026, 2, 1), evidence="acak", **who)
        return {"status": "meninggal"}
    if name == "live":
        actions.undo_deceased(reason="acak", **who)
        return {"status": "hidup"}
    families = list(Family.objects.order_by("pk"))
    target = families[two % len(families)]
    actions.move_person(to_family_id=target.pk, relation=8, reason="acak", **who)
    return {"family": target.pk}


def invariants(count: int) -> None:
    assert Person.objects.count() == count
    open_ones = dict(Membership.objects.filter(active_to__isnull=True).values_list("person_id", "family_id"))
    assert Membership.objects.filter(active_to__isnull=True).count() == len(open_ones)
    assert open_ones == dict(Person.objects.filter(family_id__isnull=False).values_list("pk", "family_id"))
    merged = dict(Person.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
    assert set(Person.objects.filter(status="digabung").values_list("pk", flat=True)) == set(merged)
    assert not set(merged.values()) & set(merged), "nobody points at a record that was merged itself"
    numbers = [
        bytes(each) for each in Person.objects.filter(nik_index__isnull=False).values_list("nik_index", flat=True)
    ]
    assert len(set(numbers)) == len(numbers)
    for family in Family.objects.all():
        heads = Person.objects.filter(family=family, relation=1, status="hidup").count()
        assert heads <= 1 and family.member_count == Person.objects.filter(family=family, status="hidup").count()


def undo(known: Known, row: Merge, gives: bool, at: datetime) -> None:
    """Every later act belongs to the one or to the other, as drawn; the oracle hears it too."""
    said = SAID
    owners = {}
    for later in later_acts(BY.scope, row):
        owners[later.source_id] = "gone" if gives else "kept"
        if gives and later.source_id in said:
            said[later.source_id] = (row.gone_id, said[later.source_id][1])
    merge.undo_merge(merge_id=row.pk, owners=owners, reason="acak", by=BY, at=at)


SAID: dict[int, tuple[int, dict[str, Any]]] = {}
"""Source of an act -> (whom it speaks of, what it says), in the order of recording."""


def expected(known: Known) -> Known:
    told = {number: dict(values) for number, values in known.items()}
    for _, (number, values) in sorted(SAID.items()):
        told[number].update(values)
    return told


def present() -> Known:
    answers = dict(PersonFacts.objects.values_list("pk", "status_kawin"))
    return {
        row.pk: {
            "name": row.name, "status_kawin": answers.get(row.pk), "birth_place": row.birth_place, "family": row.family_id,
            "status": row.status,
        }
        for row in Person.objects.all()
    }  # fmt: skip


def newest_source(row: Person) -> int:
    from pilar.evidence.registry.models import Observation

    return Observation.objects.filter(subject_id=row.pk).order_by("-pk").values_list("source_id", flat=True)[0]


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=5, max_size=11))
def test_undoing_all_merges_leaves_what_the_acts_alone_say(
    metro: None, steps: list[tuple[str, int, int, bool]]
) -> None:
    with transaction.atomic():
        SAID.clear()
        known = start()
        whole_families = False
        for serial, (name, one, two, gives) in enumerate(steps, 1):
            at = START + timedelta(days=serial)
            people = list(Person.objects.filter(merged_into=None).order_by("pk"))
            row, other = people[one % len(people)], people[two % len(people)]
            try:
                with transaction.atomic():
                    if name == "merge":
                        merge.merge_people(kept_id=row.pk, gone_id=other.pk, reason="acak", by=BY, at=at)
                    elif name == "family":
                        families = list(Family.objects.filter(status="aktif").order_by("pk"))
                        pair = families[one % len(families)], families[two % len(families)]
                        merge.merge_doubles(kept_id=pair[0].pk, gone_id=pair[1].pk, reason="acak", by=BY, at=at)
                        whole_families = True
                    elif name == "undo":
                        held = list(Merge.objects.filter(undone_at=None, subject_kind=2).order_by("pk"))
                        if held:
                            undo(known, held[one % len(held)], gives, at)
                    else:
                        said = act(name, row, two, serial, at)
                        SAID[newest_source(row)] = (row.pk, said)
            except Problem:
                pass
            invariants(len(known))
        assert check_projection().differences == {}
        for number, row in enumerate(Merge.objects.filter(undone_at=None).order_by("-subject_kind", "pk")):
            undo(known, row, False, START + timedelta(days=50 + number))
        invariants(len(known))
        assert check_projection().differences == {}
        told, now = expected(known), present()
        if whole_families:
            for each in (told, now):
                for values in each.values():
                    values.pop("family")
        assert now == told
        transaction.set_rollback(True)

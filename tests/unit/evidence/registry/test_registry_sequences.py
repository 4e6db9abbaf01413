"""Random sequences of acts: whatever people do at the desk, nobody is lost and the projection is the fold."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Count, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registry_people import BANJARSARI, IMOPURO, METRO, kk, nik

from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.evidence.registry import actions
from pilar.evidence.registry.actions.rebuild import check_projection
from pilar.evidence.registry.models import Family, Membership, Person

ACTS = ("add", "rename", "nik", "kk", "move", "split", "merge", "head", "die", "live", "go", "facts", "answers")
STEP = st.tuples(st.sampled_from(ACTS), st.integers(0, 99), st.integers(0, 99), st.integers(1, 8))
BY = Actor("acak", "uji", Scope(("1872",), frozenset({"*"})), channel="test")
START = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def pick(model: type, number: int) -> object:
    return model.objects.order_by("id")[number % model.objects.count()]  # type: ignore[attr-defined]


def act(name: str, one: int, two: int, relation: int, at: datetime, serial: int) -> None:
    family, person = pick(Family, one), pick(Person, two)
    assert isinstance(family, Family) and isinstance(person, Person)
    who = {"by": BY, "at": at}
    of_person = {"person_id": person.pk, "revision": person.revision, **who}
    of_family = {"family_id": family.pk, "revision": family.revision, "reason": "acak", **who}
    place = (METRO, IMOPURO, BANJARSARI)[two % 3]
    if name == "add":
        new = actions.NewPerson(
            name=f"BARU {serial}", relation=relation, sex=1 + two % 2, birth_date=date(1990, 1, 1 + one % 28)
        )
        actions.register_person(new=new, family_id=family.pk, **who)
    elif name == "rename":
        changed = {"name": f"GANTI {serial}", "relation": relation, "birth_place": None}
        actions.correct_person(changed=changed, reason="acak", **of_person)
    elif name == "nik":
        actions.correct_nik(nik=nik(serial) if one % 3 else "", seen=True, reason="acak", **of_person)
    elif name == "kk":
        actions.correct_kk(kk=kk(serial), seen=True, **of_family)
    elif name == "move":
        actions.move_family(wilayah=place, address=f"JL {serial}", **of_family)
    elif name == "split":
        leaving = {person.pk: 1}
        actions.split_family(leaving=leaving, wilayah=place, address="JL BARU", **of_family)
    elif name == "merge":
        other = pick(Family, two)
        assert isinstance(other, Family)
        actions.merge_families(
            keep_id=family.pk, keep_revision=family.revision, merged_id=other.pk, relations={}, reason="acak", **who
        )
    elif name == "head":
        actions.change_head(new_head_id=person.pk, old_head_relation=relation, **of_family)
    elif name == "die":
        actions.mark_deceased(died_date=date(2026, 2, 1) if one % 2 else None, evidence="acak", **of_person)
    elif name == "live":
        actions.undo_deceased(reason="acak", **of_person)
    elif name == "go":
        actions.move_person(to_family_id=family.pk, relation=relation, reason="acak", **of_person)
    elif name == "facts":
        actions.correct_family(
            changed={"luas_lantai": serial, "status_kepemilikan_rumah": relation if relation < 6 else None}, **of_family
        )
    else:
        actions.correct_person(changed={"status_kawin": relation if relation < 5 else None}, reason="acak", **of_person)


def invariants(known: set[int]) -> set[int]:
    people = set(Person.objects.values_list("pk", flat=True))
    assert known <= people, "a person was lost"
    open_ones = dict(Membership.objects.filter(active_to__isnull=True).values_list("person_id", "family_id"))
    assert Membership.objects.filter(active_to__isnull=True).count() == len(open_ones), "two open memberships"
    assert open_ones == dict(Person.objects.filter(family_id__isnull=False).values_list("pk", "family_id"))
    living = Count("persons", filter=Q(persons__status="hidup"))
    assert all(row.member_count == row.n for row in Family.objects.annotate(n=living))
    heads = Count("persons", filter=Q(persons__status="hidup", persons__relation=1))
    assert all(row.n <= 1 for row in Family.objects.annotate(n=heads)), "two heads"
    assert not Family.objects.filter(status__in=("digabung", "bubar"), member_count__gt=0).exists()
    numbers = list(Person.objects.filter(nik_index__isnull=False).values_list("nik_index", flat=True))
    assert len({bytes(each) for each in numbers}) == len(numbers)
    return people


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=3, max_size=16))
def test_random_acts_keep_the_register_whole(metro: None, steps: list[tuple[str, int, int, int]]) -> None:
    with transaction.atomic():
        for number in range(3):
            members = [
                actions.NewPerson(
                    name=f"ORANG {number}{place}",
                    relation=(1, 2, 3)[place],
                    nik=nik(8000 + 10 * number + place),
                    seen=True,
                )
                for place in range(3)
            ]
            actions.register_family(members=members, wilayah=METRO, address="JL LAMA", by=BY, at=START)
        known: set[int] = set()
        for serial, (name, one, two, relation) in enumerate(steps, 1):
            try:
                act(name, one, two, relation, START + timedelta(days=serial), serial)
            except Problem:
                pass
            known = invariants(known)
        assert check_projection().differences == {}
        transaction.set_rollback(True)

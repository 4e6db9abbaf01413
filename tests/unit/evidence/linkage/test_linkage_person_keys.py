"""Stored keys of persons: the hint at the counter and short lists ask them instead of reading the register. Small registers keep relatives apart."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from linkage_register import METRO, Register, add_family, add_person, make_register, nik

from pilar.core import vault
from pilar.core.bulk.engine import analysis
from pilar.core.scope import Actor, Scope
from pilar.evidence.linkage import jobs
from pilar.evidence.linkage.matching import lists
from pilar.evidence.linkage.models import CandidatePair, PersonKey, PersonKeySet, Run
from pilar.evidence.linkage.models.pairs import PERSON
from pilar.evidence.linkage.queries import known
from pilar.evidence.linkage.queries.frame import register_frame
from pilar.evidence.linkage.queries.known import likely_persons
from pilar.evidence.linkage.queries.known_many import sharing_frame
from pilar.evidence.linkage.queries.models import active_judge, limits_of, present_thresholds
from pilar.evidence.linkage.rules import PERSON_KEYS
from pilar.evidence.registry.models import Person

Matched = Callable[..., Run]
TODAY = date(2026, 11, 24)
RELATIVES = 24
MEN = "RANGGA BIMO HASAN HUSEN DIMAS DAMAR AHMAD RIZKI FAUZAN ILHAM".split()
WOMEN = "SUMIATI NURHAYATI MELATI KARTINI RUKMINI ROHANA SULASTRI MARYAM WAGINEM PARTINAH".split()


def _add_relatives(made: Register) -> set[tuple[int, int]]:
    """Twins with one date and one NIK but for the serial, and sons called as their fathers, at one address and with one mother."""
    chance, apart = random.Random(5), set()
    for number in range(RELATIVES):
        card, mother, grandmother = (
            f"1872011{chance.randrange(10**9):09d}",
            *(f"{chance.choice(WOMEN)} {chance.choice(WOMEN)}" for _ in "mg"),
        )
        home = add_family(
            f"{METRO}{chance.randint(1, 4):03d}{chance.randint(1, 6):03d}", card, f"JL. {chance.choice(WOMEN)} {number}"
        )
        born = date(2009, 3, 1) + timedelta(days=37 * number)
        called, last = (
            chance.choice(MEN),
            chance.choice(["SURYANA", "GUNADI", "PERMANA", "WIBOWO", "SUTISNA", "MAULANA"]),
        )
        first, second = chance.sample(MEN, 2)
        father = add_person(
            home, f"{called} {last}", born - timedelta(days=9_800), nik(3, born - timedelta(days=9_800)), grandmother
        )
        son = add_person(
            home, f"{called} {last}", born - timedelta(days=500), nik(4, born - timedelta(days=500)), mother
        )
        one = add_person(home, f"{first} {last}", born, nik(1, born), mother)
        two = add_person(home, f"{second} {last}", born, nik(2, born), mother)
        apart |= {(father, son), (one, two), (son, one), (son, two)}
        made.persons += [father, son, one, two]
    return apart


@pytest.mark.django_db
def test_a_register_of_a_few_hundred_families_keeps_twins_and_fathers_and_sons_apart(
    matched: Matched, officer: Actor, at: datetime
) -> None:
    made = make_register(families=330, doubles=40)
    apart = _add_relatives(made)
    run = matched()
    assert run.state == "selesai", run.notes
    proposed = set(CandidatePair.objects.filter(subject_kind=PERSON, band="gabung").values_list("left_id", "right_id"))
    assert not proposed & (apart | made.twins)
    assert len(proposed & made.doubles) >= 36
    _the_hint_finds_by_key(made, officer, at)
    _a_short_list_is_answered_as_with_the_whole_register(made, officer)


def _the_hint_finds_by_key(made: Register, officer: Actor, at: datetime) -> None:
    held = PersonKeySet.objects.get()
    assert PersonKey.objects.count() > len(made.persons)
    one = Person.objects.get(pk=made.persons[20])
    asked = {
        "name": one.name[:3] + one.name[4:],
        "birth_date": f"{one.birth_date:%d-%m-%Y}",
        "mother_name": "",
        "national_id": "",
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(known, "search_people", None)  # the search box is not asked while the keys stand
        assert likely_persons(officer.scope, asked, TODAY)[0].person_id == one.pk
        elsewhere = Scope(("1872021001",), frozenset({"*"}))
        assert not likely_persons(elsewhere, asked, TODAY)
        fresh = add_person(add_family(), "XAVERIUS KUSNADI", date(1971, 5, 6), nik(9, date(1971, 5, 6)))
        late = {"name": "Zaverius Kusnadi", "birth_date": "06-05-1971"}
        assert (
            likely_persons(officer.scope, late, TODAY)[0].person_id == fresh
        )  # registered after the keys were written
        assert (
            likely_persons(officer.scope, {"name": "", "national_id": nik(9, date(1971, 5, 6))}, TODAY)[0].person_id
            == fresh
        )
    PersonKeySet.objects.update(mark=b"0" * 16)  # the vault's key behind the stored keys is gone
    with pytest.raises(TypeError), pytest.MonkeyPatch.context() as patched:
        patched.setattr(known, "search_people", None)
        likely_persons(officer.scope, asked, TODAY)
    PersonKeySet.objects.update(mark=held.mark)


def _a_short_list_is_answered_as_with_the_whole_register(made: Register, officer: Actor) -> None:
    people = Person.objects.in_bulk(made.persons[10:60:5])
    columns = {
        "name": [p.name[:2] + p.name[3:] for p in people.values()],
        "birth_date": [str(p.birth_date) for p in people.values()],
    }
    columns = {
        role: [*cells, extra]
        for (role, cells), extra in zip(columns.items(), ("QODRATULLOH", "1911-11-11"), strict=True)
    }
    judge = active_judge()
    assert judge is not None
    answers = []
    for is_narrow in (True, False):
        with analysis() as engine:
            few = sharing_frame(engine, officer.scope, columns) if is_narrow else None
            assert is_narrow == (few is not None)
            frame, narrowed = few or (register_frame(officer.scope), None)
            limits = limits_of(present_thresholds())
            answer = lists.match_list(engine, frame, columns, model=judge.model, limits=limits, narrowed=narrowed)
            answers.append([int(frame.ids[row]) if row >= 0 else None for row in answer.person.tolist()])
            assert answer.outcome[-1] == "tidak"
    assert answers[0] == answers[1]
    assert answers[0][:-1] == list(people)


@pytest.mark.django_db
def test_later_runs_only_add_and_another_area_renews(matched: Matched, officer: Actor, at: datetime) -> None:
    make_register(families=330, doubles=4)
    matched()
    before = PersonKey.objects.count()
    born = date(1983, 7, 19)
    added = add_person(add_family(), "KUSNADI PRAWIROATMOJO", born, nik(3, born))
    matched(kind=jobs.CHANGED)
    mine = PersonKey.objects.filter(person_id=added).count()
    assert mine > 0 and PersonKey.objects.count() == before + mine
    assert PersonKeySet.objects.get().newest_person >= added
    PersonKeySet.objects.update(model_version="lama")
    matched(kind=jobs.CHANGED)  # whatever the run, keys of another model are all replaced
    assert PersonKeySet.objects.get().model_version != "lama"
    assert PersonKey.objects.count() >= before


def test_blind_numbers_are_equal_exactly_where_the_hashes_are() -> None:
    import numpy as np

    numbers = np.array([1, 2, 1, 2**64 - 1], np.uint64)
    made = vault.blind_numbers(PERSON_KEYS, numbers)
    assert made[0] == made[2] and len(set(made.tolist())) == 3
    assert vault.blind_number_candidates(PERSON_KEYS, numbers)[0].tolist() == made.tolist()
    assert vault.blind_numbers("linkage.other", numbers)[0] != made[0]
    assert vault.is_mark_alive(PERSON_KEYS, vault.number_mark(PERSON_KEYS))

"""Lists of the family card and of Dukcapil, and the map between the two lists of relations."""

import pytest

from pilar.evidence.registry import lists
from pilar.evidence.registry.catalogue import VARIABLES
from pilar.evidence.registry.lists import (
    DUKCAPIL_NEXT,
    DUKCAPIL_RESULTS,
    SHDK,
    regsosek_relation,
    shdk_candidates,
)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("SHDK", 11),
        ("RELIGIONS", 7),
        ("FAMILY_CARD_EDUCATION", 10),
        ("MARITAL_STATUS", 4),
        ("VILLAGE_REGISTER_STATUS", 6),
        ("DISABILITY_KINDS", 7),
        ("DUKCAPIL_RESULTS", 10),
        ("DUKCAPIL_FIELDS", 24),
        ("VISIT_RESULTS", 7),
        ("GROUND_CHECK_RESULTS", 6),
        ("MATCH_STATES", 9),
        ("HOUSEHOLD_CHECK_STATES", 9),
        ("FIELD_PERSON_RESULTS", 5),
    ],
)
def test_counts(name: str, count: int) -> None:
    entries = getattr(lists, name)
    assert len(entries) == count
    codes = [getattr(entry, "code", entry) for entry in entries]
    assert len(set(codes)) == count


def test_every_family_card_relation_has_an_answer_of_409() -> None:
    for entry in SHDK:
        assert regsosek_relation(int(entry.code)) in VARIABLES["status_hubungan_keluarga"].codes


def test_relations_come_back_among_the_candidates() -> None:
    for entry in SHDK:
        shdk = int(entry.code)
        sex = {2: 1, 3: 2}.get(shdk)
        assert shdk in shdk_candidates(regsosek_relation(shdk), sex)


@pytest.mark.parametrize(
    ("relation", "sex", "candidates"),
    [
        (1, None, (1,)),
        (2, 1, (2,)),
        (2, 2, (3,)),
        (2, None, (2, 3)),
        (6, 2, (7, 8)),
        (8, 1, (9, 11)),
        (7, 1, (10,)),
    ],
)
def test_ambiguous_relations_stay_ambiguous(relation: int, sex: int | None, candidates: tuple[int, ...]) -> None:
    assert shdk_candidates(relation, sex) == candidates


def test_unknown_relations_are_refused() -> None:
    with pytest.raises(KeyError):
        regsosek_relation(12)
    with pytest.raises(KeyError):
        shdk_candidates(9, 1)


def test_marital_status_of_card_and_form_are_the_same_numbers() -> None:
    form = {answer.code: answer.name_id for answer in VARIABLES["status_kawin"].answers}
    assert {int(entry.code): entry.name_id for entry in lists.MARITAL_STATUS} == form


def test_every_dukcapil_result_has_a_next_act() -> None:
    assert set(DUKCAPIL_NEXT) == {entry.code for entry in DUKCAPIL_RESULTS}


def test_presence_answers_lead_to_declared_states() -> None:
    assert set(lists.PRESENCE_TO_STATE) == VARIABLES["keberadaan"].codes
    assert set(lists.PRESENCE_TO_STATE.values()) <= {entry.code for entry in lists.PERSON_STATES}

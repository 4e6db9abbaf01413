"""Runs over the register: found, explained, remembered, braked, incremental, called off."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from linkage_register import METRO, add_family, add_person, make_register, nik

from pilar.core.jobs import actions as job_actions
from pilar.core.jobs import worker
from pilar.core.jobs.models import Job
from pilar.core.scope import Actor, Scope
from pilar.evidence.linkage import jobs
from pilar.evidence.linkage.actions.models import set_thresholds
from pilar.evidence.linkage.models import CandidatePair, Decision, LinkedPerson, Run, TrainedModel
from pilar.evidence.linkage.models.pairs import FAMILY, PERSON
from pilar.evidence.registry.models import Person

pytestmark = pytest.mark.django_db
Matched = Callable[..., Run]


def _pairs(band: str = "gabung", kind: int = PERSON) -> set[tuple[int, int]]:
    rows = CandidatePair.objects.filter(subject_kind=kind, band=band, state="terbuka")
    return set(rows.values_list("left_id", "right_id"))


def test_a_whole_run_finds_the_doubles_says_why_and_keeps_the_twins_apart(matched: Matched) -> None:
    made = make_register()
    run = matched()
    assert run.state == "selesai", run.notes
    proposed = _pairs()
    assert len(proposed & made.doubles) >= len(made.doubles) - 1
    assert len(proposed - made.doubles) <= 1
    assert not proposed & made.twins
    pair = CandidatePair.objects.get(left_id=min(made.doubles)[0], right_id=min(made.doubles)[1])
    assert pair.weight is not None and pair.weight > 0
    assert {"title", "words", "weight"} <= set(pair.evidence["fields"][0])
    assert "—" in pair.evidence["sentence"]
    assert LinkedPerson.objects.count() == Person.objects.count() == run.counts["records"]
    assert TrainedModel.objects.get().state == "aktif"
    # No value of a person is in the evidence.
    assert Person.objects.get(pk=pair.left_id).name not in str(pair.evidence)


def test_running_twice_changes_nothing_and_an_incremental_run_looks_only_at_what_changed(matched: Matched) -> None:
    made = make_register()
    matched()
    before = list(CandidatePair.objects.order_by("id").values("left_id", "right_id", "state", "fingerprint"))
    again = matched()
    assert (again.counts["fresh"], again.counts["reopened"], again.counts["lapsed"]) == (0, 0, 0)
    assert list(CandidatePair.objects.order_by("id").values("left_id", "right_id", "state", "fingerprint")) == before
    assert matched(jobs.CHANGED).counts["changed"] == 0
    source = Person.objects.get(pk=made.persons[-40])
    copy = add_person(add_family(METRO, "1872011503990001"), source.name, source.birth_date or date(1980, 1, 2))
    run = matched(jobs.CHANGED)
    assert run.counts["changed"] == 1
    pair = CandidatePair.objects.get(left_id=source.pk, right_id=copy, subject_kind=PERSON)
    assert pair.state == "terbuka"
    assert LinkedPerson.objects.filter(person_id=copy).exists()


def test_a_pair_called_two_persons_stays_decided_until_the_evidence_is_other_and_stronger(
    matched: Matched, at: datetime
) -> None:
    made = make_register()
    matched()
    left, right = next(pair for pair in sorted(made.doubles) if pair in _pairs() and not _nik(pair[1]))
    pair = CandidatePair.objects.get(left_id=left, right_id=right, subject_kind=PERSON)
    Decision.objects.create(
        pair=pair,
        verdict="bukan",
        decided_by="petugas",
        decided_at=at,
        fingerprint=pair.fingerprint,
        weight=pair.weight,
    )
    CandidatePair.objects.filter(pk=pair.pk).update(state="diputus")
    assert matched().counts["hidden"] == 1
    pair.refresh_from_db()
    assert pair.state == "diputus"
    twin = Person.objects.get(pk=left)
    Person.objects.filter(pk=right).update(
        nik_sealed=twin.nik_sealed, nik_index=twin.nik_index, name=twin.name, revision=2
    )
    run = matched(jobs.CHANGED)
    pair.refresh_from_db()
    assert (pair.state, run.counts["reopened"]) == ("terbuka", 1)


def _nik(person_id: int) -> bool:
    return Person.objects.get(pk=person_id).nik_sealed is not None


def test_open_pairs_that_hold_no_more_lapse(matched: Matched) -> None:
    made = make_register()
    matched()
    left, right = min(made.doubles & _pairs())
    born = date(2001, 9, 9)
    changed = Person.objects.get(pk=right)
    Person.objects.filter(pk=right).update(
        name="WIRYAWAN TEDJO", birth_date=born, nik_sealed=None, nik_index=None, mother_sealed=None, revision=changed.revision + 1
    )  # fmt: skip
    matched(jobs.CHANGED)
    assert CandidatePair.objects.get(left_id=left, right_id=right, subject_kind=PERSON).state == "gugur"


def test_a_family_that_stands_twice_is_a_pair_of_families(matched: Matched) -> None:
    make_register(doubles=8)
    first, second = add_family(METRO, "1872010101200001"), add_family(METRO, "1872010101200007")
    people = [
        ("SURATMAN WIDODO", date(1971, 3, 4)),
        ("KARTIKA DEWI LESTARI", date(1975, 6, 7)),
        ("BAYU WIDODO", date(2003, 8, 9)),
    ]
    for place, (name, born) in enumerate(people):
        for family in (first, second):
            add_person(family, name, born, nik(place + 1, born), "SUMINAH")
    assert matched().state == "selesai"
    pair = CandidatePair.objects.get(subject_kind=FAMILY, left_id=first.pk, right_id=second.pk)
    assert (pair.band, pair.evidence["kind"], pair.evidence["shared"]) == ("gabung", "ganda", 3)
    assert pair.weight is None and "3 orang" in pair.evidence["sentence"]


def test_the_brake_stops_a_run_with_too_many_doubles_and_nothing_is_written(
    matched: Matched, officer: Actor, at: datetime
) -> None:
    make_register(families=110, doubles=30)
    set_thresholds(
        match_weight=0, review_weight=-5, most_doubles=0.05, most_pairs=1000, reason="uji rem", by=officer, at=at
    )
    run = matched()
    assert run.state == "direm"
    assert "lebih dari batas" in run.brake
    assert not CandidatePair.objects.exists() and not LinkedPerson.objects.exists()


def test_a_register_with_one_person_ends_with_a_sentence(matched: Matched) -> None:
    add_person(add_family(), "BUDI", date(1980, 1, 2))
    run = matched()
    assert run.state == "gagal"
    assert "kurang dari dua baris" in run.notes[0]


def test_a_run_sees_only_the_areas_of_who_asked(matched: Matched) -> None:
    make_register()
    narrow = Actor(username="lurah", role="uji", scope=Scope((METRO,), frozenset({"*"})), channel="test")
    run = matched(by=narrow)
    assert run.wilayah == METRO
    assert run.counts["records"] == Person.objects.filter(wilayah__startswith=METRO).count() < Person.objects.count()
    outside = CandidatePair.objects.exclude(left_wilayah__startswith=METRO) | CandidatePair.objects.exclude(
        right_wilayah__startswith=METRO
    )
    assert not outside.exists()


def test_a_cancelled_run_leaves_nothing(officer: Actor, at: datetime) -> None:
    make_register(families=20, doubles=4)
    run_id = jobs.request_run(kind=jobs.WHOLE, by=officer, at=at)
    assert jobs.request_run(kind=jobs.WHOLE, by=officer, at=at) == run_id
    run = Run.objects.get(pk=run_id)
    assert run.job_id is not None
    job_actions.cancel(job_id=run.job_id, by=officer, at=at)
    worker.run_pending()
    assert not CandidatePair.objects.exists()


def test_a_run_that_breaks_on_the_way_leaves_nothing_and_can_be_asked_again(
    officer: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_register(families=30, doubles=6)
    run_id = jobs.request_run(kind=jobs.WHOLE, by=officer, at=at)

    def power_cut(*_args: object, **_more: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr("pilar.evidence.linkage.actions.results.mark_seen", power_cut)
        worker.run_pending()
    assert not CandidatePair.objects.exists() and not TrainedModel.objects.exists()
    job = Job.objects.get(pk=Run.objects.get(pk=run_id).job_id)
    Job.objects.filter(pk=job.pk).update(state="cancelled", finished_at=at)
    again = jobs.request_run(kind=jobs.WHOLE, by=officer, at=at)
    assert again != run_id
    worker.run_pending()
    assert (Run.objects.get(pk=run_id).state, Run.objects.get(pk=again).state) == ("gagal", "selesai")
    assert CandidatePair.objects.filter(run_id=again).exists()

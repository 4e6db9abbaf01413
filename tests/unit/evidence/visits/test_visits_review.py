"""Records beside the register: merge rule, accept, return, reject, clean ones at once, signals, agreement."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from field_records import add_form, record
from hypothesis import given
from hypothesis import strategies as st

from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.evidence.field.models import Attachment, SubmissionVersion
from pilar.evidence.registry.actions import correct_family
from pilar.evidence.registry.models import Family, FamilyFacts, Observation
from pilar.evidence.visits import actions, queries, review
from pilar.evidence.visits.app_source import VisitsForApp
from pilar.evidence.visits.arrivals import receive
from pilar.evidence.visits.models import Assignment, Review
from pilar.evidence.visits.plan import plan_distribution
from pilar.evidence.visits.rules import merge_fields, wilson
from pilar.evidence.visits.signals import signals

GANJAR = "1872031002"
HOUSE = {"jenis_lantai_terluas": "7", "jenis_dinding_terluas": "3", "luas_lantai": "36", "jenis_atap_terluas": "4"}


@pytest.fixture
def work(
    metro: None, chief: Actor, at: datetime, families: Callable[..., list[int]], volunteer: Callable[..., Actor]
) -> Callable[[int], tuple[Actor, list[Assignment]]]:
    """`work(3)`: a PSM who holds so many visits of one kelurahan."""

    def make(count: int) -> tuple[Actor, list[Assignment]]:
        add_form("pilar_cek_lapangan", at)
        who = volunteer("psm1", GANJAR)
        wanted = [actions.Question(one, "Uji", ("uji", one)) for one in families(count, GANJAR)]
        actions.ask_visits(by=chief, at=at, kind="cek_lapangan", questions=wanted)
        day = at.date()
        actions.distribute(area="1872", digest=plan_distribution(chief.scope, "1872", day).digest, by=chief, at=at)
        return who, list(Assignment.objects.order_by("pk"))

    return make


Work = Callable[[int], tuple[Actor, list[Assignment]]]


def test_accepted_facts_become_observations_of_the_visit(work: Work, chief: Actor, at: datetime) -> None:
    who, (task,) = work(1)
    record(task, who, at, HOUSE | {"alamat": "JL. MELATI 9"}, name="uuid:1")
    assert receive(by=chief, at=at) == 1
    assert receive(by=chief, at=at) == 0
    row = Review.objects.get()
    task.refresh_from_db()
    assert (task.state, row.family_id, row.seconds, row.complete) == ("dikirim", task.family_id, 1200, True)
    lines = {one.key: one for one in queries.change_lines(queries.changes_of(chief.scope, row))}
    assert (lines["address"].registered, lines["address"].visited, lines["address"].choice) == (
        "JL. MAWAR 0",
        "JL. MELATI 9",
        "baru",
    )
    assert lines["luas_lantai"].visited.startswith("36")
    assert review.accept(review_id=row.pk, revision=row.revision, by=chief, at=at) == "diterima"
    assert review.accept(review_id=row.pk, revision=row.revision, by=chief, at=at) == "diterima"
    family = Family.objects.get(pk=task.family_id)
    assert (family.address, FamilyFacts.objects.get(pk=family.pk).luas_lantai) == ("JL. MELATI 9", 36)
    seen = Observation.objects.select_related("source").get(subject_id=family.pk)
    assert seen.source.label == "Kunjungan 24 November 2026 oleh psm1"
    assert seen.facts["jenis_lantai_terluas"] == 7
    task.refresh_from_db()
    assert (task.state, task.is_open) == ("selesai", False)


def test_what_the_register_changed_meanwhile_is_for_people(work: Work, chief: Actor, at: datetime) -> None:
    who, (task,) = work(1)
    later = at.replace(hour=5)
    correct_family(
        family_id=task.family_id,
        revision=1,
        changed={"luas_lantai": 40, "jenis_lantai_terluas": 7},
        reason="Meja",
        by=chief,
        at=later,
    )
    record(task, who, later, HOUSE, name="uuid:1", base=1)
    receive(by=chief, at=later)
    row = Review.objects.get()
    choices = {one.key: one.choice for one in queries.changes_of(chief.scope, row)}
    assert choices == {
        "luas_lantai": "konflik", "jenis_lantai_terluas": "sama", "jenis_dinding_terluas": "baru", "jenis_atap_terluas": "baru",
    }  # fmt: skip
    assert queries.clean_reviews(chief.scope, "", chief.username, {}) == []
    assert review.accept(review_id=row.pk, revision=row.revision, by=chief, at=later) == "sebagian"
    facts = FamilyFacts.objects.get(pk=task.family_id)
    assert (facts.luas_lantai, facts.jenis_dinding_terluas) == (40, 3)
    assert Review.objects.get().accepted == ["jenis_atap_terluas", "jenis_dinding_terluas"]


def test_a_named_fact_alone_is_taken_even_in_conflict(work: Work, chief: Actor, at: datetime) -> None:
    who, (task,) = work(1)
    correct_family(
        family_id=task.family_id,
        revision=1,
        changed={"luas_lantai": 40},
        reason="Meja",
        by=chief,
        at=at.replace(hour=5),
    )
    record(task, who, at, HOUSE, name="uuid:1", base=1)
    receive(by=chief, at=at)
    row = Review.objects.get()
    with pytest.raises(Problem, match="KUN-016"):
        review.accept(review_id=row.pk, revision=row.revision, keys=[], by=chief, at=at)
    review.accept(review_id=row.pk, revision=row.revision, keys=["luas_lantai"], by=chief, at=at)
    facts = FamilyFacts.objects.get(pk=task.family_id)
    assert (facts.luas_lantai, facts.jenis_dinding_terluas) == (36, None)


def test_returned_with_a_note_corrected_and_waiting_again(work: Work, chief: Actor, at: datetime) -> None:
    who, (task,) = work(1)
    record(task, who, at, HOUSE, name="uuid:1")
    receive(by=chief, at=at)
    row = Review.objects.get()
    with pytest.raises(Problem, match="KUN-014"):
        review.give_back(review_id=row.pk, revision=row.revision, note=" ", by=chief, at=at)
    review.give_back(review_id=row.pk, revision=row.revision, note="Foto dapur buram.", by=chief, at=at)
    (came,) = VisitsForApp().returned_for(who)
    assert (came.instance_id, came.note) == ("uuid:1", "Foto dapur buram.")
    assert [one.key for one in VisitsForApp().visits_for(who, at.date())] == [came.visit_key]
    with pytest.raises(Problem, match="KUN-012"):
        review.accept(review_id=row.pk, revision=row.revision + 1, by=chief, at=at)
    record(task, who, at, HOUSE | {"luas_lantai": "42"}, name="uuid:2", replaces="uuid:1")
    assert receive(by=chief, at=at) == 1
    row.refresh_from_db()
    assert (row.state, row.instance_id) == ("menunggu", "uuid:2")
    assert VisitsForApp().returned_for(who) == []
    review.reject(review_id=row.pk, revision=row.revision, reason="Salah keluarga.", by=chief, at=at)
    assert not FamilyFacts.objects.exists()


def test_a_failed_visit_needs_no_facts_and_another_name_is_not_followed(
    work: Work, chief: Actor, at: datetime, volunteer: Any
) -> None:
    who, (task,) = work(1)
    record(task, who, at, {"hasil_kunjungan": "tidak_di_rumah"}, name="uuid:1")
    record(task, volunteer("psm2", GANJAR), at, HOUSE, name="uuid:2")
    receive(by=chief, at=at)
    task.refresh_from_db()
    assert (task.state, task.failed_visits, task.attempts.count()) == ("dibagi", 1, 1)
    assert Review.objects.get(instance_id="uuid:2").assignment_id is None


def test_missing_photos_own_visits_and_other_areas_are_refused(work: Work, chief: Actor, at: datetime) -> None:
    who, (task,) = work(1)
    record(task, who, at, HOUSE, name="uuid:1", photo="rumah.jpg")
    receive(by=chief, at=at)
    row = Review.objects.get()
    with pytest.raises(Problem, match="KUN-017"):
        review.accept(review_id=row.pk, revision=row.revision, by=chief, at=at)
    both = Actor("psm1", "tksk", Scope(("1872",), frozenset({"*"})))
    with pytest.raises(Problem, match="KUN-015"):
        review.accept(review_id=row.pk, revision=row.revision, by=both, at=at)
    other = Actor("x", "tksk", Scope(("187201",), frozenset({"*"})))
    with pytest.raises(Problem, match="UMUM-404"):
        review.accept(review_id=row.pk, revision=row.revision, by=other, at=at)
    with pytest.raises(Problem, match="UMUM-403"):
        review.accept(review_id=row.pk, revision=row.revision, by=who, at=at)
    with pytest.raises(Problem, match="UMUM-409"):
        review.accept(review_id=row.pk, revision=row.revision + 7, by=chief, at=at)


def test_an_impossible_answer_never_enters_the_register(work: Work, chief: Actor, at: datetime) -> None:
    who, (task,) = work(1)
    record(task, who, at, {"luas_lantai": "banyak"}, name="uuid:1")
    receive(by=chief, at=at)
    row = Review.objects.get()
    with pytest.raises(Problem, match="REG-118"):
        review.accept(review_id=row.pk, revision=row.revision, by=chief, at=at)
    row.refresh_from_db()
    assert (row.state, FamilyFacts.objects.count()) == ("menunggu", 0)
    assert review.accept_clean(area="1872", count=1, by=chief, at=at) == (0, 1)


def test_clean_ones_at_once_as_previewed(work: Work, chief: Actor, at: datetime) -> None:
    who, tasks = work(3)
    for n, task in enumerate(tasks):
        record(
            task, who, at, {"luas_lantai": str(30 + n)}, name=f"uuid:{n}", gps=f"-5.1{n} 105.3 0 8" if n else "0 0 0 0"
        )
    receive(by=chief, at=at)
    with pytest.raises(Problem, match="KUN-013"):
        review.accept_clean(area="1872", count=3, by=chief, at=at)
    assert review.accept_clean(area="1872", count=2, by=chief, at=at) == (2, 0)
    assert review.accept_clean(area="1872", count=0, by=chief, at=at) == (0, 0)
    assert sorted(Review.objects.values_list("state", flat=True)) == ["diterima", "diterima", "menunggu"]


def test_signals_name_patterns_and_leave_the_rest_alone(work: Work, chief: Actor, at: datetime) -> None:
    who, tasks = work(13)
    same = HOUSE | {"sumber_air_minum_utama": "2", "fasilitas_bab": "1"}
    for n, task in enumerate(tasks):
        place = {0: "0 0 0 0", 1: "-5.9 105.3 0 5"}.get(
            n, "-5.11 105.31 0 5" if n in (2, 3, 4) else f"-5.12{n:02d} 105.32{n:02d} 0 5"
        )
        answers = same if n in (5, 6, 7) else same | {"luas_lantai": str(50 + n)}
        record(task, who, at, answers, name=f"uuid:{n}", gps=place, minutes=2 if n == 8 else 20)
    receive(by=chief, at=at)
    names = dict(Review.objects.values_list("pk", "instance_id"))
    versions = dict(SubmissionVersion.objects.values_list("instance_id", "pk"))
    for n in (9, 10):
        Attachment.objects.create(
            version_id=versions[f"uuid:{n}"],
            name="a.jpg",
            sha256="b" * 64,
            size=5,
            media_type="image/jpeg",
            state="present",
        )
    found = {names[pk].split(":")[1]: codes for pk, codes in signals(chief.scope, at).items()}
    assert found == {
        "0": ("gps_nol",), "1": ("gps_jauh",), "2": ("titik_sama",), "3": ("titik_sama",), "4": ("titik_sama",),
        "5": ("jawaban_seragam",), "6": ("jawaban_seragam",), "7": ("jawaban_seragam",), "8": ("singkat",),
        "9": ("foto_sama",), "10": ("foto_sama",),
    }  # fmt: skip
    assert signals(Scope(("187201",), frozenset({"*"})), at) == {}


def test_agreement_of_a_back_check(work: Work, chief: Actor, at: datetime, volunteer: Any) -> None:
    who, (task,) = work(1)
    again = volunteer("psm2", GANJAR)
    record(task, who, at, HOUSE, name="uuid:1")
    receive(by=chief, at=at)
    row = Review.objects.get()
    review.accept(review_id=row.pk, revision=row.revision, by=chief, at=at)
    assert actions.draw_back_checks(area="1872", size=5, seed="1", by=chief, at=at) == 1
    second = Assignment.objects.get(checks=task)
    assert second.volunteer_id == again.user_id
    record(second, again, at, HOUSE | {"luas_lantai": "99"}, name="uuid:2")
    receive(by=chief, at=at)
    found = queries.agreement(chief.scope)
    assert (found.visits, found.facts, found.alike) == (1, 4, 3)
    assert found.low < 0.75 < found.high


def test_ppks_answers_stay_closed_for_roles_without_the_right(work: Work, chief: Actor, at: datetime) -> None:
    who, (task,) = work(1)
    add_form("skrining_ppks", at)
    record(task, who, at, HOUSE, name="uuid:1", form="skrining_ppks")
    receive(by=chief, at=at)
    row = Review.objects.get()
    narrow = Scope(("1872",), frozenset({"field.assign"}))
    assert queries.answers_hidden(narrow, row)
    with pytest.raises(Problem, match="UMUM-404"):
        queries.answers_of(narrow, row)
    assert queries.answers_of(chief.scope, row).flat["/data/luas_lantai"] == "36"


_values = st.one_of(st.none(), st.just(""), st.integers(0, 3), st.sampled_from(["a", "b"]))
_facts = st.dictionaries(st.sampled_from("abcdef"), _values)


@given(registered=_facts, visited=_facts, since=st.one_of(st.none(), st.frozensets(st.sampled_from("abcdef"))))
def test_merge_loses_nothing_and_overwrites_no_later_change(
    registered: dict[str, Any], visited: dict[str, Any], since: frozenset[str] | None
) -> None:
    found = {one.key: one for one in merge_fields(registered, visited, since)}
    assert found.keys() == visited.keys()
    for key, one in found.items():
        alike = str(registered.get(key) if registered.get(key) is not None else "") == str(
            visited[key] if visited[key] is not None else ""
        )
        assert (one.choice == "sama") == alike
        if one.choice == "baru" and since is not None:
            assert key not in since
        if one.choice == "baru" and since is None:
            assert registered.get(key) in (None, "")


@given(total=st.integers(1, 500), share=st.floats(0, 1))
def test_wilson_holds_the_share_and_narrows(total: int, share: float) -> None:
    low, high = wilson(round(share * total), total)
    assert 0 <= low <= round(share * total) / total + 1e-9 <= high + 2e-9
    wide = wilson(round(share * total) * 4, total * 4)
    assert wide[1] - wide[0] <= high - low
    assert wilson(0, 0) == (0.0, 1.0)

"""Two records of one person become one, keep both identities readable, and come apart again after any later acts."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from registry_people import BANJARSARI, METRO, kk, nik

from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.evidence.intake.cli import import_file
from pilar.evidence.registry import actions, queries
from pilar.evidence.registry.actions import merge
from pilar.evidence.registry.actions.rebuild import check_projection
from pilar.evidence.registry.models import (
    DtsenEntry,
    DtsenVersion,
    DukcapilResult,
    Family,
    Membership,
    Merge,
    MergeField,
    Observation,
    Person,
    PersonFacts,
    PersonPpks,
    ReceivedAid,
    Source,
)
from pilar.evidence.registry.queries.merge import get_merge, later_acts, merges_of


def person(name: str) -> Person:
    return Person.objects.get(name=name)


def state() -> list[Any]:
    """The register as people see it: revisions, dates of facts and search words left out."""
    people = Person.objects.order_by("pk").values_list(
        "pk", "name", "family_id", "relation", "wilayah", "sex", "birth_date", "birth_place", "status", "died_date",
        "nik_index", "mother_sealed", "merged_into",
    )  # fmt: skip
    families = Family.objects.order_by("pk").values_list("pk", "head_name", "member_count", "status", "wilayah")
    answers = PersonFacts.objects.order_by("pk").exclude(status_kawin=None).values_list("pk", "status_kawin")
    return [
        [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]
        for rows in (people, families, answers)
    ]


@pytest.fixture
def do(officer: Actor, at: datetime) -> Callable[..., Any]:
    """`do(act, ...)` a day later each time."""
    clock = iter(range(1, 100))

    def run(act: Callable[..., Any], **given: Any) -> Any:
        if act.__name__ not in ("mark_ppks", "change_head"):
            given = {"reason": "sama orangnya", **given} if act.__name__ != "mark_deceased" else given
        return act(**given, by=officer, at=at + timedelta(days=next(clock)))

    return run


@pytest.fixture
def doubles(family: Callable[..., int], do: Callable[..., Any]) -> tuple[Person, Person]:
    """BUDI heads a family with SITI and ANI; BUDY, the same man, stands alone on another card with other facts."""
    family("BUDI", "SITI", "ANI", kk=kk(1))
    family("BUDY", wilayah=BANJARSARI, kk=kk(2))
    budy = person("BUDY")
    changed = {"status_kawin": 2, "birth_place": "METRO", "mother_name": "AMINAH"}
    do(actions.correct_person, person_id=budy.pk, revision=budy.revision, changed=changed)
    return person("BUDI"), person("BUDY")


def test_fields_follow_the_rule_and_the_journal_says_why(
    doubles: tuple[Person, Person], do: Callable[..., Any], officer: Actor, at: datetime
) -> None:
    budi, budy = doubles
    before = Observation.objects.count()
    number = do(merge.merge_people, kept_id=budi.pk, gone_id=budy.pk, chosen={"birth_place": "gone"})
    one, two = Person.objects.get(pk=budi.pk), Person.objects.get(pk=budy.pk)
    assert (one.name, one.birth_place, one.facts.status_kawin) == ("BUDI", "METRO", 2)  # type: ignore[attr-defined]
    assert one.mother_sealed is not None and bytes(one.nik_index or b"") == bytes(budi.nik_index or b"")
    assert (two.status, two.merged_into, two.family_id, two.name) == ("digabung", budi.pk, None, "BUDY")
    assert Family.objects.get(pk=budy.family_id).status == "bubar"
    lines = {line.key: (line.winner, line.rule) for line in MergeField.objects.filter(merge_id=number)}
    assert lines["name"] == ("kept", "utama") and lines["nik"] == ("kept", "utama")
    assert lines["status_kawin"] == ("gone", "satu") and lines["sex"] == ("kept", "sama")
    secret = MergeField.objects.get(merge_id=number, key="mother_sealed")
    assert (secret.kept_value, secret.gone_value) == (False, True)
    assert Observation.objects.filter(pk__lte=Observation.objects.order_by("pk")[before - 1].pk).count() == before
    assert check_projection().differences == {}
    assert do(merge.merge_people, kept_id=budi.pk, gone_id=budy.pk) == number, "merging again changes nothing"
    assert Merge.objects.count() == 1
    page = get_merge(officer.scope, number)
    assert (page.kept_name, page.gone_name) == ("BUDI", "BUDY") and any(line.differs for line in page.journal)
    assert not any("1872" in line.kept + line.gone for line in page.journal)
    assert merges_of(officer.scope, 2, budy.pk)[0].other_id == budi.pk
    found = queries.search_people(officer.scope, nik(4), at.date())
    assert [row.id for row in found.rows] == [budi.pk], "the old number leads to the record that carries on"
    assert [row.id for row in queries.search_people(officer.scope, "budy", at.date()).rows] == [budi.pk]
    with pytest.raises(Problem, match="REG-135"):
        do(actions.correct_nik, person_id=two.pk, revision=two.revision, nik="", seen=True)


def test_undone_at_once_everything_is_as_before(doubles: tuple[Person, Person], do: Callable[..., Any]) -> None:
    budi, budy = doubles
    before = state()
    number = do(merge.merge_people, kept_id=budi.pk, gone_id=budy.pk)
    assert state() != before
    do(merge.undo_merge, merge_id=number)
    assert state() == before and check_projection().differences == {}
    do(merge.undo_merge, merge_id=number)
    assert state() == before


def test_undone_after_a_move_a_correction_a_death_and_a_second_merge(
    doubles: tuple[Person, Person], family: Callable[..., int], do: Callable[..., Any], officer: Actor
) -> None:
    budi, budy = doubles
    target, home = family("TONO", kk=kk(3)), budy.family_id
    first = do(merge.merge_people, kept_id=budi.pk, gone_id=budy.pk)
    head = Family.objects.get(pk=budi.family_id)
    siti, ani = person("SITI"), person("ANI")
    do(
        actions.change_head,
        family_id=head.pk,
        revision=head.revision,
        new_head_id=siti.pk,
        old_head_relation=8,
        reason="x",
    )
    do(actions.move_person, person_id=budi.pk, revision=person("BUDI").revision, to_family_id=target, relation=4)
    changed = {"status_kawin": 3, "birth_place": "PRINGSEWU"}
    do(actions.correct_person, person_id=budi.pk, revision=person("BUDI").revision, changed=changed)
    do(actions.correct_person, person_id=budi.pk, revision=person("BUDI").revision, changed={"name": "BUDI S"})
    second = do(merge.merge_people, kept_id=budi.pk, gone_id=ani.pk)
    asked = later_acts(officer.scope, Merge.objects.get(pk=first))
    assert [line.owner for line in asked] == [""] * 4 and len(asked) == 4
    with pytest.raises(Problem, match="REG-133"):
        do(merge.undo_merge, merge_id=first)
    owners = {line.source_id: "kept" for line in asked} | {asked[2].source_id: "gone"}
    do(merge.undo_merge, merge_id=first, owners=owners)
    one, two = Person.objects.get(pk=budi.pk), Person.objects.get(pk=budy.pk)
    assert (one.name, one.family_id, one.birth_place, one.status) == ("BUDI S", target, "", "hidup")
    assert one.mother_sealed is None and not PersonFacts.objects.filter(pk=one.pk).exclude(status_kawin=None).exists()
    assert (two.name, two.family_id, two.relation, two.birth_place) == ("BUDY", home, 1, "PRINGSEWU")
    assert two.facts.status_kawin == 3 and two.merged_into is None  # type: ignore[attr-defined]
    assert Family.objects.get(pk=home).status == "aktif"
    assert person("ANI").merged_into == budi.pk, "the second merge still holds"
    assert check_projection().differences == {}
    do(merge.undo_merge, merge_id=second, owners={})
    assert person("ANI").family_id == head.pk and check_projection().differences == {}


def test_a_merge_below_another_is_undone(doubles: tuple[Person, Person], do: Callable[..., Any]) -> None:
    budi, budy = doubles
    siti, before = person("SITI"), state()
    first = do(merge.merge_people, kept_id=budi.pk, gone_id=budy.pk)
    second = do(merge.merge_people, kept_id=siti.pk, gone_id=budi.pk)
    assert {person("BUDY").merged_into, person("BUDI").merged_into} == {siti.pk}
    assert person("SITI").birth_place == "METRO"
    do(merge.undo_merge, merge_id=first)
    assert person("BUDY").merged_into is None and person("BUDI").merged_into == siti.pk
    assert person("SITI").birth_place == "" and check_projection().differences == {}
    do(merge.undo_merge, merge_id=second)
    assert state() == before and check_projection().differences == {}


def test_aid_marks_and_answers_follow_and_return(
    doubles: tuple[Person, Person], do: Callable[..., Any], at: datetime
) -> None:
    budi, budy = doubles
    day = at.date()
    aid = [ReceivedAid(person_id=p.pk, programme="pkh", as_of=day, source_id=0, row=1, nik_index=p.nik_index, nik_sealed=p.nik_sealed)
           for p in (budi, budy)]  # fmt: skip
    ReceivedAid.objects.bulk_create(aid)
    marks = [do(actions.mark_ppks, person_id=p.pk, code="PPKS-13", criteria=[], since=date(2026, 1, 1), seen=True, reason="x")
             for p in (budi, budy)]  # fmt: skip
    number = do(merge.merge_people, kept_id=budi.pk, gone_id=budy.pk)
    assert set(ReceivedAid.objects.values_list("person_id", flat=True)) == {budi.pk}
    owners = dict(PersonPpks.objects.values_list("pk", "person_id"))
    assert owners == {marks[0]: budi.pk, marks[1]: budy.pk}, "a mark that may stand only once stays where it was"
    later = ReceivedAid(
        person_id=budi.pk,
        programme="sembako",
        as_of=day,
        source_id=0,
        row=2,
        nik_index=budy.nik_index,
        nik_sealed=budy.nik_sealed,
    )
    later.save(force_insert=True)
    do(merge.undo_merge, merge_id=number)
    held = set(ReceivedAid.objects.values_list("programme", "person_id"))
    assert held == {("pkh", budi.pk), ("pkh", budy.pk), ("sembako", budy.pk)}


def test_two_people_whom_dukcapil_knows_are_not_merged(
    doubles: tuple[Person, Person], do: Callable[..., Any], at: datetime
) -> None:
    for one in doubles:
        DukcapilResult(
            person_id=one.pk,
            result="padan",
            as_of=at.date(),
            source_id=0,
            row=1,
            nik_index=one.nik_index,
            nik_sealed=one.nik_sealed,
        ).save(force_insert=True)
    with pytest.raises(Problem, match="REG-131"):
        do(merge.merge_people, kept_id=doubles[0].pk, gone_id=doubles[1].pk)


def test_only_who_may_review_both_areas_merges(doubles: tuple[Person, Person], at: datetime) -> None:
    budi, budy = doubles
    for scope, code in (
        (Scope((METRO,), frozenset({"linkage.review"})), "UMUM-404"),
        (Scope(("1872",), frozenset({"registry.person.edit"})), "UMUM-403"),
    ):
        with pytest.raises(Problem, match=code):
            merge.merge_people(kept_id=budi.pk, gone_id=budy.pk, reason="x", by=Actor("a", "uji", scope), at=at)


def test_the_record_without_a_number_takes_it_and_gives_it_back(
    doubles: tuple[Person, Person], do: Callable[..., Any], officer: Actor
) -> None:
    budi, budy = doubles
    do(actions.correct_nik, person_id=budi.pk, revision=budi.revision, nik="", seen=True)
    before = state()
    number = do(merge.merge_people, kept_id=budi.pk, gone_id=budy.pk)
    assert bytes(person("BUDI").nik_index or b"") == bytes(budy.nik_index or b"") and person("BUDY").nik_index is None
    assert check_projection().differences == {}
    do(merge.undo_merge, merge_id=number)
    assert state() == before and check_projection().differences == {}


def test_news_under_the_old_number_reaches_the_record_that_carries_on(
    doubles: tuple[Person, Person], do: Callable[..., Any], officer: Actor, at: datetime
) -> None:
    budi, budy = doubles
    number = do(merge.merge_people, kept_id=budi.pk, gone_id=budy.pk)
    day = (at + timedelta(days=50)).date()
    source = Source(kind="berkas", label="kiriman", as_of=day, recorded_at=at, recorder="uji")
    source.save(force_insert=True)
    Observation(
        subject_kind=2, subject_id=budy.pk, as_of=day, source_id=source.pk, row=1, facts={"status_kawin": 4}
    ).save(force_insert=True)
    PersonFacts.objects.filter(pk=budy.pk).update(status_kawin=4, as_of=day, source_id=source.pk)
    Person.objects.filter(pk=budy.pk).update(as_of=day)
    assert merge.catch_up(source_id=source.pk, by=officer, at=at + timedelta(days=51)) == 1
    assert person("BUDI").facts.status_kawin == 4 and check_projection().differences == {}  # type: ignore[attr-defined]
    do(merge.undo_merge, merge_id=number)
    assert person("BUDY").facts.status_kawin == 4  # type: ignore[attr-defined]
    assert not PersonFacts.objects.filter(pk=budi.pk).exclude(status_kawin=None).exists()
    assert check_projection().differences == {}


def test_families_that_are_doubles_become_one_and_part_again(
    family: Callable[..., int], do: Callable[..., Any]
) -> None:
    one, two = family("BUDI", "SITI", kk=kk(1)), family("BUDI", "ANI", wilayah=BANJARSARI, kk=kk(2))
    do(actions.correct_family, family_id=two, revision=1, changed={"luas_lantai": 40})
    before = state()
    number = do(merge.merge_doubles, kept_id=one, gone_id=two)
    kept, gone = Family.objects.get(pk=one), Family.objects.get(pk=two)
    assert (kept.member_count, kept.facts.luas_lantai, gone.status, gone.merged_into) == (4, 40, "digabung", one)  # type: ignore[attr-defined]
    assert sorted(Person.objects.values_list("relation", flat=True)) == [1, 2, 2, 8]
    assert check_projection().differences == {}
    ani = person("ANI")
    do(actions.mark_deceased, person_id=ani.pk, revision=ani.revision, died_date=None, evidence="akta")
    do(actions.correct_family, family_id=one, revision=Family.objects.get(pk=one).revision, changed={"luas_lantai": 50})
    asked = later_acts(Scope.system(), Merge.objects.get(pk=number))
    do(merge.undo_merge, merge_id=number, owners={line.source_id: "kept" for line in asked})
    after = state()
    assert person("ANI").family_id == two and person("ANI").status == "meninggal"
    assert Family.objects.get(pk=one).facts.luas_lantai == 50 and Family.objects.get(pk=two).facts.luas_lantai == 40  # type: ignore[attr-defined]
    assert [row[:5] for row in after[0] if row[1] != "ANI"] == [row[:5] for row in before[0] if row[1] != "ANI"]
    assert check_projection().differences == {}


def test_one_record_that_holds_two_people_is_split_and_joined_again(
    family: Callable[..., int], do: Callable[..., Any]
) -> None:
    home, other = family("BUDI", "SITI", kk=kk(1)), family("TONO", kk=kk(2))
    siti = person("SITI")
    do(actions.correct_person, person_id=siti.pk, revision=1, changed={"birth_place": "METRO"})
    do(
        actions.correct_person,
        person_id=siti.pk,
        revision=person("SITI").revision,
        changed={"status_kawin": 2, "birth_place": "PRINGSEWU"},
    )
    do(actions.move_person, person_id=siti.pk, revision=person("SITI").revision, to_family_id=other, relation=3)
    before = state()
    last = list(Observation.objects.filter(subject_id=siti.pk).order_by("-pk").values_list("pk", flat=True))
    moved = Observation.objects.filter(
        source_id=Observation.objects.get(pk=last[0]).source_id, subject_id=siti.pk
    ).values_list("pk", flat=True)
    with pytest.raises(Problem, match="REG-134"):
        do(merge.split_person, person_id=siti.pk, observation_ids=last, name="SITI B")
    corrected = [pk for pk in last if Observation.objects.get(pk=pk).facts.get("status_kawin")]
    split = do(merge.split_person, person_id=siti.pk, observation_ids=[*moved, *corrected], name="SITI B")
    one, two = Person.objects.get(pk=siti.pk), person("SITI B")
    assert (one.birth_place, one.family_id, one.relation) == ("METRO", home, 2)
    assert (two.birth_place, two.family_id, two.relation, two.facts.status_kawin) == ("PRINGSEWU", other, 3, 2)  # type: ignore[attr-defined]
    assert not PersonFacts.objects.filter(pk=one.pk).exclude(status_kawin=None).exists()
    assert Membership.objects.filter(active_to=None).count() == 4 and check_projection().differences == {}
    do(merge.undo_merge, merge_id=split)
    assert state()[0][: len(before[0])] == before[0] and person("SITI B").merged_into == siti.pk
    assert check_projection().differences == {}


@pytest.mark.django_db(transaction=True)
def test_a_delivery_under_both_numbers_brings_no_new_double(metro: None, tmp_path: Path, at: datetime) -> None:
    head = "nomor_kartu_keluarga|nomor_induk_kependudukan|nama|jenis_kelamin|tanggal_lahir|status_hubungan_keluarga|kode_kelurahan_desa_ktp|status_kawin"

    def load(day: str, married: int) -> None:
        rows = [
            f"{kk(n)}|{nik(n)}|{name}|1|1980-02-03|1|1872011001|{married}" for n, name in ((1, "BUDI"), (2, "BUDY"))
        ]
        file = tmp_path / f"{day}.csv"
        file.write_text("\n".join([head, *rows]) + "\n")
        result = CliRunner().invoke(
            import_file, [str(file), "--profile", "dtsen-member-detail", "--as-of", day, "--json"]
        )
        assert result.exit_code == 0, result.output

    load("2026-02-01", 1)
    homes = dict(Person.objects.values_list("pk", "family_id"))
    by = Actor.system()
    number = merge.merge_people(kept_id=person("BUDI").pk, gone_id=person("BUDY").pk, reason="x", by=by, at=at)
    families = [homes[person(name).pk] for name in ("BUDI", "BUDY")]
    doubled = merge.merge_doubles(kept_id=families[0], gone_id=families[1], reason="x", by=by, at=at)
    load("2026-12-20", 2)
    assert Person.objects.count() == 2 and Family.objects.count() == 2
    assert (person("BUDY").status, person("BUDY").family_id) == ("digabung", None)
    assert person("BUDI").facts.status_kawin == 2 and check_projection().differences == {}  # type: ignore[attr-defined]
    later = at + timedelta(days=60)
    merge.undo_merge(merge_id=doubled, reason="x", by=by, at=later)
    merge.undo_merge(merge_id=number, reason="x", by=by, at=later)
    assert dict(Person.objects.values_list("pk", "family_id")) == homes
    assert {p.facts.status_kawin for p in Person.objects.all()} == {2}  # type: ignore[attr-defined]
    assert check_projection().differences == {}


def test_desil_follows_the_entries_and_the_head_is_the_same_afterwards(
    family: Callable[..., int], do: Callable[..., Any], at: datetime
) -> None:
    one, two = family("BUDI", "SITI", kk=kk(1)), family("BUDY", "ANI", wilayah=BANJARSARI, kk=kk(2))
    for number, (card, desil) in enumerate(((one, 4), (two, 2))):
        day = date(2026, 1 + number, 1)
        version = DtsenVersion(label=f"v{number}", as_of=day, published_at=at)
        version.save(force_insert=True)
        DtsenEntry(version=version, family_id=card, wilayah=METRO, desil=desil, row=1).save(force_insert=True)
        Family.objects.filter(pk=card).update(desil=desil, desil_version=version.pk)
    before = state()
    doubled = do(merge.merge_doubles, kept_id=one, gone_id=two)
    assert [Family.objects.get(pk=card).desil for card in (one, two)] == [2, None]
    joined = state()
    same = do(merge.merge_people, kept_id=person("BUDY").pk, gone_id=person("BUDI").pk)
    assert person("BUDY").relation == 1 and check_projection().differences == {}
    do(merge.undo_merge, merge_id=same)
    assert state() == joined and person("BUDI").relation == 1, "whoever stood on the card itself is head again"
    do(merge.undo_merge, merge_id=doubled)
    assert state() == before and check_projection().differences == {}
    assert [Family.objects.get(pk=card).desil for card in (one, two)] == [4, 2]

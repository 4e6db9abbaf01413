"""The acts at the desk: what they write, what they refuse, and that the projection stays the fold of the observations."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from registry_people import BANJARSARI, IMOPURO, METRO, kk, nik

from pilar.core import vault
from pilar.core.audit.models import AuditEvent
from pilar.core.audit.queries import verify
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.evidence.registry import actions, queries
from pilar.evidence.registry.actions.rebuild import check_projection
from pilar.evidence.registry.models import (
    Family,
    FormerIdentifier,
    Membership,
    Observation,
    Person,
    PersonFacts,
    PersonPpks,
)
from pilar.evidence.registry.names import search_key

Make = Callable[..., int]
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _projection_is_the_fold(metro: None) -> Iterator[None]:
    yield
    assert check_projection().differences == {}
    assert verify(Scope.system()).broken is None


def person(name: str) -> Person:
    return Person.objects.get(name=name)


def refused(code: str, act: Callable[[], object]) -> None:
    """The act raises the problem and leaves nothing behind."""
    before = (Observation.objects.count(), AuditEvent.objects.count(), Family.objects.count(), Person.objects.count())
    with pytest.raises(Problem) as problem:
        act()
    assert problem.value.code == code, problem.value
    assert before == (
        Observation.objects.count(),
        AuditEvent.objects.count(),
        Family.objects.count(),
        Person.objects.count(),
    )


def test_a_family_is_registered_whole(family: Make, officer: Actor) -> None:
    number = family("Budi  Santoso", "Siti", "Ani", kk=kk(1))
    row = Family.objects.get(pk=number)
    assert (row.head_name, row.member_count, row.wilayah, row.status) == ("BUDI SANTOSO", 3, METRO, "aktif")
    assert vault.unseal("registry.family.kk", row.kk_sealed) == kk(1)
    assert Membership.objects.filter(family=row, active_to__isnull=True).count() == 3
    assert AuditEvent.objects.filter(act="registry.family.registered", subject_id=number).count() == 1
    page = queries.get_family(officer.scope, number, TODAY)
    assert [m.relation for m in page.members] == ["Kepala keluarga", "Istri/suami", "Anak"] and page.faults == ()


def test_registering_refuses(family: Make, officer: Actor, at: datetime) -> None:
    family("BUDI", kk=kk(1))
    head = actions.NewPerson(name="ADI", relation=1)
    who = {"by": officer, "at": at}
    refused("REG-105", lambda: actions.register_family(members=[], wilayah=METRO, **who))
    refused("REG-106", lambda: actions.register_family(members=[head, head], wilayah=METRO, **who))
    refused("REG-102", lambda: actions.register_family(members=[head], wilayah=METRO, kk=kk(1), **who))
    refused("REG-103", lambda: actions.register_family(members=[head], wilayah=METRO, kk="123", **who))
    refused("REG-120", lambda: actions.register_family(members=[head], wilayah="3573011001", **who))
    refused("REG-120", lambda: actions.register_family(members=[head], wilayah="1872", **who))
    refused(
        "REG-122",
        lambda: actions.register_family(members=[actions.NewPerson(name="  ", relation=1)], wilayah=METRO, **who),
    )
    taken = actions.NewPerson(name="ADI", relation=1, nik=f"'{nik(1)[:8]} {nik(1)[8:]}")
    refused("REG-101", lambda: actions.register_family(members=[taken], wilayah=METRO, **who))
    doubtful = actions.NewPerson(name="ADI", relation=1, nik=nik(77), sex=2, birth_date=date(1980, 2, 3))
    refused("REG-104", lambda: actions.register_family(members=[doubtful], wilayah=METRO, **who))
    unborn = actions.NewPerson(name="ADI", relation=1, birth_date=date(2027, 1, 1))
    refused("REG-113", lambda: actions.register_family(members=[unborn], wilayah=METRO, **who))
    looker = Actor("lihat", "uji", Scope(("1872",), frozenset({"registry.family.view"})))
    refused("UMUM-403", lambda: actions.register_family(members=[head], wilayah=METRO, by=looker, at=at))


def test_a_person_without_nik_is_a_full_member(family: Make, officer: Actor, at: datetime) -> None:
    number = family("BUDI")
    new = actions.NewPerson(
        name="Mbah Ijah", relation=6, mother_name="Sumi", phone="0812", answers={"partisipasi_sekolah": 1}
    )
    refused(
        "REG-106",
        lambda: actions.register_person(
            new=actions.NewPerson(name="LAIN", relation=1), family_id=number, by=officer, at=at
        ),
    )
    key = actions.register_person(new=new, family_id=number, by=officer, at=at)
    page = queries.get_person(officer.scope, key, TODAY)
    assert page.line.nik_masked == "" and page.has_mother and page.phone_masked == "••••"
    assert Family.objects.get(pk=number).member_count == 2 and PersonFacts.objects.get(pk=key).partisipasi_sekolah == 1


def test_correcting_a_person_keeps_the_old_in_the_history(family: Make, officer: Actor, at: datetime) -> None:
    number = family("BUDI")
    row = person("BUDI")
    changed = {"name": "BUDIMAN", "birth_date": date(1981, 2, 3), "mother_name": "SARI"}
    actions.correct_person(person_id=row.pk, revision=row.revision, changed=changed, reason="KTP", by=officer, at=at)
    row.refresh_from_db()
    assert (row.name, row.revision, Family.objects.get(pk=number).head_name) == ("BUDIMAN", 2, "BUDIMAN")
    assert row.search_text.startswith(f"{search_key('BUDIMAN')} ") and "y1981" in row.search_text
    step = queries.history(officer.scope, {row.pk: row.name})[0]
    assert [(c.label, c.before, c.after) for c in step.changes if c.key == "name"] == [("Nama", "BUDI", "BUDIMAN")]
    assert step.recorder == "petugas" and step.source_kind == "tindakan"
    who = {"person_id": row.pk, "by": officer, "at": at}
    refused("UMUM-409", lambda: actions.correct_person(revision=1, changed={"name": "X"}, reason="KTP", **who))
    refused("REG-119", lambda: actions.correct_person(revision=2, changed={"name": "budiman"}, reason="KTP", **who))
    refused("REG-114", lambda: actions.correct_person(revision=2, changed={"name": "X"}, reason=" ", **who))
    refused("REG-118", lambda: actions.correct_person(revision=2, changed={"desil": 1}, reason="KTP", **who))


def test_answers_are_checked_and_what_does_not_follow_any_more_is_cleared(
    family: Make, officer: Actor, at: datetime
) -> None:
    number = family("BUDI")
    who = {"family_id": number, "by": officer, "at": at, "reason": "kunjungan"}
    actions.correct_family(
        revision=1, changed={"status_kepemilikan_rumah": 1, "bukti_kepemilikan_lahan": 2, "luas_lantai": 36}, **who
    )
    actions.correct_family(revision=2, changed={"status_kepemilikan_rumah": 2}, **who)
    facts = Family.objects.get(pk=number).facts
    assert (facts.status_kepemilikan_rumah, facts.bukti_kepemilikan_lahan, facts.luas_lantai) == (2, None, 36)
    refused("REG-118", lambda: actions.correct_family(revision=3, changed={"luas_lantai": 0}, **who))
    refused("REG-118", lambda: actions.correct_family(revision=3, changed={"bukti_kepemilikan_lahan": 1}, **who))
    refused("REG-118", lambda: actions.correct_family(revision=3, changed={"desil": 1}, **who))
    block = next(b for b in queries.get_family(officer.scope, number, TODAY).blocks if b.code == "rumah")
    assert {line.key for line in block.not_asked} >= {"bukti_kepemilikan_lahan"}


def test_a_corrected_nik_is_still_found(family: Make, officer: Actor, at: datetime) -> None:
    family("BUDI")
    row = person("BUDI")
    who = {"person_id": row.pk, "by": officer, "at": at, "reason": "salah ketik"}
    refused("REG-104", lambda: actions.correct_nik(revision=1, nik=nik(5, date(1990, 1, 1)), seen=False, **who))
    actions.correct_nik(revision=1, nik=nik(500), seen=False, **who)
    actions.correct_nik(revision=2, nik="", seen=False, **who)
    assert FormerIdentifier.objects.filter(subject_id=row.pk).count() == 2
    for old in (nik(1), nik(500)):
        answer = queries.search_people(officer.scope, old, TODAY)
        assert [(found.id, found.how) for found in answer.rows] == [(row.pk, "bekas")]
    assert nik(500) not in str(list(AuditEvent.objects.values_list("data", flat=True)))


def test_a_new_kk_number(family: Make, officer: Actor, at: datetime) -> None:
    number, other = family("BUDI", kk=kk(1)), family("TONO", kk=kk(2))
    who = {"family_id": number, "by": officer, "at": at, "reason": "KK baru"}
    refused("REG-102", lambda: actions.correct_kk(revision=1, kk=kk(2), seen=True, **who))
    actions.correct_kk(revision=1, kk=kk(3), seen=True, **who)
    answer = queries.search_people(officer.scope, kk(1), TODAY)
    assert {row.family_id for row in answer.rows} == {number} and other
    assert queries.families_of_number(officer.scope, kk(3)) == [number]


def test_a_family_moves_with_everybody(family: Make, officer: Actor, at: datetime) -> None:
    number = family("BUDI", "SITI")
    who = {"family_id": number, "by": officer, "at": at, "reason": "SKPWNI"}
    refused("REG-120", lambda: actions.move_family(revision=1, wilayah="3573011001", address="X", **who))
    refused("REG-119", lambda: actions.move_family(revision=1, wilayah=METRO, address="Jl. Mawar 3", **who))
    actions.move_family(revision=1, wilayah=BANJARSARI, address="Jl. Melati 1", **who)
    assert set(Person.objects.values_list("wilayah", flat=True)) == {BANJARSARI}
    assert "amelati" in person("SITI").search_text and f"w{BANJARSARI}" in person("SITI").search_text
    local = Scope((METRO,), frozenset({"*"}))
    with pytest.raises(Problem):
        queries.get_family(local, number, TODAY)


def test_splitting_a_family(family: Make, officer: Actor, at: datetime) -> None:
    number = family("BUDI", "SITI", "ANI", "ALI")
    ids = {p.name: p.pk for p in Person.objects.all()}
    who = {"family_id": number, "wilayah": IMOPURO, "address": "Jl. Baru", "reason": "menikah", "by": officer, "at": at}
    refused("REG-106", lambda: actions.split_family(revision=1, leaving={ids["ANI"]: 3}, **who))
    refused("REG-106", lambda: actions.split_family(revision=1, leaving={ids["BUDI"]: 1}, **who))
    refused("REG-107", lambda: actions.split_family(revision=1, leaving={12345: 1}, **who))
    refused(
        "REG-108",
        lambda: actions.split_family(revision=1, leaving={ids[n]: 1 if n == "ANI" else 8 for n in ids}, **who),
    )
    new = actions.split_family(revision=1, leaving={ids["ANI"]: 1, ids["ALI"]: 8}, kk=kk(9), kk_seen=True, **who)
    assert (Family.objects.get(pk=new).member_count, Family.objects.get(pk=number).member_count) == (2, 2)
    assert Family.objects.get(pk=new).head_name == "ANI" and person("ALI").wilayah == IMOPURO
    moved = queries.get_person(officer.scope, ids["ANI"], TODAY)
    assert [(m.family_id, m.active_to is None) for m in moved.memberships] == [(new, True), (number, False)]


def test_merging_families(family: Make, officer: Actor, at: datetime) -> None:
    keep, gone = family("BUDI", kk=kk(1)), family("TONO", "TINI", kk=kk(2), wilayah=IMOPURO)
    tono = person("TONO").pk
    who = {"keep_revision": 1, "reason": "satu dapur", "by": officer, "at": at}
    refused("REG-109", lambda: actions.merge_families(keep_id=keep, merged_id=keep, relations={}, **who))
    refused("REG-106", lambda: actions.merge_families(keep_id=keep, merged_id=gone, relations={tono: 1}, **who))
    actions.merge_families(keep_id=keep, merged_id=gone, relations={tono: 6}, **who)
    assert Family.objects.get(pk=keep).member_count == 3 and Family.objects.get(pk=gone).status == "digabung"
    assert {row.family_id for row in queries.search_people(officer.scope, kk(2), TODAY).rows} == {keep}
    who |= {"keep_revision": 2}
    refused("REG-110", lambda: actions.merge_families(keep_id=keep, merged_id=gone, relations={}, **who))


def test_changing_the_head(family: Make, officer: Actor, at: datetime) -> None:
    number = family("BUDI", "SITI")
    siti, budi = person("SITI").pk, person("BUDI").pk
    who = {"family_id": number, "reason": "KK baru", "by": officer, "at": at}
    refused("REG-119", lambda: actions.change_head(revision=1, new_head_id=budi, old_head_relation=8, **who))
    refused("REG-106", lambda: actions.change_head(revision=1, new_head_id=siti, old_head_relation=1, **who))
    actions.change_head(revision=1, new_head_id=siti, old_head_relation=2, **who)
    assert Family.objects.get(pk=number).head_name == "SITI" and person("BUDI").relation == 2


def test_a_death_and_its_undoing(family: Make, officer: Actor, at: datetime) -> None:
    number = family("BUDI", "SITI")
    budi = person("BUDI").pk
    who = {"person_id": budi, "by": officer, "at": at}
    refused("REG-113", lambda: actions.mark_deceased(revision=1, died_date=date(2026, 12, 1), evidence="akta", **who))
    refused("REG-113", lambda: actions.mark_deceased(revision=1, died_date=date(1970, 1, 1), evidence="akta", **who))
    refused("REG-114", lambda: actions.mark_deceased(revision=1, died_date=None, evidence="", **who))
    refused("REG-112", lambda: actions.undo_deceased(revision=1, reason="keliru", **who))
    actions.mark_deceased(revision=1, died_date=date(2026, 11, 1), evidence="akta kematian", **who)
    assert Family.objects.get(pk=number).member_count == 1 and person("BUDI").status == "meninggal"
    assert queries.list_families(officer.scope, queries.FamilyFilter(flaws=frozenset({"kepala_meninggal"}))).count == 1
    assert queries.get_family(officer.scope, number, TODAY).faults
    refused("REG-111", lambda: actions.mark_deceased(revision=2, died_date=None, evidence="akta", **who))
    actions.undo_deceased(revision=2, reason="orang lain", **who)
    row = person("BUDI")
    assert (row.status, row.died_date, Family.objects.get(pk=number).member_count) == ("hidup", None, 2)
    statuses = [
        c.after for step in queries.history(officer.scope, {budi: ""}) for c in step.changes if c.key == "status"
    ]
    assert statuses == ["Hidup", "Meninggal"]


def test_a_person_moves_to_another_family(family: Make, officer: Actor, at: datetime) -> None:
    old, new = family("BUDI", "SITI"), family("TONO", wilayah=IMOPURO)
    who = {"person_id": person("SITI").pk, "revision": 1, "reason": "ikut anak", "by": officer, "at": at}
    refused("REG-106", lambda: actions.move_person(to_family_id=new, relation=1, **who))
    refused("REG-109", lambda: actions.move_person(to_family_id=old, relation=2, **who))
    refused(
        "REG-106", lambda: actions.move_person(to_family_id=new, relation=8, **who | {"person_id": person("BUDI").pk})
    )
    revision = actions.move_person(to_family_id=new, relation=6, **who)
    assert person("SITI").wilayah == IMOPURO and person("SITI").revision == revision
    budi = {"person_id": person("BUDI").pk, "revision": 1, "reason": "ikut", "by": officer, "at": at}
    actions.move_person(to_family_id=new, relation=8, **budi)
    assert Family.objects.get(pk=old).status == "bubar" and Family.objects.get(pk=new).member_count == 3


def test_ppks_with_age_and_sex(family: Make, officer: Actor, at: datetime) -> None:
    family("BUDI", "SITI", "ANI")
    who = {"criteria": [], "since": date(2026, 11, 1), "reason": "asesmen", "by": officer, "at": at}
    refused("REG-115", lambda: actions.mark_ppks(person_id=person("BUDI").pk, code="PPKS-08", seen=True, **who))
    refused("REG-115", lambda: actions.mark_ppks(person_id=person("BUDI").pk, code="PPKS-23", seen=True, **who))
    refused("UMUM-404", lambda: actions.mark_ppks(person_id=person("BUDI").pk, code="PPKS-99", seen=True, **who))
    mark = actions.mark_ppks(person_id=person("SITI").pk, code="PPKS-23", seen=False, **who)
    refused("REG-116", lambda: actions.mark_ppks(person_id=person("SITI").pk, code="PPKS-23", seen=False, **who))
    end = {"mark_id": mark, "reason": "mandiri", "by": officer, "at": at}
    refused("REG-113", lambda: actions.end_ppks(until=TODAY + timedelta(days=30), **end))
    actions.end_ppks(until=TODAY, **end)
    refused("REG-117", lambda: actions.end_ppks(until=TODAY, **end))
    assert PersonPpks.objects.get().active_to == TODAY


def test_sensitive_ppks_are_neither_written_nor_seen_without_the_capability(
    family: Make, officer: Actor, at: datetime
) -> None:
    family("BUDI")
    budi = person("BUDI").pk
    who = {"criteria": [], "since": date(2026, 11, 1), "seen": True, "reason": "asesmen", "at": at}
    plain = Actor("kader", "psm", Scope(("1872",), frozenset({"ppks.edit", "ppks.view", "registry.person.view"})))
    refused("UMUM-403", lambda: actions.mark_ppks(person_id=budi, code="PPKS-16", by=plain, **who))
    mark = actions.mark_ppks(person_id=budi, code="PPKS-16", by=officer, **who)
    actions.mark_ppks(person_id=budi, code="PPKS-13", by=officer, **who)
    assert [m.code for m in queries.get_person(plain.scope, budi, TODAY).ppks] == ["PPKS-13"]
    assert "HIV" not in str(queries.history(plain.scope, {budi: ""})) and "HIV" in str(
        queries.history(officer.scope, {budi: ""})
    )
    refused("UMUM-403", lambda: actions.end_ppks(mark_id=mark, until=TODAY, reason="x", by=plain, at=at))


def test_nobody_acts_outside_their_area(family: Make, at: datetime) -> None:
    number = family("BUDI", "SITI")
    stranger = Actor("jauh", "uji", Scope((BANJARSARI,), frozenset({"*"})))
    budi, who = person("BUDI").pk, {"revision": 1, "reason": "x", "by": stranger, "at": at}
    refused("UMUM-404", lambda: actions.correct_person(person_id=budi, changed={"name": "X"}, **who))
    refused("UMUM-404", lambda: actions.correct_nik(person_id=budi, nik="", seen=True, **who))
    refused("UMUM-404", lambda: actions.undo_deceased(person_id=budi, **who))
    refused("UMUM-404", lambda: actions.move_family(family_id=number, wilayah=BANJARSARI, address="X", **who))
    refused("UMUM-404", lambda: actions.change_head(family_id=number, new_head_id=budi, old_head_relation=8, **who))

"""One open usulan per person and kind; steps follow the life-cycle; who proposes does not verify."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from desk_door import CITY, NEXT_VILLAGE, VILLAGE, born, kk, member, nik, register
from django.db import connections, transaction
from django.test import Client

from pilar.core import vault
from pilar.core.audit.models import AuditEvent
from pilar.core.bulk.files import keep_bytes
from pilar.core.ids import encode_id
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.decision.proposals import actions, queries
from pilar.decision.proposals.actions import Subject
from pilar.decision.proposals.models import Usul, UsulContribution, UsulTransition
from pilar.evidence.registry.models import Person

pytestmark = pytest.mark.django_db


def actor(name: str, *areas: str, can: set[str] | None = None) -> Actor:
    return Actor(username=name, role="uji", scope=Scope(areas or ("1872",), frozenset(can or {"*"})), channel="test")


def stranger(**changed: Any) -> Subject:
    told = {
        "name": "siti  aminah",
        "nik": nik(5, woman=True),
        "kk": kk(5),
        "birth_date": born(5),
        "sex": 2,
        "wilayah": VILLAGE,
    }
    return Subject(**(told | changed))


def aid(subject: Subject, at: datetime, by: Actor = CITY, programme: str = "PKH") -> actions.Proposed:
    return actions.propose(subject=subject, kind="bansos", programme=programme, by=by, at=at)


def test_a_stranger_is_proposed_with_sealed_numbers(metro: None, at: datetime) -> None:
    made = aid(stranger(), at)
    row = Usul.objects.get(pk=made.usul_id)
    assert (row.name, row.state, row.is_open, row.person_id) == ("SITI AMINAH", "diusulkan_rt", True, None)
    assert vault.unseal("registry.person.nik", row.nik_sealed) == nik(5, woman=True)
    assert nik(5, woman=True).encode() not in bytes(row.nik_sealed)
    assert not any(nik(5, woman=True) in str(event.data) for event in AuditEvent.objects.all())


def test_a_registered_person_brings_their_own_facts(metro: None, at: datetime) -> None:
    register(member(1, 1, "BUDI SANTOSO"))
    person = Person.objects.get()
    row = Usul.objects.get(pk=aid(Subject(person_id=person.pk), at).usul_id)
    assert (row.person_id, row.family_id, row.name, row.wilayah) == (
        person.pk,
        person.family_id,
        "BUDI SANTOSO",
        person.wilayah,
    )


def test_a_repeat_joins_whoever_sends_it(metro: None, at: datetime) -> None:
    first = aid(stranger(), at)
    again = aid(stranger(name="SITTI AMINAH", kk=""), at, by=actor("lain"))
    assert again == actions.Proposed(first.usul_id, joined=True)
    assert (Usul.objects.count(), UsulContribution.objects.get().by) == (1, "lain")


def test_the_register_and_a_told_nik_are_the_same_person(metro: None, at: datetime) -> None:
    register(member(1, 1, "BUDI SANTOSO"))
    aid(Subject(person_id=Person.objects.get().pk), at)
    assert aid(stranger(name="BUDI S", nik=nik(1)), at).joined


def test_another_programme_or_kind_is_another_usulan(metro: None, at: datetime) -> None:
    aid(stranger(), at)
    assert not aid(stranger(), at, programme="SEMBAKO").joined
    assert not actions.propose(subject=stranger(), kind="perbaikan_data", by=CITY, at=at).joined
    assert Usul.objects.count() == 3


def test_people_without_nik_are_told_apart_by_name_birth_and_card(metro: None, at: datetime) -> None:
    aid(stranger(nik=""), at)
    assert aid(stranger(nik="", name="Sitti Aminah"), at).joined
    assert not aid(stranger(nik="", name="RINA"), at).joined


def test_after_withdrawal_the_person_may_be_proposed_anew(metro: None, at: datetime) -> None:
    first = aid(stranger(), at)
    with pytest.raises(Problem, match="USUL-003"):
        actions.withdraw(usul_id=first.usul_id, by=CITY, at=at, reason=" ")
    actions.withdraw(usul_id=first.usul_id, by=CITY, at=at, reason="Warga mengundurkan diri")
    row = Usul.objects.get()
    assert (row.state, row.is_open) == ("dibatalkan", False)
    assert not aid(stranger(), at).joined
    assert UsulTransition.objects.filter(usul=row).count() == 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"nik": "123"}, "USUL-007"), ({"kk": "18720101011800011"}, "USUL-007"), ({"name": "  "}, "USUL-008"), ({"wilayah": "1871011001"}, "USUL-005"),
        ({"wilayah": "1872"}, "USUL-005"), ({"nik": "=cmd|' /C calc'!A0"}, "USUL-007"),
    ],
)  # fmt: skip
def test_bad_identities_are_refused(metro: None, at: datetime, changed: dict[str, str], code: str) -> None:
    with pytest.raises(Problem, match=code):
        aid(stranger(**changed), at)
    assert not Usul.objects.exists()


@pytest.mark.parametrize(
    ("kind", "programme", "reason", "code"),
    [("entah", "", "", "USUL-001"), ("bansos", "", "", "USUL-002"), ("baru_dtsen", "PKH", "", "USUL-001"), ("penghentian", "PKH", "", "USUL-009"),
     ("penghentian", "PKH", "R99", "USUL-009"), ("bansos", "PKH", "R01", "USUL-009")],
)  # fmt: skip
def test_bad_kinds_are_refused(metro: None, at: datetime, kind: str, programme: str, reason: str, code: str) -> None:
    with pytest.raises(Problem, match=code):
        actions.propose(subject=stranger(), kind=kind, programme=programme, reason=reason, by=CITY, at=at)


def test_stopping_aid_names_its_reason(metro: None, at: datetime) -> None:
    actions.propose(subject=stranger(), kind="penghentian", programme="PKH", reason="R01", by=CITY, at=at)
    assert Usul.objects.get().reason == "R01"


def test_who_proposed_does_not_verify_or_approve(metro: None, at: datetime) -> None:
    ani, tuti, head = actor("ani"), actor("tuti"), actor("kepala")
    usul = aid(stranger(), at, by=ani).usul_id
    Usul.objects.filter(pk=usul).update(state="disahkan_kelurahan")
    with pytest.raises(Problem, match="AKUN-012"):
        actions.take_step(usul_id=usul, target="diverifikasi_dinas", by=ani, at=at)
    actions.take_step(usul_id=usul, target="diverifikasi_dinas", by=tuti, at=at)
    for other in (ani, tuti):
        with pytest.raises(Problem, match="AKUN-012"):
            actions.take_step(usul_id=usul, target="disahkan_kepala_opd", by=other, at=at)
    actions.take_step(usul_id=usul, target="disahkan_kepala_opd", by=head, at=at)
    assert queries.get_usul(ani.scope, usul, by=ani).line.state == "disahkan_kepala_opd"


def test_steps_outside_the_life_cycle_are_refused(metro: None, at: datetime) -> None:
    usul = aid(stranger(), at).usul_id
    with pytest.raises(Problem, match="USUL-004"):
        actions.take_step(usul_id=usul, target="penerima", by=CITY, at=at)
    Usul.objects.filter(pk=usul).update(state="praverifikasi")
    with pytest.raises(Problem, match="USUL-006"):
        actions.take_step(usul_id=usul, target="layak", by=actor("lurah"), at=at)
    with pytest.raises(Problem, match="UMUM-403"):
        actions.take_step(usul_id=usul, target="perbaikan", by=actor("x", can={"proposals.view"}), at=at, reason="x")
    with pytest.raises(Problem, match="UMUM-409"):
        actions.take_step(usul_id=usul, target="perbaikan", by=actor("y"), at=at, reason="x", revision=77)
    actions.take_step(usul_id=usul, target="layak", by=actor("lurah"), at=at, held=frozenset({"sptjm"}))


def test_a_suspended_usulan_returns_only_to_where_it_came_from(metro: None, at: datetime) -> None:
    usul = aid(stranger(), at).usul_id
    Usul.objects.filter(pk=usul).update(state="layak")
    actions.take_step(usul_id=usul, target="ditangguhkan", by=actor("v"), at=at, reason="menunggu")
    with pytest.raises(Problem, match="USUL-004"):
        actions.take_step(usul_id=usul, target="praverifikasi", by=actor("v"), at=at)
    actions.take_step(usul_id=usul, target="layak", by=actor("v"), at=at)


def test_editing_keeps_one_open_usulan_per_person(metro: None, at: datetime) -> None:
    first, second = aid(stranger(), at).usul_id, aid(stranger(nik=nik(6), name="RINA"), at).usul_id
    with pytest.raises(Problem, match="USUL-004"):
        actions.edit(usul_id=second, changes={}, nik=nik(5, woman=True), by=CITY, at=at)
    actions.edit(usul_id=second, changes={"name": "RINA YANTI", "address": "JL. BARU"}, by=CITY, at=at)
    row = Usul.objects.get(pk=second)
    assert (row.name, row.address, vault.unseal("registry.person.nik", row.nik_sealed)) == (
        "RINA YANTI",
        "JL. BARU",
        nik(6),
    )
    event = AuditEvent.objects.filter(act="proposals.usul.edited").get()
    assert event.data["after"] == {"fields": ["address", "name"]}
    with pytest.raises(KeyError):
        actions.edit(usul_id=first, changes={"state": "layak"}, by=CITY, at=at)
    Usul.objects.filter(pk=first).update(state="disahkan_kelurahan")
    with pytest.raises(Problem, match="USUL-004"):
        actions.edit(usul_id=first, changes={"name": "X"}, by=CITY, at=at)


def test_papers_complete_a_usulan_once(metro: None, at: datetime) -> None:
    usul = aid(stranger(), at).usul_id
    photo = keep_bytes("rumah.jpg", [b"\xff\xd8 rumah"], by=CITY, at=at)
    for _ in range(2):
        actions.add_document(usul_id=usul, code="foto_rumah_depan", file=photo, has_position=False, by=CITY, at=at)
    paper = {one.code: one for one in queries.get_usul(CITY.scope, usul).papers}["foto_rumah_depan"]
    assert (paper.files, paper.complete) == (1, False)
    with pytest.raises(Problem, match="USUL-010"):
        actions.add_document(usul_id=usul, code="surat_dinsos", file=photo, has_position=True, by=CITY, at=at)


@pytest.mark.parametrize("outside", ["1871", NEXT_VILLAGE, f"{VILLAGE}002"])
def test_nothing_outside_the_scope(metro: None, at: datetime, outside: str) -> None:
    usul = aid(stranger(), at).usul_id
    other = actor("luar", outside)
    assert queries.list_usul(other.scope, queries.UsulFilter(state="")) == []
    assert queries.count_by_kind(other.scope) == {} and queries.overview(other.scope, "1872") == []
    for call in (
        lambda: queries.get_usul(other.scope, usul),
        lambda: actions.withdraw(usul_id=usul, by=other, at=at, reason="x"),
        lambda: actions.edit(usul_id=usul, changes={"name": "X"}, by=other, at=at),
    ):
        with pytest.raises(Problem, match="UMUM-404"):
            call()


def test_lists_ask_a_fixed_number_of_questions(metro: None, at: datetime, django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        aid(stranger(nik=nik(number + 20), name=f"ORANG {chr(65 + number)}"), at)
    with django_assert_max_num_queries(6):
        assert len(queries.list_usul(CITY.scope, queries.UsulFilter())) == 3


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_open_usulan(at: datetime, transactional_db: None) -> None:
    from pilar.foundation.wilayah import actions as wilayah

    wilayah.load_national_areas(by=Actor.system(), at=at, within=("1872",))
    gate, made, failed = threading.Barrier(4), [], []

    def run(name: str) -> None:
        try:
            gate.wait(10)
            made.append(aid(stranger(), at, by=actor(name)))
        except Exception as error:  # noqa: BLE001  shown below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(f"orang{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert sorted(one.joined for one in made) == [False, True, True, True]
    assert Usul.objects.count() == 1 and UsulContribution.objects.count() == 3


def test_the_index_itself_refuses_a_second_one(metro: None, at: datetime) -> None:
    row = Usul.objects.get(pk=aid(stranger(), at).usul_id)
    row.pk = row.pk + 1
    from django.db import IntegrityError

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_pages_show_no_number_and_stay_inside_the_area(
    metro: None, at: datetime, browser: Callable[..., Client]
) -> None:
    register(member(1, 1, "BUDI SANTOSO"))
    clerk, other = browser("ani", "operator_kelurahan", VILLAGE), browser("oto", "operator_kelurahan", NEXT_VILLAGE)
    assert clerk.get("/usulan/").status_code == clerk.get("/usulan/baru/").status_code == 200
    found = clerk.post("/usulan/baru/", {"q": nik(1)})
    assert "BUDI SANTOSO" in found.content.decode() and nik(1) not in found.content.decode()
    person = encode_id(Person.objects.get().pk)
    assert clerk.get(f"/usulan/baru/{person}/").status_code == 200
    assert other.get(f"/usulan/baru/{person}/").status_code == 404
    assert clerk.post(f"/usulan/baru/{person}/", {"kind": "bansos", "channel": "rt_rw"}).status_code == 422
    sent = clerk.post(f"/usulan/baru/{person}/", {"kind": "bansos", "programme": "PKH", "channel": "rt_rw"})
    assert sent.status_code == 302
    page = clerk.get(sent["Location"])
    assert page.status_code == 200 and "BUDI SANTOSO" in page.content.decode() and nik(1) not in page.content.decode()
    assert other.get(sent["Location"]).status_code == 404
    listing = clerk.get("/usulan/?keadaan=terbuka&jenis=bansos&temuan=unchecked").content.decode()
    assert "BUDI SANTOSO" in listing
    assert clerk.get("/usulan/?keadaan=%00&wilayah=abc&after=zzz&kode=%27%3B--").status_code == 200
    step = clerk.get(sent["Location"] + "langkah/dibatalkan/")
    assert step.status_code == 200
    assert clerk.post(sent["Location"] + "langkah/dibatalkan/", {"reason": "", "revision": 1}).status_code == 422
    assert clerk.get(sent["Location"] + "langkah/penerima/").status_code == 302


def test_somebody_not_registered_is_written_in_one_page(
    metro: None, at: datetime, browser: Callable[..., Client]
) -> None:
    clerk = browser("ani", "operator_kelurahan", VILLAGE)
    assert clerk.get("/usulan/baru/belum-terdaftar/").status_code == 200
    form = {"name": "Rina", "nik": nik(7), "kind": "baru_dtsen", "channel": "rt_rw", "wilayah-13": VILLAGE}
    assert clerk.post("/usulan/baru/belum-terdaftar/", form | {"nik": "187"}).status_code == 422
    assert clerk.post("/usulan/baru/belum-terdaftar/", form).status_code == 302
    row = Usul.objects.get()
    assert (row.name, row.wilayah, row.created_by) == ("RINA", VILLAGE, "ani")

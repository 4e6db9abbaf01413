"""Deciding on pairs: by key, by two persons for recipients of aid, remembered, taken back, within one's area."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pilar.core import vault
from pilar.core.audit.models import AuditEvent
from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.evidence.linkage.actions import review
from pilar.evidence.linkage.models import CandidatePair, Decision, Run
from pilar.evidence.linkage.models.pairs import FAMILY, PERSON
from pilar.evidence.linkage.queries import review as queries
from pilar.evidence.registry import actions as registry
from pilar.evidence.registry.actions import merge
from pilar.evidence.registry.models import Family, Merge, Person, ReceivedAid
from pilar.evidence.registry.rules import NIK_FIELD

pytestmark = pytest.mark.django_db
IMOPURO, METRO = "1872011002", "1872011001"
FIELDS = [
    {"fields": ["name"], "title": "Nama", "words": "nama hampir sama", "weight": 7.5},
    {"fields": ["birth_date"], "title": "Tanggal lahir", "words": "tanggal lahir sama", "weight": 9.0},
    {"fields": ["national_id"], "title": "NIK", "words": "NIK beda satu angka", "weight": -1.2},
]
SENTENCE = "Nama hampir sama, tanggal lahir sama, tetapi NIK beda satu angka"


@pytest.fixture
def people(officer: Actor, at: datetime) -> Callable[..., list[Person]]:
    """`people("BUDI", "BUDY", wilayah=...)`: each the head of a family of one, with a NIK."""

    def make(*names: str, wilayah: str = METRO) -> list[Person]:
        for name in names:
            serial = Person.objects.count() + 1
            new = registry.NewPerson(
                name=name, nik=f"1872010302800{serial:03d}", relation=1, sex=1, birth_date=date(1980, 2, 3)
            )
            registry.register_family(members=[new], wilayah=wilayah, address="JL MAWAR 3", by=officer, at=at)
        return list(Person.objects.filter(name__in=names).order_by("pk"))

    return make


def pair_of(left: Any, right: Any, **values: Any) -> CandidatePair:
    """An open pair as a run leaves it."""
    run = Run(kind="menyeluruh", state="selesai", requested_at=now(), requested_by="uji")
    run.save(force_insert=True)
    left, right = sorted((left, right), key=lambda row: row.pk)
    given = {
        "subject_kind": PERSON if isinstance(left, Person) else FAMILY, "left_id": left.pk, "right_id": right.pk,
        "left_wilayah": left.wilayah, "right_wilayah": right.wilayah, "weight": 15.3, "probability": 0.99, "band": "gabung",
        "evidence": {"fields": FIELDS, "sentence": SENTENCE, "model_version": "abc"}, "fingerprint": "f1", "run": run,
        "found_at": now(), "updated_at": now(),
    }  # fmt: skip
    row = CandidatePair(**(given | values))
    row.save(force_insert=True)
    return row


def aid(person: Person) -> None:
    ReceivedAid(person_id=person.pk, programme="pkh", as_of=date(2026, 1, 1), source_id=0, row=1).save(
        force_insert=True
    )


@pytest.fixture
def say(officer: Actor, at: datetime) -> Callable[..., int]:
    def decide(row: CandidatePair, verdict: str, **extra: Any) -> int:
        given = {"fingerprint": row.fingerprint, "by": officer, "at": at} | extra
        return review.decide(pair_id=row.pk, verdict=verdict, **given)

    return decide


def test_same_merges_at_once_and_is_taken_back(people: Any, say: Any, officer: Actor, at: datetime) -> None:
    budi, budy, badi = people("BUDI", "BUDY", "BADI")
    row, other = pair_of(budi, budy), pair_of(budy, badi)
    number = say(row, "sama", kept_id=budy.pk)
    decision = Decision.objects.get(pk=number)
    assert decision.merge_id and Merge.objects.get(pk=decision.merge_id).kept_id == budy.pk
    assert Merge.objects.get().reason == SENTENCE and not decision.needs_second
    with pytest.raises(Problem, match="PDN-020"):
        say(row, "bukan")
    assert review.undo_last(by=officer, at=at + timedelta(minutes=1)) == row.pk
    assert Person.objects.get(pk=budi.pk).merged_into is None
    row.refresh_from_db()
    assert row.state == "terbuka" and Decision.objects.get(pk=number).undone_by == officer.username
    assert review.undo_last(by=officer, at=at) is None
    say(row, "sama", kept_id=budi.pk)
    other.refresh_from_db()
    assert other.state == "gugur", "BUDY is no record of its own any more"
    acts = set(AuditEvent.objects.filter(act__startswith="linkage.pair").values_list("act", flat=True))
    assert acts == {"linkage.pair.decided", "linkage.pair.undone"}


def test_a_merge_of_recipients_waits_for_another_person(
    people: Any, say: Any, officer: Actor, make_actor: Callable[..., Actor], at: datetime
) -> None:
    budi, budy = people("BUDI", "BUDY")
    aid(budy)
    row, second = pair_of(budi, budy), make_actor("18.72", username="kedua")
    number = say(row, "sama", kept_id=budi.pk)
    assert not Merge.objects.exists() and queries.decision_waiting(officer.scope, row.pk)
    assert queries.count_queue(officer.scope, queries.Asked(), officer.username).second == 0
    assert queries.count_queue(second.scope, queries.Asked(), second.username).second == 1
    with pytest.raises(Problem, match="PDN-021"):
        review.confirm(decision_id=number, by=officer, at=at)
    with pytest.raises(Problem, match="PDN-023"):
        review.refuse(decision_id=number, reason=" ", by=second, at=at)
    review.refuse(decision_id=number, reason="fotonya lain", by=second, at=at)
    row.refresh_from_db()
    assert row.state == "terbuka"
    number = say(row, "sama", kept_id=budi.pk)
    merged = review.confirm(decision_id=number, by=second, at=at)
    assert Merge.objects.get(pk=merged).by == "kedua" and Decision.objects.get(pk=number).second_by == "kedua"
    assert ReceivedAid.objects.get().person_id == budi.pk
    with pytest.raises(Problem, match="PDN-022"):
        review.confirm(decision_id=number, by=second, at=at)
    merge.undo_merge(merge_id=merged, reason="keliru", by=officer, at=at)
    row.refresh_from_db()
    assert row.state == "terbuka" and Decision.objects.get(pk=number).undone_at is not None


def test_only_the_evidence_that_was_shown_is_decided(people: Any, say: Any) -> None:
    row = pair_of(*people("BUDI", "BUDY"))
    with pytest.raises(Problem, match="UMUM-409"):
        say(row, "sama", fingerprint="lama")
    with pytest.raises(Problem, match="PDN-025"):
        say(row, "entah")
    with pytest.raises(Problem, match="UMUM-404"):
        say(row, "sama", kept_id=1)
    assert not Decision.objects.exists()


def test_a_visit_is_asked_and_ends(people: Any, say: Any, officer: Actor, at: datetime) -> None:
    row = pair_of(*people("BUDI", "BUDY"))
    number = say(row, "kunjungan", reason="rumah kosong")
    assert queries.next_pair(officer.scope, queries.Asked()) is None
    assert [each.left for each in queries.listed(officer.scope, queries.visits(officer.scope))] == ["BUDI"]
    assert review.reopen_visited(decision_id=number, by=officer, at=at) == row.pk
    assert queries.next_pair(officer.scope, queries.Asked()) == row.pk


def test_an_operator_sees_pairs_of_the_village_and_none_that_cross_it(people: Any, officer: Actor) -> None:
    one, two = people("BUDI", "BUDY")
    (other,) = people("BUDE", wilayah=IMOPURO)
    inside, crossing = pair_of(one, two), pair_of(two, other, probability=0.999)
    family = pair_of(
        *Family.objects.order_by("pk")[:2], probability=0.5, band="tinjau", weight=None, evidence={"sentence": "x"}
    )
    village = Scope((METRO,), frozenset({"linkage.review"}))
    assert queries.next_pair(village, queries.Asked()) == inside.pk
    assert queries.next_pair(officer.scope, queries.Asked()) == crossing.pk
    assert queries.next_pair(village, queries.Asked(), after=inside.pk) == family.pk
    assert queries.next_pair(village, queries.Asked(kind="keluarga")) == family.pk
    assert queries.next_pair(village, queries.Asked(band="tinjau", kind="orang")) is None
    assert queries.next_pair(officer.scope, queries.Asked(area=IMOPURO)) == crossing.pk
    with pytest.raises(Problem, match="UMUM-404"):
        queries.get_pair(village, crossing.pk, date(2026, 11, 24))
    with pytest.raises(Problem, match="UMUM-404"):
        review.decide(pair_id=crossing.pk, verdict="bukan", fingerprint="f1", by=Actor("op", "uji", village), at=now())


def test_the_page_shows_both_sides_masked_and_goes_on_at_once(
    people: Any, linkage_browser: Callable[..., Client]
) -> None:
    one, two, three = people("BUDI", "BUDY", "BUDE")
    first, second = pair_of(one, two), pair_of(two, three, probability=0.9)
    client = linkage_browser("operator_kelurahan", METRO)
    page = client.get(reverse("linkage:review") + f"?wilayah={METRO}").content.decode()
    assert "BUDI" in page and "BUDY" in page and SENTENCE in page and "NIK beda satu angka" in page
    assert not re.search(r"1872\d{12}", page) and 'data-key="s"' in page
    looks = AuditEvent.objects.filter(act="registry.person.viewed").values_list("subject_id", flat=True)
    assert set(looks) == {one.pk, two.pk}
    sent = client.post(
        reverse("linkage:review-decide", args=[first.pk]) + f"?wilayah={METRO}",
        {"putusan": "bukan", "bukti": "f1", "utama": encode_id(one.pk)}, follow=True,
    )  # fmt: skip
    assert sent.redirect_chain[0][0].endswith(f"?wilayah={METRO}")
    assert (
        "BUDE" in sent.content.decode() and reverse("linkage:review-decide", args=[second.pk]) in sent.content.decode()
    )
    back = client.post(reverse("linkage:review-undo"), follow=True).content.decode()
    assert reverse("linkage:review-decide", args=[first.pk]) in back
    client.post(
        reverse("linkage:review-decide", args=[first.pk]),
        {"putusan": "sama", "bukti": "f1", "utama": encode_id(one.pk)},
    )
    merged = Merge.objects.get()
    journal = client.get(reverse("registry:merge", args=[merged.pk])).content.decode()
    assert "Identitas dari catatan yang dipertahankan" in journal and not re.search(r"1872\d{12}", journal)
    old = client.get(reverse("registry:person", args=[two.pk])).content.decode()
    assert "sudah digabung" in old and reverse("registry:person", args=[one.pk]) in old
    person = Person.objects.get(pk=one.pk)
    registry.correct_person(
        person_id=one.pk, revision=person.revision, changed={"birth_place": "METRO"}, reason="KTP",
        by=Actor("petugas", "uji", Scope(("1872",), frozenset({"*"}))), at=now(),
    )  # fmt: skip
    undo = reverse("registry:merge-undo", args=[merged.pk])
    assert "Tetap pada BUDI" in client.get(undo).content.decode()
    assert client.post(undo, {"alasan": "keliru"}).status_code == 422
    assert client.post(undo, {"alasan": "keliru", "milik-0": "gone"}).status_code == 302
    assert Person.objects.get(pk=two.pk).birth_place == "METRO" and Person.objects.get(pk=one.pk).birth_place == ""
    assert client.get(reverse("linkage:review-second")).status_code == 200
    assert client.get(reverse("linkage:review-visits")).status_code == 200
    assert linkage_browser("rt", METRO).get(reverse("linkage:review")).status_code == 403


def _act(client: Client, address: str, **changed: str) -> None:
    """Send the form of a page as it stands, with some fields changed."""
    form = client.get(address).context["form"]
    given = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    given = {name: f"{value:%d-%m-%Y}" if isinstance(value, date) else value for name, value in given.items()}
    sent = client.post(address, given | {"alasan": "surat"} | changed)
    assert sent.status_code == 302, sent.context["form"].errors


def test_a_merge_is_undone_on_its_page_after_three_later_acts(
    people: Any, linkage_browser: Callable[..., Client]
) -> None:
    one, two = people("BUDI", "BUDY")
    row = pair_of(one, two)
    client = linkage_browser("pengisi_data")
    judge = linkage_browser("verifikator")
    judge.post(
        reverse("linkage:review-decide", args=[row.pk]), {"putusan": "sama", "bukti": "f1", "utama": encode_id(one.pk)}
    )
    merged = Merge.objects.get()
    person = reverse("registry:person", args=[one.pk])
    _act(client, f"{person}perbaiki/", birth_place="PRINGSEWU")
    _act(client, f"{person}nik/", nik="1872010302800077", seen="on")
    _act(client, f"{person}meninggal/", died_date="01-03-2026")
    undo = reverse("registry:merge-undo", args=[merged.pk])
    later = judge.get(undo).context["later"]
    assert len(later) == 3
    owners = dict(
        zip(
            (name for name, _, _ in sorted(later, key=lambda each: each[1].source_id)),
            ("gone", "kept", "gone"),
            strict=True,
        )
    )
    assert judge.post(undo, {"alasan": "dua orang"} | dict(list(owners.items())[:2])).status_code == 422, (
        "one act has no owner"
    )
    assert judge.post(undo, {"alasan": "dua orang"} | owners).status_code == 302
    budi, budy = Person.objects.get(pk=one.pk), Person.objects.get(pk=two.pk)
    assert (budi.name, budi.birth_place, budi.status) == ("BUDI", "", "hidup")
    assert (budy.name, budy.birth_place, budy.status, budy.merged_into) == ("BUDY", "PRINGSEWU", "meninggal", None)
    assert vault.unseal(NIK_FIELD, budi.nik_sealed) == "1872010302800077"
    assert vault.unseal(NIK_FIELD, budy.nik_sealed) == vault.unseal(NIK_FIELD, two.nik_sealed)
    for number in (one.pk, two.pk):
        assert "sudah digabung" not in judge.get(reverse("registry:person", args=[number])).content.decode()
    row.refresh_from_db()
    assert row.state == "terbuka"


def test_a_record_is_split_on_its_page(
    people: Any, linkage_browser: Callable[..., Client], officer: Actor, at: datetime
) -> None:
    (one,) = people("BUDI")
    registry.correct_person(
        person_id=one.pk, revision=1, changed={"name": "TONO", "birth_place": "METRO"}, reason="x", by=officer, at=at
    )
    client, address = linkage_browser("verifikator"), reverse("registry:split-person", args=[one.pk])
    page = client.get(address).content.decode()
    newest = re.findall(r'name="keterangan" value="(\w+)"', page)[0]
    assert client.post(address, {"keterangan": newest, "nama": "TONO", "alasan": ""}).status_code == 422
    done = client.post(address, {"keterangan": newest, "nama": "TONO", "alasan": "dua orang"}, follow=True)
    assert "dipisah menjadi dua orang" in done.content.decode()
    assert Person.objects.get(pk=one.pk).name == "BUDI" and Person.objects.get(name="TONO").birth_place == "METRO"

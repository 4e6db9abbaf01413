"""The counter: what a resident hears, in plain words, logged, without anybody else's data."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.unit.evidence.registry.two_cities import (
    AT,
    GANJAR,
    MALANG,
    YOSO,
    Made,
    add_aid,
    add_desil,
    add_family,
    enter,
    load_areas,
)

from pilar.core.audit.models import AuditEvent
from pilar.core.ids import encode_id
from pilar.core.scope import Actor
from pilar.decision.proposals import actions as proposals
from pilar.decision.proposals.siks_ng import STATUSES
from pilar.evidence.registry import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def siti(db: None) -> Made:
    load_areas()
    return add_family(YOSO, ["SITI AMINAH", "JUMADI"], 1)


@pytest.fixture
def client(siti: Made) -> Client:
    return enter("loket", "operator_kelurahan", YOSO)


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def answer_for(client: Client, person_id: int, rest: str = "") -> Any:
    return client.get(f"/loket/{encode_id(person_id)}/{rest}")


def test_a_nik_leads_to_the_answer_without_standing_in_the_address(client: Client, siti: Made) -> None:
    asked = client.post("/loket/", {"q": f"'{siti.niks[0][:6]} {siti.niks[0][6:]}"})
    assert asked.status_code == 302 and asked.url == f"/loket/{encode_id(siti.people[0])}/"
    page = client.get(asked.url)
    assert "SITI AMINAH" in text_of(page) and "Ya, terdaftar" in text_of(page)
    for secret in (*siti.niks, siti.kk, "SUMARNI RAHASIA", "081234567890", "JUMADI"):
        assert secret not in page.text, secret


def test_a_name_or_a_card_of_the_family_gives_a_choice(client: Client, siti: Made) -> None:
    for text in ("sitti aminah", siti.kk):
        page = client.post("/loket/", {"q": text})
        assert page.status_code == 200 and f"/loket/{encode_id(siti.people[0])}/" in page.text, text


@pytest.mark.parametrize("text", ["1872014101800099", "9" * 16, "orang tak dikenal sama sekali"])
def test_somebody_who_is_not_registered_hears_what_to_do(client: Client, text: str) -> None:
    page = text_of(client.post("/loket/", {"q": text}))
    assert "Tidak terdaftar di wilayah kerja Anda" in page and "dapat didaftarkan dengan KK dan KTP" in page


def test_desil_is_a_rank_with_meaning_and_date_and_never_money(client: Client, siti: Made) -> None:
    add_desil([siti.id], [("v2", date(2026, 2, 1), 5), ("v3", date(2026, 8, 1), 4)])
    page = text_of(answer_for(client, siti.people[0]))
    assert "desil 4 dari 10 per 1 Agustus 2026 (DTSEN v3)" in page and "rentan miskin" in page
    assert "Rp" not in page and "penghasilan" not in page.lower()


def test_a_family_that_is_gone_from_the_newest_delivery_hears_so(client: Client, siti: Made) -> None:
    other = add_family(YOSO, ["KELUARGA LAIN"], 2)
    add_desil([siti.id, other.id], [("v2", date(2026, 2, 1), 3)])
    add_desil([other.id], [("v3", date(2026, 8, 1), 3)], first=2)
    page = text_of(answer_for(client, siti.people[0]))
    assert "desil 3 dari 10 per 1 Februari 2026 (DTSEN v2)" in page
    assert "tidak ada dalam kiriman terbaru (DTSEN v3, 1 Agustus 2026)" in page
    assert "kiriman terbaru" not in text_of(answer_for(client, other.people[0]))


def test_an_unknown_desil_is_unknown(client: Client, siti: Made) -> None:
    assert "belum diketahui" in text_of(answer_for(client, siti.people[0]))


@pytest.mark.parametrize("status", STATUSES, ids=[one.code for one in STATUSES])
def test_each_status_of_siks_ng_is_translated_with_its_next_step(client: Client, siti: Made, status: Any) -> None:
    add_aid(siti.people[0], "PKH", status.name_id)
    page = text_of(answer_for(client, siti.people[0]))
    for words in (status.meaning_id, status.next_id):
        assert re.sub(r"\s+", " ", words) in page.replace("&#x27;", "'").replace("&quot;", '"'), words


def test_a_status_that_nobody_knows_is_shown_and_not_interpreted(client: Client, siti: Made) -> None:
    add_aid(siti.people[0], "SEMBAKO", "KODE 77 <b>")
    page = answer_for(client, siti.people[0])
    assert "KODE 77 &lt;b&gt;" in page.text and page.context["reply"].aid[0].meaning == ""
    assert "Nama tercatat dalam daftar SEMBAKO per 1 September 2026." in text_of(page)


def test_the_aid_of_a_relative_is_not_told(client: Client, siti: Made) -> None:
    add_aid(siti.people[1], "BANTUAN KERABAT", "SI")
    assert "BANTUAN KERABAT" not in answer_for(client, siti.people[0]).text


def test_an_open_usulan_is_told_and_no_second_one_advised(client: Client, siti: Made) -> None:
    before = text_of(answer_for(client, siti.people[0]))
    assert "ajukan usulan melalui kelurahan" in before
    by = Actor.system("psm.uji")
    proposals.propose(subject=proposals.Subject(person_id=siti.people[0]), kind="bansos", programme="PKH", by=by, at=AT)
    for asks in siti.people:
        page = text_of(answer_for(client, asks))
        assert "Usulan yang berjalan" in page and "24 November 2026" in page
        assert "tidak perlu mengajukan lagi" in page and "ajukan usulan melalui kelurahan" not in page


def test_an_usulan_about_one_person_is_not_told_to_a_relative(client: Client, siti: Made) -> None:
    proposals.propose(
        subject=proposals.Subject(person_id=siti.people[0]), kind="reaktivasi_pbi", by=Actor.system("psm.uji"), at=AT
    )
    told = ["Usulan yang berjalan" in text_of(answer_for(client, person)) for person in siti.people]
    assert told == [True, False]


def test_a_person_marked_dead_by_mistake_hears_how_to_mend_it(client: Client, siti: Made) -> None:
    actions.mark_deceased(
        person_id=siti.people[1], revision=1, died_date=date(2026, 11, 1), evidence="akta 1", by=Actor.system(), at=AT
    )
    page = text_of(answer_for(client, siti.people[1]))
    assert "Meninggal" in page and "Bila keliru" in page and "Ya, terdaftar" not in page


def test_the_slip_prints_the_same_and_names_its_day(client: Client, siti: Made) -> None:
    add_aid(siti.people[0], "PKH", "GAGAL BUREKOL")
    slip = answer_for(client, siti.people[0], "cetak/")
    page = text_of(slip)
    assert (
        "Keterangan untuk warga" in page and "Rekening tidak dapat dibuka" in page and "bukan surat keputusan" in page
    )
    assert siti.niks[0] not in slip.text and "<nav" not in slip.text


def test_a_look_is_recorded_with_the_purpose_of_the_counter(client: Client, siti: Made) -> None:
    for _ in range(3):
        answer_for(client, siti.people[0])
    answer_for(client, siti.people[0], "cetak/")
    looks = AuditEvent.objects.filter(act="registry.person.viewed")
    assert [(event.actor, event.reason, event.subject_id) for event in looks] == [
        ("loket", "Melayani warga di loket", siti.people[0])
    ]


def test_people_of_other_areas_and_of_nowhere_look_alike(client: Client, siti: Made) -> None:
    near, far = add_family(GANJAR, ["ORANG GANJAR"], 5), add_family(MALANG, ["ORANG MALANG"], 6)
    answers = [
        answer_for(client, number, rest) for number in (near.people[0], far.people[0], 5) for rest in ("", "cetak/")
    ]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert len({re.sub(r'href="[^"]*"|value="[^"]*"|content="[^"]*"', "", answer.text) for answer in answers}) == 1
    for text in (near.niks[0], far.niks[0], near.kk, "orang ganjar", "orang malang"):
        assert "Tidak terdaftar" in text_of(client.post("/loket/", {"q": text})), text


def test_who_may_not_see_persons_does_not_come_in(siti: Made) -> None:
    resident = enter("warga", "warga", YOSO)
    assert resident.get("/loket/").status_code == 403 and answer_for(resident, siti.people[0]).status_code == 403


def test_the_answer_costs_the_same_however_much_there_is(client: Client, siti: Made) -> None:
    add_desil([siti.id], [("v1", date(2025, 8, 1), 3)])
    add_aid(siti.people[0], "PKH", "SI")
    answer_for(client, siti.people[0])

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            answer_for(client, siti.people[0])
        return len(seen)

    few = count()
    add_desil([siti.id], [(f"v{n}", date(2026, n, 1), 4) for n in range(2, 9)], first=2)
    for number in range(12):
        add_aid(siti.people[0], f"PROGRAM {number}", "SI")
    assert count() == few


@pytest.mark.parametrize("typed", ["18720", "1872 0101 0390 000", "1872-0101-0390-00012"])
def test_part_of_a_number_is_never_answered_with_not_registered(typed: str, client: Client) -> None:
    answer = client.post("/loket/", {"q": typed})
    assert "harus 16 angka" in answer.text and "Tidak terdaftar" not in answer.text


def test_the_counter_offers_the_next_act_to_who_may_do_it(client: Client, siti: Made) -> None:
    assert "/usulan/baru/" in answer_for(client, siti.people[0]).text
    assert "/keluarga/baru/" in client.post("/loket/", {"q": "zzqqxx"}).text
    camat = enter("camat", "camat", YOSO[:6])
    assert "/usulan/baru/" not in answer_for(camat, siti.people[0]).text

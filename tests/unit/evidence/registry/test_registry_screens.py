"""Pages: looks are recorded, numbers masked, unmasking is an act, forms explain what is wrong."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from registry_people import BANJARSARI, METRO, kk, nik

from pilar.core.audit.models import AuditEvent
from pilar.core.ids import encode_id
from pilar.evidence.registry.models import Family, Person, ReceivedAid

Browser = Callable[..., Client]


@pytest.fixture
def home(family: Callable[..., int]) -> Iterator[str]:
    yield encode_id(family("BUDI", "SITI", kk=kk(1)))


def pid(name: str) -> str:
    return encode_id(Person.objects.get(name=name).pk)


def looks(act: str) -> list[tuple[str, str]]:
    return list(AuditEvent.objects.filter(act=act).order_by("seq").values_list("actor", "reason"))


def test_a_look_is_recorded_once_in_five_minutes_with_its_purpose(browser: Browser, home: str) -> None:
    first, second = browser("operator_kelurahan", METRO), browser("lurah", METRO)
    for client in (first, first, second):
        assert client.get(f"/keluarga/{home}/").status_code == 200
    assert [reason for _who, reason in looks("registry.family.viewed")] == [
        "Melayani warga di loket",
        "Menyusun atau memeriksa usulan",
    ]
    first.post("/tujuan/", {"tujuan": "pengaduan"})
    first.get(f"/keluarga/{home}/")
    assert looks("registry.family.viewed")[-1][1] == "Menangani pengaduan"
    first.get(f"/orang/{pid('BUDI')}/")
    assert len(looks("registry.person.viewed")) == 1


def test_numbers_are_masked_everywhere(browser: Browser, home: str) -> None:
    client = browser("operator_kelurahan", METRO)
    pages = [
        f"/keluarga/{home}/",
        f"/keluarga/{home}/riwayat/",
        "/keluarga/",
        f"/orang/{pid('BUDI')}/",
        f"/loket/{pid('BUDI')}/",
        f"/loket/{pid('BUDI')}/cetak/",
    ]
    answers = [client.get(page) for page in pages] + [
        client.post("/cari/", {"q": nik(1)}),
        client.post("/cari/", {"q": "budi"}),
    ]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    for answer in answers:
        assert (
            nik(1) not in answer.text and kk(1) not in answer.text and f"{nik(1)[:4]} {nik(1)[4:8]}" not in answer.text
        )
    assert f"{nik(1)[:4]}••••••••{nik(1)[-4:]}" in answers[3].text


def test_unmasking_needs_capability_reason_and_scope_and_is_recorded(browser: Browser, home: str) -> None:
    operator, head, other = (
        browser("operator_kelurahan", METRO),
        browser("lurah", METRO),
        browser("operator_kelurahan", BANJARSARI),
    )
    address, reason = f"/buka/person/{pid('BUDI')}/nik/", {"alasan": "bank"}
    assert head.post(address, reason).status_code == 403 and other.post(address, reason).status_code == 404
    assert operator.get(address).status_code == 405
    assert operator.post(address, {"alasan": "ingin tahu"}).status_code == 422 and not looks("registry.nik.unmasked")
    answer = operator.post(address, reason)
    assert (
        "1872 0103 0280 0001" in answer.text.replace("\u00a0", " ").replace("&nbsp;", " ")
        and "no-store" in answer.headers["Cache-Control"]
    )
    fragment = operator.post(f"/buka/family/{home}/kk/", reason, headers={"HX-Request": "true"})
    assert "<html" not in fragment.text and kk(1)[:4] in fragment.text
    assert [reason for _who, reason in looks("registry.nik.unmasked")] == ["Mengurus rekening di bank atau Pos"]
    assert operator.post(f"/buka/family/{home}/nik/", reason).status_code == 404
    assert nik(1) not in operator.get(f"/orang/{pid('BUDI')}/").text


def test_the_search_never_puts_the_question_into_an_address(browser: Browser, home: str) -> None:
    client = browser("operator_kelurahan", METRO)
    assert "BUDI" not in client.get("/cari/", {"q": "budi"}).text
    page = client.post("/cari/", {"q": f"'{nik(1)}"})
    assert pid("BUDI") in page.text and nik(1) not in page.text
    part = client.post("/cari/", {"q": "budi"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text and "BUDI" in part.text
    assert client.post("/cari/", {"q": "zzzz"}).status_code == 200


def test_the_counter_answers_in_plain_words(browser: Browser, home: str) -> None:
    client = browser("operator_kelurahan", METRO)
    budi, siti = Person.objects.get(name="BUDI"), Person.objects.get(name="SITI")
    Family.objects.update(desil=3)
    aid = {"wilayah": METRO, "as_of": date(2026, 10, 1), "source_id": 1, "row": 1, "family_id": budi.family_id}
    ReceivedAid.objects.create(person=budi, programme="PKH", status="GAGAL BUREKOL", **aid)
    ReceivedAid.objects.create(person=siti, programme="RAHASIA SITI", status="SI", **aid)
    answer = client.post("/loket/", {"q": nik(1)})
    assert answer.status_code == 302 and nik(1) not in answer.url
    page = client.get(answer.url)
    assert "desil 3 dari 10" in page.text and "Rekening tidak dapat dibuka" in page.text and "Rp " not in page.text
    slip = client.get(f"{answer.url}cetak/")
    assert "RAHASIA SITI" not in slip.text and "SITI" not in slip.text
    assert looks("registry.person.viewed") == [(client.get("/").context["user"].username, "Melayani warga di loket")]
    assert "Tidak terdaftar" in client.post("/loket/", {"q": "9" * 16}).text
    assert "BUDI" in client.post("/loket/", {"q": "budy"}).text


def test_forms_explain_and_lose_nothing(browser: Browser, home: str) -> None:
    client = browser("operator_kelurahan", METRO)
    address = f"/orang/{pid('BUDI')}/nik/"
    answer = client.post(address, {"nik": "123", "alasan": "KTP", "revisi": "1"})
    assert answer.status_code == 422 and "harus 16 angka" in answer.text and 'value="KTP"' in answer.text
    doubtful = client.post(address, {"nik": nik(3, date(1999, 1, 1)), "alasan": "KTP", "revisi": "1"})
    assert "Tanggal lahir tidak sama" in doubtful.text
    done = client.post(address, {"nik": nik(3, date(1999, 1, 1)), "alasan": "KTP", "revisi": "1", "seen": "on"})
    assert done.status_code == 302
    late = client.post(address, {"nik": nik(4), "alasan": "KTP", "revisi": "1"})
    assert late.status_code == 422 and "baru saja diubah" in late.text


def test_the_acts_work_from_their_pages(browser: Browser, home: str) -> None:
    client = browser("operator_kelurahan", METRO)
    person, reason = pid("SITI"), {"alasan": "KK asli", "revisi": "1"}
    posts: list[tuple[str, dict[str, Any]]] = [
        (f"/keluarga/{home}/anggota/", {"name": "ALI", "relation": "3", "sex": "1", "birth_date": "1-2-2015"}),
        (f"/keluarga/{home}/isian/rumah/", {"status_kepemilikan_rumah": "1", "luas_lantai": "36"}),
        (f"/orang/{person}/isian/sekolah/", {}),
        (f"/orang/{person}/perbaiki/", {"name": "SITI A", "sex": "2", "birth_date": "03-02-1980", "relation": "2"}),
        (f"/orang/{person}/ppks/23/", {"since": "1-11-2026", "seen": "on"}),
    ]
    results = []
    for address, data in posts:
        row = Person.objects.get(name__startswith="SITI") if "/orang/" in address else Family.objects.get()
        results.append(client.post(address, reason | {"revisi": str(row.revision)} | data).status_code)
    assert results == [302, 302, 422, 302, 302]
    assert Family.objects.get().member_count == 3 and Family.objects.get().facts.luas_lantai == 36
    new = client.post("/keluarga/baru/", {
        "name": "TONO", "address": "Jl. Baru 1", "kk": kk(8), "wilayah-10": METRO, "sex": "1", "nik": "",
    })  # fmt: skip
    assert new.status_code == 302, new.context["form"].errors
    other = new.url.strip("/").split("/")[-1]
    preview = client.post(f"/keluarga/{home}/gabung/", {"other": kk(8), "alasan": "satu dapur", "revisi": "9"})
    assert preview.status_code == 422 and "TONO" in preview.text
    merged = client.post(f"/keluarga/{home}/gabung/", {
        "other": other, "alasan": "satu dapur", "revisi": str(Family.objects.get(head_name="BUDI").revision), "sure": "on",
    })  # fmt: skip
    assert merged.status_code == 302 and Family.objects.get(head_name="TONO").status == "digabung"


def test_sensitive_things_are_not_on_the_page_without_the_capability(browser: Browser, home: str) -> None:
    plain, office = browser("operator_kelurahan", METRO), browser("verifikator", "1872")
    assert "Kesehatan dan disabilitas hanya tampak" in plain.get(f"/orang/{pid('BUDI')}/").text
    assert "Kesehatan dan disabilitas hanya tampak" not in office.get(f"/orang/{pid('BUDI')}/").text
    assert plain.get(f"/orang/{pid('BUDI')}/isian/kesehatan/").status_code == 404
    assert "HIV" not in plain.get(f"/orang/{pid('BUDI')}/ppks/").text


@pytest.mark.parametrize(
    "query",
    [
        "?desil=99",
        "?wilayah=3573",
        "?catatan=x",
        "?after=%27;",
        "?before=1872.zzz",
        "?desil=1-4&catatan=tanpa_nik&wilayah=1872011001",
    ],
)
def test_odd_addresses_get_a_page(browser: Browser, home: str, query: str) -> None:
    assert browser("operator_kelurahan", METRO).get(f"/keluarga/{query}").status_code in (200, 422)

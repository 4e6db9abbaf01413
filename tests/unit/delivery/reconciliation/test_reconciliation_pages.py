"""The month's end as two people see it in the browser: file, open lines, decision, repair, sample, comparison, closing, papers."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.unit.delivery.reconciliation.paying_stage import PayingStage, make_stage, states
from tests.unit.evidence.registry.two_cities import AT, load_areas

from pilar.core.ids import encode_id
from pilar.core.jobs import worker
from pilar.delivery.programs.models import Membership
from pilar.delivery.reconciliation.models import (
    Closing,
    ComparisonLine,
    Inbound,
    Line,
    LineDecision,
    RecipientSample,
    RepairCase,
)
from pilar.foundation.accounts.models import Assignment, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings: object) -> Callable[[str, str], Client]:
    """`office("rekon.satu", "verifikator")`: a browser of somebody of Kota Metro."""
    load_areas()

    def enter(name: str, role: str) -> Client:
        user, fresh = User.objects.get_or_create(username=name, defaults={"full_name": name.title()})
        if fresh:
            Assignment.objects.create(
                user=user, role=role, wilayah="1872", active_from=date(2020, 1, 1), created_at=AT, created_by="uji"
            )
        client = Client()
        client.force_login(user)
        return client

    return enter


def upload(client: Client, stage: PayingStage, data: bytes, name: str = "hasil.csv") -> str:
    answer = client.post(
        "/rekonsiliasi/berkas/",
        {
            "berkas": SimpleUploadedFile(name, data),
            "penyalur": "bri",
            "profil": "hasil-salur",
            "tahap": encode_id(stage.stage.pk),
        },
    )
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    while worker.run_pending(limit=5):
        pass
    return str(answer.url)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode().replace("\u00a0", " ")


def test_from_file_to_closing(office: Callable[[str, str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilar.foundation.accounts.doors.proved_recently", lambda request: True)
    stage, one, two = make_stage(4), office("rekon.satu", "verifikator"), office("rekon.dua", "kepala_bidang")
    where = upload(
        one,
        stage,
        stage.csv(
            stage.row(0),
            stage.row(1, amount="20.000"),
            stage.row(2, status="GAGAL", words="Rekening pasif"),
            stage.row(3),
        ),
    )
    text = page(one, where)
    assert "Nominal kurang" in text
    assert "kurang Rp 180.000" in text
    assert "Nominal kurang" in page(one, "/rekonsiliasi/")
    line = Line.objects.get(code="kurang")
    assert "20.000" in page(one, f"/rekonsiliasi/baris/{encode_id(line.pk)}/")
    one.post(f"/rekonsiliasi/baris/{encode_id(line.pk)}/", {"verdict": "tagih", "reason": "Bank salah ketik."})
    decision = LineDecision.objects.get()
    one.post(f"/rekonsiliasi/putusan/{encode_id(decision.pk)}/", {"agreed": "ya"})
    assert LineDecision.objects.get().agreed is None
    two.post(f"/rekonsiliasi/putusan/{encode_id(decision.pk)}/", {"agreed": "ya"})
    assert Line.objects.get(pk=line.pk).decided == "tagih"
    case = RepairCase.objects.get()
    assert "Rekening pasif" in page(one, "/gagal-salur/")
    assert "BUDI" in page(one, "/gagal-salur/") or case.name in page(one, "/gagal-salur/")
    assert one.get("/gagal-salur/surat.pdf?pemilik=psm").content.startswith(b"%PDF-")
    where_case = f"/gagal-salur/{encode_id(case.pk)}/"
    assert one.post(where_case, {"act": "kunjungan", "note": "Diantar ke bank."}).status_code == 302
    assert "Minta kunjungan" in page(one, where_case)
    assert one.post(f"{where_case}kunjungan/").status_code == 302
    assert "Kunjungan diminta" in page(one, where_case)
    assert one.post(f"{where_case}selesai/", {"result": "kas_negara", "note": "x"}).status_code == 422
    done = {"result": "kas_negara", "note": "Disetor.", "number": "STS-1", "on": "24-11-2026"}
    assert one.post(f"{where_case}selesai/", done).status_code == 302
    assert "STS-1" in page(one, where_case)
    upload(one, stage, stage.csv(stage.row(1, journal="KOREKSI")), "koreksi.csv")
    assert states(stage) == ["paid", "paid", "treasury", "paid"]
    at_stage = f"/rekonsiliasi/tahap/{encode_id(stage.stage.pk)}/"
    assert "Semua rupiah terjelaskan" in page(one, at_stage)
    one.post(f"{at_stage}usul-tutup/")
    one.post(f"{at_stage}tutup/")
    assert Closing.objects.get().closed_at is None
    two.post(f"{at_stage}tutup/")
    assert Closing.objects.get().closed_by == "rekon.dua"
    assert "tidak dapat dibuka lagi" in page(one, at_stage)
    for paper, start in (
        ("rekap.pdf", b"%PDF-"),
        ("rekap.xlsx", b"PK"),
        ("lampiran-lpj.pdf", b"%PDF-"),
        ("lampiran-lpj.xlsx", b"PK"),
    ):
        answer = one.get(at_stage + paper)
        assert answer.content.startswith(start), paper


def test_bad_files_and_repeats_are_told(office: Callable[[str, str], Client]) -> None:
    stage, one = make_stage(2), office("rekon.satu", "verifikator")
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a">]><Document>camt.053</Document>'
    assert "DOCTYPE" in page(one, upload(one, stage, bomb, "m.xml"))
    data = stage.csv(stage.row(0), "Total;9 baris;;;1.800.000;;;;")
    first = upload(one, stage, data)
    assert "berkas tidak lengkap" in page(one, first)
    assert upload(one, stage, data, "salinan.csv") == first
    assert "salinan.csv" in page(one, first)
    assert Inbound.objects.count() == 2
    assert one.get("/rekonsiliasi/terbuka/?kelas=kurang").status_code == 200
    assert office("lurah", "lurah").get(first).status_code == 403


def test_sample_in_the_browser(office: Callable[[str, str], Client]) -> None:
    stage, one = make_stage(4, state="paid"), office("rekon.satu", "verifikator")
    answer = one.post("/uji-terima/", {"tahap": encode_id(stage.stage.pk), "size": "2", "seed": "7"})
    assert answer.status_code == 302
    row = RecipientSample.objects.order_by("position")[0]
    one.post(
        answer.url,
        {"row": encode_id(row.pk), "outcome": "diterima_sebagian", "received": "Rp 150.000", "problem": "Dipotong."},
    )
    text = page(one, answer.url)
    assert "Perlu tindak lanjut" in text
    one.post(f"/uji-terima/tindak/{encode_id(row.pk)}/", {"note": "Dikembalikan agen.", "back": answer.url})
    assert "Dikembalikan agen." in page(one, answer.url)
    assert "angka undian 7" in page(one, "/uji-terima/")


def test_comparison_in_the_browser(office: Callable[[str, str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilar.foundation.accounts.doors.proved_recently", lambda request: True)
    stage, one = make_stage(4), office("rekon.dua", "kepala_bidang")
    for n, order in enumerate(stage.orders):
        Membership.objects.create(
            programme=stage.stage.programme, family_id=order.family_id, person_id=order.person_id, wilayah=order.wilayah, per_family=True,
            state="aktif", since=date(2026, 1, 1),
        )  # fmt: skip
        if n == 1:
            order.person.status = "meninggal"
            order.person.save(update_fields=["status"])
    rows = [
        "NAMA;NIK",
        *(f"{one.name};" for one in stage.orders[:3]),
        "ZULKARNAEN TANPA NAMA;",
        f"{stage.orders[0].name};",
    ]
    answer = one.post(
        "/banding-daftar/baru/",
        {"berkas": SimpleUploadedFile("jkss.csv", "\n".join(rows).encode()), "title": "JKSS", "party": "Provinsi", "programme": "BPNT-D",
         "premium": "37.800", "months": "2", "as_of": "24-11-2026"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[-1500:]
    worker.run_pending()
    one.post(answer.url)
    codes = sorted(ComparisonLine.objects.values_list("code", flat=True))
    assert codes.count("tidak_tercantum") >= 1
    assert len(ComparisonLine.objects.filter(row__isnull=False)) == 5
    assert "Rp 378.000" in page(one, answer.url)  # five heads, two months
    assert one.get(f"{answer.url}hasil.xlsx").content.startswith(b"PK")

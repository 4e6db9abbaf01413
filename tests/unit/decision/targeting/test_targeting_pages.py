"""The rule desk, evaluations, tasks and reason sheets through their pages, their papers, their JSON, and the command line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, datetime

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from targeting_people import (
    OTHER_VILLAGE,
    RULES,
    VILLAGE,
    dtsen,
    household,
    publish_rules,
)

from pilar.cli.root import root
from pilar.core.audit.models import AuditEvent
from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.jobs import worker
from pilar.decision.targeting.models import DataTask, EvaluationRun, RuleVersion
from pilar.evidence.registry.models import Family, PersonFacts
from pilar.foundation.accounts.queries import today

Enter = Callable[..., Client]
TODAY = today(now())  # of the office: WIB, not UTC


@pytest.fixture
def people(metro: None) -> dict[str, Family]:
    version = dtsen("v1", date(2026, 2, 1))
    return {
        "two": household("DUA ANAK", desil=2, children=(2, 2), version=version),
        "rich": household("MAMPU", desil=9, children=(2,), version=version, village=OTHER_VILLAGE),
        "maybe": household("BELUM TAHU", desil=1, children=(None,), version=version),
    }


def page(client: Client, name: str, *args: object, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"targeting:{name}", args=args) + query)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def test_a_change_is_copied_edited_measured_proposed_and_published_by_another(
    people: dict[str, Family], browser: Enter
) -> None:
    publish_rules(at=now())
    author, publisher = browser("kabid", "kepala_bidang"), browser("kadis", "kepala_dinas")
    made = author.post(reverse("targeting:copy"), {"judul": "Batas sepuluh"})
    draft = RuleVersion.objects.get(title="Batas sepuluh")
    assert made.status_code == 302
    files = reverse("targeting:files", args=[draft.pk])
    bad = author.post(
        files, {"isi": RULES.replace("desil <= batas", "desill <= batas"), "revision": draft.revision}, follow=True
    )
    text = bad.content.decode()
    assert "uji.toml:19" in text and "isian &#x27;desill&#x27; tidak dikenal" in text
    draft.refresh_from_db()
    step = reverse("targeting:step", args=[draft.pk, "usulkan"])
    refused = author.post(step, {"tanggal": "01-01-2027", "alasan": "SK"})
    assert refused.status_code == 422 and "uji.toml:19" in refused.content.decode()
    good = author.post(files, {"isi": RULES, "revision": draft.revision}, follow=True)
    assert "ketentuan ini sah" in good.content.decode()
    draft.refresh_from_db()
    value = reverse("targeting:value", args=[draft.pk, "uji.toml", 0])
    saved = author.post(value, {"nilai": "10", "revision": draft.revision}, follow=True)
    assert "ketentuan ini sah" in saved.content.decode()
    impact = page(author, "impact", draft.pk, query="?program=sekolah")
    entering = reverse("targeting:moved", args=[draft.pk, "sekolah", "masuk"])
    assert entering in impact and "100.000" in impact and f"{entering}?wilayah={OTHER_VILLAGE}" in impact
    assert "MAMPU" in page(author, "moved", draft.pk, "sekolah", "masuk")
    assert "MAMPU" not in page(author, "moved", draft.pk, "sekolah", "masuk", query=f"?wilayah={VILLAGE}")
    assert author.post(step, {"tanggal": TODAY.strftime("%d-%m-%Y"), "alasan": "SK 9"}).status_code == 302
    publish = reverse("targeting:step", args=[draft.pk, "terbitkan"])
    author.post(publish, {"alasan": ""})
    draft.refresh_from_db()
    assert draft.state == "proposed"
    publisher.post(publish, {"alasan": ""})
    draft.refresh_from_db()
    assert (draft.state, draft.author, draft.publisher) == ("published", "kabid", "kadis")
    assert "Desil 1 sampai 10." in page(publisher, "desk")


def test_the_desk_shows_the_table_of_the_same_file_and_its_history(people: dict[str, Family], browser: Enter) -> None:
    number = publish_rules(at=now())
    reader = browser("inspektorat", "inspektorat")
    desk = page(reader, "desk")
    assert "Desil 1 sampai 4." in desk and "Bantuan sekolah" in desk and "Buat salinan" not in desk
    version = page(reader, "version", number)
    assert "desil &lt;= batas" in version and "Riwayat versi ini" in version and "penerbit" in version
    assert "Catat pilihan" not in page(reader, "choices")
    assert reader.post(reverse("targeting:copy"), {"judul": "x"}).status_code == 403
    assert browser("bappeda", "bappeda").get(reverse("targeting:desk")).status_code == 403
    for path in ("moved", "impact"):
        args = [number, "sekolah", "masuk"] if path == "moved" else [number]
        assert reader.get(reverse(f"targeting:{path}", args=args)).status_code == 200
    assert reader.get(reverse("targeting:moved", args=[number, "sekolah", "apa"])).status_code == 404
    assert reader.get(reverse("targeting:moved", args=[number, "tidak-ada", "masuk"])).status_code == 404


def test_an_evaluation_runs_in_the_background_and_every_number_leads_to_its_families(
    people: dict[str, Family], browser: Enter
) -> None:
    publish_rules(at=now())
    kabid = browser("kabid", "kepala_bidang")
    asked = kabid.post(reverse("targeting:runs"), {"tanggal": TODAY.strftime("%d-%m-%Y"), "wilayah": "1872"})
    assert asked.status_code == 302 and "/pekerjaan/" in asked.url
    while worker.run_pending(limit=5):
        pass
    run = EvaluationRun.objects.get()
    assert run.state == "complete"
    overview = page(kabid, "runs")
    assert reverse("targeting:outcomes", args=[run.pk, "sekolah", "met"]) in overview
    assert "DUA ANAK" in page(kabid, "outcomes", run.pk, "sekolah", "met")
    assert "MAMPU" in page(kabid, "outcomes", run.pk, "sekolah", "not_met", query=f"?wilayah={OTHER_VILLAGE}")
    assert run.digest[:12] in page(kabid, "run", run.pk, query="?program=sekolah")
    assert "BELUM TAHU" in page(kabid, "tasks", query="?isian=partisipasi_sekolah")
    lurah = browser("lurah", "lurah", OTHER_VILLAGE)
    tasks = page(lurah, "tasks")
    assert "BELUM TAHU" not in tasks and "DUA ANAK" not in tasks and "MAMPU" not in tasks
    assert lurah.get(reverse("targeting:outcomes", args=[run.pk, "sekolah", "met"])).status_code == 403


def test_the_reason_sheet_gives_facts_with_source_and_what_would_change_it(
    people: dict[str, Family], browser: Enter
) -> None:
    publish_rules(at=now())
    kabid = browser("kabid", "kepala_bidang")
    met = page(kabid, "sheet", people["two"].pk, "sekolah")
    assert "DTSEN v1" in met and "Kunjungan uji" in met and "ANAK DUA ANAK 1: Umur" in met and "200.000" in met
    assert "penyusun menyusun, penerbit menerbitkan" in met and "batas program: desil 4" in met and "021-171" in met
    rich = page(kabid, "sheet", people["rich"].pk, "sekolah")
    assert "Desil di atas 4." in rich and "Desil dihitung BPS" in rich
    maybe = page(kabid, "sheet", people["maybe"].pk, "sekolah")
    assert "Sekolah anak belum diketahui." in maybe and "Lengkapi data ini: Partisipasi sekolah." in maybe
    assert "Keluarga ini tidak ditolak" in maybe
    listed = page(kabid, "family", people["two"].pk)
    assert "Bantuan kunjungan" in listed and "Kunjungan belum dicatat." in listed
    assert AuditEvent.objects.filter(act="registry.family.viewed", subject_id=people["two"].pk, actor="kabid").exists()
    past = page(kabid, "sheet", people["two"].pk, "sekolah", query="?tanggal=2026-02-15", status=404)
    assert "KET-019" in past
    assert "KET-012" in page(kabid, "sheet", people["two"].pk, "sekolah", query="?tanggal=kemarin", status=422)
    assert "KET-011" in page(kabid, "sheet", people["two"].pk, "tidak-ada", status=404)
    lurah = browser("lurah", "lurah", OTHER_VILLAGE)
    page(lurah, "sheet", people["two"].pk, "sekolah", status=404)
    assert lurah.get(reverse("targeting:api-sheet", args=[people["two"].pk, "sekolah"])).status_code == 404


def test_the_residents_paper_is_one_page_without_other_peoples_data(people: dict[str, Family], browser: Enter) -> None:
    import pypdf

    publish_rules(at=now())
    loket = browser("loket", "front_office")
    words = page(loket, "resident", people["two"].pk, "sekolah")
    assert "ANAK DUA ANAK" not in words and "Data anggota yang dipakai" in words and "Bila tidak setuju" in words
    for name, names_member in (("resident-pdf", False), ("sheet-pdf", True)):
        answer = loket.get(reverse(f"targeting:{name}", args=[people["two"].pk, "sekolah"]))
        assert answer["Content-Type"] == "application/pdf"
        read = pypdf.PdfReader(io.BytesIO(answer.content))
        text = " ".join(one.extract_text() for one in read.pages)
        assert len(read.pages) == 1 and "Bantuan sekolah" in text
        assert ("ANAK DUA ANAK" in text) is names_member
    assert AuditEvent.objects.filter(act="targeting.sheet.printed", subject_id=people["two"].pk).count() == 2


def test_a_family_of_twenty_still_fits_one_page(people: dict[str, Family], browser: Enter) -> None:
    import pypdf

    publish_rules(at=now())
    big = household("KELUARGA BESAR SEKALI DENGAN NAMA YANG PANJANG", desil=1, children=[None, 2] * 10)
    answer = browser("loket", "front_office").get(reverse("targeting:sheet-pdf", args=[big.pk, "sekolah"]))
    assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 1


def test_the_api_says_the_same_to_programs_and_nothing_to_strangers(people: dict[str, Family], browser: Enter) -> None:
    publish_rules(at=now())
    address = reverse("targeting:api-sheet", args=[people["two"].pk, "sekolah"])
    stranger = Client().get(address)
    assert stranger.status_code == 401 and stranger.json()["code"] == "UMUM-401"
    kabid = browser("kabid", "kepala_bidang")
    sheet = kabid.get(address).json()
    assert (sheet["outcome"], sheet["amount"], sheet["desil"], sheet["desil_limit"]) == ("met", 200_000, 2, 4)
    assert sheet["components"] == [{"label": "Anak sekolah", "units": 2, "amount": 200_000}]
    assert sheet["conditions"][0]["facts"][0]["source"] == "DTSEN v1"
    assert sheet["rules"]["publisher"] == "penerbit"
    listed = kabid.get(reverse("targeting:api-family", args=[people["two"].pk])).json()
    assert {one["programme"]: one["outcome"] for one in listed["programmes"]} == {
        "sekolah": "met",
        "kunjungan": "unknown",
    }
    refused = kabid.get(address + "?tanggal=2024-06-01")
    assert refused.status_code in (404, 409) and refused.json()["problem"]["code"] in ("KET-010", "UMUM-404")


def test_sensitive_answers_are_hidden_from_those_without_the_right(people: dict[str, Family], browser: Enter) -> None:
    sick = RULES.replace('when = "umur BETWEEN 6 AND 21 AND partisipasi_sekolah = 2"', 'when = "penyakit_kronis = 1"')
    publish_rules(sick, at=now())
    PersonFacts.objects.filter(person__family=people["two"], person__relation=3).update(penyakit_kronis=1)
    address = reverse("targeting:api-sheet", args=[people["two"].pk, "sekolah"])
    hidden = browser("loket", "front_office").get(address).json()["conditions"][1]["facts"]
    shown = browser("kabid", "kepala_bidang").get(address).json()["conditions"][1]["facts"]
    assert hidden[0]["hidden"] is True and hidden[0]["value"] is None
    assert shown[0]["hidden"] is False and shown[0]["value"]


def test_a_fact_beyond_the_form_is_stated_on_a_page_and_decides_at_once(
    people: dict[str, Family], browser: Enter
) -> None:
    publish_rules(at=now())
    operator = browser("operator", "operator_kelurahan", VILLAGE)
    form = reverse("targeting:facts", args=[people["two"].pk])
    day = TODAY.strftime("%d-%m-%Y")
    wrong = operator.post(form, {"isian": "dikunjungi", "nilai": "mungkin", "per": day, "sumber": "RT"})
    assert wrong.status_code == 422
    assert (
        operator.post(form, {"isian": "dikunjungi", "nilai": "ya", "per": day, "sumber": "kunjungan RT"}).status_code
        == 302
    )
    sheet = page(operator, "sheet", people["two"].pk, "kunjungan")
    assert "Sudah dikunjungi." in sheet and "kunjungan RT" in sheet
    assert operator.get(reverse("targeting:facts", args=[people["rich"].pk])).status_code == 404


def test_the_family_page_leads_to_the_reasons(people: dict[str, Family], browser: Enter) -> None:
    kabid = browser("kabid", "kepala_bidang")
    address = reverse("targeting:family", args=[people["two"].pk])
    assert address in kabid.get(reverse("registry:family", args=[people["two"].pk])).content.decode()
    assert "Belum ada ketentuan" in page(kabid, "family", people["two"].pk)


def test_run_and_recompute_from_the_command_line(people: dict[str, Family], at: datetime) -> None:
    publish_rules(at=now())
    made = CliRunner().invoke(root, ["rules", "run", "--area", "18.72", "--json"])
    assert made.exit_code == 0, made.output
    result = json.loads(made.stdout)
    assert result["programmes"]["sekolah"] == {"met": 1, "not_met": 1, "unknown": 1, "amount": 200_000}
    assert DataTask.objects.filter(is_open=True).count() == 2
    again = CliRunner().invoke(root, ["rules", "recompute", result["run"]])
    assert again.exit_code == 0 and "Sama:" in again.output
    EvaluationRun.objects.update(digest="0" * 64)
    assert CliRunner().invoke(root, ["rules", "recompute", result["run"]]).exit_code == 1
    for arguments in (["--area", "abc"], ["--area", "1872", "--date", "2024-01-01"], ["--area", ""]):
        assert CliRunner().invoke(root, ["rules", "run", *arguments]).exit_code != 0
    assert CliRunner().invoke(root, ["rules", "recompute", encode_id(1)]).exit_code != 0

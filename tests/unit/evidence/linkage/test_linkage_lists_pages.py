"""Other lists, the hint at entry, labelled samples, models and thresholds, through the pages."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from linkage_register import METRO, add_family, add_person, make_register, nik
from openpyxl import load_workbook

from pilar.core import vault
from pilar.core.audit.models import AuditEvent
from pilar.core.ids import encode_id
from pilar.core.jobs import worker
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.evidence.linkage import sheets
from pilar.evidence.linkage.actions import models as model_actions
from pilar.evidence.linkage.models import CandidatePair, ListRow, Run, Sample, SampledPair, Thresholds, TrainedModel
from pilar.evidence.linkage.queries.known import likely_persons
from pilar.evidence.linkage.rules import Stratum, estimate_quality
from pilar.evidence.registry.actions.rebuild import reindex
from pilar.evidence.registry.models import Person
from pilar.evidence.registry.rules import NIK_FIELD

Matched = Callable[..., Run]
Browser = Callable[..., Client]


def _csv(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def _upload(client: Client, data: bytes, **columns: str) -> Any:
    answer = client.post("/padanan/daftar/", {"berkas": SimpleUploadedFile("asn.csv", data)})
    if answer.status_code != 302:
        return answer
    page = client.get(answer["Location"])
    guessed = {name: field.initial or "" for name, field in page.context["form"].fields.items()}
    return client.post(answer["Location"], guessed | columns, follow=True)


def _line(person_id: int, *, name: str = "", number: str = "") -> str:
    person = Person.objects.get(pk=person_id)
    known = vault.unseal(NIK_FIELD, person.nik_sealed)
    assert person.birth_date
    return f"{number or known};{name or person.name};{person.birth_date:%d/%m/%Y};L"


@pytest.mark.django_db
def test_a_list_is_answered_row_by_row_and_field_by_field(matched: Matched, linkage_browser: Browser) -> None:
    made = make_register(doubles=6)
    matched()
    same, typo, other = made.persons[30], made.persons[40], made.persons[50]
    spelt = Person.objects.get(pk=typo).name
    stranger = f"{nik(77, date(1911, 11, 11))};QODRATULLOH XIMENES;11/11/1911;L"
    data = _csv(
        "NIK;Nama Pegawai;Tgl Lahir;JK",
        _line(same),
        _line(typo, name=spelt[:-2] + spelt[-1]),
        _line(other, name="=1+1"),
        stranger,
    )
    office = linkage_browser("pengisi_data")
    answer = _upload(office, data)
    assert answer.status_code == 200, answer.content
    worker.run_pending()
    run = Run.objects.get(kind="daftar")
    assert run.state == "selesai", run.notes
    rows = {row.row: row for row in ListRow.objects.filter(run=run)}
    assert [rows[n].outcome for n in (2, 3, 5)] == ["padan", "beda", "tidak"]
    assert (rows[2].person_id, rows[3].person_id) == (same, typo)
    assert rows[3].fields["name"] == "mirip" and rows[3].fields["national_id"] == "sama"
    assert rows[2].centre_similarity == 100 and 60 <= (rows[3].centre_similarity or 0) < 100
    assert vault.unseal(NIK_FIELD, Person.objects.get(pk=same).nik_sealed).encode() not in bytes(rows[2].cells_sealed)
    page = office.get(f"/padanan/daftar/{encode_id(run.pk)}/?hasil=beda&berbeda=name")
    assert page.status_code == 200
    assert spelt in page.content.decode() and "1111111" not in page.content.decode()
    sheet = office.get(f"/padanan/daftar/{encode_id(run.pk)}/unduh/")
    cells = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(sheet.content)).active.iter_rows()]
    assert len(cells) == 5 and cells[1][1] == "Padan"
    assert AuditEvent.objects.filter(act="linkage.list.downloaded").exists()


@pytest.mark.django_db
def test_who_asks_for_a_small_area_learns_nothing_of_others(
    matched: Matched, officer: Actor, linkage_browser: Browser
) -> None:
    made = make_register(doubles=4)
    matched()
    run = Run.objects.get()
    village = linkage_browser("operator_kelurahan", METRO)
    assert village.post("/padanan/jalankan/", {"jenis": "menyeluruh"}).status_code == 403
    other_city = linkage_browser("verifikator", "1801")
    assert other_city.get(f"/padanan/jalan/{encode_id(run.pk)}/").status_code == 404
    hidden = Person.objects.exclude(wilayah__startswith=METRO).filter(pk__in=made.persons).first()
    assert hidden is not None
    narrow = Scope((METRO,), frozenset({"*"}))
    assert not likely_persons(narrow, {"name": hidden.name, "birth_date": str(hidden.birth_date)}, date(2026, 11, 24))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "columns", "said"),
    [
        (_csv("Kolom A;Kolom B", "1;2", "3;4"), {}, "NIK atau nama"),
        (_csv("NIK;Nama", "1;2"), {"name": "NIK"}, "untuk dua bidang"),
        (b"", {}, "kosong"),
    ],
)
def test_lists_that_cannot_be_used_say_why(
    linkage_browser: Browser, data: bytes, columns: dict[str, str], said: str
) -> None:
    answer = _upload(linkage_browser("pengisi_data"), data, **columns)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Run.objects.exists()


@pytest.mark.django_db
def test_a_list_where_everybody_has_one_name_ends_clearly(matched: Matched, linkage_browser: Browser) -> None:
    make_register(doubles=4)
    matched()
    _upload(linkage_browser("pengisi_data"), _csv("NIK;Nama", *["0;SITI"] * 300))
    worker.run_pending()
    run = Run.objects.get(kind="daftar")
    assert run.state == "selesai"
    assert run.counts["found"] == 0


@pytest.mark.django_db
def test_the_form_of_a_new_person_hints_at_who_is_registered(
    matched: Matched, linkage_browser: Browser, officer: Actor, at: datetime
) -> None:
    made = make_register(doubles=4)
    operator = linkage_browser("operator_kelurahan", METRO)
    born = date(1983, 7, 19)
    known = add_person(add_family(), "KUSNADI PRAWIROATMOJO", born, nik(3, born))
    reindex(by=officer, at=at)
    asked = {"name": "Kusnady Prawiroatmojo", "birth_date": "19-07-1983", "nik": ""}
    assert operator.post("/padanan/sudah-terdaftar/", asked).content.decode().strip() == ""  # no model yet
    matched()
    told = operator.post("/padanan/sudah-terdaftar/", asked).content.decode()
    assert "KUSNADI PRAWIROATMOJO" in told and encode_id(known) in told
    nobody = operator.post("/padanan/sudah-terdaftar/", {"name": "Xaverius Qosim Zulfa", "birth_date": "01-02-1999"})
    assert nobody.content.decode().strip() == ""
    assert 'hx-post="/padanan/sudah-terdaftar/"' in operator.get("/keluarga/baru/").content.decode()
    assert made.persons


@pytest.mark.django_db
def test_a_labelled_sample_gives_precision_and_recall(matched: Matched, linkage_browser: Browser) -> None:
    made = make_register()
    matched()
    head = linkage_browser("kepala_bidang")
    answer = head.post("/padanan/contoh/", {"jumlah": "10"})
    sample = Sample.objects.get()
    while True:
        page = head.get(answer["Location"])
        pair = page.context["pair"]
        if pair is None:
            break
        assert str(pair.left_id) not in page.content.decode()
        label = "sama" if (pair.left_id, pair.right_id) in made.doubles else "bukan"
        head.post(answer["Location"], {"pasangan": str(pair.pair_id), "label": label})
    assert SampledPair.objects.filter(sample=sample).exclude(label="").count() == sum(s["drawn"] for s in sample.strata)
    quality = TrainedModel.objects.get().quality
    low, middle, high = quality["precision"]
    assert 0 <= low <= middle <= high <= 1 and middle > 0.5
    models = head.get("/padanan/model/").content.decode()
    assert TrainedModel.objects.get().version in models
    outside = linkage_browser("verifikator", "1801")
    assert outside.get(answer["Location"]).status_code == 404
    any_pair = SampledPair.objects.filter(sample=sample).first()
    assert any_pair is not None
    outside.post(answer["Location"], {"pasangan": str(any_pair.pk), "label": "ragu"})
    any_pair.refresh_from_db()
    assert any_pair.label != "ragu"


@pytest.mark.django_db
def test_models_are_kept_and_changed_in_two_steps_thresholds_are_added(
    matched: Matched, officer: Actor, at: datetime
) -> None:
    make_register(doubles=4)
    matched()
    first = TrainedModel.objects.get()
    second = TrainedModel.objects.create(
        version="ffffffffffff", body=first.body, rows=first.rows, trained_at=at, trained_by="uji"
    )
    model_actions.activate_model(model_id=second.pk, by=officer, at=at)
    first.refresh_from_db()
    assert (first.state, TrainedModel.objects.get(state="aktif").pk) == ("lama", second.pk)
    with pytest.raises(Problem, match="PDN-003"):
        model_actions.activate_model(model_id=second.pk, by=officer, at=at)
    broken = TrainedModel.objects.create(version="0", body='{"format": 99}', rows=1, trained_at=at, trained_by="uji")
    with pytest.raises(Problem, match="PDN-002"):
        model_actions.activate_model(model_id=broken.pk, by=officer, at=at)
    for wrong in ({"match_weight": -9.0}, {"most_doubles": 0.0}, {"reason": " "}):
        given = {
            "match_weight": 1.0,
            "review_weight": -4.0,
            "most_doubles": 0.2,
            "most_pairs": 10,
            "reason": "uji",
        } | wrong
        with pytest.raises(Problem, match="PDN-004"):
            model_actions.set_thresholds(by=officer, at=at, **given)  # type: ignore[arg-type]
    assert not Thresholds.objects.exists()
    weak = Actor(username="x", role="uji", scope=Scope(("1872",), frozenset({"linkage.run"})), channel="test")
    with pytest.raises(Problem, match="UMUM-403"):
        model_actions.set_thresholds(
            match_weight=1, review_weight=0, most_doubles=0.1, most_pairs=5, reason="uji", by=weak, at=at
        )


@pytest.mark.django_db
def test_the_home_page_starts_a_run_and_shows_the_queues(linkage_browser: Browser) -> None:
    make_register()
    verifier = linkage_browser("verifikator")
    assert "belum pernah dipadankan" in verifier.get("/padanan/").content.decode()
    verifier.post("/padanan/jalankan/", {"jenis": "menyeluruh"})
    worker.run_pending()
    page = verifier.get("/padanan/")
    waiting = CandidatePair.objects.filter(state="terbuka").count()
    assert page.context["proposed"] + page.context["review"] + page.context["families"] == waiting > 0
    assert verifier.get("/padanan/model/").status_code == 403


def test_headings_are_guessed_and_wrong_mappings_refused() -> None:
    assert sheets.guess(["NO", "NIK Peserta", "NAMA_LGKP", "Kel/Desa"]) == {
        "national_id": "NIK Peserta", "name": "NAMA_LGKP", "area": "Kel/Desa"
    }  # fmt: skip
    for mapping in ({"umur": "A", "name": "B"}, {"name": "Z"}, {"sex": "A"}):
        with pytest.raises(Problem, match=r"PDN-00[89]"):
            sheets.check_mapping(mapping, ["A", "B"])


def test_estimates_hold_the_truth_of_a_full_label_and_stay_unknown_without_labels() -> None:
    precision, recall = estimate_quality([Stratum(100, 100, 95, True), Stratum(50, 50, 5, False)])
    assert precision is not None and recall is not None
    assert (precision.low, precision.middle, precision.high) == (0.95, 0.95, 0.95)
    assert recall.middle == pytest.approx(0.95)
    wide, _ = estimate_quality([Stratum(10_000, 20, 20, True)])
    assert wide is not None and wide.low < 0.99 < wide.high
    assert estimate_quality([Stratum(100, 0, 0, True)]) == (None, None)
    assert estimate_quality([Stratum(100, 10, 9, True), Stratum(5, 0, 0, False)])[1] is None

"""Sheets of usulan enter, the desk check finds, findings come and go, the draft is printed."""

import dataclasses
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from desk_door import CITY, NEXT_VILLAGE, VILLAGE, bring, kk, member, nik, propose, register, usulan, work
from django.test import Client

from pilar.config import config
from pilar.core.audit.models import AuditEvent
from pilar.core.bulk.files import keep_bytes
from pilar.core.clock import now
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.decision.proposals import actions, queries
from pilar.decision.proposals.documents import bnba
from pilar.decision.proposals.models import Usul, UsulContribution, UsulTransition
from pilar.decision.screening import actions as screening
from pilar.decision.screening import queries as findings
from pilar.decision.screening.models import CheckedCase, Finding, Flag
from pilar.evidence.intake.models import QuarantineRow
from pilar.evidence.intake.publish import run as publish_run
from pilar.evidence.registry.models import Family, Person

pytestmark = pytest.mark.django_db


def check(area: str = "1872") -> dict[str, int]:
    return screening.run(area=area, by=CITY, at=now())


def codes(name: str) -> set[str]:
    return set(
        Finding.objects.filter(case_id=Usul.objects.get(name=name).pk, resolved_at__isnull=True).values_list(
            "code", flat=True
        )
    )


@pytest.fixture
def office(metro: None) -> None:
    register(
        member(1, 1, "BUDI SANTOSO"), member(1, 11, "RINA SANTOSO", relation=3, woman=True), member(2, 2, "SITI AMINAH", woman=True),
        member(3, 3, "JOKO WIDODO", village=NEXT_VILLAGE),
    )  # fmt: skip


def test_rows_become_usulan_and_the_job_checks_them(office: None) -> None:
    result = propose(
        usulan(1, "BUDI SANTOSO"),
        usulan(2, "SITI AMINAH", "PERBAIKAN", woman=True),
        usulan(9, "ORANG BARU", "DTSEN BARU"),
    )
    assert (result["state"], result["published"]["new_proposals"]) == ("terbit", 3)
    assert set(Usul.objects.values_list("name", "kind", "programme")) == {
        ("BUDI SANTOSO", "bansos", "PKH"), ("SITI AMINAH", "perbaikan_data", ""), ("ORANG BARU", "baru_dtsen", ""),
    }  # fmt: skip
    assert Usul.objects.get(name="BUDI SANTOSO").person_id == Person.objects.get(name="BUDI SANTOSO").pk
    work()
    assert CheckedCase.objects.count() == 3
    assert set(Usul.objects.values_list("state", flat=True)) == {"praverifikasi"}
    assert UsulTransition.objects.filter(capability="screening.run").count() == 3
    assert "PRA-207" not in codes("ORANG BARU") and "PRA-201" not in codes("ORANG BARU")


def test_a_repeat_in_the_sheet_and_in_the_next_sheet_joins(office: None) -> None:
    result = propose(usulan(1, "BUDI SANTOSO"), usulan(1, "BUDI SANTOSO"))
    assert (result["published"]["new_proposals"], result["published"]["joined"]) == (1, 1)
    assert propose(usulan(1, "BUDI SANTOSO"), usulan(1, "BUDI SANTOSO"))["repeated"]
    again = propose(usulan(1, "BUDI SANTOSO", nik=""), usulan(2, "SITI AMINAH", woman=True), name="susulan.csv")
    assert (again["published"]["new_proposals"], again["published"]["joined"]) == (1, 1)
    assert Usul.objects.count() == 2 and UsulContribution.objects.count() == 2


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_killed_at_a_slice_nothing_is_lost_or_doubled(
    office: None, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    from pilar.core.jobs import rules as job_rules
    from pilar.decision.proposals import publish

    monkeypatch.setattr(publish_run, "SLICE_ROWS", 2)
    monkeypatch.setattr(job_rules, "RETRY_DELAYS", (timedelta(0),) * 3)
    real, calls = publish._insert_contributions, {"n": 0}

    def breaking(pub: Any, channel: str) -> int:
        joined = real(pub, channel)
        calls["n"] += 1
        if calls["n"] == fails_at:
            raise OSError("listrik padam")
        return joined

    monkeypatch.setattr(publish, "_insert_contributions", breaking)
    rows = [usulan(number, f"ORANG {chr(60 + number)}") for number in (30, 31, 32, 33)]
    result = propose(*rows, rows[0], usulan(1, "BUDI SANTOSO"))
    assert result["state"] == "terbit" and calls["n"] == 4
    assert Usul.objects.count() == 5 and UsulContribution.objects.count() == 1
    assert UsulTransition.objects.count() == 5


def test_usulan_of_a_batch_under_way_are_not_there_yet(office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from pilar.evidence.registry.models import PendingBatch

    result = propose(usulan(1, "BUDI SANTOSO"))
    PendingBatch.objects.create(pk=result["batch_id"], started_at=now())
    assert queries.list_usul(CITY.scope, queries.UsulFilter()) == [] and queries.overview(CITY.scope, "1872") == []
    PendingBatch.objects.all().delete()
    assert len(queries.list_usul(CITY.scope, queries.UsulFilter())) == 1


@pytest.mark.parametrize("cell", ["=CMD|' /C CALC'!A0", "+62 RINA", "@SUM(A1)", "-2+A"])
def test_cells_that_begin_like_a_formula_stay_text(office: None, cell: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    propose(usulan(9, cell, why=cell))
    assert (Usul.objects.get().name, Usul.objects.get().rationale) == (cell, cell)
    made = bnba.as_paper(bnba.draft_bnba(CITY.scope, VILLAGE, now()), "xlsx", "http://x/")
    book = openpyxl.load_workbook(io.BytesIO(made))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert [c for c in cells if cell in str(c.value)]
    assert all(c.data_type != "f" for c in cells)
    assert all(
        not str(c.value).startswith(("=", "+", "-", "@")) or c.quotePrefix for c in cells if cell in str(c.value)
    )


def test_a_sheet_with_one_enormous_line_keeps_the_others(office: None) -> None:
    huge = usulan(8, "X", why="A" * 10_000_000)
    result = propose(usulan(1, "BUDI SANTOSO"), huge, usulan(2, "SITI AMINAH", woman=True))
    assert result["rows"] == result["accepted"] + result["quarantined"] + sum(result["other"].values())
    assert (result["accepted"], result["quarantined"]) == (2, 1) and Usul.objects.count() == 2


def test_unknown_kinds_and_broken_numbers_wait_in_quarantine(office: None) -> None:
    result = propose(
        usulan(1, "BUDI SANTOSO", "ENTAH"),
        usulan(2, "SITI", nik="1.87E+15"),
        usulan(4, "ADA"),
        usulan(5, "JAUH", village="1871011001"),
    )
    assert result["faults"].keys() >= {"BRK-506", "BRK-102"} and result["quarantined"] == 3
    assert QuarantineRow.objects.count() == 3 and Usul.objects.get().name == "ADA"


def test_findings_name_what_is_wrong(office: None) -> None:
    propose(
        usulan(1, "BUDI SANTOSO", "DTSEN BARU"), usulan(2, "VERONIKA PURNAMA", woman=True), usulan(3, "JOKO WIDODO"),
        usulan(11, "RINA SANTOSO", family=1, woman=True), usulan(9, "TAK DIKENAL"), usulan(7, "TANPA NIK", nik="", kk=""),
    )  # fmt: skip
    check()
    assert "PRA-201" in codes("BUDI SANTOSO")
    assert "PRA-202" in codes("VERONIKA PURNAMA")
    assert {"PRA-404", "PRA-801"} <= codes("JOKO WIDODO")
    assert "PRA-207" in codes("TAK DIKENAL")
    assert {"PRA-101", "PRA-111"} <= codes("TANPA NIK") and "PRA-503" not in codes("TANPA NIK")


def test_two_of_one_family_for_the_same_aid(office: None) -> None:
    propose(usulan(1, "BUDI SANTOSO"), usulan(11, "RINA SANTOSO", family=1, woman=True))
    propose(usulan(12, "ANAK LAIN", family=1, village=NEXT_VILLAGE), name="lain.csv")
    check()
    assert {"PRA-901", "PRA-902"} <= codes("BUDI SANTOSO")
    line = findings.find_findings(CITY.scope, [Usul.objects.get(name="BUDI SANTOSO").pk])
    assert any("Imopuro" in one.sentence for one in next(iter(line.values())) if one.code == "PRA-901")


def test_aid_desil_dukcapil_flags_and_gone(office: None) -> None:
    Family.objects.filter(persons__name="SITI AMINAH").update(desil=9)
    bring(
        ["No Peserta;NIK;Nama", f"{kk(1)};{nik(1)};BUDI SANTOSO"], "opensid-recipients", name="pkh.csv", programme="PKH"
    )
    bring(["NIK_DIMINTA;NAMA_DIMINTA;HASIL", f"{nik(3)};JOKO WIDODO;NIK GANDA"], "dukcapil-results", name="padan.csv")
    bring(
        ["NO AKTA;NIK JENAZAH;NAMA LENGKAP;TGL LAHIR;TGL MENINGGAL", f"AKM-1;{nik(3)};JOKO WIDODO;;01-10-2026"],
        "list-meninggal",
        name="mati.csv",
    )
    bring(["NIP;NAMA PEGAWAI;NIK", f"1;RINA SANTOSO;{nik(11, woman=True)}"], "list-asn", name="asn.csv")
    propose(usulan(1, "BUDI SANTOSO"), usulan(2, "SITI AMINAH", woman=True), usulan(3, "JOKO WIDODO"))
    check()
    assert {"PRA-903", "PRA-703"} <= codes("BUDI SANTOSO") and "PRA-701" not in codes("BUDI SANTOSO")
    assert "PRA-601" in codes("SITI AMINAH")
    assert {"PRA-501", "PRA-402"} <= codes("JOKO WIDODO")
    actions.withdraw(usul_id=Usul.objects.get(name="BUDI SANTOSO").pk, by=CITY, at=now(), reason="uji")
    propose(usulan(1, "BUDI SANTOSO", "BANSOS: SEMBAKO"), name="sembako.csv")
    check()
    other = Usul.objects.get(name="BUDI SANTOSO", is_open=True)
    assert "PRA-903" not in {one.code for one in findings.find_findings(CITY.scope, [other.pk])[other.pk]}


def test_a_decided_flag_weighs_and_a_dismissed_one_does_not(office: None) -> None:
    bring(["NIP;NAMA PEGAWAI;NIK", f"1;BUDI SANTOSO;{nik(1)}"], "list-asn", name="asn.csv")
    propose(usulan(1, "BUDI SANTOSO"))
    check()
    assert "PRA-701" in codes("BUDI SANTOSO")
    screening.take_step(flag_id=Flag.objects.get().pk, target="dibatalkan", by=CITY, at=now(), reason="Orang lain")
    work()
    assert "PRA-701" not in codes("BUDI SANTOSO") and "PRA-702" not in codes("BUDI SANTOSO")


def test_running_again_changes_nothing_and_what_is_mended_is_resolved(office: None) -> None:
    propose(usulan(1, "BUDI SANTOSO", nik=""))
    first = check()
    assert first["new"] == first["findings"] > 0
    seen = dict(Finding.objects.values_list("code", "first_seen_at"))
    again = check()
    assert (again["new"], again["resolved"], again["moved"]) == (0, 0, 0)
    assert dict(Finding.objects.values_list("code", "first_seen_at")) == seen
    usul = Usul.objects.get()
    actions.edit(usul_id=usul.pk, changes={}, nik=nik(1), by=CITY, at=now())
    work()
    gone = Finding.objects.get(code="PRA-101")
    assert gone.resolved_at is not None and gone.first_seen_at == seen["PRA-101"]
    assert "PRA-101" in {one.code for one in queries.get_usul(CITY.scope, usul.pk).resolved}


def test_photos_with_position_complete_the_papers(office: None) -> None:
    propose(usulan(1, "BUDI SANTOSO"))
    usul = Usul.objects.get().pk
    photo = keep_bytes("foto.jpg", [b"\xff\xd8 foto"], by=CITY, at=now())
    for paper in ("foto_kk", "foto_rumah_depan", "foto_rumah_dalam", "foto_toilet"):
        actions.add_document(
            usul_id=usul, code=paper, file=photo, has_position=paper != "foto_toilet", by=CITY, at=now()
        )
    check()
    line = next(one for one in findings.find_findings(CITY.scope, [usul])[usul] if one.code == "PRA-801")
    assert "Foto toilet/WC" in line.sentence and "depan" not in line.sentence


def test_only_one_kelurahan_is_checked(office: None) -> None:
    propose(usulan(1, "BUDI SANTOSO"), usulan(3, "JOKO WIDODO", village=NEXT_VILLAGE))
    assert check(VILLAGE)["cases"] == 1
    assert CheckedCase.objects.get().case_id == Usul.objects.get(name="BUDI SANTOSO").pk
    with pytest.raises(Problem, match="UMUM-404"):
        screening.run(area="1871", by=dataclasses.replace(CITY), at=now())


def test_as_many_questions_for_many_cases_as_for_few(office: None, django_assert_max_num_queries: Any) -> None:
    propose(*(usulan(number, f"ORANG {chr(60 + number // 5)}{chr(65 + number % 5)}") for number in range(20, 60)))
    with django_assert_max_num_queries(110):
        assert check()["cases"] == 40


def test_counts_of_the_overview_are_those_of_the_lists(office: None) -> None:
    propose(
        usulan(1, "BUDI SANTOSO", "DTSEN BARU"),
        usulan(2, "SITI AMINAH", "PERBAIKAN", woman=True),
        usulan(3, "JOKO WIDODO", village=NEXT_VILLAGE),
    )
    check(VILLAGE)
    for row in queries.overview(CITY.scope, "1872"):
        for outcome, number in (
            ("error", row.with_errors),
            ("warning", row.warned),
            ("ready", row.ready),
            ("unchecked", row.unchecked),
        ):
            asked = queries.UsulFilter(state="meja", area=row.code, outcome=outcome)
            assert queries.count_usul(CITY.scope, asked) == number, (row, outcome)
    assert sum(row.total for row in queries.overview(CITY.scope, "1872")) == 3
    for code, number in findings.count_by_code(CITY.scope).items():
        assert queries.count_usul(CITY.scope, queries.UsulFilter(code=code)) == number


def pages_of(made: bytes) -> list[str]:
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 9, 30])
def test_the_signature_never_stands_alone(office: None, size: int) -> None:
    if size:
        propose(*(usulan(number + 100, f"ORANG {number}" + chr(65 + number)) for number in range(size)))
        check()
    draft = bnba.draft_bnba(CITY.scope, VILLAGE, now())
    assert len(draft.rows) == size
    pages = pages_of(bnba.as_paper(draft, "pdf", "http://127.0.0.1:8000/praverifikasi/x/"))
    assert "Mengetahui" in pages[-1] and (not size or draft.rows[-1]["nama"].split()[-1] in pages[-1])
    assert all(f"Halaman {number} dari {len(pages)}" in text for number, text in enumerate(pages, 1))
    assert "PEMERINTAH KOTA METRO" in pages[0].upper() and "KELURAHAN METRO" in pages[0].upper()
    for text in pages:  # every page that holds rows repeats the head of the table
        assert "ORANG" not in text or "Temuan dan tindak lanjut" in text


def test_numbers_are_masked_unless_asked_for_with_a_reason(office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    propose(usulan(1, "BUDI SANTOSO"))

    def export(by: Actor = CITY, **options: Any) -> bytes:
        return bnba.export_bnba(village=VILLAGE, form="pdf", by=by, at=now(), address="http://127.0.0.1/x", **options)

    masked = "".join(pages_of(export()))
    assert nik(1) not in masked and f"{nik(1)[:4]}••••••••{nik(1)[-4:]}" in masked
    with pytest.raises(Problem, match="USUL-003"):
        export(unmasked=True, reason=" ")
    with pytest.raises(Problem, match="UMUM-403"):
        export(
            by=Actor("x", "uji", Scope(("1872",), frozenset({"export.named", "proposals.view"}))),
            unmasked=True,
            reason="x",
        )
    assert nik(1) in "".join(pages_of(export(unmasked=True, reason="Dibawa ke Dukcapil")))
    events = list(
        AuditEvent.objects.filter(act="proposals.bnba.exported").order_by("seq").values_list("data", "reason", "rows")
    )
    assert [(data["after"]["unmasked"], reason, rows) for data, reason, rows in events] == [
        (False, "", 1),
        (True, "Dibawa ke Dukcapil", 1),
    ]


def test_papers_of_invented_people_say_so(office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    propose(usulan(1, "BUDI SANTOSO"))
    draft = bnba.draft_bnba(CITY.scope, VILLAGE, now())
    assert "DATA SINTETIS" not in "".join(pages_of(bnba.as_paper(draft, "pdf", "http://x/")))
    monkeypatch.setattr(config(), "synthetic", True)
    assert all("DATA SINTETIS" in text for text in pages_of(bnba.as_paper(draft, "pdf", "http://x/")))


def test_the_workbook_keeps_all_sixteen_digits(office: None) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    propose(usulan(1, "BUDI SANTOSO"))
    made = bnba.as_paper(bnba.draft_bnba(CITY.scope, VILLAGE, now(), masked=False), "xlsx", "http://x/")
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    assert cells[nik(1)].data_type == "s" and cells[kk(1)].number_format == "@"
    assert sheet.print_title_rows and sheet.page_setup.orientation == "landscape" and sheet.freeze_panes


def test_pages_of_the_desk(office: None, browser: Callable[..., Client]) -> None:
    propose(usulan(1, "BUDI SANTOSO", "DTSEN BARU"))
    clerk, other = browser("ani", "operator_kelurahan", VILLAGE), browser("oto", "operator_kelurahan", NEXT_VILLAGE)
    chief = browser("kota", "pengisi_data", "1872")
    assert chief.get("/praverifikasi/").status_code == 200
    assert clerk.get("/praverifikasi/").status_code in (200, 302)
    assert clerk.post(f"/praverifikasi/{VILLAGE}/periksa/").status_code == 302
    page = clerk.get(f"/praverifikasi/{VILLAGE}/").content.decode()
    assert "PRA-201" in page and "Draf BNBA (PDF)" in page and nik(1) not in page
    pdf = clerk.get(f"/praverifikasi/{VILLAGE}/bnba.pdf")
    assert (pdf.status_code, pdf["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert clerk.get(f"/praverifikasi/{VILLAGE}/bnba.xlsx").content[:2] == b"PK"
    for path in ("", "bnba.pdf", "bnba.xlsx"):
        assert other.get(f"/praverifikasi/{VILLAGE}/{path}").status_code == 404
    assert other.post(f"/praverifikasi/{VILLAGE}/periksa/").status_code == 404
    assert clerk.get("/praverifikasi/99/").status_code == 404
    assert clerk.post(f"/praverifikasi/{VILLAGE}/bnba-lengkap.pdf", {"reason": ""}).status_code == 422

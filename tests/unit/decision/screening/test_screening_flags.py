"""Check lists raise flags; flags are asked about, answered and decided by a second person; they remove nobody."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from desk_door import CITY, born, bring, kk, member, nik, register, work
from django.db import connection
from django.test import Client

from pilar.core.bulk.files import keep_bytes
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.decision.screening import actions, queries
from pilar.decision.screening.models import ClarificationTerm, Flag, FlagEvent, ListEntry
from pilar.evidence.intake.publish import run as publish_run
from pilar.evidence.registry.models import Person
from pilar.foundation.accounts.queries import today

pytestmark = pytest.mark.django_db
HEAD = "NIP;NAMA PEGAWAI;NIK;TANGGAL LAHIR;UNIT KERJA"


@pytest.fixture
def people(metro: None) -> None:
    register(
        member(1, 1, "BUDI SANTOSO"),
        member(2, 2, "SITI AMINAH", woman=True, village="1872011003"),
        member(3, 3, "JOKO WIDODO"),
    )


def asn(*rows: str, name: str = "asn.csv", **options: str) -> dict[str, Any]:
    return bring([HEAD, *rows], "list-asn", name=name, **options)


def row(number: int, name: str, digits: str | None = None, day: str | None = None) -> str:
    return f"1980010120060{number};{name};{nik(number) if digits is None else digits};{day if day is not None else f'{born(number):%d-%m-%Y}'};DINAS"


def flag_of(name: str) -> Flag:
    return Flag.objects.get(person__name=name)


def test_equal_nik_raises_a_flag_that_names_its_source(people: None) -> None:
    result = asn(row(1, "Budi Santoso, S.Pd"))
    flag = flag_of("BUDI SANTOSO")
    assert (result["state"], result["published"]["flags"]) == ("terbit", 1)
    assert (flag.check_list, flag.reason, flag.state, flag.basis, flag.likely_false) == (
        "asn",
        "R08",
        "muncul",
        "nik",
        False,
    )
    assert flag.source_label == "asn.csv" and flag.wilayah.startswith("1872011001")
    assert flag.due_date - today(flag.raised_at) == timedelta(days=30)
    assert Person.objects.get(name="BUDI SANTOSO").status == "hidup"


def test_equal_nik_with_a_far_name_is_said_to_be_likely_false(people: None) -> None:
    asn(row(1, "VERONIKA PURNAMASARI"))
    flag = flag_of("BUDI SANTOSO")
    assert flag.likely_false and flag.name_similarity < 60 and flag.listed_name == "VERONIKA PURNAMASARI"


def test_without_nik_only_exact_name_and_birth_date_count(people: None) -> None:
    asn(
        row(1, "H. Boedi Santosa", digits="", day=f"{born(1):%d-%m-%Y}"),
        row(3, "JOKO WIDODO", digits="", day="01-02-1960"),
    )
    assert list(Flag.objects.values_list("person__name", "basis")) == [("BUDI SANTOSO", "nama_lahir")]
    asn(row(3, "Joko  Widodo", digits=""), name="asn-2.csv")
    assert flag_of("JOKO WIDODO").basis == "nama_lahir"


def test_rows_that_fit_nobody_are_kept(people: None) -> None:
    asn(row(9, "TIDAK DIKENAL"))
    assert ListEntry.objects.count() == 1 and not Flag.objects.exists()
    entry = ListEntry.objects.get()
    assert nik(9) not in str(entry.detail) and entry.nik_index is not None


def test_the_same_file_changes_nothing_and_the_same_claim_no_second_flag(people: None) -> None:
    asn(row(1, "BUDI SANTOSO"))
    assert asn(row(1, "BUDI SANTOSO"))["repeated"]
    assert Flag.objects.count() == 1
    again = asn(row(1, "BUDI SANTOSO"), row(8, "ORANG LAIN"), name="asn-desember.csv")
    assert (again["published"]["flags"], again["published"]["joined"]) == (0, 1)
    assert flag_of("BUDI SANTOSO").hits == 2


def test_a_dismissed_claim_is_not_raised_again_but_another_one_is(people: None, at: datetime) -> None:
    asn(row(1, "VERONIKA PURNAMASARI"))
    actions.take_step(
        flag_id=flag_of("BUDI SANTOSO").pk, target="dibatalkan", by=CITY, at=at, reason="Orang lain, NIK salah ketik."
    )
    asn(row(1, "VERONIKA PURNAMASARI"), row(8, "X Y"), name="asn-2.csv")
    assert Flag.objects.count() == 1 and flag_of("BUDI SANTOSO").state == "dibatalkan"
    asn(row(1, "BUDI SANTOSO"), name="asn-3.csv")
    assert sorted(Flag.objects.values_list("state", flat=True)) == ["dibatalkan", "muncul"]


def test_a_combined_list_is_told_apart_by_the_unit(people: None) -> None:
    bring(
        ["NRP;NAMA;NO_KTP;TGL_LHR;KESATUAN", f"1;BUDI SANTOSO;{nik(1)};;POLRES", f"2;JOKO WIDODO;{nik(3)};;KODIM"],
        "list-tni-polri",
        name="tp.csv",
    )
    assert set(Flag.objects.values_list("person__name", "check_list", "reason")) == {
        ("BUDI SANTOSO", "polri", "R10"),
        ("JOKO WIDODO", "tni", "R09"),
    }


def test_the_term_of_the_deepest_area_counts_from_its_date(people: None) -> None:
    ClarificationTerm.objects.create(wilayah="1872", days=14, valid_from=date(2026, 1, 1), basis="SK uji")
    ClarificationTerm.objects.create(wilayah="1872011003", days=7, valid_from=date(2026, 1, 1), basis="SK uji")
    ClarificationTerm.objects.create(wilayah="1872011003", days=90, valid_from=date(2999, 1, 1), basis="SK nanti")
    asn(row(1, "BUDI SANTOSO"), row(2, "SITI AMINAH", digits=nik(2, woman=True)))
    assert {f.person.name: (f.due_date - today(f.raised_at)).days for f in Flag.objects.all()} == {
        "BUDI SANTOSO": 14,
        "SITI AMINAH": 7,
    }


def actor(name: str, *areas: str, can: set[str] | None = None) -> Actor:
    return Actor(username=name, role="uji", scope=Scope(areas or ("1872",), frozenset(can or {"*"})), channel="test")


def test_who_records_the_evidence_does_not_decide(people: None, at: datetime) -> None:
    asn(row(1, "BUDI SANTOSO"))
    flag = flag_of("BUDI SANTOSO").pk
    ani, tuti = actor("ani"), actor("tuti")
    with pytest.raises(Problem, match="PRA-011"):
        actions.take_step(flag_id=flag, target="diterima", by=tuti, at=at, reason="langsung saja")
    actions.take_step(flag_id=flag, target="klarifikasi_diminta", by=ani, at=at, due=at.date() + timedelta(days=10))
    with pytest.raises(Problem, match="PRA-014"):
        actions.take_step(flag_id=flag, target="bukti_diterima", by=ani, at=at)
    with pytest.raises(Problem, match="PRA-013"):
        actions.take_step(flag_id=flag, target="diterima", by=tuti, at=at, reason="belum menjawab")
    paper = keep_bytes("surat.pdf", [b"%PDF surat"], by=ani, at=at)
    actions.take_step(flag_id=flag, target="bukti_diterima", by=ani, at=at, file=paper, reason="Surat dari BKPSDM")
    with pytest.raises(Problem, match="AKUN-012"):
        actions.take_step(flag_id=flag, target="diterima", by=ani, at=at, reason="benar ASN")
    with pytest.raises(Problem, match="PRA-012"):
        actions.take_step(flag_id=flag, target="diterima", by=tuti, at=at, reason="  ")
    actions.take_step(flag_id=flag, target="diterima", by=tuti, at=at, reason="Benar ASN")
    assert (flag_of("BUDI SANTOSO").state, flag_of("BUDI SANTOSO").is_open) == ("diterima", False)
    assert FlagEvent.objects.filter(flag_id=flag).count() == 3
    assert Person.objects.get(name="BUDI SANTOSO").status == "hidup"


def test_without_an_answer_somebody_may_decide_after_the_due_date(people: None, at: datetime) -> None:
    asn(row(1, "BUDI SANTOSO"))
    flag = flag_of("BUDI SANTOSO").pk
    actions.take_step(flag_id=flag, target="klarifikasi_diminta", by=actor("ani"), at=at, due=at.date())
    actions.take_step(
        flag_id=flag,
        target="diterima",
        by=actor("tuti"),
        at=at + timedelta(days=2),
        reason="Tidak ada jawaban, sudah dikunjungi.",
    )
    assert flag_of("BUDI SANTOSO").state == "diterima"


def test_a_stale_page_is_refused(people: None, at: datetime) -> None:
    asn(row(1, "BUDI SANTOSO"))
    flag = flag_of("BUDI SANTOSO")
    actions.take_step(flag_id=flag.pk, target="klarifikasi_diminta", by=actor("ani"), at=at, due=at.date(), revision=1)
    with pytest.raises(Problem, match="UMUM-409"):
        actions.take_step(flag_id=flag.pk, target="dibatalkan", by=actor("tuti"), at=at, reason="x", revision=1)


@pytest.mark.parametrize("area", ["1871", "1872011003", "18720110010"])
def test_no_flag_outside_the_scope(people: None, at: datetime, area: str) -> None:
    asn(row(1, "BUDI SANTOSO"))
    if area == "18720110010":
        area = "1872011001999"
    outside = actor("luar", area)
    assert queries.list_flags(outside.scope, queries.FlagFilter(state=""), at.date()) == []
    assert queries.count_flags_by_list(outside.scope) == {}
    with pytest.raises(Problem, match="UMUM-404"):
        queries.get_flag(outside.scope, flag_of("BUDI SANTOSO").pk, at.date())
    with pytest.raises(Problem, match="UMUM-404"):
        actions.take_step(flag_id=flag_of("BUDI SANTOSO").pk, target="dibatalkan", by=outside, at=at, reason="x")


def test_a_role_without_the_capability_is_refused(people: None, at: datetime) -> None:
    asn(row(1, "BUDI SANTOSO"))
    with pytest.raises(Problem, match="UMUM-403"):
        queries.list_flags(Scope(("1872",)), queries.FlagFilter(), at.date())
    clerk = actor("ani", can={"screening.view", "screening.clarify"})
    with pytest.raises(Problem, match="UMUM-403"):
        actions.take_step(flag_id=flag_of("BUDI SANTOSO").pk, target="dibatalkan", by=clerk, at=at, reason="x")


def test_an_unknown_list_is_refused_and_nothing_is_kept(people: None) -> None:
    result = bring([HEAD, row(1, "BUDI SANTOSO")], "list-asn", name="x.csv", list="entah")
    assert result["state"] != "terbit" and not ListEntry.objects.exists() and not Flag.objects.exists()


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_killed_at_a_slice_it_goes_on_and_nothing_stands_twice(
    people: None, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    from pilar.decision.screening.publish import checklist

    monkeypatch.setattr(publish_run, "SLICE_ROWS", 2)
    real, calls = checklist.raise_flags, {"n": 0}

    def breaking(pub: Any) -> None:
        real(pub)
        calls["n"] += 1
        if calls["n"] == fails_at:
            raise OSError("listrik padam")

    monkeypatch.setattr(checklist, "raise_flags", breaking)
    rows = [
        row(1, "BUDI SANTOSO"),
        row(7, "A B"),
        row(8, "C D"),
        row(2, "SITI AMINAH", digits=nik(2, woman=True)),
        row(9, "E F"),
        row(3, "JOKO WIDODO"),
    ]
    import pilar.core.jobs.rules as job_rules

    monkeypatch.setattr(job_rules, "RETRY_DELAYS", (timedelta(0),) * 3)
    result = asn(*rows)
    work()
    assert result["state"] == "terbit"
    assert ListEntry.objects.count() == 6 and Flag.objects.count() == 3
    assert sorted(ListEntry.objects.values_list("row", flat=True)) == [2, 3, 4, 5, 6, 7]


def test_no_clear_number_is_kept(people: None) -> None:
    asn(row(1, "BUDI SANTOSO"))
    with connection.cursor() as cursor:
        for table in ("screening_listentry", "screening_flag", "screening_flaghit", "jobs_job", "audit_auditevent"):
            cursor.execute(f"SELECT * FROM {table}")
            for line in cursor.fetchall():
                for value in line:
                    text = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                    assert nik(1) not in text and kk(1) not in text, table


def test_pages_of_flags(people: None, browser: Callable[..., Client]) -> None:
    asn(row(1, "VERONIKA PURNAMASARI"))
    flag = flag_of("BUDI SANTOSO")
    from pilar.core.ids import encode_id

    clerk, other = (
        browser("ani", "operator_kelurahan", "1872011001"),
        browser("oto", "operator_kelurahan", "1872011003"),
    )
    listing = clerk.get("/tanda/").content.decode()
    assert "BUDI SANTOSO" in listing and "Nama jauh berbeda" in listing and nik(1) not in listing
    page = clerk.get(f"/tanda/{encode_id(flag.pk)}/").content.decode()
    assert "kemungkinan besar orang lain" in page and "Minta klarifikasi" in page and nik(1) not in page
    assert "BUDI SANTOSO" not in other.get("/tanda/").content.decode()
    assert other.get(f"/tanda/{encode_id(flag.pk)}/").status_code == 404
    answer = clerk.post(
        f"/tanda/{encode_id(flag.pk)}/langkah/klarifikasi_diminta/",
        {"due": "", "reason": "", "revision": flag.revision},
    )
    assert answer.status_code == 422
    answer = clerk.post(
        f"/tanda/{encode_id(flag.pk)}/langkah/klarifikasi_diminta/",
        {"due": "31-12-2099", "reason": "", "revision": flag.revision},
    )
    assert answer.status_code == 302 and flag_of("BUDI SANTOSO").state == "klarifikasi_diminta"

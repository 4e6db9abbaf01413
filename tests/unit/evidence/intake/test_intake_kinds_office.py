"""Recipients, answers of Dukcapil and BDT 2015, through the door of `pilar import`."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override
from intake_door import adds_up, born, bring, csv_of, family, kk, nik

from pilar.core.bulk.readers.layout import Other
from pilar.core.problems import Problem
from pilar.demo.profiles import PROFILES
from pilar.evidence.intake.kinds import all_kinds, kind_of
from pilar.evidence.intake.models import Batch
from pilar.evidence.intake.profiles import all_profiles
from pilar.evidence.intake.publish import run as publish_run
from pilar.evidence.intake.report import OTHER_WORDS
from pilar.evidence.intake.similarity import agreement_percent, padan_percent
from pilar.evidence.registry.catalogue.bdt2015 import BDT_COLUMNS
from pilar.evidence.registry.models import DukcapilResult, Family, FamilyFacts, Person, ReceivedAid

pytestmark = pytest.mark.django_db
AID = ("No Peserta", "NIK", "Nama", "Tanggal Lahir", "Alamat")


@pytest.fixture
def people(metro: None) -> None:
    bring(csv_of([*family(1, "BUDI SANTOSO", "RINA SANTOSO"), *family(2, "SITI AMINAH")]))


def aid(*rows: tuple[str, ...], name: str = "pkh.csv", **options: str) -> dict[str, Any]:
    lines = [";".join(AID), *(";".join(row) for row in rows)]
    return bring("\n".join(lines) + "\n", profile="opensid-recipients", name=name, **{"programme": "pkh"} | options)


def test_recipients_are_found_by_nik_or_by_the_card_behind_the_participant_number(people: None) -> None:
    result = aid(
        (kk(1), nik(10, born(10)), "BUDI SANTOSO", "", "JL"), (kk(2), "", "SITI A", "", "JL"), ("PST-7", nik(900, born(900)), "ORANG LUAR", "", "JL"),
    )  # fmt: skip
    assert result["state"] == "terbit" and adds_up(result)
    assert result["published"] == {"rows": 3, "matched": 2, "unmatched": 1}
    budi = ReceivedAid.objects.get(name="BUDI SANTOSO")
    assert (
        budi.person_id == Person.objects.get(name="BUDI SANTOSO").pk
        and budi.programme == "PKH"
        and budi.participant_no.count("•") == 8
    )
    siti = ReceivedAid.objects.get(name="SITI A")
    assert siti.person_id is None and siti.family_id == Family.objects.get(head_name="SITI AMINAH").pk
    other = ReceivedAid.objects.get(name="ORANG LUAR")
    assert (
        other.person_id is other.family_id is None and other.participant_no == "PST-7" and other.nik_index is not None
    )


def test_a_list_of_recipients_names_its_programme(people: None) -> None:
    with pytest.raises(Problem, match="BRK-024"):
        aid((kk(1), nik(10, born(10)), "BUDI", "", ""), programme=" ")
    assert not ReceivedAid.objects.exists()


def test_the_same_list_twice_changes_nothing(people: None) -> None:
    row = (kk(1), nik(10, born(10)), "BUDI SANTOSO", "", "JL")
    assert not aid(row)["repeated"] and aid(row)["repeated"]
    assert ReceivedAid.objects.count() == 1
    assert not aid(row, programme="sembako")["repeated"] and ReceivedAid.objects.count() == 2


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_killed_at_a_slice_the_list_stands_once(people: None, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    from pilar.core.jobs import rules as job_rules
    from pilar.evidence.intake.publish import aid as publish_aid

    monkeypatch.setattr(publish_run, "SLICE_ROWS", 2)
    monkeypatch.setattr(job_rules, "RETRY_DELAYS", (timedelta(0),) * 3)
    real, calls = publish_aid._insert, {"n": 0}

    def breaking(*arguments: Any) -> None:
        real(*arguments)
        calls["n"] += 1
        if calls["n"] == fails_at:
            raise OSError("listrik padam")

    monkeypatch.setattr(publish_aid, "_insert", breaking)
    result = aid(*((f"P{n}", nik(300 + n, born(300 + n)), f"ORANG {chr(65 + n)}", "", "") for n in range(6)))
    assert result["state"] == "terbit" and calls["n"] == 4
    assert sorted(ReceivedAid.objects.values_list("row", flat=True)) == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "'; DROP TABLE registry_person; --",
        "A" * 70,
    ],
)
def test_hostile_cells_stay_what_they_are(people: None, cell: str) -> None:
    result = aid((f'"{cell}"', nik(10, born(10)), "BUDI' -- X", "", f'"{cell}"'))
    assert result["state"] == "terbit" and adds_up(result)
    row = ReceivedAid.objects.get()
    assert row.participant_no == cell[:60] and row.name == "BUDI' -- X" and Person.objects.count() == 3


def dukcapil(*rows: str) -> dict[str, Any]:
    head = "NO;NIK_DIMINTA;NAMA_DIMINTA;HASIL;KETERANGAN;NO_KK;NAMA_LGKP;TGL_LHR"
    return bring("\n".join([head, *rows]) + "\n", profile="dukcapil-results", name="padan.csv")


def test_answers_of_dukcapil_say_what_differs(people: None) -> None:
    result = dukcapil(
        f"1;{nik(10, born(10))};BUDI SANTOSO;PADAN DENGAN PERBEDAAN;;{kk(77)};BUDIMAN SANTOSO / BUDI S;1980-01-02",
        f"2;{nik(20, born(20))};SITI AMINAH;PADAN;;{kk(2)};SITI AMINAH;{born(20)}",
        f"3;{nik(800, born(800))};ENTAH;TIDAK DITEMUKAN;Data Tidak Ditemukan;;;",
        f"4;{nik(11, born(11))};RINA;KATA ASING;;;;",
    )
    assert adds_up(result) and result["quarantined"] == 1 and "BRK-506" in result["faults"]
    budi = DukcapilResult.objects.get(person__name="BUDI SANTOSO")
    assert budi.result == "padan_dengan_perbedaan" and budi.name_similarity == padan_percent(
        "BUDI SANTOSO", "BUDIMAN SANTOSO / BUDI S"
    )
    assert set(budi.differences) == {"nama", "tanggal_lahir", "kk"} and budi.wilayah.startswith("1872011001")
    assert DukcapilResult.objects.get(person__name="SITI AMINAH").differences == {}
    stranger = DukcapilResult.objects.get(person=None)
    assert (stranger.result, stranger.name_similarity) == ("tidak_ditemukan", None)


def test_likeness_of_names() -> None:
    assert padan_percent("SITI AMINAH", "ENTAH / SITI AMINAH") == 100
    assert padan_percent("", "SITI") == 0 == padan_percent("SITI", "")
    assert agreement_percent("HJ. SITTI AMINAH", "AMINAH SITI") >= 90
    assert agreement_percent("MOCH. SOEHARTO", "MUHAMMAD SUHARTO") >= 90
    assert agreement_percent("VERONIKA PURNAMASARI", "BUDI SANTOSO") < 60


def bdt(*rows: dict[str, str], name: str = "bdt.csv") -> dict[str, Any]:
    names = [column.name for column in BDT_COLUMNS]
    lines = [";".join(names), *(";".join(row.get(column, "") for column in names) for row in rows)]
    return bring("\n".join(lines) + "\n", profile="bdt-2015", name=name, as_of=date(2015, 9, 1))


def art(household: str, number: int, name: str, hub: int = 1, **more: str) -> dict[str, str]:
    return {
        "id_rumah_tangga": household, "nama_kecamatan": "METRO PUSAT", "nama_desa": "METRO", "alamat": "JL. LAMA", "nama_krt": "KEPALA LAMA",
        "lantai": "8", "lemari_es": "3", "nama": name, "nik": nik(number, born(number)), "hub_krt": str(hub), "jenis_kelamin": "1", "umur": "40",
    } | more  # fmt: skip


def test_bdt_households_become_families_with_translated_answers(metro: None) -> None:
    result = bdt(
        art("18720000000001", 500, "KEPALA LAMA"),
        art("18720000000001", 501, "ANAK LAMA", 3),
        art("18720000000002", 502, "TANPA NIK", nik=""),
    )
    assert result["state"] == "terbit" and adds_up(result) and result["accepted"] == 3
    assert Family.objects.count() == 2 and Person.objects.count() == 3
    first = Person.objects.get(name="KEPALA LAMA")
    assert (first.relation, first.family.head_name, first.family.member_count) == (1, "KEPALA LAMA", 2)
    facts = FamilyFacts.objects.get(family=first.family)
    floor = next(column for column in BDT_COLUMNS if column.number == 19)
    cooler = next(column for column in BDT_COLUMNS if column.number == 34)
    assert getattr(facts, str(floor.target)) == 5 and getattr(facts, str(cooler.target)) == 1
    assert Person.objects.get(name="TANPA NIK").nik_index is None


def test_a_household_of_2015_does_not_change_a_family_of_today(people: None) -> None:
    bdt(art("18720000000009", 10, "BUDI LAMA"), art("18720000000009", 600, "ANAK HILANG", 3))
    budi = Person.objects.get(name="BUDI SANTOSO")
    assert budi.family.member_count == 2 and budi.family.as_of == date(2026, 6, 30)
    lost = Person.objects.get(name="ANAK HILANG")
    assert lost.family_id != budi.family_id
    assert not Person.objects.filter(name="BUDI LAMA").exists()


def test_no_clear_number_in_any_table(people: None) -> None:
    aid((kk(1), nik(10, born(10)), "BUDI SANTOSO", "", "JL"))
    dukcapil(f"1;{nik(10, born(10))};BUDI SANTOSO;PADAN;;{kk(1)};BUDI SANTOSO;")
    bdt(art("18720000000001", 10, "BUDI"))
    with connection.cursor() as cursor:
        for table in (
            "registry_receivedaid",
            "registry_dukcapilresult",
            "registry_observation",
            "jobs_job",
            "audit_auditevent",
            "intake_batch",
        ):
            cursor.execute(f"SELECT * FROM {table}")
            for line in cursor.fetchall():
                for value in line:
                    text = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                    assert nik(10, born(10)) not in text and kk(1) not in text, table


def test_every_profile_has_its_kind_and_every_demo_file_its_profile() -> None:
    for profile in all_profiles().values():
        kind = kind_of(profile.kind)
        assert set(profile.headings) <= {field.key for field in kind.fields}, profile.code
    for code, options in PROFILES.values():
        assert code in all_profiles() and isinstance(options, dict)


def test_every_choice_of_an_upload_has_a_name_in_both_languages() -> None:
    for kind in all_kinds():
        for option in kind.options:
            assert [one.code for one in option.entries] == list(option.choices), (kind.code, option.key)
            assert all(one.name_id and one.name_en for one in option.entries)


def test_every_profile_speaks_both_languages_without_words_of_the_program() -> None:
    for profile in all_profiles().values():
        assert profile.label_en and profile.description_en, profile.code
        with override("en"):
            assert (profile.name, profile.about) == (profile.label_en, profile.description_en)
        assert not re.search(r"regency|programme|funds|API", f"{profile.label} {profile.description}"), profile.code


def test_every_row_that_is_no_data_has_a_word_of_its_own() -> None:
    assert set(OTHER_WORDS) == {str(one) for one in Other}


@pytest.mark.parametrize("given", [{}, {"programme": " "}])
def test_an_option_that_the_kind_requires_is_asked_for_before_anything_is_kept(
    metro: None, given: dict[str, str]
) -> None:
    with pytest.raises(Problem, match="BRK-024") as raised:
        bring("nik|nama\n1|A\n", profile="opensid-recipients", **given)
    assert "Program" in raised.value.sentence and "--option programme=" in raised.value.advice
    assert not Batch.objects.exists()

"""`pilar rules`: files in, one row per family and programme out; three outcomes that follow three-valued logic."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pilar.decision.targeting.cli import SHIPPED, rules
from pilar.decision.targeting.rules_engine.checking import check, days_of_change
from pilar.decision.targeting.rules_engine.loading import load, load_text
from pilar.decision.targeting.rules_engine.reference import evaluate
from pilar.decision.targeting.rules_engine.registry_fields import registry_catalogue
from pilar.decision.targeting.rules_engine.resolution import ResolvedRules, resolve

RULES = """title = "uji"
[fields]
desil = "integer"
luas = "number"
kota = "text"
asn = "boolean"
[member_fields]
umur = "integer"
hamil = "boolean"
[[parameter]]
key = "per_anak"
from = 2025-01-01
until = 2026-01-01
value = 100000
[[parameter]]
key = "per_anak"
from = 2026-01-01
value = 150000
[[condition]]
key = "miskin"
from = 2025-01-01
when = "desil <= 4"
[[condition]]
key = "bukan_asn"
from = 2025-01-01
when = "NOT asn"
[[condition]]
key = "ada_anak"
from = 2025-01-01
when = "ANY_MEMBER(umur < 18)"
[[condition]]
key = "tanpa_lansia"
from = 2025-01-01
when = "NO_MEMBER(umur >= 60)"
[[programme]]
key = "tunai"
from = 2025-01-01
conditions = ["miskin", "bukan_asn"]
[[programme]]
key = "anak"
from = 2025-01-01
conditions = ["ada_anak", "miskin", "tanpa_lansia"]
most_units = 2
[[programme.component]]
key = "anak"
each = "per_anak"
member = "umur < 18"
"""


def run(
    tmp_path: Path, families: str, members: str | None = None, *, text: str = RULES, day: str = "2025-06-01"
) -> Result:
    (tmp_path / "r.toml").write_text(text)
    (tmp_path / "f.csv").write_text(families, encoding="utf-8")
    arguments = ["evaluate", str(tmp_path / "r.toml"), "--families", str(tmp_path / "f.csv"), "--date", day]
    if members is not None:
        (tmp_path / "m.csv").write_text(members)
        arguments += ["--members", str(tmp_path / "m.csv")]
    return CliRunner().invoke(rules, [*arguments, "--out", str(tmp_path / "out.csv")])


def rows(tmp_path: Path) -> list[tuple[str, ...]]:
    with (tmp_path / "out.csv").open() as lines:
        return [tuple(row.values()) for row in csv.DictReader(lines)]


def test_outcomes_masks_amounts_and_order(tmp_path: Path) -> None:
    families = "family,desil,asn,lain\nB,2,0,x\nA,5,1,x\nC,,tidak,x\nD,9,,x\nE,1,,x\n"
    members = "family,umur\nB,10\nB,3\nB,5\nA,70\nC,8\nC,\nZ,4\n"
    result = run(tmp_path, families, members)
    assert result.exit_code == 0, result.output
    assert rows(tmp_path) == [
        ("B", "tunai", "met", "0", "0", "0"),
        ("B", "anak", "met", "0", "0", "200000"),
        ("A", "tunai", "not_met", "3", "0", "0"),
        ("A", "anak", "not_met", "7", "0", "0"),
        ("C", "tunai", "unknown", "0", "1", "0"),
        ("C", "anak", "unknown", "0", "14", "0"),  # desil, an unknown age, and so the number of children
        ("D", "tunai", "not_met", "1", "2", "0"),
        ("D", "anak", "not_met", "3", "0", "0"),  # no members listed: no child, and no elderly person
        ("E", "tunai", "unknown", "0", "2", "0"),
        ("E", "anak", "not_met", "1", "0", "0"),
    ]
    assert "1 anggota tidak punya keluarga" in result.output


def test_a_later_date_takes_the_later_amount(tmp_path: Path) -> None:
    assert run(tmp_path, "family,desil,asn\nB,2,0\n", "family,umur\nB,10\n", day="2026-01-01").exit_code == 0
    assert rows(tmp_path)[1] == ("B", "anak", "met", "0", "0", "150000")


def test_without_members_their_conditions_are_unknown(tmp_path: Path) -> None:
    result = run(tmp_path, "family,desil,asn\nB,2,0\n")
    assert rows(tmp_path)[1] == ("B", "anak", "unknown", "0", "13", "0")
    assert "Tanpa --members" in result.output


@pytest.mark.parametrize("cell", ["abc", "2.5", "1e3", "99999999999999999999", "1.000.000", "2,0x", "nan"])
def test_unreadable_cell_is_unknown_and_told(tmp_path: Path, cell: str) -> None:
    result = run(tmp_path, f'family,desil,asn\nB,"{cell}",0\n')
    assert rows(tmp_path)[0] == ("B", "tunai", "unknown", "0", "1", "0")
    assert "1 sel 'desil' tidak terbaca (pertama: baris 2)" in result.output


@pytest.mark.parametrize("cell", ["2", "2.0", " 2 ", "+2"])
def test_readable_spellings(tmp_path: Path, cell: str) -> None:
    run(tmp_path, f"family,desil,asn\nB,{cell},false\n")
    assert rows(tmp_path)[0][2] == "met"


def test_semicolons_and_byte_order_mark(tmp_path: Path) -> None:
    run(tmp_path, "\ufefffamily;desil;asn\nB;2;Tidak\n")
    assert rows(tmp_path)[0][2] == "met"


@pytest.mark.parametrize(
    ("families", "reason"),
    [
        ("desil,asn\n1,0\n", "tidak ada kolom keluarga"),
        ("family,desil\nA,1\nA,2\n", "keluarga 'A' ada 2 kali"),
        ("family,desil\n,1\n", "baris tanpa nomor keluarga"),
        ("family,desil,desil\nA,1,1\n", "kolom 'desil' ada dua kali"),
        ("family,desil\nA,1,7\n", "f.csv"),
        ("", "nama kolom"),
    ],
)
def test_unusable_table_is_refused_and_nothing_written(tmp_path: Path, families: str, reason: str) -> None:
    result = run(tmp_path, families)
    assert result.exit_code == 1
    assert reason in result.output
    assert not (tmp_path / "out.csv").exists()


def test_refused_rules_select_nobody(tmp_path: Path) -> None:
    result = run(tmp_path, "family,desil\nA,1\n", text=RULES.replace("desil <= 4", "desil <= empat"))
    assert result.exit_code == 1
    assert "r.toml:22: syarat 'miskin': isian 'empat' tidak dikenal" in result.output
    assert not (tmp_path / "out.csv").exists()


def test_date_without_programme_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, "family,desil\nA,1\n", day="2019-01-01")
    assert result.exit_code == 1
    assert "Tidak ada program yang berlaku" in result.output


# --- shipped rules ------------------------------------------------------------------------------------------


def shipped(day: date = date(2026, 3, 1)) -> ResolvedRules:
    return resolve(load(SHIPPED, registry_catalogue()), day)


def test_every_shipped_file_is_publishable_alone_and_with_every_choice() -> None:
    for file in sorted(SHIPPED.glob("*.toml")):
        book = load(file, registry_catalogue())
        if file.stem == "umum":
            continue
        check(book)
        for key, names in book.alternatives().items():
            for name in names:
                check(book.choosing({key: name}))
    assert len(days_of_change(load(SHIPPED, registry_catalogue()))) > 2


def test_every_shipped_number_names_source_and_sureness() -> None:
    for parameter in load(SHIPPED, registry_catalogue()).parameters:
        assert parameter.source.source, parameter.key
        assert parameter.source.sureness in {"H", "M", "L"}, parameter.key


def person(**cells: object) -> dict:
    able = dict.fromkeys(
        ("penglihatan", "pendengaran", "berjalan_atau_naik_tangga", "menggunakan_tangan_jari",
         "belajar_kemampuan_intelektual", "pengendalian_perilaku", "berbicara_komunikasi", "mengurus_diri",
         "mengingat_berkonsentrasi"), 4)  # fmt: skip
    base = {"keberadaan": 1, "jenis_kelamin": 1, "umur": 35, "status_kawin": 2, "status_bekerja": 1,
            "status_dalam_pekerjaan_utama": 6, "jaminan_ketenagakerjaan": 0, "partisipasi_sekolah": 3,
            "jaminan_kesehatan": 1, "kepemilikan_usaha": 2}  # fmt: skip
    return {**able, **base, **cells}


def pupil(age: int, level: int) -> dict:
    return person(umur=age, status_bekerja=2, partisipasi_sekolah=2, jenjang_tertinggi_yang_diduduki=level)


def pkh(members: list[dict], **family: object):
    outcomes = evaluate(shipped(), {"desil": 2, **family}, members)
    return next(outcome for outcome in outcomes if outcome.programme == "pkh")


def test_pkh_pays_the_four_highest_of_five() -> None:
    members = [person(umur=65), person(umur=3), pupil(8, 3), pupil(13, 8), pupil(17, 13)]
    outcome = pkh(members)
    assert outcome.outcome == "met"
    assert outcome.amount == 600_000 + 750_000 + 375_000 + 500_000
    assert {part.key: part.units for part in outcome.components if part.units} == {
        "lansia": 1,
        "usia_dini": 1,
        "smp": 1,
        "sma": 1,
    }


def test_pkh_counts_a_person_once_and_two_small_children() -> None:
    disabled_elder = person(umur=70, penglihatan=1)
    assert pkh([disabled_elder]).amount == 600_000
    assert pkh([person(umur=1), person(umur=2), person(umur=3)]).amount == 1_500_000


def test_pkh_pregnancy_up_to_the_second() -> None:
    mother = {"jenis_kelamin": 2, "umur": 30, "sedang_hamil": 1}
    assert pkh([person(**mother, kehamilan_ke=2)]).amount == 750_000
    assert pkh([person(**mother, kehamilan_ke=3)]).outcome == "not_met"
    assert pkh([person(**mother)]).outcome == "unknown"
    assert pkh([person(**{**mother, "sedang_hamil": 2})]).outcome == "not_met"


def test_pkh_exclusions_and_clarified_flag() -> None:
    family = [person(status_dalam_pekerjaan_utama=5), pupil(8, 3)]
    assert pkh(family).outcome == "not_met"
    assert pkh(family, pengecualian_dicabut=True).outcome == "met"
    assert pkh([person(status_dalam_pekerjaan_utama=4, upah_bulanan=9_000_000), pupil(8, 3)]).outcome == "not_met"
    assert pkh([person(status_dalam_pekerjaan_utama=4), pupil(8, 3)]).outcome == "unknown"
    assert pkh([]).outcome == "not_met"
    assert pkh([person(), pupil(8, 3)], desil=None).outcome == "unknown"
    assert pkh([person(), pupil(8, 3)], desil=5).outcome == "not_met"


def test_house_aid_waits_ten_years_to_the_day() -> None:
    def house(last: date | None) -> str:
        family = {"desil": 2, "pernah_bantuan_rumah": True, "bantuan_rumah_terakhir": last,
                  "status_kepemilikan_rumah": 1, "bukti_kepemilikan_lahan": 5, "luas_lantai": 20,
                  "jumlah_anggota_keluarga": 3, "aset_tidak_bergerak_rumah_lainnya": 2}  # fmt: skip
        outcomes = evaluate(shipped(), family, [person()])
        return next(outcome for outcome in outcomes if outcome.programme == "rtlh").outcome

    assert house(date(2016, 3, 1)) == "met"
    assert house(date(2016, 3, 2)) == "not_met"
    assert house(None) == "unknown"


def test_alternatives_change_the_answer() -> None:
    book = load(SHIPPED / "pena.toml", registry_catalogue())
    owner = person(umur=43, kepemilikan_usaha=1, omzet_usaha_utama=1)
    family = {"desil": 3, "menerima_pkh": 1, "lulus_pena": False}

    def pena(**choices: str):
        return evaluate(resolve(book.choosing(choices), date(2026, 3, 1)), family, [owner])[0]

    assert (pena().outcome, pena().amount) == ("met", 6_000_000)
    assert pena(pena_modal="pekalongan").amount == 2_400_000
    assert pena(pena_umur_tertinggi="40").outcome == "not_met"


def test_sentences_carry_the_parameters_of_the_date() -> None:
    rules_now = shipped()
    programme = next(item for item in rules_now.programmes if item.key == "pkh")
    wage = next(item.condition for item in programme.conditions if item.condition.key == "upah_tidak_di_atas_minimum")
    assert rules_now.sentence(wage.not_met) == "Ada buruh/karyawan dengan upah di atas Rp2.500.000 sebulan."
    assert rules_now.sentence(wage.not_met, "en").startswith("An employee earns more than")
    assert programme.programme.stage_on(date(2026, 3, 1)) == "tahap_1"
    assert programme.programme.stage_on(date(2026, 12, 1)) == "tahap_4"


# --- three-valued logic against a table written by hand --------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "cells", "outcome"),
    [
        ("desil <= 4 AND asn", {"desil": 9}, "not_met"),
        ("desil <= 4 OR asn", {"desil": 2}, "met"),
        ("desil <= 4 OR asn", {"desil": 9}, "unknown"),
        ("NOT (desil <= 4)", {}, "unknown"),
        ("desil NOT IN (1, 2)", {}, "unknown"),
        ("desil IS NULL", {}, "met"),
        ("(desil <= 4 OR asn) IS NULL", {}, "met"),
        ("luas / desil > 7.2", {"luas": 72.0, "desil": 0}, "unknown"),
        ("luas / desil >= 7.2", {"luas": 72.0, "desil": 10}, "met"),
        ("desil / 4 = 0.5", {"desil": 2}, "met"),
        ("kota <> 'Metro'", {"kota": "metro"}, "met"),
    ],
)
def test_truth_table(when: str, cells: dict, outcome: str) -> None:
    text = RULES.replace("desil <= 4", when)
    book = load_text(text)
    check(book)
    found = evaluate(resolve(book, date(2025, 6, 1)), {"asn": None, **cells}, None)[0]
    assert (found.truths[0], outcome) in {(True, "met"), (False, "not_met"), (None, "unknown")}


@pytest.mark.parametrize(
    ("when", "ages", "truth"),
    [
        ("ANY_MEMBER(umur < 18)", [], False),
        ("NO_MEMBER(umur < 18)", [], True),
        ("EVERY_MEMBER(umur < 18)", [], True),
        ("ANY_MEMBER(umur < 18)", [None, 30], None),
        ("ANY_MEMBER(umur < 18)", [None, 3], True),
        ("NO_MEMBER(umur < 18)", [None, 3], False),
        ("NO_MEMBER(umur < 18)", [None, 30], None),
        ("NOT NO_MEMBER(umur < 18)", [3], True),
        ("EVERY_MEMBER(umur < 18)", [None, 30], False),
        ("EVERY_MEMBER(umur < 18)", [None, 3], None),
        ("COUNT_MEMBERS(umur < 18) >= 2", [3, 4, None], True),
        ("COUNT_MEMBERS(umur < 18) >= 2", [3, None], None),
        ("COUNT_MEMBERS(umur < 18) >= 3", [3, None], False),
        ("COUNT_MEMBERS(umur < 18) = 1", [3, None], None),
        ("COUNT_MEMBERS(umur < 18) <> 0", [3, None], True),
        ("COUNT_MEMBERS(umur < 18) BETWEEN 1 AND 2", [3, None], True),
        ("COUNT_MEMBERS(umur < 18) + 1 = 2", [3, None], None),
        ("COUNT_MEMBERS(TRUE) = 2", [3, None], True),
        ("COUNT_MEMBERS(umur < 18) > COUNT_MEMBERS(umur >= 18)", [3, 4, None], True),
    ],
)
def test_member_quantifiers(when: str, ages: list, truth: bool | None) -> None:
    book = load_text(RULES.replace("desil <= 4", when))
    check(book)
    members = [{"umur": age} for age in ages]
    assert evaluate(resolve(book, date(2025, 6, 1)), {}, members)[0].truths[0] is truth


def test_the_example_of_the_documentation_is_publishable(tmp_path: Path) -> None:
    text = (Path(__file__).parents[4] / "docs" / "KETENTUAN.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    families = "family,desil,bantuan_terakhir\nA,2,2015-01-01\nB,2,2024-05-01\nC,9,\n"
    result = run(tmp_path, families, "family,umur,sekolah\nA,8,SD\nA,13,SMP\nB,9,SD\n", text=example, day="2026-03-01")
    assert result.exit_code == 0, result.output
    assert rows(tmp_path) == [
        ("A", "bantuan_sekolah", "met", "0", "0", "300000"),
        ("B", "bantuan_sekolah", "not_met", "4", "0", "0"),
        ("C", "bantuan_sekolah", "not_met", "3", "0", "0"),
    ]

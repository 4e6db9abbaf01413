"""The declared questions against an independent transcription of REGSOSEK2022.K."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.evidence.registry.catalogue import (
    ALL_VARIABLES,
    FAMILY_VARIABLES,
    PERSON_VARIABLES,
    VARIABLES,
    Answer,
    Variable,
    check_answers,
)
from pilar.evidence.registry.catalogue.place import KK_STATUS

# number on the form -> codes, typed from the questionnaire, not from the declarations
FAMILY_CODES = {
    "301a": range(1, 6),
    "301b": range(1, 7),
    "303": range(1, 10),
    "304": range(1, 8),
    "305": range(1, 9),
    "306a": range(1, 12),
    "306b": range(1, 4),
    "307a": range(1, 5),
    "307b1": range(1, 6),
    "307b2": range(1, 6),
    "307b3": range(1, 6),
    "308": range(1, 13),
    "309a": range(1, 7),
    "309b": range(1, 5),
    "310": range(1, 7),
    **{f"501{letter}": (1, 2) for letter in "abcdefg"},
    **{f"502{letter}": (1, 2) for letter in "abcdefghijklmn"},
    "503a": (1, 2),
    "503b": (1, 2),
    "505": (0, 1, 2, 3),
    "506": (1, 2, 3, 4),
}
PERSON_CODES = {
    "404": range(1, 7),
    "408": range(1, 5),
    "409": range(1, 9),
    "410": (1, 2),
    "411": (0, 1, 2, 4),
    "412": (1, 2, 3),
    "413": range(1, 23),
    "414": range(1, 9),
    "415": range(1, 24),
    "416a": (1, 2),
    "417": range(1, 27),
    "418": range(1, 9),
    "419": (1, 2, 3),
    "420a": (1, 2),
    "421": range(1, 27),
    "424": range(1, 13),
    "425": range(1, 8),
    "426": (0, 1, 2, 4, 8, 16, 32),
    "427": (1, 2, 3, 8),
    **{f"428{letter}": (1, 2, 3, 4) for letter in "abcdefghij"},
    "429": (1, 2, 3),
    "430": range(1, 19),
    "431a": (0, 1, 2, 4, 8, 99),
    **{f"431{letter}": (1, 2, 8) for letter in "bcde"},
    "431f": (0, 1, 2, 4, 8, 16, 99),
}
NAMED = [
    ("jenis_lantai_terluas", 8, "Tanah"),
    ("jenis_lantai_terluas", 5, "Kayu/papan"),
    ("jenis_dinding_terluas", 4, "Anyaman bambu"),
    ("jenis_atap_terluas", 3, "Seng"),
    ("sumber_air_minum_utama", 6, "Sumur tak terlindung"),
    ("sumber_penerangan_utama", 4, "Bukan listrik"),
    ("daya_terpasang", 1, "450 VA"),
    ("bahan_bakar_utama_memasak", 10, "Kayu bakar"),
    ("bahan_bakar_utama_memasak", 4, "Elpiji 3 kg"),
    ("fasilitas_bab", 6, "Tidak ada fasilitas"),
    ("jenis_kloset", 4, "Cemplung/cubluk"),
    ("pembuangan_akhir_tinja", 3, "Kolam/sawah/sungai/danau/laut"),
    ("keberadaan", 2, "Meninggal"),
    ("status_hubungan_keluarga", 7, "Pembantu/sopir"),
    ("jenjang_tertinggi_yang_diduduki", 15, "SMK"),
    ("jenjang_tertinggi_yang_diduduki", 9, "MTs"),
    ("ijazah_tertinggi_yang_dimiliki", 23, "Tidak punya ijazah SD"),
    ("status_dalam_pekerjaan_utama", 5, "PNS/TNI/Polri/BUMN/BUMD/pejabat negara"),
    ("penyakit_kronis", 12, "HIV/AIDS"),
    ("penyakit_kronis", 7, "Tuberkulosis (TBC)"),
    ("kondisi_gizi", 2, "Kerdil (stunting)"),
    ("lapangan_usaha_dari_pekerjaan_utama", 11, "Konstruksi"),
    ("lapangan_usaha_dari_usaha_utama", 26, "Badan internasional"),
]


def _coded(variables: tuple[Variable, ...]) -> dict[str, frozenset[int]]:
    return {v.number: v.codes for v in variables if v.number and v.answers}


def test_codes_of_every_family_question() -> None:
    assert _coded(FAMILY_VARIABLES) == {number: frozenset(codes) for number, codes in FAMILY_CODES.items()}


def test_codes_of_every_person_question() -> None:
    assert _coded(PERSON_VARIABLES) == {number: frozenset(codes) for number, codes in PERSON_CODES.items()}


@pytest.mark.parametrize(("key", "code", "name"), NAMED)
def test_names_of_critical_codes(key: str, code: int, name: str) -> None:
    assert VARIABLES[key].answer_name(code) == name


def test_codes_of_family_card_and_result() -> None:
    assert [answer.code for answer in KK_STATUS] == [0, 1, 2]
    assert VARIABLES["hasil_pendataan"].codes == {1, 2, 3, 4, 5}
    assert VARIABLES["jenis_kelamin"].codes == {1, 2}


def test_form_numbers_are_complete() -> None:
    numbers = {v.number for v in ALL_VARIABLES if v.number}
    expected = {str(n) for n in (*range(101, 116), 201, 202, 203, 204, 205)} | {"105a", "202a", "204a", "302"}
    expected |= {str(n) for n in range(401, 416)} | {"416b", "420b", "422", "423"} | {f"504{x}" for x in "abcde"}
    expected |= set(FAMILY_CODES) | set(PERSON_CODES)
    assert numbers == expected


def test_identity_never_becomes_a_projection_column() -> None:
    projected = {v.key for v in (*FAMILY_VARIABLES, *PERSON_VARIABLES)}
    secret = {"nama", "nomor_induk_kependudukan", "nomor_kartu_keluarga", "tanggal_lahir", "alamat", "hp_responden"}
    assert not projected & secret


def test_health_disability_and_pregnancy_are_sensitive_and_nothing_else_is() -> None:
    health = {"427", "429", "430", "410", *(f"428{letter}" for letter in "abcdefghij")}
    assert {v.number for v in ALL_VARIABLES if v.sensitive} == health


def test_keys_are_lower_case_columns_and_equal_the_api_name() -> None:
    for variable in ALL_VARIABLES:
        assert variable.key == variable.key.lower()
        if variable.api_name and variable.subject == "person":
            assert variable.key == variable.api_name
        assert variable.label_id
        assert variable.label_en
        assert variable.question


@given(st.sampled_from([v for v in ALL_VARIABLES if v.kind == "sum"]), st.integers(-3, 140))
def test_a_sum_is_possible_exactly_when_its_parts_make_it(variable: Variable, value: int) -> None:
    highest = max(variable.bits)
    possible = value in variable.codes or 0 < value < 2 * highest
    faults = [f for f in check_answers({variable.key: value}, subject="person") if f.severity == "error"]
    assert [f.kind for f in faults] == ([] if possible else ["impossible_sum"])
    if possible:
        assert sum(answer.code for answer in variable.chosen(value)) == value


def _kinds(values: dict[str, object], **known: int | None) -> dict[str, str]:
    subject = "family" if next(iter(values)) in {v.key for v in FAMILY_VARIABLES} else "person"
    faults = check_answers(values, subject=subject, **known)  # type: ignore[arg-type]
    return {fault.key: fault.kind for fault in faults if fault.severity != "missing"}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"jenis_lantai_terluas": 10}, "unknown_code"),
        ({"jenis_lantai_terluas": "8"}, "wrong_type"),
        ({"jenis_lantai_terluas": True}, "wrong_type"),
        ({"luas_lantai": 0}, "out_of_range"),
        ({"luas_lantai": 1000}, "out_of_range"),
        ({"luas_lantai": 36.5}, "wrong_type"),
        ({"jumlah_ternak_sapi": -1}, "out_of_range"),
        ({"id_pelanggan_pln": "1234567890"}, "out_of_range"),
        ({"id_pelanggan_pln": 123456789012}, "wrong_type"),
        ({"menerima_pkh_bulan": 13, "menerima_pkh": 1}, "out_of_range"),
        ({"jenis_kloset": 1, "fasilitas_bab": 6}, "not_asked"),
    ],
)
def test_bad_family_answers_are_named(values: dict[str, object], kind: str) -> None:
    assert _kinds(values) == {next(iter(values)): kind}


def test_good_answers_have_no_fault() -> None:
    assert _kinds({"jenis_lantai_terluas": 9, "luas_lantai": 36, "jumlah_ternak_babi": 0}) == {}


def test_identity_values_are_checked_when_given() -> None:
    assert _kinds({"nomor_induk_kependudukan": "123"}) == {"nomor_induk_kependudukan": "out_of_range"}
    assert _kinds({"tanggal_lahir": "1990-01-01"}) == {"tanggal_lahir": "wrong_type"}
    assert _kinds({"tanggal_lahir": datetime(1990, 1, 1)}) == {"tanggal_lahir": "wrong_type"}
    assert _kinds({"tanggal_lahir": date(1990, 1, 1)}) == {}


def test_contradiction_names_the_rule() -> None:
    faults = check_answers({"sedang_hamil": 1, "status_kawin": 2}, subject="person", age=30, sex=1)
    contradictions = [f for f in faults if f.severity == "contradiction"]
    assert [f.key for f in contradictions] == ["sedang_hamil"]
    assert "tidak ditanyakan. Ditanyakan jika jenis kelamin" in contradictions[0].sentence


def test_missing_is_reported_only_when_certainly_asked() -> None:
    unknown_age = {f.key for f in check_answers({}, subject="person") if f.kind == "missing"}
    assert "penyakit_kronis" in unknown_age
    assert "penglihatan" not in unknown_age
    adult = {f.key for f in check_answers({}, subject="person", age=40, sex=1) if f.kind == "missing"}
    assert "penglihatan" in adult
    assert "kondisi_gizi" not in adult
    assert "jam_kerja_seminggu" not in adult
    assert "uraian_lapangan_usaha_pekerjaan" not in adult


def test_optional_meters_and_identity_are_not_missing() -> None:
    missing = {f.key for f in check_answers({"sumber_penerangan_utama": 1}, subject="family")}
    assert "daya_terpasang" in missing
    assert not missing & {"daya_terpasang_meteran_2", "id_pelanggan_pln", "nomor_kartu_keluarga", "alamat"}


def test_variables_of_the_other_subject_are_unknown() -> None:
    faults = check_answers({"penyakit_kronis": 2, "tidak_ada": 1}, subject="family")
    assert {f.key for f in faults if f.kind == "unknown_variable"} == {"penyakit_kronis", "tidak_ada"}


def test_impossible_declarations_cannot_be_built() -> None:
    base = {"number": None, "subject": "person", "label_id": "x", "label_en": "x", "question": "x"}
    with pytest.raises(ValueError, match="column name"):
        Variable(key="x" * 51, kind="text", **base)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="answers belong"):
        Variable(key="x", kind="single", **base)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="stands twice"):
        Variable(key="x", kind="single", answers=(Answer(1, "a", "a"), Answer(1, "b", "b")), **base)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="both bounds"):
        Variable(key="x", kind="number", minimum=1, **base)  # type: ignore[arg-type]

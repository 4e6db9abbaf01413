"""Reasons, flags and check lists."""

from pilar.decision.screening.lists import (
    CHECK_LISTS,
    FAMILY_OF_EMPLOYEE,
    FLAG_FINALS,
    FLAG_START,
    FLAG_STATES,
    FLAG_STEPS,
    REASONS,
    REASONS_BY_CODE,
)
from pilar.foundation.accounts.capabilities import CAPABILITIES


def test_there_are_26_reasons_and_each_expects_evidence() -> None:
    assert [reason.code for reason in REASONS] == [f"R{number:02d}" for number in range(1, 27)]
    assert all(reason.evidence for reason in REASONS)


def test_critical_reasons() -> None:
    names = {code: REASONS_BY_CODE[code].name_id for code in ("R01", "R05", "R08", "R14", "R15", "R16", "R25")}
    assert names == {
        "R01": "Meninggal dunia",
        "R05": "NIK tidak padan/tidak ditemukan Dukcapil/belum rekam",
        "R08": "ASN",
        "R14": "Upah di atas UMP/UMK (BPJS Ketenagakerjaan)",
        "R15": "Pemilik/pengurus perusahaan (AHU)",
        "R16": "Pendamping sosial/SDM kesos",
        "R25": "Berkas tidak lengkap/foto tidak bergeotag",
    }


def test_each_check_list_raises_a_contestable_reason() -> None:
    expected = {
        "asn": "R08",
        "tni": "R09",
        "polri": "R10",
        "pejabat": "R11",
        "bumn_bumd": "R12",
        "pensiunan": "R17",
        "meninggal": "R01",
        "pindah": "R02",
        "upah": "R14",
        "pengurus_perusahaan": "R15",
        "sdm_kesos": "R16",
    }
    assert {one.code: one.reason for one in CHECK_LISTS} == expected
    assert all(REASONS_BY_CODE[one.reason].contestable for one in CHECK_LISTS)
    assert all(one.holder for one in CHECK_LISTS)


def test_reasons_that_spread_to_the_family() -> None:
    assert {"R08", "R09", "R10", "R11", "R12"} == FAMILY_OF_EMPLOYEE


def _targets(state: str) -> set[str]:
    return {step.target for step in FLAG_STEPS if step.source == state}


def test_flag_states_are_reachable_and_only_decisions_end() -> None:
    codes = {state.code for state in FLAG_STATES}
    reached, edge = {FLAG_START}, {FLAG_START}
    while edge:
        edge = {target for state in edge for target in _targets(state)} - reached
        reached |= edge
    assert reached == codes
    assert {code for code in codes if not _targets(code)} == FLAG_FINALS


def test_nobody_leaves_before_a_clarification_was_asked() -> None:
    assert "diterima" not in _targets("muncul")
    upheld_in_silence = [s for s in FLAG_STEPS if (s.source, s.target) == ("klarifikasi_diminta", "diterima")]
    assert [step.needs for step in upheld_in_silence] == [("alasan", "tenggat_lewat")]


def test_every_decision_needs_a_reason_and_a_declared_capability() -> None:
    for step in FLAG_STEPS:
        assert step.capability in CAPABILITIES
        if step.target in FLAG_FINALS:
            assert step.capability == "screening.decide"
            assert "alasan" in step.needs

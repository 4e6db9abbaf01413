"""The 12 PSKS, local pillars, reports and requirements."""

import pytest

from pilar.evidence.pillars.lists import (
    KARANG_TARUNA_CLASSES,
    LKS_GRADES,
    LOCAL_PILLARS,
    PILLARS,
    PSKS,
    PSM_REQUIREMENTS,
    REPORT_STATES,
    REPORT_TRANSITIONS,
    TKSK_EVALUATIONS,
    TKSK_REQUIREMENTS,
    age_fault,
)


def test_there_are_twelve_national_types_and_the_local_ones_are_marked() -> None:
    assert [pillar.code for pillar in PSKS] == [f"PSKS-{number:02d}" for number in range(1, 13)]
    assert all(pillar.national for pillar in PSKS)
    assert all(not pillar.national and pillar.tag == "local" for pillar in LOCAL_PILLARS)
    assert PILLARS["PSKS-02"].abbreviation == "PSM"
    assert PILLARS["PSKS-11"].name_id == "Tenaga Kesejahteraan Sosial Kecamatan"
    assert len(PILLARS) == len(PSKS) + len(LOCAL_PILLARS)


def test_grades() -> None:
    assert [grade.code for grade in LKS_GRADES] == ["A", "B", "C"]
    assert [grade.code for grade in KARANG_TARUNA_CLASSES] == ["tumbuh", "berkembang", "maju", "percontohan"]
    assert [grade.code for grade in TKSK_EVALUATIONS] == ["baik", "cukup", "buruk"]


def test_report_states_are_reachable_and_end_only_when_decided() -> None:
    codes = {state.code for state in REPORT_STATES}
    assert set(REPORT_TRANSITIONS) == codes
    reached, edge = {"draf"}, {"draf"}
    while edge:
        edge = {target for state in edge for target in REPORT_TRANSITIONS[state]} - reached
        reached |= edge
    assert reached == codes
    assert {state for state, targets in REPORT_TRANSITIONS.items() if not targets} == {"disetujui", "ditolak"}


@pytest.mark.parametrize(
    ("code", "age", "allowed"),
    [
        ("psm_umur", 17, False),
        ("psm_umur", 18, True),
        ("psm_umur", 80, True),
        ("tksk_umur", 19, False),
        ("tksk_umur", 20, True),
        ("tksk_umur", 35, True),
        ("tksk_umur", 36, False),
    ],
)
def test_ages_of_psm_and_tksk(code: str, age: int, allowed: bool) -> None:
    requirement = next(one for one in (*PSM_REQUIREMENTS, *TKSK_REQUIREMENTS) if one.code == code)
    sentence = age_fault(requirement, age)
    assert (sentence is None) is allowed
    if sentence is not None:
        assert str(age) in sentence
        assert requirement.basis in sentence


def test_requirements_name_their_pillar() -> None:
    assert len(PSM_REQUIREMENTS) == 7
    assert {one.pillar for one in PSM_REQUIREMENTS} == {"PSKS-02"}
    assert {one.pillar for one in TKSK_REQUIREMENTS} == {"PSKS-11"}

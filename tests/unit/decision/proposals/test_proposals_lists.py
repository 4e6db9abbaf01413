"""Kinds, documents, the life-cycle of a usulan, the SIKS-NG dictionary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.decision.proposals.lifecycle import (
    FINALS,
    OPEN_TO_SANGGAH,
    START,
    STATES,
    STATES_BY_CODE,
    STEPS,
    SUSPENDABLE,
    steps_from,
)
from pilar.decision.proposals.lists import (
    CHANNEL_FORMAL,
    CHANNEL_PARTICIPATORY,
    CHANNELS,
    DOCUMENTS,
    KINDS_BY_CODE,
    PROGRAMMES,
    documents_required,
)
from pilar.decision.proposals.siks_ng import STATUSES, find_status
from pilar.decision.screening.lists import REASONS_BY_CODE
from pilar.foundation.accounts.capabilities import CAPABILITIES

SUGGESTED_STATES = """draf diusulkan_rt praverifikasi dijadwalkan_musyawarah layak tidak_layak perbaikan
disahkan_kelurahan diverifikasi_kecamatan diverifikasi_dinas dikembalikan ditolak disahkan_kepala_opd dikirim_siks_ng
diterima_pusat gagal_pusat menunggu_desil desil_terbit calon_penerima bukan_prioritas penerima gagal_salur salur
graduasi dihentikan ditangguhkan sanggah_terbuka"""


def test_states_of_the_suggested_cycle_and_our_two_ends() -> None:
    assert {state.code for state in STATES} == set(SUGGESTED_STATES.split()) | {"selesai", "dibatalkan"}
    assert all(state.told_id.endswith(".") for state in STATES)


SIDE = ("ditangguhkan", "sanggah_terbuka")
Place = tuple[str, str | None]


def _moves(place: Place, kind: str) -> set[Place]:
    """Places one step away; a side state remembers where the case came from, as the record does."""
    state, came_from = place
    steps = steps_from(state, kind=kind, came_from=came_from)
    return {(step.target, state if step.target in SIDE else None) for step in steps}


def _places(kind: str, start: Place = (START, None)) -> set[Place]:
    reached, edge = {start}, {start}
    while edge:
        edge = {move for place in edge for move in _moves(place, kind)} - reached
        reached |= edge
    return reached


def _reached(kind: str) -> set[str]:
    return {state for state, _ in _places(kind)}


def test_every_state_is_reachable_for_some_kind() -> None:
    assert set().union(*(_reached(kind) for kind in KINDS_BY_CODE)) == set(STATES_BY_CODE)


@pytest.mark.parametrize("kind", list(KINDS_BY_CODE))
def test_no_dead_end_except_finals(kind: str) -> None:
    for place in _places(kind):
        assert {state for state, _ in _places(kind, place)} & FINALS, f"{kind}: no end from {place}"
        onward = {state for state, _ in _moves(place, kind)} - set(SIDE)
        assert onward or place[0] in FINALS, f"{kind}: stuck in {place}"


def test_finals_are_left_only_through_an_objection() -> None:
    for step in STEPS:
        if step.source in FINALS:
            assert step.target == "sanggah_terbuka"


@pytest.mark.parametrize("state", [state.code for state in STATES if state.stage in ("kelurahan", "dinas")])
def test_an_open_usulan_can_be_withdrawn_or_refused(state: str) -> None:
    steps = {step.target for step in steps_from(state, kind="bansos")}
    assert steps & {"dibatalkan", "ditolak"}, state


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        ("penghentian", {"dihentikan"}),
        ("reaktivasi_pbi", {"selesai"}),
        ("pemindahan_wilayah", {"selesai"}),
        ("perbaikan_data", {"selesai", "dibatalkan"}),
        ("bansos", {"bukan_prioritas", "graduasi", "dihentikan", "dibatalkan"}),
        ("baru_dtsen", {"selesai", "bukan_prioritas", "graduasi", "dihentikan", "dibatalkan"}),
    ],
)
def test_ends_of_each_kind_after_the_centre(kind: str, ends: set[str]) -> None:
    # The way back through an objection is left out: it leads to every end again.
    reached, edge = {"diterima_pusat"}, {"diterima_pusat"}
    while edge:
        steps = [step for state in edge for step in steps_from(state, kind=kind) if step.target != "sanggah_terbuka"]
        edge = {step.target for step in steps} - reached
        reached |= edge
    assert reached & FINALS == ends


def test_only_aid_kinds_become_recipients() -> None:
    assert {kind for kind in KINDS_BY_CODE if "penerima" in _reached(kind)} == {"bansos", "baru_dtsen"}


@given(st.sampled_from(SUSPENDABLE), st.sampled_from(SUSPENDABLE))
def test_a_suspended_case_returns_only_to_where_it_was(came_from: str, other: str) -> None:
    targets = {step.target for step in steps_from("ditangguhkan", kind="bansos", came_from=came_from)}
    assert targets == {came_from}
    assert other == came_from or other not in targets
    assert steps_from("ditangguhkan", kind="bansos") == ()


@pytest.mark.parametrize("came_from", OPEN_TO_SANGGAH)
def test_an_objection_returns_or_restarts(came_from: str) -> None:
    targets = {step.target for step in steps_from("sanggah_terbuka", kind="bansos", came_from=came_from)}
    assert targets == {came_from, "praverifikasi"}


def test_refusals_need_a_reason() -> None:
    refusing = {
        "tidak_layak",
        "ditolak",
        "dikembalikan",
        "bukan_prioritas",
        "dihentikan",
        "ditangguhkan",
        "gagal_pusat",
    }
    for step in STEPS:
        assert step.source in STATES_BY_CODE
        assert step.target in STATES_BY_CODE
        assert step.capability in CAPABILITIES
        if step.target in refusing and step.source != "sanggah_terbuka":
            assert "alasan" in step.needs, step


def test_unknown_state_is_refused() -> None:
    with pytest.raises(KeyError):
        steps_from("entah", kind="bansos")


def test_the_office_cannot_skip_the_village() -> None:
    before = {step.source for step in STEPS if step.target == "disahkan_kelurahan"} - {"ditangguhkan"}
    assert before == {"layak"}
    assert {step.source for step in STEPS if step.target == "dikirim_siks_ng"} == {"disahkan_kepala_opd", "gagal_pusat"}


def test_programmes_and_channels() -> None:
    assert [entry.code for entry in PROGRAMMES] == ["PKH", "SEMBAKO", "PBI", "TIDAK_ADA"]
    codes = {entry.code for entry in CHANNELS}
    assert codes >= CHANNEL_FORMAL | CHANNEL_PARTICIPATORY
    assert not CHANNEL_FORMAL & CHANNEL_PARTICIPATORY


def test_documents_of_a_proposal_for_aid() -> None:
    required = {document.code for document in documents_required("bansos")}
    assert required == {"foto_kk", "foto_rumah_depan", "foto_rumah_dalam", "foto_toilet"}
    with_position = {document.code for document in DOCUMENTS if document.needs_position}
    assert with_position == {"foto_rumah_depan", "foto_rumah_dalam", "foto_toilet"}


def test_documents_of_a_reactivation() -> None:
    assert {document.code for document in documents_required("reaktivasi_pbi")} == {
        "foto_kk",
        "surat_faskes",
        "surat_dinsos",
    }


def test_documents_of_an_unknown_kind() -> None:
    with pytest.raises(KeyError):
        documents_required("entah")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GAGAL OMSPAN", "omspan_gagal"),
        ("gagal  omspan", "omspan_gagal"),
        ("Berhasil Omspan", "omspan_berhasil"),
        ("CEK REKENING : GAGAL", "cek_rekening_gagal"),
        ("Verifikasi Rekening", "cek_rekening_proses"),
        ("SK/CALON PENERIMA", "calon_penerima"),
        ("SI", "si"),
        ("Proses Burekol", "burekol_proses"),
        ("EXCLUDE", "exclude"),
        ("EXCLUDE  PEKERJAAN", "exclude_pekerjaan"),
        ("overlap sdm kesos", "overlap_sdm_kesos"),
        ("-", "tanda_hubung"),
        ("Tidak Terdapat Peserta / PM", "tidak_terdapat_peserta"),
    ],
)
def test_statuses_are_found_as_typed(text: str, code: str) -> None:
    status = find_status(text)
    assert status is not None
    assert status.code == code


@pytest.mark.parametrize("text", ["", "EXCLUDE LAIN", "OMSPAN?? GAGAL TOTAL", "?"])
def test_unknown_status_is_not_guessed(text: str) -> None:
    assert find_status(text) is None


def test_every_status_says_what_to_do_and_names_known_reasons() -> None:
    assert len(STATUSES) == 22
    for status in STATUSES:
        assert status.meaning_id.endswith(".")
        assert status.next_id.endswith(".")
        assert set(status.reasons) <= set(REASONS_BY_CODE)

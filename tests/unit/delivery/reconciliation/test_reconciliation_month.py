"""Files against the books, on the database: what is posted, what waits, what two persons decide, and the closing of a stage."""

from datetime import date

import pytest
from tests.unit.delivery.reconciliation.paying_stage import actor, classes, file_of, make_stage, states, take
from tests.unit.evidence.registry.two_cities import AT

from pilar.core.problems import Problem
from pilar.delivery.disbursement.models import Posting
from pilar.delivery.reconciliation.actions import closing, decide, repair, sampling
from pilar.delivery.reconciliation.actions.receive import change_stage, release
from pilar.delivery.reconciliation.models import Explanation, Line, LineDecision, RecipientSample, RepairCase
from pilar.delivery.reconciliation.queries.closing import difference_report
from pilar.delivery.reconciliation.queries.desk import file_lines, line_page, open_counts
from pilar.evidence.registry.models import Person
from pilar.evidence.visits.models import Assignment

pytestmark = pytest.mark.django_db
ONE, TWO = actor("rekon.satu"), actor("rekon.dua")


def test_a_mixed_file_posts_what_matches_and_nothing_else() -> None:
    stage = make_stage(6)
    done = take(
        stage.csv(
            stage.row(0), stage.row(1, amount="20.000"), stage.row(2, status="GAGAL", words="Rekening pasif"), stage.row(3, status="BIAYA", amount="2.500"),
            stage.row(4, amount="Rp 200.000,00"), stage.row(5, e2e="PALSU123", journal="J9"), stage.row(5, amount="1,5E5", journal="J8"),
        ),
        stage,
    )  # fmt: skip
    assert file_of(done).state == "diterapkan"
    assert classes(done) == ["cocok", "kurang", "gagal", "biaya", "cocok", "tidak_dipesan", "nominal_rusak"]
    assert states(stage) == ["paid", "sent", "rejected", "sent", "paid", "sent"]
    case = RepairCase.objects.get()
    assert (case.reason, case.owner, case.amount_rp) == ("rekening_pasif", "psm", 200_000)
    sentences = [one.sentence for one in file_lines(ONE.scope, done.inbound_id) if one.line.code == "kurang"]
    assert [one.replace("\u00a0", " ") for one in sentences] == [
        "Dibayar Rp 20.000, padahal perintahnya Rp 200.000; kurang Rp 180.000. Tidak dihitung sebagai cocok."
    ]
    assert [one.entry.code for one in open_counts(ONE.scope)] == ["kurang", "tidak_dipesan", "nominal_rusak"]
    assert sum(Posting.objects.values_list("amount_rp", flat=True)) == 0


def test_the_same_file_again_and_renamed_changes_nothing() -> None:
    stage = make_stage(2)
    data = stage.csv(stage.row(0), stage.row(1))
    first = take(data, stage)
    again, renamed = take(data, stage), take(data, stage, name="lain.csv")
    assert (again.inbound_id, again.known, again.renamed) == (first.inbound_id, True, False)
    assert (renamed.inbound_id, renamed.renamed) == (first.inbound_id, True)
    assert file_of(first).names_seen == ["lain.csv"]
    assert Line.objects.exclude(code="bukan_data").count() == 2


def test_repeated_lines_of_another_file_are_known() -> None:
    stage = make_stage(3)
    take(stage.csv(stage.row(0), stage.row(1)), stage)
    longer = take(stage.csv(stage.row(0), stage.row(1), stage.row(2)), stage)
    assert classes(longer) == ["ganda_lain", "ganda_lain", "cocok"]
    twice = take(stage.csv(stage.row(0, journal="LAIN")), stage)
    assert classes(twice) == ["bayar_dua_kali"]


def test_half_a_file_is_held_until_another_person_releases_it() -> None:
    stage = make_stage(3)
    done = take(stage.csv(stage.row(0), stage.row(1), "Total;3 baris;;;600.000;;;;"), stage)
    held = file_of(done)
    assert held.state == "tertahan"
    assert "berkas tidak lengkap" in held.held_reason
    assert states(stage) == ["sent"] * 3
    with pytest.raises(Problem, match="REKON-014"):
        release(inbound_id=held.pk, reason="Sisanya menyusul.", by=ONE, at=AT)
    with pytest.raises(Problem, match="REKON-015"):
        release(inbound_id=held.pk, reason=" ", by=TWO, at=AT)
    release(inbound_id=held.pk, reason="Sisanya menyusul.", by=TWO, at=AT)
    assert classes(done) == ["cocok", "cocok"]
    assert states(stage) == ["paid", "paid", "sent"]


def test_shifted_columns_hold_the_file_with_an_explanation() -> None:
    stage = make_stage(2)
    rows = [f"{n};x;{one.e2e};0000;{one.name};200.000;24/11/2026;SUKSES;J{n}" for n, one in enumerate(stage.orders)]
    done = take(stage.csv(*rows), stage)
    assert set(classes(done)) == {"kolom_bergeser"}
    assert "bergeser" in file_of(done).held_reason
    assert states(stage) == ["sent", "sent"]


def test_a_file_for_another_stage_is_told_so_and_can_be_moved() -> None:
    first, second = make_stage(2), make_stage(2, number=2)
    done = take(second.csv(second.row(0), second.row(1)), first)
    assert classes(done) == ["tahap_lain", "tahap_lain"]
    assert states(second) == ["sent", "sent"]
    change_stage(inbound_id=done.inbound_id, stage_id=second.stage.pk, by=ONE, at=AT)
    assert states(second) == ["paid", "paid"]


def test_files_in_any_order_end_the_same() -> None:
    stage = make_stage(2)
    early = take(
        stage.csv(stage.row(0, status="RETUR", journal="R0"), stage.row(1, amount="150.000", journal="A")), stage
    )
    assert classes(early) == ["mendahului", "kurang"]
    late = take(stage.csv(stage.row(0), stage.row(1, amount="50.000", journal="B")), stage)
    assert classes(late) == ["cocok", "bagian"]
    assert classes(early) == ["retur", "bagian"]
    assert states(stage) == ["returned", "paid"]


def test_a_refused_file_is_kept_and_pays_nobody() -> None:
    stage = make_stage(1)
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><Document>pain.002 &a;</Document>'
    done = take(bomb, stage, name="hasil.xml", profile="")
    kept = file_of(done)
    assert (kept.state, kept.line_count) == ("ditolak", 0)
    assert kept.held_reason.startswith("REKON-003")
    assert states(stage) == ["sent"]


def test_nothing_in_the_file_pays_nobody() -> None:
    stage = make_stage(2)
    done = take(stage.csv(), stage)
    assert file_of(done).state == "tertahan"
    assert states(stage) == ["sent", "sent"]


def test_raw_text_is_kept_sealed_and_shown_masked() -> None:
    stage = make_stage(1)
    done = take(stage.csv(stage.row(0, words="NIK 1872011705790001", e2e="ASING")), stage)
    line = Line.objects.get(inbound_id=done.inbound_id, code="tidak_dipesan")
    assert b"1872011705790001" not in bytes(line.raw_sealed or b"")
    assert "1872011705790001" not in line.reason_text
    page = line_page(ONE.scope, line.pk)
    assert "1872••••••••0001" in page["raw"]
    assert "ASING" in page["raw"]


def test_two_persons_decide_an_open_line() -> None:
    stage = make_stage(2)
    done = take(stage.csv(stage.row(0, name="NUNUNG KURNIASIH"), stage.row(1, amount="2.000.000")), stage)
    wrong_name, too_much = Line.objects.filter(inbound_id=done.inbound_id, code__in=["beda_nama", "lebih"]).order_by(
        "row"
    )
    with pytest.raises(Problem, match="REKON-018"):
        decide.propose(line_id=too_much.pk, verdict="terima", reason="Biarkan.", by=ONE, at=AT)
    decision = decide.propose(
        line_id=wrong_name.pk, verdict="terima", reason="Nama gadis, KTP sudah dilihat.", by=ONE, at=AT
    )
    with pytest.raises(Problem, match="REKON-017"):
        decide.propose(line_id=wrong_name.pk, verdict="abaikan", reason="Lagi.", by=TWO, at=AT)
    with pytest.raises(Problem, match="REKON-014"):
        decide.answer(decision_id=decision, agreed=True, note="", by=ONE, at=AT)
    decide.answer(decision_id=decision, agreed=True, note="", by=TWO, at=AT)
    assert states(stage) == ["paid", "sent"]
    other = decide.propose(line_id=too_much.pk, verdict="tagih", reason="Bank kelebihan bayar.", by=ONE, at=AT)
    decide.answer(decision_id=other, agreed=False, note="Belum ada surat bank.", by=TWO, at=AT)
    assert LineDecision.objects.get(pk=other).agreed is False
    assert Line.objects.get(pk=too_much.pk).decided == ""


def test_scope_hides_lines_of_other_places() -> None:
    stage = make_stage(2)
    done = take(stage.csv(stage.row(0), stage.row(1)), stage)
    with pytest.raises(Problem, match="UMUM-404"):
        file_lines(actor("orang.malang", "3573").scope, done.inbound_id)


def test_repair_and_return_to_the_treasury() -> None:
    stage = make_stage(2)
    take(stage.csv(stage.row(0, status="GAGAL", words="AC04 closed"), stage.row(1, status="RETUR")), None)
    case = RepairCase.objects.get()
    assert case.reason == "tidak_aktif"
    repair.act_on(case_id=case.pk, act="hubungi_bank", note="Diminta buka kembali.", by=ONE, at=AT)
    repair.change_reason(case_id=case.pk, reason="meninggal", note="Kata RT.", by=ONE, at=AT)
    with pytest.raises(Problem, match="REKON-022"):
        repair.end_case(case_id=case.pk, result="kas_negara", note="Disetor.", by=ONE, at=AT)
    repair.end_case(
        case_id=case.pk,
        result="kas_negara",
        note="Disetor.",
        number="STS-12/2026",
        on=date(2026, 11, 24),
        by=ONE,
        at=AT,
    )
    case.refresh_from_db()
    assert (case.state, case.treasury_number, case.owner) == ("kas_negara", "STS-12/2026", "psm")
    assert states(stage)[0] == "treasury"
    with pytest.raises(Problem, match="REKON-021"):
        repair.act_on(case_id=case.pk, act="surat", note="x", by=ONE, at=AT)
    assert [one.act for one in case.steps.order_by("pk")] == ["hubungi_bank", "alasan", "kas_negara"]


def test_a_failed_payment_becomes_one_visit() -> None:
    stage = make_stage(2)
    take(stage.csv(stage.row(0, status="GAGAL", words="AC04 closed")), stage)
    case = RepairCase.objects.get()
    first = repair.ask_for_visit(case_id=case.pk, by=ONE, at=AT)
    assert repair.ask_for_visit(case_id=case.pk, by=TWO, at=AT) == first
    asked = Assignment.objects.get()
    assert (asked.pk, asked.kind, asked.state, asked.source_id) == (first, "gagal_salur", "baru", case.pk)
    assert (asked.family_id, asked.wilayah[:10]) == (case.person.family_id, case.wilayah[:10])
    case.refresh_from_db()
    assert (case.state, [one.act for one in case.steps.all()]) == ("ditindak", ["minta_kunjungan"])


def test_no_visit_without_a_home_or_outside_the_scope_or_after_the_end() -> None:
    stage = make_stage(2)
    take(stage.csv(stage.row(0, status="GAGAL", words="AC04 closed")), stage)
    case = RepairCase.objects.get()
    with pytest.raises(Problem, match="UMUM-404"):
        repair.ask_for_visit(case_id=case.pk, by=actor("orang.malang", "3573"), at=AT)
    Person.objects.filter(pk=case.person_id).update(family=None)
    with pytest.raises(Problem, match="REKON-026"):
        repair.ask_for_visit(case_id=case.pk, by=ONE, at=AT)
    repair.end_case(case_id=case.pk, result="selesai", note="Dibuka kembali.", by=ONE, at=AT)
    with pytest.raises(Problem, match="REKON-021"):
        repair.ask_for_visit(case_id=case.pk, by=ONE, at=AT)
    assert not Assignment.objects.exists()


def test_a_stage_closes_only_without_unexplained_difference() -> None:
    stage = make_stage(3)
    pk = stage.stage.pk
    take(stage.csv(stage.row(0), stage.row(1), stage.row(2, e2e="ASING", journal="X")), stage)
    with pytest.raises(Problem, match="REKON-019"):
        closing.propose_closing(stage_id=pk, area="1872", by=ONE, at=AT)
    take(stage.csv(stage.row(2)), stage)
    report = difference_report(ONE.scope, pk)
    assert (report.unexplained, len(report.hindrances)) == (1, 1)
    with pytest.raises(Problem, match="REKON-016"):
        closing.explain(stage_id=pk, subject="line:1", kind="lainnya", reason="x", by=ONE, at=AT)
    closing.explain(
        stage_id=pk,
        subject=report.differences[0].subject,
        kind="salah_bank",
        reason="Surat bank 12/2026.",
        by=ONE,
        at=AT,
    )
    assert Explanation.objects.get().amount_rp == 200_000
    closing.propose_closing(stage_id=pk, area="1872", by=ONE, at=AT)
    with pytest.raises(Problem, match="REKON-014"):
        closing.close_stage(stage_id=pk, by=ONE, at=AT)
    closing.close_stage(stage_id=pk, by=TWO, at=AT)
    for attempt in (
        lambda: take(stage.csv(stage.row(0, journal="LAGI")), stage),
        lambda: closing.close_stage(stage_id=pk, by=TWO, at=AT),
        lambda: closing.propose_closing(stage_id=pk, area="1872", by=ONE, at=AT),
    ):
        with pytest.raises(Problem, match="REKON-010"):
            attempt()
    # A file for any stage cannot move money of the closed one.
    after = take(stage.csv(stage.row(0, status="RETUR", journal="Z")), None)
    assert classes(after) == ["bentrok"]
    assert states(stage) == ["paid"] * 3


def test_closing_fails_when_figures_moved() -> None:
    stage = make_stage(1)
    take(stage.csv(stage.row(0)), stage)
    closing.propose_closing(stage_id=stage.stage.pk, area="1872", by=ONE, at=AT)
    done = take(stage.csv(stage.row(0, e2e="ASING", journal="X")), stage)
    line = Line.objects.get(inbound_id=done.inbound_id, code="tidak_dipesan")
    closing.explain(
        stage_id=stage.stage.pk,
        subject=f"line:{line.pk}",
        kind="salah_bank",
        reason="Baris milik kota lain.",
        by=ONE,
        at=AT,
    )
    with pytest.raises(Problem, match="REKON-020"):
        closing.close_stage(stage_id=stage.stage.pk, by=TWO, at=AT)


def test_samples_of_recipients() -> None:
    stage = make_stage(8, state="paid")
    first = sampling.draw_recipients(stage_id=stage.stage.pk, area="1872", size=4, seed=7, by=ONE, at=AT)
    second = sampling.draw_recipients(stage_id=stage.stage.pk, area="1872", size=4, seed=7, by=TWO, at=AT)
    chosen = [
        list(RecipientSample.objects.filter(draw_id=one).values_list("instruction_id", flat=True))
        for one in (first, second)
    ]
    assert chosen[0] == chosen[1]
    row = RecipientSample.objects.filter(draw_id=first).first()
    assert row is not None
    with pytest.raises(Problem, match="REKON-015"):
        sampling.note_answer(sample_id=row.pk, outcome="tidak_diterima", received_rp=None, problem="", by=ONE, at=AT)
    with pytest.raises(Problem, match="REKON-025"):
        sampling.note_answer(
            sample_id=row.pk, outcome="diterima_sebagian", received_rp=200_000, problem="x", by=ONE, at=AT
        )
    sampling.note_answer(
        sample_id=row.pk, outcome="diterima_sebagian", received_rp=150_000, problem="Dipotong agen.", by=ONE, at=AT
    )
    row.refresh_from_db()
    assert (row.follow_up, row.received_rp) == (True, 150_000)
    sampling.follow_up(sample_id=row.pk, note="Agen mengembalikan.", by=TWO, at=AT)
    with pytest.raises(Problem, match="UMUM-404"):
        sampling.follow_up(sample_id=row.pk, note="Lagi.", by=TWO, at=AT)
    with pytest.raises(Problem, match="REKON-024"):
        sampling.draw_recipients(stage_id=make_stage(1, number=2).stage.pk, area="1872", size=4, seed=7, by=ONE, at=AT)

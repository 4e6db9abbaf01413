"""One row of each thing that desks of the musyawarah, of the local rank and of linkage keep about a place."""

from datetime import date

from tests.unit.evidence.registry.two_cities import AT

from pilar.core.bulk.models import StoredFile
from pilar.decision.deliberation.models import (
    EndorsedUsul,
    Endorsement,
    LetterNumber,
    Notice,
    NoticePrint,
    Objection,
    PaperSignature,
    SampleDraw,
    SampleRow,
    Sending,
    SentUsul,
    SessionPaper,
)
from pilar.decision.proposals.models import BulkStep
from pilar.decision.targeting.models import Survey, VisitTask
from pilar.evidence.linkage.models import CandidatePair, Decision, Sample, SampledPair, TrainedModel
from pilar.evidence.registry.models.merge import Merge

HASH = "a" * 64


def meeting_rows(mark: str, place: str, number: int, usul: int, session: int, file: int) -> dict[str, int]:
    """Objection, endorsed list, sending, paper, sample and bulk act of the kelurahan."""
    village, by = place[:10], f"petugas.{mark.lower()}"
    name, digest = f"{mark} SATU", StoredFile.objects.get(pk=file).sha256
    objection = Objection.objects.create(
        usul_id=usul, wilayah=place, about=name, channel="berkas", side="menolak", objector=f"Tetangga {mark}", words=f"mampu {mark}",
        received_at=AT, received_by=by, due_date=date(2026, 12, 1), evidence_id=file,
    )  # fmt: skip
    letter = LetterNumber.objects.create(
        wilayah=village, year=2026, code="uji", seq=number, number=f"{number}/{mark}", subject=mark, given_at=AT, given_by=by
    )  # fmt: skip
    bulk = BulkStep.objects.create(
        wilayah=village, target_state="layak", at=AT, by=by, role="uji", reason=f"Sidang {mark}", count=1
    )
    endorsement = Endorsement.objects.create(
        wilayah=village, period="2026-11", letter=letter, list_hash=HASH, count=1, bulk_id=bulk.pk, signer=f"Kepala {mark}", endorsed_at=AT,
        endorsed_by=by,
    )  # fmt: skip
    EndorsedUsul.objects.create(
        endorsement=endorsement, usul_id=usul, position=1, wilayah=place, name=name, kind="bansos", programme="PKH", revision=1
    )  # fmt: skip
    sending = Sending.objects.create(
        wilayah=village, endorsement=endorsement, profile="siks-usulan", file_id=file, sha256=digest, count=1, bulk_id=bulk.pk, sent_at=AT,
        sent_by=by,
    )  # fmt: skip
    SentUsul.objects.create(sending=sending, usul_id=usul, wilayah=place, position=1, told=f"jawaban {mark}")
    paper = SessionPaper.objects.create(
        session_id=session, kind="berita_acara", letter=letter, check_code=f"{number:024d}", file_id=file, sha256=digest, issued_at=AT,
        issued_by=by,
    )  # fmt: skip
    draw = SampleDraw.objects.create(
        wilayah=village, seed=1, size=1, population=1, population_hash=HASH, drawn_at=AT, drawn_by=by
    )
    SampleRow.objects.create(draw=draw, usul_id=usul, position=1, note=f"dilihat {mark}")
    printing = NoticePrint.objects.create(
        wilayah=village, kind="penolakan", signer=f"Kepala {mark}", count=1, file_id=file, made_at=AT, asked_at=AT, asked_by=by
    )  # fmt: skip
    Notice.objects.create(
        printing=printing, kind="penolakan", cause_id=number, wilayah=place, usul_id=usul, letter=letter, name=name, about=f"usul {mark}",
        reason=f"alasan {mark}", until_date=date(2026, 12, 1), position=1,
    )  # fmt: skip
    signature = PaperSignature.objects.create(
        wilayah=village, paper=paper, check_code=f"{number:023d}s", file_id=file, sha256=digest, level="lokal", holder=f"Lurah {mark}",
        issuer="uji", fingerprint=HASH, signed_at=AT, signed_by=by,
    )  # fmt: skip
    return {
        "printing": printing.pk, "signature": signature.pk,
        "objection": objection.pk, "endorsement": endorsement.pk, "sending": sending.pk, "paper": paper.pk, "draw": draw.pk, "bulk": bulk.pk,
    }  # fmt: skip


def record_rows(mark: str, place: str, number: int, family: int, pair: int, file: int) -> dict[str, int]:
    """Visit and survey of the local rank; decision that waits, merge, model and labelled sample of linkage."""
    by = f"petugas.{mark.lower()}"
    task = VisitTask.objects.create(
        family_id=family, wilayah=place, kind="desil", run_id=number, urgency=1, reason=f"skor {mark}", opened_at=AT, last_seen_at=AT
    )  # fmt: skip
    survey = Survey.objects.create(
        wilayah=place, title=f"Survei {mark}", file_id=file, as_of=date(2026, 3, 1), state="refused", refusal=f"Kolom {mark} kurang.", by=by,
        at=AT,
    )  # fmt: skip
    both = CandidatePair.objects.get(pk=pair)
    decision = Decision.objects.create(
        pair=both, verdict="sama", decided_by=by, decided_at=AT, reason=f"sama {mark}", fingerprint=both.fingerprint, needs_second=True,
        kept_id=both.left_id,
    )  # fmt: skip
    merge = Merge.objects.create(
        subject_kind=2, kept_id=both.left_id, gone_id=both.right_id, wilayah=place, at=AT, by=by, reason=f"gabung {mark}", source_id=number
    )  # fmt: skip
    model, _ = TrainedModel.objects.get_or_create(  # one for the whole office: it holds no value of any person
        version="v1", defaults={"body": "{}", "wilayah": "1872", "rows": 2, "trained_at": AT, "trained_by": "uji"}
    )
    sample = Sample.objects.create(
        model=model, wilayah=place, strata=[{"from": 0, "to": 9, "pairs": 1, "drawn": 1}], drawn_at=AT, drawn_by=by
    )
    SampledPair.objects.create(
        sample=sample, place=1, stratum=0, left_id=both.left_id, right_id=both.right_id, left_wilayah=place, right_wilayah=place, weight=7.5
    )  # fmt: skip
    return {
        "task": task.pk, "survey": survey.pk, "decision": decision.pk, "merge": merge.pk, "model": model.pk, "sample": sample.pk,
    }  # fmt: skip

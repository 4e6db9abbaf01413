"""Acts of the office's desk: endorse in the village, verify, return, and draw a sample to look at once more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.actions.plan import locked
from pilar.decision.deliberation.models import SampleDraw, SampleRow
from pilar.decision.deliberation.queries.verification import DESK
from pilar.decision.deliberation.rules import sample_of
from pilar.decision.proposals.bulk import BulkDone, take_steps
from pilar.decision.proposals.models import Usul

HELD = frozenset({"berita_acara_atau_sptjm"})


@transaction.atomic
def endorse_session(*, session_id: int, by: Actor, at: datetime) -> BulkDone:
    """The lurah endorses what the session found eligible and sends it to the office; the minutes or SPTJM must be issued.

    Raises UMUM-404, UMUM-403, SIDANG-001, -018 (no paper).
    """
    by.scope.require("proposals.endorse")
    session = locked(session_id, by, "ditutup")
    if not session.papers.filter(kind__in=("berita_acara", "sptjm")).exists():
        raise problems.PAPER_FIRST()
    ids = list(session.items.filter(decision="layak", usul__state="layak").values_list("usul_id", flat=True))
    return take_steps(
        usul_ids=[one for one in ids if one], target="disahkan_kelurahan", by=by, at=at, held=HELD, wilayah=session.wilayah,
        reason=f"Hasil sidang {session.period}",
    )  # fmt: skip


@transaction.atomic
def draw_sample(*, area: str, size: int, seed: int, by: Actor, at: datetime) -> int:
    """Draw usulan on the desk of an area to look at once more; again with the same seed over the same usulan gives the same rows.

    Raises UMUM-403, UMUM-404 (outside), SIDANG-019 (nothing to draw from).
    """
    by.scope.require("proposals.verify")
    if not by.scope.covers(area):
        raise NOT_FOUND()
    ids = list(
        Usul.objects.within(by.scope.narrowed(area)).filter(state__in=DESK).order_by("pk").values_list("pk", flat=True)
    )  # fmt: skip
    if not ids or size < 1:
        raise problems.NOTHING_CHOSEN()
    chosen = sample_of(ids, size, seed)
    digest = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()
    draw = SampleDraw(
        wilayah=area, seed=seed, size=len(chosen), population=len(ids), population_hash=digest, drawn_at=at, drawn_by=by.username
    )  # fmt: skip
    draw.save(force_insert=True)
    SampleRow.objects.bulk_create(
        [SampleRow(draw=draw, usul_id=usul_id, position=at_) for at_, usul_id in enumerate(chosen, start=1)],
        batch_size=500,
    )
    audit.record(
        "deliberation.sample.drawn", by=by, at=at, wilayah=area, subject=("sample", draw.pk),
        after={"seed": seed, "population": len(ids), "hash": digest}, rows=len(chosen),
    )  # fmt: skip
    return int(draw.pk)


@transaction.atomic
def note_sample(*, row_id: int, outcome: str, note: str, by: Actor, at: datetime) -> None:
    """Write what the second look at one usulan found. Raises UMUM-404, UMUM-403, SIDANG-006, -007 (differs without words)."""
    by.scope.require("proposals.verify")
    row = SampleRow.objects.select_related("draw").select_for_update().filter(pk=row_id).first()
    if row is None or not by.scope.covers(row.draw.wilayah):
        raise NOT_FOUND()
    if outcome not in ("sesuai", "berbeda"):
        raise problems.UNKNOWN_CODE(code=outcome[:20])
    if outcome == "berbeda" and not note.strip():
        raise problems.REASON_NEEDED(decision="Berbeda")
    before = row.outcome
    row.outcome, row.note, row.looked_at, row.looked_by = outcome, note.strip()[:300], at, by.username
    row.save(update_fields=["outcome", "note", "looked_at", "looked_by"])
    audit.record(
        "deliberation.sample.looked", by=by, at=at, wilayah=row.draw.wilayah, subject=("sample_row", row.pk),
        before={"outcome": before} if before else None, after={"outcome": outcome},
    )  # fmt: skip


def step_many(
    *, usul_ids: Iterable[int], target: str, by: Actor, at: datetime, reason: str = "", area: str = ""
) -> BulkDone:
    """Verify, return or reject many. Raises SIDANG-019 when none could."""
    done = take_steps(usul_ids=usul_ids, target=target, by=by, at=at, reason=reason, wilayah=area)
    if not done.count:
        why = done.refused[0].why if done.refused else problems.NOTHING_CHOSEN().advice
        raise problems.NONE_TOOK_IT(why=why)
    return done

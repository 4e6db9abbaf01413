"""Asking a sample of recipients what they received."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.delivery.disbursement.queries import ordered_lines
from pilar.delivery.programs import queries as programs
from pilar.delivery.reconciliation import problems
from pilar.delivery.reconciliation.models import RecipientDraw, RecipientSample
from pilar.delivery.reconciliation.rules.sampling import OUTCOMES, draw


@transaction.atomic
def draw_recipients(*, stage_id: int, area: str, size: int, seed: int, by: Actor, at: datetime) -> int:
    """Draw paid recipients of a stage by kecamatan and channel. The same seed over the same payments gives the same rows.

    Raises UMUM-403, UMUM-404, REKON-024 (nobody to draw).
    """
    by.scope.require("disbursement.reconcile")
    programs.stage_of(by.scope, stage_id)
    if not area or not by.scope.covers(area):
        raise NOT_FOUND()
    strata: dict[str, list[int]] = {}
    facts = {}
    rows = ordered_lines(by.scope.narrowed(area), stage_id).filter(state="paid")
    for pk, wilayah, channel, name, amount in rows.values_list("pk", "wilayah", "channel", "name", "amount_rp"):
        strata.setdefault(f"{wilayah[:6]}/{channel}", []).append(pk)
        facts[pk] = (wilayah, name, amount)
    chosen = draw(strata, size, seed)
    if not chosen:
        raise problems.NOBODY()
    digest = hashlib.sha256(",".join(map(str, sorted(facts))).encode()).hexdigest()
    made = RecipientDraw(
        stage_id=stage_id, wilayah=area, seed=seed, size=len(chosen), population=len(facts), population_hash=digest, drawn_at=at,
        drawn_by=by.username,
    )  # fmt: skip
    made.save(force_insert=True)
    samples = [
        RecipientSample(
            draw=made,
            wilayah=facts[pk][0],
            stratum=stratum,
            position=place,
            instruction_id=pk,
            name=facts[pk][1],
            amount_rp=facts[pk][2],
        )
        for place, (stratum, pk) in enumerate(chosen, start=1)
    ]
    RecipientSample.objects.bulk_create(samples, batch_size=500)
    audit.record(
        "reconciliation.sample.drawn", by=by, at=at, wilayah=area, subject=("recipient_draw", made.pk), rows=len(chosen),
        after={"seed": seed, "population": len(facts), "hash": digest},
    )  # fmt: skip
    return int(made.pk)


@transaction.atomic
def note_answer(
    *, sample_id: int, outcome: str, received_rp: int | None, problem: str, by: Actor, at: datetime
) -> None:
    """What the recipient says. Anything but the full amount opens a follow-up, and needs words.

    Raises UMUM-403, UMUM-404, REKON-015 (no words), -016, -025 (no amount).
    """
    by.scope.require("disbursement.view")
    row = RecipientSample.objects.within(by.scope).select_for_update().filter(pk=sample_id).first()
    if row is None:
        raise NOT_FOUND()
    if outcome not in dict(OUTCOMES):
        raise problems.UNKNOWN_CODE(code=outcome[:20])
    if outcome == "diterima_penuh":
        received_rp = row.amount_rp
    elif outcome == "tidak_diterima":
        received_rp = 0
    elif outcome == "diterima_sebagian" and (received_rp is None or not 0 <= received_rp < row.amount_rp):
        raise problems.BAD_AMOUNT()
    wrong = outcome in ("diterima_sebagian", "tidak_diterima") or bool(problem.strip())
    if wrong and not problem.strip():
        raise problems.REASON_NEEDED()
    row.outcome, row.received_rp, row.problem, row.follow_up = outcome, received_rp, problem.strip()[:500], wrong
    row.looked_at, row.looked_by = at, by.username
    row.save()
    audit.record(
        "reconciliation.sample.answered", by=by, at=at, wilayah=row.wilayah, subject=("recipient_sample", row.pk),
        after={"outcome": outcome, "received_rp": received_rp, "follow_up": wrong},
    )  # fmt: skip


@transaction.atomic
def follow_up(*, sample_id: int, note: str, by: Actor, at: datetime) -> None:
    """How a problem of a sample ended. Raises UMUM-403, UMUM-404 (no open follow-up), REKON-015."""
    by.scope.require("disbursement.reconcile")
    row = (
        RecipientSample.objects.within(by.scope).filter(pk=sample_id, follow_up=True, followed_at__isnull=True).first()
    )
    if row is None:
        raise NOT_FOUND()
    if not note.strip():
        raise problems.REASON_NEEDED()
    row.followed_at, row.followed_by, row.follow_note = at, by.username, note.strip()[:500]
    row.save(update_fields=["followed_at", "followed_by", "follow_note"])
    audit.record(
        "reconciliation.sample.followed",
        by=by,
        at=at,
        wilayah=row.wilayah,
        subject=("recipient_sample", row.pk),
        reason=note.strip(),
    )

"""Training, choosing and tuning: models are kept, one is in use, thresholds are added."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.evidence.linkage.actions.runs import common_area
from pilar.evidence.linkage.models import Thresholds, TrainedModel
from pilar.evidence.linkage.problems import BAD_THRESHOLDS, NOT_CANDIDATE
from pilar.evidence.linkage.queries.models import present_thresholds, read_model

if TYPE_CHECKING:
    from pilar.evidence.linkage.engine import Model

CAPABILITY = "linkage.manage"


def keep_model(*, model: Model, by: Actor, at: datetime) -> TrainedModel:
    """Keep a trained model. The same tables are one model; the very first one is taken into use at once.

    Inside the caller's transaction.
    """
    row, fresh = TrainedModel.objects.get_or_create(
        version=model.version,
        defaults={
            "body": model.to_json(), "wilayah": common_area(by), "rows": model.rows, "trained_at": at, "trained_by": by.username,
            "notes": list(model.notes),
        },
    )  # fmt: skip
    if fresh:
        first = not TrainedModel.objects.filter(state="aktif").exists()
        if first:
            row.state, row.activated_at, row.activated_by = "aktif", at, by.username
            row.save(update_fields=["state", "activated_at", "activated_by"])
        audit.record(
            "linkage.model.trained", by=by, at=at, wilayah=row.wilayah, subject=("linkage_model", row.pk),
            after={"version": row.version, "rows": row.rows, "in_use": first},
        )  # fmt: skip
    return row


def activate_model(*, model_id: int, by: Actor, at: datetime) -> None:
    """Take another model into use; the present one steps back. Raises UMUM-403, UMUM-404, PDN-002, PDN-003."""
    by.scope.require(CAPABILITY)
    with transaction.atomic():
        row = TrainedModel.objects.select_for_update().filter(pk=model_id).first()
        if row is None:
            raise NOT_FOUND()
        if row.state == "aktif":
            raise NOT_CANDIDATE()
        read_model(row)
        before = list(TrainedModel.objects.filter(state="aktif").values_list("version", flat=True))
        TrainedModel.objects.filter(state="aktif").update(state="lama")
        TrainedModel.objects.filter(pk=model_id).update(state="aktif", activated_at=at, activated_by=by.username)
        audit.record(
            "linkage.model.activated", by=by, at=at, wilayah=row.wilayah, subject=("linkage_model", row.pk),
            before={"version": before}, after={"version": row.version},
        )  # fmt: skip


def set_thresholds(
    *,
    match_weight: float,
    review_weight: float,
    most_doubles: float,
    most_pairs: int,
    reason: str,
    by: Actor,
    at: datetime,
) -> int:
    """Add thresholds; runs from now on use them, earlier results stay as they are. Raises UMUM-403, PDN-004."""
    by.scope.require(CAPABILITY)
    if match_weight < review_weight:
        raise BAD_THRESHOLDS(why="bobot usul gabung lebih kecil daripada bobot tinjau")
    if not 0 < most_doubles <= 1 or most_pairs < 1:
        raise BAD_THRESHOLDS(why="rem di luar batas")
    if not reason.strip():
        raise BAD_THRESHOLDS(why="alasan kosong")
    with transaction.atomic():
        old = present_thresholds()
        row = Thresholds.objects.create(
            match_weight=match_weight, review_weight=review_weight, most_doubles=most_doubles, most_pairs=most_pairs,
            set_at=at, set_by=by.username, reason=reason.strip()[:200],
        )  # fmt: skip
        audit.record(
            "linkage.thresholds.set", by=by, at=at, subject=("linkage_thresholds", row.pk), before=_as_data(old), after=_as_data(row),
            reason=row.reason,
        )  # fmt: skip
    return row.pk


def _as_data(row: Thresholds) -> dict[str, Any]:
    return {
        "match_weight": row.match_weight,
        "review_weight": row.review_weight,
        "most_doubles": row.most_doubles,
        "most_pairs": row.most_pairs,
    }

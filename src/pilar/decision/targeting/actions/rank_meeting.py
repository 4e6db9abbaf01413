"""Writing of a musyawarah's order beside the score, and the office's weight and cap for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_ALLOWED, NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.targeting import problems_rank as problems
from pilar.decision.targeting.models import BlendSetting, FamilyScore, MeetingOrder, MeetingPlace
from pilar.decision.targeting.queries.rank import MeetingLine, meeting_lines, run_over


@transaction.atomic
def set_blend(*, wilayah: str, weight: int, cap: int, valid_from: date, basis: str, by: Actor, at: datetime) -> int:
    """Weight and cap in hundredths from a day on. Raises UMUM-403, UMUM-404, SKOR-008 (no basis)."""
    by.scope.require("targeting.manage")
    if not by.scope.covers(wilayah) or not (0 <= weight <= 100 and 0 <= cap <= 100):
        raise NOT_FOUND()
    if not basis.strip():
        raise problems.REASON_NEEDED()
    row, _ = BlendSetting.objects.update_or_create(
        wilayah=wilayah,
        valid_from=valid_from,
        defaults={
            "weight_hundredths": weight, "cap_hundredths": cap, "basis": basis.strip()[:200], "by": by.username, "at": at,
        },
    )  # fmt: skip
    audit.record(
        "targeting.blend.set", by=by, at=at, wilayah=wilayah, subject=("blend_setting", row.pk),
        after={"weight": weight, "cap": cap, "from": valid_from.isoformat()}, reason=basis.strip(),
    )  # fmt: skip
    return row.pk


@transaction.atomic
def record_order(
    *, village: str, day: date, places: Mapping[int, int], reasons: Mapping[int, str], by: Actor, at: datetime
) -> list[MeetingLine]:
    """Write down the meeting's places (family to place, 1 = most in need), replacing those of the same day.

    A move above the cap without a written reason is cut at the cap and says so. Returns the blended order.
    Raises UMUM-403, UMUM-404, SKOR-010 (no scores), SKOR-011 (places twice or below 1).
    """
    if not (by.scope.can("deliberation.manage") or by.scope.can("targeting.manage")):
        raise NOT_ALLOWED()
    if len(village) != 10 or not by.scope.covers(village):
        raise NOT_FOUND()
    run = run_over(by.scope)
    if run is None:
        raise problems.NO_RUN()
    seen: set[int] = set()
    for place in places.values():
        if place < 1 or place > 9_999 or place in seen:
            raise problems.BAD_PLACE(value=place)
        seen.add(place)
    inside = by.scope.narrowed(village)
    known = dict(
        FamilyScore.objects.within(inside).filter(run=run, family__in=list(places)).values_list("family_id", "wilayah")
    )
    if len(known) != len(places):
        raise NOT_FOUND()
    order, _ = MeetingOrder.objects.update_or_create(
        wilayah=village, day=day, defaults={"run": run, "by": by.username, "at": at}
    )
    order.places.all().delete()
    MeetingPlace.objects.bulk_create(
        [
            MeetingPlace(
                order=order, family_id=family, wilayah=known[family], place=place,
                reason=reasons.get(family, "").strip()[:300],
            )
            for family, place in places.items()
        ]
    )  # fmt: skip
    lines = meeting_lines(by.scope, village, day)
    audit.record(
        "targeting.meeting.ordered", by=by, at=at, wilayah=village, subject=("meeting_order", order.pk),
        after={"families": len(places), "waiting_for_reason": sum(1 for line in lines if line.needs_reason)},
        rows=len(places),
    )  # fmt: skip
    return lines

"""Steps of many usulan at once: preview, take, and undo as a whole while none has moved on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.declared import Step
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.scope import Actor
from pilar.decision.proposals import problems
from pilar.decision.proposals.lifecycle import FINALS, STATES_BY_CODE
from pilar.decision.proposals.models import BulkStep, Usul, UsulTransition
from pilar.decision.proposals.steps import open_step

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Refused:
    """A usulan that a step is not open to, and why, in a sentence."""

    usul_id: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a step of many would do: usulan that would take it, and those that cannot."""

    ready: tuple[int, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class BulkDone:
    """The act (0 when nobody could take the step), how many took it, and who could not."""

    bulk_id: int
    count: int
    refused: tuple[Refused, ...]


def preview_steps(
    *, usul_ids: Iterable[int], target: str, by: Actor, reason: str = "", held: frozenset[str] = frozenset()
) -> Preview:
    """Who could take a step to `target`, without taking it. KeyError for an unknown state."""
    ready, refused = _sorted_out(list(usul_ids), target, by, {}, reason, held)
    return Preview(tuple(row.pk for row, _ in ready), tuple(refused))


@transaction.atomic
def take_steps(
    *, usul_ids: Iterable[int], target: str, by: Actor, at: datetime, reason: str = "", reasons: Mapping[int, str] | None = None,
    held: frozenset[str] = frozenset(), wilayah: str = "",
) -> BulkDone:  # fmt: skip
    """Move all that can take the step; those that cannot are named, and stay. One audit event for the act.

    `reasons` gives a usulan its own reason, else `reason` counts. Rows are locked; the same ids again are refused as
    already there, so a repeat changes nothing.
    """
    ready, refused = _sorted_out(list(usul_ids), target, by, reasons or {}, reason, held, lock=True)
    if not ready:
        return BulkDone(0, 0, tuple(refused))
    act = BulkStep(target_state=target, at=at, by=by.username, role=by.role, reason=reason[:500], count=len(ready))
    act.wilayah = wilayah or _common_area([row.wilayah for row, _ in ready])
    act.save(force_insert=True)
    told = {row.pk: (reasons or {}).get(row.pk, reason).strip()[:500] for row, _ in ready}
    _move([(row, step.capability, target, told[row.pk]) for row, step in ready], act, by, at)
    audit.record(
        "proposals.usul.steps", by=by, at=at, wilayah=act.wilayah, subject=("bulk", act.pk), after={"state": target, "bulk": act.pk},
        reason=reason[:500], rows=len(ready),
    )  # fmt: skip
    return BulkDone(act.pk, len(ready), tuple(refused))


@transaction.atomic
def undo_steps(*, bulk_id: int, by: Actor, at: datetime, reason: str) -> int:
    """Take a bulk act back as a whole; returns how many went back.

    Raises UMUM-404 (not mine to see), UMUM-403, USUL-003 (no reason), USUL-011 (some moved on, or it was undone).
    """
    if not reason.strip():
        raise problems.REASON_NEEDED()
    act = BulkStep.objects.within(by.scope).select_for_update().filter(pk=bulk_id).first()
    if act is None:
        raise NOT_FOUND()
    steps = list(UsulTransition.objects.filter(bulk_id=act.pk).select_related("usul"))
    for capability in {one.capability for one in steps}:
        by.scope.require(capability)
    rows = {
        row.pk: row for row in Usul.objects.within(by.scope).select_for_update().filter(pk__in=[s.usul_id for s in steps])
    }  # fmt: skip
    moved = sum(1 for one in steps if one.usul_id not in rows or rows[one.usul_id].state_since != act.at)
    if act.undone_at is not None or moved:
        raise problems.MOVED_ON(count=moved or len(steps))
    back = BulkStep(
        target_state="", wilayah=act.wilayah, at=at, by=by.username, role=by.role, reason=reason.strip()[:500]
    )
    back.count, back.undoes_id = len(steps), act.pk
    back.save(force_insert=True)
    told = f"Dibatalkan: {reason.strip()}"[:500]
    _move([(rows[one.usul_id], one.capability, one.source_state, told) for one in steps], back, by, at)
    act.undone_at, act.undone_by = at, by.username
    act.save(update_fields=["undone_at", "undone_by"])
    audit.record(
        "proposals.usul.steps_undone", by=by, at=at, wilayah=act.wilayah, subject=("bulk", act.pk), reason=told, rows=len(steps)
    )  # fmt: skip
    return len(steps)


def _sorted_out(
    usul_ids: Sequence[int], target: str, by: Actor, reasons: Mapping[int, str], reason: str, held: frozenset[str], *, lock: bool = False
) -> tuple[list[tuple[Usul, Step]], list[Refused]]:  # fmt: skip
    STATES_BY_CODE[target]
    ready: list[tuple[Usul, Step]] = []
    refused: list[Refused] = []
    for start in range(0, len(usul_ids), CHUNK):
        part = usul_ids[start : start + CHUNK]
        query = Usul.objects.within(by.scope).filter(pk__in=part).order_by("pk")
        rows = {row.pk: row for row in (query.select_for_update() if lock else query)}
        own: dict[int, set[str]] = {}
        done = UsulTransition.objects.filter(usul_id__in=part, by=by.username).values_list("usul_id", "capability")
        for usul_id, capability in done:
            own.setdefault(usul_id, set()).add(capability)
        for usul_id in part:
            row = rows.get(usul_id)
            if row is None:
                refused.append(Refused(usul_id, "", NOT_FOUND().sentence))
                continue
            told, earlier = reasons.get(usul_id, reason), frozenset(own.get(usul_id, ()))
            try:
                step = open_step(row, target, by=by, reason=told, held=held, earlier=earlier)
            except Problem as refusal:
                refused.append(Refused(usul_id, row.name, refusal.sentence))
            else:
                ready.append((row, step))
    return ready, refused


def _move(moves: Sequence[tuple[Usul, str, str, str]], act: BulkStep, by: Actor, at: datetime) -> None:
    """Rows with (usulan, capability, target, reason) to their targets, each with its transition."""
    made = []
    for row, capability, target, reason in moves:
        before = row.state
        row.state, row.state_since, row.is_open, row.revision = target, at, target not in FINALS, row.revision + 1
        row.came_from = before if STATES_BY_CODE[target].stage == "samping" else ""
        made.append(
            UsulTransition(
                usul=row, at=at, by=by.username, role=by.role, capability=capability, source_state=before, target_state=target,
                reason=reason, bulk_id=act.pk,
            )
        )  # fmt: skip
    fields = ["state", "state_since", "is_open", "came_from", "revision"]
    Usul.objects.bulk_update([row for row, *_ in moves], fields, batch_size=CHUNK)
    UsulTransition.objects.bulk_create(made, batch_size=CHUNK)


def _common_area(areas: Sequence[str]) -> str:
    """The deepest area code that holds all the areas."""
    first, last = min(areas), max(areas)
    for length in (10, 6, 4, 2):
        if first[:length] == last[:length] and len(first) >= length:
            return first[:length]
    return ""

"""Who may not be paid without a decision: dead, moved away, or no longer a participant when the batch is sealed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from pilar.core.scope import Scope
from pilar.delivery.disbursement.lifecycle import DRAFT
from pilar.delivery.disbursement.models import Batch, Instruction, Override
from pilar.delivery.programs import queries as programs

_DEAD = "meninggal"


@dataclass(frozen=True, slots=True)
class Block:
    """One blocked instruction; `code` as in lists.BLOCKS."""

    instruction_id: int
    name: str
    code: str
    overridden: bool


def blocked_in(scope: Scope, batch_id: int) -> list[Block]:
    """The blocked instructions of a batch that is not sealed yet, by name."""
    stage = Batch.objects.within(scope).filter(pk=batch_id).values_list("stage_id", flat=True).first()
    if stage is None:
        return []
    drafts = Instruction.objects.within(scope).filter(batch_id=batch_id, state=DRAFT)
    rows = (
        drafts.filter(~Q(person__status="hidup") | Q(person_id__in=programs.left_people(stage)))
        .annotate(overridden=Exists(Override.objects.filter(instruction=OuterRef("pk"))))
        .order_by("name")
        .values_list("pk", "name", "person__status", "overridden")
    )
    return [Block(pk, name, _code(status), overridden) for pk, name, status, overridden in rows]


def _code(status: str) -> str:
    if status == _DEAD:
        return "meninggal"
    return {"hidup": "keluar", "digabung": "ganda"}.get(status, "pindah")

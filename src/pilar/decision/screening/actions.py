"""Writing of screening: run the desk check, and the steps of a flag (ask, record evidence, decide by a second person)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.bulk.models import StoredFile
from pilar.core.declared import Step
from pilar.core.problems import CHANGED_MEANWHILE, NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.screening.jobs import check_villages
from pilar.decision.screening.lists import FLAG_FINALS, FLAG_STATES, FLAG_STEPS
from pilar.decision.screening.models import Flag, FlagEvent
from pilar.decision.screening.problems import EVIDENCE_NEEDED, NOT_DUE, REASON_NEEDED, WRONG_STEP
from pilar.decision.screening.requests import request_desk_check
from pilar.foundation.accounts.queries import today
from pilar.foundation.accounts.separation import require_separate_duties


def run(*, area: str, by: Actor, at: datetime) -> dict[str, int]:
    """Check all open cases of an area now, portion by portion. Raises UMUM-403 or UMUM-404 outside the scope.

    Returns cases, findings, new, resolved, moved.
    """
    by.scope.require("screening.run")
    if not by.scope.covers(area):
        raise NOT_FOUND()
    return check_villages(area, by=by, at=at, step=lambda _cursor, _done, _total: transaction.atomic())


def request_run(*, area: str, by: Actor) -> None:
    """Ask for the check as background work. Raises as `run`."""
    by.scope.require("screening.run")
    if not by.scope.covers(area):
        raise NOT_FOUND()
    request_desk_check(area=area, by=by, cause="diminta")


@transaction.atomic
def take_step(
    *, flag_id: int, target: str, by: Actor, at: datetime, reason: str = "", due: date | None = None,
    file: StoredFile | None = None, revision: int | None = None,
) -> int:  # fmt: skip
    """One step of a flag's life. Returns the flag's id.

    Raises UMUM-404, UMUM-403, PRA-011 (no such step), PRA-012 (reason), PRA-013 (term not over), PRA-014 (no evidence),
    AKUN-012 (the same person recorded the evidence), UMUM-409 (changed meanwhile).
    """
    flag = Flag.objects.within(by.scope).select_for_update().filter(pk=flag_id).first()
    if flag is None:
        raise NOT_FOUND()
    if revision is not None and revision != flag.revision:
        raise CHANGED_MEANWHILE()
    step = _step(flag, target)
    by.scope.require(step.capability)
    done = flag.events.values_list("capability", "by")
    require_separate_duties(step.capability, by=by, earlier=done)
    _check_needs(step, flag, reason.strip(), due, file, at)
    before = flag.state
    flag.state, flag.is_open = target, target not in FLAG_FINALS
    flag.due_date, flag.revision = due or flag.due_date, flag.revision + 1
    flag.save(update_fields=["state", "is_open", "due_date", "revision"])
    FlagEvent(
        flag=flag, at=at, by=by.username, role=by.role, capability=step.capability, source_state=before, target_state=target,
        reason=reason.strip()[:500], file=file,
    ).save(force_insert=True)  # fmt: skip
    audit.record(
        "screening.flag.step", by=by, at=at, wilayah=flag.wilayah, subject=("flag", flag.pk), before={"state": before},
        after={"state": target, "due": flag.due_date.isoformat()}, reason=reason.strip(),
    )  # fmt: skip
    request_desk_check(area=flag.wilayah[:10], by=by, cause=f"tanda-{flag.pk}-{flag.revision}")
    return flag.pk


def _step(flag: Flag, target: str) -> Step:
    for step in FLAG_STEPS:
        if step.source == flag.state and step.target == target:
            return step
    raise WRONG_STEP(state={one.code: one.name_id for one in FLAG_STATES}[flag.state])


def _check_needs(step: Step, flag: Flag, reason: str, due: date | None, file: StoredFile | None, at: datetime) -> None:
    if "alasan" in step.needs and not reason:
        raise REASON_NEEDED()
    if "bukti" in step.needs and file is None:
        raise EVIDENCE_NEEDED()
    if "tenggat_lewat" in step.needs and today(at) <= flag.due_date:
        raise NOT_DUE(due=flag.due_date.strftime("%d-%m-%Y"))
    if "tenggat" in step.needs and (due or flag.due_date) < today(at):
        raise NOT_DUE(due=(due or flag.due_date).strftime("%d-%m-%Y"))

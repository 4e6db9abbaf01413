"""Marking a person with a PPKS type, and ending the mark."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.evidence.registry.actions import problems, record
from pilar.evidence.registry.models import PersonPpks
from pilar.evidence.registry.ppks import PPKS_BY_CODE, check_ppks
from pilar.evidence.registry.queries.timeline import PPKS_PREFIX
from pilar.evidence.registry.rules import ALIVE, age_on


@transaction.atomic
def mark_ppks(
    *, person_id: int, code: str, criteria: Sequence[str], since: date, seen: bool, reason: str, by: Actor, at: datetime
) -> int:
    """A person carries a type from `since` on. Age and sex are checked; a question (soft rule, unknown) passes when `seen`.

    Returns the id of the mark. Raises UMUM-403 (a sensitive type without the capability), -404, REG-107, -113, -114, -115, -116.
    """
    by.scope.require("ppks.edit")
    kind = PPKS_BY_CODE.get(code)
    if kind is None:
        raise NOT_FOUND()
    if kind.sensitivity != "none":
        by.scope.require("ppks.sensitive.view")
    row = record.lock_person(by, person_id)
    if row.status != ALIVE:
        raise problems.NOT_A_MEMBER()
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    if since > record.today(at):
        raise problems.DATE_IMPOSSIBLE(why="berlaku mulai masa depan")
    fault = check_ppks(code, age_on(row.birth_date, since), row.sex)
    if fault and (fault.severity == "error" or not seen):
        raise problems.PPKS_IMPOSSIBLE(sentence=fault.sentence)
    if PersonPpks.objects.filter(person_id=row.pk, code=code, active_to__isnull=True).exists():
        raise problems.PPKS_THERE()
    act = record.begin("Pencatatan PPKS", by=by, at=at, newest=row.as_of)
    chosen = [each for each in kind.criteria if each in criteria]
    mark = PersonPpks(
        person_id=row.pk, wilayah=row.wilayah, code=code, criteria=chosen, active_from=since, source_id=act.source_id
    )
    mark.save(force_insert=True)
    record.change_person(act, row)
    record.observe_person(act, row.pk, {f"{PPKS_PREFIX}{code}": since})
    record.finish(
        act,
        "registry.ppks.marked",
        ("person", row.pk),
        row.wilayah,
        after={"mark": mark.pk, "since": since},
        reason=reason,
    )
    return mark.pk


@transaction.atomic
def end_ppks(*, mark_id: int, until: date, reason: str, by: Actor, at: datetime) -> None:
    """The mark does not hold any more from `until` on; it stays in the history.

    Raises UMUM-403, -404, REG-113, -114, -117.
    """
    by.scope.require("ppks.edit")
    mark = PersonPpks.objects.within(by.scope).select_for_update().filter(pk=mark_id).first()
    if mark is None:
        raise NOT_FOUND()
    kind = PPKS_BY_CODE.get(mark.code)
    if kind is None or kind.sensitivity != "none":
        by.scope.require("ppks.sensitive.view")
    if mark.active_to is not None:
        raise problems.PPKS_OVER()
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    if until < mark.active_from or until > record.today(at):
        raise problems.DATE_IMPOSSIBLE(why="berakhir sebelum mulai atau di masa depan")
    row = record.lock_person(by, mark.person_id)
    act = record.begin("Pengakhiran PPKS", by=by, at=at, newest=row.as_of)
    PersonPpks.objects.filter(pk=mark.pk).update(active_to=until)
    record.change_person(act, row)
    record.observe_person(act, row.pk, {f"{PPKS_PREFIX}{mark.code}": None})
    record.finish(
        act,
        "registry.ppks.ended",
        ("person", row.pk),
        row.wilayah,
        after={"mark": mark.pk, "until": until},
        reason=reason,
    )

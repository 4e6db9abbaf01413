"""Marking a person deceased, and taking that back when it was an error."""

from datetime import date, datetime

from django.db import transaction

from pilar.core.scope import Actor
from pilar.evidence.registry.actions import problems, record
from pilar.evidence.registry.models import Family, Person
from pilar.evidence.registry.rules import ALIVE, DEAD


@transaction.atomic
def mark_deceased(
    *, person_id: int, revision: int, died_date: date | None, evidence: str, by: Actor, at: datetime
) -> int:
    """A person died; `died_date` None when nobody knows the day. Membership stays, so that the card still reads as it was.

    Returns the new revision. Raises UMUM-404, -409, REG-111, -113, -114.
    """
    by.scope.require("registry.person.edit")
    row = record.lock_person(by, person_id, revision)
    if row.status == DEAD:
        raise problems.ALREADY_DEAD()
    if not evidence.strip():
        raise problems.EVIDENCE_NEEDED()
    act = record.begin("Catatan meninggal", by=by, at=at, newest=row.as_of)
    if died_date and died_date > record.today(at):
        raise problems.DATE_IMPOSSIBLE(why="tanggal meninggal di masa depan")
    if died_date and row.birth_date and died_date < row.birth_date:
        raise problems.DATE_IMPOSSIBLE(why="meninggal sebelum lahir")
    record.change_person(act, row, status=DEAD, died_date=died_date)
    record.observe_person(act, row.pk, {"status": DEAD, "died_date": died_date, "evidence": evidence.strip()})
    _recount(row.family_id)
    record.finish(
        act, "registry.person.deceased", ("person", row.pk), row.wilayah, before={"status": ALIVE},
        after={"status": DEAD, "died_date": died_date}, reason=evidence,
    )  # fmt: skip
    return row.revision + 1


@transaction.atomic
def undo_deceased(*, person_id: int, revision: int, reason: str, by: Actor, at: datetime) -> int:
    """The person lives: the earlier note was wrong. It stays in the history. Returns the new revision."""
    by.scope.require("registry.person.edit")
    row = record.lock_person(by, person_id, revision)
    if row.status != DEAD:
        raise problems.NOT_DEAD()
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    if row.family_id and row.relation == 1:
        _one_head(row.family_id, row.pk)
    act = record.begin("Pembatalan catatan meninggal", by=by, at=at, newest=row.as_of)
    before = {"status": DEAD, "died_date": row.died_date}
    record.change_person(act, row, status=ALIVE, died_date=None)
    record.observe_person(act, row.pk, {"status": ALIVE, "died_date": None, "evidence": reason.strip()})
    _reopen(act, row.family_id)
    _recount(row.family_id)
    record.finish(
        act,
        "registry.person.alive",
        ("person", row.pk),
        row.wilayah,
        before=before,
        after={"status": ALIVE},
        reason=reason,
    )
    return row.revision + 1


def _one_head(family_id: int, person_id: int) -> None:
    """Somebody else became head meanwhile: the relation must be settled first."""
    if Person.objects.filter(family_id=family_id, relation=1, status=ALIVE).exclude(pk=person_id).exists():
        raise problems.NEEDS_ONE_HEAD()


def _reopen(act: record.Act, family_id: int | None) -> None:
    """A family closed because its last member was thought dead is open again."""
    family = Family.objects.select_for_update().filter(pk=family_id, status="bubar").first() if family_id else None
    if family is not None:
        record.change_family(act, family, status="aktif")
        record.observe_family(act, family.pk, {"status": "aktif"})


def _recount(family_id: int | None) -> None:
    if family_id:
        record.recount([family_id])

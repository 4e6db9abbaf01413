"""Acts on memberships with a reason code: suspend, resume, graduate, leave, promote; and transfer of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from pilar.core.audit import actions as audit
from pilar.core.ids import new_id, new_ids
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.core.vault.masking import mask_numbers
from pilar.delivery.programs import problems, setwise
from pilar.delivery.programs.lists import ACTS, LEAVING_BY_CODE
from pilar.delivery.programs.models import Membership, MembershipStep, Programme
from pilar.delivery.programs.rules import MEMBER_ACTS, may_act
from pilar.evidence.registry.queries import get_person
from pilar.foundation.accounts.queries import today

_AT_ONCE = 500


@transaction.atomic
def act_on_members(
    *, programme_id: int, member_ids: Sequence[int], act: str, reason: str, note: str, by: Actor, at: datetime
) -> int:
    """Suspend (tangguh), resume (lanjut), graduate (lulus) or end (keluar) memberships of a programme. Returns how many.

    `reason`: a code that lists.LEAVING allows for the act. All or nothing. Raises UMUM-403, UMUM-404 (outside the scope),
    PROG-002 (nobody), PROG-004, PROG-005 (state does not allow it), PROG-016 (reason).
    """
    by.scope.require("programs.manage")
    if act not in MEMBER_ACTS or act == "promosi":
        raise problems.UNKNOWN_CODE(code=act[:20])
    programme = Programme.objects.filter(pk=programme_id).first()
    if programme is None:
        raise NOT_FOUND()
    if not member_ids:
        raise problems.NOBODY(what=ACTS[act][0].lower())
    return apply_act(programme=programme, member_ids=member_ids, act=act, reason=reason, note=note, by=by, at=at)


def apply_act(
    *, programme: Programme, member_ids: Sequence[int], act: str, reason: str, note: str, by: Actor, at: datetime
) -> int:
    """The act itself, inside the caller's transaction: slices of ids, one update and one insert each."""
    found = LEAVING_BY_CODE.get(reason)
    if found is None or act not in found.acts:
        raise problems.REASON_NEEDED(act=ACTS[act][0])
    ids, bulk, count = sorted(set(member_ids)), new_id(), 0
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        rows = Membership.objects.within(by.scope).filter(pk__in=part, programme=programme).select_for_update()
        states = dict(rows.values_list("pk", "state"))
        if len(states) != len(part):
            raise NOT_FOUND()
        wrong = sum(not may_act(act, state) for state in states.values())
        if wrong:
            raise problems.WRONG_MEMBER_STATE(count=wrong, act=ACTS[act][0].lower())
        _steps(part, act, reason, note, bulk, by, at)
        _move(Membership.objects.filter(pk__in=part), act, reason, today(at))
        count += len(part)
    audit.record(
        f"programs.members.{act}", by=by, at=at, wilayah=programme.wilayah, subject=("programme", programme.pk), rows=count,
        reason=note, after={"reason": reason, "bulk": bulk, **({"membership": ids[0]} if len(ids) == 1 else {})},
    )  # fmt: skip
    return count


def _steps(part: Sequence[int], act: str, reason: str, note: str, bulk: int, by: Actor, at: datetime) -> None:
    marks = ", ".join(["%s"] * len(part))
    setwise.execute(
        'INSERT INTO programs_membershipstep (id, membership_id, act, from_state, to_state, "on", at, by, reason, note, bulk_id) '
        f"SELECT %s + row_number() OVER (ORDER BY id) - 1, id, %s, state, %s, %s, %s, %s, %s, %s, %s FROM programs_membership "
        f"WHERE id IN ({marks})",
        [new_ids(len(part)).start, act, MEMBER_ACTS[act][1], setwise.day(today(at)), setwise.moment(at), by.username, reason,
         mask_numbers(note)[:300], bulk, *part],
    )  # fmt: skip


def _move(rows: QuerySet[Membership], act: str, reason: str, day: date) -> None:
    target = MEMBER_ACTS[act][1]
    if target in ("lulus", "keluar"):
        rows.update(state=target, is_open=False, until=day, rank=None, exit_reason=reason)
    else:
        rows.update(state=target, rank=None, since=day)


@transaction.atomic
def transfer(*, membership_id: int, person_id: int, reason: str, note: str, by: Actor, at: datetime) -> None:
    """Another person of the register receives, or the same one at the place where they live now; the state stays.

    In a programme of families the person must belong to the family that is there. Raises UMUM-403, UMUM-404, PROG-005, PROG-016, PROG-020.
    """
    by.scope.require("programs.manage")
    row = Membership.objects.within(by.scope).select_for_update().filter(pk=membership_id).first()
    if row is None:
        raise NOT_FOUND()
    if not row.is_open:
        raise problems.WRONG_MEMBER_STATE(count=1, act=ACTS["pindah"][0].lower())
    found = LEAVING_BY_CODE.get(reason)
    if found is None or "pindah" not in found.acts:
        raise problems.REASON_NEEDED(act=ACTS["pindah"][0])
    person = get_person(by.scope, person_id, today(at))
    family = person.family_id
    if (
        not person.line.alive
        or family is None
        or (row.per_family and family != row.family_id and person_id != row.person_id)
    ):
        raise problems.BAD_TARGET()
    taken = Membership.objects.filter(programme_id=row.programme_id, person_id=person_id, is_open=True).exclude(
        pk=row.pk
    )
    if taken.exists():
        raise problems.ALREADY_THERE(what="Kepesertaan orang itu")
    if row.per_family and family != row.family_id:
        others = Membership.objects.filter(
            programme_id=row.programme_id, family_id=family, is_open=True, per_family=True
        )
        if others.exclude(pk=row.pk).exists():
            raise problems.ALREADY_THERE(what="Kepesertaan keluarga itu")
    before = {"person": row.person_id, "family": row.family_id, "wilayah": row.wilayah}
    row.person_id, row.family_id, row.wilayah = person_id, family, person.wilayah
    row.save(update_fields=["person", "family", "wilayah"])
    MembershipStep.objects.create(
        membership=row, act="pindah", from_state=row.state, to_state=row.state, on=today(at), at=at, by=by.username, reason=reason,
        note=note[:300], bulk_id=new_id(),
    )  # fmt: skip
    audit.record(
        "programs.member.transferred", by=by, at=at, wilayah=row.wilayah, subject=("membership", row.pk), before=before, reason=note,
        after={"person": person_id, "family": family, "wilayah": row.wilayah, "reason": reason},
    )  # fmt: skip

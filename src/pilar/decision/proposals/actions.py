"""Writing of usulan: propose (or join), take a step, edit, attach a paper. Each in one transaction with its audit event."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.bulk.models import StoredFile
from pilar.core.problems import CHANGED_MEANWHILE, NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.proposals import problems
from pilar.decision.proposals.lifecycle import FINALS, STATES_BY_CODE
from pilar.decision.proposals.lists import DOCUMENTS, KINDS_BY_CODE, PROGRAMMES
from pilar.decision.proposals.models import Usul, UsulContribution, UsulDocument, UsulTransition
from pilar.decision.proposals.steps import open_step
from pilar.decision.proposals.subject import subject_key
from pilar.decision.screening.lists import REASONS_BY_CODE
from pilar.decision.screening.requests import request_desk_check
from pilar.evidence.registry.queries.people import person_row

NIK, KK, MOTHER = "registry.person.nik", "registry.family.kk", "registry.person.mother"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who is proposed: a registered person, or an identity as told. NIK and KK are digits or ""."""

    person_id: int | None = None
    name: str = ""
    nik: str = ""
    kk: str = ""
    mother: str = ""
    sex: int | None = None
    birth_date: date | None = None
    birth_place: str = ""
    address: str = ""
    wilayah: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """The usulan, and whether it was open already and this proposal joined it."""

    usul_id: int
    joined: bool


def propose(
    *, subject: Subject, kind: str, by: Actor, at: datetime, programme: str = "", reason: str = "", channel: str = "datang_langsung",
    rationale: str = "", note: str = "", draft: bool = False,
) -> Proposed:  # fmt: skip
    """Open a usulan, or join the open one of the same person, kind and programme.

    Raises UMUM-403, UMUM-404, USUL-001, -002, -005, -007, -008, -009.
    """
    by.scope.require("proposals.create")
    _check_kind(kind, programme, reason)
    row = _draft_row(subject, by)
    row.kind, row.programme, row.reason, row.channel = kind, programme, reason, channel
    row.rationale, row.note = rationale[:250], note[:250]
    row.state = "draf" if draft else "diusulkan_rt"
    row.state_since = row.created_at = at
    row.created_by = by.username
    for _ in range(3):  # between the refusal and the look-up the other usulan may close
        if (existing := _open_like(row)) is not None:
            return _join(existing, row, by, at)
        try:
            return _insert(row, by, at)
        except IntegrityError:
            continue
    raise RuntimeError("a usulan opens and closes faster than it can be proposed")


def _check_kind(kind: str, programme: str, reason: str) -> None:
    if kind not in KINDS_BY_CODE:
        raise problems.UNKNOWN_KIND(kind=kind)
    codes = {one.code for one in PROGRAMMES} - {"TIDAK_ADA"}
    if KINDS_BY_CODE[kind].names_programme and programme not in codes:
        raise problems.PROGRAMME_NEEDED()
    if not KINDS_BY_CODE[kind].names_programme and programme:
        raise problems.UNKNOWN_KIND(kind=f"{kind} {programme}")
    if (kind == "penghentian") != bool(reason) or (reason and reason not in REASONS_BY_CODE):
        raise problems.REASON_CODE(code=reason or "–")


def _draft_row(subject: Subject, by: Actor) -> Usul:
    """An unsaved usulan of the subject: from the register when known, else as told."""
    for label, digits in (("NIK", subject.nik), ("Nomor KK", subject.kk)):
        if digits and not re.fullmatch(r"[0-9]{16}", digits):
            raise problems.BAD_NUMBER(what=label)
    if subject.person_id is not None:
        return _from_register(subject, by)
    if not subject.name.strip():
        raise problems.NAME_NEEDED()
    if len(subject.wilayah) < 10 or not by.scope.covers(subject.wilayah):
        raise problems.OUTSIDE()
    nik_index = vault.blind_index(NIK, subject.nik) if subject.nik else None
    kk_index = vault.blind_index(KK, subject.kk) if subject.kk else None
    return Usul(
        wilayah=subject.wilayah,
        name=" ".join(subject.name.upper().split())[:120],
        nik_sealed=vault.seal(NIK, subject.nik) if subject.nik else None,
        nik_index=nik_index,
        kk_sealed=vault.seal(KK, subject.kk) if subject.kk else None,
        kk_index=kk_index,
        mother_sealed=vault.seal(MOTHER, subject.mother) if subject.mother else None,
        sex=subject.sex,
        birth_date=subject.birth_date,
        birth_place=subject.birth_place[:80],
        address=subject.address[:250],
        subject_key=subject_key(
            nik_index=nik_index,
            person_id=None,
            name=subject.name,
            birth_date=subject.birth_date,
            place=kk_index or subject.wilayah[:10],
        ),
    )


def _from_register(subject: Subject, by: Actor) -> Usul:
    person = person_row(by.scope, subject.person_id or 0)
    family = person.family
    return Usul(
        wilayah=person.wilayah or (family.wilayah if family else ""),
        person_id=person.pk,
        family_id=person.family_id,
        name=person.name,
        nik_sealed=person.nik_sealed,
        nik_index=person.nik_index,
        kk_sealed=family.kk_sealed if family else None,
        kk_index=family.kk_index if family else None,
        mother_sealed=person.mother_sealed,
        sex=person.sex,
        birth_date=person.birth_date,
        birth_place=person.birth_place,
        address=family.address if family else "",
        subject_key=subject_key(
            nik_index=person.nik_index, person_id=person.pk, name=person.name, birth_date=person.birth_date, place=""
        ),
    )


def _open_like(row: Usul) -> Usul | None:
    same = Usul.objects.filter(is_open=True, kind=row.kind, programme=row.programme)
    found = same.filter(subject_key=row.subject_key).first()
    if found is None and row.person_id is not None:
        found = same.filter(person_id=row.person_id).first()
    return found


@transaction.atomic
def _insert(row: Usul, by: Actor, at: datetime) -> Proposed:
    row.save(force_insert=True)
    _log_step(row, "", row.state, "proposals.create", by, at, "")
    audit.record(
        "proposals.usul.proposed", by=by, at=at, wilayah=row.wilayah, subject=("usul", row.pk),
        after={"kind": row.kind, "programme": row.programme, "state": row.state, "channel": row.channel},
    )  # fmt: skip
    request_desk_check(area=row.wilayah[:10], by=by, cause=f"usul-{row.pk}")
    return Proposed(row.pk, joined=False)


@transaction.atomic
def _join(existing: Usul, row: Usul, by: Actor, at: datetime) -> Proposed:
    UsulContribution(
        usul=existing, at=at, by=by.username, channel=row.channel, rationale=row.rationale, note=row.note
    ).save(force_insert=True)  # fmt: skip
    audit.record(
        "proposals.usul.joined",
        by=by,
        at=at,
        wilayah=existing.wilayah,
        subject=("usul", existing.pk),
        after={"channel": row.channel},
    )
    return Proposed(existing.pk, joined=True)


def _log_step(row: Usul, source: str, target: str, capability: str, by: Actor, at: datetime, reason: str) -> None:
    UsulTransition(
        usul=row,
        at=at,
        by=by.username,
        role=by.role,
        capability=capability,
        source_state=source,
        target_state=target,
        reason=reason[:500],
    ).save(force_insert=True)


def _locked(usul_id: int, by: Actor, revision: int | None) -> Usul:
    row = Usul.objects.within(by.scope).select_for_update().filter(pk=usul_id).first()
    if row is None:
        raise NOT_FOUND()
    if revision is not None and revision != row.revision:
        raise CHANGED_MEANWHILE()
    return row


@transaction.atomic
def take_step(
    *,
    usul_id: int,
    target: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    held: frozenset[str] = frozenset(),
    revision: int | None = None,
) -> None:
    """Move a usulan one step of the declared life-cycle. `held` names what lies on the table beside a reason (sptjm, sk, ...).

    Raises UMUM-404, UMUM-403, UMUM-409, USUL-004 (no such step), USUL-003 (no reason), USUL-006, AKUN-012 (same person).
    """
    row = _locked(usul_id, by, revision)
    earlier = frozenset(row.transitions.filter(by=by.username).values_list("capability", flat=True))
    step = open_step(row, target, by=by, reason=reason, held=held, earlier=earlier)
    before = row.state
    row.state, row.state_since, row.is_open, row.revision = target, at, target not in FINALS, row.revision + 1
    row.came_from = before if STATES_BY_CODE[target].stage == "samping" else ""
    row.save(update_fields=["state", "state_since", "is_open", "came_from", "revision"])
    _log_step(row, before, target, step.capability, by, at, reason.strip())
    audit.record(
        "proposals.usul.step", by=by, at=at, wilayah=row.wilayah, subject=("usul", row.pk), before={"state": before},
        after={"state": target}, reason=reason.strip(),
    )  # fmt: skip


def withdraw(*, usul_id: int, by: Actor, at: datetime, reason: str, revision: int | None = None) -> None:
    """Take a usulan back, with a reason. Raises as `take_step`."""
    take_step(usul_id=usul_id, target="dibatalkan", by=by, at=at, reason=reason, revision=revision)


def return_to_village(*, usul_id: int, by: Actor, at: datetime, reason: str, revision: int | None = None) -> None:
    """Send a usulan back to the kelurahan, with a reason. Raises as `take_step`."""
    take_step(usul_id=usul_id, target="dikembalikan", by=by, at=at, reason=reason, revision=revision)


EDITABLE = ("name", "sex", "birth_date", "birth_place", "address", "rationale", "note")


@transaction.atomic
def edit(*, usul_id: int, by: Actor, at: datetime, changes: dict[str, Any], nik: str | None = None, kk: str | None = None,
         revision: int | None = None) -> None:  # fmt: skip
    """Correct a usulan that lies on the village's desk. `changes` holds fields of EDITABLE; numbers are given apart.

    Raises UMUM-404, UMUM-403, UMUM-409, USUL-004 (not on the desk), USUL-007; KeyError for another field. A NIK that makes it
    the same as another open usulan raises USUL-004 and changes nothing.
    """
    from pilar.decision.proposals.case_source import DESK_STATES

    by.scope.require("proposals.create")
    row = _locked(usul_id, by, revision)
    if row.state not in DESK_STATES:
        raise problems.WRONG_STEP(state=STATES_BY_CODE[row.state].name_id)
    if unknown := set(changes) - set(EDITABLE):
        raise KeyError(", ".join(sorted(unknown)))
    changed = sorted(key for key, value in changes.items() if getattr(row, key) != value)
    for key in changed:
        setattr(row, key, changes[key])
    changed += _renumber(row, nik, kk)
    if not changed:
        return
    row.subject_key = subject_key(
        nik_index=row.nik_index,
        person_id=row.person_id,
        name=row.name,
        birth_date=row.birth_date,
        place=row.kk_index or row.wilayah[:10],
    )
    row.revision += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise problems.WRONG_STEP(state="sama dengan usulan lain yang masih terbuka") from error
    audit.record(
        "proposals.usul.edited", by=by, at=at, wilayah=row.wilayah, subject=("usul", row.pk), after={"fields": changed}
    )
    request_desk_check(area=row.wilayah[:10], by=by, cause=f"usul-{row.pk}-{row.revision}")


def _renumber(row: Usul, nik: str | None, kk: str | None) -> list[str]:
    """Put in other numbers ("" empties one, None leaves it); returns which changed."""
    changed = []
    for key, field, digits in (("nik", NIK, nik), ("kk", KK, kk)):
        if digits is None:
            continue
        if digits and not re.fullmatch(r"[0-9]{16}", digits):
            raise problems.BAD_NUMBER(what=key.upper())
        index = vault.blind_index(field, digits) if digits else None
        known = getattr(row, f"{key}_index")
        if (bytes(known) if known else None) != index:
            setattr(row, f"{key}_index", index)
            setattr(row, f"{key}_sealed", vault.seal(field, digits) if digits else None)
            changed.append(key)
    return changed


@transaction.atomic
def add_document(*, usul_id: int, code: str, file: StoredFile, has_position: bool, by: Actor, at: datetime) -> None:
    """Attach a paper or photo. The same file twice changes nothing. Raises UMUM-404, UMUM-403, USUL-010."""
    by.scope.require("proposals.create")
    row = _locked(usul_id, by, None)
    if code not in {one.code for one in DOCUMENTS if row.kind in one.kinds}:
        raise problems.UNKNOWN_DOCUMENT(code=code)
    _, fresh = UsulDocument.objects.get_or_create(
        usul=row, code=code, file=file, defaults={"has_position": has_position, "added_at": at, "added_by": by.username}
    )
    if fresh:
        audit.record(
            "proposals.document.added",
            by=by,
            at=at,
            wilayah=row.wilayah,
            subject=("usul", row.pk),
            after={"code": code, "file": file.pk},
        )
        request_desk_check(area=row.wilayah[:10], by=by, cause=f"berkas-{row.pk}-{code}-{file.pk}")

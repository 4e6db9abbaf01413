"""Acts on usulan: propose (a repeat joins the open one), step, withdraw. Who proposed cannot verify the same one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.problems import CHANGED_MEANWHILE, NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.proposals import problems
from pilar.decision.proposals.lifecycle import FINALS, STATES_BY_CODE, steps_from
from pilar.decision.proposals.lists import CHANNELS, KINDS_BY_CODE
from pilar.decision.proposals.models import Usul, UsulContribution, UsulTransition
from pilar.decision.proposals.subject import subject_key
from pilar.decision.screening.lists import REASONS
from pilar.evidence.registry import queries as registry
from pilar.evidence.registry.names import clean_name
from pilar.evidence.registry.rules import digits_of
from pilar.foundation.accounts.separation import require_separate_duties

_REASONS = frozenset(entry.code for entry in REASONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What is proposed about whom. A registered person by id, anybody else by name and numbers as far as known."""

    kind: str
    wilayah: str
    person_id: int | None = None
    name: str = ""
    nik: str = ""
    kk: str = ""
    sex: int | None = None
    birth_date: date | None = None
    address: str = ""
    programme: str = ""
    reason: str = ""
    rationale: str = ""
    channel: str = "datang_langsung"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The usulan, and whether this proposal joined one that was already open."""

    usul_id: int
    joined: bool


def propose(*, new: Proposed, by: Actor, at: datetime) -> Outcome:
    """Propose; when the same is already open for the same person, this becomes a contribution to it.

    Raises USUL-001 to USUL-009 and UMUM-403.
    """
    by.scope.require("proposals.create")
    _check(new, by)
    row = _row(new, by, at)
    try:
        with transaction.atomic():
            if joined := _join(row, new, by=by, at=at):
                return Outcome(joined, joined=True)
            row.save(force_insert=True)
            _log_step(row, "", "proposals.create", new.rationale, by, at)
            audit.record(
                "proposals.usul.proposed", by=by, at=at, wilayah=row.wilayah, subject=("usul", row.pk),
                after={"kind": row.kind, "programme": row.programme, "reason": row.reason}, reason=new.rationale,
            )  # fmt: skip
    except IntegrityError:
        with transaction.atomic():  # somebody proposed the same at this very moment
            joined = _join(row, new, by=by, at=at)
        if not joined:
            raise
        return Outcome(joined, joined=True)
    return Outcome(row.pk, joined=False)


def _check(new: Proposed, by: Actor) -> None:
    kind = KINDS_BY_CODE.get(new.kind)
    if kind is None:
        raise problems.UNKNOWN_KIND(kind=new.kind)
    if not by.scope.covers(new.wilayah) or len(new.wilayah) < 10:
        raise problems.OUTSIDE()
    if kind.names_programme and not new.programme:
        raise problems.PROGRAMME_NEEDED()
    if new.kind == "penghentian" and new.reason not in _REASONS:
        raise problems.REASON_CODE(code=new.reason)
    if new.person_id is None and not new.name.strip():
        raise problems.NAME_NEEDED()
    for what, text in (("NIK", new.nik), ("Nomor KK", new.kk)):
        digits = digits_of(text)
        if digits and not (digits.isascii() and digits.isdigit() and len(digits) == 16):
            raise problems.BAD_NUMBER(what=what)
    if new.channel not in {entry.code for entry in CHANNELS}:
        raise problems.NEEDED_FIRST(what="kanal usulan")


def _row(new: Proposed, by: Actor, at: datetime) -> Usul:
    person = registry.person_row(by.scope, new.person_id) if new.person_id else None
    name = person.name if person else clean_name(new.name)[:120]
    nik, kk = digits_of(new.nik), digits_of(new.kk)
    nik_index = vault.blind_index("registry.person.nik", nik) if nik else None
    row = Usul(
        wilayah=new.wilayah, kind=new.kind, programme=new.programme, reason=new.reason, state="diusulkan_rt",
        state_since=at, channel=new.channel, person_id=new.person_id, family_id=person.family_id if person else None,
        name=name, sex=person.sex if person else new.sex, birth_date=person.birth_date if person else new.birth_date,
        address=new.address[:250], rationale=new.rationale[:250], created_at=at, created_by=by.username,
        kk_sealed=vault.seal("registry.family.kk", kk) if kk else None,
        kk_index=vault.blind_index("registry.family.kk", kk) if kk else None,
    )  # fmt: skip
    if person is not None and person.nik_sealed:
        row.nik_sealed, row.nik_index = person.nik_sealed, person.nik_index
    elif nik:
        row.nik_sealed, row.nik_index = vault.seal("registry.person.nik", nik), nik_index
    index = bytes(row.nik_index) if row.nik_index else None
    row.subject_key = subject_key(nik_index=index, person_id=row.person_id, name=name, birth_date=row.birth_date, village=row.wilayah[:10])
    return row


def _join(row: Usul, new: Proposed, *, by: Actor, at: datetime) -> int | None:
    """Join the open usulan of the same subject, kind and programme, if there is one. Returns its id."""
    same = Usul.objects.select_for_update().filter(kind=row.kind, programme=row.programme, is_open=True)
    existing = same.filter(subject_key=row.subject_key).first()
    if existing is None and row.person_id:
        existing = same.filter(person_id=row.person_id).first()
    if existing is None:
        return None
    UsulContribution(
        usul=existing, at=at, by=by.username, channel=new.channel, rationale=new.rationale[:250]
    ).save(force_insert=True)
    audit.record(
        "proposals.usul.joined", by=by, at=at, wilayah=existing.wilayah, subject=("usul", existing.pk),
        after={"channel": new.channel}, reason=new.rationale,
    )  # fmt: skip
    return existing.pk


@transaction.atomic
def step(*, usul_id: int, target: str, reason: str, by: Actor, at: datetime, revision: int | None = None) -> None:
    """Take a declared step. Raises UMUM-404, UMUM-403, UMUM-409, USUL-003, USUL-004, USUL-006, AKUN-012."""
    row = Usul.objects.within(by.scope).select_for_update().filter(pk=usul_id).first()
    if row is None:
        raise NOT_FOUND()
    if revision is not None and revision != row.revision:
        raise CHANGED_MEANWHILE()
    steps = steps_from(row.state, kind=row.kind, came_from=row.came_from or None)
    chosen = next((one for one in steps if one.target == target), None)
    if chosen is None:
        raise problems.WRONG_STEP(state=STATES_BY_CODE[row.state].name_id)
    by.scope.require(chosen.capability)
    if "alasan" in chosen.needs and not reason.strip():
        raise problems.REASON_NEEDED()
    papers = [need for need in chosen.needs if need not in {"alasan", "keadaan_sebelumnya"}]
    if papers:
        raise problems.NEEDED_FIRST(what=", ".join(word.replace("_", " ") for word in papers))
    earlier = [("proposals.create", row.created_by)]
    earlier += UsulTransition.objects.filter(usul=row).values_list("capability", "by")
    require_separate_duties(chosen.capability, by=by, earlier=earlier)
    before = row.state
    row.came_from = before if STATES_BY_CODE[target].stage == "samping" else ""
    row.state, row.is_open, row.state_since = target, target not in FINALS, at
    row.revision += 1
    row.save(update_fields=["state", "is_open", "state_since", "came_from", "revision"])
    _log_step(row, before, chosen.capability, reason, by, at)
    audit.record(
        "proposals.usul.stepped", by=by, at=at, wilayah=row.wilayah, subject=("usul", row.pk), reason=reason,
        before={"state": before}, after={"state": target},
    )  # fmt: skip


def _log_step(row: Usul, before: str, capability: str, reason: str, by: Actor, at: datetime) -> None:
    UsulTransition(
        usul=row, at=at, by=by.username, role=by.role, capability=capability, source_state=before,
        target_state=row.state, reason=reason[:500],
    ).save(force_insert=True)  # fmt: skip

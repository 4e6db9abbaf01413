"""The decree: drafted from what is due, dropped, and frozen by another person; entitlements appear by freezing and only so."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.ids import new_id, new_ids
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.core.ui.formats import rupiah
from pilar.decision.deliberation.actions.papers import give_number
from pilar.delivery.programs import problems, setwise
from pilar.delivery.programs.actions.enrol import hold_programme, rule_version
from pilar.delivery.programs.actions.stages import lock_stage, set_stage_state
from pilar.delivery.programs.digest import digest_of
from pilar.delivery.programs.due import DIFF, LINES, Computed, compute, times
from pilar.delivery.programs.models import DECREE_STATES, STAGE_STATES, Decree, Stage
from pilar.delivery.programs.queries.clash import refusing
from pilar.foundation.accounts.queries import today
from pilar.foundation.accounts.separation import require_separate_duties

WITHOUT = {
    "belum": "belum dihitung",
    "not_met": "tidak memenuhi ketentuan",
    "unknown": "datanya belum lengkap",
    "met": "tanpa besaran",
    "mati": "penerimanya meninggal atau digabung",
}


@transaction.atomic
def draft(*, stage_id: int, by: Actor, at: datetime) -> tuple[int, Computed]:
    """Draft a decree of everything due and not decreed yet; an earlier draft of the stage is dropped. Returns it and the computation.

    Raises UMUM-403, UMUM-404, PROG-001 (closed), PROG-002 (nothing due), PROG-007 (clash), PROG-010, PROG-019.
    """
    by.scope.require("programs.manage")
    stage = lock_stage(stage_id, by)
    if stage.state == "closed":
        raise problems.WRONG_STEP(state=dict(STAGE_STATES)["closed"].lower(), target="ditetapkan lagi")
    hold_programme(stage.programme_id)
    clashing = refusing(stage)
    if clashing:
        raise problems.CLASH(count=clashing)
    computed = compute(stage)
    if not computed.lines:
        words = ", ".join(f"{count} {WITHOUT.get(code, code)}" for code, count in computed.without.items())
        raise problems.NOBODY(what=f"ditetapkan{f' ({words})' if words else ''}")
    for old in Decree.objects.filter(stage=stage, state="draft"):
        _drop(old, by, at)
    row = Decree(
        pk=new_id(), stage=stage, wilayah=stage.wilayah, rule_version=rule_version(stage.programme, at), count=computed.lines,
        total_rp=computed.total_rp, drafted_at=at, drafted_by=by.username,
    )  # fmt: skip
    row.save(force_insert=True)
    _insert(row, stage, computed)
    audit.record(
        "programs.decree.drafted", by=by, at=at, wilayah=row.wilayah, subject=("decree", row.pk), rows=row.count,
        after={"stage": stage.pk, "total_rp": row.total_rp, "without": computed.without},
    )  # fmt: skip
    return row.pk, computed


def _insert(decree: Decree, stage: Stage, computed: Computed) -> None:
    first = new_ids(computed.lines).start
    setwise.execute(
        "INSERT INTO programs_decreeline (id, decree_id, membership_id, position, family_id, person_id, wilayah, name, sequence, amount_rp) "
        "SELECT %s + n.place - 1, %s, n.membership_id, n.place, n.family_id, n.person_id, n.wilayah, n.name, n.sequence, n.amount_rp FROM ("
        "SELECT l.membership_id, l.family_id, l.person_id, l.wilayah, p.name, l.sequence, l.amount_rp, "
        f"row_number() OVER (ORDER BY l.wilayah, p.name, l.membership_id) AS place FROM {LINES} l JOIN registry_person p ON p.id = l.person_id) n",
        [first, decree.pk],
    )
    parts = new_ids(setwise.number(f"SELECT count(*) FROM {DIFF}")).start
    facts = json.dumps({"months": stage.months, "times": times(stage), "source": computed.source})
    cast = "::jsonb" if setwise.true(True) == "true" else ""
    setwise.execute(
        "INSERT INTO programs_decreepart (id, line_id, component, amount_rp, explanation) "
        f"SELECT %s + row_number() OVER (ORDER BY d.id, x.component) - 1, d.id, x.component, x.amount_rp, %s{cast} "
        f"FROM programs_decreeline d JOIN {LINES} l ON l.membership_id = d.membership_id JOIN {DIFF} x ON x.subject_id = l.subject_id "
        "WHERE d.decree_id = %s",
        [parts, facts, decree.pk],
    )
    made = setwise.number("SELECT count(*) FROM programs_decreeline WHERE decree_id = %s", [decree.pk])
    if made != computed.lines:  # a member whose person is not in the register: never decree a part in silence
        raise problems.CHANGED(why=f"{computed.lines - made} penerima tidak ada dalam register")


@transaction.atomic
def drop(*, decree_id: int, by: Actor, at: datetime) -> None:
    """Drop a draft; it stays readable with its number of lines. Raises UMUM-403, UMUM-404, PROG-009."""
    by.scope.require("programs.manage")
    _drop(_locked(decree_id, by), by, at)


def _locked(decree_id: int, by: Actor) -> Decree:
    row = Decree.objects.select_for_update(of=("self",)).filter(pk=decree_id).first()
    if row is None or not by.scope.covers(row.wilayah):
        raise NOT_FOUND()
    if row.state != "draft":
        raise problems.FROZEN(state=dict(DECREE_STATES)[row.state].lower())
    return row


def _drop(row: Decree, by: Actor, at: datetime) -> None:
    row.state = "dropped"
    row.save(update_fields=["state"])
    audit.record(
        "programs.decree.dropped", by=by, at=at, wilayah=row.wilayah, subject=("decree", row.pk), rows=row.count
    )


@transaction.atomic
def freeze(*, decree_id: int, signer: str, signer_nip: str, by: Actor, at: datetime) -> None:
    """Freeze a draft: number, day, digest over all lines, and its entitlements; the stage becomes decreed.

    Computed anew first: a draft that no longer fits is refused (PROG-014). Who drafted does not freeze (AKUN-012). Raises UMUM-403,
    UMUM-404, PROG-007 (clash), PROG-008 (budget), PROG-009 (no draft).
    """
    by.scope.require("programs.decree")
    row = _locked(decree_id, by)
    require_separate_duties("programs.decree", by=by, earlier=[("programs.manage", row.drafted_by)])
    stage = lock_stage(row.stage_id, by)
    if stage.state == "closed":
        raise problems.WRONG_STEP(state=dict(STAGE_STATES)["closed"].lower(), target="ditetapkan lagi")
    hold_programme(stage.programme_id)
    _still_true(row, stage)
    spent = setwise.number("SELECT sum(amount_rp) FROM programs_entitlement WHERE stage_id = %s", [stage.pk])
    if spent + row.total_rp > stage.budget_rp:
        raise problems.OVER_BUDGET(total=rupiah(spent + row.total_rp), budget=rupiah(stage.budget_rp))
    letter = give_number(area=row.wilayah, subject=f"SK penetapan {stage.programme.name}", by=by, at=at)
    row.number, row.date, row.signer, row.signer_nip = letter.number, today(at), signer[:120], signer_nip[:30]
    row.state, row.frozen_at, row.frozen_by, row.digest = "frozen", at, by.username, digest_of(row)
    row.save()
    _entitle(row, stage)
    if stage.state == "draft":
        set_stage_state(stage_id=stage.pk, state="decreed", by=by, at=at)
    audit.record(
        "programs.decree.frozen", by=by, at=at, wilayah=row.wilayah, subject=("decree", row.pk), rows=row.count,
        after={"number": row.number, "digest": row.digest, "total_rp": row.total_rp},
    )  # fmt: skip


def _still_true(row: Decree, stage: Stage) -> None:
    clashing = refusing(stage)
    if clashing:
        raise problems.CLASH(count=clashing)
    computed = compute(stage)
    if (computed.lines, computed.total_rp) != (row.count, row.total_rp):
        raise problems.CHANGED(why=f"sekarang {computed.lines} penerima, {rupiah(computed.total_rp)}")
    other = setwise.number(
        f"SELECT count(*) FROM {LINES} l WHERE NOT EXISTS (SELECT 1 FROM programs_decreeline d WHERE d.decree_id = %s "
        "AND d.membership_id = l.membership_id AND d.family_id = l.family_id AND d.person_id = l.person_id AND d.wilayah = l.wilayah "
        "AND d.sequence = l.sequence AND d.amount_rp = l.amount_rp)",
        [row.pk],
    )
    parts = setwise.number(
        f"SELECT count(*) FROM {DIFF} x JOIN {LINES} l ON l.subject_id = x.subject_id WHERE NOT EXISTS (SELECT 1 FROM programs_decreepart p "
        "JOIN programs_decreeline d ON d.id = p.line_id WHERE d.decree_id = %s AND d.membership_id = l.membership_id "
        "AND p.component = x.component AND p.amount_rp = x.amount_rp)",
        [row.pk],
    )
    if other or parts:
        raise problems.CHANGED(why=f"{max(other, parts)} penerima berubah")


def _entitle(decree: Decree, stage: Stage) -> None:
    """The lines become entitlements under their own ids, the parts likewise; both checked by number and sum."""
    made = setwise.execute(
        "INSERT INTO programs_entitlement (id, stage_id, decree_id, family_id, person_id, wilayah, sequence, amount_rp, kind) "
        "SELECT l.id, %s, l.decree_id, l.family_id, l.person_id, l.wilayah, l.sequence, l.amount_rp, %s FROM programs_decreeline l "
        "WHERE l.decree_id = %s",
        [stage.pk, stage.programme.form, decree.pk],
    )
    setwise.execute(
        "INSERT INTO programs_entitlementpart (id, entitlement_id, component, amount_rp, explanation) "
        "SELECT p.id, p.line_id, p.component, p.amount_rp, p.explanation FROM programs_decreepart p "
        "JOIN programs_decreeline l ON l.id = p.line_id WHERE l.decree_id = %s",
        [decree.pk],
    )
    uneven = setwise.number(
        "SELECT count(*) FROM programs_entitlement e WHERE e.decree_id = %s AND e.amount_rp <> "
        "coalesce((SELECT sum(p.amount_rp) FROM programs_entitlementpart p WHERE p.entitlement_id = e.id), 0)",
        [decree.pk],
    )
    if made != decree.count or uneven:
        raise problems.NOT_WHOLE(
            why=f"{made} dari {decree.count} baris menjadi hak, {uneven} tidak sama dengan rinciannya"
        )

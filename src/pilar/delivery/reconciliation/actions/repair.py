"""The repair queue: what was done, whom it waits for, how it ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.ids import encode_id
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.scope import Actor
from pilar.delivery.disbursement.actions.outcomes import Outcome, apply_outcomes
from pilar.delivery.reconciliation import problems
from pilar.delivery.reconciliation.models import RepairCase, RepairStep
from pilar.delivery.reconciliation.rules.repair import OPEN_STATES, REASON_BY_CODE
from pilar.evidence.registry.queries.people import person_row
from pilar.evidence.visits.actions import ask_visit
from pilar.foundation.accounts.queries import today

ACTS = {
    "hubungi_bank": "Menghubungi bank/penyalur", "kunjungan": "Mengunjungi penerima", "dukcapil": "Mengurus Dukcapil", "surat": "Mengirim surat",
    "lainnya": "Tindakan lain",
}  # fmt: skip
STEPS = {
    **ACTS,
    "alasan": "Alasan diganti",
    "minta_kunjungan": "Kunjungan diminta",
    "selesai": "Selesai diperbaiki",
    "pindah_pos": "Dipindah ke PT Pos",
    "kas_negara": "Dikembalikan ke kas",
}
"""Every word that a step may carry."""


@transaction.atomic
def act_on(*, case_id: int, act: str, note: str, by: Actor, at: datetime) -> None:
    """Write down what was done. Those who see the case in the field may do it too. Raises UMUM-403, -404, REKON-015, -016, -021."""
    by.scope.require("disbursement.view")
    if act not in ACTS:
        raise problems.UNKNOWN_CODE(code=act[:20])
    if not note.strip():
        raise problems.REASON_NEEDED()
    case = _open_case(case_id, by)
    case.state = "ditindak"
    _step(case, act, note, by, at)


@transaction.atomic
def change_reason(*, case_id: int, reason: str, note: str, by: Actor, at: datetime) -> None:
    """The real reason is another one: owner and clock follow it. Raises UMUM-403, -404, REKON-015, -016, -021."""
    by.scope.require("disbursement.reconcile")
    if reason not in REASON_BY_CODE:
        raise problems.UNKNOWN_CODE(code=reason[:20])
    if not note.strip():
        raise problems.REASON_NEEDED()
    case = _open_case(case_id, by)
    known = REASON_BY_CODE[reason]
    case.reason, case.owner, case.due_date = known.code, known.owner, today(at) + timedelta(days=known.days)
    _step(case, "alasan", note, by, at)


@transaction.atomic
def end_case(
    *, case_id: int, result: str, note: str, by: Actor, at: datetime, number: str = "", on: date | None = None
) -> None:
    """Close a case: "selesai" (mended: a new order may be drawn up), "pindah_pos" (to be ordered over PT Pos) or "kas_negara" (the money
    went back to the treasury, with number and date of the paper; the books are told).

    Raises UMUM-403, -404, REKON-015, -016, -021, -022 (no paper), -023 (the books refuse).
    """
    by.scope.require("disbursement.reconcile")
    if result not in ("selesai", "pindah_pos", "kas_negara"):
        raise problems.UNKNOWN_CODE(code=result[:20])
    if not note.strip():
        raise problems.REASON_NEEDED()
    case = _open_case(case_id, by)
    if result == "kas_negara":
        if not number.strip() or on is None:
            raise problems.TREASURY_PAPER()
        case.treasury_number, case.treasury_date = number.strip()[:80], on
        outcome = Outcome(
            channel=case.channel, bank_reference=f"{number.strip()[:40]}/{case.e2e}"[:64], kind="treasury", e2e=case.e2e,
            amount_rp=case.amount_rp, on=on,
        )  # fmt: skip
        taken = apply_outcomes(by=by, at=at, source=f"setor kembali {case.pk}", outcomes=[outcome]).results[0]
        if taken not in ("posted", "known"):
            raise problems.NOT_TAKEN(why=taken)
    case.state, case.ended_at = result, at
    _step(case, result, note, by, at)


@transaction.atomic
def ask_for_visit(*, case_id: int, by: Actor, at: datetime) -> int:
    """A volunteer goes to the family of the recipient, until the case is due. Asking again while that visit is open is the same visit.

    Returns the id of the assignment. Raises UMUM-403, -404, REKON-021, -026 (no active family in this scope: nowhere to go).
    """
    by.scope.require("disbursement.reconcile")
    case = _open_case(case_id, by)
    try:
        family_id = person_row(by.scope, case.person_id).family_id
        if family_id is None:
            raise problems.NO_HOME()
        number = ask_visit(
            by=by, at=at, kind="gagal_salur", family_id=family_id, reason=REASON_BY_CODE[case.reason].name,
            source=("reconciliation.repair", case.pk), due=max(case.due_date, today(at)),
        )  # fmt: skip
    except Problem as refusal:
        if refusal.status != 404:
            raise
        raise problems.NO_HOME() from refusal
    note = f"Penugasan {encode_id(number)}"
    # notes are sealed, so they are compared here: a case has a handful of steps
    if note not in [one.note for one in case.steps.filter(act="minta_kunjungan")]:
        case.state = "ditindak"
        _step(case, "minta_kunjungan", note, by, at)
    return number


def _open_case(case_id: int, by: Actor) -> RepairCase:
    case = RepairCase.objects.within(by.scope).select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NOT_FOUND()
    if case.state not in OPEN_STATES:
        raise problems.CASE_DONE()
    return case


def _step(case: RepairCase, act: str, note: str, by: Actor, at: datetime) -> None:
    case.revision += 1
    case.save()
    RepairStep(case=case, act=act, note=note.strip()[:500], by=by.username, at=at).save(force_insert=True)
    audit.record(
        "reconciliation.repair.acted", by=by, at=at, wilayah=case.wilayah, subject=("repair", case.pk),
        after={"act": act, "state": case.state, "reason": case.reason}, reason=note.strip(),
    )  # fmt: skip

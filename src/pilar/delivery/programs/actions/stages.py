"""Programmes, stages, quota; and the state of a stage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_ALLOWED, NOT_FOUND
from pilar.core.scope import Actor, is_area_code
from pilar.delivery.programs import problems
from pilar.delivery.programs.catalogue import programme_kinds
from pilar.delivery.programs.lists import FUNDS_BY_CODE
from pilar.delivery.programs.models import STAGE_STATES, Programme, Stage, StageQuota
from pilar.delivery.programs.queries.contract import touches
from pilar.delivery.programs.rules import STAGE_STEPS, may_step, nested, whole_months
from pilar.foundation.accounts.queries import today


@transaction.atomic
def set_stage_state(*, stage_id: int, state: str, by: Actor, at: datetime) -> None:
    """Move a stage forward (draft, decreed, ordering, closed). To be where one already is changes nothing.

    Freezing a decree makes it `decreed`, the first order `ordering`, reconciliation `closed`. Raises UMUM-404, PROG-001, PROG-004.
    """
    if state not in STAGE_STEPS:
        raise problems.UNKNOWN_CODE(code=state[:20])
    row = Stage.objects.select_for_update().filter(pk=stage_id).first()
    if row is None or not touches(by.scope, row.wilayah):
        raise NOT_FOUND()
    if row.state == state:
        return
    words = dict(STAGE_STATES)
    if not may_step(row.state, state):
        raise problems.WRONG_STEP(state=words[row.state].lower(), target=words[state].lower())
    before, row.state, row.state_since = row.state, state, at
    row.save(update_fields=["state", "state_since"])
    audit.record(
        "programs.stage.step", by=by, at=at, wilayah=row.wilayah, subject=("stage", row.pk), before={"state": before}, after={"state": state}
    )  # fmt: skip


@transaction.atomic
def make_programme(*, area: str, code: str, by: Actor, at: datetime) -> int:
    """Take a known programme (catalogue) into use in an area; returns it. The one that is there already is returned unchanged.

    Raises UMUM-403, PROG-004 (unknown code).
    """
    by.scope.require("programs.manage")
    if not area or not by.scope.covers(area):
        raise NOT_ALLOWED()
    kind = programme_kinds().get(code)
    if kind is None:
        raise problems.UNKNOWN_CODE(code=code[:20])
    known = Programme.objects.filter(wilayah=area, code=code).first()
    if known is not None:
        return known.pk
    row = Programme(
        wilayah=area, code=code, name=kind.name, form=kind.form, per_family=kind.per_family, rule_key=kind.rule_key, tariff=kind.tariff,
        basis=kind.basis, active_from=today(at), made_at=at, made_by=by.username,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(
        "programs.programme.made", by=by, at=at, wilayah=area, subject=("programme", row.pk), after={"code": code}
    )
    return row.pk


@transaction.atomic
def open_stage(
    *, programme_id: int, year: int, number: int, label: str, active_from: date, active_to: date, fund: str, budget_line: str,
    budget_rp: int, by: Actor, at: datetime,
) -> int:  # fmt: skip
    """Open a stage of a programme; its months follow from the period. Returns it.

    Raises UMUM-403, UMUM-404, PROG-004 (fund), PROG-012 (period), PROG-013 (there already), PROG-017 (budget).
    """
    by.scope.require("programs.manage")
    programme = Programme.objects.filter(pk=programme_id).first()
    if programme is None or not by.scope.covers(programme.wilayah):
        raise NOT_FOUND()
    if fund not in FUNDS_BY_CODE:
        raise problems.UNKNOWN_CODE(code=fund[:20])
    if active_to <= active_from or whole_months(active_from, active_to) > 12:
        raise problems.BAD_PERIOD()
    if not 0 <= budget_rp < 1 << 62:
        raise problems.BAD_BUDGET()
    if Stage.objects.filter(programme=programme, year=year, number=number).exists():
        raise problems.ALREADY_THERE(what=f"Tahap {number} tahun {year}")
    row = Stage(
        programme=programme, wilayah=programme.wilayah, year=year, number=number, label=label[:80], active_from=active_from,
        active_to=active_to, months=whole_months(active_from, active_to), fund=fund, budget_line=budget_line[:80], budget_rp=budget_rp,
        state_since=at, made_at=at, made_by=by.username,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(
        "programs.stage.opened", by=by, at=at, wilayah=row.wilayah, subject=("stage", row.pk),
        after={"programme": programme.code, "year": year, "number": number, "budget_rp": budget_rp, "fund": fund},
    )  # fmt: skip
    return row.pk


@transaction.atomic
def set_quota(*, stage_id: int, quotas: Mapping[str, int], by: Actor, at: datetime) -> None:
    """Replace the quota of a stage by area. Areas lie beside each other (PROG-011). Raises UMUM-403, UMUM-404, PROG-001, PROG-018."""
    by.scope.require("programs.manage")
    stage = lock_stage(stage_id, by)
    if stage.state != "draft":
        raise problems.WRONG_STEP(state=dict(STAGE_STATES)[stage.state].lower(), target=_("diubah kuotanya"))
    if any(not code.startswith(stage.wilayah) or not is_area_code(code) or quota < 0 for code, quota in quotas.items()):
        raise problems.QUOTA_OUTSIDE()
    inside = nested(list(quotas))
    if inside is not None:
        raise problems.BAD_QUOTA(outer=inside[0], inner=inside[1])
    before = dict(stage.quotas.values_list("wilayah", "quota"))
    if before == dict(quotas):
        return
    stage.quotas.all().delete()
    StageQuota.objects.bulk_create(
        [StageQuota(stage=stage, wilayah=code, quota=quota) for code, quota in sorted(quotas.items())], batch_size=500
    )
    audit.record(
        "programs.quota.set", by=by, at=at, wilayah=stage.wilayah, subject=("stage", stage.pk), before={"total": sum(before.values())},
        after={"total": sum(quotas.values())}, rows=len(quotas),
    )  # fmt: skip


def lock_stage(stage_id: int, by: Actor) -> Stage:
    """The stage under a lock, for people whose scope covers it whole. Raises UMUM-404."""
    row = Stage.objects.select_related("programme").select_for_update(of=("self",)).filter(pk=stage_id).first()
    if row is None or not by.scope.covers(row.wilayah):
        raise NOT_FOUND()
    return row

"""The stage before and after its closing: figures, differences with their explanations, papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.documents.answer import file_answer
from pilar.core.documents.xlsx import MEDIA_TYPE
from pilar.core.problems import Problem
from pilar.core.ui.charts import Bar, bars
from pilar.core.ui.formats import persen, rupiah
from pilar.delivery.disbursement.lifecycle import STATES_BY_CODE
from pilar.delivery.programs import queries as programs
from pilar.delivery.reconciliation.actions import closing as actions
from pilar.delivery.reconciliation.documents import papers
from pilar.delivery.reconciliation.forms import ExplainForm
from pilar.delivery.reconciliation.queries import closing as queries
from pilar.delivery.reconciliation.queries.realisation import realisation_of
from pilar.delivery.reconciliation.queries.stages import stage_label
from pilar.delivery.reconciliation.rules.classes import EXPLANATIONS
from pilar.delivery.reconciliation.views.desk import area_of, crumbs, tell
from pilar.foundation.accounts.doors import actor_of, needs, step_up

SHOWN = 100


@needs("disbursement.view", "disbursement.reconcile")
@require_GET
def show_stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Money by state, realisation by area, differences and what still hinders the closing."""
    actor = actor_of(request)
    stage = programs.stage_of(actor.scope, stage_id)
    report = queries.difference_report(actor.scope, stage_id)
    closing = queries.closing_of(actor.scope, stage_id)
    may = actor.scope.can("disbursement.reconcile")
    closed = closing is not None and closing.closed_at is not None
    ordered = sorted(report.differences, key=lambda one: one.explained is not None)
    context: dict[str, Any] = {
        "stage": stage,
        "label": stage_label(stage),
        "report": report,
        "states": [(STATES_BY_CODE[code], count, total) for code, (count, total) in report.by_state.items()],
        "differences": [
            (one, ExplainForm(initial={"subject": one.subject}, auto_id=f"id_%s_{n}"))
            for n, one in enumerate(ordered[:SHOWN])
        ],
        "more": max(0, len(ordered) - SHOWN),
        "kinds": dict(EXPLANATIONS),
        "closing": closing,
        "closed": closed,
        "may": may and not closed,
        "may_seal": may and not closed and closing is not None and closing.proposed_by != actor.username,
        "charts": _charts(actor.scope, stage, report),
        "crumbs": crumbs((stage_label(stage), "")) if may else [(stage_label(stage), "")],
    }
    return render(request, "reconciliation/stage.html", context)


def _whole_rupiah(value: float | None) -> str:
    return str(rupiah(None if value is None else int(value)))


def _percent(value: float | None) -> str:
    return str(persen(None if value is None else value / 100))


def _charts(scope: Any, stage: Any, report: queries.DifferenceReport) -> list[Any]:
    """The budget against what became of it, and the areas by the share that arrived."""
    rows = realisation_of(scope, stage.pk)
    if not rows:
        return []
    paid, back = (report.by_state.get(code, (0, 0))[1] for code in ("paid", "treasury"))
    share = paid / report.decreed_rp if report.decreed_rp else 0
    facts = {"share": persen(share), "paid": rupiah(paid), "due": rupiah(report.decreed_rp)}
    money = [
        Bar(_("Anggaran"), stage.budget_rp), Bar(_("Ditetapkan"), report.decreed_rp), Bar(_("Dibayar"), paid), Bar(_("Kembali ke kas"), back),
    ]  # fmt: skip
    title = _("Realisasi %(share)s: %(paid)s dari %(due)s") % facts
    items = [Bar(one.name, one.paid_rp / one.due_rp * 100 if one.due_rp else None) for one in rows]
    least = min((one for one in items if one.value is not None), key=lambda one: one.value or 0)
    equal = len({one.value for one in items}) == 1
    areas = _("Semua wilayah sama majunya") if equal else _("%(name)s paling rendah") % {"name": least.label}
    return [
        bars(title, money, measure=_("Rupiah"), subject=_("Keadaan"), fmt=_whole_rupiah),
        bars(
            areas, items, measure=_("Bagian hak yang sudah dibayar"), subject=_("Wilayah"), fmt=_percent,
            reference=(_("Semua"), share * 100),
        ),
    ]  # fmt: skip


@needs("disbursement.reconcile")
@require_POST
def explain(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Explain one difference."""
    form = ExplainForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Pilih jenis penjelasan dan tulis penjelasannya."))
        return redirect("reconciliation:stage", stage_id)
    try:
        actions.explain(stage_id=stage_id, by=actor_of(request), at=now(), **form.cleaned_data)
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Penjelasan dicatat."))
    return redirect("reconciliation:stage", stage_id)


@needs("disbursement.reconcile")
@require_POST
def propose(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Propose to close."""
    actor = actor_of(request)
    try:
        actions.propose_closing(stage_id=stage_id, area=area_of(actor.scope), by=actor, at=now())
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Penutupan diusulkan; orang kedua harus menutupnya."))
    return redirect("reconciliation:stage", stage_id)


@needs("disbursement.reconcile")
@step_up
@require_POST
def close(request: HttpRequest, stage_id: int) -> HttpResponse:
    """The second person closes for good."""
    try:
        actions.close_stage(stage_id=stage_id, by=actor_of(request), at=now())
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Tahap ditutup dan dibekukan."))
    return redirect("reconciliation:stage", stage_id)


@needs("disbursement.view", "disbursement.reconcile")
@require_GET
def paper(request: HttpRequest, stage_id: int, kind: str) -> HttpResponse:
    """Recap for camat and wali kota, or the annex of the LPJ, as PDF or XLSX. Counts and sums only, no names."""
    scope, at = actor_of(request).scope, now()
    with override("id"):
        data = papers.recap_data(scope, stage_id, area_of(scope), at)
        if kind == "rekap.xlsx":
            return file_answer(papers.recap_xlsx(data, at=at), "rekap-penyaluran.xlsx", MEDIA_TYPE)
        if kind == "lpj.xlsx":
            return file_answer(papers.annex_xlsx(scope, stage_id, data, at=at), "lampiran-lpj.xlsx", MEDIA_TYPE)
        made = papers.recap_pdf(data, at=at) if kind == "rekap.pdf" else papers.annex_pdf(scope, stage_id, data, at=at)
    return file_answer(made, "rekap-penyaluran.pdf" if kind == "rekap.pdf" else "lampiran-lpj.pdf", "application/pdf")

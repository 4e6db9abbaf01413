"""Another party's list against our membership."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.documents.answer import file_answer
from pilar.core.documents.xlsx import MEDIA_TYPE
from pilar.core.problems import Problem
from pilar.delivery.reconciliation.actions import comparison as actions
from pilar.delivery.reconciliation.forms import CompareForm
from pilar.delivery.reconciliation.queries import comparison as queries
from pilar.delivery.reconciliation.rules.comparison import VERDICT_BY_CODE
from pilar.delivery.reconciliation.views.desk import after_of, area_of
from pilar.foundation.accounts.doors import actor_of, needs, step_up


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Banding daftar"), reverse("reconciliation:comparisons") if more else ""), *more]


@needs("disbursement.reconcile")
@require_GET
def list_comparisons(request: HttpRequest) -> HttpResponse:
    """Comparisons made so far."""
    scope = actor_of(request).scope
    context = {"rows": queries.list_comparisons(scope), "may": scope.can("linkage.run"), "crumbs": _crumbs()}
    return render(request, "reconciliation/comparisons.html", context)


@needs("disbursement.reconcile")
def start(request: HttpRequest) -> HttpResponse:
    """Upload the other list."""
    actor, at = actor_of(request), now()
    posted = request.method == "POST"
    form = CompareForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        programmes=queries.programme_choices(actor.scope),
    )
    if posted and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                kept = data["berkas"].keeper.keep(by=actor, at=at)
                made = actions.start_comparison(
                    file=kept, file_name=data["berkas"].name or "daftar", title=data["title"], party=data["party"], programme=data["programme"],
                    premium_rp=data["premium"], months=data["months"], as_of=data["as_of"], area=area_of(actor.scope), by=actor, at=at,
                )  # fmt: skip
        except Problem as refusal:
            form.add_error("berkas", f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Daftar diterima; orang-orangnya sedang dicari."))
            return redirect("reconciliation:comparison", made)
    context = {"form": form, "crumbs": _crumbs((_("Daftar baru"), ""))}
    return render(request, "reconciliation/compare.html", context, status=422 if form.errors else 200)


@needs("disbursement.reconcile")
def show(request: HttpRequest, comparison_id: int) -> HttpResponse:
    """Claims of both sides and the lines by class; a POST judges the rows once the match is done."""
    actor = actor_of(request)
    one = queries.get_comparison(actor.scope, comparison_id)
    if request.method == "POST":
        if not actions.judge_comparison(comparison_id=comparison_id, by=actor, at=now()):
            messages.info(request, _("Pencarian orang belum selesai; coba lagi sebentar."))
        return redirect("reconciliation:comparison", comparison_id)
    code = request.GET.get("golongan", "")
    lines = queries.comparison_lines(actor.scope, one, code=code, after=after_of(request))
    shown = lines[: queries.PAGE]
    context = {
        "one": one,
        "claims": queries.claims_of(actor.scope, one),
        "lines": shown,
        "after": str(shown[-1][0].pk) if len(lines) > len(shown) else "",
        "chosen": VERDICT_BY_CODE.get(code),
        "may_export": actor.scope.can("export.named"),
        "crumbs": _crumbs((one.title, "")),
    }
    return render(request, "reconciliation/comparison.html", context)


@needs("export.named")
@step_up
@require_GET
def workbook(request: HttpRequest, comparison_id: int) -> HttpResponse:
    """The comparison as XLSX."""
    with override("id"):
        data = actions.export_comparison(comparison_id=comparison_id, by=actor_of(request), at=now())
    return file_answer(data, "banding-daftar.xlsx", MEDIA_TYPE)

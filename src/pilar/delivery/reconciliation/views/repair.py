"""The queue of failed payments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.documents.answer import file_answer
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.scope import Scope
from pilar.delivery.reconciliation.actions import repair as actions
from pilar.delivery.reconciliation.actions.exports import print_letter
from pilar.delivery.reconciliation.forms import ActForm, EndForm, ReasonForm
from pilar.delivery.reconciliation.queries import repair as queries
from pilar.delivery.reconciliation.rules.repair import OPEN_STATES, OWNERS, REASON_BY_CODE, STATES
from pilar.delivery.reconciliation.views.desk import after_of, tell
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import resolve

TONES = {"terbuka": "warning", "ditindak": "waiting", "selesai": "ok", "pindah_pos": "info", "kas_negara": "done"}


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Gagal salur"), reverse("reconciliation:repairs") if more else ""), *more]


@needs("disbursement.view", "disbursement.reconcile")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Failed payments by reason, the latest first."""
    scope, day = actor_of(request).scope, today(now())
    reason, owner = request.GET.get("sebab", ""), request.GET.get("pemilik", "")
    start = min(after_of(request), 100_000)
    lines = queries.repair_queue(scope, day, reason=reason, owner=owner, after=start)
    shown = lines[: queries.PAGE]
    names = resolve(scope, {one.case.wilayah[:10] for one in shown})
    context = {
        "counts": queries.repair_counts(scope, day),
        "lines": [
            (one, names[one.case.wilayah[:10]].title, _(STATES[one.case.state]), TONES[one.case.state]) for one in shown
        ],
        "after": str(start + len(shown)) if len(lines) > len(shown) else "",
        "owners": list(OWNERS.items()),
        "chosen": REASON_BY_CODE.get(reason),
        "owner": owner if owner in OWNERS else "",
        "may_print": scope.can("disbursement.reconcile"),
        "crumbs": _crumbs(),
    }
    return render(request, "reconciliation/repairs.html", context)


@needs("disbursement.view", "disbursement.reconcile")
def show_case(request: HttpRequest, repair_case_id: int) -> HttpResponse:
    """One failed payment; a POST writes down what was done."""
    actor = actor_of(request)
    form = ActForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.act_on(case_id=repair_case_id, by=actor, at=now(), **form.cleaned_data)
        except Problem as refusal:
            tell(request, refusal)
        else:
            messages.success(request, _("Tindakan dicatat."))
        return redirect("reconciliation:repair", repair_case_id)
    return _case_page(request, repair_case_id, form, EndForm(auto_id="id_akhir_%s"))


def _case_page(request: HttpRequest, repair_case_id: int, form: ActForm, end: EndForm) -> HttpResponse:
    scope = actor_of(request).scope
    case, steps = queries.repair_case(scope, repair_case_id)
    still = case.state in OPEN_STATES
    may = scope.can("disbursement.reconcile")
    context: dict[str, Any] = {
        "case": case,
        "reason": REASON_BY_CODE[case.reason],
        "owner": _(OWNERS[case.owner]),
        "state": _(STATES[case.state]),
        "tone": TONES[case.state],
        "late": still and case.due_date < today(now()),
        "place": _place(scope, case.wilayah),
        "steps": [(one, _(actions.STEPS[one.act])) for one in steps],
        "form": form if still else None,
        "reason_form": ReasonForm(auto_id="id_sebab_%s", initial={"reason": case.reason}) if still and may else None,
        "end": end if still and may else None,
        "may_ask_visit": still and may,
        "crumbs": _crumbs((case.name, "")),
    }
    return render(request, "reconciliation/repair.html", context, status=422 if form.errors or end.errors else 200)


def _place(scope: Scope, code: str) -> str:
    return resolve(scope, {code[:10]})[code[:10]].title


@needs("disbursement.reconcile")
@require_POST
def change_reason(request: HttpRequest, repair_case_id: int) -> HttpResponse:
    """The real reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Pilih sebabnya dan tulis dari mana diketahui."))
        return redirect("reconciliation:repair", repair_case_id)
    try:
        actions.change_reason(case_id=repair_case_id, by=actor_of(request), at=now(), **form.cleaned_data)
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Sebab diganti; tenggat dan pemiliknya mengikuti."))
    return redirect("reconciliation:repair", repair_case_id)


@needs("disbursement.reconcile")
@require_POST
def ask_visit(request: HttpRequest, repair_case_id: int) -> HttpResponse:
    """A volunteer goes to the recipient; asking twice is one visit."""
    try:
        actions.ask_for_visit(case_id=repair_case_id, by=actor_of(request), at=now())
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Kunjungan diminta. Pembagi tugas lapangan akan menyerahkannya kepada petugas."))
    return redirect("reconciliation:repair", repair_case_id)


@needs("disbursement.reconcile")
@require_POST
def end(request: HttpRequest, repair_case_id: int) -> HttpResponse:
    """How it ended."""
    form = EndForm(request.POST, auto_id="id_akhir_%s")
    if form.is_valid():
        try:
            actions.end_case(case_id=repair_case_id, by=actor_of(request), at=now(), **form.cleaned_data)
        except Problem as refusal:
            if refusal.status == 404:
                raise
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Kasus selesai."))
            return redirect("reconciliation:repair", repair_case_id)
    return _case_page(request, repair_case_id, ActForm(), form)


@needs("disbursement.reconcile")
@require_GET
def letter(request: HttpRequest) -> HttpResponse:
    """The letter to one owner about all open cases of this scope (at most 500)."""
    owner = request.GET.get("pemilik", "")
    if owner not in OWNERS:
        raise NOT_FOUND()
    with override("id"):
        data = print_letter(owner=owner, by=actor_of(request), at=now())
    return file_answer(data, "surat-perbaikan.pdf", "application/pdf")

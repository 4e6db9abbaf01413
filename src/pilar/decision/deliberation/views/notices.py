"""Letters to families: how many wait, asking for a printing, its progress, and its file."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pilar.core.bulk.files import open_kept
from pilar.core.clock import now
from pilar.core.documents.answer import PDF, file_answer
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.scope import Scope
from pilar.decision.deliberation.actions.notices import MOST
from pilar.decision.deliberation.jobs import request_letters
from pilar.decision.deliberation.queries import notices as queries
from pilar.decision.screening.queries import flag_outcomes
from pilar.foundation.accounts.doors import actor_of, needs, step_up


class SignerForm(forms.Form):
    """Who signs the letters."""

    signer = forms.CharField(label=gettext_lazy("Nama penanda tangan"), max_length=120)
    signer_nip = forms.CharField(label=gettext_lazy("NIP"), max_length=30, required=False)


def _area(scope: Scope) -> str:
    return next((code for code in scope.prefixes if len(code) == 4), "")


@needs(*queries.CAPABILITIES)
@require_GET
def list_letters(request: HttpRequest) -> HttpResponse:
    """Letters that wait, and printings made before."""
    actor = actor_of(request)
    area = _area(actor.scope)
    context = {
        "waiting": queries.waiting_letters(actor.scope, area) if area else [],
        "prints": [(one, queries.KIND_NAMES[one.kind]) for one in queries.list_prints(actor.scope)],
        "outcomes": flag_outcomes(actor.scope) if actor.scope.can("screening.view") else [],
        "form": SignerForm(),
        "most": MOST,
    }
    return render(request, "deliberation/letters.html", context)


@needs(*queries.CAPABILITIES)
@require_POST
def print_letters(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for the letters of a kind; the job's page shows the progress."""
    actor, form = actor_of(request), SignerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tulis nama penanda tangan surat."))
        return redirect("deliberation:letters")
    try:
        job_id = request_letters(kind=kind, area=_area(actor.scope), **form.cleaned_data, by=actor, at=now())
    except Problem as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
        return redirect("deliberation:letters")
    messages.success(request, _("Surat sedang dibuat; berkasnya muncul di halaman “Surat keluarga”."))
    return redirect(reverse("jobs:detail", kwargs={"job_id": job_id}))


@needs(*queries.CAPABILITIES)
@step_up
@require_GET
def download(request: HttpRequest, print_id: int) -> HttpResponse:
    """The file of a printing: names and addresses, so the person is asked for the password again."""
    row = queries.get_print(actor_of(request).scope, print_id)
    if row.file is None:
        raise NOT_FOUND()
    with open_kept(row.file.sha256) as stream:
        return file_answer(stream.read(), row.file.name, PDF)

"""Papers of a batch: asking for invitations, hand-over lists and receipts, and taking their file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.documents.answer import PDF, file_answer
from pilar.core.problems import Problem
from pilar.core.scope import Scope
from pilar.delivery.disbursement import queries
from pilar.delivery.disbursement.actions.prints import MOST, open_print
from pilar.delivery.disbursement.forms import PrintForm
from pilar.delivery.disbursement.jobs import request_print
from pilar.delivery.disbursement.models.prints import PRINT_KINDS
from pilar.delivery.disbursement.queries.prints import CAPABILITIES, kinds_for, prints_of, villages_of
from pilar.foundation.accounts.doors import actor_of, needs, step_up
from pilar.foundation.wilayah.queries import resolve

NAMES = dict(PRINT_KINDS)


def _form(scope: Scope, batch: Any, data: Any = None) -> PrintForm:
    counts = villages_of(scope, batch.pk)
    names = resolve(scope, set(counts))
    areas = [
        (code, _("%(place)s – %(n)s orang") % {"place": names[code].title, "n": counts[code]})
        for code in sorted(counts)
    ]  # fmt: skip
    return PrintForm(data, kinds=[(code, _(NAMES[code])) for code in kinds_for(batch)], areas=areas)


def _page(request: HttpRequest, batch: Any, form: PrintForm | None, status: int = 200) -> HttpResponse:
    scope = actor_of(request).scope
    prints = prints_of(scope, batch.pk)
    names = resolve(scope, {one.wilayah for one in prints})
    context = {
        "row": batch, "form": form, "most": MOST,
        "prints": [
            (one, _(NAMES[one.kind]), names[one.wilayah].title) for one in prints
        ],
        "crumbs": [
            (_("Penyaluran"), reverse("disbursement:stages")), (_("Tahap"), reverse("disbursement:stage", args=[batch.stage_id])),
            (_("Daftar %(n)s") % {"n": batch.number}, reverse("disbursement:batch", args=[batch.pk])), (_("Surat"), ""),
        ],
    }  # fmt: skip
    return render(request, "disbursement/prints.html", context, status=status)


@needs(*CAPABILITIES)
@require_GET
def show(request: HttpRequest, pay_batch_id: int) -> HttpResponse:
    """Printings made, and the form for another."""
    scope = actor_of(request).scope
    batch = queries.batch_row(scope, pay_batch_id)
    return _page(request, batch, _form(scope, batch) if kinds_for(batch) else None)


@needs(*CAPABILITIES)
@require_POST
def make(request: HttpRequest, pay_batch_id: int) -> HttpResponse:
    """Ask for a printing; the job's page shows the progress."""
    actor = actor_of(request)
    batch = queries.batch_row(actor.scope, pay_batch_id)
    form = _form(actor.scope, batch, request.POST)
    if not form.is_valid():
        return _page(request, batch, form, status=422)
    try:
        job_id = request_print(batch_id=batch.pk, **form.cleaned_data, by=actor, at=now())
    except Problem as refusal:
        if refusal.status in (403, 404):
            raise
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return _page(request, batch, form, status=422)
    messages.success(request, _("Surat sedang dibuat; berkasnya muncul di halaman surat daftar salur itu."))
    return redirect(reverse("jobs:detail", kwargs={"job_id": job_id}))


@needs(*CAPABILITIES)
@step_up
@require_GET
def download(request: HttpRequest, batch_print_id: int) -> HttpResponse:
    """The file of a printing: names and addresses, so the person is asked for the password again, and it is recorded."""
    name, data = open_print(print_id=batch_print_id, by=actor_of(request), at=now())
    return file_answer(data, name, PDF)

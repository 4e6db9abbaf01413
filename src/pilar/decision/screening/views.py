"""Pages of flags: the queue by clock, one flag with its evidence and steps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilar.core.clock import now
from pilar.core.doors import actor_of, needs
from pilar.core.problems import Problem
from pilar.core.ui.components.data import Fact, Happening
from pilar.core.ui.formats import tanggal
from pilar.decision.screening import actions, queries
from pilar.decision.screening.forms import FlagFilterForm, FlagStepForm
from pilar.decision.screening.lists import FLAG_STATES
from pilar.foundation.accounts.queries import today

_STATES = {entry.code: entry.name_id for entry in FLAG_STATES}
_BASES = {"nik": "NIK sama", "nama_lahir": "Nama dan tanggal lahir sama"}


@needs("screening.view")
@require_GET
def list_flags(request: HttpRequest) -> HttpResponse:
    """Flags of my area, the earliest due first."""
    form = FlagFilterForm(request.GET)
    form.is_valid()
    data = {key: value for key, value in form.cleaned_data.items() if key not in form.errors}
    day = today(now())
    start = int(request.GET.get("mulai", "0")) if request.GET.get("mulai", "0").isdigit() else 0
    lines = queries.list_flags(
        actor_of(request).scope,
        state=data.get("keadaan", ""),
        check_list=data.get("daftar", ""),
        late_on=day if data.get("lewat") else None,
        after=start,
    )
    more = len(lines) > queries.PAGE
    context = {"form": form, "lines": lines[: queries.PAGE], "today": day, "next": start + queries.PAGE if more else None}
    return render(request, "screening/flags.html", context)


@needs("screening.view")
@require_http_methods(["GET", "POST"])
def show_flag(request: HttpRequest, flag_id: int) -> HttpResponse:
    """One flag: why it was raised, what was done, what may be done now."""
    actor, at = actor_of(request), now()
    line, events = queries.get_flag(actor.scope, flag_id, today(at))
    form = FlagStepForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _step(request, flag_id, form, line.row.revision)
        except Problem as problem:
            form.add_error(None, f"{problem.sentence} {problem.advice}")
        else:
            messages.success(request, _("Tersimpan."))
            return HttpResponseRedirect(reverse("screening:flag", args=[flag_id]))
    flag = line.row
    facts = [
        Fact(_("Daftar asal"), line.list_label, source=f"{flag.source_label}, {tanggal(flag.as_of)}"),
        Fact(_("Alasan bila benar"), f"{flag.reason} {line.reason_label}"),
        Fact(_("Dasar kecocokan"), _(_BASES[flag.basis])),
        Fact(_("Nama di daftar"), flag.listed_name),
        Fact(_("Kemiripan nama"), f"{flag.name_similarity}%"),
        Fact(_("Keadaan"), line.state_label),
        Fact(_("Tenggat"), tanggal(flag.due_date)),
    ]
    steps = [step for step in queries.flag_steps(flag.state) if actor.scope.can(step.capability)]
    happenings = [
        Happening(_STATES[event.target_state], event.at, by=event.by, detail=event.reason) for event in reversed(events)
    ]
    context = {"line": line, "flag": flag, "facts": facts, "steps": steps, "form": form, "happenings": happenings}
    return render(request, "screening/flag.html", context, status=422 if form.errors else 200)


def _step(request: HttpRequest, flag_id: int, form: FlagStepForm, revision: int) -> None:
    actor, at = actor_of(request), now()
    upload = form.cleaned_data.get("evidence")
    file_id = upload.keeper.keep(by=actor, at=at).pk if upload else None
    actions.step_flag(
        flag_id=flag_id, target=request.POST.get("target", ""), reason=form.cleaned_data["reason"], by=actor, at=at,
        file_id=file_id, revision=revision,
    )  # fmt: skip

"""Proposing, publishing, sending back, retiring and dropping a version: a page that asks, then the act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilar.core.clock import now
from pilar.core.problems import NOT_FOUND
from pilar.decision.targeting.actions import versions as actions
from pilar.decision.targeting.book import problems_of
from pilar.decision.targeting.forms.rules import StepForm
from pilar.decision.targeting.models import RuleVersion
from pilar.decision.targeting.queries import versions as queries
from pilar.decision.targeting.views.desk import steps_for, version_title
from pilar.decision.targeting.views.edit import shown_problems
from pilar.foundation.accounts.doors import actor_of, needs, step_up
from pilar.foundation.accounts.queries import today


@needs("targeting.manage", "targeting.publish")
@step_up
def take_step(request: HttpRequest, version_id: int, step: str) -> HttpResponse:
    """Ask for reason and day, then take the step; a refused text is shown with its lines."""
    actor, at = actor_of(request), now()
    version = queries.get_version(actor.scope, version_id)
    open_steps = {code: (verb, kind) for code, verb, kind in steps_for(actor, version)}
    if step not in ("usulkan", "terbitkan", "kembalikan", "cabut", "buang"):
        raise NOT_FOUND()
    if step not in open_steps:
        messages.warning(request, _blocked(version, step, actor.username))
        return redirect("targeting:version", version_id)
    verb, kind = open_steps[step]
    form = StepForm(
        request.POST or None,
        day_label={"usulkan": _("Berlaku mulai"), "cabut": _("Hari pertama tidak berlaku lagi")}.get(step, ""),
        reason_needed=step not in ("terbitkan", "buang"),
        initial={"tanggal": version.valid_from or today(at)},
    )
    found = shown_problems(version.files, problems_of(version.files)) if step in ("usulkan", "terbitkan") else []
    if request.method == "POST" and form.is_valid() and not found:
        _act(version_id, step, form.cleaned_data, by=actor, at=at)
        messages.success(request, _("Tercatat: %(verb)s.") % {"verb": verb})
        return redirect(
            "targeting:desk" if step == "buang" else "targeting:version", *([] if step == "buang" else [version_id])
        )
    crumbs = [
        (_("Meja ketentuan"), reverse("targeting:desk")),
        (version_title(version), reverse("targeting:version", args=[version_id])),
        (verb, ""),
    ]
    refused = bool(form.errors) or (request.method == "POST" and bool(found))
    context = {
        "version": version,
        "form": form,
        "verb": verb,
        "kind": kind,
        "crumbs": crumbs,
        "problems": found,
        "step": step,
    }
    return render(request, "targeting/step.html", context, status=422 if refused else 200)


def _act(version_id: int, step: str, given: dict[str, Any], **who: Any) -> None:
    reason = given["alasan"]
    if step == "usulkan":
        actions.propose(version_id=version_id, valid_from=given["tanggal"], reason=reason, **who)
    elif step == "terbitkan":
        actions.publish(version_id=version_id, reason=reason, **who)
    elif step == "kembalikan":
        actions.send_back(version_id=version_id, reason=reason, **who)
    elif step == "cabut":
        actions.retire(version_id=version_id, valid_to=given["tanggal"], reason=reason, **who)
    else:
        actions.drop_draft(version_id=version_id, **who)


def _blocked(version: RuleVersion, step: str, username: str) -> str:
    if step == "terbitkan" and version.author == username:
        return _("Anda yang menyusun ketentuan ini; orang lain yang berwenang harus menerbitkannya.")
    return _("Langkah itu tidak tersedia untuk ketentuan ini.")

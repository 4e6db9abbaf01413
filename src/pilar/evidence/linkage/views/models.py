"""Models, their quality by a labelled sample, and the thresholds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilar.core.clock import now
from pilar.core.problems import Problem
from pilar.evidence.linkage import jobs
from pilar.evidence.linkage.actions import models as actions
from pilar.evidence.linkage.actions import samples as sample_actions
from pilar.evidence.linkage.forms import SampleForm, ThresholdForm
from pilar.evidence.linkage.models.samples import LABELS
from pilar.evidence.linkage.queries import models as reads
from pilar.evidence.linkage.queries import samples as sample_reads
from pilar.evidence.linkage.rules import estimate_quality
from pilar.foundation.accounts.doors import actor_of, needs, step_up

TONES = {"aktif": "ok", "calon": "waiting", "lama": "done"}


@needs("linkage.manage")
@require_GET
def list_models(request: HttpRequest) -> HttpResponse:
    """Models with their quality, thresholds that hold, samples."""
    scope = actor_of(request).scope
    context = {
        "rows": [(row, TONES[row.state]) for row in reads.list_models(scope)],
        "held": reads.present_thresholds(),
        "history": reads.threshold_history(),
        "samples": [(one, *sample_reads.progress_of(one)) for one in sample_reads.list_samples(scope)],
        "sample_form": SampleForm(),
        "can_draw": sample_reads.pairs_to_draw_from(scope),
    }
    return render(request, "linkage/models.html", context)


@needs("linkage.manage")
@require_POST
def train(request: HttpRequest) -> HttpResponse:
    """Ask for a new model from the office's own data."""
    job_id = jobs.request_training(by=actor_of(request), at=now())
    messages.success(request, _("Model baru sedang dilatih; ia menjadi calon sampai Anda memakainya."))
    return redirect("jobs:detail", job_id)


@needs("linkage.manage")
@step_up
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest, model_id: int) -> HttpResponse:
    """First the question with both models side by side, then the act."""
    actor = actor_of(request)
    row = reads.get_model(actor.scope, model_id)
    if request.method == "POST":
        actions.activate_model(model_id=model_id, by=actor, at=now())
        messages.success(request, _("Model dipakai mulai padanan berikutnya."))
        return redirect("linkage:models")
    return render(request, "linkage/activate.html", {"row": row, "present": reads.active_model()})


@needs("linkage.manage")
@step_up
@require_http_methods(["GET", "POST"])
def thresholds(request: HttpRequest) -> HttpResponse:
    """Change the thresholds; the earlier ones stay readable."""
    held = reads.present_thresholds()
    start = {
        "match_weight": held.match_weight, "review_weight": held.review_weight, "most_doubles": 100 * held.most_doubles,
        "most_pairs": held.most_pairs,
    }  # fmt: skip
    form = ThresholdForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_thresholds(
                match_weight=data["match_weight"], review_weight=data["review_weight"], most_doubles=data["most_doubles"] / 100,
                most_pairs=data["most_pairs"], reason=data["alasan"], by=actor_of(request), at=now(),
            )  # fmt: skip
        except Problem as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Ambang baru berlaku mulai padanan berikutnya."))
            return redirect("linkage:models")
    context = {"form": form, "history": reads.threshold_history()}
    return render(request, "linkage/thresholds.html", context, status=422 if form.errors else 200)


@needs("linkage.review")
@require_POST
def draw_sample(request: HttpRequest) -> HttpResponse:
    """Draw pairs to label."""
    form = SampleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Isi jumlah contoh antara 10 dan 1.000."))
        return redirect("linkage:models")
    sample_id = sample_actions.draw_sample(size=form.cleaned_data["jumlah"], by=actor_of(request), at=now())
    return redirect("linkage:sample", sample_id)


@needs("linkage.review")
@require_http_methods(["GET", "POST"])
def sample(request: HttpRequest, sample_id: int) -> HttpResponse:
    """One pair after the other, with the estimate so far."""
    actor = actor_of(request)
    if request.method == "POST":
        pair = request.POST.get("pasangan", "")
        if pair.isascii() and pair.isdigit():
            sample_actions.label_pair(pair_id=int(pair), label=request.POST.get("label", ""), by=actor, at=now())
        return redirect("linkage:sample", sample_id)
    row = sample_reads.get_sample(actor.scope, sample_id)
    precision, recall = estimate_quality(sample_reads.strata_of(row))
    done, drawn = sample_reads.progress_of(row)
    context: dict[str, Any] = {
        "sample": row, "pair": sample_reads.next_pair(actor.scope, row), "labels": LABELS, "done": done, "drawn": drawn,
        "precision": precision, "recall": recall,
    }  # fmt: skip
    return render(request, "linkage/sample.html", context)

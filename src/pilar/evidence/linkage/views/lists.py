"""Another list against the register: file, columns, answers, workbook."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.bulk.files import open_kept, safe_name
from pilar.core.bulk.models import StoredFile
from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.ui.components.page import Tab
from pilar.evidence.linkage import list_jobs, sheets
from pilar.evidence.linkage.actions.runs import record_download
from pilar.evidence.linkage.forms import ListColumnsForm, ListFileForm, ListFilter
from pilar.evidence.linkage.models.lists import OUTCOMES
from pilar.evidence.linkage.queries import lists as reads
from pilar.foundation.accounts.doors import actor_of, needs, step_up

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OUTCOME_TONES = {"padan": "ok", "beda": "warning", "ragu": "waiting", "tidak": "neutral"}
STATE_TONES = {"sama": "ok", "mirip": "warning", "beda": "error", "kosong": "neutral"}
_SESSION = "linkage_lists"
_KEPT_FILES = 10


def state_words() -> dict[str, str]:
    """How a field compares, in a word."""
    return {"sama": _("sama"), "mirip": _("mirip"), "beda": _("beda"), "kosong": _("tidak ada")}


@needs("linkage.run")
def list_start(request: HttpRequest) -> HttpResponse:
    """The file first; it is kept, nothing of it comes into the register."""
    form = ListFileForm(request.POST or None, request.FILES or None) if request.method == "POST" else ListFileForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["berkas"]
        try:
            kept = file.keeper.keep(by=actor_of(request), at=now())
            sheets.read_head(lambda: open_kept(kept.sha256), file.name)
        except Problem as refusal:
            form.add_error("berkas", f"{refusal.sentence} {refusal.advice}")
        else:
            held = dict(request.session.get(_SESSION, {}))
            held[encode_id(kept.pk)] = safe_name(file.name)
            request.session[_SESSION] = dict(list(held.items())[-_KEPT_FILES:])
            return redirect("linkage:list-columns", kept.pk)
    return render(request, "linkage/list_start.html", {"form": form}, status=422 if form.errors else 200)


@needs("linkage.run")
def list_columns(request: HttpRequest, file_id: int) -> HttpResponse:
    """Which column is which field; then the job is asked for. Only whoever sent the file can open it."""
    actor = actor_of(request)
    name = request.session.get(_SESSION, {}).get(encode_id(file_id))
    file = StoredFile.objects.filter(pk=file_id).first()
    if name is None or file is None:
        raise NOT_FOUND()
    head = sheets.read_head(lambda: open_kept(file.sha256), name)
    form = ListColumnsForm(request.POST if request.method == "POST" else None, head=head)
    if request.method == "POST" and form.is_valid():
        try:
            run_id = list_jobs.request_list(file=file, file_name=name, mapping=form.mapping(), by=actor, at=now())
        except Problem as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Daftar sedang dipadankan."))
            return redirect("linkage:run", run_id)
    return render(
        request, "linkage/list_columns.html", {"form": form, "name": name, "head": head}, status=422 if form.errors else 200
    )  # fmt: skip


@needs("linkage.review", "linkage.run")
@require_GET
def list_results(request: HttpRequest, run_id: int) -> HttpResponse:
    """The answers row by row, field by field."""
    scope = actor_of(request).scope
    run = reads.get_list_run(scope, run_id)
    if run.state != "selesai":
        return redirect("linkage:run", run_id)
    form = ListFilter(request.GET, roles=list(run.mapping))
    asked = form.cleaned_data if form.is_valid() else {}
    page = reads.list_answers(
        scope, run_id, outcome=asked.get("hasil", ""), field=asked.get("berbeda", ""), centre=asked.get("kemensos", ""),
        after=request.GET.get("after", ""),
    )  # fmt: skip
    counts = reads.outcome_counts(scope, run_id)
    words = state_words()
    context: dict[str, Any] = {
        "run": run,
        "form": form,
        "lines": [_shown(line, words) for line in page.lines],
        "after": page.after,
        "filtered": any(asked.values()),
        "tabs": [
            Tab(_("Semua"), request.path, active=not asked.get("hasil"), count=sum(counts.values())),
            *(Tab(str(label), f"?hasil={code}", active=asked.get("hasil") == code, count=counts.get(code, 0)) for code, label in OUTCOMES),
        ],
        "download_url": _download_url(run_id, asked.get("hasil", "")) if scope.can("export.named") else "",
        "parts": range(2, -(-sum(counts.values()) // reads.SHEET_ROWS) + 1),
    }  # fmt: skip
    return render(request, "linkage/list_results.html", context)


def _download_url(run_id: int, outcome: str) -> str:
    address = reverse("linkage:list-sheet", args=[run_id])
    return f"{address}?hasil={outcome}" if outcome else address


def _shown(line: reads.ListLine, words: dict[str, str]) -> dict[str, Any]:
    """A line with its fields in words; those that differ come first, the rest on demand."""
    named = [(one, words[one.state], STATE_TONES[one.state]) for one in line.fields if one.listed or one.registered]
    known = line.person_id is not None
    return {
        "line": line,
        "tone": OUTCOME_TONES[line.outcome],
        "differing": [field for field in named if known and field[0].state in ("mirip", "beda")],
        "fields": named if known else [],
    }


@needs("export.named")
@step_up
@require_GET
def list_sheet(request: HttpRequest, run_id: int) -> HttpResponse:
    """The answers as a workbook, identifiers readable; one audit event per download."""
    actor = actor_of(request)
    if not (actor.scope.can("linkage.run") or actor.scope.can("linkage.review")):
        raise NOT_FOUND()
    run = reads.get_list_run(actor.scope, run_id)
    outcome = request.GET.get("hasil", "")
    outcome = outcome if outcome in dict(OUTCOMES) else ""
    wanted = request.GET.get("bagian", "1")
    part = int(wanted) if wanted.isascii() and wanted.isdigit() and 0 < int(wanted) < 100 else 1
    data = reads.results_workbook(actor.scope, run_id, outcome=outcome, part=part)
    record_download(run=run, outcome=outcome, by=actor, at=now())
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="padanan-{outcome or "semua"}-{part}.xlsx"'
    return answer

"""Lists behind the report: faults of one code, quarantined rows, their download, setting one aside."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.bulk.files import safe_name
from pilar.core.clock import now
from pilar.core.problems import NOT_FOUND
from pilar.evidence.intake import actions, queries
from pilar.evidence.intake.faults import FAULTS
from pilar.evidence.intake.forms import QuarantineFilter, ReasonForm
from pilar.evidence.intake.quarantine import ROWS_PER_PART, quarantine_workbook
from pilar.evidence.intake.report import SEVERITY_WORDS
from pilar.foundation.accounts.doors import actor_of, needs, step_up

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TONES = {"menunggu": "waiting", "diperbaiki": "ok", "dikesampingkan": "done"}


@needs("intake.upload", "intake.publish")
@require_GET
def fault_list(request: HttpRequest, batch_id: int, code: str) -> HttpResponse:
    """Where one fault occurs: row, column, what is written there (identifiers masked)."""
    scope = actor_of(request).scope
    batch = queries.get_batch(scope, batch_id)
    if code not in FAULTS:
        raise NOT_FOUND()
    page = queries.list_faults(scope, batch_id, code, after=request.GET.get("after", ""))
    word, tone = SEVERITY_WORDS[FAULTS[code].severity]
    context = {
        "batch": batch, "fault": FAULTS[code], "word": _(word), "tone": tone, "rows": page.rows, "after": page.after,
        "count": batch.counts.get("faults", {}).get(code, 0), "sheets": any(row.sheet for row in page.rows),
    }  # fmt: skip
    return render(request, "intake/faults.html", context)


@needs("intake.upload", "intake.publish")
@require_GET
def quarantine_list(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Rows that were kept out, with what is wrong with each."""
    actor, form = actor_of(request), QuarantineFilter(request.GET)
    batch = queries.get_batch(actor.scope, batch_id)
    state = form.cleaned_data["keadaan"] if form.is_valid() else ""
    page = queries.list_quarantine(actor.scope, batch_id, state=state, after=request.GET.get("after", ""))
    waiting = queries.quarantine_states(actor.scope, batch_id).get("menunggu", 0)
    rows = [
        (row, _TONES[row.state], [(column, FAULTS[code]) for column, code, _shown in row.faults if code in FAULTS])
        for row in page.rows
    ]
    context = {
        "batch": batch, "form": form, "rows": rows, "after": page.after, "waiting": waiting,
        "sheets": any(row.sheet for row in page.rows),
        "parts": range(1, -(-waiting // ROWS_PER_PART) + 1) if actor.scope.can("export.named") else (),
    }  # fmt: skip
    return render(request, "intake/quarantine.html", context)


@needs("export.named")
@step_up
@require_GET
def quarantine_download(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The waiting rows as a sheet, identifiers readable: one audit event per download."""
    actor = actor_of(request)
    if not (actor.scope.can("intake.upload") or actor.scope.can("intake.publish")):
        raise NOT_FOUND()
    batch = queries.get_batch(actor.scope, batch_id)
    wanted = request.GET.get("bagian", "1")
    part = int(wanted) if wanted.isascii() and wanted.isdigit() and 0 < int(wanted) < 1_000 else 1
    data, rows = quarantine_workbook(actor.scope, batch_id, part=part)
    if not rows:
        raise NOT_FOUND()
    actions.record_download(
        act="intake.quarantine.downloaded",
        subject=("batch", batch.pk),
        wilayah=batch.wilayah,
        rows=rows,
        by=actor,
        at=now(),
        part=part,
    )
    stem = safe_name(batch.file_name).rsplit(".", 1)[0]
    name = f"karantina-{stem}{f'-bagian-{part}' if part > 1 else ''}.xlsx"
    return attachment(data, name)


def attachment(data: bytes, name: str) -> HttpResponse:
    """A workbook to be saved under `name`."""
    response = HttpResponse(data, content_type=XLSX)
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    response["Content-Disposition"] = f'attachment; filename="{plain}"'
    return response


@needs("intake.upload", "intake.publish")
def set_aside(request: HttpRequest, batch_id: int, row_id: int) -> HttpResponse:
    """Close a quarantined row without mending it, with a reason."""
    actor, form = actor_of(request), ReasonForm(request.POST if request.method == "POST" else None)
    batch = queries.get_batch(actor.scope, batch_id)
    row = queries.get_quarantined(actor.scope, batch_id, row_id)
    if request.method == "POST" and form.is_valid():
        actions.set_aside(row_id=row.pk, by=actor, at=now(), reason=form.cleaned_data["alasan"])
        messages.success(request, _("Baris %(row)s dikesampingkan.") % {"row": row.row})
        return redirect("intake:quarantine", batch_id)
    faults = [(column, FAULTS[code], shown) for column, code, shown in row.faults if code in FAULTS]
    context = {"batch": batch, "row": row, "tone": _TONES[row.state], "faults": faults, "form": form}
    return render(request, "intake/set_aside.html", context, status=422 if form.errors else 200)

"""One batch: what it holds, what blocks it, and its three hands."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.documents.answer import file_answer
from pilar.core.documents.locked import LEAST
from pilar.core.problems import Problem
from pilar.core.ui.components.data import Fact
from pilar.core.ui.formats import angka, rupiah, waktu
from pilar.delivery.disbursement import problems, queries
from pilar.delivery.disbursement.actions import batches, transmit
from pilar.delivery.disbursement.actions.exports import open_file
from pilar.delivery.disbursement.lifecycle import BATCH_STATES_BY_CODE, STATES_BY_CODE
from pilar.delivery.disbursement.lists import BLOCKS, BY_HAND, CHANNELS_BY_CODE
from pilar.delivery.disbursement.models import BatchFile
from pilar.delivery.disbursement.queries.blocks import blocked_in
from pilar.delivery.disbursement.queries.prints import CAPABILITIES as PRINTERS
from pilar.delivery.disbursement.queries.prints import kinds_for
from pilar.foundation.accounts.doors import actor_of, needs, step_up

PAGE = 50


@needs("disbursement.view")
@require_GET
def show(request: HttpRequest, pay_batch_id: int) -> HttpResponse:
    """The batch with its files, blocks and first lines."""
    scope = actor_of(request).scope
    row = queries.batch_row(scope, pay_batch_id)
    state = BATCH_STATES_BY_CODE[row.state]
    at = request.GET.get("after", "")
    lines = list(
        queries.ordered_lines(scope, None).filter(batch=row, pk__gt=int(at) if at.isdigit() else 0)[: PAGE + 1]
    )
    facts = [
        Fact(_("Penyalur"), CHANNELS_BY_CODE[row.channel].name),
        Fact(_("Jumlah penerima"), str(angka(row.count))),
        Fact(_("Jumlah uang"), str(rupiah(row.total_rp))),
        Fact(_("Disusun"), f"{row.made_by}, {waktu(row.made_at)}"),
        Fact(_("Disetujui"), f"{row.approved_by}, {waktu(row.approved_at)}" if row.approved_at else _("belum")),
        Fact(_("Disegel"), f"{row.sent_by}, {waktu(row.sealed_at)}" if row.sealed_at else _("belum")),
        Fact(_("Diserahkan ke penyalur"), str(waktu(row.transmitted_at)) if row.transmitted_at else _("belum")),
    ]
    if row.void_reason:
        facts.append(Fact(_("Alasan batal"), row.void_reason))
    context = {
        "row": row, "state": state, "facts": facts, "files": list(row.files.order_by("part")),
        "blocks": [(one, BLOCKS[one.code]) for one in blocked_in(scope, row.pk)],
        "lines": [(one, STATES_BY_CODE[one.state]) for one in lines[:PAGE]],
        "after": str(lines[PAGE - 1].pk) if len(lines) > PAGE else "",
        "may_approve": scope.can("disbursement.approve") and row.state == "draft",
        "may_override": scope.can("disbursement.approve") and row.state in ("draft", "approved"),
        "may_seal": scope.can("disbursement.send") and row.state == "approved",
        "may_hand_over": scope.can("disbursement.send") and row.state == "sealed",
        "may_open": scope.can("disbursement.send") and row.state in ("sealed", "transmitted"),
        "may_wait": scope.can("disbursement.send") and row.state == "transmitted",
        "papers": kinds_for(row) and any(scope.can(one) for one in PRINTERS),
        "may_hand": row.channel in BY_HAND and row.state in ("sealed", "transmitted") and scope.can("disbursement.reconcile"),
        "may_void": (scope.can("disbursement.order") or scope.can("disbursement.approve")) and row.state in ("draft", "approved"),
        "crumbs": [
            (_("Penyaluran"), reverse("disbursement:stages")), (_("Tahap"), reverse("disbursement:stage", args=[row.stage_id])),
            (_("Daftar %(n)s") % {"n": row.number}, ""),
        ],
    }  # fmt: skip
    return render(request, "disbursement/batch.html", context)


def _act(request: HttpRequest, batch_id: int, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Problem as refusal:
        if refusal.status == 404 or refusal.code == "UMUM-403":
            raise
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
    else:
        messages.success(request, done)
    return redirect("disbursement:batch", batch_id)


@needs("disbursement.approve")
@step_up
@require_POST
def approve(request: HttpRequest, pay_batch_id: int) -> HttpResponse:
    """The second hand."""
    by = actor_of(request)
    return _act(
        request, pay_batch_id, lambda: batches.approve(batch_id=pay_batch_id, by=by, at=now()), _("Daftar disetujui.")
    )


@needs("disbursement.send")
@step_up
@require_POST
def seal(request: HttpRequest, pay_batch_id: int) -> HttpResponse:
    """The third hand: files are made, rows are sent."""
    by = actor_of(request)
    return _act(
        request, pay_batch_id, lambda: batches.seal(batch_id=pay_batch_id, by=by, at=now()), _("Daftar disegel; berkas siap diserahkan.")
    )  # fmt: skip


@needs("disbursement.order", "disbursement.approve")
@require_POST
def void(request: HttpRequest, pay_batch_id: int) -> HttpResponse:
    """Take a batch back, with a reason."""
    by, reason = actor_of(request), request.POST.get("reason", "")
    return _act(
        request, pay_batch_id, lambda: batches.void(batch_id=pay_batch_id, reason=reason, by=by, at=now()), _("Daftar dibatalkan.")
    )  # fmt: skip


@needs("disbursement.approve")
@require_POST
def override(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """Pay a blocked person all the same, with a reason."""
    by, reason = actor_of(request), request.POST.get("reason", "")
    batch_id = queries.batch_of_instruction(by.scope, instruction_id)
    return _act(
        request, batch_id, lambda: batches.override(instruction_id=instruction_id, reason=reason, by=by, at=now()), _("Putusan dicatat.")
    )  # fmt: skip


@needs("disbursement.send")
@require_POST
def hand_over(request: HttpRequest, pay_batch_id: int) -> HttpResponse:
    """The files were carried to the provider."""
    by, receipt = actor_of(request), request.POST.get("receipt", "")
    return _act(
        request, pay_batch_id,
        lambda: transmit.record_handed_over(batch_id=pay_batch_id, receipt=receipt, by=by, at=now()), _("Penyerahan dicatat."),
    )  # fmt: skip


@needs("disbursement.send")
@require_POST
def overdue(request: HttpRequest, pay_batch_id: int) -> HttpResponse:
    """No answer came: what is still sent becomes unknown."""
    by = actor_of(request)
    return _act(
        request, pay_batch_id, lambda: transmit.mark_unknown(batch_id=pay_batch_id, by=by, at=now()), _("Ditandai tanpa kepastian.")
    )  # fmt: skip


@needs("disbursement.send")
@step_up
@sensitive_post_parameters("passphrase", "passphrase_again")
@require_POST
def file(request: HttpRequest, pay_batch_id: int, part: int) -> HttpResponse:
    """A sealed file as it goes to the provider, with account numbers: recorded. With a passphrase, written twice, as encrypted zip."""
    by, passphrase = actor_of(request), request.POST.get("passphrase", "")
    queries.batch_row(by.scope, pay_batch_id)
    kept: BatchFile
    try:
        if passphrase != request.POST.get("passphrase_again", ""):
            raise problems.WEAK_PASSPHRASE(least=LEAST)
        kept, data = open_file(batch_id=pay_batch_id, part=part, by=by, at=now(), passphrase=passphrase)
    except Problem as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
        return redirect("disbursement:batch", pay_batch_id)
    return file_answer(data, f"{kept.file.name}.zip" if passphrase else kept.file.name, "application/octet-stream")

"""The quarantine desk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.evidence.field.actions.hold import set_aside
from pilar.evidence.field.desk_forms import ReasonForm
from pilar.evidence.field.queries import held as queries
from pilar.evidence.field.rules import REASONS
from pilar.foundation.accounts.doors import actor_of, needs


@needs("field.assign")
@require_GET
def list_all(request: HttpRequest) -> HttpResponse:
    """What was not accepted and waits, or was settled."""
    settled = request.GET.get("keadaan") == "selesai"
    page = queries.list_held(actor_of(request).scope, settled=settled, after=request.GET.get("after", ""))
    rows = [(one, _(REASONS[one.reason])) for one in page.rows]
    return render(request, "field/held.html", {"rows": rows, "after": page.after, "settled": settled})


@needs("field.assign")
def show(request: HttpRequest, held_id: int) -> HttpResponse:
    """One held post: why, whose, its files; setting it aside with a reason."""
    actor = actor_of(request)
    row = queries.get_held(actor.scope, held_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        set_aside(held_id=held_id, note=form.cleaned_data["alasan"], by=actor, at=now())
        messages.success(request, _("Dikesampingkan; isinya tetap disimpan."))
        return redirect("field:held")
    context = {"row": row, "reason": _(REASONS[row.reason]), "form": form}
    return render(request, "field/held_one.html", context, status=422 if form.errors else 200)

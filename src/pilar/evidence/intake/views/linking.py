"""Before a batch is published: who of its people is registered already? The answer is a list match of linkage."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilar.core.clock import now
from pilar.core.problems import Problem
from pilar.evidence.intake import queries
from pilar.evidence.intake.guess import guess_fields
from pilar.evidence.intake.kinds import kind_of
from pilar.evidence.intake.models import Batch
from pilar.evidence.intake.preview import read_head
from pilar.evidence.linkage import list_jobs
from pilar.foundation.accounts.doors import actor_of, needs

ROLES = {
    "national_id": ("nik",),
    "family_id": ("kk",),
    "name": ("name", "head_name"),
    "sex": ("sex",),
    "birth_date": ("birth_date",),
    "birth_place": ("birth_place",),
    "mother_name": ("mother_name",),
    "phone": ("phone",),
    "address": ("address",),
    "rt": ("rt",),
    "rw": ("rw",),
    "area": ("village_code", "village_name"),
}
"""Fields of linkage → fields of a kind of content that say it, the better first."""


@needs("linkage.run")
@require_POST
def match_with_register(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Ask for the match of the batch's file, with the columns as the batch reads them."""
    actor = actor_of(request)
    batch = queries.get_batch(actor.scope, batch_id)
    try:
        run_id = list_jobs.request_list(
            file=batch.file, file_name=batch.file_name, mapping=_mapping(batch), batch_id=batch.pk, by=actor, at=now()
        )
    except Problem as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
        return redirect("intake:batch", batch_id)
    messages.success(request, _("Isi kiriman sedang dipadankan dengan register."))
    return redirect("linkage:run", run_id)


def _mapping(batch: Batch) -> dict[str, str]:
    """Field of linkage → heading; a doubled heading counts by its first column."""
    kind = kind_of(batch.kind)
    head = read_head(batch.file, batch.file_name, kind)
    if batch.mapping:
        columns = {key: text.split("@")[0] for key, text in batch.mapping.items() if text}
    else:
        guessed = guess_fields(head.headings, head.rows, kind.fields)
        columns = {key: head.headings[place] for place, key in enumerate(guessed) if key}
    found = {role: next((columns[key] for key in keys if key in columns), "") for role, keys in ROLES.items()}
    return {role: heading for role, heading in found.items() if heading}

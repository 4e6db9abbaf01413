"""Data tasks: which families wait for which facts; stating a fact that the register's form does not ask."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.ids import decode_id, encode_id
from pilar.core.ui.formats import angka
from pilar.decision.targeting.actions.tasks import state_fact
from pilar.decision.targeting.forms.facts import FactForm
from pilar.decision.targeting.queries import tasks as queries
from pilar.decision.targeting.queries.families import heads_of
from pilar.decision.targeting.queries.fields import field_label, present_catalogue
from pilar.decision.targeting.rules_engine.catalogue import Subject
from pilar.evidence.registry import queries as registry
from pilar.evidence.registry.views.looking import note_look
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import resolve

_MOST_LABELS = 4


@needs("registry.family.view")
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Families whose programmes stay undecided, by what is missing."""
    scope = actor_of(request).scope
    field = request.GET.get("isian", "")
    try:
        after = decode_id(request.GET.get("after", "0000000000000"))
    except ValueError:
        after = 0
    rows = list(queries.open_tasks(scope, field=field).filter(pk__gt=after).order_by("pk")[: queries.PAGE + 1])
    shown = rows[: queries.PAGE]
    catalogue = present_catalogue()
    heads, places = heads_of(scope, [one.family_id for one in shown]), resolve(scope, [one.wilayah for one in shown])
    lines = [
        {
            "task": one,
            "name": heads.get(one.family_id, "–"),
            "place": places[one.wilayah].path,
            "labels": [field_label(name, catalogue) for name in one.fields[:_MOST_LABELS]],
            "more": max(len(one.fields) - _MOST_LABELS, 0),
        }
        for one in shown
    ]
    count = queries.open_tasks(scope, field=field).count()
    context = {
        "lines": lines,
        "lead": _("%(n)s keluarga menunggu data. Tidak ada yang ditolak karenanya.") % {"n": angka(count)},
        "gaps": queries.field_gaps(scope),
        "field": field,
        "field_label": field_label(field, catalogue) if field else "",
        "after": encode_id(shown[-1].pk) if len(rows) > len(shown) else "",
        "may_edit": scope.can("registry.family.edit"),
    }
    return render(request, "targeting/tasks.html", context)


@needs("registry.family.edit")
def facts(request: HttpRequest, family_id: int) -> HttpResponse:
    """State a fact of a family or of a member; the newest date counts."""
    actor, at = actor_of(request), now()
    family = registry.get_family(actor.scope, family_id, today(at))
    note_look(request, "family", family_id, family.wilayah)
    fields = queries.statable_fields()
    options = [(one.name, one.label or one.name) for one in fields[Subject.FAMILY]]
    options += [
        (f"{one.name}@{encode_id(member.id)}", f"{member.name}: {one.label or one.name}")
        for member in family.members
        if member.alive
        for one in fields[Subject.MEMBER]
    ]
    kinds = {one.name: one.kind for declared in fields.values() for one in declared}
    form = FactForm(request.POST or None, options=options, kinds=kinds, initial={"per": today(at)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        name, _sign, person = given["isian"].partition("@")
        state_fact(
            family_id=family_id, person_id=decode_id(person) if person else None, field=name, value=given["value"],
            as_of=given["per"], source=given["sumber"], by=actor, at=at,
        )  # fmt: skip
        messages.success(request, _("Tercatat. Hasil kelayakan keluarga ini sudah memakai isian itu."))
        return redirect("targeting:family", family_id)
    crumbs = [
        (_("Keluarga"), reverse("registry:families")),
        (family.head_name or _("Tanpa nama"), reverse("registry:family", args=[family_id])),
        (_("Isian tambahan"), ""),
    ]
    context = {"form": form, "family": family, "crumbs": crumbs}
    return render(request, "targeting/facts.html", context, status=422 if form.errors else 200)

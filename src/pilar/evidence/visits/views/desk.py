"""The desk of field work: progress, distribution, one assignment, absences, back-checks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.doors import revision_sent
from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import NOT_FOUND
from pilar.core.ui.components.data import Fact, Happening
from pilar.core.ui.formats import tanggal
from pilar.evidence.registry.views.looking import note_look_through
from pilar.evidence.visits import actions, queries
from pilar.evidence.visits.forms import AbsenceForm, ReassignForm, SampleForm, TaskFilterForm
from pilar.evidence.visits.lists import KINDS, RESULTS, STATES, WORK_STATES
from pilar.evidence.visits.plan import eligible, plan_distribution, volunteers
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import name_path, resolve


@needs("field.assign")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """How far the work is, by kelurahan and by volunteer."""
    actor, day = actor_of(request), today(now())
    villages = queries.progress_by_village(actor.scope, "", day)
    names = resolve(actor.scope, {one.key for one in villages})
    people = queries.progress_by_volunteer(actor.scope, "", day)
    context = {
        "villages": [(names[one.key].title, one) for one in villages],
        "people": [(name, line, int(line.key)) for name, line in people],
        "waiting": sum(one.waiting for one in villages),
        "overdue": sum(one.overdue for one in villages),
        "reviews": queries.count_reviews(actor.scope),
    }
    return render(request, "visits/overview.html", context)


@needs("field.assign")
def distribute(request: HttpRequest) -> HttpResponse:
    """Preview of the distribution, then hand out exactly that."""
    actor, at = actor_of(request), now()
    if request.method == "POST":
        count = actions.distribute(area="", digest=request.POST.get("digest", ""), by=actor, at=at)
        messages.success(request, _("%(n)d kunjungan dibagikan.") % {"n": count})
        return redirect("visits:overview")
    plan = plan_distribution(actor.scope, "", today(at))
    held = {one.user_id: one for one in volunteers(today(at))}
    new: dict[int, int] = {}
    for _task, user in plan.pairs:
        new[user] = new.get(user, 0) + 1
    lines = sorted((held[user].name, held[user].load, count, held[user].load + count) for user, count in new.items())
    context = {"plan": plan, "lines": lines, "count": len(plan.pairs), "crumbs": _crumbs(_("Bagi kunjungan"))}
    return render(request, "visits/distribute.html", context)


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [(_("Kunjungan"), reverse("visits:overview")), (last, "")]


@needs("field.assign")
@require_GET
def list_tasks(request: HttpRequest) -> HttpResponse:
    """Assignments of my area."""
    actor, form = actor_of(request), TaskFilterForm(request.GET)
    state = form.cleaned_data["keadaan"] if form.is_valid() else ""
    found = queries.list_assignments(actor.scope, "", state=state, after=_after(request))
    shown, day = found[: queries.PAGE], today(now())
    names = resolve(actor.scope, {row.wilayah[:10] for row in shown})
    rows = [
        (
            row,
            names[row.wilayah[:10]].title,
            KINDS[row.kind].name,
            STATES[row.state],
            row.is_open and row.due_date < day,
        )
        for row in shown
    ]
    context = {
        "rows": rows, "form": form, "crumbs": _crumbs(_("Daftar kunjungan")),
        "after": encode_id(shown[-1].pk) if len(found) > len(shown) else "",
    }  # fmt: skip
    return render(request, "visits/tasks.html", context)


def _after(request: HttpRequest) -> int:
    try:
        return decode_id(request.GET.get("after", ""))
    except ValueError:
        return 0


@needs("field.assign")
def show_task(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One assignment: why, by whom, what happened; give it to another."""
    actor, at = actor_of(request), now()
    row = queries.get_assignment(actor.scope, visit_id)
    note_look_through(request, "visits.viewed", person_id=None, page=("family", row.family_id), wilayah=row.wilayah)
    first = row.checks.volunteer_id if row.checks else None
    people = [one for one in eligible(row.wilayah, today(at)) if one.user_id not in (row.volunteer_id, first)]
    form = ReassignForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.reassign(
            assignment_id=row.pk,
            user_id=int(given["petugas"]),
            reason=given["alasan"],
            by=actor,
            at=at,
            revision=revision_sent(request),
        )
        messages.success(request, _("Kunjungan dialihkan."))
        return redirect("visits:task", row.pk)
    facts = [
        Fact(_("Keluarga"), row.family.head_name), Fact(_("Alamat"), row.family.address or "–"),
        Fact(_("Wilayah"), name_path(actor.scope, row.wilayah)), Fact(_("Untuk apa"), KINDS[row.kind].name),
        Fact(_("Mengapa"), row.reason or "–"), Fact(_("Tenggat"), str(tanggal(row.due_date))),
        Fact(_("Petugas"), row.volunteer.get_full_name() if row.volunteer else _("Belum dibagi")),
        Fact(_("Kunjungan gagal yang dihitung"), str(row.failed_visits)),
    ]  # fmt: skip
    happenings = [
        Happening(STATES[one.state].name, one.at, by=one.by, detail=one.note, icon_name="arrow-right")
        for one in row.events.order_by("-at", "-pk")
    ]
    happenings += [
        Happening(RESULTS[one.result].name, one.visited_on, by=one.by, detail=one.note, icon_name="map-pin")
        for one in row.attempts.order_by("-visited_on", "-pk")
    ]
    happenings.append(Happening(_("Kunjungan diminta"), row.asked_at, by=row.asked_by, icon_name="flag"))
    context = {
        "row": row, "state": STATES[row.state], "facts": facts, "happenings": happenings, "form": form, "people": people,
        "may_move": row.state in ("baru", *WORK_STATES),
        "crumbs": [(_("Kunjungan"), reverse("visits:overview")), (_("Daftar kunjungan"), reverse("visits:tasks")), (row.family.head_name, "")],
    }  # fmt: skip
    return render(request, "visits/task.html", context, status=422 if form.errors else 200)


@needs("field.assign")
def absent(request: HttpRequest, user_id: int) -> HttpResponse:
    """A volunteer cannot go; what they hold is handed out anew."""
    actor, at = actor_of(request), now()
    line = next((one for one in volunteers(today(at)) if one.user_id == user_id and actor.scope.covers(one.area)), None)
    if line is None:
        raise NOT_FOUND()
    form = AbsenceForm(request.POST or None, initial={"mulai": today(at)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        count = actions.mark_absent(
            user_id=user_id,
            active_from=given["mulai"],
            active_to=given["sampai"],
            reason=given["alasan"],
            by=actor,
            at=at,
        )
        messages.success(request, _("Tercatat. %(n)d kunjungan kembali ke daftar yang belum dibagi.") % {"n": count})
        return redirect("visits:overview")
    context = {"form": form, "line": line, "crumbs": _crumbs(_("Petugas berhalangan"))}
    return render(request, "visits/absent.html", context, status=422 if form.errors else 200)


@needs("field.assign")
def back_checks(request: HttpRequest) -> HttpResponse:
    """Draw finished visits to be visited again, and how far earlier ones agreed."""
    actor = actor_of(request)
    form = SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        count = actions.draw_back_checks(area="", size=given["jumlah"], seed=given["benih"], by=actor, at=now())
        messages.success(request, _("%(n)d kunjungan ulang dibagikan kepada petugas lain.") % {"n": count})
        return redirect("visits:back-checks")
    context = {"form": form, "found": queries.agreement(actor.scope), "crumbs": _crumbs(_("Kunjungan ulang acak"))}
    return render(request, "visits/back_checks.html", context, status=422 if form.errors else 200)


@needs("field.assign")
@require_POST
def fetch(request: HttpRequest) -> HttpResponse:
    """Take in now what arrived from the field; otherwise it happens every hour."""
    from pilar.evidence.visits.arrivals import receive

    count = receive(by=actor_of(request), at=now())
    messages.success(request, _("%(n)d hasil kunjungan baru.") % {"n": count})
    return redirect("visits:reviews")

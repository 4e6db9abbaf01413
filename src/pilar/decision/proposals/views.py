"""Pages of usulan and of the desk check (praverifikasi)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilar.core.clock import now
from pilar.core.doors import actor_of, needs
from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.ui.components.data import Fact, Happening
from pilar.core.ui.formats import angka, tanggal
from pilar.decision.proposals import actions, queries
from pilar.decision.proposals.actions import Proposed
from pilar.decision.proposals.forms import StepForm, UsulForm, UsulFilterForm
from pilar.decision.proposals.lifecycle import STATES_BY_CODE
from pilar.decision.proposals.papers import bnba_paper
from pilar.decision.screening.requests import request_desk_check
from pilar.evidence.registry.queries.people import person_row
from pilar.foundation.wilayah.queries import resolve


def _cursor(text: str) -> int:
    try:
        return decode_id(text) if text else 0
    except ValueError:
        return 0


@needs("proposals.view")
@require_GET
def list_usul(request: HttpRequest) -> HttpResponse:
    """Usulan of my area; every filter stands in the address."""
    scope = actor_of(request).scope
    form = UsulFilterForm(request.GET, scope=scope)
    asked = form.asked()
    lines, following = queries.list_usul(scope, asked, after=_cursor(request.GET.get("after", "")))
    context = {
        "form": form,
        "lines": lines,
        "after": encode_id(following) if following else "",
        "count": angka(queries.count_usul(scope, asked)),
        "may_create": scope.can("proposals.create"),
    }
    return render(request, "proposals/list.html", context)


@needs("proposals.view")
@require_GET
def show_usul(request: HttpRequest, usul_id: int) -> HttpResponse:
    """A usulan: facts, findings with their next action, papers, what happened."""
    page = queries.get_usul(actor_of(request).scope, usul_id)
    row = page.line.row
    facts = [
        Fact(_("Jenis"), page.line.kind),
        Fact(_("Keadaan"), page.line.state, source=page.told),
        Fact(_("NIK"), page.line.nik_masked or _("belum ada")),
        Fact(_("Nomor KK"), page.kk_masked or _("belum ada")),
        Fact(_("Tanggal lahir"), tanggal(row.birth_date) if row.birth_date else "–"),
        Fact(_("Alamat"), row.address or "–"),
        Fact(_("Wilayah"), page.line.place),
        Fact(_("Kanal"), page.channel),
        Fact(_("Alasan usulan"), row.rationale or row.note or "–"),
    ]
    context = {"page": page, "row": row, "facts": facts, "happenings": _happenings(page), "step_form": StepForm()}
    return render(request, "proposals/usul.html", context)


def _happenings(page: queries.UsulPage) -> list[Happening]:
    steps = [
        (step.at, Happening(STATES_BY_CODE[step.target_state].name_id, step.at, by=step.by, detail=step.reason))
        for step in page.transitions
    ]
    joined = [
        (one.at, Happening(_("Diusulkan lagi, digabung"), one.at, by=one.by, detail=one.rationale or one.note))
        for one in page.contributions
    ]
    return [happening for _at, happening in sorted(steps + joined, key=lambda pair: pair[0], reverse=True)]


@needs("proposals.create")
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """A new usulan: for a registered person (?orang=) or for somebody typed here."""
    actor = actor_of(request)
    pid = _cursor(request.GET.get("orang", ""))
    person = person_row(actor.scope, pid) if pid else None
    form = UsulForm(request.POST or None, scope=actor.scope, fixed=person is not None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.propose(new=_proposed(data, person), by=actor, at=now())
        except Problem as problem:
            form.add_error(None, f"{problem.sentence} {problem.advice}")
        else:
            text = _("Digabung dengan usulan yang masih terbuka.") if made.joined else _("Usulan tersimpan.")
            messages.success(request, text, extra_tags="draft:usul-baru")
            return HttpResponseRedirect(reverse("proposals:usul", args=[made.usul_id]))
    context = {"form": form, "person": person}
    return render(request, "proposals/propose.html", context, status=422 if form.errors else 200)


def _proposed(data: dict[str, Any], person: Any) -> Proposed:
    common: dict[str, Any] = {key: data.get(key) or "" for key in ("kind", "programme", "reason", "rationale", "channel")}
    if person is not None:
        return Proposed(wilayah=person.wilayah, person_id=person.pk, **common)
    return Proposed(
        wilayah=data["wilayah"], name=data["name"], nik=data["nik"], kk=data["kk"], birth_date=data["birth_date"],
        sex=int(data["sex"]) if data["sex"] else None, address=data["address"], **common,
    )  # fmt: skip


@needs("proposals.view")
@require_POST
def step(request: HttpRequest, usul_id: int) -> HttpResponse:
    """Take one of the offered steps."""
    form = StepForm(request.POST)
    form.is_valid()
    target = request.POST.get("target", "")
    if target not in STATES_BY_CODE:
        raise NOT_FOUND()
    revision = request.POST.get("revision", "")
    actions.step(
        usul_id=usul_id, target=target, reason=form.cleaned_data.get("reason", ""), by=actor_of(request), at=now(),
        revision=int(revision) if revision.isdigit() else None,
    )  # fmt: skip
    messages.success(request, _("Tersimpan: %(state)s.") % {"state": STATES_BY_CODE[target].name_id})
    return HttpResponseRedirect(reverse("proposals:usul", args=[usul_id]))


@needs("proposals.view")
@require_GET
def desk_overview(request: HttpRequest) -> HttpResponse:
    """The desk check of all kelurahan: which are ready for the musyawarah, which are held up."""
    scope = actor_of(request).scope
    lines = queries.village_overview(scope)
    totals = {key: sum(getattr(line, key) for line in lines) for key in ("total", "errors", "warnings", "clean", "unchecked")}
    context = {"lines": lines, "totals": totals, "may_run": scope.can("screening.run")}
    return render(request, "proposals/desk_overview.html", context)


@needs("proposals.view")
@require_GET
def desk_village(request: HttpRequest, code: str) -> HttpResponse:
    """The draft BNBA of one kelurahan with its findings, severity first."""
    scope = actor_of(request).scope
    lines = _desk(request, code)
    order = {"error": 0, "warning": 1, "info": 2, "": 3}
    lines.sort(key=lambda line: order[line.worst])
    context = {
        "lines": lines, "code": code, "name": resolve(scope, [code])[code].path,
        "held": sum(line.worst == "error" for line in lines), "warned": sum(line.worst == "warning" for line in lines),
        "clean": sum(line.worst in {"", "info"} for line in lines), "may_run": scope.can("screening.run"),
        "may_export": scope.can("export.named"),
    }  # fmt: skip
    return render(request, "proposals/desk_village.html", context)


def _desk(request: HttpRequest, code: str) -> list[queries.UsulLine]:
    if len(code) != 10 or not code.isdigit() or not actor_of(request).scope.covers(code):
        raise NOT_FOUND()
    return queries.desk_lines(actor_of(request).scope, code)


@needs("screening.run")
@require_POST
def run_check(request: HttpRequest) -> HttpResponse:
    """Have the desk check done again for an area of mine."""
    actor = actor_of(request)
    area = request.POST.get("area", "") or (actor.scope.prefixes[0] if actor.scope.prefixes else "")
    if not area or not actor.scope.covers(area):
        raise NOT_FOUND()
    request_desk_check(area=area, by=actor, cause="layar")
    messages.success(request, _("Pemeriksaan diminta. Hasilnya muncul di sini sebentar lagi."))
    target = reverse("proposals:desk", args=[area]) if len(area) == 10 else reverse("proposals:desks")
    return HttpResponseRedirect(target)


@needs("export.named")
@require_GET
def desk_paper(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The draft BNBA as PDF or XLSX, with masked numbers. The export is audited."""
    lines = _desk(request, code)
    address = request.build_absolute_uri(reverse("proposals:desk", args=[code]))
    name, kind, content = bnba_paper(lines, code=code, form=form, address=address, by=actor_of(request), at=now())
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

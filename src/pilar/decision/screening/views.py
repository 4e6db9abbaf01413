"""Pages of flags: the list, one flag, its steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.doors import revision_sent
from pilar.core.ids import decode_id, encode_id
from pilar.core.ui.components.data import Fact, Happening
from pilar.core.ui.formats import rupiah, tanggal
from pilar.decision.screening import actions, queries
from pilar.decision.screening.forms import FlagFilterForm, FlagStepForm
from pilar.evidence.registry.views.looking import note_look_through
from pilar.evidence.visits.actions import ask_visit
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today

DETAIL_WORDS = {
    "number": "Nomor", "event_date": "Tanggal kejadian", "unit": "Unit/perusahaan", "position": "Jabatan/jenis", "amount": "Upah",
    "remark": "Keterangan", "area": "Wilayah pada daftar",
}  # fmt: skip


@needs("screening.view")
@require_GET
def list_flags(request: HttpRequest) -> HttpResponse:
    """Flags of my area, soonest due first."""
    actor, form = actor_of(request), FlagFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    state = given.get("keadaan") or "terbuka"
    asked = queries.FlagFilter(
        state="" if state == "semua" else state,
        check_list=given.get("daftar", ""),
        concerned=bool(given.get("penerima")),
    )
    day = today(now())
    try:
        after = decode_id(request.GET.get("after", ""))
    except ValueError:
        after = 0
    found = queries.list_flags(actor.scope, asked, day, after=after)
    shown = found[: queries.PAGE]
    context = {
        "form": form,
        "rows": shown,
        "total": queries.count_flags(actor.scope, asked),
        "may_write": actor.scope.can("screening.clarify") and any(len(code) == 4 for code in actor.scope.prefixes),
        "after": encode_id(shown[-1].id) if len(found) > len(shown) else "",
    }
    return render(request, "screening/flags.html", context)


@needs("screening.view")
@require_GET
def show_flag(request: HttpRequest, flag_id: int) -> HttpResponse:
    """One flag: what the list says beside what the register says, what may be done, what happened."""
    actor = actor_of(request)
    page = queries.get_flag(actor.scope, flag_id, today(now()), by=actor)
    row = page.row
    _note_look(request, row)
    facts = [
        Fact(_("Alasan yang ditanyakan"), page.reason_label),
        Fact(_("Sumber"), page.line.list_label, source=f"{row.source_label}, {tanggal(row.as_of)}"),
        Fact(_("Nama pada daftar"), row.listed_name),
        Fact(_("Nama dalam data"), row.person.name),
        Fact(_("Dicocokkan dengan"), page.line.basis),
        Fact(_("Kemiripan nama"), f"{row.name_similarity}%"),
        Fact(_("Tenggat klarifikasi"), str(tanggal(row.due_date))),
        Fact(_("Wilayah"), page.line.place),
    ]
    entries = [
        (
            entry["entry__name"],
            str(tanggal(entry["entry__as_of"])),
            entry["entry__row"],
            _detail(entry["entry__detail"]),
        )
        for entry in page.entries
    ]
    happenings = [
        Happening(
            queries.FLAG_STATES_BY_CODE[one.target_state].name,
            one.at,
            by=one.by,
            detail=one.reason,
            icon_name="arrow-right",
        )
        for one in page.events
    ]
    happenings.append(Happening(_("Tanda muncul dari %s") % page.line.list_label, row.raised_at, icon_name="flag"))
    context = {
        "page": page,
        "facts": facts,
        "entries": entries,
        "happenings": happenings,
        "may_ask_visit": row.is_open and row.family_id is not None and actor.scope.can("screening.clarify"),
        "crumbs": [(_("Tanda pemeriksaan"), reverse("screening:flags")), (row.person.name, "")],
    }
    return render(request, "screening/flag.html", context)


def _note_look(request: HttpRequest, row: Any) -> None:
    """Every page of one flag names a person: who looked stands in the audit chain."""
    page = ("flag", row.pk)
    note_look_through(request, "screening.flag.viewed", person_id=row.person_id, page=page, wilayah=row.wilayah)


def _detail(detail: dict[str, object]) -> str:
    parts = [
        f"{_(DETAIL_WORDS[key])}: {_detail_word(key, str(value))}"
        for key, value in detail.items()
        if key in DETAIL_WORDS
    ]
    return "; ".join(parts)


def _detail_word(key: str, value: str) -> str:
    if key == "amount":
        return str(rupiah(int(value)))
    return str(tanggal(date.fromisoformat(value))) if key == "event_date" else value


@needs("screening.clarify", "screening.decide")
def step_flag(request: HttpRequest, flag_id: int, target: str) -> HttpResponse:
    """Ask for what a step needs, then take it."""
    actor, at = actor_of(request), now()
    page = queries.get_flag(actor.scope, flag_id, today(at), by=actor)
    _note_look(request, page.row)
    step = next((one for one in page.steps if one[0] == target), None)
    if step is None:
        messages.warning(request, page.blocked or _("Langkah itu tidak tersedia lagi untuk tanda ini."))
        return redirect("screening:flag", flag_id)
    form = FlagStepForm(request.POST or None, request.FILES or None, needs=step[2], initial={"due": page.row.due_date})
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data.get("file")
        actions.take_step(
            flag_id=flag_id, target=target, reason=form.cleaned_data["reason"], due=form.cleaned_data.get("due"),
            file=upload.keeper.keep(by=actor, at=at) if upload else None, by=actor, at=at, revision=revision_sent(request),
        )  # fmt: skip
        messages.success(request, _("Tercatat: %s.") % queries.FLAG_STATES_BY_CODE[target].name)
        return redirect("screening:flag", flag_id)
    crumbs = [
        (_("Tanda pemeriksaan"), reverse("screening:flags")),
        (page.row.person.name, reverse("screening:flag", args=[flag_id])),
        (step[1], ""),
    ]
    return render(
        request,
        "screening/step.html",
        {"form": form, "page": page, "verb": step[1], "crumbs": crumbs},
        status=422 if form.errors else 200,
    )


@needs("screening.clarify")
@require_POST
def ask_flag_visit(request: HttpRequest, flag_id: int) -> HttpResponse:
    """Somebody looks at the family of an open flag; asking twice is one visit."""
    actor, at = actor_of(request), now()
    row = queries.get_flag(actor.scope, flag_id, today(at)).row
    _note_look(request, row)
    if not row.is_open or row.family_id is None:
        messages.warning(request, _("Tanda ini sudah selesai atau orangnya tidak terdaftar dalam keluarga."))
        return redirect("screening:flag", flag_id)
    ask_visit(
        by=actor, at=at, kind="klarifikasi_tanda", family_id=row.family_id, reason=queries.REASONS_BY_CODE[row.reason].name,
        source=("screening.flag", row.pk), due=max(row.due_date, today(at)),
    )  # fmt: skip
    messages.success(request, _("Kunjungan diminta. Pembagi tugas lapangan akan menyerahkannya kepada petugas."))
    return redirect("screening:flag", flag_id)

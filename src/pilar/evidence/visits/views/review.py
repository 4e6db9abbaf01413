"""Pages of review: what waits, one record beside the register, the acts on it, clean ones at once."""

from __future__ import annotations

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
from pilar.core.problems import NOT_FOUND
from pilar.core.ui.components.data import Fact
from pilar.core.ui.formats import angka, tanggal
from pilar.evidence.field.queries.submissions import attachment_bytes
from pilar.evidence.field.rules import FLAGS
from pilar.evidence.registry.views.looking import note_look_through
from pilar.evidence.visits import queries
from pilar.evidence.visits import review as acts
from pilar.evidence.visits.forms import NoteForm, ReviewFilterForm
from pilar.evidence.visits.lists import KINDS, REVIEW_STATES, SIGNALS
from pilar.evidence.visits.models import Review
from pilar.evidence.visits.signals import signals
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.wilayah.queries import name_path, resolve

IMAGES = ("image/jpeg", "image/png", "image/webp")


@needs("field.assign")
@require_GET
def list_reviews(request: HttpRequest) -> HttpResponse:
    """Records of my area, oldest first, with their signals."""
    actor, form, at = actor_of(request), ReviewFilterForm(request.GET), now()
    state = (form.cleaned_data["keadaan"] if form.is_valid() else "") or "menunggu"
    try:
        after = decode_id(request.GET.get("after", ""))
    except ValueError:
        after = 0
    found = queries.list_reviews(actor.scope, state="" if state == "semua" else state, after=after)
    shown, marked = found[: queries.PAGE], signals(actor.scope, at)
    names = resolve(actor.scope, {row.wilayah[:10] for row in shown})
    rows = [
        (
            row,
            names[row.wilayah[:10]].title,
            REVIEW_STATES[row.state],
            [SIGNALS[code].name for code in marked.get(row.pk, ())],
        )
        for row in shown
    ]
    context = {
        "rows": rows, "form": form, "crumbs": _crumbs(),
        "clean": len(queries.clean_reviews(actor.scope, "", actor.username, marked)),
        "after": encode_id(shown[-1].pk) if len(found) > len(shown) else "",
    }  # fmt: skip
    return render(request, "visits/reviews.html", context)


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    first = (_("Kunjungan"), reverse("visits:overview"))
    return [first, (_("Hasil kunjungan"), reverse("visits:reviews") if last else ""), *last]


@needs("field.assign")
@require_GET
def show_review(request: HttpRequest, review_id: int) -> HttpResponse:
    """One record beside the register: differences, photos, place, flags and signals."""
    actor = actor_of(request)
    row = queries.get_review(actor.scope, review_id)
    _look(request, row)
    hidden = queries.answers_hidden(actor.scope, row)
    lines = [] if hidden else queries.change_lines(queries.changes_of(actor.scope, row))
    name = row.family.head_name if row.family else row.instance_id
    context = {
        "row": row, "name": name, "state": REVIEW_STATES[row.state], "facts": _facts(request, row), "hidden": hidden,
        "different": [one for one in lines if one.choice != "sama"], "same": [one for one in lines if one.choice == "sama"],
        "photos": [] if hidden else _photos(request, row),
        "flags": [_(FLAGS[code]) for code in row.flags if code in FLAGS],
        "marks": [SIGNALS[code] for code in signals(actor.scope, now()).get(row.pk, ())],
        "open": row.state == "menunggu" and row.username != actor.username, "own": row.username == actor.username,
        "form": NoteForm(), "crumbs": _crumbs((name, "")),
    }  # fmt: skip
    return render(request, "visits/review.html", context)


def _look(request: HttpRequest, row: Review) -> None:
    page = ("family", row.family_id) if row.family_id else ("review", row.pk)
    note_look_through(request, "visits.review.viewed", person_id=None, page=page, wilayah=row.wilayah)


def _facts(request: HttpRequest, row: Review) -> list[Fact]:
    place = name_path(actor_of(request).scope, row.wilayah)
    point = (
        f"{row.latitude:.5f}, {row.longitude:.5f}"
        if row.latitude is not None and row.longitude is not None
        else _("Tidak ada")
    )
    minutes = (
        _("%(n)s menit") % {"n": angka(round(row.seconds / 60, 1), 1)}
        if row.seconds is not None
        else _("Tidak diketahui")
    )
    return [
        Fact(_("Untuk apa"), KINDS[row.assignment.kind].name if row.assignment else _("Tanpa penugasan")),
        Fact(_("Petugas"), row.username), Fact(_("Dikunjungi"), str(tanggal(row.visited_on))), Fact(_("Lama pengisian"), minutes),
        Fact(_("Wilayah"), place), Fact(_("Titik GPS"), point),
    ]  # fmt: skip


def _photos(request: HttpRequest, row: Review) -> list[tuple[str, str]]:
    files = queries.answers_of(actor_of(request).scope, row).files
    return [
        (one.name, reverse("visits:photo", args=[row.pk, one.pk]))
        for one in files
        if one.sha256 and one.media_type in IMAGES
    ]


@needs("field.assign")
@require_GET
def photo(request: HttpRequest, review_id: int, attachment_id: int) -> HttpResponse:
    """One photo of a record, never kept by the browser. Raises UMUM-404 for files of other records."""
    actor = actor_of(request)
    row = queries.get_review(actor.scope, review_id)
    if attachment_id not in {one.pk for one in queries.answers_of(actor.scope, row).files}:
        raise NOT_FOUND()
    _look(request, row)
    file, data = attachment_bytes(actor.scope, attachment_id)
    if file.media_type not in IMAGES:
        raise NOT_FOUND()
    return HttpResponse(
        data, content_type=file.media_type, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    )


@needs("field.assign")
@require_POST
def judge(request: HttpRequest, review_id: int) -> HttpResponse:
    """Accept the chosen facts, return with a note, or reject with a reason."""
    actor, at, act = actor_of(request), now(), request.POST.get("act", "")
    row = queries.get_review(actor.scope, review_id)
    common: dict[str, Any] = {"review_id": row.pk, "revision": revision_sent(request), "by": actor, "at": at}
    if act == "terima":
        state = acts.accept(keys=request.POST.getlist("isian"), **common)
        messages.success(request, _("Tercatat: %s.") % REVIEW_STATES[state].name)
    elif act == "kembalikan":
        acts.give_back(note=request.POST.get("catatan", ""), **common)
        messages.success(request, _("Dikembalikan. Catatan Anda muncul di aplikasi petugas."))
    elif act == "tolak":
        acts.reject(reason=request.POST.get("catatan", ""), **common)
        messages.success(request, _("Ditolak. Kirimannya tetap disimpan, tidak ada isian yang dipakai."))
    else:
        raise NOT_FOUND()
    return redirect("visits:reviews")


@needs("field.assign")
def accept_clean(request: HttpRequest) -> HttpResponse:
    """Preview of the clean records, then accept exactly those."""
    actor, at = actor_of(request), now()
    if request.method == "POST":
        given = request.POST.get("jumlah", "")
        count = int(given) if given.isdigit() and len(given) < 9 else -1
        accepted, refused = acts.accept_clean(area="", count=count, by=actor, at=at)
        words = _("%(n)d hasil diterima, %(m)d disisihkan untuk diperiksa satu per satu.")
        messages.success(request, words % {"n": accepted, "m": refused})
        return redirect("visits:reviews")
    count = len(queries.clean_reviews(actor.scope, "", actor.username, signals(actor.scope, at)))
    context = {"count": count, "most": acts.BULK_MOST, "crumbs": _crumbs((_("Terima yang bersih"), ""))}
    return render(request, "visits/accept_clean.html", context)

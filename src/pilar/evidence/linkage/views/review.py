"""The review queue: one pair a page, decided by a key or a button; the second person; visits; the last decision taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pilar.config import config
from pilar.core.clock import now
from pilar.core.ids import decode_id, encode_id
from pilar.core.jobs.rules import office_zone
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.scope import Actor
from pilar.core.ui.components.data import ActiveFilter, address_with
from pilar.evidence.linkage.actions import review as actions
from pilar.evidence.linkage.models.pairs import BANDS
from pilar.evidence.linkage.queries import review as reads
from pilar.evidence.registry.actions import record_look
from pilar.evidence.registry.rules import PURPOSES
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.wilayah.queries import name_path

KIND_WORDS = {"orang": gettext_lazy("Orang"), "keluarga": gettext_lazy("Keluarga")}
FAMILY_KINDS = {
    "ganda": gettext_lazy("Satu keluarga tercatat pada dua kartu."),
    "pecah": gettext_lazy("Satu kartu tampaknya pecah menjadi dua."),
    "gabung": gettext_lazy("Dua kartu tampaknya bergabung menjadi satu."),
}
_ANSWERED = ("PDN-020", "UMUM-409")
"""Somebody else was faster: go on to the next pair."""


@needs("linkage.review")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The next pair of the filtered queue, or that nothing waits."""
    actor, asked = actor_of(request), _asked(request)
    after = _cursor(request)
    number = reads.next_pair(actor.scope, asked, after)
    if number is None and after is not None:
        number = reads.next_pair(actor.scope, asked)
        if number is not None:
            messages.info(request, _("Akhir antrean; kembali ke pasangan pertama yang dilewati."))
    context = _frame(request, actor, asked)
    if number is None:
        return render(request, "linkage/review_empty.html", context)
    return _show(request, actor, number, context)


@needs("linkage.review")
@require_GET
def pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """One pair, open or decided."""
    actor = actor_of(request)
    return _show(request, actor, pair_id, _frame(request, actor, _asked(request)))


@needs("linkage.review")
@require_POST
def decide(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Same, not the same, visit; then the next pair at once."""
    verdict = request.POST.get("putusan", "")
    try:
        actions.decide(
            pair_id=pair_id, verdict=verdict, fingerprint=request.POST.get("bukti", ""), kept_id=_chosen(request),
            reason=request.POST.get("catatan", ""), by=actor_of(request), at=now(),
        )  # fmt: skip
    except Problem as problem:
        if problem.code not in _ANSWERED and not problem.code.startswith("REG-"):
            raise
        messages.warning(request, f"{problem.sentence} {problem.advice}")
        if problem.code.startswith("REG-"):
            return redirect(reverse("linkage:review-pair", args=[pair_id]) + _query(request))
    else:
        messages.success(request, _done(pair_id, verdict, actor_of(request)))
    return redirect(reverse("linkage:review") + _query(request))


@needs("linkage.review")
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one's own last decision and show that pair again."""
    actor = actor_of(request)
    last = reads.last_decision(actor.username)
    try:
        number = actions.undo_last(by=actor, at=now())
    except Problem as problem:
        if problem.code != "PDN-024" or last is None:
            raise
        messages.warning(request, f"{problem.sentence} {problem.advice}")
        return redirect("registry:merge-undo", last.merge_id)
    if number is None:
        messages.info(request, _("Tidak ada keputusan Anda dalam 24 jam terakhir yang dapat dibatalkan."))
        return redirect(reverse("linkage:review") + _query(request))
    messages.success(request, _("Keputusan terakhir Anda dibatalkan."))
    return redirect(reverse("linkage:review-pair", args=[number]) + _query(request))


@needs("linkage.review")
@require_GET
def second(request: HttpRequest) -> HttpResponse:
    """Proposals to merge recipients of aid that wait for a second person."""
    actor = actor_of(request)
    rows = reads.listed(actor.scope, reads.waiting_for_second(actor.scope))
    context = {
        "rows": [(row, row.decision.decided_by == actor.username) for row in rows],
        "crumbs": _crumbs(_("Menunggu orang kedua")),
    }
    return render(request, "linkage/review_second.html", context)


@needs("linkage.review")
@require_POST
def answer_second(request: HttpRequest, decision_id: int) -> HttpResponse:
    """The second person confirms or refuses."""
    who: dict[str, Any] = {"decision_id": decision_id, "by": actor_of(request), "at": now()}
    try:
        if request.POST.get("jawaban") == "sahkan":
            actions.confirm(**who)
            messages.success(request, _("Penggabungan disahkan dan dijalankan."))
        else:
            actions.refuse(reason=request.POST.get("alasan", ""), **who)
            messages.success(request, _("Usul tidak disahkan; pasangan kembali ke antrean."))
    except Problem as problem:
        if problem.code in ("UMUM-403", "UMUM-404"):
            raise
        messages.warning(request, f"{problem.sentence} {problem.advice}")
    return redirect("linkage:review-second")


@needs("linkage.review")
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """Pairs for which a visit was asked."""
    scope = actor_of(request).scope
    context = {"rows": reads.listed(scope, reads.visits(scope)), "crumbs": _crumbs(_("Minta kunjungan"))}
    return render(request, "linkage/review_visits.html", context)


@needs("linkage.review")
@require_POST
def visited(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Somebody visited: decide on the pair now."""
    number = actions.reopen_visited(decision_id=decision_id, by=actor_of(request), at=now())
    return redirect("linkage:review-pair", number)


def _show(request: HttpRequest, actor: Actor, pair_id: int, context: dict[str, Any]) -> HttpResponse:
    page = reads.get_pair(actor.scope, pair_id, _today())
    _note_looks(request, page, actor)
    context |= {
        "pair": page,
        "sides": [("1", page.left), ("2", page.right)],
        "open": page.state == "terbuka",
        "waiting": reads.decision_waiting(actor.scope, page.id),
        "band_words": dict(BANDS).get(page.band, page.band),
        "family_words": FAMILY_KINDS.get(page.family_kind, ""),
        "skip_url": _skip(request, pair_id),
    }
    return render(request, "linkage/review.html", context)


def _note_looks(request: HttpRequest, page: reads.PairPage, actor: Actor) -> None:
    """Both people were looked at, for the purpose of keeping the data right."""
    by = replace(actor, purpose=PURPOSES["pendataan"])
    for side in (page.left, page.right):
        record_look("person" if page.is_person else "family", side.id, side.wilayah, by=by, at=now())


def _frame(request: HttpRequest, actor: Actor, asked: reads.Asked) -> dict[str, Any]:
    """What every page of the queue shows: counts, filters, whether something can be taken back."""
    counts = reads.count_queue(actor.scope, asked, actor.username)
    shown = []
    if asked.area:
        shown.append(
            ActiveFilter(name_path(actor.scope, asked.area) or asked.area, address_with(request.GET, wilayah=None))
        )
    if asked.band:
        shown.append(ActiveFilter(str(dict(BANDS)[asked.band]), address_with(request.GET, pita=None)))
    if asked.kind:
        shown.append(ActiveFilter(str(KIND_WORDS[asked.kind]), address_with(request.GET, jenis=None)))
    return {
        "asked": asked,
        "counts": counts,
        "filters": shown,
        "bands": [each for each in BANDS if each[0] in reads.BANDS],
        "kinds": list(KIND_WORDS.items()),
        "query": _query(request),
        "last": reads.last_decision(actor.username),
        "crumbs": _crumbs(_("Tinjau pasangan")),
    }


def _asked(request: HttpRequest) -> reads.Asked:
    """The filter of the address; words that are none narrow nothing."""
    given = request.GET
    try:
        return reads.Asked(given.get("wilayah", ""), given.get("pita", ""), given.get("jenis", ""))
    except ValueError:
        return reads.Asked()


def _query(request: HttpRequest) -> str:
    """The filter, and behind which pair that was passed over the queue goes on."""
    kept = {key: request.GET[key] for key in ("wilayah", "pita", "jenis", "sesudah") if request.GET.get(key)}
    return f"?{urlencode(kept)}" if kept else ""


def _skip(request: HttpRequest, pair_id: int) -> str:
    kept = {key: request.GET[key] for key in ("wilayah", "pita", "jenis") if request.GET.get(key)}
    return f"{reverse('linkage:review')}?{urlencode(kept | {'sesudah': encode_id(pair_id)})}"


def _cursor(request: HttpRequest) -> int | None:
    try:
        return decode_id(request.GET["sesudah"]) if request.GET.get("sesudah") else None
    except ValueError:
        return None


def _chosen(request: HttpRequest) -> int | None:
    """The record that carries on, as the form says it. Raises UMUM-404 for what is no id."""
    try:
        return decode_id(request.POST["utama"]) if request.POST.get("utama") else None
    except ValueError as error:
        raise NOT_FOUND() from error


def _done(pair_id: int, verdict: str, actor: Actor) -> str:
    if verdict == actions.DIFFERENT:
        return _("Dicatat: bukan orang yang sama.")
    if verdict == actions.VISIT:
        return _("Dicatat: minta kunjungan.")
    if reads.decision_waiting(actor.scope, pair_id):
        return _("Diusulkan digabung; penerima bantuan menunggu orang kedua.")
    return _("Digabung.")


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [(_("Padanan"), reverse("linkage:home")), (here, "")]


def _today() -> date:
    return now().astimezone(office_zone(config().office)).date()

"""Pages of the local rank: overview, surveys, visits, one family's score, a musyawarah's order."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.config import config
from pilar.core.clock import now
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.scope import Actor
from pilar.core.ui.charts import Bar, bars
from pilar.core.ui.components.data import Fact
from pilar.core.ui.formats import angka, tanggal
from pilar.decision.targeting.actions import rank, rank_meeting, rank_scoring
from pilar.decision.targeting.forms.rank import BlendForm, SurveyForm, VisitFilterForm, VisitForm
from pilar.decision.targeting.models.rank import VISIT_RESULTS
from pilar.decision.targeting.queries import rank as queries
from pilar.decision.targeting.rank.features import FEATURES
from pilar.decision.targeting.rank_requests import request_fit, request_scores
from pilar.decision.targeting.rank_words import CARD_WORDS, RESULT_WORDS, SURVEY_WORDS, VISIT_WORDS
from pilar.evidence.registry.views.looking import note_look
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import name_path


def area_of(actor: Actor) -> str:
    """The area that scores are made for: the office's, when the actor covers it, else the actor's own."""
    office = config().office
    return office if actor.scope.covers(office) else (actor.scope.prefixes or ("",))[0]


@needs("targeting.view")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What is in force, how scores lie against BPS desil, and what waits."""
    actor = actor_of(request)
    scope, run = actor.scope, queries.current_run(actor.scope)
    context: dict[str, object] = {
        "card": queries.card_in_force(scope),
        "run": run,
        "cards": [(row, *CARD_WORDS[row.state]) for row in queries.list_cards(scope)],
        "surveys": [(row, *SURVEY_WORDS[row.state]) for row in queries.list_surveys(scope)],
        "visits": queries.count_visits(scope),
        "may_manage": scope.can("targeting.manage"),
    }
    if run is not None:
        against = queries.against_desil(scope, run)
        context["against"] = against
        compared = against["near"] + against["poorer"] + against["richer"]
        context["chart"] = bars(
            _("%(n)s dari %(all)s keluarga berbeda dua tingkat atau lebih dari desil BPS")
            % {"n": angka(against["poorer"] + against["richer"]), "all": angka(compared)},
            [
                Bar(_("Beda paling banyak satu"), against["near"]),
                Bar(_("Skor lebih miskin dua tingkat atau lebih"), against["poorer"]),
                Bar(_("Skor lebih mampu dua tingkat atau lebih"), against["richer"]),
                Bar(_("Tidak dapat dibandingkan"), against["incomparable"]),
            ],
            measure=_("Keluarga"),
            subject=_("Skor lokal terhadap desil BPS"),
            highlight=[_("Skor lebih miskin dua tingkat atau lebih")],
            note=_("Perbedaan adalah tugas kunjungan, bukan perubahan."),
        )
    return render(request, "targeting/rank/overview.html", context)


@needs("targeting.manage")
@require_POST
def score(request: HttpRequest) -> HttpResponse:
    """Ask for all families to be scored."""
    actor, at = actor_of(request), now()
    area = area_of(actor)
    run_id = rank_scoring.start_run(area=area, by=actor, at=at, day=today(at))
    return redirect("jobs:detail", job_id=request_scores(run_id=run_id, area=area, by=actor))


@needs("targeting.manage")
def new_survey(request: HttpRequest) -> HttpResponse:
    """Upload a survey and have a card fitted."""
    actor, at = actor_of(request), now()
    form = SurveyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given, area = form.cleaned_data, area_of(actor)
        try:
            survey = rank.receive_survey(
                wilayah=area,
                title=given["judul"],
                file=given["berkas"].keeper.keep(by=actor, at=at),
                as_of=given["tanggal"],
                columns={
                    "consumption": given["konsumsi"], "group": given["kelompok"], "area": given["wilayah"],
                    "weight": given["bobot"], "family_card": given["kk"],
                },
                questions=given["pertanyaan"],
                protected=[one.strip() for one in given["lindungi"].split(",") if one.strip()],
                synthetic=given["sintetis"],
                by=actor,
                at=at,
            )  # fmt: skip
        except Problem as refused:
            form.add_error("berkas", f"{refused.sentence} {refused.advice}")
        else:
            request_fit(survey_id=survey, area=area, by=actor)
            return redirect("targeting:survey", survey)
    features = [(one.key, one.label, ", ".join(one.needs)) for one in FEATURES]
    context = {"form": form, "features": features, "crumbs": _crumbs(_("Survei baru"))}
    return render(request, "targeting/rank/new_survey.html", context, status=422 if form.errors else 200)


@needs("targeting.view")
@require_GET
def survey(request: HttpRequest, survey_id: int) -> HttpResponse:
    """A survey: what it is, why it was refused, which cards came of it."""
    actor = actor_of(request)
    row = queries.get_survey(actor.scope, survey_id)
    word, tone = SURVEY_WORDS[row.state]
    facts = [
        Fact(_("Tanggal survei"), str(tanggal(row.as_of))),
        Fact(_("Berkas"), row.file.name),
        Fact(_("Rumah tangga yang dipakai"), angka(row.households) if row.state == "used" else "–"),
        Fact(_("Diunggah oleh"), row.by),
        Fact(_("Wilayah"), name_path(actor.scope, row.wilayah)),
    ]
    context = {
        "row": row,
        "word": word,
        "tone": tone,
        "facts": facts,
        "cards": [
            (card, *CARD_WORDS[card.state]) for card in queries.list_cards(actor.scope) if card.survey_id == row.pk
        ],
        "crumbs": _crumbs(row.title),
    }
    if row.state == "waiting":
        context["refresh_seconds"] = 5
    return render(request, "targeting/rank/survey.html", context)


@needs("registry.family.view")
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """Families somebody should look at, the most urgent first."""
    actor = actor_of(request)
    form = VisitFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    kind, closed = given.get("jenis", ""), given.get("keadaan") == "selesai"
    try:
        after = max(0, int(request.GET.get("after", "0")))
    except ValueError:
        after = 0
    found = queries.list_visits(
        actor.scope, kind=kind, closed=closed, poorer=given.get("arah") == "miskin", after=after
    )
    rows = found[: queries.PAGE]
    context = {
        "rows": [(row, VISIT_WORDS[row.kind], RESULT_WORDS.get(row.result, "")) for row in rows],
        "counts": queries.count_visits(actor.scope),
        "form": form,
        "closed": closed,
        "card": queries.card_in_force(actor.scope) if actor.scope.can("field.collect") else None,
        "after": str(after + queries.PAGE) if len(found) > queries.PAGE else "",
    }
    return render(request, "targeting/rank/visits.html", context)


@needs("registry.family.view")
def visit(request: HttpRequest, task_id: int) -> HttpResponse:
    """One visit: the reason, and what was found."""
    actor, at = actor_of(request), now()
    row = queries.get_visit(actor.scope, task_id)
    note_look(request, "family", row.family_id, row.wilayah)
    results = [(code, str(RESULT_WORDS[code])) for code in VISIT_RESULTS[:-1]]
    form = VisitForm(request.POST or None, results=results)
    may = any(actor.scope.can(one) for one in ("field.collect", "registry.family.edit", "targeting.manage"))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        rank.close_visit(task_id=task_id, result=given["hasil"], note=given["catatan"], by=actor, at=at)
        messages.success(request, _("Hasil kunjungan tercatat. Data keluarga tidak berubah karenanya."))
        return redirect("targeting:visits")
    facts = [
        Fact(_("Keluarga"), row.head),
        Fact(_("Tempat"), row.place),
        Fact(_("Mengapa dikunjungi"), row.reason),
        Fact(_("Dibuka"), str(tanggal(row.opened_at))),
    ]
    if not row.is_open:
        facts += [Fact(_("Hasil"), str(RESULT_WORDS[row.result])), Fact(_("Catatan"), row.note or "–")]
    context = {
        "row": row,
        "facts": facts,
        "form": form if row.is_open and may else None,
        "crumbs": [(_("Kunjungan"), reverse("targeting:visits")), (row.head, "")],
    }
    return render(request, "targeting/rank/visit.html", context, status=422 if form.errors else 200)


@needs("registry.family.view")
@require_GET
def family(request: HttpRequest, family_id: int) -> HttpResponse:
    """The score of a family, added up line by line."""
    actor, at = actor_of(request), now()
    found = queries.family_rank(actor.scope, family_id, at=at)
    if found is None:
        raise NOT_FOUND()
    score = found.score
    note_look(request, "family", family_id, score.family.wilayah)
    band = _("Persepuluhan %(tenth)s, mungkin %(low)s sampai %(high)s") % {
        "tenth": score.tenth, "low": score.low, "high": score.high,
    }  # fmt: skip
    facts = [
        Fact(_("Skor lokal"), angka(score.score), source=_("Kartu nomor %s") % found.card.number),
        Fact(_("Tempat dalam wilayah"), band),
        Fact(_("Desil BPS"), str(score.desil) if score.desil else _("belum ada"), source=_("dari DTSEN, tidak diubah")),
        Fact(_("Pertanyaan tanpa jawaban"), str(score.unknown)),
    ]
    context = {
        "found": found,
        "facts": facts,
        "changed": found.total != score.score,
        "crumbs": [
            (score.family.head_name or _("Tanpa nama"), reverse("registry:family", args=[family_id])),
            (_("Skor lokal"), ""),
        ],
    }
    return render(request, "targeting/rank/family.html", context)


@needs("deliberation.manage", "targeting.view")
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """The order of a musyawarah beside the score of a kelurahan's families."""
    actor, at = actor_of(request), now()
    day = today(at)
    if request.method == "POST":
        try:
            places, reasons = _typed_places(request)
            lines = rank_meeting.record_order(village=code, day=day, places=places, reasons=reasons, by=actor, at=at)
        except Problem as refused:
            messages.error(request, f"{refused.code}: {refused.sentence} {refused.advice}")
        else:
            waiting = sum(1 for line in lines if line.needs_reason)
            if waiting:
                messages.warning(
                    request,
                    _("%s perpindahan di atas batas menunggu alasan tertulis; dipotong di batas sampai ada.") % waiting,
                )
            else:
                messages.success(request, _("Urutan musyawarah tercatat."))
            return redirect("targeting:meeting", code)
    lines = queries.meeting_lines(actor.scope, code, day)
    weight, cap = queries.blend_setting(code, day)
    context = {
        "lines": lines,
        "place": name_path(actor.scope, code),
        "weight": weight,
        "cap": cap,
        "day": day,
        "may_order": actor.scope.can("deliberation.manage") or actor.scope.can("targeting.manage"),
        "crumbs": _crumbs(_("Musyawarah")),
    }
    return render(request, "targeting/rank/meeting.html", context)


def _typed_places(request: HttpRequest) -> tuple[dict[int, int], dict[int, str]]:
    """Places and reasons of the form, by family; an empty field leaves the family to its score."""
    from pilar.core.ids import decode_id
    from pilar.decision.targeting.problems_rank import BAD_PLACE

    places: dict[int, int] = {}
    reasons: dict[int, str] = {}
    for key, text in request.POST.items():
        if key.startswith("urut-") and str(text).strip():
            try:
                places[decode_id(key.removeprefix("urut-"))] = int(str(text).strip())
            except ValueError:
                raise BAD_PLACE(value=str(text)[:20]) from None
    for family in places:
        reasons[family] = str(request.POST.get(f"alasan-{_pid(family)}", ""))
    return places, reasons


def _pid(number: int) -> str:
    from pilar.core.ids import encode_id

    return encode_id(number)


@needs("targeting.view")
def blend(request: HttpRequest) -> HttpResponse:
    """Weight and cap of the musyawarah, by area and date."""
    actor, at = actor_of(request), now()
    weight, cap = queries.blend_setting(area_of(actor), today(at))
    form = BlendForm(request.POST or None, initial={"bobot": weight, "batas": cap, "mulai": today(at)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        rank_meeting.set_blend(
            wilayah=area_of(actor), weight=given["bobot"], cap=given["batas"], valid_from=given["mulai"],
            basis=given["dasar"], by=actor, at=at,
        )  # fmt: skip
        messages.success(request, _("Bobot dan batas tercatat."))
        return redirect("targeting:blend")
    context = {
        "form": form if actor.scope.can("targeting.manage") else None,
        "weight": weight,
        "cap": cap,
        "rows": queries.list_settings(actor.scope),
        "crumbs": _crumbs(_("Bobot musyawarah")),
    }
    return render(request, "targeting/rank/blend.html", context, status=422 if form.errors else 200)


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [(_("Skor lokal"), reverse("targeting:rank")), (last, "")]

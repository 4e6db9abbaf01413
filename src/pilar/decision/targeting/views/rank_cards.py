"""Pages of one card: the card itself, its report, publishing, papers, and the adaptive interview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.documents import file_name
from pilar.core.ui.charts import Bar, Chart, Series, bars, line
from pilar.core.ui.components.data import Fact
from pilar.core.ui.formats import angka, persen, tanggal
from pilar.decision.targeting.actions import rank
from pilar.decision.targeting.documents.rank import card_pdf, report_pdf
from pilar.decision.targeting.forms.rank import AnswerForm, InterviewForm, NoteForm, PublishForm
from pilar.decision.targeting.models import CardVersion
from pilar.decision.targeting.queries import rank as queries
from pilar.decision.targeting.rank.card import NOTICE, Card, card_of
from pilar.decision.targeting.rank.features import BY_KEY, label_of
from pilar.decision.targeting.rank_words import CARD_WORDS
from pilar.foundation.accounts.doors import actor_of, needs, step_up
from pilar.foundation.wilayah.queries import resolve

QUOTAS = (10, 20, 30, 40)
RISKS = (5, 10, 20, 50)


def _card(row: CardVersion) -> Card:
    return card_of(row.card, f"kartu {row.number}")


@needs("targeting.view")
@require_GET
def card(request: HttpRequest, card_id: int) -> HttpResponse:
    """The card as printed, with what may be done with it."""
    actor = actor_of(request)
    row = queries.get_card(actor.scope, card_id)
    read, (word, tone) = _card(row), CARD_WORDS[row.state]
    last = {path: path.split("/")[-1] for path in read.areas}
    names = resolve(actor.scope, last.values())
    facts = [
        Fact(_("Survei"), row.survey.title, source=str(tanggal(row.survey.as_of))),
        Fact(_("Rumah tangga"), angka(row.report.get("households", 0))),
        Fact(_("Dibuat dari unggahan"), row.author),
        Fact(_("Diterbitkan oleh"), row.publisher or "–", source=row.note),
        Fact(_("Sidik kartu"), row.digest[:16]),
    ]
    may = row.state == "draft" and actor.scope.can("targeting.publish") and row.author != actor.username
    context = {
        "row": row,
        "word": word,
        "tone": tone,
        "facts": facts,
        "notice": NOTICE,
        "base": read.base,
        "lines": queries.card_lines(read),
        "corrections": [(item.name, label_of(item.question), item.points) for item in read.corrections],
        "areas": [(names[code].title, code, read.areas[path]) for path, code in sorted(last.items())],
        "cutoffs": list(enumerate(zip((*read.cutoffs, None), read.band, strict=True), start=1)),
        "may_publish": may,
        "crumbs": _crumbs(row, ""),
    }
    return render(request, "targeting/rank/card.html", context)


@needs("targeting.view")
@require_GET
def report(request: HttpRequest, card_id: int) -> HttpResponse:
    """How good the card is, in villages it had not seen."""
    row = queries.get_card(actor_of(request).scope, card_id)
    context = {
        "row": row,
        "headline": headline(row.report),
        "charts": charts(row.report),
        "groups": row.report.get("by_group", []),
        "notes": row.report.get("notes", []),
        "crumbs": _crumbs(row, _("Laporan")),
    }
    return render(request, "targeting/rank/report.html", context)


def headline(found: Mapping[str, object]) -> list[tuple[str, str, str, str]]:
    """(measure, value, low, high) of the figures for everybody."""
    held, intervals = found.get("held_out"), found.get("held_out_intervals")
    if not isinstance(held, dict) or not isinstance(intervals, dict):
        return []
    words = {
        "r2": _("R², bagian perbedaan konsumsi yang dijelaskan"),
        "auc30": _("AUC, peluang yang miskin mendapat skor lebih rendah"),
        "exclusion10": _("Galat eksklusi = inklusi, daftar 10 %"),
        "exclusion20": _("Galat eksklusi = inklusi, daftar 20 %"),
        "exclusion30": _("Galat eksklusi = inklusi, daftar 30 %"),
        "exclusion40": _("Galat eksklusi = inklusi, daftar 40 %"),
        "severe": _("Termiskin 10 % yang terlewat pada daftar 30 %"),
    }
    rows = []
    for key, label in words.items():
        low, high = intervals.get(key, (None, None))
        rows.append((label, angka(held.get(key), 3), angka(low, 3), angka(high, 3)))
    return rows


def charts(found: Mapping[str, object]) -> list[Chart]:
    """The curve of who is missed, and the groups."""
    made: list[Chart] = []
    curve, groups = found.get("curve"), found.get("by_group")
    if isinstance(curve, Sequence) and curve:
        at30 = next((error for share, error in curve if abs(share - 0.3) < 1e-9), curve[0][1])
        made.append(
            line(
                _("Daftar 30 %% melewatkan %(e)s dari yang termiskin 30 %%") % {"e": persen(at30)},
                tuple(persen(share, 0) for share, _error in curve),
                [Series(_("Galat eksklusi"), tuple(error for _share, error in curve))],
                measure=_("Galat eksklusi"),
                fmt=persen,
            )
        )
    if isinstance(groups, Sequence) and groups:
        worst = max(groups, key=lambda row: row["exclusion"])
        made.append(
            bars(
                _("%(g)s paling banyak terlewat") % {"g": str(worst["name"]).capitalize()},
                [Bar(row["name"], row["exclusion"]) for row in groups],
                measure=_("Galat eksklusi pada daftar 30 %"),
                subject=_("Kelompok"),
                highlight=[worst["name"]],
                fmt=persen,
            )
        )
        made.append(
            bars(
                _("Tempat dalam daftar dibanding jumlah miskinnya: 1 berarti sebanding"),
                [Bar(row["name"], row["reach"]) for row in groups],
                measure=_("Jangkauan"),
                subject=_("Kelompok"),
                reference=(_("sebanding"), 1.0),
                fmt=lambda value: angka(value, 2),
            )
        )
    return made


@needs("targeting.publish")
@step_up
def publish(request: HttpRequest, card_id: int) -> HttpResponse:
    """The second person's yes."""
    actor = actor_of(request)
    row = queries.get_card(actor.scope, card_id)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rank.publish_card(card_id=card_id, by=actor, at=now(), note=form.cleaned_data["catatan"])
        messages.success(request, _("Kartu berlaku. Hitung skor semua keluarga untuk memakainya."))
        return redirect("targeting:card", card_id)
    context = {"row": row, "form": form, "verb": _("Terbitkan kartu"), "crumbs": _crumbs(row, _("Terbitkan"))}
    return render(request, "targeting/rank/step.html", context, status=422 if form.errors else 200)


@needs("targeting.publish")
def drop(request: HttpRequest, card_id: int) -> HttpResponse:
    """Lay a draft aside."""
    actor = actor_of(request)
    row = queries.get_card(actor.scope, card_id)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rank.drop_card(card_id=card_id, by=actor, at=now(), note=form.cleaned_data["catatan"])
        messages.success(request, _("Rancangan disisihkan."))
        return redirect("targeting:rank")
    context = {"row": row, "form": form, "verb": _("Sisihkan rancangan"), "crumbs": _crumbs(row, _("Sisihkan"))}
    return render(request, "targeting/rank/step.html", context, status=422 if form.errors else 200)


@needs("targeting.view")
@require_GET
def card_paper(request: HttpRequest, card_id: int) -> HttpResponse:
    """The card as PDF."""
    row = queries.get_card(actor_of(request).scope, card_id)
    return _paper(card_pdf(row, queries.card_lines(_card(row)), at=now()), f"kartu {row.number}")


@needs("targeting.view")
@require_GET
def report_paper(request: HttpRequest, card_id: int) -> HttpResponse:
    """The report as PDF."""
    row = queries.get_card(actor_of(request).scope, card_id)
    return _paper(report_pdf(row, headline(row.report), at=now()), f"laporan kartu {row.number}")


def _paper(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{file_name("skor lokal", name, extension="pdf")}"'
    return answer


@needs("targeting.view", "field.collect")
def interview(request: HttpRequest, card_id: int) -> HttpResponse:
    """Question after question, until the decision can no longer change. Nothing is kept."""
    from pilar.decision.targeting.rank.plans import next_question

    scope = actor_of(request).scope
    row = queries.get_card(scope, card_id) if scope.can("targeting.view") else queries.card_in_force(scope)
    if row is None or row.pk != card_id:
        return redirect("targeting:visits")
    given = request.POST if request.method == "POST" else request.GET
    quota = _one_of(given.get("kuota"), QUOTAS, 30)
    risk = _one_of(given.get("risiko"), RISKS, 10)
    area = "".join(sign for sign in str(given.get("wilayah", "")) if sign.isdigit())[:10]
    area = area or (scope.prefixes[0] if scope.prefixes else "")
    answers = _answers(request)
    path = [area[:4], f"{area[:4]}/{area[:6]}"]
    planned = row.interview[f"{quota}/{risk}"]
    form = _answer_form(request, answers)
    if form is not None and form.is_valid():
        text = str(form.cleaned_data["jawaban"]).strip()
        answers[str(request.POST["tanya"])] = None if text == "?" else float(text.replace(",", "."))
        form = None
    found = next_question(_card(row), planned, path, answers)
    if found.question and (form is None or not form.errors):
        form = AnswerForm(label=label_of(found.question), choices=_choices(found.question))
    context = {
        "row": row,
        "quota": quota,
        "risk": risk,
        "area": area,
        "mean_asked": planned["mean_asked"],
        "found": found,
        "form": form if found.question else None,
        "limits": InterviewForm(initial={"kuota": str(quota), "risiko": str(risk), "wilayah": area}),
        "answered": [
            (name, label_of(name), "?" if value is None else repr(value), queries.answer_word(name, value))
            for name, value in answers.items()
        ],
        "crumbs": _crumbs(row, _("Wawancara"))
        if scope.can("targeting.view")
        else [(_("Kunjungan"), reverse("targeting:visits")), (_("Wawancara"), "")],
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "targeting/rank/interview.html", context, status=422 if wrong else 200)


def _choices(question: str) -> list[tuple[str, str]]:
    feature = BY_KEY.get(question)
    return [(repr(value), word) for value, word in feature.choices] if feature else []


def _answer_form(request: HttpRequest, answers: Mapping[str, float | None]) -> AnswerForm | None:
    """The question just answered, None on the first page or after "next family"."""
    asked = str(request.POST.get("tanya", ""))
    if request.method != "POST" or "ulang" in request.POST or not asked or asked in answers:
        return None
    return AnswerForm(request.POST, label=label_of(asked), choices=_choices(asked))


def _answers(request: HttpRequest) -> dict[str, float | None]:
    """Answers of earlier pages, in the order asked; "?" is unknown."""
    if request.method != "POST" or "ulang" in request.POST:
        return {}
    found: dict[str, float | None] = {}
    for key, value in request.POST.items():
        if key.startswith("j-"):
            try:
                found[key[2:]] = None if value == "?" else float(str(value))
            except ValueError:
                continue  # not one of our own hidden fields: it is asked again
    return found


def _one_of(text: object, allowed: Sequence[int], default: int) -> int:
    return int(str(text)) if str(text).isdigit() and int(str(text)) in allowed else default


def _crumbs(row: CardVersion, last: str) -> list[tuple[str, str]]:
    name = _("Kartu nomor %s") % row.number
    start = [(_("Skor lokal"), reverse("targeting:rank"))]
    return [*start, (name, reverse("targeting:card", args=[row.pk])), (last, "")] if last else [*start, (name, "")]

"""Reason sheets: the programmes of a family, one programme in full, the resident's version, both on paper."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.config import config
from pilar.core.audit import actions as audit
from pilar.core.clock import now
from pilar.core.documents import file_name
from pilar.core.ids import encode_id
from pilar.core.problems import Problem
from pilar.decision.targeting import problems
from pilar.decision.targeting.documents import sheet as paper
from pilar.decision.targeting.objection import objection_steps, rights_sentence
from pilar.decision.targeting.queries.sheet import Sheet, family_outcomes, reason_sheet
from pilar.decision.targeting.words import CONDITION_WORDS, OUTCOME_TONES, OUTCOME_WORDS
from pilar.evidence.registry.views.looking import looking_actor, note_look
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today


def asked_day(request: HttpRequest, at: datetime) -> date:
    """`?tanggal=2026-03-01`, else today. Raises KET-012."""
    given = request.GET.get("tanggal", "")
    if not given:
        return today(at)
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise problems.BAD_DAY(day=given[:20]) from None


@needs("registry.family.view")
@require_GET
def family(request: HttpRequest, family_id: int) -> HttpResponse:
    """Every programme for one family: yes, no or not known, and why in a sentence."""
    at = now()
    day = asked_day(request, at)
    try:
        page, rows = family_outcomes(actor_of(request).scope, family_id, day, at)
    except Problem as refusal:
        if refusal.kind is not problems.NO_RULES:
            raise
        crumbs = _crumbs(family_id, "", _("Kelayakan program"))
        return render(request, "targeting/no_rules.html", {"refusal": refusal, "crumbs": crumbs})
    note_look(request, "family", family_id, page.wilayah)
    order = {"met": 0, "unknown": 1, "not_met": 2}
    context = {
        "page": page,
        "day": day,
        "is_today": day == today(at),
        "rows": [
            (one, OUTCOME_WORDS[one.outcome], OUTCOME_TONES[one.outcome])
            for one in sorted(rows, key=lambda one: order[one.outcome])
        ],
        "crumbs": _crumbs(page.id, page.head_name, _("Kelayakan program")),
    }
    return render(request, "targeting/family.html", context)


def _crumbs(family_id: int, head_name: str, last: str) -> list[tuple[str, str]]:
    return [
        (_("Keluarga"), reverse("registry:families")),
        (head_name or _("Tanpa nama"), reverse("registry:family", args=[family_id])),
        (last, ""),
    ]


def _sheet_of(request: HttpRequest, family_id: int, programme: str, at: datetime) -> Sheet:
    """The sheet within the scope; the look is recorded."""
    found = reason_sheet(actor_of(request).scope, family_id, programme, asked_day(request, at), at)
    note_look(request, "family", family_id, found.wilayah)
    return found


@needs("registry.family.view")
@require_GET
def sheet(request: HttpRequest, family_id: int, programme: str) -> HttpResponse:
    """One programme in full."""
    at = now()
    found = _sheet_of(request, family_id, programme, at)
    crumbs = _crumbs(family_id, found.head_name, _("Kelayakan program"))
    crumbs[-1] = (_("Kelayakan program"), reverse("targeting:family", args=[family_id]))
    context = {
        **_shared(found),
        "crumbs": [*crumbs, (found.programme_name, "")],
        "conditions": [(one, CONDITION_WORDS[one.outcome], OUTCOME_TONES[one.outcome]) for one in found.conditions],
        "changes": paper.changes(found, for_resident=False),
        "query": f"?tanggal={found.day.isoformat()}" if found.day != today(at) else "",
        "may_edit": actor_of(request).scope.can("registry.family.edit"),
    }
    return render(request, "targeting/sheet.html", context)


def _shared(found: Sheet) -> dict[str, object]:
    return {
        "sheet": found,
        "outcome": OUTCOME_WORDS[found.outcome],
        "tone": OUTCOME_TONES[found.outcome],
        "verdict": paper.verdict_reason(found),
        "rule_words": paper.rule_words(found),
        "desil_words": paper.desil_words(found) if found.desil_limit is not None else "",
        "rank_words": paper.rank_words(found),
        "amounts": paper.amount_lines(found),
        "objection": objection_steps(),
        "rights": rights_sentence(),
    }


@needs("registry.family.view")
@require_GET
def resident(request: HttpRequest, family_id: int, programme: str) -> HttpResponse:
    """The resident's version on a page that prints: plain words, no data of other people."""
    at = now()
    found = _sheet_of(request, family_id, programme, at)
    context = {
        **_shared(found),
        "conditions": [
            (
                one.outcome,
                CONDITION_WORDS[one.outcome],
                OUTCOME_TONES[one.outcome],
                one.sentence,
                paper.resident_facts(one),
            )
            for one in found.conditions
        ],
        "changes": paper.changes(found, for_resident=True),
        "back_url": reverse("targeting:sheet", args=[family_id, programme]),
        "today": today(at),
        "synthetic_data": config().synthetic,
    }
    return render(request, "targeting/resident.html", context)


@needs("registry.family.view")
@require_GET
def pdf(request: HttpRequest, family_id: int, programme: str, *, for_resident: bool) -> HttpResponse:
    """One page of paper; printing is recorded."""
    at = now()
    found = _sheet_of(request, family_id, programme, at)
    address = request.build_absolute_uri(reverse("targeting:sheet", args=[family_id, programme]))
    record = encode_id(family_id)
    data = paper.sheet_pdf(
        found, scope=actor_of(request).scope, at=at, address=address, record=record, for_resident=for_resident
    )
    with transaction.atomic():
        audit.record(
            "targeting.sheet.printed",
            by=looking_actor(request),
            at=at,
            wilayah=found.wilayah,
            subject=("family", family_id),
            after={
                "programme": programme,
                "day": found.day.isoformat(),
                "resident": for_resident,
                "outcome": found.outcome,
            },
        )
    answer = HttpResponse(data, content_type="application/pdf")
    kind = "warga" if for_resident else "petugas"
    answer["Content-Disposition"] = f'inline; filename="{file_name("lembar-alasan", programme, kind, extension="pdf")}"'
    return answer

"""What a version would change: counts and rupiah per programme and kelurahan, and the families behind each number."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope, is_area_code
from pilar.decision.targeting.models import RuleVersion
from pilar.decision.targeting.queries import compare, versions
from pilar.decision.targeting.queries.families import heads_of
from pilar.decision.targeting.queries.table import decision_table
from pilar.decision.targeting.rules_engine.problems import RulesRefused
from pilar.decision.targeting.views.desk import CAPABILITIES, area_of, version_context
from pilar.decision.targeting.words import OUTCOME_TONES, OUTCOME_WORDS
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import resolve

MOST_SHOWN = 200
MOVE_WORDS = {
    "masuk": "Masuk: menjadi memenuhi",
    "keluar": "Keluar: tidak lagi memenuhi",
    "tetap": "Tetap memenuhi",
    "memenuhi": "Memenuhi menurut versi ini",
    "belum": "Belum diketahui menurut versi ini",
    "jadi_belum": "Menjadi belum diketahui",
    "berubah_jumlah": "Tetap memenuhi, jumlahnya berubah",
}


def before_of(version: RuleVersion, day: date) -> RuleVersion | None:
    """What the version is compared with: the one in force on the day, for that one itself the version it came from."""
    running = versions.published_on(day)
    if running is None or running.pk != version.pk:
        return running
    return version.based_on


@needs(*CAPABILITIES)
@require_GET
def impact(request: HttpRequest, version_id: int) -> HttpResponse:
    """Per programme now and then; for a chosen programme per kelurahan."""
    actor, at = actor_of(request), now()
    version = versions.get_version(actor.scope, version_id)
    day = day_of(version, at)
    before = before_of(version, day)
    context = version_context(actor, version, "impact") | {"day": day, "before": before}
    area, old = area_of(actor), before.files if before else None
    try:
        rows = compare.compare_programmes(actor.scope, area, old, version.files, day=day, at=at)
    except RulesRefused as refused:
        return render(request, "targeting/impact.html", context | {"problems": refused.problems})
    names = programme_names(version, before, day)
    chosen = request.GET.get("program", "") or next(
        (row.key for row in rows if row.changed), rows[0].key if rows else ""
    )
    places = []
    if chosen in {row.key for row in rows}:
        places = compare.compare_places(actor.scope, area, old, version.files, chosen, day=day, at=at)
    titles = resolve(actor.scope, [one.key for one in places])
    context |= {
        "rows": [(row, names.get(row.key, row.key)) for row in rows],
        "chosen": chosen,
        "chosen_name": names.get(chosen, chosen),
        "places": [(one, titles[one.key].title) for one in places],
        "sum_before": sum(row.amount_before for row in rows),
        "sum_after": sum(row.amount_after for row in rows),
        "sum_change": sum(row.amount_change for row in rows),
        "may_list": actor.scope.can("registry.family.view"),
    }
    return render(request, "targeting/impact.html", context)


def day_of(version: RuleVersion, at: datetime) -> date:
    """Rules of a version that begins later are looked at on their first day."""
    return max(today(at), version.valid_from or date.min)


def programme_names(version: RuleVersion, before: RuleVersion | None, day: date) -> dict[str, str]:
    """Programme key to its name in the language of the page."""
    found: dict[str, str] = {}
    for one in (before, version):
        if one is not None:
            found |= {column.key: column.name for column in decision_table(one.files, {}, day).columns}
    return found


@needs("targeting.view")
@require_GET
def moved(request: HttpRequest, version_id: int, programme: str, move: str) -> HttpResponse:
    """Families behind a number of the impact page."""
    actor, at = actor_of(request), now()
    version = versions.get_version(actor.scope, version_id)
    place = request.GET.get("wilayah", "")
    if move not in compare.MOVES or not is_area_code(place):
        raise NOT_FOUND()
    day = day_of(version, at)
    before = before_of(version, day)
    try:
        found = compare.list_moved(
            actor.scope, area_of(actor), before.files if before else None, version.files, programme, move,
            place=place, day=day, at=at, limit=MOST_SHOWN + 1,
        )  # fmt: skip
    except RulesRefused:
        raise NOT_FOUND() from None
    shown = found[:MOST_SHOWN]
    name = programme_names(version, before, day).get(programme)
    if name is None:
        raise NOT_FOUND()
    crumbs = [
        (_("Meja ketentuan"), reverse("targeting:desk")),
        (_("Dampak"), f"{reverse('targeting:impact', args=[version_id])}?program={programme}"),
        (_(MOVE_WORDS[move]), ""),
    ]
    context = {
        "heading": f"{name}: {_(MOVE_WORDS[move])}",
        "lead": _place_words(actor.scope, place),
        "rows": _lines(actor.scope, shown),
        "more": len(found) > MOST_SHOWN,
        "most": MOST_SHOWN,
        "programme": programme,
        "crumbs": crumbs,
    }
    return render(request, "targeting/moved.html", context)


def _place_words(scope: Scope, place: str) -> str:
    return resolve(scope, [place])[place].path if place else _("Seluruh wilayah kerja")


def _lines(scope: Scope, rows: list[compare.Moved]) -> list[dict[str, object]]:
    heads = heads_of(scope, [row.family_id for row in rows])
    names = resolve(scope, [row.wilayah for row in rows])
    none = _("Tidak ada program ini")
    return [
        {
            "row": row,
            "name": heads[row.family_id],
            "place": names[row.wilayah].path,
            "before": OUTCOME_WORDS.get(row.before, none),
            "before_tone": OUTCOME_TONES.get(row.before, "neutral"),
            "after": OUTCOME_WORDS.get(row.after, none),
            "after_tone": OUTCOME_TONES.get(row.after, "neutral"),
        }
        for row in rows
        if row.family_id in heads
    ]

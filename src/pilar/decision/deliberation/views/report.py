"""What the sessions of a period changed: for the office, and for the public with small counts hidden."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.doors import public_page
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.core.ui.charts import StackRow, stacked
from pilar.decision.deliberation.lists import DECISIONS
from pilar.decision.deliberation.queries.report import PeriodReport, report_of
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import name_path

PERIOD = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def _period(request: HttpRequest) -> str:
    asked = request.GET.get("periode", "")
    return asked if PERIOD.fullmatch(asked) else f"{today(now()):%Y-%m}"


def _chart(report: PeriodReport) -> str:
    held = [one for one in report.villages if one.held][:60]
    if not held:
        return ""
    most = max(held, key=lambda one: one.discussed)
    title = _("%(name)s membahas paling banyak: %(n)s data") % {"name": most.name, "n": most.discussed}
    rows = [StackRow(one.name, tuple(one.by_decision.get(d.code, 0) for d in DECISIONS)) for one in held]
    return str(stacked(title, [one.name for one in DECISIONS], rows, subject=_("Kelurahan/desa")))


@needs("reports.view")
@require_GET
def show_report(request: HttpRequest) -> HttpResponse:
    """The report of a period over my area."""
    actor, at = actor_of(request), now()
    area = next(iter(actor.scope.prefixes), "")
    aggregate = not actor.scope.can("deliberation.view")
    report = report_of(actor.scope, area, _period(request), at, public=aggregate)
    context = {
        "report": report,
        "chart": _chart(report) if not aggregate else "",
        "by_village": not aggregate,
        "place": name_path(actor.scope, area) if area else "",
        "public_url": reverse("deliberation:public-report", args=[area]) if len(area) == 4 else "",
        "decision_names": [(one.code, one.name) for one in DECISIONS],
        "crumbs": [(_("Musyawarah"), reverse("deliberation:list")), (_("Apa yang berubah"), "")]
        if not aggregate
        else [],
    }
    return render(request, "deliberation/report.html", context)


@public_page
@require_GET
def public_report(request: HttpRequest, area: str) -> HttpResponse:
    """The same for anybody: a city or regency in all, counts under the area's limit hidden, no kelurahan by itself."""
    if not re.fullmatch(r"[0-9]{4}", area):
        raise NOT_FOUND()
    scope = Scope((area,), frozenset())
    place = name_path(scope, area)
    report = report_of(scope, area, _period(request), now(), public=True)
    return render(request, "deliberation/public_report.html", {"report": report, "place": place})

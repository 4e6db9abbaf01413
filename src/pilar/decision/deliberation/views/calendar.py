"""The calendar and the settings of an area: what counts today and by which basis; changing adds a row with a date."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.scope import Actor, is_area_code
from pilar.decision.deliberation.actions import calendar
from pilar.decision.deliberation.area_settings import SETTINGS, SETTINGS_BY_KEY, settings_of
from pilar.decision.deliberation.forms import QuorumForm, SettingForm, WindowForm
from pilar.decision.deliberation.lists import ELEMENTS_BY_CODE, WINDOWS_BY_CODE
from pilar.decision.deliberation.queries.calendar import history, windows_of
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import name_path


def _area(request: HttpRequest, actor: Actor) -> str:
    """The area asked for, inside my scope; else the first of mine, down to the kelurahan."""
    asked = request.GET.get("wilayah", "")
    if is_area_code(asked) and asked and len(asked) <= 10:
        if not actor.scope.covers(asked):
            raise NOT_FOUND()
        return asked
    return next(iter(actor.scope.prefixes), "")[:10]


@needs("deliberation.view", "deliberation.calendar")
@require_GET
def show_calendar(request: HttpRequest) -> HttpResponse:
    """The month's windows and the settings of an area."""
    actor, day = actor_of(request), today(now())
    area = _area(request, actor)
    values = settings_of(area, day)
    context = {
        "area": area,
        "place": name_path(actor.scope, area) if area else _("Seluruh wilayah"),
        "windows": list(windows_of(area, day).values()),
        "settings": [(one, in_words(one.key, values[one.key]), values[one.key] != one.default) for one in SETTINGS],
        "history": [(WINDOWS_BY_CODE[row.act].name, row) for row in history(actor.scope, area)],
        "may_change": actor.scope.can("deliberation.calendar"),
        "month": day,
        "crumbs": [(_("Musyawarah"), reverse("deliberation:list")), (_("Jadwal dan pengaturan"), "")],
    }
    return render(request, "deliberation/calendar.html", context)


def in_words(key: str, value: Any) -> str:
    """A setting's value as people read and write it."""
    if key == "quorum":
        parts = [f"{count} {ELEMENTS_BY_CODE[code].name}" for code, count in value.get("elements", {}).items()]
        told = _("%(n)s hadir, di antaranya %(elements)s") if parts else _("%(n)s hadir")
        return told % {"n": value.get("total", 0), "elements": ", ".join(parts)}
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    return str(value)


def from_words(key: str, text: str) -> Any:
    """The value that a person wrote; what cannot be read comes back as text, and is refused by the setting's own check."""
    default = SETTINGS_BY_KEY[key].default
    text = text.strip()
    if isinstance(default, bool):
        return {"ya": True, "tidak": False, "yes": True, "no": False}.get(text.lower(), text)
    if isinstance(default, int):
        return int(text) if text.isdigit() else text
    return text


@needs("deliberation.calendar")
def set_window(request: HttpRequest, act: str) -> HttpResponse:
    """Change the days of an act from a month on."""
    actor = actor_of(request)
    if act not in WINDOWS_BY_CODE:
        raise NOT_FOUND()
    area, form = _area(request, actor), WindowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        days = (None, None) if given["closed"] else (given["first_day"], given["last_day"])
        try:
            if not given["closed"] and None in days:
                raise calendar.problems.BAD_SETTING(value="–", name=WINDOWS_BY_CODE[act].name)
            calendar.set_window(
                area=area, act=act, first_day=days[0], last_day=days[1], valid_from=given["valid_from"], basis=given["basis"], by=actor,
                at=now(),
            )  # fmt: skip
        except Problem as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Jadwal baru dicatat."))
            return redirect(f"{reverse('deliberation:calendar')}?wilayah={area}")
    return _ask(request, form, WINDOWS_BY_CODE[act].name, area, actor)


@needs("deliberation.calendar")
def set_setting(request: HttpRequest, key: str) -> HttpResponse:
    """Change a setting from a day on."""
    actor = actor_of(request)
    if key not in SETTINGS_BY_KEY:
        raise NOT_FOUND()
    declared = SETTINGS_BY_KEY[key]
    area = _area(request, actor)
    form = _setting_form(request, key, settings_of(area, today(now()))[key])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        value = form.quorum() if isinstance(form, QuorumForm) else from_words(key, given["value"])
        try:
            calendar.set_setting(
                area=area, key=key, value=value, valid_from=given["valid_from"], basis=given["basis"], by=actor,
                at=now(),
            )  # fmt: skip
        except Problem as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Pengaturan baru dicatat."))
            return redirect(f"{reverse('deliberation:calendar')}?wilayah={area}")
    return _ask(request, form, declared.name, area, actor)


def _setting_form(request: HttpRequest, key: str, value: Any) -> QuorumForm | SettingForm:
    if key == "quorum":
        return QuorumForm(request.POST or None, quorum=value)
    form = SettingForm(request.POST or None, initial={"value": in_words(key, value)})
    form.fields["value"].help_text = _("Contoh: %(example)s") % {"example": in_words(key, SETTINGS_BY_KEY[key].default)}
    return form


def _ask(request: HttpRequest, form: Any, title: str, area: str, actor: Actor) -> HttpResponse:
    crumbs = [
        (_("Musyawarah"), reverse("deliberation:list")),
        (_("Jadwal dan pengaturan"), f"{reverse('deliberation:calendar')}?wilayah={area}"),
        (title, ""),
    ]
    place = name_path(actor.scope, area) if area else _("Seluruh wilayah")
    context = {"form": form, "title": title, "place": place, "crumbs": crumbs}
    return render(request, "deliberation/ask.html", context, status=422 if form.errors else 200)

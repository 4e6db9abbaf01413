"""The rule desk: what is in force, all versions, the decision table and history of one, choices among alternatives."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.config import config
from pilar.core.clock import now
from pilar.core.scope import Actor
from pilar.core.ui.components.data import Happening
from pilar.core.ui.components.page import Tab
from pilar.decision.targeting.actions import choices as choice_actions
from pilar.decision.targeting.actions import versions as actions
from pilar.decision.targeting.book import problems_of, shipped_files
from pilar.decision.targeting.choices import effective
from pilar.decision.targeting.forms.rules import ChoiceForm, CopyForm
from pilar.decision.targeting.models import RuleVersion
from pilar.decision.targeting.queries import versions as queries
from pilar.decision.targeting.queries.table import DecisionTable, decision_table
from pilar.decision.targeting.rules_engine.problems import RulesRefused
from pilar.decision.targeting.words import STATE_TONES, STATE_WORDS
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import name_path, resolve

CAPABILITIES = ("targeting.view", "targeting.manage", "targeting.publish")


def area_of(actor: Actor) -> str:
    """The area whose families the desk counts: the actor's own, "" for several (the scope still narrows it)."""
    return actor.scope.prefixes[0] if len(actor.scope.prefixes) == 1 else ""


@needs(*CAPABILITIES)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The table in force today, and every version."""
    actor, day = actor_of(request), today(now())
    version = queries.published_on(day)
    files = version.files if version else shipped_files()
    context = {
        "version": version,
        "day": day,
        "table": _table(actor, files, day),
        "versions": [_row(row) for row in queries.list_versions(actor.scope)],
        "may_manage": actor.scope.can("targeting.manage"),
    }
    return render(request, "targeting/desk.html", context)


def _row(row: RuleVersion) -> dict[str, object]:
    return {"row": row, "state": STATE_WORDS[row.state], "tone": STATE_TONES[row.state]}


def _table(actor: Actor, files: dict[str, str], day: date) -> DecisionTable | None:
    """The table with the choices of the actor's area; None for a text that is refused."""
    try:
        return decision_table(files, effective(queries.all_choices(), area_of(actor) or config().office, day), day)
    except RulesRefused:
        return None


@needs(*CAPABILITIES)
@require_GET
def show_version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version: state, decision table, what is wrong with it, history."""
    actor, at = actor_of(request), now()
    version = queries.get_version(actor.scope, version_id)
    day = max(today(at), version.valid_from or date.min)
    context = version_context(actor, version, "table") | {
        "day": day,
        "table": _table(actor, version.files, day),
        "problems": problems_of(version.files),
        "happenings": _happenings(version),
    }
    return render(request, "targeting/version.html", context)


def version_context(actor: Actor, version: RuleVersion, active: str) -> dict[str, object]:
    """What every page of a version shows: title, state, tabs, steps open to this person."""
    may_edit = version.state == "draft" and version.author == actor.username and actor.scope.can("targeting.manage")
    pages = [("table", _("Tabel"), "targeting:version"), ("impact", _("Dampak"), "targeting:impact")]
    pages.append(("text", _("Teks dan parameter"), "targeting:files"))
    tabs = [Tab(label, reverse(name, args=[version.pk]), active=code == active) for code, label, name in pages]
    return {
        "version": version,
        "state": STATE_WORDS[version.state],
        "tone": STATE_TONES[version.state],
        "tabs": tabs,
        "steps": steps_for(actor, version),
        "may_edit": may_edit,
        "may_manage": actor.scope.can("targeting.manage"),
        "crumbs": [(_("Meja ketentuan"), reverse("targeting:desk")), (version_title(version), "")],
        "title": version_title(version),
    }


def version_title(version: RuleVersion) -> str:
    return f"{version.number}. {version.title}"


def steps_for(actor: Actor, version: RuleVersion) -> list[tuple[str, str, str]]:
    """(code, verb, kind of button) of the steps this person may take now."""
    manage, publish = actor.scope.can("targeting.manage"), actor.scope.can("targeting.publish")
    own = version.author == actor.username
    found: list[tuple[str, str, str]] = []
    if version.state == "draft" and manage and own:
        found = [("usulkan", _("Usulkan untuk terbit"), "primary"), ("buang", _("Buang draf"), "quiet")]
    if version.state == "proposed":
        if publish and not own:
            found.append(("terbitkan", _("Terbitkan"), "primary"))
        if publish or (manage and own):
            found.append(("kembalikan", _("Kembalikan ke draf"), "secondary"))
    if version.state == "published" and publish:
        found.append(("cabut", _("Cabut"), "danger"))
    return found


def _happenings(version: RuleVersion) -> list[Happening]:
    return [
        Happening(str(STATE_WORDS[one.target_state]), one.at, by=one.by, detail=one.reason, icon_name="arrow-right")
        for one in queries.events_of(version)
    ]


@needs("targeting.manage")
@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """A draft of one's own, from the version in force or from the shipped rules."""
    actor, at = actor_of(request), now()
    form = CopyForm(request.POST)
    title = form.cleaned_data["judul"] if form.is_valid() else _("Perubahan")
    source = request.POST.get("dari", "")
    version = queries.published_on(today(at))
    source_id = int(source) if source.isdigit() else (version.pk if version else None)
    number = actions.copy_version(source_id=source_id, title=title, by=actor, at=at)
    messages.success(request, _("Salinan dibuat. Ubah, lihat dampaknya, lalu usulkan."))
    return redirect("targeting:files", number)


@needs(*CAPABILITIES)
def choices(request: HttpRequest) -> HttpResponse:
    """What areas chose among dated alternatives; those who publish may choose."""
    actor, at = actor_of(request), now()
    version = queries.published_on(today(at))
    alternatives = queries.alternatives_of(version) if version else ()
    options = [(f"{one.key}={name}", f"{one.key}: {name}") for one in alternatives for name in one.names]
    places = [(code, name_path(actor.scope, code) if code else _("Semua wilayah")) for code in actor.scope.prefixes]
    may_choose = actor.scope.can("targeting.publish") and bool(options)
    form = ChoiceForm(request.POST or None, options=options, areas=places, initial={"mulai": today(at)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        key, _sign, alternative = given["pilihan"].partition("=")
        choice_actions.choose(
            wilayah=given["wilayah"], key=key, alternative=alternative, valid_from=given["mulai"], basis=given["dasar"],
            by=actor, at=at,
        )  # fmt: skip
        messages.success(request, _("Pilihan tercatat."))
        return redirect("targeting:choices")
    made = queries.list_choices(actor.scope)
    names = resolve(actor.scope, [row.wilayah for row in made if row.wilayah])
    context = {
        "form": form if may_choose else None,
        "alternatives": alternatives,
        "made": [(row, names[row.wilayah].path if row.wilayah else _("Semua wilayah")) for row in made],
        "crumbs": [(_("Meja ketentuan"), reverse("targeting:desk")), (_("Pilihan"), "")],
    }
    return render(request, "targeting/choices.html", context, status=422 if form.errors else 200)

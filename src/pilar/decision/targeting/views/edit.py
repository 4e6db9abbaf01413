"""Editing a draft: the text of a file, a parameter's value, dates; what is wrong is shown with its line."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilar.core.clock import now
from pilar.core.doors import revision_sent
from pilar.core.problems import NOT_FOUND
from pilar.decision.targeting import editing, problems
from pilar.decision.targeting.actions import versions as actions
from pilar.decision.targeting.book import problems_of
from pilar.decision.targeting.forms.rules import DatesForm, FileForm, ValueForm
from pilar.decision.targeting.models import RuleVersion
from pilar.decision.targeting.queries import versions as queries
from pilar.decision.targeting.queries.table import Value, parameter_values
from pilar.decision.targeting.rules_engine.problems import RuleProblem, RulesRefused
from pilar.decision.targeting.views.desk import CAPABILITIES, version_context, version_title
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today

_MARGIN = 1


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem with the lines around it: (number, text, is it the line meant)."""

    file: str
    line: int
    reason: str
    excerpt: tuple[tuple[int, str, bool], ...]


def shown_problems(files: dict[str, str], found: tuple[RuleProblem, ...]) -> list[ShownProblem]:
    """Every problem with its line as it stands in the text."""
    result = []
    for one in found:
        lines = files.get(one.file, "").split("\n")
        span = range(max(one.line - _MARGIN, 1), min(one.line + _MARGIN, len(lines)) + 1)
        excerpt = tuple((number, lines[number - 1][:160], number == one.line) for number in span)
        result.append(ShownProblem(one.file, one.line, one.reason, excerpt if one.file in files else ()))
    return result


@needs(*CAPABILITIES)
def files(request: HttpRequest, version_id: int) -> HttpResponse:
    """The files of a version: text to read or edit, its problems, its parameters."""
    actor, at = actor_of(request), now()
    version = queries.get_version(actor.scope, version_id)
    names = sorted(version.files)
    name = request.GET.get("berkas", names[0] if names else "")
    if name not in version.files:
        raise NOT_FOUND()
    context = version_context(actor, version, "text")
    form = FileForm(request.POST or None, initial={"isi": version.files[name]})
    if request.method == "POST" and context["may_edit"] and form.is_valid():
        texts = {**version.files, name: form.cleaned_data["isi"]}
        revision = revision_sent(request)
        actions.save_files(version_id=version_id, files=texts, by=actor, at=at, revision=revision)
        _say_result(request, texts)
        return redirect(f"{request.path}?berkas={name}")
    try:
        values: tuple[Value, ...] = parameter_values(version.files, today(at))
    except RulesRefused:
        values = ()
    context |= {
        "form": form,
        "name": name,
        "names": names,
        "text": version.files[name],
        "problems": shown_problems(version.files, problems_of(version.files)),
        "values": values,
    }
    return render(request, "targeting/files.html", context, status=422 if form.errors else 200)


def _say_result(request: HttpRequest, texts: dict[str, str]) -> None:
    found = problems_of(texts)
    if found:
        messages.warning(
            request,
            _("Tersimpan, tetapi ada %(n)s masalah. Yang pertama: %(first)s") % {"n": len(found), "first": found[0]},
        )
    else:
        messages.success(request, _("Tersimpan; ketentuan ini sah."))


@needs("targeting.manage")
def value(request: HttpRequest, version_id: int, name: str, index: int) -> HttpResponse:
    """One parameter: correct it, or give it a new value from a day on."""
    version = queries.get_version(actor_of(request).scope, version_id)
    found = _value_of(version, name, index)
    form = ValueForm(request.POST or None, initial={"nilai": found.value})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if given["mulai"]:
                text = editing.succeed(version.files[name], index, given["nilai"], given["mulai"], given["dasar"])
            else:
                text = editing.set_value(version.files[name], index, given["nilai"])
        except editing.NotEditable as refused:
            form.add_error("nilai", str(refused))
        else:
            return _saved(request, version, name, text)
    return _page(request, version, form, _("Parameter %(key)s") % {"key": found.key}, found)


@needs("targeting.manage")
def dates(request: HttpRequest, version_id: int, name: str, index: int) -> HttpResponse:
    """From when until when a parameter is in force."""
    version = queries.get_version(actor_of(request).scope, version_id)
    found = _value_of(version, name, index)
    form = DatesForm(request.POST or None, initial={"mulai": found.start, "sampai": found.until})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            text = editing.set_dates(version.files[name], "parameter", index, given["mulai"], given["sampai"])
        except editing.NotEditable as refused:
            form.add_error("mulai", str(refused))
        else:
            return _saved(request, version, name, text)
    return _page(request, version, form, _("Masa berlaku %(key)s") % {"key": found.key}, found)


def _value_of(version: RuleVersion, name: str, index: int) -> Value:
    try:
        values = parameter_values(version.files, today(now()))
    except RulesRefused as refused:
        raise problems.RULES_REFUSED(count=len(refused.problems), first=str(refused.problems[0])) from None
    found = next((one for one in values if one.file == name and one.index == index), None)
    if found is None:
        raise NOT_FOUND()
    return found


def _saved(request: HttpRequest, version: RuleVersion, name: str, text: str) -> HttpResponse:
    texts = {**version.files, name: text}
    revision = revision_sent(request)
    actions.save_files(version_id=version.pk, files=texts, by=actor_of(request), at=now(), revision=revision)
    _say_result(request, texts)
    return redirect(f"{reverse('targeting:files', args=[version.pk])}?berkas={name}")


def _page(request: HttpRequest, version: RuleVersion, form: forms.Form, heading: str, found: Value) -> HttpResponse:
    crumbs = [
        (_("Meja ketentuan"), reverse("targeting:desk")),
        (version_title(version), reverse("targeting:files", args=[version.pk])),
        (heading, ""),
    ]
    context = {"version": version, "form": form, "heading": heading, "crumbs": crumbs, "value": found}
    return render(request, "targeting/value.html", context, status=422 if form.errors else 200)

"""The page of an act: a form, the reason, one button; a problem of the action becomes an error of the form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from pilar.core.problems import Problem

FIELD_OF_PROBLEM = {
    "REG-101": "nik", "REG-102": "kk", "REG-114": "alasan", "REG-120": "wilayah", "REG-122": "name", "REG-106": "relation",
    "REG-115": "seen",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ActPage:
    """What a page of an act shows. `draft` keeps what was typed in this browser until the act is done."""

    title: str
    lead: str
    submit: str
    done: str
    back: str
    draft: str
    crumbs: list[tuple[str, str]] = field(default_factory=list)
    danger: bool = False


def run(
    request: HttpRequest,
    page: ActPage,
    form: forms.Form,
    revision: int,
    act: Callable[[int], str],
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """GET shows the form; a valid POST runs `act(revision)`, which returns the address to go to.

    The revision travels in the form, so that a change by somebody else in between is noticed (UMUM-409 as an error).
    """
    sent = request.POST.get("revisi", "")
    revision = int(sent) if sent.isdecimal() and len(sent) < 10 else revision
    context: dict[str, Any] = {"page": page, "form": form, "revision": revision} | (extra or {})
    if request.method != "POST":
        return render(request, "registry/act.html", context)
    if form.is_valid():
        try:
            target = act(revision)
        except Problem as problem:
            if problem.code in ("UMUM-403", "UMUM-404"):
                raise
            _add_problem(form, problem)
        else:
            messages.success(request, page.done, extra_tags=f"draft:{page.draft}")
            return HttpResponseRedirect(target)
    return render(request, "registry/act.html", context, status=422)


def _add_problem(form: forms.Form, problem: Problem) -> None:
    """At the field it is about, when the form has it; else above the form."""
    name = FIELD_OF_PROBLEM.get(problem.code)
    if problem.code in ("REG-103", "REG-104"):
        name = next((each for each in ("nik", "kk") if form.data.get(each)), None)
        name = "seen" if problem.code == "REG-104" and "seen" in form.fields else name
    text = f"{problem.sentence} {problem.advice}"
    if problem.code == "UMUM-409":
        text += " " + _("Isian Anda tetap tersimpan sebagai draf.")
    form.add_error(name if name in form.fields else None, text)

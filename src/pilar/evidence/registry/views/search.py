"""The search page. Its question is never in the address: it may hold a NIK."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pilar.core.doors import actor_of, needs
from pilar.evidence.registry import queries
from pilar.evidence.registry.views.pages import today


@needs("registry.person.view")
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """GET: the empty page. POST `q`: the answer; a number is not shown again in the box."""
    text = request.POST.get("q", "")[:200] if request.method == "POST" else ""
    scope = actor_of(request).scope
    answer = queries.search_people(scope, text, today()) if text.strip() else None
    shown = text if answer is not None and answer.kind == "name" else ""
    context = {
        "answer": answer, "search_query": shown, "asked": bool(text.strip()), "may_register": scope.can("registry.family.edit"),
    }  # fmt: skip
    template = "registry/_found.html" if request.headers.get("HX-Request") == "true" else "registry/search.html"
    return render(request, template, context)

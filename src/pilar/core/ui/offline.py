"""The service worker of pages that are prepared for work without a line. Each room serves it under its own beginning of addresses, so
that it may answer there when the line is down."""

from __future__ import annotations

from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from pilar.core.doors import public_page

SCRIPT = files("pilar.core.ui") / "static" / "ui" / "js" / "luring-worker.js"


@public_page
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script; it holds nothing of anybody."""
    answer = HttpResponse(SCRIPT.read_text("utf-8"), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer

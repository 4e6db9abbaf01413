"""What several pages show alike: tags of states, refusals as messages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from pilar.core.problems import Problem

STAGE_TONES = {"draft": "waiting", "decreed": "info", "ordering": "info", "closed": "done"}
MEMBER_TONES = {"aktif": "ok", "antre": "waiting", "ditangguhkan": "warning", "lulus": "done", "keluar": "neutral"}
DECREE_TONES = {"draft": "waiting", "frozen": "ok", "dropped": "neutral"}


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page below the list of programmes."""
    return [(_("Program"), reverse("programs:list") if more else ""), *more]


def tell(request: HttpRequest, refusal: Problem) -> None:
    """A refusal as a message on the page; what is not allowed or not there stays an error page."""
    if refusal.status in (403, 404) and refusal.kind.code.startswith("UMUM"):
        raise refusal
    messages.error(request, f"{refusal.sentence} {refusal.advice}")

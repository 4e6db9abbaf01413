"""HEAD and POST submission, and what a phone tells of itself."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pilar.core.clock import now
from pilar.evidence.field.actions.ingest import Arrival, Receipt, ingest
from pilar.evidence.field.actions.phones import phone_holds
from pilar.evidence.field.openrosa.answers import openrosa, told
from pilar.evidence.field.openrosa.callers import identify
from pilar.evidence.field.openrosa.upload import read_post
from pilar.evidence.field.problems import HELD, UNKNOWN_FORM
from pilar.evidence.field.rules import REASONS

STATE_BYTES = 300_000


@openrosa
def submission(request: HttpRequest, token: str = "") -> HttpResponse:
    """204 to HEAD; 201 for anything new, 202 for what is known, after commit; 409 or 404 when it went to quarantine."""
    caller = identify(request, token)
    if request.method == "HEAD":
        return HttpResponse(status=204)
    if request.method != "POST":
        return told("HEAD, POST", 405)
    posted = read_post(request)
    try:
        files = posted.keep_files()
    finally:
        posted.discard()
    arrival = Arrival(
        xml=posted.xml, sha256=posted.sha256, files=files, client=request.META.get("HTTP_USER_AGENT", ""),
        device_name=request.GET.get("deviceID", ""), incomplete=posted.incomplete,
    )  # fmt: skip
    return _answer(ingest(arrival, device=caller.device, by=caller.actor, at=now()))


def _answer(receipt: Receipt) -> HttpResponse:
    if receipt.reason == "unknown_form":
        raise UNKNOWN_FORM(form=receipt.form_id)
    if receipt.outcome == "held":
        raise HELD(reason=_(REASONS[receipt.reason]))
    if receipt.outcome == "known":
        return told(_("Sudah tersimpan sebelumnya."), 202)
    return told(_("Tersimpan di server."), 201)


@openrosa
def state(request: HttpRequest, token: str = "") -> HttpResponse:
    """The phone says what it holds: JSON {"instances": [...], "forms": [...], "families": [...]}."""
    caller = identify(request, token)
    if request.method != "POST":
        return told("POST", 405)
    body = request.read(STATE_BYTES + 1)
    try:
        said = json.loads(body) if len(body) <= STATE_BYTES else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return told(_("Laporan telepon tidak dapat dibaca."), 400)
    phone_holds(caller.device, said, at=now())
    return HttpResponse(status=204)

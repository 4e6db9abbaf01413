"""Answers as OpenRosa wants them: headers on every one, XML bodies, no HTML even for errors."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from pilar.core.clock import now
from pilar.core.problems import Problem
from pilar.evidence.field.rules import ANNOUNCED_BYTES
from pilar.foundation.accounts.doors import public_page

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


class NeedsCredentials(Exception):
    """No token in the address and no Basic header: 401 with a challenge (only over https)."""


def xml_answer(body: str, status: int = 200) -> HttpResponse:
    return HttpResponse(
        '<?xml version="1.0" encoding="UTF-8"?>\n' + body, status=status, content_type="text/xml; charset=utf-8"
    )


def told(sentence: str, status: int) -> HttpResponse:
    """OpenRosaResponse with a message that the phone shows to its holder."""
    kind = "submit_success" if status < 400 else "submit_error"
    return xml_answer(
        '<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        f'<message nature="{kind}">{escape(sentence)}</message></OpenRosaResponse>',
        status,
    )


def openrosa(view: View) -> View:
    """For every address here: no CSRF, headers on each answer, problems and faults as OpenRosaResponse."""

    @csrf_exempt
    @public_page
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except NeedsCredentials:
            response = told(_("Masuk dulu dengan nama pengguna dan sandi telepon."), 401)
            if request.is_secure():
                response["WWW-Authenticate"] = 'Basic realm="Pilar", charset="UTF-8"'
        except Problem as refusal:
            response = told(f"{refusal.code}: {refusal.sentence} {refusal.advice}", refusal.status)
        except Exception:  # an HTML page would make Collect show "network login page"; the fault is logged in full
            log.exception("openrosa door failed")
            response = told(_("Server sedang bermasalah; data tetap di telepon. Coba lagi nanti."), 500)
        response["X-OpenRosa-Version"] = "1.0"
        response["X-OpenRosa-Accept-Content-Length"] = str(ANNOUNCED_BYTES)
        response["Date"] = http_date(now().timestamp())
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        return response

    return answered

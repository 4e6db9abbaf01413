"""Who is invited and who came: by list, by the QR of the invitation, by a signature on glass; photos."""

from __future__ import annotations

import base64
import binascii

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from pilar.core.bulk.files import keep_bytes
from pilar.core.bulk.kinds import PICTURES, kind_of
from pilar.core.bulk.upload import SealedUpload
from pilar.core.clock import now
from pilar.core.problems import NOT_FOUND
from pilar.decision.deliberation.actions import attendance, plan
from pilar.decision.deliberation.forms import GuestsForm
from pilar.decision.deliberation.lists import ELEMENTS_BY_CODE
from pilar.decision.deliberation.models import Attendee, Session
from pilar.decision.deliberation.problems import BAD_ACT
from pilar.decision.deliberation.queries import sessions as queries
from pilar.decision.deliberation.views.sessions import crumbs_of
from pilar.foundation.accounts.doors import actor_of, needs

MAX_SIGNATURE = 200 * 1024
MAX_PHOTO = 15 * 1024 * 1024


def _attendee(session: Session, attendee_id: int) -> Attendee:
    row = session.attendees.filter(pk=attendee_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


@needs("deliberation.view")
@require_GET
def show_attendance(request: HttpRequest, session_id: int) -> HttpResponse:
    """Everybody invited, by element, with what the quorum still lacks."""
    return _page(request, session_id, GuestsForm())


def _page(request: HttpRequest, session_id: int, form: GuestsForm) -> HttpResponse:
    actor = actor_of(request)
    session = queries.get_session(actor.scope, session_id)
    elements, lacking = queries.quorum_of(session, now())
    rows = [(one, ELEMENTS_BY_CODE[one.element].name) for one in session.attendees.order_by("element", "name")]
    context = {
        "session": session,
        "elements": [one for one in elements if one.invited or one.present or one.needed],
        "lacking": lacking,
        "rows": rows,
        "form": form,
        "may_manage": actor.scope.can("deliberation.manage") and session.state in ("direncanakan", "berlangsung"),
        "photos": list(session.photos.order_by("added_at")),
        "crumbs": crumbs_of(session, (_("Kehadiran"), "")),
    }
    return render(request, "deliberation/attendance.html", context, status=422 if form.errors else 200)


@needs("deliberation.manage")
@sensitive_post_parameters("people")
@require_POST
def invite(request: HttpRequest, session_id: int) -> HttpResponse:
    """Add people to the list."""
    form = GuestsForm(request.POST)
    if not form.is_valid():
        return _page(request, session_id, form)
    count = plan.invite(session_id=session_id, guests=form.guests(), by=actor_of(request), at=now())
    messages.success(request, _("%(n)s orang ditambahkan ke daftar undangan.") % {"n": count})
    return redirect("deliberation:attendance", session_id)


@needs("deliberation.manage")
@require_POST
def mark(request: HttpRequest, session_id: int, attendee_id: int) -> HttpResponse:
    """Present, or not present after all."""
    actor, at = actor_of(request), now()
    if request.POST.get("act") == "absen":
        attendance.mark_absent(session_id=session_id, attendee_id=attendee_id, by=actor, at=at)
    else:
        attendance.mark_present(session_id=session_id, attendee_id=attendee_id, by=actor, at=at)
    return redirect("deliberation:attendance", session_id)


@needs("deliberation.manage")
def arrive(request: HttpRequest, session_id: int, code: str) -> HttpResponse:
    """The QR of an invitation, opened on the phone at the door: who it is, and one button."""
    actor = actor_of(request)
    session = queries.get_session(actor.scope, session_id)
    row = session.attendees.filter(code=code).first()
    if row is None:
        raise NOT_FOUND()
    if request.method == "POST":
        attendance.mark_present(session_id=session_id, code=code, how="qr", by=actor, at=now())
        messages.success(request, _("%(name)s hadir.") % {"name": row.name})
        return redirect("deliberation:attendance", session_id)
    context = {
        "session": session,
        "row": row,
        "element": ELEMENTS_BY_CODE[row.element].name,
        "crumbs": crumbs_of(session, (row.name, "")),
    }
    return render(request, "deliberation/arrive.html", context)


@needs("deliberation.manage")
def sign(request: HttpRequest, session_id: int, attendee_id: int) -> HttpResponse:
    """A signature on glass: drawn on the page, kept sealed as PNG."""
    actor, at = actor_of(request), now()
    session = queries.get_session(actor.scope, session_id)
    row = _attendee(session, attendee_id)
    if request.method == "POST":
        file = keep_bytes(f"tanda-tangan-{row.code}.png", [_png(request.POST.get("image", ""))], by=actor, at=at)
        attendance.mark_present(
            session_id=session_id, attendee_id=attendee_id, how="tanda", sign_file=file, by=actor, at=at
        )
        messages.success(request, _("Tanda tangan %(name)s disimpan.") % {"name": row.name})
        return redirect("deliberation:attendance", session_id)
    context = {"session": session, "row": row, "crumbs": crumbs_of(session, (_("Tanda tangan"), ""))}
    return render(request, "deliberation/sign.html", context)


def _png(address: str) -> bytes:
    """The PNG in a data address of the page. Raises SIDANG-008."""
    head, _comma, body = address.partition(",")
    if head != "data:image/png;base64" or len(body) > MAX_SIGNATURE * 4 // 3:
        raise BAD_ACT(what="gambar tanda tangan")
    try:
        data = base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise BAD_ACT(what="gambar tanda tangan") from error
    if kind_of(data) != "image/png":
        raise BAD_ACT(what="gambar tanda tangan")
    return data


@needs("deliberation.manage")
@require_POST
def add_photo(request: HttpRequest, session_id: int) -> HttpResponse:
    """A photo of the session: JPEG or PNG."""
    actor, at = actor_of(request), now()
    sent = request.FILES.get("photo")
    if not isinstance(sent, SealedUpload) or (sent.size or 0) > MAX_PHOTO:
        messages.error(request, _("Pilih foto JPEG atau PNG, paling besar 15 MB."))
        return redirect("deliberation:attendance", session_id)
    if kind_of(sent.keeper.head) not in PICTURES:
        messages.error(request, _("Berkas itu bukan foto JPEG atau PNG."))
        return redirect("deliberation:attendance", session_id)
    file = sent.keeper.keep(by=actor, at=at)
    attendance.add_photo(session_id=session_id, file=file, by=actor, at=at, caption=request.POST.get("caption", ""))
    messages.success(request, _("Foto disimpan."))
    return redirect("deliberation:attendance", session_id)

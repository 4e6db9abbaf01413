"""Phones: list, a new one with its QR code, one phone with what it holds, revoking."""

import base64
import contextlib
import io
import json
import zlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.ids import decode_id
from pilar.core.problems import Problem
from pilar.evidence.field.actions.phones import issue_phone, revoke_phone
from pilar.evidence.field.desk_forms import PhoneForm, ReasonForm
from pilar.evidence.field.queries import phones as queries
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import find_user_id


def settings_code(server_url: str, name: str) -> str:
    """The content of Collect's settings QR code: base64 of zlib of JSON."""
    settings = {
        "general": {"server_url": server_url, "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular"},
        "admin": {},
        "project": {"name": name},
    }
    return base64.b64encode(zlib.compress(json.dumps(settings).encode())).decode()


def qr_image(text: str) -> str:
    """A data address of a PNG."""
    import segno

    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=5, border=4)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


@needs("field.assign")
@require_GET
def list_all(request: HttpRequest) -> HttpResponse:
    """Phones in force, or those that were revoked."""
    revoked = request.GET.get("keadaan") == "dicabut"
    page = queries.list_phones(actor_of(request).scope, revoked=revoked, after=request.GET.get("after", ""))
    return render(request, "field/phones.html", {"rows": page.rows, "after": page.after, "revoked": revoked})


@needs("field.assign")
def issue(request: HttpRequest) -> HttpResponse:
    """A new phone; its QR code is shown once, on the answer of the POST."""
    actor = actor_of(request)
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user_id = find_user_id(form.cleaned_data["petugas"])
            issued = issue_phone(user_id=user_id, label=form.cleaned_data["nama"], by=actor, at=now())
        except Problem:
            # One sentence for unknown, outside the area and not collecting: the name list of others is not told.
            form.add_error("petugas", _("Tidak ada petugas lapangan dengan nama pengguna ini di wilayah Anda."))
        else:
            address = request.build_absolute_uri(f"/key/{issued.token}")
            code = qr_image(settings_code(address, "Pilar"))
            return render(
                request, "field/phone_code.html", {"code": code, "address": address, "label": form.cleaned_data["nama"]}
            )
    return render(request, "field/phone_new.html", {"form": form}, status=422 if form.errors else 200)


@needs("field.assign")
@require_GET
def show(request: HttpRequest, device_id: int) -> HttpResponse:
    """One phone and what it holds."""
    device = queries.get_phone(actor_of(request).scope, device_id)
    families = _ids(device.holds.get("families", []))
    return render(request, "field/phone.html", {"device": device, "holds": device.holds, "families": families})


def _ids(written: list[object]) -> list[int]:
    """What the phone wrote down as ids; anything else that it may have written is left out."""
    found = []
    for one in written:
        with contextlib.suppress(ValueError):
            found.append(decode_id(str(one)))
    return found


@needs("field.assign")
def revoke(request: HttpRequest, device_id: int) -> HttpResponse:
    """Lost, stolen or handed back: with a reason."""
    actor = actor_of(request)
    device = queries.get_phone(actor.scope, device_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        revoke_phone(device_id=device_id, reason=form.cleaned_data["alasan"], by=actor, at=now())
        messages.success(request, _("Telepon dicabut. Di bawah ini yang terakhir dipegangnya."))
        return redirect("field:phone", device_id)
    return render(
        request, "field/phone_revoke.html", {"form": form, "device": device}, status=422 if form.errors else 200
    )

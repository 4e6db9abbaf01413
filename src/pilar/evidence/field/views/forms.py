"""Forms: list, upload with the words of pyxform, preview, publish, close."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.problems import Problem
from pilar.evidence.field.actions.forms import close_form, publish_form, upload_form
from pilar.evidence.field.desk_forms import PublishForm, ReasonForm, UploadForm
from pilar.evidence.field.ingest.blobs import read_blob
from pilar.evidence.field.queries import forms as queries
from pilar.foundation.accounts.doors import actor_of, needs

TONES = {"rancangan": "waiting", "terbit": "ok", "tutup": "neutral"}


@needs("field.forms")
@require_GET
def list_all(request: HttpRequest) -> HttpResponse:
    """All forms of the office."""
    rows = [(one, TONES[one.state]) for one in queries.list_forms(actor_of(request).scope)]
    return render(request, "field/forms.html", {"rows": rows})


@needs("field.forms")
def upload(request: HttpRequest) -> HttpResponse:
    """An XLSForm becomes a draft, or is refused with the message that names its row."""
    actor, at, posted = actor_of(request), now(), request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        file = form.cleaned_data["berkas"]
        try:
            kept = file.keeper.keep(by=actor, at=at)
            done = upload_form(data=read_blob(kept.sha256), name=file.name, by=actor, at=at)
        except Problem as refusal:
            form.add_error("berkas", f"{refusal.sentence} {refusal.advice}")
        else:
            for name in done.missing_media:
                messages.warning(request, _("Formulir menyebut berkas “%(name)s” yang belum ada.") % {"name": name})
            messages.success(request, _("Formulir dibaca dan disimpan sebagai rancangan."))
            return redirect("field:preview", done.form_id, done.version_id)
    return render(request, "field/upload.html", {"form": form}, status=422 if form.errors else 200)


@needs("field.forms")
@require_GET
def show(request: HttpRequest, form_id: int) -> HttpResponse:
    """One form: versions and who may fill it where."""
    scope = actor_of(request).scope
    row = queries.get_form(scope, form_id)
    context = {
        "row": row, "tone": TONES[row.state], "versions": queries.versions_of(scope, form_id), "access": queries.access_of(scope, form_id),
        "may_close": row.state == "terbit" and scope.covers(row.wilayah),
    }  # fmt: skip
    return render(request, "field/form.html", context)


@needs("field.forms")
@require_GET
def preview(request: HttpRequest, form_id: int, version_id: int) -> HttpResponse:
    """The questions of a version in order."""
    version = queries.get_version(actor_of(request).scope, form_id, version_id)
    asked = [one for one in version.fields if one["label"]]
    return render(request, "field/preview.html", {"version": version, "asked": asked})


@needs("field.forms")
def publish(request: HttpRequest, form_id: int, version_id: int) -> HttpResponse:
    """To which roles, in which area."""
    actor = actor_of(request)
    version = queries.get_version(actor.scope, form_id, version_id)
    home = next((code for code in actor.scope.prefixes if code), "")
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"wilayah": home})
    if request.method == "POST" and form.is_valid():
        pairs = [(role, form.cleaned_data["wilayah"]) for role in form.cleaned_data["peran"]]
        try:
            publish_form(form_id=form_id, version_id=version_id, access=pairs, by=actor, at=now())
        except Problem as refusal:
            form.add_error("wilayah", f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Formulir terbit; telepon mengambilnya pada sambungan berikut."))
            return redirect("field:form", form_id)
    return render(request, "field/publish.html", {"form": form, "version": version}, status=422 if form.errors else 200)


@needs("field.forms")
def close(request: HttpRequest, form_id: int) -> HttpResponse:
    """With a reason."""
    actor = actor_of(request)
    row = queries.get_form(actor.scope, form_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        close_form(form_id=form_id, reason=form.cleaned_data["alasan"], by=actor, at=now())
        messages.success(request, _("Formulir ditutup. Kiriman yang masih di telepon tetap diterima dan ditandai."))
        return redirect("field:form", form_id)
    return render(request, "field/close.html", {"form": form, "row": row}, status=422 if form.errors else 200)

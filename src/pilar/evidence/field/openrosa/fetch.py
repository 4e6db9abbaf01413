"""What phones fetch: formList, form, manifest, media, integrity of entities."""

from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from pilar.core.ids import encode_id
from pilar.core.problems import NOT_FOUND
from pilar.evidence.field.actions.phones import phone_fetched
from pilar.evidence.field.models import FormMedia, FormVersion
from pilar.evidence.field.openrosa.answers import openrosa, told, xml_answer
from pilar.evidence.field.openrosa.callers import address_maker, identify
from pilar.evidence.field.queries.access import forms_for
from pilar.evidence.field.queries.media import media_bytes, media_hash
from pilar.evidence.field.queries.phones import Caller

_LIST = "http://openrosa.org/xforms/xformsList"
_MANIFEST = "http://openrosa.org/xforms/xformsManifest"


@openrosa
def form_list(request: HttpRequest, token: str = "") -> HttpResponse:
    """The published forms of the person. Parameters formID, verbose, listAllVersions as in the specification."""
    caller = identify(request, token)
    if request.method == "HEAD":
        return HttpResponse(status=204)
    if request.method != "GET":
        return told("GET, HEAD", 405)
    link, wanted, verbose = (
        address_maker(request, token),
        request.GET.get("formID", ""),
        request.GET.get("verbose") == "true",
    )
    entries = []
    for form in forms_for(caller.actor):
        if wanted and form.form_id != wanted:
            continue
        versions = [form.current]
        if request.GET.get("listAllVersions") == "true":
            versions = list(form.versions.filter(published_at__isnull=False).order_by("-published_at"))
        name = form.name_en if request.LANGUAGE_CODE == "en" and form.name_en else form.name  # type: ignore[attr-defined]
        entries += [_entry(name, form.form_id, one, link, verbose) for one in versions if one is not None]
    return xml_answer(f'<xforms xmlns="{_LIST}">{"".join(entries)}</xforms>')


def _entry(name: str, form_id: str, version: FormVersion, link, verbose: bool) -> str:  # type: ignore[no-untyped-def]
    base = f"forms/{encode_id(version.pk)}"
    more = f"<descriptionText>{escape(name)}</descriptionText>" if verbose else ""
    manifest = f"<manifestUrl>{escape(link(base + '/manifest'))}</manifestUrl>" if version.media.exists() else ""
    return (
        f"<xform><formID>{escape(form_id)}</formID><name>{escape(name)}</name><version>{escape(version.version)}</version>"
        f"<hash>md5:{version.md5}</hash>{more}<downloadUrl>{escape(link(base + '.xml'))}</downloadUrl>{manifest}</xform>"
    )


def _version(caller: Caller, version_id: int) -> FormVersion:
    """A published version of a form that the person may fill. Raises UMUM-404."""
    forms = {one.pk for one in forms_for(caller.actor)}
    version = FormVersion.objects.select_related("form").filter(pk=version_id, published_at__isnull=False).first()
    if version is None or version.form_id not in forms:
        raise NOT_FOUND()
    return version


@openrosa
def form_xml(request: HttpRequest, version_id: int, token: str = "") -> HttpResponse:
    """The exact bytes whose md5 stands in the list."""
    caller = identify(request, token)
    version = _version(caller, version_id)
    phone_fetched(caller.device, form=f"{version.form.form_id} {version.version}")
    response = HttpResponse(version.xform.encode(), content_type="text/xml; charset=utf-8")
    response["ETag"] = f'"{version.md5}"'
    return response


@openrosa
def manifest(request: HttpRequest, version_id: int, token: str = "") -> HttpResponse:
    """The files of a form, each with a hash that changes exactly when its content changes for this phone."""
    caller = identify(request, token)
    version, link = _version(caller, version_id), address_maker(request, token)
    files = []
    for one in version.media.select_related("entity_list").order_by("name"):
        address = link(f"forms/{encode_id(version.pk)}/media/{quote(one.name)}")
        kind, integrity = "", ""
        if one.kind == "entities" and one.entity_list is not None:
            kind = ' type="approvalEntityList"' if one.entity_list.approval else ' type="entityList"'
            integrity = (
                f"<integrityUrl>{escape(link('entities/' + quote(one.entity_list.name) + '/integrity'))}</integrityUrl>"
            )
        files.append(
            f"<mediaFile{kind}><filename>{escape(one.name)}</filename><hash>md5:{media_hash(one, caller.actor)}</hash>"
            f"<downloadUrl>{escape(address)}</downloadUrl>{integrity}</mediaFile>"
        )
    return xml_answer(f'<manifest xmlns="{_MANIFEST}">{"".join(files)}</manifest>')


@openrosa
def media(request: HttpRequest, version_id: int, name: str, token: str = "") -> HttpResponse:
    """One file; 304 when the phone has it already."""
    caller = identify(request, token)
    found = (
        FormMedia.objects.select_related("entity_list").filter(version=_version(caller, version_id), name=name).first()
    )
    if found is None:
        raise NOT_FOUND()
    tag = f'"{media_hash(found, caller.actor)}"'
    if tag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        body, kind, families = media_bytes(found, caller.actor)
        phone_fetched(caller.device, families=families)
        response = HttpResponse(body, content_type=kind)
    response["ETag"] = tag
    return response


@openrosa
def integrity(request: HttpRequest, name: str, token: str = "") -> HttpResponse:
    """Which of the asked entities are deleted, or not visible to this phone."""
    from pilar.evidence.field.queries.media import deleted_entities

    caller = identify(request, token)
    asked = [part.strip() for part in request.GET.get("id", "").split(",") if part.strip()][:500]
    gone = deleted_entities(caller.actor, name, asked)
    rows = "".join(
        f"<entity id={quoteattr(one)}><deleted>{'true' if gone[one] else 'false'}</deleted></entity>" for one in asked
    )
    return xml_answer(f"<data><entities>{rows}</entities></data>")


@openrosa
def nothing_here(request: HttpRequest, token: str = "", rest: str = "") -> HttpResponse:
    """Unknown addresses below the base: an OpenRosaResponse, not a page."""
    identify(request, token)
    raise NOT_FOUND()

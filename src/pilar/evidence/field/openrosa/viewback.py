"""A person's own records, as Briefcase asks for them: view/submissionList, view/downloadSubmission, and their files."""

import re
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse

from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import NOT_FOUND
from pilar.evidence.field.models import Attachment, SubmissionVersion
from pilar.evidence.field.openrosa.answers import openrosa, xml_answer
from pilar.evidence.field.openrosa.callers import address_maker, identify
from pilar.evidence.field.queries.submissions import attachment_bytes, submissions, xml_of

_ENTRIES = 100
_KEY = re.compile(r"@key=['\"]?([^\]'\"]+)")


@openrosa
def submission_list(request: HttpRequest, token: str = "") -> HttpResponse:
    """instanceIDs of the caller's own records of one form, oldest first, with a cursor to go on."""
    caller = identify(request, token)
    asked = request.GET.get("numEntries", "")
    size = min(int(asked), _ENTRIES) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 5 else _ENTRIES
    rows = submissions(caller.actor.scope, form_id=request.GET.get("formId", "-"), user_id=caller.device.user_id)
    cursor = request.GET.get("cursor", "")
    if cursor:
        try:
            rows = rows.filter(pk__gt=decode_id(cursor))
        except ValueError as error:
            raise NOT_FOUND() from error
    found = list(rows.order_by("pk")[: max(size, 1)])
    ids = "".join(f"<id>{escape(one.current.instance_id)}</id>" for one in found if one.current)
    on = encode_id(found[-1].pk) if found else cursor
    return xml_answer(
        '<idChunk xmlns="http://opendatakit.org/submissions">'
        f"<idList>{ids}</idList><resumptionCursor>{escape(on)}</resumptionCursor></idChunk>"
    )


@openrosa
def download(request: HttpRequest, token: str = "") -> HttpResponse:
    """One own record: its XML as it was sent, and addresses of its files."""
    caller, link = identify(request, token), address_maker(request, token)
    asked = request.GET.get("formId", "")
    found = _KEY.search(asked)
    rows = SubmissionVersion.objects.filter(form__form_id=asked.split("[")[0].split("/")[0])
    version = rows.filter(instance_id=found[1], submission__user_id=caller.device.user_id).first() if found else None
    if version is None:
        raise NOT_FOUND()
    text = xml_of(version).decode("utf-8", errors="replace")
    inner = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text)
    files = "".join(
        f"<mediaFile><filename>{escape(one.name)}</filename><hash>sha256:{one.sha256}</hash>"
        f"<downloadUrl>{escape(link('view/media/' + encode_id(one.pk)))}</downloadUrl></mediaFile>"
        for one in version.files.exclude(sha256="").order_by("pk")
    )
    return xml_answer(
        '<submission xmlns="http://opendatakit.org/submissions" xmlns:orx="http://openrosa.org/xforms">'
        f"<data>{inner}</data>{files}</submission>"
    )


@openrosa
def media(request: HttpRequest, attachment_id: int, token: str = "") -> HttpResponse:
    """A file of an own record."""
    caller = identify(request, token)
    own = Attachment.objects.filter(pk=attachment_id, version__submission__user_id=caller.device.user_id)
    if not own.exists():
        raise NOT_FOUND()
    row, body = attachment_bytes(caller.actor.scope, attachment_id)
    return HttpResponse(body, content_type=row.media_type or "application/octet-stream")

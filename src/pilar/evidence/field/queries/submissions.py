"""Records and their answers, for review and for the phone that sent them."""

from typing import Any, NamedTuple

from django.db.models import QuerySet

from pilar.core import vault
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.field.ingest.blobs import read_blob
from pilar.evidence.field.ingest.parse import Node, parse_record
from pilar.evidence.field.models import Attachment, Submission, SubmissionVersion
from pilar.evidence.field.rules import XML_FIELD

CAPABILITIES = ("field.assign", "field.collect")


class Answers(NamedTuple):
    """The current version of a record. `tree`: nested dict of local names (repeats are lists); `flat`: path to text, repeats numbered
    "/data/anggota[2]/nama"; `files`: its attachments."""

    submission: Submission
    version: SubmissionVersion
    tree: dict[str, Any]
    flat: dict[str, str]
    files: list[Attachment]


def submissions(
    scope: Scope,
    *,
    form_id: str = "",
    assignment_key: str = "",
    user_id: int | None = None,
    complete: bool | None = None,
) -> QuerySet[Submission]:
    """Records inside the scope, newest first, with form and current version (without the sealed XML)."""
    if not any(scope.can(one) for one in CAPABILITIES):
        scope.require(CAPABILITIES[0])
    rows = Submission.objects.within(scope).filter(current__isnull=False).select_related("form", "current", "device")
    if form_id:
        rows = rows.filter(form__form_id=form_id)
    if assignment_key:
        rows = rows.filter(assignment_key=assignment_key)
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    if complete is not None:
        rows = rows.filter(complete=complete)
    return rows.defer("current__xml_sealed").order_by("-pk")


def get_submission(scope: Scope, submission_id: int) -> Submission:
    """One record. Raises UMUM-404."""
    row = submissions(scope).filter(pk=submission_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def submission_answers(scope: Scope, submission_id: int, version_number: int | None = None) -> Answers:
    """The answers of the current version, or of one by its number. Raises UMUM-404."""
    row = get_submission(scope, submission_id)
    versions = SubmissionVersion.objects.filter(submission=row).select_related("form_version")
    version = (
        versions.filter(number=version_number).first()
        if version_number
        else versions.filter(pk=row.current_id or 0).first()
    )
    if version is None:
        raise NOT_FOUND()
    record = parse_record(xml_of(version))
    flat: dict[str, str] = {}
    _flatten(record.root, f"/{record.root.name}", flat)
    return Answers(row, version, _nested(record.root), flat, list(version.files.order_by("name", "state")))


def xml_of(version: SubmissionVersion) -> bytes:
    """The bytes as received."""
    return vault.unseal(XML_FIELD, version.xml_sealed).encode("latin-1")


def attachment_bytes(scope: Scope, attachment_id: int) -> tuple[Attachment, bytes]:
    """A file of a record inside the scope with its bytes. Raises UMUM-404, also while it is only expected."""
    row = Attachment.objects.select_related("version").filter(pk=attachment_id).exclude(sha256="").first()
    if row is None or not submissions(scope).filter(pk=row.version.submission_id).exists():
        raise NOT_FOUND()
    return row, read_blob(row.sha256)


def history(scope: Scope, submission_id: int) -> list[SubmissionVersion]:
    """All versions of a record, newest first."""
    row = get_submission(scope, submission_id)
    return list(row.versions.defer("xml_sealed").select_related("form_version", "device").order_by("-number"))


def _nested(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in node.children:
        value: Any = _nested(one) if one.children else one.text.strip()
        if one.name not in found:
            found[one.name] = value
        elif isinstance(found[one.name], list):
            found[one.name].append(value)
        else:
            found[one.name] = [found[one.name], value]
    return found


def _flatten(node: Node, path: str, into: dict[str, str]) -> None:
    names = [one.name for one in node.children]
    seen: dict[str, int] = {}
    for one in node.children:
        seen[one.name] = seen.get(one.name, 0) + 1
        mark = f"[{seen[one.name]}]" if names.count(one.name) > 1 else ""
        below = f"{path}/{one.name}{mark}"
        if one.children:
            _flatten(one, below, into)
        else:
            into[below] = one.text.strip()

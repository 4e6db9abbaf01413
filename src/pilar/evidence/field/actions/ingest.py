"""The one way in for records. Files are in their place and synced before; here everything else happens in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import IntegrityError, transaction

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.scope import Actor
from pilar.evidence.field.actions.entities import apply_entities
from pilar.evidence.field.actions.hold import hold, release_same
from pilar.evidence.field.ingest.blobs import Kept
from pilar.evidence.field.ingest.checks import clock_flags, fits_name, instant, position_flags
from pilar.evidence.field.ingest.parse import Record, Unreadable, parse_record
from pilar.evidence.field.models import Attachment, Device, Form, FormVersion, Submission, SubmissionVersion
from pilar.evidence.field.problems import BAD_XML
from pilar.evidence.field.queries.access import may_fill
from pilar.evidence.field.rules import XML_FIELD

Outcome = Literal["new", "edited", "files", "known", "held"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A post as it came: XML bytes, files in their place, and what the client said of itself."""

    xml: bytes
    sha256: str
    files: Sequence[Kept]
    client: str = ""
    device_name: str = ""
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a post. `held` names the reason (rules.REASONS); the others are accepted."""

    outcome: Outcome
    instance_id: str
    form_id: str
    submission_id: int | None = None
    reason: str = ""


def ingest(arrival: Arrival, *, device: Device | None, by: Actor, at: datetime) -> Receipt:
    """Store a post, or hold it in quarantine with a reason. Idempotent by form and instanceID.

    Raises LAP-013 when the XML is no record (nothing of it is kept: it has no identity). Commits before it returns.
    """
    try:
        record = parse_record(arrival.xml)
    except Unreadable as error:
        raise BAD_XML(detail=str(error)) from error
    try:
        return _ingest(arrival, record, device, by, at)
    except IntegrityError:  # two posts gave the same instanceID to an edit and to a first version at once
        return _ingest(arrival, record, device, by, at)


@transaction.atomic
def _ingest(arrival: Arrival, record: Record, device: Device | None, by: Actor, at: datetime) -> Receipt:
    form = Form.objects.filter(form_id=record.form_id).select_related("current").first()
    if form is None:
        return _held("unknown_form", arrival, record, device, by, at)
    known = SubmissionVersion.objects.filter(form=form, instance_id=record.instance_id).first()
    if known is not None:
        return _again(known, arrival, record, form, device, by, at)
    if record.deprecated_id:
        return _edit(arrival, record, form, device, by, at)
    return _first(arrival, record, form, device, by, at)


def _first(arrival: Arrival, record: Record, form: Form, device: Device | None, by: Actor, at: datetime) -> Receipt:
    wilayah, flags = _area(record, device, by)
    row = Submission(
        form=form, instance_id=record.instance_id, wilayah=wilayah, device=device, user_id=by.user_id, username=by.username,
        assignment_key=record.first("assignment")[:60], first_received_at=at, received_at=at,
    )  # fmt: skip
    Submission.objects.bulk_create([row], ignore_conflicts=True)
    submission = Submission.objects.select_for_update().get(form=form, instance_id=record.instance_id)
    known = SubmissionVersion.objects.filter(form=form, instance_id=record.instance_id).first()
    if known is not None:
        return _again(known, arrival, record, form, device, by, at)
    version = _write_version(submission, None, arrival, record, form, device, by, at, flags)
    return _accepted("new", submission, version, arrival, record, by, at)


def _edit(arrival: Arrival, record: Record, form: Form, device: Device | None, by: Actor, at: datetime) -> Receipt:
    original = SubmissionVersion.objects.filter(form=form, instance_id=record.deprecated_id).first()
    if original is None:
        return _held("unknown_original", arrival, record, device, by, at)
    submission = Submission.objects.select_for_update().get(pk=original.submission_id)
    known = SubmissionVersion.objects.filter(form=form, instance_id=record.instance_id).first()
    if known is not None:
        return _again(known, arrival, record, form, device, by, at)
    if submission.user_id != by.user_id:
        return _held("not_yours", arrival, record, device, by, at, submission)
    if submission.current_id != original.pk:
        return _held("old_version", arrival, record, device, by, at, submission)
    version = _write_version(submission, original, arrival, record, form, device, by, at, [])
    _carry_files(original, version)
    return _accepted("edited", submission, version, arrival, record, by, at)


def _again(
    known: SubmissionVersion,
    arrival: Arrival,
    record: Record,
    form: Form,
    device: Device | None,
    by: Actor,
    at: datetime,
) -> Receipt:
    """The same instanceID once more: the same bytes may bring files, other bytes are held."""
    submission = Submission.objects.select_for_update().get(pk=known.submission_id)
    if known.sha256 != arrival.sha256:
        return _held("other_xml", arrival, record, device, by, at, submission)
    if submission.user_id != by.user_id:
        return _held("not_yours", arrival, record, device, by, at, submission)
    fresh = _add_files(known, arrival.files, at)
    if fresh:
        _judge_completeness(submission, at)
    return Receipt("files" if fresh else "known", record.instance_id, form.form_id, submission.pk)


def _accepted(
    outcome: Outcome,
    submission: Submission,
    version: SubmissionVersion,
    arrival: Arrival,
    record: Record,
    by: Actor,
    at: datetime,
) -> Receipt:
    _expect_files(version, record)
    _add_files(version, arrival.files, at)
    submission.current = version
    submission.received_at = at
    submission.save(update_fields=["current", "received_at"])
    _judge_completeness(submission, at)
    apply_entities(record, version, wilayah=submission.wilayah, at=at)
    release_same(submission.form.form_id, record.instance_id, arrival.sha256, by=by, at=at)
    audit.record(
        f"field.submission.{outcome}", by=by, at=at, wilayah=submission.wilayah, subject=("submission", submission.pk),
        after={"form": submission.form.form_id, "instance": record.instance_id, "version": version.number, "sha256": arrival.sha256},
    )  # fmt: skip
    return Receipt(outcome, record.instance_id, submission.form.form_id, submission.pk)


def _held(
    reason: str,
    arrival: Arrival,
    record: Record,
    device: Device | None,
    by: Actor,
    at: datetime,
    submission: Submission | None = None,
) -> Receipt:
    area = submission.wilayah if submission else _area(record, device, by)[0]
    hold(
        reason, form_id=record.form_id, instance_id=record.instance_id, xml=arrival.xml, sha256=arrival.sha256, files=arrival.files,
        wilayah=area, submission=submission, device=device, by=by, at=at,
    )  # fmt: skip
    return Receipt("held", record.instance_id, record.form_id, submission.pk if submission else None, reason)


def _write_version(
    submission: Submission, original: SubmissionVersion | None, arrival: Arrival, record: Record, form: Form, device: Device | None,
    by: Actor, at: datetime, flags: list[str],
) -> SubmissionVersion:  # fmt: skip
    of_form = FormVersion.objects.filter(form=form, version=record.version).first()
    started, ended = instant(record.first("start")), instant(record.first("end"))
    return SubmissionVersion.objects.create(
        submission=submission, form=form, instance_id=record.instance_id, number=(original.number + 1) if original else 1,
        deprecates=original, form_version=of_form, version_said=record.version, sha256=arrival.sha256, size=len(arrival.xml),
        xml_sealed=vault.seal(XML_FIELD, arrival.xml.decode("latin-1")), client=arrival.client[:200], device=device,
        device_name=arrival.device_name[:200], received_at=at, started_at=started, ended_at=ended,
        flags=[*flags, *_flags(record, form, of_form, arrival, by), *clock_flags(started, ended, at)],
    )  # fmt: skip


def _flags(record: Record, form: Form, of_form: FormVersion | None, arrival: Arrival, by: Actor) -> list[str]:
    flags = []
    if form.state == "tutup":
        flags.append("closed_form")
    if of_form is None:
        flags.append("unknown_form_version")
    elif form.current_id != of_form.pk:
        flags.append("old_form_version")
    if not may_fill(form, by):
        flags.append("no_access_now")
    if record.encrypted:
        flags.append("encrypted")
    if arrival.incomplete:
        flags.append("incomplete")
    points = {one["path"] for one in of_form.fields if one["type"] == "geopoint"} if of_form else set()
    return flags + position_flags(text for path, text in record.leaves() if path in points and text)


def _area(record: Record, device: Device | None, by: Actor) -> tuple[str, list[str]]:
    """The deepest area code that the answers give inside the area of the sender; otherwise the sender's own."""
    own = device.wilayah if device else (by.scope.prefixes[0] if by.scope.prefixes else "")
    for name in ("kode_rt", "kode_wilayah", "kode_kelurahan_desa", "kelurahan"):
        said = record.first(name).replace(".", "")
        if said.isascii() and said.isdigit() and len(said) in (10, 13, 16):
            return (said, []) if by.scope.covers(said) else (own, ["area_outside"])
    return own, []


def _expect_files(version: SubmissionVersion, record: Record) -> None:
    paths = None
    if version.form_version is not None:
        paths = frozenset(one["path"] for one in version.form_version.fields if one["type"] == "binary")
    names = record.file_names(paths)
    present = set(version.files.values_list("name", flat=True))
    rows = [
        Attachment(version=version, name=name[:500], state="expected") for name in names if name[:500] not in present
    ]
    Attachment.objects.bulk_create(rows, ignore_conflicts=True)
    # Carried files that the edit no longer names stay with the earlier version alone.
    version.files.exclude(name__in=[name[:500] for name in names]).delete()


def _carry_files(original: SubmissionVersion, version: SubmissionVersion) -> None:
    """As Central: files of the version before count for the edit under the same names."""
    rows = [
        Attachment(
            version=version, name=one.name, sha256=one.sha256, size=one.size, media_type=one.media_type, state=one.state,
            named=one.named, received_at=one.received_at,
        )
        for one in original.files.filter(state="present")
    ]  # fmt: skip
    Attachment.objects.bulk_create(rows, ignore_conflicts=True)


def _add_files(version: SubmissionVersion, files: Sequence[Kept], at: datetime) -> bool:
    """Under the lock of the record. Other bytes under a name that is there become its second file. True when anything was new."""
    first = {one.name: one for one in version.files.exclude(state="second")}
    there = set(version.files.exclude(sha256="").values_list("name", "sha256"))
    flags: list[str] = []
    fresh = False
    for file in files:
        if (file.name, file.sha256) in there:
            continue
        there.add((file.name, file.sha256))
        fresh = True
        row = first.get(file.name)
        if row is None or row.state != "expected":
            named = row is not None and row.named
            state = "present" if row is None else "second"
            row = Attachment(version=version, name=file.name, state=state, named=named)
            first.setdefault(file.name, row)
            flags.append("second_file" if state == "second" else "unnamed_file")
        else:
            row.state = "present"
        row.sha256, row.size, row.media_type, row.received_at = file.sha256, file.size, file.media_type, at
        row.save()
        flags += [] if file.size else ["empty_file"]
        flags += [] if fits_name(file.name, file.media_type) else ["wrong_type"]
    if flags:
        version.flags = list(dict.fromkeys([*version.flags, *flags]))
        version.save(update_fields=["flags"])
    return fresh


def _judge_completeness(submission: Submission, at: datetime) -> None:
    submission.complete = not Attachment.objects.filter(version_id=submission.current_id, state="expected").exists()
    submission.received_at = at
    submission.save(update_fields=["complete", "received_at"])

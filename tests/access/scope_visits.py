"""A visit with its record, photo and review, of one place."""

from datetime import date

from tests.unit.evidence.registry.two_cities import AT

from pilar.core import vault
from pilar.evidence.field.models import Attachment, Form, Submission, SubmissionVersion
from pilar.evidence.field.rules import XML_FIELD
from pilar.evidence.visits.models import Assignment, Attempt, Review, VisitEvent

HASH = "c" * 64


def visit_rows(mark: str, place: str, family: int, user: int) -> dict[str, int]:
    """An assignment held by the person of the place, and what they sent."""
    by = f"petugas.{mark.lower()}"
    form, _ = Form.objects.get_or_create(
        form_id="pilar_cek_lapangan", defaults={"name": "Cek", "state": "terbit", "created_at": AT, "created_by": "uji"}
    )
    task = Assignment.objects.create(
        kind="cek_lapangan", form_id=form.form_id, family_id=family, wilayah=place, reason=f"sebab {mark}", source_kind="uji",
        source_id=family, due_date=date(2026, 12, 1), volunteer_id=user, state="dikirim", asked_at=AT, asked_by=by, handed_at=AT,
    )  # fmt: skip
    VisitEvent.objects.create(assignment=task, at=AT, by=by, state="dibagi", volunteer_id=user, note=f"bagi {mark}")
    Attempt.objects.create(
        assignment=task,
        key=f"uuid:{mark}",
        result="ditemukan",
        volunteer_id=user,
        visited_on=AT.date(),
        note=f"temu {mark}",
        at=AT,
        by=by,
    )
    xml = f'<data id="{form.form_id}" version="1"><alamat>JALAN {mark}</alamat><meta><instanceID>uuid:{mark}</instanceID></meta></data>'
    sent = Submission.objects.create(
        form=form,
        instance_id=f"uuid:{mark}",
        wilayah=place,
        user_id=user,
        username=by,
        first_received_at=AT,
        received_at=AT,
        complete=True,
    )
    version = SubmissionVersion.objects.create(
        submission=sent, form=form, instance_id=f"uuid:{mark}", number=1, xml_sealed=vault.seal(XML_FIELD, xml), sha256=HASH, size=len(xml),
        received_at=AT,
    )  # fmt: skip
    Submission.objects.filter(pk=sent.pk).update(current=version)
    photo = Attachment.objects.create(version=version, name=f"{mark}.jpg", state="expected")
    review = Review.objects.create(
        submission_id=sent.pk, version_id=version.pk, instance_id=f"uuid:{mark}", form_id=form.form_id, wilayah=place, assignment=task,
        family_id=family, volunteer_id=user, username=by, received_at=AT, visited_on=AT.date(), note=f"catatan {mark}",
    )  # fmt: skip
    return {"visit": task.pk, "review": review.pk, "attachment": photo.pk}

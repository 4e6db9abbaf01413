"""Electronic signatures: the signed PDF beside the paper or the endorsed list that it signs."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.decision.deliberation.models.endorsement import Endorsement
from pilar.decision.deliberation.models.papers import SessionPaper

LEVELS = (
    ("lokal", "Tanda tangan elektronik tidak tersertifikasi"),
    ("psre", "Tanda tangan elektronik tersertifikasi"),
)


class PaperSignature(models.Model):
    """One electronic signature. `check_code` leads to the public page; `level` "psre" only when the certificate chains to a
    certification authority (PSrE) that the office has listed. `fingerprint`: SHA-256 of the signer's certificate."""

    id = IdField()
    wilayah = AreaCodeField()
    paper = models.OneToOneField(
        SessionPaper, on_delete=models.PROTECT, null=True, related_name="signature", db_constraint=False
    )
    endorsement = models.OneToOneField(
        Endorsement, on_delete=models.PROTECT, null=True, related_name="signature", db_constraint=False
    )
    check_code = models.CharField(max_length=24, unique=True)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    level = models.CharField(max_length=5, choices=LEVELS)
    holder = WordsField(max_length=200)
    issuer = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(paper__isnull=False, endorsement__isnull=True)
                | Q(paper__isnull=True, endorsement__isnull=False),
                name="paper_signature_subject",
            )
        ]

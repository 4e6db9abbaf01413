"""Letters of a session: their numbers, the papers as they were issued, and the signed scans beside them."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.decision.deliberation.models.session import Session

PAPER_KINDS = (
    ("undangan", "Undangan"),
    ("berita_acara", "Berita acara musyawarah"),
    ("daftar_hadir", "Daftar hadir"),
    ("bnba", "Lampiran BNBA"),
    ("sptjm", "Surat pernyataan tanggung jawab mutlak"),
)


class LetterNumber(models.Model):
    """One number of an area's register of letters: never given twice, never given back."""

    id = IdField()
    wilayah = AreaCodeField()
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    number = models.CharField(max_length=120)
    subject = WordsField(max_length=200)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wilayah", "year", "code", "seq"], name="letter_number_once"),
        ]


class SessionPaper(models.Model):
    """A paper of a session as it was issued: kept file, its SHA-256, and the code behind its QR. Never issued anew.

    `scan` is the signed paper, uploaded beside it.
    """

    id = IdField()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="papers", db_constraint=False)
    kind = models.CharField(max_length=16, choices=PAPER_KINDS)
    letter = models.ForeignKey(LetterNumber, on_delete=models.PROTECT, null=True, related_name="+")
    check_code = models.CharField(max_length=24, unique=True)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    scan = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    scan_at = models.DateTimeField(null=True)
    scan_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "kind"], name="session_paper_once"),
            models.CheckConstraint(
                condition=Q(scan__isnull=True, scan_at__isnull=True) | Q(scan__isnull=False, scan_at__isnull=False),
                name="session_paper_scan",
            ),
        ]

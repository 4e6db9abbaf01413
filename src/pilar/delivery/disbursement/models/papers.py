"""Proof of what was handed over."""

from django.db import models

from pilar.core.db.fields import IdField
from pilar.core.vault.words import WordsField
from pilar.delivery.disbursement.models.orders import Instruction


class HandOver(models.Model):
    """Cash or goods given into a hand: who received, where, when, with a signature or a photo as a kept file."""

    id = IdField()
    instruction = models.OneToOneField(Instruction, on_delete=models.PROTECT, related_name="hand_over")
    received_by = WordsField(max_length=120)
    relation = WordsField(max_length=80, blank=True)
    place = WordsField(max_length=120)
    on_date = models.DateField()
    proof = models.CharField(max_length=12)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, related_name="+", null=True)
    device_key = models.CharField(max_length=40, unique=True)
    """Made where the proof was taken, so that a record sent twice from a phone without network is one record."""
    by = models.CharField(max_length=150)
    at = models.DateTimeField()


TOLD_KINDS = (("terima", "Diterima"), ("absen", "Tidak hadir"))
TOLD_OUTCOMES = (("berlaku", "Berlaku"), ("sudah", "Sudah dicatat sebelumnya"), ("ditolak", "Ditolak"))


class HandOverTold(models.Model):
    """One act that a device told from the place of hand-over, with what became of it. Rows are only added; `key` is made on the
    device, so that an act sent twice is one. `file`: the proof, kept also when another device was first."""

    id = IdField()
    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="told")
    key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=TOLD_KINDS)
    received_by = WordsField(max_length=120, blank=True)
    note = WordsField(max_length=200, blank=True)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, related_name="+", null=True)
    outcome = models.CharField(max_length=8, choices=TOLD_OUTCOMES)
    sentence = WordsField(max_length=300, blank=True)
    told_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    by = models.CharField(max_length=150)

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

"""Accounts and cards of recipients."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.delivery.disbursement.lists import ACCOUNT_STATES, CARD_STATES


class PayAccount(models.Model):
    """The account of a recipient at one bank. A changed number is a new row; the old one ends (`ended_at`)."""

    id = IdField()
    wilayah = AreaCodeField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    number_sealed = models.BinaryField(null=True)
    number_index = models.BinaryField(max_length=16, null=True)
    last4 = models.CharField(max_length=4, blank=True)
    holder = WordsField(max_length=120, blank=True)
    branch = WordsField(max_length=80, blank=True)
    reason = WordsField(max_length=250, blank=True)
    as_of = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel"], condition=Q(ended_at__isnull=True), name="pay_account_one_present"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.code for one in ACCOUNT_STATES]), name="pay_account_state"
            ),
            models.CheckConstraint(
                condition=Q(number_sealed__isnull=True, number_index__isnull=True)
                | Q(number_sealed__isnull=False, number_index__isnull=False),
                name="pay_account_pair",
            ),
        ]


class Card(models.Model):
    """A Kartu Keluarga Sejahtera: the physical card of an account. Only its last four digits are kept."""

    id = IdField()
    wilayah = AreaCodeField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    channel = models.CharField(max_length=10)
    last4 = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=16)
    since = models.DateField()
    replaces_id = models.BigIntegerField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[one.code for one in CARD_STATES]), name="card_state"),
        ]


class CardStep(models.Model):
    """One step in the life of a card."""

    id = IdField()
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="steps")
    source_state = models.CharField(max_length=16, blank=True)
    target_state = models.CharField(max_length=16)
    on_date = models.DateField()
    note = WordsField(max_length=250, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

"""Users, and what they hold: role x area x from/until."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from pilar.core.ids import new_id
from pilar.core.scope import AreaCodeField, ScopedQuerySet


class User(AbstractUser):
    """A person who works with Pilar. Rights come only from assignments, never from staff or superuser marks."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    full_name = models.CharField(max_length=150, blank=True)
    position = models.CharField(max_length=150, blank=True)
    nip = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=5, default="id")
    must_change_password = models.BooleanField(default=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] if self.full_name else self.username


class Assignment(models.Model):
    """A user holds a role for an area during a half-open period. The code "" is the whole country.

    A period with equal ends never ran: so an assignment given by mistake is taken back without being deleted.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)
    wilayah = AreaCodeField(blank=True)
    active_from = models.DateField()
    active_to = models.DateField(null=True, blank=True)
    decree = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "active_from"], name="assignment_user"),
            models.Index(fields=["wilayah", "user"], name="assignment_wilayah"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gte=F("active_from")), name="assignment_period"
            )
        ]

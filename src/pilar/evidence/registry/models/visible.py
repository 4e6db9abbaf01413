"""Rows of a batch that is still being published are not there yet for any reader."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef

from pilar.core.scope import Scope, ScopedQuerySet

ModelT = TypeVar("ModelT", bound=models.Model)


class VisibleQuerySet(ScopedQuerySet[ModelT]):
    """Scoped rows without those that a pending batch brought."""

    def visible(self) -> Self:
        """Leave out rows whose `born_batch` is pending (docs/adr/0005)."""
        from pilar.evidence.registry.models.evidence import PendingBatch

        return self.exclude(Exists(PendingBatch.objects.filter(pk=OuterRef("born_batch"))))

    def within(self, scope: Scope) -> Self:
        return super().within(scope).visible()

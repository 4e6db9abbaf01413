"""Files that came in, kept by hash."""

from django.db import models

from pilar.core.db.fields import IdField


class StoredFile(models.Model):
    """A file as received. The bytes lie sealed in the files folder under their hash."""

    id = IdField()
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=150)

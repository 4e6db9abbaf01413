"""Column types that differ between the engines."""

from typing import Any

from django.db import models

from pilar.core.ids import new_id


class IdField(models.BigIntegerField):
    """Primary key of time-ordered ids. On SQLite it is the rowid itself, so no second index is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["primary_key"] = True
        kwargs["editable"] = False
        kwargs.setdefault("default", new_id)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)

    def rel_db_type(self, connection: Any) -> str | None:
        return "bigint"

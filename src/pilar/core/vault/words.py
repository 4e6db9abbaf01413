"""Columns for what people type in their own words."""

from typing import Any

from django.db import models

from pilar.core.vault.masking import mask_numbers


class WordsField(models.CharField):
    """Free text that is not sealed: whole NIK and KK numbers that somebody writes into it are masked before they reach the database.

    The object in memory is masked as it is saved, so that digests over it are the same before and after it is read again.
    In migrations it is a plain CharField: the column does not differ.
    """

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return mask_numbers(prepared) if isinstance(prepared, str) else prepared

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = mask_numbers(value)
            setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

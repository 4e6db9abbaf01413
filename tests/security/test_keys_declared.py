"""No column under a key is forgotten by the rotation."""

from django.apps import apps
from django.db import models

from pilar.cli.sealed_columns import DERIVED_COLUMNS, JSON_SECRETS, SEALED_COLUMNS
from pilar.evidence.intake.stage.seal import FIELD_NAMES
from pilar.evidence.registry.rules import KK_FIELD, MOTHER_FIELD, NIK_FIELD, PHONE_FIELD

PLAIN = {("audit_auditevent", "previous"), ("audit_auditevent", "digest"), ("audit_audithead", "digest")}
"""Digests of the audit chain, made without a key."""


def test_every_binary_column_of_every_model_is_declared_once() -> None:
    declared = [(column.table, name) for column in SEALED_COLUMNS for name in (column.sealed, column.index) if name]
    assert len(declared) == len(set(declared))
    found = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField) or field.name.endswith(("_sealed", "_index"))
    }
    assert found == set(declared) | set(DERIVED_COLUMNS) | PLAIN


def test_a_sealed_column_has_its_index_beside_it_when_the_model_has_one() -> None:
    for column in SEALED_COLUMNS:
        names = {
            f.column for m in apps.get_models() if m._meta.db_table == column.table for f in m._meta.concrete_fields
        }
        twin = column.sealed.removesuffix("_sealed") + "_index"
        assert column.index == (twin if twin in names else ""), column


def test_intake_seals_for_the_same_fields_as_the_register() -> None:
    assert FIELD_NAMES == {"nik": NIK_FIELD, "kk": KK_FIELD, "mother_name": MOTHER_FIELD, "phone": PHONE_FIELD}
    assert set(JSON_SECRETS.values()) <= set(FIELD_NAMES.values())
